"""Checks of what numbers cite: claims that are unknown, undecided, rejected or replaced, or that say another number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cofactory.base.raw import Place
from cofactory.programme.agreement import differs, quantity_differs
from cofactory.programme.complain import listed
from cofactory.programme.inputs import cell_name
from cofactory.programme.numbers import SETTINGS, cites
from cofactory.schema.programme import TABLES
from cofactory.schema.suggest import did_you_mean
from cofactory.schema.table import columns, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cofactory.base.cell import Cell
    from cofactory.base.problems import Problem
    from cofactory.base.raw import RawTable
    from cofactory.programme.record import Programme
    from cofactory.programme.standing import Evidence, Standing
    from cofactory.programme.toml_text import TomlText
    from cofactory.schema.table import Column

Complain = Callable[..., "Problem"]
"""Makes the problem at one cell: given its name, why and mend."""


@dataclass(frozen=True, slots=True)
class _Cited:
    """One cell that cites claims, its column where it has one, and what makes a problem of it."""

    cell: Cell | None
    citations: tuple[str, ...]
    column: Column | None
    complain: Complain


def elsewhere(source: TomlText, tables: Mapping[str, RawTable], programme: Programme) -> dict[str, Place]:
    """Returns where cells are written that are not written in their row: settings, and what a scenario patches."""
    found = {}
    for group, given in (("exchange", programme.settings.exchange), ("price_index", programme.settings.price_index)):
        for name in map(str, given):
            found[f"{SETTINGS}.{group}.{name}"] = Place(source.file, source.line_of(group, name), None)
    for name, table in tables.items():
        for row, raw in zip(getattr(programme, name), table.rows, strict=False):  # rules of sets stand in no file
            for column, origin in raw.origins.items():
                found[cell_name(row, column)] = Place(origin.file, origin.row, None)
    return found


def check_cited(
    programme: Programme, source: TomlText, tables: Mapping[str, RawTable], evidence: Evidence
) -> tuple[dict[str, Standing], list[Problem]]:
    """Returns where every cited claim stands, and a warning for each citation that a number cannot rest on.

    Nothing where there is no folder, hence no ledger to ask.
    """
    standings: dict[str, Standing] = {}
    problems: list[Problem] = []
    if evidence.folder is None:
        return standings, problems
    for one in (*_settings(programme, source), *_cells(programme, tables)):
        for written in one.citations:
            standings[written] = evidence.standing(written)
            problems += _complaint(one, standings[written], evidence)
        problems += _at_odds(one, programme, evidence)
    return standings, problems


def _settings(programme: Programme, source: TomlText) -> Iterator[_Cited]:
    settings = programme.settings
    given = [(("exchange", code), cell) for code, cell in settings.exchange.items()]
    given += [(("price_index", str(year)), cell) for year, cell in settings.price_index.items()]
    for path, cell in given:
        if cell.citations:
            yield _Cited(cell, cell.citations, None, partial(source.problem, path=path, value=str(cell)))


def _cells(programme: Programme, tables: Mapping[str, RawTable]) -> Iterator[_Cited]:
    for name, table in tables.items():
        for column in columns(TABLES[name]):
            if not _may_cite(table, column):
                continue
            for row, raw in zip(getattr(programme, name), table.rows, strict=False):
                found = cites(row, column)
                if found is not None and found[1]:
                    yield _Cited(*found, column, partial(table.problem, row=raw, column=column.name))
                elif name == "commitments" and column.name == "quantity" and row.claims:
                    cell: Cell = value_of(row, "quantity")
                    yield _Promised(cell, (), column, partial(table.problem, row=raw, column="quantity"), row.claims)


def _may_cite(table: RawTable, column: Column) -> bool:
    """False for columns in which nothing is cited, which is said without looking at their rows one by one."""
    if table.name == "commitments" and column.name in ("claims", "quantity"):
        return True
    return column.numeric and any("[" in text for text in table.column(column.name))


@dataclass(frozen=True, slots=True)
class _Promised(_Cited):
    """The quantity of a commitment whose claims stand in a column of their own."""

    claims: tuple[str, ...]


def _complaint(one: _Cited, standing: Standing, evidence: Evidence) -> Iterator[Problem]:
    """Why a number cannot rest on this claim, or not yet."""
    written, status = standing.written, standing.status
    rests = _rests(one, evidence)
    if status == "ambiguous":
        why = f"{listed([*standing.alike])} all begin with `{written}`: which one is meant?"
        yield _warn(one, "ambiguous-claim", why, "Write more of its id.")
    elif status == "unknown":
        why = f"The ledger has no claim `{written}`, so the number {rests}."
        if written.startswith("c-") and evidence.named(written[:6]):
            mend = f"Did you mean `{evidence.named(written[:6])[0]}`?"
        else:
            known = [*evidence.ledger.tellings]
            mend = did_you_mean(written, known, otherwise="Write the id of a claim, or [assume: why].")
        yield _warn(one, "unknown-claim", why, mend)
    elif status == "rejected":
        why = f"The claim {standing.claim} {standing.decided}{_because(standing)}, so the number {rests}."
        yield _warn(one, "rejected-claim", why, "Cite another claim, or write [assume: why].")
    elif status == "replaced":
        heirs = " ".join(standing.replaced_by)
        yield _warn(one, "replaced-claim", f"The claim {standing.claim} {standing.decided}.", f"Cite {heirs} instead.")
    elif status == "withdrawn":
        why = f"The claim {standing.claim} came in with a decision that was retracted, so the number {rests}."
        yield _warn(one, "withdrawn-claim", why, "Cite another claim, or write [assume: why].")
    elif status == "misquoted":
        why = f"The claim {standing.claim} {standing.decided}, so the number {rests}."
        yield _warn(one, "misquoted-claim", why, "Cite another claim, or write [assume: why].")
    elif status == "proposed":
        why = f"Nobody has decided about the claim {standing.claim} yet, so the number does not count as cited."
        yield _warn(one, "undecided-claim", why, f'Decide: `cofactory decide DIR {standing.claim} accept --why "..."`.')


def _rests(one: _Cited, evidence: Evidence) -> str:
    """What is left for a number to rest on without a citation that does not stand."""
    others = dict.fromkeys(evidence.standing(other).key for other in one.citations if evidence.standing(other).accepted)
    left = listed([*others]) if others else "its assumption" if one.cell is not None and one.cell.assumption else ""
    return f"rests on {left} alone" if left else "rests on nothing"


def _because(standing: Standing) -> str:
    return f' ("{standing.why}")' if standing.why else ""


def _at_odds(one: _Cited, programme: Programme, evidence: Evidence) -> Iterator[Problem]:
    """Numbers that are not what their claims say."""
    if one.cell is None or one.column is None:
        return
    if isinstance(one, _Promised):
        claims = [evidence.ledger.claims[key] for key in _sound(one.claims, evidence)]
        why = quantity_differs(one.cell, claims)
        if why is not None:
            mend = "Write what they say, name the claim that says it, or add [assume: why]."
            yield _warn(one, "claim-says-otherwise", why, mend)
        return
    for key in _sound(one.citations, evidence):
        why = differs(one.cell, one.column, evidence.ledger.claims[key], programme.settings)
        if why is not None:
            mend = "Write what the claim says, the arithmetic that leads from it (1200/12), or add [assume: why]."
            yield _warn(one, "claim-says-otherwise", f"{why[:-1]} ({key}).", mend)


def _sound(citations: tuple[str, ...], evidence: Evidence) -> list[str]:
    """The claims among these that are there to be held against a number."""
    standings = [evidence.standing(written) for written in citations]
    return [one.claim for one in standings if one.claim is not None and one.status in ("accepted", "proposed")]


def _warn(one: _Cited, name: str, why: str, mend: str) -> Problem:
    return one.complain(name, why=why, mend=mend, severity="warning")
