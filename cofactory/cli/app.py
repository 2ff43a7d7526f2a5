"""The commands: each reads its arguments, calls the verb, and gives the answer."""

from __future__ import annotations

import math
import sys
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cofactory.cli.answers import (
    ALL_SAVED,
    DONE,
    INTERRUPTED,
    NO_REPORT,
    NOTHING_DONE,
    PLAN_SAVED,
    PROBLEMS,
    RUNS_SAVED,
    USAGE,
    Answer,
    Ended,
    answering,
)
from cofactory.cli.compare_verb import compare
from cofactory.cli.eligibility_verb import eligibility
from cofactory.cli.evidence_verbs import decide, read, review, status
from cofactory.cli.export_verb import export
from cofactory.cli.lead_times_verb import lead_times
from cofactory.cli.options import Folder, Json
from cofactory.cli.orders_verb import priority_orders
from cofactory.cli.places import (
    must_be_folder,
    must_have_scenario,
    must_hold_results,
    must_take_report,
    quoted,
    tell_of_old_report,
)
from cofactory.cli.planned import explained, new_plan, some_plan
from cofactory.cli.trace_verb import trace

if TYPE_CHECKING:
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme
    from cofactory.simulator.tables import RunTables

app = typer.Typer(
    name="cofactory",
    help="Plans joint production between countries, every number traced to its source.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # Typer's coloured help takes three times as long to come up
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _finite(value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter("must be a finite number")
    return value


def _above_zero(value: float | None) -> float | None:
    if value is not None and not 0 < value < math.inf:
        raise typer.BadParameter("must be a number above 0")
    return value


def _scenario_name(value: str) -> str:
    """The name alone, also where somebody wrote the file that holds the scenario."""
    return value.removeprefix("scenarios/").removesuffix(".toml")


EXAMPLES = "france-ukraine, two-countries"
"""The shipped examples, as the help names them: looking them up would take longer than printing it."""

Scenario = Annotated[
    str,
    typer.Option("--scenario", "-s", metavar="NAME", callback=_scenario_name, help="A file of DIR/scenarios."),
]
Gap = Annotated[
    float,
    typer.Option(metavar="SHARE", min=0.0, callback=_finite, help="Relative gap at which a plan counts as solved."),
]
Time = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0.0, callback=_finite, help="Stop then, with the best plan so far."),
]
MOST_RUNS = 2**32
"""A run's number is one word of the counter of its luck."""

MOST_SEED = 2**63 - 1
"""A seed is the key of the luck: 64 bits with a sign."""

Seed = Annotated[int, typer.Option(metavar="K", min=0, max=MOST_SEED, help="Same seed, same runs.")]
Paired = Annotated[int, typer.Option(metavar="N", min=0, help="Play N runs again without each risk.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where the report goes.")]
Interactive = Annotated[bool, typer.Option("--interactive", help="Charts that answer to the pointer; a larger file.")]


@app.callback(invoke_without_command=True)
def _start(
    *, version: Annotated[bool, typer.Option("--version", is_eager=True, help="Print the version and stop.")] = False
) -> None:
    if version:
        print(f"cofactory {installed_version('cofactory')}")  # noqa: T201
        raise typer.Exit


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.", show_default=False)],
    *,
    like: Annotated[str | None, typer.Option("--like", metavar="EXAMPLE", help=f"Copy one of: {EXAMPLES}.")] = None,
    json: Json = False,
) -> None:
    """Make a folder to start from.

    Empty tables, or with --like a copy of a shipped example.
    """
    from cofactory import workbench
    from cofactory.programme.start import UnknownExample

    with answering(document=json) as answer:
        try:
            made = workbench.new(folder, like=like)
        except UnknownExample as error:
            raise answer.fail(USAGE, "usage", str(error)) from None
        files = sorted(str(path.relative_to(made)) for path in made.rglob("*") if path.is_file())
        answer.give(
            {"folder": str(made), "files": files},
            f"Made {made}: {len(files)} files. Next: cofactory check {quoted(made)}",
        )


@app.command()
def check(
    folder: Folder,
    *,
    scenario: Scenario = "base",
    uncited: Annotated[bool, typer.Option("--uncited", help="List every number without a source.")] = False,
    json: Json = False,
) -> None:
    """List every problem and how to mend it."""
    from cofactory import workbench
    from cofactory.cli import examined

    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        must_have_scenario(answer, folder, scenario)
        found = workbench.check(folder, scenario=scenario)
        answer.give(
            examined.document(found, folder, scenario, uncited=uncited), examined.text(found, folder, uncited=uncited)
        )
        if found.problems:
            raise Ended(PROBLEMS)


