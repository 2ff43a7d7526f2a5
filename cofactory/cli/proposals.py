"""A proposed claim on the screen: its quote in its paragraph, what it says, fits, repeats and contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from cofactory.cli.layout import WIDTH, lines
from cofactory.desk.reviewing import main_quote
from cofactory.evidence.reader.inferred import said_of_parties
from cofactory.programme.trace_quotes import QUOTED
from cofactory.render.claims import ends, figures, on_one_line, seen, source_in_words, what_it_is
from cofactory.render.standings import with_sources
from cofactory.render.words import count

if TYPE_CHECKING:
    from cofactory.desk.reviewing import Passage, Proposal, Review

PROMPT = "a accept  r reject  c correct  m merge  k commitment  s skip  o open  u undo  q quit  ? help"
HELP = """\
  a  accept: the quote says this
  r  reject: the quote does not say this
  c  correct: it says something else, such as quantity=100
  m  merge: another claim says the same
  v  carry over: it takes the place of what an earlier version says alike
  k  it speaks of another commitment
  s  skip: decide later
  o  open: more of the text around it
  u  undo: take the last decision back
  q  quit: everything decided is kept
  ?  this help"""
MARKS = ("\x1b[7m", "\x1b[0m")
"""What begins and ends a quote on a terminal: letters and ground exchanged."""

PLAIN_MARKS = ("⟦", "⟧")
"""The same where there are no colours."""


def suggested(proposal: Proposal) -> str | None:
    """The commitment that a claim most likely speaks of; None where several fit alike, or none does."""
    return proposal.fitting[0] if len(proposal.fitting) == 1 else None


def shown(
    proposal: Proposal, passage: Passage, review: Review, commitment: str | None, place: str, *, colour: bool
) -> str:
    """The claim and all that lies beside it, as text."""
    claim, source = proposal.claim, proposal.document
    title = f': "{on_one_line(source.title, 80)}"' if source is not None else ""
    return lines(
        f"[{place}] {claim.id}  {source_in_words(source, claim.document)}{title}",
        "",
        *marked_lines(passage, colour=colour),
        *([f"  ({QUOTED[passage.text_kept]})"] if passage.text_kept != "kept" else []),
        " ",
        f"  {what_it_is(claim)}",
        f"  {ends(claim, review.names)}",
        f"  {figures(claim)}",
        *_inferred(proposal),
        f"  speaks of {_commitment(proposal, commitment)}",
        *_beside(proposal, review),
    )


def marked_lines(passage: Passage, *, colour: bool) -> Iterator[str]:
    """The passage in lines that fit a terminal, its main quote marked, everything unseen spelled out."""
    begin, end = MARKS if colour else PLAIN_MARKS
    main = next((span for span in passage.quotes if span.role == "assertion"), None)
    text = passage.text
    if main is not None:
        pieces = [seen(part) for part in (text[: main.start], text[main.start : main.end], text[main.end :])]
        text = f"{pieces[0]}\x02{pieces[1]}\x03{pieces[2]}"
    else:
        text = seen(text)
    text = f"{'… ' if passage.before else ''}{text}{' …' if passage.after else ''}"
    open_mark = False
    for paragraph in text.split("\n"):
        for line in wrap(" ".join(paragraph.split(" ")), WIDTH - 4, break_on_hyphens=False):
            opens = open_mark and colour
            open_mark = (open_mark or "\x02" in line) and "\x03" not in line
            closes = open_mark and colour
            yield f"  {begin if opens else ''}{line.replace(chr(2), begin).replace(chr(3), end)}{end if closes else ''}"


def _inferred(proposal: Proposal) -> Iterator[str]:
    for span in proposal.claim.spans:
        if span.role == "antecedent":
            yield f'  its thing is inferred from "{on_one_line(span.exact, 80)}"'
    yield from (f"  {on_one_line(said, 200)}" for said in said_of_parties(proposal.claim))


def _commitment(proposal: Proposal, commitment: str | None) -> str:
    others = [key for key in proposal.fitting if key != commitment]
    fits = f" (k changes it; {', '.join(others[:6])} may fit too)" if others else " (k changes it)"
    return f"{commitment or 'no commitment'}{fits}"


def _beside(proposal: Proposal, review: Review) -> Iterator[str]:
    """Claims that may say the same, and contradictions."""
    own = proposal.claim.id
    if proposal.carries is not None:
        yield f"  says of a new version what {proposal.carries} says of an earlier one (v puts it in its place)"
    for group in proposal.groups:
        how = "may repeat" if group.sort == "duplicate" else "may be the same event as"
        for key in [key for key in group.claims if key != own][:4]:
            status = review.state.status(key) or "proposed"
            quote = on_one_line(main_quote(review.ledger.claims[key]).exact, 120)
            yield f'  {how} {with_sources([key], review.ledger)}, {status}: "{quote}"'
    for conflict in proposal.conflicts:
        yield f"  contradiction: {conflict.why}"
        for side in conflict.sides[:8]:
            yield (
                f'    "{on_one_line(side.says, 60)}": {count(side.origins, "independent origin")}, '
                f"{with_sources(side.claims, review.ledger)}"
            )
