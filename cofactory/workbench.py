"""The Python interface: one function per verb. Each only calls the room that does the work.

`report` is missing here because its room, `render`, stands one floor above; `cofactory.report` is that
room's `write_report`. What only funds ask for is in their room: `funding.forms`, `funding.lead_times`. The verb
`run` is check, plan, simulate and report one after the other and needs no function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars

    from cofactory.desk.deciding import Decided
    from cofactory.desk.reading import Readings
    from cofactory.desk.reviewing import Review
    from cofactory.desk.standing import Overview
    from cofactory.evidence.documents import About
    from cofactory.evidence.model_reader import Endpoint
    from cofactory.funding.finding import Eligibility
    from cofactory.planner.search import Progress
    from cofactory.planner.solution import Plan
    from cofactory.planner.warm import Replanner
    from cofactory.programme.assemble import Examination
    from cofactory.programme.record import Programme
    from cofactory.programme.trace_quotes import Step
    from cofactory.schema.evidence import Verdict
    from cofactory.simulator.followed import PlanTables
    from cofactory.simulator.summary import Runs
    from cofactory.study.compare import Comparison

GAP = 1e-4
"""Relative gap at which each stage of a plan counts as solved: a ten-thousandth is below what any input is known to."""

REPLAN_GAP = 0.01
"""Relative gap of plans that are made again and again while somebody waits."""


def new(folder: Path | str, *, like: str | None = None) -> Path:
    """The new programme folder, empty or a copy of the shipped example `like`.

    Raises FileExistsError when something stands there already, UnknownExample (a LookupError) for an unknown name.
    """
    from cofactory.programme.start import start_folder

    return start_folder(folder, like=like)


def load(folder: Path | str, *, scenario: str = "base") -> Programme:
    """The programme in the folder under a scenario; its warnings are in `problems`.

    Raises ProblemsFound with every problem at once when one of them is an error.
    """
    from cofactory.programme.folder import load_programme

    return load_programme(folder, scenario=scenario)


def from_tables(settings: Mapping[str, Any], tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Programme:
    """The programme written as Python tables: keys of `programme.toml`, and rows by table name.

    Raises ProblemsFound as `load` does.
    """
    from cofactory.programme import folder

    return folder.from_tables(settings, tables)


def check(folder: Path | str, *, scenario: str = "base") -> Examination:
    """Every problem of the folder with its place and mend, and what is uncited; never raises for a user's mistake.

    Those of the evidence and of results on disk are among the problems; they keep nothing from being planned.
    """
    from cofactory.programme.whole import examine_folder

    return examine_folder(folder, scenario=scenario)


def trace(folder: Path | str, address: str, *, scenario: str = "base", known: str | None = None) -> Step:
    """The way back from a number to its quotes, and from a claim, document or decision to all it moves.

    `address` is a cell (`lines.aster-fr.capacity`), a setting (`programme.exchange.USD`), a commitment, a result
    (`plan.deliveries.NEED`), or an id of the ledger; `known`: as the ledger stood then. Raises UnknownAddress (a
    LookupError), ProblemsFound as `load` does, ValueError for a date that is none.
    """
    from cofactory.programme import trace as room

    return room.trace(folder, address, scenario=scenario, known=known)


def read(
    folder: Path | str,
    *sources: Path | str | bytes,
    about: About | None = None,
    keep_text: bool = True,
    dry_run: bool = False,
    progress: Callable[[float, int, str], None] | None = None,
    model: Endpoint | None = None,
) -> Readings:
    """The claims that documents propose, each anchored to its quote, once they are in the folder's ledger.

    Sources are files (text, web page, PDF) or their bytes; `about` says what is known of them. What was read before
    adds nothing; `dry_run` writes nothing. Documents that cannot be read are in `problems`. `model`: a language model
    that reads instead of the grammar; NoModel (an ImportError) where that extra is not installed.
    """
    from cofactory.desk.reading import read_sources

    return read_sources(
        folder, sources, about=about, keep_text=keep_text, dry_run=dry_run, progress=progress, model=model
    )


def decide(
    folder: Path | str,
    claims: str | Sequence[str],
    verdict: Verdict,
    *,
    why: str,
    by: str | None = None,
    commitment: str | None = None,
    fields: Mapping[str, str] | None = None,
    parts: Sequence[Mapping[str, str]] = (),
    carried: bool = False,
) -> Decided:
    """The decision about claims, kept with who, when and why, and where every promise stood before and stands now.

    `verdict` is accept, reject, correct or merge (with `fields`), split (into `parts`), or retract, which takes
    decisions back. `carried`: the same claim about the document's new version takes its place. Raises LookupError or
    ValueError, which say what is wrong.
    """
    from cofactory.desk.deciding import decide_claims

    return decide_claims(
        folder, claims, verdict, why=why, by=by, commitment=commitment, fields=fields, parts=parts, carried=carried
    )


def review(folder: Path | str, *, document: str | None = None) -> Review:
    """The claims that wait for a decision, each with its paragraph and what it fits, repeats and contradicts."""
    from cofactory.desk.reviewing import open_review

    return open_review(folder, document=document)


def status(
    folder: Path | str, *, as_of: str | None = None, known: str | None = None, published: str | None = None
) -> Overview:
    """Where every promise stands: what was true by `as_of`, as far as recorded by `known` and published by `published`.

    Dates are `2026`, `2026-02` or `2026-02-09` and take in the whole of it; ValueError for any other.
    """
    from cofactory.desk.standing import overview

    return overview(folder, as_of=as_of, known=known, published=published)


def plan(
    programme: Programme,
    *,
    gap: float = GAP,
    time_limit_s: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """The best plan: least shortfall first, then least cost, each to the relative gap, or the best within the time.

    Its reasons say why each need and commitment that is short is so; a time limit leaves them a fifth of the time, and
    a plan whose search was interrupted has none.
    Raises NoPlan with the reasons when nothing satisfies the programme.
    """
    from cofactory.planner.reasoned import plan_with_reasons

    return plan_with_reasons(programme, gap=gap, time_limit_s=time_limit_s, progress=progress)


def replanner(*, gap: float = REPLAN_GAP) -> Replanner:
    """A planner that goes on from its last plan: `.plan(programme)`, again and again as cells change.

    `warm` says whether the last plan went on from the one before; what cannot be proven to the gap so is searched
    afresh. Lines may stand still: `outages=[("line", "2027-05", "2027-07")]`. Its plans have no reasons: `explain` one.
    """
    from cofactory.planner.warm import Replanner

    return Replanner(gap=gap)


def compare(
    folder: Path | str,
    *scenarios: str,
    gap: float = REPLAN_GAP,
    time_limit_s: float | None = None,
    progress: Callable[[str, int, int, Progress], None] | None = None,
) -> Comparison:
    """Scenarios side by side, each planned to the gap and set beside the first; all of the folder where none is named.

    Each goes on from the nearest one's search where that helps. `progress` is told the scenario, its number, of how
    many, and how far it is; the time is for all. Raises ProblemsFound with all of them, OnlyOneScenario (a ValueError).
    """
    from cofactory.study import compare as room

    return room.compare(folder, scenarios, gap=gap, time_limit_s=time_limit_s, progress=progress)


def with_cells(programme: Programme, cells: Mapping[str, str | float]) -> Programme:
    """The programme with other values in memory, by address: `{"needs.ua-pumps.quantity": 60}`; nothing is written.

    Raises LookupError for an address that is none, ValueError for what cannot stand there, ProblemsFound where rows do
    not agree any more, as `load` does.
    """
    from cofactory.programme import altered

    return altered.with_cells(programme, cells)


def explain(programme: Programme, plan: Plan, subject: str) -> polars.DataFrame:
    """Why a need or commitment is short: its binding limits, the one that would help most first.

    `subject` is the id of the need or commitment; LookupError, which says what there is, when there
    is none of that name.
    """
    from cofactory.planner import explain as room

    return room.explain(programme, plan, subject)


def save(made: Plan | Comparison, folder: Path | str) -> Path:
    """The folder `results/SCENARIO` of the programme folder, in which the tables of a plan now stand, all or none.

    Those of a comparison stand beside the plan of its first scenario.
    """
    from cofactory.planner.files import write_plan
    from cofactory.planner.solution import Plan

    if isinstance(made, Plan):
        return write_plan(made, folder)
    from cofactory.study.files import write_comparison

    return write_comparison(made, folder)


def read_plan(folder: Path | str, *, scenario: str = "base") -> Plan:
    """The plan that was saved in the programme folder. Raises FileNotFoundError when none was."""
    from cofactory.planner import files

    return files.read_plan(folder, scenario)


def eligibility(programme: Programme, plan: Plan | None = None) -> Eligibility:
    """Every product against every fund, rule by rule: eligible, not, or cannot tell, with figures and nearest change.

    Shares of components are those of the bill of materials and, with a plan, of the plan, which then decides.
    """
    from cofactory.funding.verdicts import judge_all

    return judge_all(programme, None if plan is None else plan.origins)


def simulate(
    programme: Programme,
    plan: PlanTables,
    *,
    n: int = 10_000,
    seed: int = 1,
    threads: int | None = None,
    precision: float | None = None,
    paired: int = 0,
    keep: Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Runs:
    """What may really happen: the plan, whoever wrote it, followed through n possible futures (docs/runs.md).

    Same seed, same runs, for any number of threads. `precision` is the largest standard error allowed: TooFewRuns, with
    the number that would do, where it is not reached. `paired`: how many runs are played again without each risk.
    `keep`: a folder for every run's results, as Parquet files; they are there only when all went well.
    """
    from cofactory.simulator import runs as room

    return room.simulate(
        programme, plan, n=n, seed=seed, threads=threads, precision=precision, paired=paired, keep=keep,
        progress=progress,
    )  # fmt: skip


def save_runs(runs: Runs, folder: Path | str, *, scenario: str = "base") -> Path:
    """The folder `results/SCENARIO` of the programme folder, in which the run tables now stand beside the plan's."""
    from cofactory.simulator.files import write_runs

    return write_runs(runs, folder, scenario)
