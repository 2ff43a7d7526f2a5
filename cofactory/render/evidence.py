"""What the report shows of its evidence: each cited claim with its quotes, document and decisions, safe to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from cofactory.programme.numbers import numbers_of
from cofactory.programme.record import Programme
from cofactory.programme.resting import fallen_cells
from cofactory.programme.standing import FALLEN, Evidence, Standing
from cofactory.programme.trace_quotes import Step, claim_step
from cofactory.render.claims import on_one_line, seen

LONGEST_QUOTE = 900
"""Characters of a quote, and of its paragraph on either side: enough to judge it, not the article."""

MOST_CELLS = 12
"""Cells that are named under a claim; a claim that more of them cite says how many."""

LONGEST_ADDRESS = 400


@dataclass(frozen=True, slots=True)
class Link:
    """One citation of a number: the claim's id, where its section begins, and what is wrong with it, if anything."""

    text: str
    anchor: str | None
    mark: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote in its paragraph; `kept` is False where only what is stored with the quote is left of the text."""

    role: str
    before: str
    exact: str
    after: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One claim as the report shows it."""

    id: str
    said: str
    status: str
    fallen: bool
    cells: tuple[str, ...]
    more_cells: int
    quotes: tuple[Quote, ...]
    document: str
    url: str | None
    decisions: tuple[tuple[str, str], ...]
    heirs: tuple[Link, ...]

    @property
    def anchor(self) -> str:
        """Where its section begins."""
        return anchor(self.id)


@dataclass(frozen=True, slots=True)
class Evident:
    """The evidence of a report: its claims, and sentences about those that have fallen."""

    claims: tuple[Shown, ...] = ()
    fallen: tuple[str, ...] = ()


def anchor(claim: str) -> str:
    """The id of a claim's section in the page."""
    return f"claim-{claim}"


def evidence_of(programme: Programme, also: Sequence[str] = ()) -> Evident:
    """Returns every claim that a cell cites, and what replaced it, as the ledger has them now; and those in `also`."""
    if not programme.cited and not also:
        return Evident()
    cells: dict[str, list[str]] = {}
    for number in numbers_of(programme):
        for written in number.citations:
            cells.setdefault(programme.cited[written].key, []).append(number.address)
    evidence = Evidence(programme.folder)
    found: dict[str, Shown] = {}
    waiting = sorted({*also, *(key for key, one in _by_key(programme).items() if one.claim is not None)})
    for key in waiting:
        if key not in found:
            step = claim_step(evidence, key)
            if step.leads_to:  # the ledger still has it
                found[key] = _shown(step, tuple(cells.get(key, ())))
                waiting += [heir for heir in step.facts["replaced_by"] if heir not in found]
    fallen = tuple(on_one_line(said, 600) for said in fallen_cells(programme))
    return Evident(tuple(found[key] for key in sorted(found)), fallen)


def links(standings: tuple[Standing, ...]) -> tuple[Link, ...]:
    """Returns the citations of one number as links to the sections of their claims."""
    return tuple(_link(standing) for standing in standings)


def _link(standing: Standing) -> Link:
    there = None if standing.claim is None else anchor(standing.claim)
    mark = "" if standing.accepted else MARKS[standing.status]
    when = f" on {standing.day} by {on_one_line(standing.by, 60)}" if standing.by and standing.status in FALLEN else ""
    return Link(on_one_line(standing.key, 40), there, f"{mark}{when}")


MARKS: Mapping[str, str] = {
    "rejected": "rejected",
    "replaced": "replaced",
    "withdrawn": "withdrawn",
    "proposed": "not decided yet",
    "unknown": "not in the ledger",
    "ambiguous": "more than one claim begins so",
}
"""What is wrong with a citation, in the words that stand behind it."""


def _by_key(programme: Programme) -> dict[str, Standing]:
    return {standing.key: standing for standing in programme.cited.values()}


def _shown(step: Step, cells: tuple[str, ...]) -> Shown:
    parts: dict[str, list[Step]] = {"quote": [], "document": [], "decision": [], "claim": []}
    for below in step.leads_to:
        parts[below.kind].append(below)
    document = parts["document"][0]
    address = document.facts.get("url")
    return Shown(
        step.id, on_one_line(step.facts["content"], 400), on_one_line(step.facts["decided"], 300),
        step.facts["status"] in FALLEN, cells[:MOST_CELLS], max(0, len(cells) - MOST_CELLS),
        tuple(_quote(one) for one in parts["quote"]), on_one_line(document.said, 300) or document.id,
        address if web_address(address) else None,
        tuple((on_one_line(one.said, 400), "counts" if one.facts.get("counts") else "") for one in parts["decision"]),
        tuple(Link(heir, anchor(heir), "") for heir in step.facts["replaced_by"]),
    )  # fmt: skip


def _quote(step: Step) -> Quote:
    facts = step.facts
    before, exact, after = (str(facts[name]) for name in ("before", "exact", "after"))
    return Quote(
        facts["role"], seen(before[-LONGEST_QUOTE:]), seen(_cut(exact)), seen(after[:LONGEST_QUOTE]), facts["text_kept"]
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def web_address(text: str | None) -> bool:
    """Returns whether the text is the plain address of a web page, and nothing that a click could do harm with."""
    if not text or len(text) > LONGEST_ADDRESS or not text.isprintable() or set(text) & set(" \"'<>`\\"):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
