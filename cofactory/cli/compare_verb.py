"""The command that sets scenarios side by side."""

from __future__ import annotations

import math
import sys
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from cofactory.cli.answers import INTERRUPTED, NO_PLAN, NOTHING_DONE, USAGE, Answer, answering
from cofactory.cli.options import Folder, Json
from cofactory.cli.places import must_be_folder, must_have_scenario, must_hold_results, quoted, tell_of_old_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cofactory.study.compare import Comparison

SAVED = "Interrupted; the comparison is saved."


def _names(given: list[str] | None) -> list[str]:
    """The scenarios that are named, where files were named too; the shell writes `scenarios/*.toml` out."""
    return [PurePath(one).name.removesuffix(".toml") if one.endswith(".toml") else one for one in given or ()]


def _finite(value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter("must be a finite number")
    return value


def compare(
    folder: Folder,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="SCENARIO", callback=_names, help="Files of DIR/scenarios, or base; without any, all."),
    ] = None,
    *,
    gap: Annotated[
        float, typer.Option(metavar="SHARE", min=0.0, callback=_finite, help="Relative gap of every plan.")
    ] = 0.01,
    time: Annotated[
        float | None, typer.Option(metavar="SECONDS", min=0.0, callback=_finite, help="For all scenarios together.")
    ] = None,
    json: Json = False,
) -> None:
    """Set scenarios side by side.

    Each is planned, and set beside the first one named: what it leaves short, what it costs, and which of the
    differences are proven. The plans themselves are not saved: they have no reasons and a wider gap than those of
    `cofactory plan`.
    """
    from cofactory.cli import show_compared

    with answering(document=json) as answer:
        must_be_folder(answer, folder)
        for name in scenarios or ():
            must_have_scenario(answer, folder, name)
        if len(scenarios or ()) > len(set(scenarios or ())):
            answer.remark("A scenario that is named twice is planned once.")
        must_hold_results(answer, folder, scenarios[0] if scenarios else "base")
        found = _compared(answer, folder, scenarios or (), gap=gap, time=time)
        if not found.any_plan:
            raise answer.fail(NO_PLAN, "no-plan", show_compared.no_plan_text(found))
        target = _saved(answer, found, folder)
        tell_of_old_report(answer, folder, found.first)
        if found.left_out:
            again = f"`cofactory compare {quoted(folder)}{''.join(f' {name}' for name in scenarios or ())}`"
            answer.remark(f"Interrupted before {', '.join(found.left_out)}; {again} compares all.")
        answer.give(show_compared.document(found, target), show_compared.text(found, folder, target))


def _compared(
    answer: Answer, folder: Path, scenarios: Sequence[str], *, gap: float, time: float | None
) -> Comparison:  # fmt: skip
    """The comparison; a Ctrl-C keeps what is planned, or the folder as it was where nothing can be compared yet."""
    from cofactory import workbench
    from cofactory.cli.progress import scenarios_line
    from cofactory.study.compare import NothingPlanned, OnlyOneScenario

    try:
        with scenarios_line(sys.stderr) as progress:
            return workbench.compare(folder, *scenarios, gap=gap, time_limit_s=time, progress=progress)
    except NothingPlanned:
        raise answer.fail(INTERRUPTED, "interrupted", NOTHING_DONE) from None
    except OnlyOneScenario as error:
        raise answer.fail(USAGE, "usage", str(error)) from None


def _saved(answer: Answer, found: Comparison, folder: Path) -> Path:
    """Where the comparison now stands; files are not left half in place for a first Ctrl-C."""
    from cofactory import workbench
    from cofactory.planner.interrupt import ctrl_c

    with ctrl_c() as stop:
        target = workbench.save(found, folder)
        answer.interrupted = SAVED
    if stop.is_set():
        raise KeyboardInterrupt
    return target
