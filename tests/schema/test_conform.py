"""A raw table held to its declaration: typed rows, and every problem with its name, place and mend."""

import pytest

from cofactory.base.periods import Calendar
from cofactory.base.problems import Problem
from cofactory.base.quantity import conversion
from cofactory.base.raw import RawTable
from cofactory.base.tables import parse_table
from cofactory.schema.conform import conform
from cofactory.schema.programme import TABLES
from cofactory.schema.table import Row
from cofactory.schema.values import Terms

MONTHS = Terms(
    Calendar("2026-01", 24, "month"),
    lambda cell: conversion(
        cell.currency, cell.price_year, to="EUR", to_year=2026, exchange={"USD": 0.9}, price_index={2024: 1.1}
    ),
)


def read(name: str, text: str, terms: Terms = MONTHS) -> tuple[list[Row], list[Problem]]:
    raw, problems = parse_table(text.encode(), name=name, file=f"{name}.csv")
    assert isinstance(raw, RawTable)
    assert not problems
    return conform(raw, TABLES[name], terms)


def only_problem(name: str, text: str, terms: Terms = MONTHS) -> Problem:
    _, problems = read(name, text, terms)
    assert len(problems) == 1, [problem.name for problem in problems]
    return problems[0]


def a_line(**cells: str) -> str:
    row = {"id": "l", "name": "L", "item": "pump", "country": "FR", "capacity": "3"} | cells
    quoted = (f'"{cell}"' for cell in row.values())
    return f"{','.join(row)}\n{','.join(quoted)}\n"


def test_a_good_table_becomes_rows_with_defaults() -> None:
    rows, problems = read("lines", a_line(capacity="100 to 160 [c-9f30]", closes="2027-01"))
    assert not problems
    line = rows[0]
    assert line.capacity.citations == ("c-9f30",)  # type: ignore[attr-defined]
    assert line.opens == "2026-01"  # type: ignore[attr-defined]
    assert line.closes == "2027-01"  # type: ignore[attr-defined]
    assert line.place.row == 2


@pytest.mark.parametrize(
    ("cells", "name", "mend"),
    [
        ({"capacity": "1O"}, "letter-in-number", "Did you mean 10?"),
        ({"capacity": ""}, "missing-value", "Write it here: what it can start"),
        ({"capacity": "unknown"}, "unknown-not-allowed", "assume: why"),
        ({"capacity": "-3"}, "negative-number", "at least 0"),
        ({"capacity": "normal(5, 10)"}, "negative-number", "lognormal, tri or pert"),
        ({"capacity": "3 USD"}, "currency-not-allowed", "Leave the currency"),
        ({"step": "2 to 4"}, "not-a-distribution-column", "the mean"),
        ({"max_steps": "1.5"}, "not-whole", "Write 1 or 2."),
        ({"learning": "1.2"}, "not-a-share", "0.35"),
        ({"unit_cost": "3 SEK"}, "missing-exchange-rate", "[exchange]"),
        ({"unit_cost": "3 USD 2021"}, "missing-price-index", "[price_index]"),
        ({"id": "Line 1"}, "bad-id", "`line-1`"),
        ({"id": "é"}, "bad-id", "`id-1`"),
        ({"country": "France"}, "bad-country", "`FR`"),
        ({"country": "fr"}, "bad-country", "`FR`"),
        ({"country": "UK"}, "bad-country", "`GB`"),
        ({"country": "NLD"}, "bad-country", "`NL` (Netherlands"),
        ({"country": "??"}, "bad-country", "ISO 3166-1"),
        ({"opens": "2026-Q2"}, "bad-period", "2026-04"),
        ({"opens": "Q2"}, "bad-period", "2026-"),
    ],
)
def test_a_bad_cell_has_its_own_name_and_a_mend(cells: dict[str, str], name: str, mend: str) -> None:
    problem = only_problem("lines", a_line(**cells))
    assert problem.name == name
    assert mend in problem.mend
    assert (problem.file, problem.row, problem.column) == ("lines.csv", 2, next(iter(cells)))
    assert problem.why.endswith(".")


def test_a_choice_is_one_of_its_words() -> None:
    problem = only_problem("parties", "id,name,kind,country\nfr,France,stat,FR\n")
    assert (problem.name, problem.mend) == ("bad-choice", "Did you mean `state`?")
    problem = only_problem("parties", "id,name,kind,country\nfr,France,xyzzy,FR\n")
    assert "`union`" in problem.mend


def test_a_quantity_of_nothing_is_no_bill_of_materials() -> None:
    problem = only_problem("bom", "product,component,quantity\npump,valve,0\n")
    assert problem.name == "below-minimum"


