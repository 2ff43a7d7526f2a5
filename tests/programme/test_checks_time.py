"""Periods outside the horizon, windows that never overlap it, windows the wrong way round."""

from tests.programme.in_memory import PARTIES, items, line, names, need, one, problems


def test_a_need_that_ends_after_the_horizon_is_told_how_long_the_horizon_would_have_to_be() -> None:
    problem = one(
        parties=PARTIES, items=items("pump"), lines=[line("l", "pump", "UA")], needs=[need("pump", "UA", end="2027-06")]
    )

    assert (problem.name, problem.column, problem.value) == ("outside-horizon", "end", "2027-06")
    assert problem.severity == "error"
    assert "periods = 18" in problem.mend
    assert "2026-01 to 2026-12" in problem.mend


def test_an_arrival_before_the_start_is_told_where_to_begin() -> None:
    problem = one(items=items("pump"), arrivals=[{"item": "pump", "country": "UA", "period": "2025-11", "quantity": 3}])

    assert problem.name == "outside-horizon"
    assert 'set start = "2025-11" and periods = 14 in programme.toml' in problem.mend


def test_every_period_outside_the_horizon_is_given_the_same_horizon() -> None:
    arrivals = [
        {"item": "pump", "country": "UA", "period": period, "quantity": 3}
        for period in ("2025-11", "2027-02", "2027-06")
    ]
    found = problems(parties=PARTIES, items=items("pump"), arrivals=arrivals)

    assert [problem.value for problem in found] == ["2025-11", "2027-02", "2027-06"]
    assert {problem.mend.partition(", or ")[2] for problem in found} == {
        'set start = "2025-11" and periods = 20 in programme.toml.'
    }


def test_a_due_date_beyond_the_horizon_matters_only_where_a_need_delivers_it() -> None:
    promise = {"id": "p", "giver": "fr", "receiver": "ua", "item": "pump", "quantity": 20, "due": "2035-12"}
    tables = {
        "parties": PARTIES,
        "items": items("pump"),
        "lines": [line("l", "pump", "UA")],
        "needs": [need("pump", "UA")],
    }

    assert names(**tables, commitments=[promise]) == []
    assert names(**tables, commitments=[promise | {"need": "need-pump"}]) == ["outside-horizon"]


def test_a_line_may_have_opened_before_the_programme_and_close_after_it() -> None:
    lines = [line("l", "pump", "UA", opens="2020-01", closes="2040-01")]

    assert names(parties=PARTIES, items=items("pump"), lines=lines, needs=[need("pump", "UA")]) == []


def test_a_fund_pays_in_its_last_period_and_a_line_is_shut_in_it() -> None:
    fund = {"id": "f", "name": "F", "party": "fr", "amount": 1, "form": "grant"}
    ends_as_we_begin = {"opens": "2025-01", "closes": "2026-01"}
    lines = [line("l", "pump", "UA"), line("old", "pump", "FR", **ends_as_we_begin)]

    problem = one(
        parties=PARTIES,
        items=items("pump"),
        lines=lines,
        needs=[need("pump", "UA")],
        funds=[fund | ends_as_we_begin],
    )

    assert (problem.name, problem.severity) == ("never-in-horizon", "warning")
    assert "line old" in problem.why


def test_a_window_of_one_period_is_right_for_a_need_and_empty_for_a_route() -> None:
    tables = {"parties": PARTIES, "items": items("pump"), "lines": [line("l", "pump", "UA")]}
    same = [need("pump", "UA", start="2026-05", end="2026-05")]
    route = {"id": "r", "from": "FR", "to": "UA", "opens": "2026-05", "closes": "2026-05"}

    assert names(**tables, needs=same) == []
    problem = one(**tables, needs=same, routes=[route])
    assert (problem.name, problem.column) == ("backward-window", "closes")
    assert "no time" in problem.why
