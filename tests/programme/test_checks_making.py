"""Lines, bills of materials, pools and stocks against each other."""

from tests.programme.in_memory import PARTIES, items, line, names, need, one, problems


def part(product: str, component: str, line_id: str | None = None) -> dict[str, object]:
    return {"product": product, "line": line_id, "component": component, "quantity": 1}


def test_a_cycle_of_three_items_is_named_in_full() -> None:
    found = problems(
        items=items("pump", "seal", "valve"),
        bom=[part("pump", "valve"), part("valve", "seal"), part("seal", "pump")],
    )

    assert [problem.name for problem in found] == ["bom-cycle"]
    assert all(name in found[0].why for name in ("pump takes", "valve takes", "seal takes"))


def test_two_separate_cycles_are_two_problems() -> None:
    rows = [part("a", "b"), part("b", "a"), part("c", "d"), part("d", "c")]

    assert names(items=items("a", "b", "c", "d"), bom=rows) == ["bom-cycle", "bom-cycle"]


def test_rows_of_a_line_replace_those_of_the_item_so_they_may_break_a_cycle() -> None:
    lines = [line("pumps", "pump", "UA"), line("valves", "valve", "UA"), line("seals", "seal", "UA")]
    circle = [part("pump", "valve"), part("valve", "pump")]
    tables = {
        "parties": PARTIES,
        "items": items("pump", "valve", "seal"),
        "lines": lines,
        "needs": [need("pump", "UA")],
    }

    assert "bom-cycle" in names(**tables, bom=circle)
    assert names(**tables, bom=[*circle, part("valve", "seal", "valves")]) == []


def test_a_row_for_a_line_must_be_of_the_item_that_the_line_makes() -> None:
    lines = [line("pumps", "pump", "UA"), line("seals", "seal", "UA")]
    found = problems(
        parties=PARTIES,
        items=items("pump", "seal"),
        lines=lines,
        needs=[need("pump", "UA")],
        bom=[part("pump", "seal"), part("pump", "seal", "seals")],
    )

    wrong = next(problem for problem in found if problem.name == "bom-line-of-another-item")
    assert "pumps" in wrong.mend


def test_a_component_of_a_component_is_needed() -> None:
    lines = [line("pumps", "pump", "UA"), line("valves", "valve", "UA"), line("seals", "seal", "UA")]
    tables = {"parties": PARTIES, "items": items("pump", "valve", "seal"), "lines": lines}

    assert names(**tables, needs=[need("pump", "UA")], bom=[part("pump", "valve"), part("valve", "seal")]) == []
    assert names(**tables, needs=[need("pump", "UA")], bom=[part("pump", "valve")]) == ["line-for-nothing"]


def test_a_line_that_serves_a_tracked_promise_is_not_for_nothing() -> None:
    promise = {"id": "p", "giver": "fr", "receiver": "ua", "item": "pump", "quantity": "unknown", "due": "unknown"}
    lines = [line("pumps", "pump", "UA")]

    assert names(parties=PARTIES, items=items("pump"), lines=lines, commitments=[promise]) == []


def test_an_expansion_step_has_a_size_a_cost_and_a_number() -> None:
    tables = {"parties": PARTIES, "items": items("pump"), "needs": [need("pump", "UA")]}

    def found(**columns: object) -> list[str]:
        return names(**tables, lines=[line("l", "pump", "UA", **columns)])

    assert found(step=5, step_cost=1, max_steps=2) == []
    assert found(step_cost=1, max_steps=2) == ["step-without-size"]
    assert found(step=5, max_steps=2) == ["step-without-cost"]
    assert found(step=5, step_cost=1) == ["step-never-ordered"]


def test_a_line_without_capacity_may_still_be_expanded() -> None:
    tables = {"parties": PARTIES, "items": items("pump"), "needs": [need("pump", "UA")]}
    second = line("l2", "pump", "UA")

    assert names(**tables, lines=[second, line("l", "pump", "UA", capacity=0)]) == ["line-without-capacity"]
    grown = line("l", "pump", "UA", capacity=0, step=5, step_cost=1, max_steps=1)
    assert names(**tables, lines=[second, grown]) == []


def test_a_use_of_a_pool_needs_the_pool() -> None:
    tables = {"parties": PARTIES, "items": items("pump"), "needs": [need("pump", "UA")]}
    pools = [{"id": "hall", "name": "Hall", "capacity": 20}]

    assert names(**tables, pools=pools, lines=[line("l", "pump", "UA", pool="hall", pool_use=2)]) == []
    assert names(**tables, pools=pools, lines=[line("l", "pump", "UA", pool_use=2)]) == ["pool-use-without-pool"]


def test_a_reserve_as_large_as_the_stock_keeps_all_and_a_larger_one_is_a_slip() -> None:
    stock = {"id": "s", "item": "pump", "country": "UA", "quantity": 100}

    assert names(items=items("pump"), stocks=[stock | {"reserve": 100}]) == []
    problem = one(items=items("pump"), stocks=[stock | {"reserve": 120}])
    assert (problem.name, problem.column, problem.severity) == ("reserve-above-quantity", "reserve", "warning")


def test_a_rate_of_nought_is_told_that_blank_means_no_limit() -> None:
    stock = {"id": "s", "item": "pump", "country": "UA", "quantity": 100, "release_rate": 0}

    problem = one(items=items("pump"), stocks=[stock])

    assert problem.name == "zero-release-rate"
    assert "blank" in problem.mend


def test_nothing_lies_in_the_union_or_in_a_country_not_said() -> None:
    routes = [{"id": "r", "from": "XX", "to": "FR"}]
    stock = {"id": "s", "item": "pump", "country": "EU", "quantity": 1}

    assert names(items=items("pump"), stocks=[stock], routes=routes) == ["not-a-place", "not-a-place"]


def test_a_route_ends_elsewhere() -> None:
    assert names(routes=[{"id": "r", "from": "FR", "to": "FR"}]) == ["route-to-itself"]