def test_a_correlation_lies_between_minus_one_and_one() -> None:
    head = "a,b,rho\nlines.a.capacity,lines.b.capacity,"
    assert not read("correlations", head + "-0.5\n")[1]
    assert only_problem("correlations", head + "1.5\n").name == "above-maximum"
    assert only_problem("correlations", head + "-1.5\n").name == "below-minimum"
    assert only_problem("correlations", "a,b,rho\nlines.a,lines.b.capacity,0\n").name == "bad-cell-name"


def test_a_risk_says_what_it_is_on() -> None:
    head = "id,on,chance,duration,severity\nr,{},0.1,3,1\n"
    assert not read("risks", head.format("country:UA"))[1]
    assert not read("risks", head.format("line:l-1"))[1]
    assert only_problem("risks", head.format("country:Ukraine")).mend == "Did you mean `UA` (Ukraine)?"
    assert only_problem("risks", head.format("factory:l-1")).name == "bad-target"


def test_unknown_is_a_value_where_the_table_says_so() -> None:
    rows, problems = read("commitments", "id,giver,receiver,item,quantity,due\nc,fr,ua,pump,unknown,unknown\n")
    assert not problems
    assert not rows[0].quantity.known  # type: ignore[attr-defined]
    assert rows[0].due is None  # type: ignore[attr-defined]


def test_a_blank_where_unknown_is_allowed_says_so() -> None:
    problem = only_problem("commitments", "id,giver,receiver,item,quantity,due\nc,fr,ua,pump,3,\n")
    assert "or `unknown`" in problem.mend


def test_an_unknown_column_is_a_problem_with_the_nearest_name() -> None:
    problem = only_problem("lines", "id,name,item,country,capacity,leadtime\nl,L,pump,FR,3,2\n")
    assert (problem.name, problem.row, problem.mend) == ("unknown-column", 1, "Did you mean `lead_time`?")


def test_a_misspelt_column_that_is_needed_is_one_problem() -> None:
    problem = only_problem("lines", "id,name,item,country,capactiy\nl,L,pump,FR,3\n")
    assert (problem.name, problem.value, problem.mend) == ("unknown-column", "capactiy", "Did you mean `capacity`?")
    assert "needs `capacity`" in problem.why


def test_two_unknown_columns_do_not_both_stand_for_the_one_that_is_missing() -> None:
    _, problems = read("lines", "id,name,item,country,capacty,capactiy\nl,L,pump,FR,3,3\n")
    assert [problem.name for problem in problems] == ["unknown-column", "unknown-column"]
    assert [problem.mend for problem in problems].count("Did you mean `capacity`?") == 1


def test_a_missing_column_is_named_once_at_the_end_of_the_header() -> None:
    problem = only_problem("lines", "id,name,item,country\nl,L,pump,FR\n")
    assert (problem.name, problem.row, problem.column, problem.value) == ("missing-column", 1, "capacity", None)
    assert problem.excerpt is not None
    assert problem.at == len(problem.excerpt)


def test_a_missing_column_is_one_problem_and_no_row_is_made() -> None:
    rows, problems = read("lines", "id,name,item,country\nl,L,pump,FR\nm,M,pump,FR\n")
    assert not rows
    assert [problem.name for problem in problems] == ["missing-column"]


def test_all_problems_of_a_table_come_at_once() -> None:
    _, problems = read("lines", a_line(id="A B", country="Frankreich", capacity="x", opens="May"))
    assert [problem.column for problem in problems] == ["id", "country", "capacity", "opens"]


def test_a_full_first_day_is_the_month_that_a_spreadsheet_meant() -> None:
    rows, _ = read("lines", a_line(opens="2026-03-01"))
    assert rows[0].opens == "2026-03"  # type: ignore[attr-defined]


def test_words_are_separated_by_semicolons() -> None:
    rows, _ = read("parties", 'id,name,kind,country,aliases\nfr,France,state,FR,"Paris; the Élysée;"\n')
    assert rows[0].aliases == ("Paris", "the Élysée")  # type: ignore[attr-defined]


def test_a_file_with_semicolons_has_decimal_commas() -> None:
    rows, problems = read("arrivals", "item;country;period;quantity\npump;FR;2026-02;1,5\n")
    assert not problems
    assert rows[0].quantity.mean() == 1.5  # type: ignore[attr-defined]


def test_without_a_calendar_the_other_cells_are_still_read() -> None:
    problem = only_problem("lines", a_line(opens="whenever", capacity="x"), Terms())
    assert problem.column == "capacity"


def test_a_hundred_thousand_rows_are_read_in_seconds() -> None:
    body = "".join(f"l-{i},L,pump,FR,{i % 977},{i}.5,2026-05\n" for i in range(100_000))
    rows, problems = read("lines", "id,name,item,country,capacity,unit_cost,opens\n" + body)
    assert not problems
    assert len(rows) == 100_000
