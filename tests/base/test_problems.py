"""Problems are printed as place, line, marker, why and mend, all at once and in order."""

from __future__ import annotations

import pytest

from cofactory.base.problems import Problem, ProblemsFound, as_json, in_order, show, stop_on_errors

LETTER = Problem(
    "letter-in-number", "lines.csv", 12, "capacity", "1O", "It is not a number.", "Did you mean 10?",
    excerpt="aster-fr,Aster,aster,FR,1O,24",
)  # fmt: skip


def test_a_problem_is_printed_with_its_line_and_a_marker_under_the_value() -> None:
    assert show([LETTER]) == (
        'lines.csv:12 capacity = "1O"\n'
        "  | aster-fr,Aster,aster,FR,1O,24\n"
        "  |                         ^^\n"
        "  It is not a number.\n"
        "  -> Did you mean 10?"
    )


def test_the_marker_stands_under_the_cell_meant_where_the_value_is_there_twice() -> None:
    twice = Problem("x", "a.csv", 2, "b", "0", "w", "m", excerpt="x,0,0", at=4)
    assert show([twice]).splitlines()[2] == "  |     ^"
    whole = Problem("x", "a.csv", 2, "b", "1", "w", "m", excerpt="a1, 1,3")
    assert show([whole]).splitlines()[2] == "  |     ^"


def test_problems_come_by_file_and_row_and_beyond_the_limit_as_a_number() -> None:
    made = [Problem("x", file, row, None, None, "w", "") for file, row in [("b", 1), ("a", 9), ("a", 2), ("a", None)]]
    assert [line for line in show(made).splitlines() if line and line[0] != " "] == ["a", "a:2", "a:9", "b:1"]
    assert show(made, limit=3).endswith("... and 1 more problems")


def test_errors_of_a_whole_file_come_before_what_may_follow_from_them() -> None:
    rows = [Problem("unknown-reference", "bom.csv", 2, None, None, "A.", "B.")]
    remarks = [Problem("unused", "a.csv", None, None, None, "A.", "B.", severity="warning")]
    whole = [Problem("not-utf-8", "items.csv", None, None, None, "A.", "B.")]
    assert in_order(rows + remarks + whole) == whole + remarks + rows


def test_a_long_line_is_cut_around_the_value() -> None:
    text = "a" * 500 + ",1O," + "b" * 500
    lines = show([Problem("x", "a.csv", 2, "b", "1O", "w", "m", excerpt=text)]).splitlines()
    start = lines[2].index("^")
    assert lines[1][start : start + 2] == "1O"
    assert len(lines[1]) < 130


def test_the_marker_is_right_after_wide_and_combining_letters() -> None:
    lines = show([Problem("x", "a.csv", 2, "b", "1O", "w", "m", excerpt="東京,e\u0301,1O")]).splitlines()
    assert lines[2] == "  | " + " " * 7 + "^^"


def test_no_file_can_send_control_codes_to_the_terminal() -> None:
    text = show([Problem("x", "a.csv", 2, "b", "\x1b[2J", "w", "m", excerpt="a,\x1b[2J\nb")])
    assert "\x1b" not in text


def test_a_problem_in_a_workbook_is_named_by_its_address() -> None:
    problem = Problem("x", "programme.xlsx", 12, "capacity", "1O", "w", "m", "warning", address="lines!D12")
    assert problem.place == "lines!D12"
    assert "(warning)" in show([problem])
    assert as_json([problem])[0]["place"] == "lines!D12"
    assert "at" not in problem.to_json()


def test_work_stops_on_errors_and_goes_on_with_warnings() -> None:
    warning = Problem("x", "a.csv", 1, None, None, "w", "m", "warning")
    stop_on_errors([warning])
    with pytest.raises(ProblemsFound, match=r"lines\.csv:12") as caught:
        stop_on_errors([warning, LETTER])
    assert caught.value.problems == (warning, LETTER)
