"""What the report shows of its evidence: each cited claim with its quotes, document and decisions, safe to read."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from cofactory.evidence.reader.gazetteer import Gazetteer
from cofactory.programme.names import Names, names_of
from cofactory.programme.numbers import numbers_of
from cofactory.programme.record import Programme
from cofactory.programme.resting import fallen_cells
from cofactory.programme.standing import FALLEN, Evidence, Standing
from cofactory.programme.trace_quotes import QUOTED, Step, claim_step
from cofactory.render.claims import ends, figures, on_one_line, seen, what_it_is
from cofactory.schema.evidence import Claim

LONGEST_QUOTE = 900
"""Characters of a quote, and of its paragraph on either side: enough to judge it, not the article."""

MOST_CELLS = 12
"""Cells that are named under a claim at once; the others of a claim that more of them cite are folded away."""

LONGEST_ADDRESS = 400

_CLAIM = re.compile(r"\bc-[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Link:
    """One citation of a number: the claim's id, where its section begins, and what is wrong with it, if anything."""

    text: str
    anchor: str | None
    mark: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote in its paragraph; `lacks` says why only what is kept with the quote is shown, if so."""

    role: str
    before: str
    exact: str
    after: str
    lacks: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision under a claim, whether it is the one that counts, and the link to all it is about."""

    said: str
    counts: bool
    link: Link


@dataclass(frozen=True, slots=True)
class Shown:
    """One claim as the report shows it: of whom and what, and what it says of that.

    `cells`: the numbers that cite it; `stands`: the promises it is told of.
    """

    id: str
    ends: str
    said: str
    status: str
    fallen: bool
    cells: tuple[Link, ...]
    more_cells: tuple[Link, ...]
    stands: tuple[Link, ...]
    quotes: tuple[Quote, ...]
    document: str
    source: Link
    url: str | None
    decisions: tuple[Verdict, ...]
    heirs: tuple[Link, ...]
    instead: tuple[Link, ...]
    """The claims in whose place it stands."""

    @property
    def anchor(self) -> str:
        """Where its section begins."""
        return anchor(self.id)


@dataclass(frozen=True, slots=True)
class Origin:
    """A document or a decision, with links to the claims of the report that come from it, and how many others do."""

    anchor: str
    id: str
    said: str
    claims: tuple[Link, ...]
    others: int = 0


@dataclass(frozen=True, slots=True)
class Evident:
    """The evidence of a report: its claims, what they come from, and sentences about those that have fallen."""

    claims: tuple[Shown, ...] = ()
    fallen: tuple[tuple[str, tuple[Link, ...]], ...] = ()
    """Sentences about claims that have fallen and on which the plan rests, each with a link to the claim."""
    documents: tuple[Origin, ...] = ()
    decisions: tuple[Origin, ...] = ()


def anchor(claim: str) -> str:
    """The id of a claim's section in the page."""
    return f"claim-{claim}"


def number_anchor(address: str) -> str:
    """The id of the row in which the report shows the number of this address, spelled so that a link can name it."""
    return f"number-{quote(address)}"


def evidence_of(
    programme: Programme, told_of: Mapping[str, tuple[Link, ...]] | None = None, rows: Collection[str] = ()
) -> Evident:
    """Returns every claim that a cell cites, and what replaced it, as the ledger has them now, with the ways back.

    `told_of`: further claims to show, each with links to the promises that stand by it. `rows`: the anchors of the
    numbers that the report shows, which alone can be linked to.
    """
    told_of = told_of or {}
    if not programme.cited and not told_of:
        return Evident()
    evidence = Evidence(programme.folder)
    steps = _steps(evidence, {*told_of, *(key for key, one in _by_key(programme).items() if one.claim is not None)})
    cells = _cells(programme, rows)
    instead: dict[str, list[Link]] = {}
    for key, step in steps.items():
        for heir in step.facts["replaced_by"]:
            instead.setdefault(heir, []).append(_to_claim(key))
    names = _names(programme)
    told = {key: (ends(claim, names), f"{what_it_is(claim)}; {figures(claim)}") for key, claim in _of(steps, evidence)}
    claims = tuple(
        _shown(step, told[key], tuple(cells.get(key, ())), told_of.get(key, ()), tuple(instead.get(key, ())))
        for key, step in steps.items()
    )
    fallen = tuple(
        (on_one_line(said, 600), tuple(_to_claim(key) for key in _CLAIM.findall(said)[:1] if key in steps))
        for said in fallen_cells(programme)
    )
    return Evident(claims, fallen, _documents(steps, evidence), _decisions(steps))


def _steps(evidence: Evidence, wanted: Iterable[str]) -> dict[str, Step]:
    """The claims that the ledger still has, and all that replaced them, by id."""
    found: dict[str, Step] = {}
    waiting = sorted(wanted)
    for key in waiting:
        if key not in found:
            step = claim_step(evidence, key)
            if step.leads_to:
                found[key] = step
                waiting += [heir for heir in step.facts["replaced_by"] if heir not in found]
    return dict(sorted(found.items()))


