"""What the runs lack beyond the plan is told need by need, beside what all risks explain, and ranges as ranges."""

from collections.abc import Callable
from typing import Any

from cofactory.planner.solution import Plan
from cofactory.programme.record import Programme
from cofactory.render.charts_fan import backlog_figures, received_figures
from cofactory.render.charts_made import output
from cofactory.render.charts_spread import risks_figure
from cofactory.render.grown import grown_figure
from cofactory.render.likely import Likely, Spread, with_range
from cofactory.render.reading import Reading
from cofactory.render.report import render_report
from cofactory.simulator.saved import SavedRuns
from tests.render.conftest import Page, measure
from tests.render.test_likely import COSTS, RISK
from tests.render.test_report import ITEMS, LINES, NEED, SHORT_PLAN, TABLES, deliveries

Make = Callable[..., Programme]
MakePlan = Callable[..., Plan]
MakeRuns = Callable[..., SavedRuns]

LATER = [
    {"need": "jets", "period": f"2026-{t + 1:02d}", "mean": 1.0 + t, "error": 0.1, "p5": 0.0, "p25": 0.0, "p50": 0.0,
     "p75": 2.0, "p95": 9.0, "p50_error": 0.0}
    for t in range(12)
]  # fmt: skip


def read(programme: Programme, plan: Plan, runs: SavedRuns) -> tuple[Reading, Likely]:
    reading = Reading(programme, plan, runs)
    assert reading.likely is not None
    return reading, reading.likely


def test_each_need_has_its_planned_and_its_mean_shortfall(
    programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns
) -> None:
    programme = programme_of(TABLES | {"needs": [NEED | {"priority": "2"}]})
    plan = plan_of(programme, SHORT_PLAN, shortfall=3.5)
    figure = grown_figure(*read(programme, plan, runs_of(programme, plan, {"backlog": LATER})))
    # planned 3 + 4 + 5 + 6 + 4 + 2 = 24 unit-months of 12 units; in the runs 1 + 2 + ... + 12 = 78
    assert figure.table.rows == (("Jet for Ukraine", "2", "2", "6.5", "± 0.1", "9"),)


def test_the_sentence_says_how_much_all_risks_explain_and_what_the_rest_is(
    programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns
) -> None:
    programme = programme_of(TABLES | {"risks": [RISK, RISK | {"id": "flood"}]})
    plan = plan_of(programme, SHORT_PLAN, shortfall=150.0)
    short = measure("shortfall", 150.0) | {"mean": 400.0, "error": 2.0}
    all_risks = COSTS | {"risk": None, "shortfall": 20.0, "shortfall_error": 0.6}
    runs = runs_of(
        programme,
        plan,
        {"summary": [measure("cost", 1.0), short], "risks": [COSTS, COSTS | {"risk": "flood"}, all_risks]},
    )
    text = Page(render_report(programme, plan, runs)).text
    assert "Mean shortfall of the runs is 400 ± 2, planned 150: 250 more." in text
    assert "All risks together explain 20 ± 0.6 of it; the rest, 230, comes from ranges that turn out worse" in text
    assert "All risks together explain 20 ± 0.6 of the 250 that the runs are shorter than the plan." in text


def test_runs_as_good_as_the_plan_need_no_explanation(programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns) -> None:
    programme = programme_of(TABLES)
    plan = plan_of(programme, SHORT_PLAN, shortfall=1.75)
    runs = runs_of(programme, plan, {"summary": [measure("cost", 1.0), measure("shortfall", 1.75) | {"mean": 1.75}]})
    assert grown_figure(*read(programme, plan, runs)).note == "The runs are no shorter on average than the plan."


def test_a_need_that_is_a_range_is_told_with_its_range(
    programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns
) -> None:
    programme = programme_of(TABLES | {"needs": [NEED | {"quantity": "uniform(2, 4)"}]})
    plan = plan_of(programme, SHORT_PLAN)
    (figure,) = received_figures(*read(programme, plan, runs_of(programme, plan)))
    assert figure.table.rows[-1][2] == "12 (8.4 to 15.6)"
    assert "of 12 (8.4 to 15.6) asked" in str(figure.specs["wide"])
    assert "every run draws its own" in figure.note


def test_a_need_that_does_not_wait_is_told_by_what_it_loses_in_all(
    programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns
) -> None:
    programme = programme_of(TABLES | {"needs": [NEED | {"unmet": "lost"}]})
    plan = plan_of(programme, SHORT_PLAN)
    (figure,) = backlog_figures(*read(programme, plan, runs_of(programme, plan, {"backlog": LATER})))
    drawn = str(figure.specs["wide"])
    assert "lost per month" in drawn
    assert "lost in all: mean 78" in drawn
    assert "planned 24 of 12 asked" in drawn
    assert "at the end" not in drawn


def test_a_median_of_nothing_has_the_mean_beside_it() -> None:
    assert with_range(Spread(17.4, 0.0, 0.0, 77.4, 0.5, 0.0)) == "0, mean 17.4 (0 to 77.4)"
    assert with_range(Spread(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)) == "0"


def test_risks_have_their_ids_and_their_notes_end_like_sentences(
    programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns
) -> None:
    note: dict[str, Any] = {"on": "country:FR", "note": "All lines in France; seen once"}
    programme = programme_of(TABLES | {"risks": [RISK | note]})
    plan = plan_of(programme, SHORT_PLAN)
    runs = runs_of(programme, plan, {"risks": [COSTS]})
    text = Page(render_report(programme, plan, runs)).text
    assert "All lines in France fire: chance 0.1 per month" in text
    assert "takes 50 % of capacity. – Seen once." in text
    figure = risks_figure(*read(programme, plan, runs))
    assert figure.table.rows[0][:2] == ("All lines in France", "fire")
    assert "All lines in France · fire" in str(figure.specs["wide"])


def test_items_stand_in_the_order_of_the_needs(programme_of: Make, plan_of: MakePlan) -> None:
    items = [*ITEMS, {"id": "ant", "name": "Ant", "kind": "product"}]
    lines = [*LINES, LINES[0] | {"id": "hill", "item": "ant"}]
    programme = programme_of(TABLES | {"items": items, "lines": lines})
    starts = [{"line": line, "period": "2026-01", "quantity": 1.0, "capacity": 2.0} for line in ("hill", "works")]
    rows = {"deliveries": deliveries([3], [3]), "starts": starts}
    assert output(Reading(programme, plan_of(programme, rows))).items == ("jet", "ant")


def test_an_announced_number_says_how_often_nothing_comes_of_it(programme_of: Make, plan_of: MakePlan) -> None:
    programme = programme_of(TABLES | {"lines": [LINES[0] | {"capacity": "announced(10, guidance)"}]})
    text = Page(render_report(programme, plan_of(programme))).text
    assert "1 number is an announced one" in text
    assert "in 3 % (guidance) of futures a line with such a capacity makes nothing at all" in text
    assert "; 0 in 3 %" in text
