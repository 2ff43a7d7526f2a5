"""programme.toml is read strictly: every mistake is a problem with its line and its mend."""

import pytest

from cofactory.base.problems import Problem
from cofactory.programme.record import Settings
from cofactory.programme.settings import read_settings
from cofactory.programme.toml_text import TomlText, as_text, parse_toml

GOOD = """\
name = "Toy"
start = "2026-01"
periods = 24
period = "month"
currency = "EUR"
"""


def read(text: str) -> tuple[Settings | None, list[Problem]]:
    parsed = parse_toml("programme.toml", text)
    assert isinstance(parsed, TomlText)
    return read_settings(parsed)


def good(more: str = "") -> Settings:
    settings, problems = read(GOOD + more)
    assert not problems, problems
    assert settings is not None
    return settings


def only_problem(text: str) -> Problem:
    settings, problems = read(text)
    assert settings is None
    assert len(problems) == 1, problems
    return problems[0]


def test_the_price_year_is_the_first_year_unless_said() -> None:
    assert good().price_year == 2026
    assert good("price_year = 2024\n").price_year == 2024


def test_exchange_rates_are_cells_with_their_own_basis() -> None:
    rate = good('[exchange]\nUSD = "0.86 [assume: mid-2026 average]"\nUAH = 0.02\n').exchange
    assert rate["USD"].assumption == "mid-2026 average"
    assert rate["UAH"].mean() == 0.02


def test_a_price_index_says_what_the_money_of_another_year_is_worth() -> None:
    assert good("[price_index]\n2024 = 1.04\n").price_index[2024].mean() == 1.04


def test_a_zone_may_hold_other_zones_declared_later() -> None:
    zones = good('[zones]\nsafe = ["EFTA", "near", "UA"]\nnear = ["MD", "UA"]\n').zones
    assert zones["safe"] == {"CH", "IS", "LI", "NO", "MD", "UA"}


@pytest.mark.parametrize(
    ("more", "name", "mend"),
    [
        ("discunt_rate = 0.1\n", "unknown-setting", "discount_rate"),
        ("discount_rate = 3\n", "bad-setting", "0.03"),
        ("price_year = 26\n", "bad-setting", "price_year = 2026"),
        ("exchange = 3\n", "bad-setting", "[exchange]"),
        ("[exchange]\nEUR = 1\n", "bad-setting", "Remove it"),
        ("[exchange]\nUSS = 1\n", "unknown-currency", "code"),
        ("[exchange]\nUSD = -1\n", "below-minimum", "above 0"),
        ("[exchange]\nUSD = true\n", "bad-number", "0.86"),
        ('[exchange]\nUSD = "unknown"\n', "unknown-not-allowed", "estimate"),
        ('[exchange]\nUSD = "1 EUR"\n', "currency-not-allowed", "EUR"),
        ('[exchange]\nUSD = "1O"\n', "letter-in-number", "10"),
        ("[price_index]\n2026 = 1\n", "bad-setting", "another year"),
        ("[price_index]\nlast = 1\n", "bad-setting", "another year"),
        ("zones = 3\n", "bad-setting", "[zones]"),
        ("[zones]\nsafe = []\n", "bad-setting", "[zones]"),
        ('[zones]\nsafe = ["France"]\n', "bad-country", "`FR`"),
        ('[zones]\nsafe = ["EU28"]\n', "bad-country", "EU27"),
        ('[zones]\nEFTA = ["FR"]\n', "zone-name-taken", "another name"),
        ('[zones]\nFR = ["DE"]\n', "zone-name-taken", "another name"),
        ('[zones]\na = ["b"]\nb = ["a"]\n', "circular-zones", "Spell out"),
        ('[zones]\na = ["a"]\n', "circular-zones", "Spell out"),
    ],
)
def test_a_bad_key_has_its_own_name_and_a_mend(more: str, name: str, mend: str) -> None:
    problem = only_problem(GOOD + more)
    assert problem.name == name
    assert mend in problem.mend
    assert problem.row is not None
    assert problem.row >= 6


@pytest.mark.parametrize(
    ("old", "new", "name", "row"),
    [
        ('"2026-01"', '"2026-Q1"', "bad-period", 2),
        ("= 24", "= 0", "bad-setting", 3),
        ("= 24", "= 1_000_000_000", "bad-setting", 3),
        ("= 24", "= true", "bad-setting", 3),
        ('"month"', '"months"', "bad-choice", 4),
        ('"month"', '["month"]', "bad-choice", 4),
        ('"EUR"', '"Euro"', "unknown-currency", 5),
        ('"Toy"', '""', "bad-setting", 1),
    ],
)
def test_a_bad_required_key_points_at_its_line(old: str, new: str, name: str, row: int) -> None:
    problem = only_problem(GOOD.replace(old, new))
    assert (problem.name, problem.row) == (name, row)


def test_every_missing_key_is_named_at_once() -> None:
    _, problems = read("")
    assert [(problem.name, problem.column) for problem in problems] == [
        ("missing-setting", key) for key in ("name", "start", "periods", "period", "currency")
    ]


def test_what_is_not_toml_is_one_problem_at_its_line() -> None:
    problem = parse_toml("programme.toml", 'name = "Toy"\nstart = \n')
    assert isinstance(problem, Problem)
    assert (problem.name, problem.row, problem.excerpt) == ("bad-toml", 2, "start = ")
    assert isinstance(parse_toml("programme.toml", "x = " + "[" * 100_000), Problem)


def test_zones_that_repeat_each_other_take_no_time() -> None:
    nested = "".join(f'z{n} = ["z{n + 1}", "z{n + 1}"]\n' for n in range(200)) + 'z200 = ["FR"]\n'
    assert good("[zones]\n" + nested).zones["z0"] == {"FR"}


def test_values_are_written_as_a_user_would() -> None:
    assert as_text(1e-7) == "0.0000001"
    assert as_text(3) == "3"
    assert as_text(True) == "yes"
    assert as_text(["a", "b"]) == "a; b"
    assert as_text({"a": 1}) is None
    assert as_text(float("nan")) == "nan"
