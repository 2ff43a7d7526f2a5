"""The report with runs: what is likely is said with its range and its error, and never more surely than it is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cofactory.planner.solution import Plan
from cofactory.programme.record import Programme
from cofactory.render.charts_fan import backlog_figures, received_figures
from cofactory.render.likely import Fan, Likely, Spread, chance, exact_chance, money_range, with_range
from cofactory.render.reading import Reading
from cofactory.render.report import StrangeRuns, render_report
from cofactory.render.words import steady
from cofactory.simulator.runs import simulate
from cofactory.simulator.saved import SavedRuns
from tests.render.conftest import Page, kept, measure
from tests.render.test_report import EVIL, ITEMS, NEED, SHORT_PLAN, TABLES, deliveries, without

Make = Callable[..., Programme]
MakePlan = Callable[..., Plan]
MakeRuns = Callable[..., SavedRuns]

RISK = {"id": "fire", "on": "line:works", "chance": "0.1", "duration": "2", "severity": "0.5"}
COSTS = {"risk": "fire", "shortfall": 0.5, "shortfall_error": 0.02, "cost": -2e6, "cost_error": 3e5, "runs": 100}
SHORT = SHORT_PLAN | {"reasons": []}


@pytest.fixture
def text_of(programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns) -> Callable[..., str]:
    """The words of the report of the usual plan with runs of these tables."""

    def text(runs: dict[str, Any] | None = None, tables: dict[str, Any] | None = None, **scalars: Any) -> str:
        programme = programme_of(TABLES | (tables or {}))
        plan = plan_of(programme, SHORT, cost=120e6, shortfall=1.75)
        return Page(render_report(programme, plan, runs_of(programme, plan, runs, **scalars))).text

    return text


def test_the_five_sentences_speak_of_the_likely_and_of_the_plan(text_of: Callable[..., str]) -> None:
    text = text_of({"risks": [COSTS]}, {"risks": [RISK]})
    assert "By the end of December 2026 arrive: Jet for Ukraine: likely 9.6 (6 to 12) of 12 units, planned 12" in text
    assert (
        "The one commitment with a known quantity and date is late in the plan: France → Ukraine: Jet: on time in "
        "25 ± 1 % of the runs; due Apr 2026, likely Aug 2026 (Apr 2026 to not by Dec 2026)" in text
    )
    assert "1 of 1 need likely falls behind at some time (planned 1)" in text
    assert "Of the risks the line Works costs most: it adds 0.5 (± 0.02) to a mean shortfall of" in text
    assert "It likely costs 132 M EUR (108 M to 156 M EUR; in 2026 prices); planned 120 M EUR" in text
    assert "What is likely comes from 1,000 runs; their number alone leaves the chances uncertain by up to" in text
    assert "Likely is the median of 1,000 runs: possible futures" in text


def test_what_is_cheaper_because_less_is_made_is_said_so(text_of: Callable[..., str]) -> None:
    less = {"summary": [measure("cost", 60e6), measure("shortfall", 3.0)]}
    assert "planned 120 M EUR, as what is not made is not paid for; in the plan Big loan pays" in text_of(less)


def test_a_chance_of_nothing_or_all_is_told_by_the_number_of_runs(text_of: Callable[..., str]) -> None:
    never = kept("deal", "2026-04", on_time=0.0, on_time_error=0.001, kept=0.0, date_p5=None, date_p50=None)
    text = text_of({"commitments": [never]})
    assert "on time in none of 1,000 runs; due Apr 2026, likely not by Dec 2026" in text
    assert "0 ± 0.1 %" in text
    always = kept("deal", "2026-04", on_time=1.0, on_time_error=0.001, kept=1.0, date_p50="2026-04", date_p95="2026-04")
    assert "on time in all of 1,000 runs; due Apr 2026, likely Apr 2026" in text_of({"commitments": [always]})


def test_the_table_of_commitments_sets_promised_planned_and_likely_side_by_side(text_of: Callable[..., str]) -> None:
    text = text_of()
    row = "France → Ukraine: Jet 10 units by Apr 2026 6 4.8 (3 to 6) 25 ± 1 % Jun 2026"
    assert f"{row} Aug 2026 (Apr 2026 to not by Dec 2026)" in text
    assert "France → Ukraine: Jet Apr 2026 Jun 2026 Apr 2026 Aug 2026 not by Dec 2026 25 ± 1 % 80 %" in text


def test_a_risk_that_hardly_differs_from_the_next_is_not_called_the_worst(text_of: Callable[..., str]) -> None:
    risks = [RISK, RISK | {"id": "flood"}]
    text = text_of({"risks": [COSTS, COSTS | {"risk": "flood", "shortfall": 0.49}]}, {"risks": risks})
    assert "Of the risks the line Works (fire) costs most" in text
    assert "hardly more than the line Works (flood)." in text
    nothing = [COSTS | {"shortfall": 0.01}]
    assert "none adds a shortfall that the runs can tell from nothing" in text_of({"risks": nothing}, {"risks": [RISK]})


def test_where_no_runs_were_played_twice_the_page_says_how_to(text_of: Callable[..., str]) -> None:
    text = text_of({}, {"risks": [RISK]})
    assert "Which of them costs most is not known: no run was played again without it (cofactory simulate DIR" in text
    assert "Of the risks" not in text


def test_what_several_needs_ask_for_is_told_as_a_mean(programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns) -> None:
    needs = [NEED, NEED | {"id": "more"}]
    programme = programme_of(TABLES | {"needs": needs})
    rows = [row for name in ("jets", "more") for row in deliveries([3, 3, 3, 3], [3, 3, 3, 3], name)]
    plan = plan_of(programme, {"deliveries": rows})
    text = Page(render_report(programme, plan, runs_of(programme, plan))).text
    assert "arrive: Jet for Ukraine: on average 19.2 ± 0.02 of 24 units, planned 24" in text


def test_without_runs_the_page_speaks_of_the_plan_and_says_how_to_get_them(
    programme_of: Make, plan_of: MakePlan
) -> None:
    programme = programme_of(TABLES)
    text = Page(render_report(programme, plan_of(programme, SHORT))).text
    assert "This is the plan: what happens if all goes as the tables expect. cofactory simulate DIR follows it" in text
    assert "ikely costs" not in text


def test_runs_of_another_plan_are_refused(programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns) -> None:
    programme = programme_of(TABLES)
    plan = plan_of(programme, SHORT)
    with pytest.raises(StrangeRuns, match="the runs followed another plan"):
        render_report(programme, plan, runs_of(programme, plan_of(programme)))
    with pytest.raises(StrangeRuns, match="the files changed"):
        render_report(programme, plan, replace(runs_of(programme, plan), files={"programme.toml": "ab"}))


def test_every_chart_of_the_runs_has_a_name_a_key_and_its_numbers(
    programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns
) -> None:
    programme = programme_of(TABLES | {"risks": [RISK]})
    plan = plan_of(programme, SHORT, cost=1.5, shortfall=1.5)
    page = Page(render_report(programme, plan, runs_of(programme, plan, {"risks": [COSTS]})))
    charts = [a for _, a in page.elements if a.get("role") == "img"]
    names = {a["data-chart"] for a in charts}
    assert {"commitments", "dates", "received", "backlog", "spread", "risks"} <= names
    assert all(a["aria-label"] and str(a["aria-label"]).endswith(".") for a in charts)
    assert page.count("table") == page.count("caption")
    assert len(page.ids) == len(set(page.ids))


def test_needs_are_all_drawn_twelve_to_a_page(programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns) -> None:
    needs = [NEED | {"id": f"need-{n}"} for n in range(13)]
    programme = programme_of(without("commitments") | {"needs": needs})
    rows = [row for n in range(13) for row in deliveries([2, 3, 3, 3], [3, 3, 3, 3], f"need-{n}")]
    plan = plan_of(programme, {"deliveries": rows})
    text = Page(html := render_report(programme, plan, runs_of(programme, plan))).text
    assert "Deliveries so far: 1 more need" in text
    assert 'data-chart="received-2"' in html
    assert 'data-chart="backlog-2"' in html
    assert all(f"(need-{n})" in text for n in range(13))


def test_of_sixty_needs_the_charts_show_the_first_and_the_table_all(
    programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns
) -> None:
    needs = [NEED | {"id": f"need-{n}"} for n in range(60)]
    programme = programme_of(without("commitments") | {"needs": needs})
    rows = [row for n in range(60) for row in deliveries([2, 3, 3, 3], [3, 3, 3, 3], f"need-{n}")]
    plan = plan_of(programme, {"deliveries": rows})
    reading = Reading(programme, plan, runs_of(programme, plan))
    assert reading.likely is not None
    first, *others = received_figures(reading, reading.likely)
    assert first.note == "The charts show 48 of 60 needs; the table has them all."
    assert len(others) == 3
    assert len({row[0] for row in first.table.rows}) == 60


@pytest.mark.parametrize("n", [1, 2, 5, 70])
def test_any_number_of_real_runs_makes_a_page(n: int, programme_of: Make, plan_of: MakePlan) -> None:
    lines = [TABLES["lines"][0] | {"capacity": "1 to 3 [c-1]"}]
    programme = programme_of(TABLES | {"lines": lines, "risks": [RISK]})
    plan = plan_of(programme, SHORT)
    text = Page(render_report(programme, plan, simulate(programme, plan, n=n, paired=n))).text
    assert "nan" not in text.split()
    assert "None" not in text
    if n == 1:
        assert "One run only: it says what could happen, not what is likely." in text
    if n in {2, 5}:
        assert "These are too few for a range." in text
    if n in {1, 2}:
        assert "too few runs" in text


def test_runs_that_all_go_alike_are_said_to(programme_of: Make, plan_of: MakePlan) -> None:
    programme = programme_of(TABLES)
    plan = plan_of(programme, SHORT)
    text = Page(render_report(programme, plan, simulate(programme, plan, n=10))).text
    assert "All 10 runs go alike: no range and no risk in the tables makes one differ" in text
    assert "likely falls behind" in text


@pytest.mark.parametrize("gone", ["commitments", "needs", "risks", "all"])
def test_a_programme_without_something_makes_a_page_with_runs(gone: str, programme_of: Make, plan_of: MakePlan) -> None:
    tables = TABLES | {"risks": [RISK]}
    left = {"needs": ("needs", "commitments")}.get(gone, (gone,))
    tables = {} if gone == "all" else {name: rows for name, rows in tables.items() if name not in left}
    programme = programme_of(tables)
    plan = plan_of(programme, {})
    text = Page(render_report(programme, plan, simulate(programme, plan, n=80, paired=10))).text
    assert "The answer" in text
    if gone in {"needs", "all"}:
        assert "so nothing is delivered" in text


def test_hostile_names_stay_text_in_the_charts_of_the_runs(
    programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns
) -> None:
    tables = TABLES | {"items": [ITEMS[0] | {"name": EVIL, "unit": EVIL}], "risks": [RISK | {"note": EVIL}]}
    programme = programme_of(tables, name=EVIL)
    plan = plan_of(programme, SHORT)
    runs = runs_of(programme, plan, {"risks": [COSTS]}, notes=(EVIL,))
    for interactive in (False, True):
        html = render_report(programme, plan, runs, interactive=interactive)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "W" * 1000 not in html


def test_probabilities_claim_no_more_than_their_error_allows() -> None:
    assert chance(0.681, 0.0047) == "68\u00a0%"
    assert chance(0.8, 0.18) == "80 ± 18\u00a0%"
    assert exact_chance(0.681, 0.0047) == "68.1 ± 0.5\u00a0%"
    assert exact_chance(0.0, 0.00014) == "0 ± 0.01\u00a0%"
    assert exact_chance(0.4, 0.22) == "40 ± 22\u00a0%"


def test_likely_figures_are_rounded_as_their_error_is() -> None:
    assert steady(371.4, 42.0) == 370
    assert steady(0.01234, 0.002) == pytest.approx(0.012)
    assert steady(5.0, None) == steady(5.0, 0.0) == 5.0
    assert with_range(Spread(409.0, 288.0, 398.4, 570.0, 0.9, 1.2)) == "398 (288 to 570)"
    assert with_range(Spread(4.0, 4.0, 4.0, 4.0, 0.0, 0.0)) == "4"
    assert with_range(Spread(4.2, None, None, None, None, None)) == "4.2"
    assert with_range(Spread(129.7, 0.0, 97.0, 302.0, 1.3, 60.0)) == "100 ± 60, mean 130 (0 to 302)"
    assert money_range(Spread(9e9, 8.3e9, 9e9, 10.7e9, 1e7, 1e7), "EUR") == "8.3\u00a0bn to 10.7\u00a0bn\u00a0EUR"


def test_a_fan_with_gaps_is_drawn_as_its_mean() -> None:
    fan = Fan({"mean": (1.0, 2.0), "p50": (None, 2.0), "p5": (None, None)})
    assert fan.middle == (1.0, 2.0)
    assert fan.line("p5") is None


def test_the_fans_hold_their_medians_and_the_plan(programme_of: Make, plan_of: MakePlan, runs_of: MakeRuns) -> None:
    programme = programme_of(TABLES)
    plan = plan_of(programme, SHORT)
    reading = Reading(programme, plan, runs_of(programme, plan))
    likely = reading.likely
    assert isinstance(likely, Likely)
    (received,), (backlog,) = received_figures(reading, likely), backlog_figures(reading, likely)
    last = received.table.rows[-1]
    assert last == ("Jet for Ukraine", "Dec\u00a02026", "12", "12", "9.6", "± 0.01", "8.4 to 10.8", "6 to 12")
    assert "likely peak 4.8 (3 to 6), Apr 2026" in str(backlog.specs["wide"]).replace("\u00a0", " ")
    fields = str(received.specs["wide"])
    assert all(name in fields for name in ("p5", "p25", "p75", "p95", "middle", "planned", "asked"))
