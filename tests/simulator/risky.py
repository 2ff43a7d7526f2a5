"""Random programmes with risks on everything, planned and run."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from cofactory.planner.solve import NoPlan, make_plan
from cofactory.programme.coupling import rank_correlations
from cofactory.programme.draws import draw
from cofactory.programme.folder import from_tables
from cofactory.simulator.arrays import Prepared, prepare
from cofactory.simulator.compiled import follow
from cofactory.simulator.outcomes import Out, new_out
from cofactory.simulator.task import new_task
from tests.planner.programmes import cases
from tests.planner.reading import Case
from tests.simulator.busy import busy_cases


@st.composite
def risky_cases(draw: Any) -> Case:
    """A random programme with risks on everything, uncertain success and learning."""
    case: Case = draw(st.one_of(cases(), busy_cases()))
    countries = {row["country"] for row in case.rows("lines")}
    targets = [f"line:{row['id']}" for row in case.rows("lines")] + [f"country:{c}" for c in sorted(countries)]
    for table in ("routes", "funds", "projects"):
        targets += [f"{table[:-1]}:{row['id']}" for row in case.rows(table)]
    case.tables["risks"] = [
        {
            "id": f"risk-{number}",
            "on": draw(st.sampled_from(targets)),
            "chance": draw(st.sampled_from([0.3, "beta(2, 3)", 0.9])),
            "duration": draw(st.sampled_from([1, 2, "uniform(0, 3)"])),
            "severity": draw(st.sampled_from([1, 0.5, "uniform(0.2, 0.9)"])),
        }
        for number in range(draw(st.integers(1, 4)))
    ]
    for row in case.tables.get("projects", []):
        row["success"] = draw(st.sampled_from([1, 0.6, "beta(3, 1)"]))
    for row in case.tables.get("lines", []):
        row["learning"] = draw(st.sampled_from([0, 0, 0.2]))
    return case


def planned(case: Case) -> tuple[Prepared, Any] | None:
    """The programme with its best plan, ready to run; none where there is no plan."""
    programme = from_tables(case.settings, case.tables)
    try:
        plan = make_plan(programme)
    except NoPlan:
        return None
    return prepare(programme, plan), plan


def runs_of(prepared: Prepared, count: int, seed: int) -> tuple[Out, np.ndarray[Any, Any]]:
    """Runs with everything that happened in them, and the cells they drew."""
    asked = rank_correlations(prepared.programme)
    drawn = draw(prepared.inputs, asked, seed=seed, first=0, count=count)
    out = new_out(prepared.book, count, keep=True)
    follow(new_task(prepared.script, prepared.book.planned, drawn, out, first=0, seed=seed, keep=True))
    return out, drawn
