"""Risks, correlations and the stages of projects."""

from typing import Any

from tests.programme.in_memory import PARTIES, Rows, items, line, names, need, one


def three_lines() -> dict[str, Rows]:
    lines = [line(name, "pump", "UA", capacity="8 to 12") for name in ("a", "b", "c")]
    return {"parties": PARTIES, "items": items("pump"), "lines": lines, "needs": [need("pump", "UA")]}


def pair(a: str, b: str, rho: float, column: str = "capacity") -> dict[str, Any]:
    return {"a": f"lines.{a}.capacity", "b": f"lines.{b}.{column}", "rho": rho}


def test_a_risk_on_a_country_without_lines_strikes_nothing() -> None:
    flood = {"id": "flood", "chance": 0.01, "duration": 3, "severity": 0.5}

    assert names(**three_lines(), risks=[flood | {"on": "country:UA"}]) == []
    assert names(**three_lines(), risks=[flood | {"on": "country:FR"}]) == ["risk-strikes-nothing"]


def test_what_is_certain_is_not_correlated() -> None:
    problem = one(**three_lines(), correlations=[pair("a", "b", 0.5, "lead_time")])

    assert (problem.name, problem.column, problem.severity) == ("correlation-of-certain-cell", "b", "warning")


def test_a_cell_is_not_correlated_with_itself() -> None:
    assert names(**three_lines(), correlations=[pair("a", "a", 1)]) == ["correlation-with-itself"]


def test_three_cells_cannot_all_be_opposed_and_the_factor_that_would_do_is_right() -> None:
    def triangle(factor: float) -> Rows:
        return [pair("a", "b", -0.9 * factor), pair("b", "c", -0.9 * factor), pair("a", "c", -0.9 * factor)]

    # The least eigenvalue of three equal correlations r < 0 is 1 + 2 r: possible down to r = -0.5, a factor of 0.55.
    problem = one(**three_lines(), correlations=triangle(1))
    assert problem.name == "impossible-correlations"
    assert "times 0.55" in problem.mend
    assert names(**three_lines(), correlations=triangle(0.55)) == []
    assert names(**three_lines(), correlations=triangle(0.56)) == ["impossible-correlations"]


def test_only_the_cells_that_hang_together_are_judged_together() -> None:
    lines = [line(name, "pump", "UA", capacity="8 to 12") for name in ("a", "b", "c", "d", "e", "f")]
    tables = three_lines() | {"lines": lines}
    good = [pair("d", "e", 0.9), pair("e", "f", 0.9), pair("d", "f", 0.9)]
    bad = [pair("a", "b", 0.9), pair("b", "c", 0.9), pair("a", "c", -0.9)]

    problem = one(**tables, correlations=[*good, *bad])

    assert "lines.a.capacity" in problem.why
    assert "lines.d.capacity" not in problem.why


def test_stages_have_places_of_their_own() -> None:
    project = {"id": "new", "name": "New", "kind": "joint_development", "duration": 9}
    stages = [{"project": "new", "stage": "design", "order": 1, "duration": 4}]
    trial = {"project": "new", "stage": "trial", "duration": 5}

    assert names(projects=[project], stages=[*stages, trial | {"order": 2}]) == []
    assert names(projects=[project], stages=[*stages, trial | {"order": 1}]) == ["stage-order-twice"]


def test_a_project_that_says_otherwise_than_its_stages_is_told_which_count() -> None:
    project = {"id": "new", "name": "New", "kind": "joint_development", "duration": 6, "cost": 10, "success": 0.8}
    stages = [{"project": "new", "stage": "design", "order": 1, "duration": 9}]

    found = names(projects=[project], stages=stages)

    assert found == ["stages-count-instead"] * 3


def test_correlations_that_shared_values_forbid_are_said() -> None:
    def asked(rho: float, a: str, b: str) -> dict[str, Rows]:
        cells = {"a": a, "b": b, "c": "8 to 12"}
        lines = [line(name, "pump", "UA", capacity=cell) for name, cell in cells.items()]
        return three_lines() | {"lines": lines, "correlations": [pair("a", "b", rho)]}

    two = "oneof(8: 0.7, 12: 0.3)"
    assert names(**asked(0.79, two, "8 to 12")) == []
    problem = one(**asked(0.9, two, "8 to 12"))
    assert (problem.name, problem.severity) == ("correlation-out-of-reach", "warning")
    assert "Write 0.79" in problem.mend
    assert names(**asked(-0.42, two, two)) == []
    assert "Write -0.43" in one(**asked(-0.9, two, two)).mend
