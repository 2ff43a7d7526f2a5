"""Needs that nothing can supply or not in time, and commitments against their needs."""

from tests.programme.in_memory import PARTIES, items, line, names, need, one


def route(start: str, end: str, **columns: object) -> dict[str, object]:
    return {"id": f"{start}-{end}".lower(), "from": start, "to": end, **columns}


def test_a_line_in_another_country_needs_a_route() -> None:
    tables = {
        "parties": PARTIES,
        "items": items("pump"),
        "lines": [line("l", "pump", "FR")],
        "needs": [need("pump", "UA")],
    }

    problem = one(**tables)
    assert (problem.name, problem.severity) == ("need-out-of-reach", "warning")
    assert "no route carries it to UA" in problem.why
    assert "route from FR to UA" in problem.mend
    assert names(**tables, routes=[route("FR", "PL"), route("PL", "UA")]) == []


def test_a_route_for_another_item_does_not_help() -> None:
    tables = {
        "parties": PARTIES,
        "items": items("pump", "valve"),
        "lines": [line("l", "pump", "FR")],
        "needs": [need("pump", "UA")],
    }

    assert names(**tables, routes=[route("FR", "UA", item="valve")]) == ["need-out-of-reach"]
    assert names(**tables, routes=[route("FR", "UA", item="pump")]) == []


def test_the_missing_part_of_a_part_is_named_with_its_country() -> None:
    problem = one(
        parties=PARTIES,
        items=items("pump", "valve", "seal"),
        lines=[line("pumps", "pump", "UA"), line("valves", "valve", "UA")],
        bom=[
            {"product": "pump", "component": "valve", "quantity": 1},
            {"product": "valve", "component": "seal", "quantity": 2},
        ],
        needs=[need("pump", "UA")],
    )

    assert "line pumps lacks its component valve in UA" in problem.why
    assert "line valves lacks its component seal in UA" in problem.why
    assert problem.mend == "Add a line, stock or arrival of seal."


def test_a_stock_that_is_all_reserve_supplies_nothing() -> None:
    stock = {"id": "s", "item": "pump", "country": "UA", "quantity": 100}
    tables = {"parties": PARTIES, "items": items("pump"), "needs": [need("pump", "UA")]}

    assert names(**tables, stocks=[stock | {"reserve": 90}]) == []
    assert names(**tables, stocks=[stock | {"reserve": 100}]) == ["need-out-of-reach"]


def test_a_line_that_never_opens_is_named() -> None:
    pools = [{"id": "hall", "name": "Hall", "capacity": 0}]
    problem = one(
        parties=PARTIES,
        items=items("pump"),
        pools=pools,
        lines=[line("l", "pump", "UA", pool="hall")],
        needs=[need("pump", "UA")],
    )

    assert problem.name == "need-out-of-reach"
    assert "line l" in problem.why
    assert "pool" in problem.mend


def test_a_line_that_takes_nothing_of_its_pool_does_not_wait_for_it() -> None:
    assert (
        names(
            parties=PARTIES,
            items=items("pump"),
            pools=[{"id": "hall", "name": "Hall", "capacity": 0, "opens": "2026-12"}],
            lines=[line("l", "pump", "UA", pool="hall", pool_use=0)],
            needs=[need("pump", "UA", end="2026-06")],
        )
        == []
    )


def test_a_line_that_shuts_before_its_parts_arrive_is_named() -> None:
    problem = one(
        parties=PARTIES,
        items=items("pump", "valve"),
        lines=[line("pumps", "pump", "UA", closes="2026-06")],
        bom=[{"product": "pump", "component": "valve", "quantity": 1}],
        arrivals=[{"item": "valve", "country": "UA", "period": "2026-08", "quantity": 5}],
        needs=[need("pump", "UA")],
    )

    assert "shut" in problem.why
    assert "Close line pumps later" in problem.mend


