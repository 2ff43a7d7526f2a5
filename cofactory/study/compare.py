"""Scenario against scenario, row by row: each planned to one gap, and what is proven of it beside the first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.base.problems import ProblemsFound, in_order
from cofactory.programme.folder import load_programme
from cofactory.programme.resting import evidence_manifest
from cofactory.programme.scenarios import list_scenarios
from cofactory.study.planned import Series
from cofactory.study.rows import commitment_rows, need_rows, scenario_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl

    from cofactory.planner.search import Progress
    from cofactory.programme.record import Programme
    from cofactory.study.planned import Planned

    Watch = Callable[[str, int, int, Progress], None]


class OnlyOneScenario(ValueError):
    """A comparison of one scenario; the message says what to write."""


class NothingPlanned(KeyboardInterrupt):
    """A comparison that was interrupted before two scenarios had a plan."""


@dataclass(frozen=True)
class Comparison:
    """The tables of a comparison (polars frames, columns as in `schema.results`), and how it was made."""

    scenarios: pl.DataFrame
    needs: pl.DataFrame
    commitments: pl.DataFrame
    manifest: Mapping[str, Any]

    @property
    def first(self) -> str:
        """The scenario that all others are set beside."""
        return str(self.scenarios["scenario"][0])

    @property
    def left_out(self) -> tuple[str, ...]:
        """Scenarios that were asked for and not planned any more: somebody pressed Ctrl-C."""
        return tuple(self.manifest["left_out"])

    @property
    def any_plan(self) -> bool:
        """Whether at least one scenario has a plan."""
        return bool((self.scenarios["status"] != "no plan").any())

    @property
    def titles(self) -> dict[str, str]:
        """What each scenario calls itself; one without a title is known by its name."""
        return {name: str(told["title"] or name) for name, told in self.manifest["scenarios"].items()}

    def tables(self) -> dict[str, pl.DataFrame]:
        """Returns the tables by the name they have on disk, without the `study_`."""
        return {"scenarios": self.scenarios, "needs": self.needs, "commitments": self.commitments}


def compare(
    folder: Path | str,
    scenarios: Sequence[str] = (),
    *,
    gap: float,
    time_limit_s: float | None = None,
    progress: Watch | None = None,
) -> Comparison:
    """Returns the scenarios of a folder side by side, the first named as that which the others are set beside.

    None named: all of the folder, the base first; one named twice is planned once. Raises OnlyOneScenario,
    ProblemsFound with those of them all, NothingPlanned (a KeyboardInterrupt) after a Ctrl-C that left too little.
    """
    names = _asked(Path(folder), scenarios)
    return compare_programmes(_loaded(folder, names), gap=gap, time_limit_s=time_limit_s, progress=progress)


def compare_programmes(
    programmes: Sequence[Programme],
    *,
    gap: float,
    time_limit_s: float | None = None,
    progress: Watch | None = None,
) -> Comparison:
    """Returns programmes side by side, each known by the name of its scenario; errors as `compare`."""
    found = Series(gap=gap, seconds=time_limit_s, watch=progress).plan(programmes)
    if len(found) < 2 or found[0].programme is not programmes[0]:
        raise NothingPlanned
    left_out = [one.scenario for one in programmes if one.scenario not in {done.programme.scenario for done in found}]
    return Comparison(
        scenarios=scenario_rows(found),
        needs=need_rows(found),
        commitments=commitment_rows(found),
        manifest=_manifest(found, gap, left_out),
    )


def _asked(folder: Path, scenarios: Sequence[str]) -> tuple[str, ...]:
    """The scenarios to compare, each once."""
    names = tuple(dict.fromkeys(scenarios)) or list_scenarios(folder)
    if len(names) > 1:
        return names
    known = [name for name in list_scenarios(folder) if name not in names]
    if not known:
        message = f"There is only {names[0]!r}: nothing to compare it with. Write what differs as scenarios/NAME.toml."
        raise OnlyOneScenario(message)
    message = f"Only {names[0]!r} is named: name another one beside it, such as {known[0]!r}, or none to compare all."
    raise OnlyOneScenario(message)


def _loaded(folder: Path | str, names: Sequence[str]) -> list[Programme]:
    """The programme under each scenario, before any of them is planned."""
    programmes, problems = [], {}
    for name in names:
        try:
            programmes.append(load_programme(folder, scenario=name))
        except ProblemsFound as error:
            problems.update(dict.fromkeys(error.problems))
    if problems:
        raise ProblemsFound(tuple(in_order([*problems])))
    return programmes


def _manifest(found: Sequence[Planned], gap: float, left_out: Sequence[str]) -> dict[str, Any]:
    """How the comparison was made, as plain JSON values: enough to say that it is old, and why two of them differ."""
    settings = found[0].programme.settings
    made = next((one.plan.manifest for one in found if one.plan), {})
    return {
        "first": found[0].programme.scenario,
        "programme": settings.name,
        "currency": settings.currency,
        "grain": settings.calendar.grain,
        "gap_asked": gap,
        **{name: made.get(name, {}) for name in ("tool", "solver", "libraries")},
        "left_out": list(left_out),
        "scenarios": {
            one.programme.scenario: {
                "title": one.programme.title,
                "files": dict(sorted(one.programme.files.items())),
                "evidence": evidence_manifest(one.programme)["sha256"],
                "seconds": round(one.seconds, 6),
                "search": one.search,
            }
            for one in found
        },
    }