for verb in (read, decide, review, status, trace, eligibility, export):
    app.command()(verb)
app.command(name="lead-times")(lead_times)
app.command(name="priority-orders")(priority_orders)


@app.command()
def plan(
    folder: Folder,
    *,
    scenario: Scenario = "base",
    gap: Gap = 1e-4,
    time: Time = None,
    json: Json = False,
) -> None:
    """Find the best plan.

    The least shortfall first, then the least cost; both to the relative gap asked for.
    """
    from cofactory.cli import show
    from cofactory.programme.resting import fallen_cells

    with answering(document=json) as answer:
        programme = _load(answer, folder, scenario)
        must_hold_results(answer, folder, scenario)
        answered = new_plan(answer, programme, folder, gap=gap, time=time)
        tell_of_old_report(answer, folder, scenario)
        money = show.money_document(programme, answered)
        document = show.plan_document(answered, folder) | money | {"fallen": list(fallen_cells(programme))}
        answer.give(document, show.plan_text(programme, answered, folder))


@app.command()
def explain(
    folder: Folder,
    subject: Annotated[
        str | None, typer.Argument(metavar="ID", help="A need or a commitment; without it, all are listed.")
    ] = None,
    *,
    scenario: Scenario = "base",
    json: Json = False,
) -> None:
    """Say why something is short.

    The limits that bind, and how much relaxing each would help.
    """
    from cofactory.cli import show, why
    from cofactory.programme.resting import fallen_cells

    with answering(document=json) as answer:
        programme = _load(answer, folder, scenario)
        needs, promises = [need.id for need in programme.needs], [promise.id for promise in programme.commitments]
        known = [*needs, *promises]
        if subject is None:
            answer.give({"needs": needs, "commitments": promises}, show.subjects_text(needs, promises, folder))
            return
        if subject not in known:
            raise answer.fail(USAGE, "usage", show.no_such_subject(subject, known))
        answered, reasons = explained(answer, programme, folder, subject)
        document = why.document(answered, reasons, subject) | {"fallen": list(fallen_cells(programme))}
        answer.give(document, why.text(answered, reasons, subject))


@app.command()
def simulate(
    folder: Folder,
    *,
    n: Annotated[int, typer.Option("-n", "--runs", metavar="N", min=1, max=MOST_RUNS, help="How many runs.")] = 10_000,
    seed: Seed = 1,
    threads: Annotated[int | None, typer.Option(metavar="N", min=1, help="Default: every processor.")] = None,
    precision: Annotated[
        float | None,
        typer.Option(metavar="E", callback=_above_zero, help="Refuse figures with a larger standard error."),
    ] = None,
    paired: Paired = 1_000,
    plan: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Follow the plan tables in this folder.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the results of every run, as Parquet files.")] = False,
    scenario: Scenario = "base",
    json: Json = False,
) -> None:
    """Say what may really happen.

    The plan is followed through many possible futures.
    """
    from cofactory.cli import show_runs, simulated
    from cofactory.simulator.each import FILES
    from cofactory.simulator.written import NoPlanTables, read_tables

    with answering(document=json) as answer:
        if keep and plan is not None:
            raise answer.fail(
                USAGE, "usage", "With --plan nothing is saved, so nothing can be kept: leave --keep away."
            )
        programme = _load(answer, folder, scenario)
        if plan is None:
            must_hold_results(answer, folder, scenario)
        try:
            followed = some_plan(answer, programme, folder) if plan is None else read_tables(plan, programme)
        except NoPlanTables as error:
            raise answer.fail(USAGE, "plan", str(error)) from None
        wanted = simulated.Wanted(n, seed, threads, precision, paired, keep)
        runs = simulated.new_runs(answer, programme, followed, wanted, folder, save=plan is None)
        if plan is None:
            tell_of_old_report(answer, folder, scenario)
        answer.give(
            show_runs.runs_document(runs, folder, scenario, kept=FILES if keep else ()),
            show_runs.runs_text(programme, runs, folder, saved=plan is None),
        )


app.command()(compare)


