"""What reading documents came to, twice: as text for people, as the list of claims for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import fields

from cofactory.cli.layout import lines
from cofactory.cli.places import quoted
from cofactory.desk.reviewing import main_quote
from cofactory.evidence.quotes import Suggested
from cofactory.evidence.reader.inferred import said_of_parties
from cofactory.evidence.reader.languages import reads_as_english
from cofactory.evidence.reader.records import EXTRACTOR
from cofactory.render.claims import ends, figures, on_one_line, source_in_words, what_it_is
from cofactory.render.words import count, listing

if TYPE_CHECKING:
    from cofactory.desk.reading import Read, Readings
    from cofactory.evidence.versions import Carried
    from cofactory.schema.evidence import Claim

MOST_NAMES = 12
"""Unknown names that are listed for one document."""


def document(readings: Readings) -> list[dict[str, Any]]:
    """Every claim that the documents propose, with all its fields, also those that the ledger had before."""
    return [whole(claim) for claim in readings.claims]


def whole(record: Any) -> Any:
    """A record as plain dictionaries with every declared field; what it does not say is null."""
    if isinstance(record, tuple | list):
        return [whole(part) for part in record]
    if not hasattr(record, "__struct_fields__"):
        return record
    return {told: whole(getattr(record, name)) for told, name in _fields_of(record.__class__)}


@cache
def _fields_of(kind: type) -> tuple[tuple[str, str], ...]:
    """The fields of a record, as JSON calls them and as Python does."""
    return tuple((one.encode_name, one.name) for one in fields(kind))


def text(readings: Readings, folder: Path) -> str:
    """The claims of each document with quote, parties, stage, quantity, money, dates, certainty; then what is next."""
    parts = [_document(read, readings, folder) for read in readings.documents]
    copies = [f"Copies of one text, which count as one origin: {listing(group, 6)}." for group in readings.copies]
    return "\n\n".join(part for part in (*parts, lines(*copies), _next(readings, folder)) if part)


def claim_lines(claim: Claim, readings: Readings) -> Iterator[str]:
    """A claim in a few lines: what it is, between whom, how many and when, and its words."""
    known = "" if claim.id in readings.new else "  (in the ledger already)"
    yield f"  {claim.id}  {what_it_is(claim)}{known}"
    yield f"    {ends(claim, readings.names)}"
    yield f"    {figures(claim)}"
    yield f'    "{on_one_line(main_quote(claim).exact, 400)}"'
    if any(span.role == "antecedent" for span in claim.spans):
        words = next(span.exact for span in claim.spans if span.role == "antecedent")
        yield f'    its thing is inferred from "{on_one_line(words, 80)}"'
    yield from (f"    {on_one_line(said, 200)}" for said in said_of_parties(claim))
    for group in readings.groups_of.get(claim.id, ()):
        how = "may repeat" if group.sort == "duplicate" else "may be the same event as"
        yield f"    {how} {_others(group.claims, claim.id)}"


def _others(claims: Sequence[str], own: str) -> str:
    """The other claims of a group, the first of them by name."""
    first = [*islice((key for key in claims if key != own), 4)]
    more = len(claims) - 1 - len(first)
    return listing(first) if more <= 0 else f"{', '.join(first[:3])} and {more + 1} more"


def _document(read: Read, readings: Readings, folder: Path) -> str:
    taken = read.taken
    about = taken.document
    known = "; the ledger has this document already" if taken.known else ""
    new = len(read.added)
    said = count(len(read.claims), "claim")
    many = f"{said} proposed" if new == len(read.claims) else f"{said}, {count(new, 'of them', 'of them')} new"
    head = [
        on_one_line(about.title, 100),
        f"  {source_in_words(about, about.id)}, {about.id}{known}",
        "" if about.published else '  Its date is not known, so words such as "last month" say nothing: --published D.',
        "" if about.publisher else "  Its publisher is not known: --publisher NAME.",
        "  Not English: only names were looked for." if _names_only(read) else "",
        *(f"  {on_one_line(problem.why, 200)}" for problem in taken.problems),
        f"  {many}.",
    ]
    blocks = [lines(*claim_lines(claim, readings)) for claim in read.claims]
    return "\n\n".join(
        part for part in (lines(*head), *blocks, _refused(read), _unknown(read), _carried(read, folder)) if part
    )


def _names_only(read: Read) -> bool:
    """Whether the grammar looked for nothing but names, because the text as a whole does not read as English."""
    by_grammar = all(claim.extractor == EXTRACTOR for claim in read.claims) and not read.refused
    return by_grammar and not reads_as_english(read.taken.text[:BEGINNING])


BEGINNING = 20_000
"""Characters by which the language of a document is told."""


def refused(readings: Readings) -> str:
    """What a language model told and was not taken, of every document, with the reasons; empty where there is none."""
    return lines(*(part for read in readings.documents if (part := _refused(read))))


def _refused(read: Read) -> str:
    if not read.refused:
        return ""
    told = [f"  Refused, {count(len(read.refused), 'claim')} of the model, of {read.taken.document.id}:"]
    for one in read.refused[:MOST_REFUSED]:
        told += [f"    {on_one_line(one.why, 200)}", f"      {on_one_line(one.told, 160)}"]
    more = len(read.refused) - MOST_REFUSED
    return lines(*told, f"    and {more} more" if more > 0 else "")


MOST_REFUSED = 40
"""Refused claims that are shown for one document: a model that makes up more is no reader."""


def _unknown(read: Read) -> str:
    """Names that nobody knows, each as an alias that a person may write."""
    if not read.unknown_names:
        return ""
    shown = []
    for one in read.unknown_names[:MOST_NAMES]:
        like = (
            f": an alias of {one.like}?"
            if one.like
            else {"item": ": an item?", "party": ": a party?"}.get(one.sort, "")
        )
        shown.append(f'    "{on_one_line(one.text, 60)}"{like}')
    more = len(read.unknown_names) - MOST_NAMES
    rest = f"    and {more} more" if more > 0 else ""
    return lines(
        "  Names that the programme does not know; write those that matter into `aliases`, or a row:", *shown, rest
    )


def _carried(read: Read, folder: Path) -> str:
    """Where the accepted claims of an earlier version stand in this one."""
    if not read.carried:
        return ""
    told = [f"  An earlier version of this page was read; of its {count(len(read.carried), 'accepted claim')}:"]
    told += [f"    {carried.claim.id}: {_anchored(carried)}" for carried in read.carried]
    if whole := [carried.claim.id for carried in read.carried if carried.successor is not None]:
        which = whole[0] if len(whole) == 1 else "CLAIM"
        told.append(
            f'  To go over to this version: cofactory decide {quoted(folder)} {which} correct --carried --why "..."'
        )
    return lines(*told)


def _anchored(carried: Carried) -> str:
    if carried.successor is not None:
        return f"its quotes stand here too, as {carried.successor.id}"
    anchorings = carried.anchorings
    if any(isinstance(found, Suggested) for found in anchorings):
        like = next(found for found in anchorings if isinstance(found, Suggested))
        return f'for a person to judge: {like.why} "{on_one_line(like.span.exact, 80)}"'
    return "an orphan: its words are not in this version"


def _next(readings: Readings, folder: Path) -> str:
    if readings.dry_run:
        return "Nothing was written: this was a dry run."
    if not readings.documents:
        return ""
    new = len(readings.added)
    told = f"{count(new, 'claim')} added to {folder}." if new else f"Nothing was added to {folder}: it had all of this."
    return f"{told} Next: cofactory review {quoted(folder)}"
