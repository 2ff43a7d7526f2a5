"""A plan for a command: made anew and saved in the folder, or the one that stands there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory import workbench
from cofactory.cli.answers import INTERRUPTED, NOTHING_DONE, NOTHING_KEPT, PLAN_SAVED, Answer
from cofactory.cli.places import refusal
from cofactory.cli.progress import progress_line
from cofactory.cli.saved import UNREADABLE, saved_plan
from cofactory.cli.show import results_of

if TYPE_CHECKING:
    import polars

    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme


def new_plan(answer: Answer, programme: Programme, folder: Path, *, gap: float, time: float | None) -> Plan:
    """The new plan, saved in the folder; Ctrl-C keeps the best one found, or the folder as it was if there is none."""
    from cofactory.planner.interrupt import ctrl_c

    made = _made(answer, programme, gap=gap, time=time)
    with ctrl_c() as stop:  # files are not left half in place for a first Ctrl-C
        workbench.save(made, folder)
        answer.interrupted = PLAN_SAVED
    if stop.is_set():
        raise KeyboardInterrupt
    return made


def _made(answer: Answer, programme: Programme, *, gap: float, time: float | None) -> Plan:
    with progress_line(sys.stderr) as progress:
        made = workbench.plan(programme, gap=gap, time_limit_s=time, progress=progress)
    if made.status == "interrupted" and _idle(made):
        raise answer.fail(INTERRUPTED, "interrupted", NOTHING_DONE)
    return made


def _unasked_plan(answer: Answer, programme: Programme, folder: Path) -> Plan:
    """A new plan for who asked for something else; saved where the folder can be written, else only in memory."""
    if refusal(results_of(folder, programme.scenario)) is None:
        return new_plan(answer, programme, folder, gap=workbench.GAP, time=None)
    answer.remark(f"{folder} cannot be written: the plan is not kept.")
    made = _made(answer, programme, gap=workbench.GAP, time=None)
    answer.interrupted = NOTHING_KEPT
    return made


def _idle(made: Plan) -> bool:
    """True for a plan in which nothing happens: a search that was cut short before it found anything."""
    return made.starts.is_empty() and made.releases.is_empty() and not made.deliveries["quantity"].sum() > 0


def some_plan(answer: Answer, programme: Programme, folder: Path) -> Plan:
    """The plan that stands in the folder if it was made from these very files by this version, else a new one."""
    saved = saved_plan(programme, folder, answer.remark)
    return saved or _unasked_plan(answer, programme, folder)


def explained(answer: Answer, programme: Programme, folder: Path, subject: str) -> tuple[Plan, polars.DataFrame]:
    """A plan and why the subject is short in it; a saved plan that turns out not to fit is replaced by a new one."""
    from cofactory.planner.completion import UnreadablePlan

    answered = some_plan(answer, programme, folder)
    try:
        return answered, workbench.explain(programme, answered, subject)
    except UnreadablePlan:
        answer.remark(UNREADABLE)
    answered = _unasked_plan(answer, programme, folder)
    return answered, workbench.explain(programme, answered, subject)