@app.command()
def report(
    folder: Folder,
    *,
    output: Output = None,
    interactive: Interactive = False,
    scenario: Scenario = "base",
    json: Json = False,
) -> None:
    """Write the report, one HTML file.

    The plan, what is late and why, and every number with its source; with the runs in the folder, what is likely too.
    """
    from cofactory.cli.saved_runs import saved_runs

    with answering(document=json) as answer:
        must_take_report(answer, output)
        programme = _load(answer, folder, scenario)
        if output is None:
            must_hold_results(answer, folder, scenario)
        answered = some_plan(answer, programme, folder)
        runs = saved_runs(programme, answered, folder, answer.remark)
        target = _report(answer, programme, (answered, runs), folder, output, interactive=interactive)
        document = {"file": str(target), "bytes": target.stat().st_size, "runs": runs.n if runs else None}
        answer.give(document, f"The report is {target}")


@app.command()
def run(
    folder: Folder,
    *,
    n: Annotated[int, typer.Option("-n", "--runs", metavar="N", min=0, max=MOST_RUNS, help="How many runs.")] = 10_000,
    seed: Seed = 1,
    paired: Paired = 1_000,
    scenario: Scenario = "base",
    gap: Gap = 1e-4,
    time: Time = None,
    output: Output = None,
    interactive: Interactive = False,
    json: Json = False,
) -> None:
    """Check, plan, simulate and report in one go."""
    from cofactory.base.problems import as_json
    from cofactory.cli import show, show_runs, simulated

    with answering(document=json) as answer:
        must_take_report(answer, output)
        programme = _load(answer, folder, scenario)
        must_hold_results(answer, folder, scenario)
        answered = new_plan(answer, programme, folder, gap=gap, time=time)
        wanted = simulated.Wanted(n, seed, paired=paired)
        runs = simulated.new_runs(answer, programme, answered, wanted, folder) if n else None
        answer.interrupted = RUNS_SAVED if runs else answer.interrupted
        target = _report(answer, programme, (answered, runs), folder, output, interactive=interactive)
        document = {
            "problems": as_json(programme.problems),
            "plan": show.plan_document(answered, folder) | show.money_document(programme, answered),
            "runs": show_runs.runs_document(runs, folder, scenario) if runs else None,
            "report": {"file": str(target), "bytes": target.stat().st_size},
        }
        likely = f"{show_runs.likely_text(programme, runs)}\n\n" if runs else ""
        answer.give(document, f"{show.plan_text(programme, answered, folder)}\n\n{likely}The report is {target}")


def _load(answer: Answer, folder: Path, scenario: str) -> Programme:
    from cofactory import workbench
    from cofactory.cli.remarks import remark_fallen_claims
    from cofactory.render.words import count

    must_be_folder(answer, folder)
    must_have_scenario(answer, folder, scenario)
    programme = workbench.load(folder, scenario=scenario)
    if programme.problems:
        answer.remark(f"{count(len(programme.problems), 'warning')}; `cofactory check {quoted(folder)}` lists them.")
    remark_fallen_claims(answer, programme)
    return programme


def _report(
    answer: Answer, programme: Programme, made: tuple[Plan, RunTables | None], folder: Path, output: Path | None, *,
    interactive: bool,
) -> Path:  # fmt: skip
    from cofactory.cli.saved_comparison import saved_comparison
    from cofactory.cli.show import results_of
    from cofactory.render.report import write_report

    comparison = saved_comparison(programme, folder, answer.remark)
    target = output or results_of(folder, programme.scenario) / "report.html"
    done = answer.interrupted
    answer.interrupted = NO_REPORT.get(done, NO_REPORT[PLAN_SAVED])
    write_report(programme, *made, to=target, interactive=interactive, comparison=comparison)
    answer.interrupted = ALL_SAVED.get(done, ALL_SAVED[PLAN_SAVED])
    return target


def main(arguments: list[str] | None = None) -> int:
    """The exit code of the command line, after it did what the arguments say."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        app(given, prog_name="cofactory")
    except Ended as ended:
        return ended.exit_code
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else DONE
        answer = Answer(document="--json" in given)
        if code == INTERRUPTED:  # Typer's own word for Ctrl-C, before a command began
            answer.fail(code, "interrupted", NOTHING_DONE)
        elif code == USAGE and answer.document:  # Typer's own refusal of the arguments, said on standard error
            answer.give({"error": {"kind": "usage", "message": "See standard error."}}, "")
        return code
    return DONE
