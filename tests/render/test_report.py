"""The report as text: true sentences, unknown kept unknown, hostile names harmless, empty programmes clean."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cofactory.planner.solution import Plan
from cofactory.programme.record import Programme
from cofactory.render.report import render_report, write_report

PARTIES = [
    {"id": "fr", "name": "France", "kind": "state", "country": "FR"},
    {"id": "ua", "name": "Ukraine", "kind": "state", "country": "UA"},
]
ITEMS = [{"id": "jet", "name": "Jet", "kind": "product"}]
LINES = [{"id": "works", "name": "Works", "item": "jet", "country": "FR", "capacity": "2 [c-1]", "unit_cost": "10 M"}]
ROUTES = [{"id": "road", "from": "FR", "to": "UA"}]
NEED = {
    "id": "jets",
    "party": "ua",
    "country": "UA",
    "item": "jet",
    "start": "2026-01",
    "end": "2026-04",
    "quantity": "3",
}
PROMISE = {
    "id": "deal",
    "giver": "fr",
    "receiver": "ua",
    "item": "jet",
    "quantity": "10",
    "due": "2026-04",
    "need": "jets",
}


def deliveries(quantities: list[float], asked: list[float], need: str = "jets") -> list[dict[str, Any]]:
    rows, backlog = [], 0.0
    for t in range(12):
        want = asked[t] if t < len(asked) else 0.0
        got = quantities[t] if t < len(quantities) else 0.0
        backlog += want - got
        rows.append(
            {
                "need": need,
                "period": f"2026-{t + 1:02d}",
                "asked": want,
                "quantity": got,
                "backlog": backlog,
                "missed": 0.0,
            }
        )
    return rows


SHORT_PLAN: dict[str, Any] = {
    "deliveries": deliveries([0, 2, 2, 2, 2, 2, 2], [3, 3, 3, 3]),
    "needs": [{"id": "jets", "asked": 12.0, "delivered": 12.0, "shortfall": 1.75}],
    "commitments": [{"commitment": "deal", "need": "jets", "quantity": 10.0, "due": "2026-04",
                     "delivered_by_due": 6.0, "gap": 4.0}],
    "starts": [{"line": "works", "period": f"2026-{t:02d}", "quantity": 2.0, "capacity": 2.0} for t in range(1, 7)],
    "shipments": [{"route": "road", "item": "jet", "period": f"2026-{t:02d}", "quantity": 2.0} for t in range(2, 8)],
    "payments": [
        {"fund": "loan", "cost": "production:works", "period": "2026-01", "amount": 90e6},
        {"fund": "grant", "cost": "production:works", "period": "2026-02", "amount": 30e6},
    ],
}  # fmt: skip
WINDOW = {"party": "fr", "opens": "2026-01", "closes": "2026-12"}
FUNDS = [
    WINDOW | {"id": "loan", "name": "Big loan", "amount": "1 bn", "form": "loan"},
    WINDOW | {"id": "grant", "name": "Grant", "amount": "30 M [assume: budget]", "form": "grant"},
]  # fmt: skip
TABLES: dict[str, Any] = {
    "parties": PARTIES, "items": ITEMS, "lines": LINES, "routes": ROUTES, "needs": [NEED],
    "commitments": [PROMISE], "funds": FUNDS,
}  # fmt: skip

Make = Callable[..., Programme]
MakePlan = Callable[..., Plan]
Read = Callable[[str], Any]


def test_the_answer_says_what_arrives_what_is_late_what_it_costs_and_what_it_rests_on(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    programme = programme_of(TABLES)
    text = page_of(render_report(programme, plan_of(programme, SHORT_PLAN, cost=120e6))).text
    assert (
        "By the end of December 2026 the plan delivers: Jet for Ukraine: 12 of 12 units "
        "The first arrives in February 2026, the last in July 2026." in text
    )
    assert (
        "The one commitment with a known quantity and date is short when due: "
        "France → Ukraine: Jet (6 of 10 by April 2026)" in text
    )
    assert (
        "the one need falls behind at some time: Jet for Ukraine (6 outstanding in April 2026, made up by the end)"
        in text
    )
    assert "Why something is missing was not looked into when this plan was made; explain a need to see it." in text
    assert "It costs 120 M EUR (in 2026 prices): Big loan pays 90 M EUR (75 %) and Grant pays 30 M EUR (25 %)." in text
    assert (
        "Of the 6 numbers it uses, 1 cites a claim, 1 rests on a stated assumption "
        "and 4 (67 %) on nothing said; none is a range." in text
    )


def test_the_same_programme_and_plan_give_the_same_page(programme_of: Make, plan_of: MakePlan) -> None:
    programme = programme_of(TABLES)
    plan = plan_of(programme, SHORT_PLAN)
    assert render_report(programme, plan) == render_report(programme, plan)


def test_unknown_and_tracked_commitments_stay_what_they_are(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    promises: list[dict[str, Any]] = [
        PROMISE | {"id": "open", "quantity": "unknown"},
        PROMISE | {"id": "someday", "due": "unknown"},
        PROMISE | {"id": "aside", "need": None},
    ]
    programme = programme_of(TABLES | {"commitments": promises})
    rows = [{"commitment": p["id"], "need": p["need"], "quantity": None, "due": p["due"]} for p in promises]
    page = page_of(render_report(programme, plan_of(programme, {"commitments": rows})))
    assert "3 commitments cannot be judged: 2 without a published quantity or date and 1 tracked only" in page.text
    assert "3 commitments that cannot be judged: quantity or date not published, or tracked only" in page.text
    assert "quantity unknown, due Apr 2026" in page.text
    assert "10 units, date unknown" in page.text
    assert page.text.count("tracked only, no need delivers it") == 1


def reason(**changes: Any) -> dict[str, Any]:
    return {
        "subject": "jets", "kind": "need", "rank": 1, "limit": "capacity", "limit_id": "works",
        "first": "2026-01", "last": "2026-04",
        "relaxed_by": 1.0, "relaxed_unit": "per month", "gain": 5.0, "gain_unit": "unit-months", "together": False,
        "sentence": "The capacity of line works binds: 1 more unit would take 5 unit-months off.",
    } | changes  # fmt: skip


MONEY = {"limit": "fund", "limit_id": "loan", "first": None, "last": None, "relaxed_by": 10e6, "relaxed_unit": "EUR",
         "gain": 2.0}  # fmt: skip


def told(programme: Programme, plan_of: MakePlan, page_of: Read, *rows: dict[str, Any], **scalars: Any) -> str:
    text: str = page_of(render_report(programme, plan_of(programme, SHORT_PLAN | {"reasons": rows}, **scalars))).text
    return text


def test_without_known_lifts_the_first_limit_in_rank_decides(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    text = told(programme_of(TABLES), plan_of, page_of, reason(), reason(**MONEY, rank=2))
    assert (
        "What decides Jet for Ukraine is the capacity of Works (Jan 2026 to Apr 2026): "
        "1 more unit per month would take 5 unit-months off (1 other limit below)." in text
    )
    assert "money The amount of Big loan: 10 M EUR more would take 2 unit-months off." in text


def test_the_limit_whose_absence_would_help_most_decides_and_comes_first(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    rows = [reason(lifted=6.0), reason(**MONEY, rank=2, lifted=40.0), reason(rank=3, lifted=1.0, limit="ramp", gain=1.0,
            relaxed_by=-1.0, relaxed_unit="month")]  # fmt: skip
    text = told(programme_of(TABLES), plan_of, page_of, *rows)
    assert (
        "What decides Jet for Ukraine is the amount of Big loan: without that limit it would wait 40 unit-months less; "
        "10 M EUR more would take 2 unit-months off (2 other limits below)." in text
    )
    why = text[text.index("What is short, and why") :]
    assert why.index("The amount of Big loan") < why.index("The capacity of Works")
    assert "1 more limit of Jet for Ukraine The ramp-up of Works works" in why
    assert "1 month less would take 1 unit-month off" in why
    assert "plan_reasons.csv" not in text


def test_a_limit_of_a_stopped_search_is_not_called_proven(programme_of: Make, plan_of: MakePlan, page_of: Read) -> None:
    for status in ("time", "interrupted"):
        text = told(programme_of(TABLES), plan_of, page_of, reason(), status=status)
        assert "The search was stopped, so this is not proven: what decides Jet for Ukraine is the capacity" in text


def test_a_fund_rule_is_told_with_its_fund_and_what_it_holds_back(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    rule = {"limit": "rule", "limit_id": "loan: country UA; CN", "first": None, "last": None, "relaxed_by": 0.0,
            "relaxed_unit": "", "gain": 7.0}  # fmt: skip
    text = told(programme_of(TABLES), plan_of, page_of, reason(**rule))
    assert "is the rule of Big loan: country UA; CN: without that limit it would wait 7 unit-months less." in text


def test_limits_that_help_only_together_are_told_once(programme_of: Make, plan_of: MakePlan, page_of: Read) -> None:
    shared = {"together": True, "sentence": "No single limit of jets helps by itself."}
    text = told(programme_of(TABLES), plan_of, page_of, reason(**shared), reason(**MONEY | {"gain": 5.0} | shared))
    assert (
        "What decides Jet for Ukraine is no single limit; these bind together: Works Big loan "
        "Loosened together they would take 5 unit-months off" in text
    )
    assert (
        "only together No single one of these helps by itself. Loosened together they would take 5 unit-months off. "
        "The capacity of Works works, Jan 2026 to Apr 2026. The amount of Big loan." in text
    )
    assert text.count("No single one of these helps by itself.") == 1


def test_limits_that_hold_something_between_them_decide_over_any_single_one(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    between = {"together": True, "sentence": "Several limits hold jets between them.", "gain": 40.0, "lifted": 40.0}
    rows = [reason(lifted=6.0), reason(rank=2, **between), reason(**MONEY | between, rank=3)]
    text = told(programme_of(TABLES), plan_of, page_of, *rows)
    assert (
        "What decides Jet for Ukraine is no single limit but these together: Works Big loan Without them "
        "it would wait 40 unit-months less; without any one limit alone, 6 at most." in text
    )
    assert "Several limits hold it between them. Without all of them it would wait 40 unit-months less." in text
    assert "No single one of these helps" not in text


def test_a_need_and_a_commitment_of_one_id_have_a_heading_each(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    programme = programme_of(TABLES | {"commitments": [PROMISE | {"id": "jets"}]})
    promise = reason(kind="commitment", gain=4.0, gain_unit="units by the due date")
    text = told(programme, plan_of, page_of, reason(), promise)
    assert "Jet for Ukraine jets capacity The capacity of Works" in text
    assert "France → Ukraine: Jet jets capacity The capacity of Works" in text
    assert "1 more unit per month would bring 4 units more by the due date." in text


def test_a_reason_that_is_no_limit_has_its_own_words(programme_of: Make, plan_of: MakePlan, page_of: Read) -> None:
    rows = [reason(limit="no_source", limit_id="jets", gain=None, sentence="Nothing can supply jets.")]
    text = told(programme_of(TABLES), plan_of, page_of, *rows)
    assert text.count("Jet for Ukraine cannot be supplied: no line with all its components") == 2
    assert "is jets" not in text


def test_what_was_not_looked_into_and_what_no_limit_explains_are_said_plainly(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    programme = programme_of(TABLES)
    promise = {"subject": PROMISE["id"], "kind": "commitment"}
    rows = [
        reason(limit="none", rank=None, limit_id=None, gain=None, sentence="No limit tried helps jets."),
        reason(**promise, limit="not_examined", rank=None, limit_id=None, gain=None, sentence="Time ended."),
    ]
    text = page_of(render_report(programme, plan_of(programme, SHORT_PLAN | {"reasons": rows}))).text
    assert text.count("No limit that was tried helps Jet for Ukraine, neither by itself nor together") == 2
    assert "Short, and not looked into before the search ended: France → Ukraine: Jet" in text
    assert "Nothing is short" not in text
    assert "Short without a limit" not in text


def test_what_is_short_in_an_interrupted_plan_was_not_looked_into(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    programme = programme_of(TABLES)
    text = page_of(render_report(programme, plan_of(programme, SHORT_PLAN, status="interrupted"))).text
    assert "Short, and not looked into before the search ended: Jet for Ukraine" in text
    assert "Short without a limit" not in text


def test_what_was_promised_comes_first_and_the_other_needs_are_counted(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    items = [{"id": f"thing-{n}", "name": f"Thing {n}", "kind": "product"} for n in range(7)]
    needs = [NEED | {"id": f"n{n}", "item": f"thing-{n}", "priority": str(9 - n)} for n in range(7)]
    promises = [PROMISE | {"id": "small", "item": "thing-5", "need": "n5", "quantity": "90"},
                PROMISE | {"id": "large", "item": "thing-6", "need": "n6", "quantity": "10"}]  # fmt: skip
    lines = [LINES[0] | {"id": "dear", "item": "thing-6", "unit_cost": "10 M"},
             LINES[0] | {"id": "cheap", "item": "thing-5", "unit_cost": "1 k"}]  # fmt: skip
    tables = {"items": items, "needs": needs, "commitments": promises, "lines": lines}
    rows = [row for n in range(7) for row in deliveries([3, 3, 3, 3 - (n == 4)], [3, 3, 3, 3], f"n{n}")]
    programme = programme_of(TABLES | tables)
    text = page_of(render_report(programme, plan_of(programme, {"deliveries": rows}))).text
    assert "the plan delivers: Thing 6 for Ukraine: 12 of 12 units Thing 5 for Ukraine: 12 of 12 units" in text
    assert "Of the 3 other needs 2 are served in full." in text


@pytest.mark.parametrize(
    ("item", "party", "name"),
    [
        ("Jet", "Ukraine", "Jet for Ukraine"), ("Jet for Ukraine", "Ukraine", "Jet for Ukraine"),
        ("Jet for other customers", "Other customers of the works", "Jet for other customers"),
        ("Jet for other customers", "India", "Jet for other customers (India)"),
    ],
)  # fmt: skip
def test_a_need_is_named_without_saying_twice_for_whom(  # noqa: PLR0917  one case is three names
    item: str, party: str, name: str, programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    parties = [PARTIES[0], PARTIES[1] | {"name": party}]
    programme = programme_of(TABLES | {"parties": parties, "items": [ITEMS[0] | {"name": item}]})
    assert f"{name}: 12 of 12 units" in page_of(render_report(programme, plan_of(programme, SHORT_PLAN))).text


def without(table: str) -> dict[str, Any]:
    return {name: rows for name, rows in TABLES.items() if name != table}


EMPTY = {
    "nothing": ({}, {}, ("lists no commitments.", "lists no needs.", "The programme gives no numbers.")),
    "no funds": (
        without("funds"),
        {"payments": [{"fund": None, "cost": "production:works", "period": "2026-01", "amount": 9e6}]},
        ("no fund is given", "not assigned"),
    ),
    "no commitments": (without("commitments"), {}, ("lists no commitments",)),
    "nothing short": (
        TABLES,
        {"deliveries": deliveries([3, 3, 3, 3], [3, 3, 3, 3])},
        ("Nothing is short", "No limit stands in the way"),
    ),
    "no routes": (without("routes"), {}, ("Nothing moves from one country to another",)),
    "nothing delivered": (TABLES, {"deliveries": deliveries([], [3, 3])}, ("delivers nothing of what is asked",)),
}  # fmt: skip


@pytest.mark.parametrize("case", EMPTY)
def test_a_part_that_is_empty_is_said_and_the_page_stays_whole(
    case: str, programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    tables, plan, sentences = EMPTY[case]
    programme = programme_of({"parties": PARTIES, "items": ITEMS, **tables} if tables else {})
    page = page_of(render_report(programme, plan_of(programme, plan)))
    for sentence in sentences:
        assert sentence in page.text
    assert page.levels[:2] == [1, 2]
    assert page.levels.count(2) == 10 + ("eligible" in page.ids)
    assert all(after <= before + 1 for before, after in pairwise(page.levels))
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize(
    ("grain", "start", "periods", "last"),
    [
        ("week", "2026-W50", 1, "week 50 of 2026"), ("month", "2026-12", 1, "December 2026"),
        ("quarter", "2026-Q2", 1, "Q2 2026"), ("year", "2026", 1, "2026"),
        ("week", "2026-W01", 160, "week 3 of 2029"), ("quarter", "2026-Q1", 40, "Q4 2035"),
        ("year", "2026", 60, "2085"),
    ],
)  # fmt: skip
def test_any_grain_and_a_single_period_make_a_page(  # noqa: PLR0917  one case is four facts
    grain: str, start: str, periods: int, last: str, programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    tables = TABLES | {
        "needs": [NEED | {"start": start, "end": start}], "commitments": [PROMISE | {"due": start}],
        "funds": [fund | {"opens": start, "closes": start} for fund in FUNDS],
    }  # fmt: skip
    programme = programme_of(tables, period=grain, start=start, periods=periods)
    plan = {
        "deliveries": [{"need": "jets", "period": start, "asked": 3.0, "quantity": 3.0, "backlog": 0.0, "missed": 0.0}],
        "starts": [{"line": "works", "period": start, "quantity": 3.0, "capacity": 3.0}],
    }
    text = page_of(render_report(programme, plan_of(programme, plan))).text
    assert f"By the end of {last} the plan delivers: Jet for Ukraine: 3 of 3 units" in text


EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u202egnp.exe\u200b" + "W" * 20_000


@pytest.mark.parametrize("interactive", [False, True])
def test_hostile_names_and_notes_are_text_and_bounded(
    interactive: bool,
    programme_of: Make,
    plan_of: MakePlan,
    page_of: Read,
) -> None:
    def poison(rows: list[dict[str, Any]], *columns: str) -> list[dict[str, Any]]:
        return [row | dict.fromkeys(columns, EVIL) for row in rows]

    tables = TABLES | {
        "parties": poison(PARTIES, "name", "note"), "items": poison(ITEMS, "name", "unit", "note"),
        "lines": poison(LINES, "name", "note"), "funds": poison(FUNDS, "name", "note"),
        "projects": [{"id": "p", "name": EVIL, "kind": EVIL, "duration": f"3 [assume: {EVIL[:5000]}]"}],
        "risks": [{"id": "r", "on": "line:works", "chance": "0.1", "duration": "2", "severity": "0.5", "note": EVIL}],
    }  # fmt: skip
    programme = programme_of(tables, name=EVIL)
    told = [reason(sentence=EVIL, gain_unit=EVIL)]
    plan = plan_of(programme, SHORT_PLAN | {"reasons": told}, manifest={EVIL: EVIL}, status=EVIL, scenario=EVIL)
    html = render_report(programme, plan, interactive=interactive)
    page = page_of(html)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "\u202e" not in html
    assert "\u200b" not in html
    assert "W" * 1000 not in html
    assert page.count("script") == (3 if interactive else 0)
    assert page.count("img") == 0
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert len(html) < (2_500_000 if interactive else 700_000)


def test_the_page_may_ask_nobody_for_anything(programme_of: Make, plan_of: MakePlan, page_of: Read) -> None:
    programme = programme_of(TABLES)
    for interactive in (False, True):
        page = page_of(render_report(programme, plan_of(programme, SHORT_PLAN), interactive=interactive))
        policy = next(
            a["content"]
            for tag, a in page.elements
            if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.startswith(
            "default-src 'none'; script-src 'sha256-" if interactive else "default-src 'none'; script-src 'none'"
        )
        assert "unsafe-eval" not in policy
        assert "http" not in policy
        links = [a.get("href") or a.get("src") for _, a in page.elements if "href" in a or "src" in a]
        assert all(link and link.startswith(("#", "data:")) for link in links)


def test_every_chart_is_one_image_with_a_name_and_its_numbers_as_a_table(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    programme = programme_of(TABLES)
    page = page_of(render_report(programme, plan_of(programme, SHORT_PLAN)))
    charts = [a for _, a in page.elements if a.get("role") == "img"]
    assert len(charts) == page.count("figure") == 6
    assert all(a["aria-label"] and str(a["aria-label"]).endswith(".") for a in charts)
    assert page.count("table") == page.count("caption")
    inside = [a for tag, a in page.elements if tag == "svg"]
    assert len(inside) == 12
    assert all(a["aria-hidden"] == "true" for a in inside)


def test_forty_needs_are_drawn_in_part_and_listed_in_full(programme_of: Make, plan_of: MakePlan, page_of: Read) -> None:
    needs = [NEED | {"id": f"need-{n}"} for n in range(40)]
    programme = programme_of(without("commitments") | {"needs": needs})
    rows = [row for n in range(40) for row in deliveries([3, 3, 3, 3], [3, 3, 3, 3], f"need-{n}")]
    html = render_report(programme, plan_of(programme, {"deliveries": rows}))
    text = page_of(html).text
    assert "The chart shows 12 of 40 needs; the table has them all." in text
    assert all(f"(need-{n})" in text for n in range(40))
    assert "Jet for Ukraine: 12 of 12 units" not in text
    assert "Jet for Ukraine: 480 of 480 units" in text


def test_the_assumptions_list_every_number_that_was_written_and_no_default(
    programme_of: Make, plan_of: MakePlan, page_of: Read
) -> None:
    programme = programme_of(TABLES | {"lines": [LINES[0] | {"capacity": "normal(100 to 160) [c-9z]"}]})
    page = page_of(render_report(programme, plan_of(programme)))
    assert "normal(100 to 160) 130 (100 to 160) units per period cited: c-9z" in page.text
    assert "lead_time" not in page.text
    assert "lines: 2 numbers, 1 without source" in page.text


def test_a_plan_that_was_cut_short_says_so_first(programme_of: Make, plan_of: MakePlan, page_of: Read) -> None:
    programme = programme_of(TABLES)
    page = page_of(render_report(programme, plan_of(programme, SHORT_PLAN, status="time")))
    assert "Not proved best. The search stopped when its time was up" in page.text


def test_the_report_says_how_it_was_made(programme_of: Make, plan_of: MakePlan, page_of: Read) -> None:
    programme = programme_of(TABLES)
    plan = plan_of(programme, gaps={"shortfall": 0.0, "cost": 0.0123}, manifest={
        "solver": {"name": "HiGHS", "version": "1.15.1"}, "seed": None, "files": {"programme/lines.csv": "ab12"},
    })  # fmt: skip
    text = page_of(render_report(programme, plan)).text
    for words in (
        "Solver version 1.15.1",
        "Gap of cost 1.2 %",
        "programme/lines.csv ab12",
        "Time to solve 3.4 s",
    ):
        assert words in text
    assert "Seed" not in text
    assert "None" not in text


def test_the_file_holds_exactly_the_page(programme_of: Make, plan_of: MakePlan, tmp_path: Path) -> None:
    programme = programme_of(TABLES)
    plan = plan_of(programme, SHORT_PLAN)
    path = write_report(programme, plan, to=tmp_path / "out" / "report.html")
    assert path.read_text("utf-8") == render_report(programme, plan)
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]
