"""What rests on a claim when it falls: the cells that cite it, its commitments, and the plans and reports on disk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory.programme.folder import examine
from cofactory.programme.numbers import numbers_of
from cofactory.programme.resting import REPORT, results_resting
from cofactory.programme.scenarios import BASE, list_scenarios
from cofactory.programme.standing import FALLEN, Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cofactory.programme.record import Programme


@dataclass(frozen=True, slots=True)
class Cited:
    """A cell that cites a claim: its address, where it is written, and the scenarios under which it does."""

    address: str
    place: str
    scenarios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Burden:
    """All that rests on one claim; plans, comparisons and reports by their place in the folder."""

    claim: str
    status: str
    cells: tuple[Cited, ...] = ()
    commitments: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    comparisons: tuple[str, ...] = ()


@dataclass
class Burdens:
    """The programme of a folder under each of its scenarios, read at the first question and kept."""

    folder: Path

    @cached_property
    def programmes(self) -> Mapping[str, Programme | None]:
        """The programme by scenario; None where its tables have errors."""
        names = (BASE, *(name for name in list_scenarios(self.folder) if name != BASE))
        return {name: examine(self.folder, scenario=name).programme for name in names}

    @property
    def unread(self) -> tuple[str, ...]:
        """The scenarios whose tables have errors, so that nobody can say what their cells cite."""
        return tuple(name for name, programme in self.programmes.items() if programme is None)

    def of(self, claim: str, evidence: Evidence, spoken: Sequence[str] = ()) -> Burden | None:
        """Returns what rests on a claim that the ledger has; None when nothing does, which is said without a replay.

        `spoken`: commitments it was decided to speak of.
        """
        resting = [one for one in results_resting(self.folder) if one.claim == claim]
        cells, commitments = self._cells(claim, evidence), self._commitments(claim, evidence, spoken)
        if not (cells or commitments or resting):
            return None
        plans = tuple(f"results/{one.scenario}" for one in resting if not one.comparison)
        compared = tuple(one.manifest for one in resting if one.comparison)
        reports = tuple(f"results/{one.scenario}/{REPORT}" for one in resting if one.reported)
        return Burden(claim, evidence.standing(claim).status, cells, commitments, plans, reports, compared)

    def fallen(self, evidence: Evidence) -> tuple[str, ...]:
        """Returns the addresses of the cells that cite a claim which has fallen, under any scenario, each once."""
        return tuple(
            dict.fromkeys(
                address
                for written, places in self._citations.items() if evidence.standing(written).status in FALLEN
                for address, _, _ in places
            )
        )  # fmt: skip

    @cached_property
    def _citations(self) -> dict[str, list[tuple[str, str, str]]]:
        """Address, place and scenario of every cell that cites a claim, by the citation as it is written."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for scenario, programme in self.programmes.items():
            for number in numbers_of(programme) if programme is not None else ():
                for written in number.citations:
                    found.setdefault(written, []).append((number.address, number.place, scenario))
        return found

    def _cells(self, claim: str, evidence: Evidence) -> tuple[Cited, ...]:
        cells: dict[tuple[str, str], list[str]] = {}
        for written, places in self._citations.items():
            if claim.startswith(written) and evidence.named(written) == (claim,):
                for address, place, scenario in places:
                    cells.setdefault((address, place), []).append(scenario)
        return tuple(Cited(address, place, tuple(dict.fromkeys(names))) for (address, place), names in cells.items())

    def _commitments(self, claim: str, evidence: Evidence, spoken: Sequence[str]) -> tuple[str, ...]:
        """Those of which it spoke, and those whose row names it."""
        known = [programme for programme in self.programmes.values() if programme is not None]
        promises = [promise for programme in known for promise in programme.commitments]
        naming = [
            promise.id for promise in promises
            if any(claim.startswith(one) and evidence.named(one) == (claim,) for one in promise.claims)
        ]  # fmt: skip
        return tuple(dict.fromkeys([*spoken, *naming]))