def _of(steps: Iterable[str], evidence: Evidence) -> Iterator[tuple[str, Claim]]:
    return ((key, evidence.ledger.claims[key]) for key in steps)


def _names(programme: Programme) -> Names:
    told = names_of(programme.parties, programme.items, programme.funds, programme.projects)
    return Names(Gazetteer(told), programme.parties, programme.items, programme.commitments)


def _cells(programme: Programme, rows: Collection[str]) -> dict[str, list[Link]]:
    """The numbers that cite each claim; what a commitment's column `claims` names is shown with its quantity, once."""
    found: dict[str, list[Link]] = {}
    for number in numbers_of(programme):
        shown = f"{number.table}.{number.row}.quantity" if number.cell is None else number.address
        there = number_anchor(shown)
        link = Link(on_one_line(number.address, 200), there if there in rows else None, "")
        for key in dict.fromkeys(programme.cited[written].key for written in number.citations):
            cited_by = found.setdefault(key, [])
            if link.anchor is None or all(other.anchor != link.anchor for other in cited_by[-1:]):
                cited_by.append(link)
    return found


def _to_claim(claim: str) -> Link:
    return Link(claim, anchor(claim), "")


def _documents(steps: Mapping[str, Step], evidence: Evidence) -> tuple[Origin, ...]:
    """The documents of these claims, by title."""
    found: dict[str, tuple[str, list[str]]] = {}
    for key, step in steps.items():
        document = next(one for one in step.leads_to if one.kind == "document")
        found.setdefault(document.id, (_named(document), []))[1].append(key)
    whole: dict[str, int] = {}
    for source in evidence.ledger.sources.values():
        if source in found:
            whole[source] = whole.get(source, 0) + 1
    return tuple(
        Origin(f"document-{key}", key, said, tuple(map(_to_claim, claims)), max(0, whole.get(key, 0) - len(claims)))
        for key, (said, claims) in sorted(found.items(), key=lambda one: (one[1][0].lower(), one[0]))
    )


def _decisions(steps: Mapping[str, Step]) -> tuple[Origin, ...]:
    """The decisions about these claims, in their order."""
    found = {one.id: one for step in steps.values() for one in step.leads_to if one.kind == "decision"}
    origins = []
    for one in sorted(found.values(), key=lambda one: (one.facts["recorded"], one.id)):
        about = dict.fromkeys((*one.facts["claims"], *one.facts["result"]))
        shown = tuple(_to_claim(key) for key in about if key in steps)
        retracted = (Link(key, _decision_anchor(key), "") for key in about if key in found)
        links_to = (*shown, *retracted)
        origins.append(Origin(
            _decision_anchor(one.id), one.id, on_one_line(one.said, 400), links_to, len(about) - len(links_to)
        ))  # fmt: skip
    return tuple(origins)


def _decision_anchor(decision: str) -> str:
    return f"decision-{decision}"


def _named(document: Step) -> str:
    return on_one_line(document.said, 300) or document.id


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
    "misquoted": "its text does not have the words it quotes",
    "proposed": "not decided yet",
    "unknown": "not in the ledger",
    "ambiguous": "more than one claim begins so",
}
"""What is wrong with a citation, in the words that stand behind it."""


def _by_key(programme: Programme) -> dict[str, Standing]:
    return {standing.key: standing for standing in programme.cited.values()}


def _shown(
    step: Step, told: tuple[str, str], cells: tuple[Link, ...], stands: tuple[Link, ...], instead: tuple[Link, ...]
) -> Shown:
    parts: dict[str, list[Step]] = {"quote": [], "document": [], "decision": [], "claim": []}
    for below in step.leads_to:
        parts[below.kind].append(below)
    document = parts["document"][0]
    address = document.facts.get("url")
    return Shown(
        step.id, *told, on_one_line(step.facts["decided"], 300),
        step.facts["status"] in FALLEN, cells[:MOST_CELLS], cells[MOST_CELLS:], stands,
        tuple(_quote(one) for one in parts["quote"]), _named(document),
        Link(document.id, f"document-{document.id}", ""), address if web_address(address) else None,
        tuple(_verdict(one) for one in parts["decision"]),
        tuple(_to_claim(heir) for heir in step.facts["replaced_by"]), instead,
    )  # fmt: skip


def _verdict(step: Step) -> Verdict:
    counts = bool(step.facts.get("counts"))
    return Verdict(on_one_line(step.said, 400), counts, Link(step.id, _decision_anchor(step.id), ""))


def _quote(step: Step) -> Quote:
    facts = step.facts
    before, exact, after = (str(facts[name]) for name in ("before", "exact", "after"))
    return Quote(
        facts["role"],
        seen(before[-LONGEST_QUOTE:]),
        seen(_cut(exact)),
        seen(after[:LONGEST_QUOTE]),
        QUOTED[facts["text"]],
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