def test_project_parts_making_and_transport_add_up() -> None:
    # The project ends with June, parts arrive in July, 2 periods of making, 1 on the way: October.
    tables = {
        "parties": PARTIES,
        "items": items("pump", "valve"),
        "projects": [{"id": "new", "name": "New", "kind": "joint_development", "start": "2026-02", "duration": 4.5}],
        "lines": [line("pumps", "pump", "FR", project="new", lead_time=2)],
        "bom": [{"product": "pump", "component": "valve", "quantity": 1}],
        "arrivals": [{"item": "valve", "country": "FR", "period": "2026-07", "quantity": 5}],
        "routes": [route("FR", "UA", lead_time=1)],
    }

    problem = one(**tables, needs=[need("pump", "UA", end="2026-09")])
    assert (problem.name, problem.column) == ("need-too-early", "end")
    assert "in 2026-10" in problem.why
    assert "valve in FR 2026-07 (an arrival), pump in FR 2026-09 (line pumps, which starts in 2026-07" in problem.why
    assert "after project new), pump in UA 2026-10 (route fr-ua)" in problem.why
    assert names(**tables, needs=[need("pump", "UA", end="2026-10")]) == []


def test_what_could_arrive_only_after_the_horizon_is_too_late() -> None:
    lines = [line("l", "pump", "UA", lead_time=12)]

    assert names(parties=PARTIES, items=items("pump"), lines=lines, needs=[need("pump", "UA")]) == ["need-too-early"]


def test_a_promise_is_kept_through_a_need_for_its_item_and_its_receiver() -> None:
    promise = {"id": "p", "giver": "fr", "receiver": "ua", "item": "pump", "quantity": 20, "due": "2026-12"}
    tables = {
        "parties": PARTIES,
        "items": items("pump", "valve"),
        "lines": [line("l", "pump", "UA"), line("v", "valve", "UA")],
        "needs": [need("pump", "UA"), need("valve", "UA", party="fr")],
    }

    def found(**columns: str) -> list[str]:
        return names(**tables, commitments=[promise | columns])

    assert found(need="need-pump") == []
    assert found(need="need-valve") == ["commitment-of-another-item"]
    assert found(need="need-valve", item="valve") == ["commitment-to-another-party"]
    assert found(receiver="fr") == ["commitment-to-oneself"]
    assert found(need="need-pump", quantity="unknown") == []
    assert found(need="need-pump", due="unknown") == []


def test_a_promise_of_more_than_its_need_asks_for_by_then_can_never_be_kept() -> None:
    # the need asks for 5 in each month from March on
    promise = {"id": "p", "giver": "fr", "receiver": "ua", "item": "pump", "need": "need-pump"}
    tables = {"parties": PARTIES, "items": items("pump"), "lines": [line("l", "pump", "UA")]}

    def found(many: object, due: str, **columns: object) -> list[str]:
        promised = [promise | {"quantity": many, "due": due}]
        return names(**tables, needs=[need("pump", "UA", **columns)], commitments=promised)

    assert found(15, "2026-05") == []
    assert found(16, "2026-05") == ["commitment-above-need"]
    assert found(1, "2026-02") == ["commitment-above-need"]
    assert found(20, "2026-12", end="2026-06") == []
    assert found(21, "2026-12", end="2026-06") == ["commitment-above-need"]
    assert found("unknown", "2026-02") == []
    assert found(5, "2026-12", quantity="5/7", end="2026-09") == []  # 7 times 5/7, rounded or not


def test_a_promise_above_its_need_says_how_much_would_fit() -> None:
    promise = {"id": "p", "giver": "fr", "receiver": "ua", "item": "pump", "quantity": 16, "due": "2026-05"}
    problem = one(
        parties=PARTIES,
        items=items("pump"),
        lines=[line("l", "pump", "UA")],
        needs=[need("pump", "UA")],
        commitments=[promise | {"need": "need-pump"}],
    )

    assert (problem.severity, problem.column) == ("warning", "quantity")
    assert "asks for 15 units" in problem.why
    assert problem.mend.startswith("Promise at most 15 by then")
