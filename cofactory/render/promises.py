"""Where promises stand by their evidence, and what contradicts itself, for the report: every word with its claims."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cofactory.evidence.status import LEVELS
from cofactory.render.claims import amount, days, on_one_line, stage_in_words
from cofactory.render.evidence import Link, anchor
from cofactory.render.standings import DEFINITIONS, about_in_words, at_odds, money, publisher, stage_so_far, units
from cofactory.render.words import count, number
from cofactory.schema.evidence import MONEY_STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cofactory.desk.standing import Overview
    from cofactory.evidence.conflicts import Conflict
    from cofactory.evidence.status import Amount, Standing
    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Commitment

MOST_LINKS = 4
"""Claims that are named behind one word; how many more there are is said."""

MOST_SIDES = 8
"""Tellings of one contradiction that are shown, those of most claims first."""


@dataclass(frozen=True, slots=True)
class Told:
    """Some words and the claims they rest on. `doubt`: another claim contradicts them."""

    words: str
    links: tuple[Link, ...] = ()
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Stood:
    """One promise: its stage since a day, its amounts in the order of LEVELS, and what else is told of it."""

    id: str
    ends: str
    stage: Told
    since: str
    amounts: tuple[Told, ...]
    definition: str
    more: tuple[Told, ...]

    @property
    def anchor(self) -> str:
        """The id of its row in the page."""
        return f"promise-{self.id}"

    @property
    def links(self) -> tuple[Link, ...]:
        """Its links to claims, wherever in the page they stand."""
        return tuple(link for one in (self.stage, *self.amounts, *self.more) for link in one.links)


@dataclass(frozen=True, slots=True)
class AtOdds:
    """One contradiction: its sides, each with how many independent origins it has."""

    anchor: str
    about: str
    why: str
    sides: tuple[tuple[str, str, tuple[Link, ...]], ...]
    more: int


@dataclass(frozen=True)
class Standings:
    """Every promise and every contradiction; how many claims wait, and how many accepted ones speak of no promise."""

    promises: tuple[Stood, ...] = ()
    conflicts: tuple[AtOdds, ...] = ()
    proposed: int = 0
    loose: int = 0

    @cached_property
    def told_of(self) -> Mapping[str, tuple[Link, ...]]:
        """The claims that are linked to, which therefore need a section, each with the links back to here."""
        found: dict[str, dict[Link, None]] = {}
        for stood in self.promises:
            for link in stood.links:
                found.setdefault(link.anchor or "", {})[Link(stood.id, stood.anchor, "")] = None
        for odds in self.conflicts:
            for link in (link for _, _, side in odds.sides for link in side):
                found.setdefault(link.anchor or "", {})[Link(f"contradiction: {odds.about}", odds.anchor, "")] = None
        return {there.removeprefix(anchor("")): tuple(back) for there, back in found.items() if there}


def overview_of(programme: Programme) -> Overview | None:
    """Returns where the promises of a programme's folder stand; None where it has no evidence or no promises."""
    from cofactory.desk.standing import overview
    from cofactory.evidence.places import EVIDENCE

    if programme.folder is None or not programme.commitments or not (programme.folder / EVIDENCE).is_dir():
        return None
    found = overview(programme.folder)
    return found if found.ledger.tellings else None


def standings_of(found: Overview | None) -> Standings:
    """Returns the promises and contradictions in words; nothing where there is no evidence."""
    if found is None:
        return Standings()
    rows = {row.id: row for row in found.names.commitments}
    doubted = at_odds(found.conflicts)
    return Standings(
        tuple(_stood(standing, rows[standing.promise.id], found, doubted) for standing in found.status.standings),
        tuple(_conflict(number, conflict, found) for number, conflict in enumerate(found.conflicts, 1)),
        found.status.proposed,
        len(found.status.loose),
    )


def _stood(standing: Standing, row: Commitment, found: Overview, doubted: frozenset[str]) -> Stood:
    giver, receiver = (on_one_line(found.names.name_of("party", key), 40) for key in (row.giver, row.receiver))
    stage = "none" if standing.stage is None else stage_so_far(standing, row)
    return Stood(
        row.id,
        f"{giver} to {receiver}, {on_one_line(found.names.name_of('item', row.item), 60)}",
        Told(stage, _links(standing.evidence, None)),
        standing.since or "",
        tuple(_amount(standing.amounts[level], doubted) for level in LEVELS),
        DEFINITIONS.get(row.definition, row.definition),
        tuple(_more(standing, row, found, doubted)),
    )


def _amount(said: Amount | None, doubted: frozenset[str]) -> Told:
    if said is None:
        return Told(units(None))
    return Told(units(said), _links([said.claim], None), said.claim in doubted)


def _more(standing: Standing, row: Commitment, found: Overview, doubted: frozenset[str]) -> Iterator[Told]:
    """What the table has no room for: what the plan reckons with, earlier stages, rates, money, dues, weak claims."""
    many = number(row.quantity.mean()) if row.quantity.known else "an unknown quantity"
    yield Told(f"The programme reckons with {many}, due {row.due or 'at an unknown time'}")
    for step in standing.steps[:-1]:
        yield Told(f"{stage_in_words(step.stage)} since {step.day}", _links([step.claim], found))
    for rate in standing.rates:
        yield Told(f"rate: {amount(rate, None, rate.per)}", _links([rate.claim], found), rate.claim in doubted)
    for state in MONEY_STAGES:
        if (paid := standing.money[state]) is not None:
            yield Told(f"money {state}: {money(paid)}", _links([paid.claim], found), paid.claim in doubted)
    for due in standing.dues:
        day = days(due.first, due.last) or on_one_line(due.raw, 40)
        yield Told(f"due {day}, as told on {due.told}", _links([due.claim], found))
    if standing.slip_days:
        way = "later" if standing.slip_days > 0 else "earlier"
        yield Told(f"due {count(abs(standing.slip_days), 'day')} {way} than first told")
    if standing.weak:
        yield Told("not firm enough to count", _links(standing.weak, found))


def _links(claims: Sequence[str], found: Overview | None) -> tuple[Link, ...]:
    """The claims, with who published them where an overview is given, which a narrow column has no room for."""
    named = [key if found is None else f"{key} ({publisher(key, found.ledger)})" for key in claims[:MOST_LINKS]]
    shown = [Link(text, anchor(key), "") for text, key in zip(named, claims, strict=False)]
    more = [Link(f"and {len(claims) - MOST_LINKS} more", None, "")] if len(claims) > MOST_LINKS else []
    return (*shown, *more)


def _conflict(number: int, conflict: Conflict, found: Overview) -> AtOdds:
    sides = tuple(
        (on_one_line(side.says, 80), str(side.origins), _links(side.claims, found))
        for side in conflict.sides[:MOST_SIDES]
    )
    more = max(0, len(conflict.sides) - MOST_SIDES)
    about = about_in_words(conflict.about, found.names)
    return AtOdds(f"contradiction-{number}", about, conflict.why, sides, more)
