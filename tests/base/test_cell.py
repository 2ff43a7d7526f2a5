"""Each way to write a numeric cell, and each way to get it wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cofactory.base.cell import Cell, CellError, parse_cell, plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("120", 120),
        ("-3", -3),
        (".5", 0.5),
        ("1e3", 1000),
        ("1.5 k", 1500),
        ("4.5 M", 4.5e6),
        ("2 bn", 2e9),
        ("12M", 12e6),
        ("(1200+3)/12", 100.25),
        ("2 * -(3 - 1)", -4),
        ("7-3", 4),
        ("(12/4) k", 3000),
        ("1,5", 1.5),
        ("0,125", 0.125),
    ],
)
def test_a_plain_number_is_read(text: str, value: float) -> None:
    assert parse_cell(text).value == value


def test_a_sum_of_money_says_its_currency_and_price_year() -> None:
    cell = parse_cell("12 M USD 2024 [c-ab12 c-9f30] [assume: mid-2026, see [1]]")
    assert (cell.value, cell.currency, cell.price_year) == (12e6, "USD", 2024)
    assert cell.citations == ("c-ab12", "c-9f30")
    assert cell.assumption == "mid-2026, see [1]"
    assert cell.cited


def test_unknown_is_a_value_without_a_mean() -> None:
    cell = parse_cell("unknown [c-1]")
    assert not cell.known
    assert cell.cited
    with pytest.raises(ValueError, match="unknown"):
        cell.mean()


def test_a_scale_after_an_interval_speaks_for_both_ends_unless_the_first_has_its_own() -> None:
    assert parse_cell("100 to 160 M USD").mean() == pytest.approx(1e6 * parse_cell("100 to 160").mean())
    assert parse_cell("500 k to 2 M").mean() == pytest.approx(parse_cell("0.5 to 2 M").mean())


def test_decimal_commas_are_read_where_the_file_has_them() -> None:
    assert parse_cell("1,5 to 2,5", decimal_comma=True) == parse_cell("1.5 to 2.5")
    assert parse_cell("1,500", decimal_comma=True).value == 1.5
    assert parse_cell("tri(1,5; 2; 3)", decimal_comma=True) == parse_cell("tri(1.5, 2, 3)")
    assert parse_cell("tri(1, 2, 3)", decimal_comma=True) == parse_cell("tri(1, 2, 3)")


@pytest.mark.parametrize("text", ["1.500", "1.125", "normal(1,5)"])
def test_a_file_with_decimal_commas_refuses_what_may_mean_two_things(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_cell(text, decimal_comma=True)
    assert caught.value.name == "ambiguous-separator"


@pytest.mark.parametrize(
    ("text", "name", "mend"),
    [
        ("0 to 30", "interval-not-positive", "normal(0 to 30)"),
        ("-5 to 10", "interval-not-positive", "normal(-5 to 10)"),
        ("160 to 100", "interval-order", "100 to 160"),
        ("5 to 5", "empty-interval", "5"),
        ("100-160", "dash-interval", "100 to 160"),
        ("100–160", "not-a-number", "100 to 160"),
        ("2024-03", "date-not-number", "number"),
        ("1O", "letter-in-number", "10"),
        ("1.234,5", "mixed-separators", "1234.5"),
        ("1,234,567", "mixed-separators", "1234567"),
        ("1,234", "ambiguous-separator", "1234 or 1.234"),
        ("1 000", "spaced-number", "1000"),
        ("1_000", "spaced-number", "1000"),
        ("35%", "percent-sign", "0.35"),
        ("120 %", "percent-sign", "1.2"),
        ("nan", "not-finite", "unknown"),
        ("1e999", "not-finite", "finite"),
        ("lognormal(1e-20 to 1e20)", "not-finite", "finite"),
        ("n/a", "not-a-number", "unknown"),
        ("Unknown", "not-a-number", "unknown"),
        ("", "empty-cell", "unknown"),
        ("[c-1]", "empty-cell", "unknown"),
        ("9" * 2000, "cell-too-long", "result"),
        ("1" + "+1" * 200, "cell-too-long", "result"),
        ("x" * 20_000, "cell-too-long", "shorter"),
        ("1/0", "division-by-zero", "other than 0"),
        ("1/(2-2)", "division-by-zero", "other than 0"),
        ("2**3", "unfinished-arithmetic", "both sides"),
        ("2+", "unfinished-arithmetic", "missing"),
        ("(1", "unclosed-parenthesis", "Close"),
        ("1)", "unclosed-parenthesis", "Open"),
        ("normal(1, 2", "unclosed-parenthesis", "Close"),
        ("(" * 30 + "1" + ")" * 30, "cell-too-deep", "result"),
        ("12/4 M", "ambiguous-scale", "(12/4) M"),
        ("12 M XYZ", "unknown-currency", "EUR"),
        ("12 M RMB", "unknown-currency", "CNY"),
        ("€12", "unknown-suffix", "12 EUR"),
        ("EUR 12", "unknown-suffix", "12 EUR"),
        ("12 million EUR", "unknown-suffix", "12 M EUR"),
        ("5 units", "unknown-suffix", "alone"),
        ("12 EUR 1066", "bad-price-year", "2024"),
        ("nromal(1, 2)", "unknown-family", "normal"),
        ("triangular(1, 2, 3)", "unknown-family", "tri"),
        ("__import__('os')", "unknown-family", "Families"),
        ("normal((1, 2)", "unclosed-parenthesis", "Close"),
        ("normal(1), 2)", "unclosed-parenthesis", "Open"),
        ("2 * normal(1, 2", "unclosed-parenthesis", "Close"),
        ("1 2", "not-a-number", "120"),
        ("tri(1, 2)", "wrong-parameters", "tri(80, 100, 140)"),
        ("normal()", "wrong-parameters", "normal(100, 15)"),
        ("uniform(2 to 5)", "wrong-parameters", "uniform(2, 5)"),
        ("tri(p10=1, p90=2)", "wrong-parameters", "tri"),
        ("normal(p10=1, p10=2)", "wrong-parameters", "normal"),
        ("normal(p0=1, p90=2)", "bad-quantile", "normal"),
        ("lognormal(p90=100, p10=160)", "interval-order", "lognormal(p10=100, p90=160)"),
        ("tri(3, 2, 1)", "parameter-order", "tri(1, 2, 3)"),
        ("pert(2, 2, 2)", "parameter-order", "2"),
        ("uniform(5, 2)", "parameter-order", "uniform(2, 5)"),
        ("normal(1, 0)", "spread-not-positive", "1"),
        ("lognormal(-1, 2)", "mean-not-positive", "normal(-1, 2)"),
        ("lognormal(1, 1e-200)", "spread-not-positive", "1"),
        ("beta(0, 2)", "parameter-not-positive", "beta(8, 2)"),
        ("oneof(1: 0.5, 2: 0.4)", "probabilities-sum", "sum to 1"),
        ("oneof(1: 1.5, 2: -0.5)", "bad-probability", "oneof"),
        ("oneof(1, 2)", "wrong-parameters", "oneof(12: 0.7"),
        ("announced(5, hope)", "unknown-class", "guidance or run_rate"),
        ("announced(0, guidance)", "parameter-not-positive", "announced"),
        ("announced(5)", "wrong-parameters", "announced"),
        ("normal(1, 2)*3", "stray-text", "inside"),
        ("120 [c-ab", "unclosed-bracket", "]"),
        ("120]", "unclosed-bracket", "[c-9f30]"),
        ("120 []", "empty-citation", "[c-9f30]"),
        ("120 [assume:]", "empty-citation", "why"),
        ("120 [Le Monde]", "bad-citation", "[assume: Le Monde]"),
        ("120 [c-1] per month", "stray-text", "note"),
        ("120 [assume: a] [assume: b]", "two-assumptions", "one"),
    ],
)
def test_a_wrong_cell_is_named_and_mended(text: str, name: str, mend: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_cell(text)
    assert caught.value.name == name
    assert mend in caught.value.mend
    assert caught.value.why


NUMBERS = st.floats(0.001, 1e6).map(repr)
FORMS = st.one_of(
    NUMBERS,
    st.integers(-(10**9), 10**9).map(str),
    st.just("unknown"),
    st.tuples(NUMBERS, NUMBERS).map(lambda v: f"uniform({v[0]}, {float(v[0]) + float(v[1])!r})"),
    st.tuples(NUMBERS, NUMBERS).map(lambda v: f"{v[0]} to {float(v[0]) * 2!r}"),
    st.tuples(NUMBERS, NUMBERS).map(lambda v: f"normal({v[0]}, {v[1]})"),
    st.tuples(NUMBERS, st.floats(0.01, 3)).map(lambda v: f"lognormal({v[0]}, {float(v[0]) * v[1]!r})"),
    NUMBERS.map(lambda v: f"normal(p10={v}, p90={float(v) + 1!r}) k"),
    NUMBERS.map(lambda v: f"tri(0, {v}, {float(v) * 3!r}) M EUR"),
    NUMBERS.map(lambda v: f"pert({v}, {v}, {float(v) * 3!r}) USD 2024"),
    NUMBERS.map(lambda v: f"oneof({v}: 0.25, 7: 0.75)"),
    st.tuples(NUMBERS, NUMBERS).map(lambda v: f"beta({v[0]}, {v[1]})"),
    NUMBERS.map(lambda v: f"announced({v}/12, run_rate)"),
)
BASES = st.sampled_from(["", " [c-ab12]", " [c-1 c-2]", " [assume: a guess]", " [c-3] [assume: [so], it says]"])


@given(FORMS, BASES)
def test_a_printed_cell_reads_back_to_an_equal_cell(value: str, basis: str) -> None:
    cell = parse_cell(value + basis)
    assert parse_cell(str(cell)) == cell
    if cell.uncertain:
        assert parse_cell(str(cell.value)).value == cell.value


@given(st.text(max_size=40))
def test_any_text_is_a_cell_or_a_cell_error(text: str) -> None:
    try:
        cell = parse_cell(text)
    except CellError:
        return
    assert parse_cell(str(cell)) == cell


@given(st.text("0123456789.,+-*/() kMbnUSDto[]c%'", max_size=25), st.booleans())
def test_any_text_of_the_right_letters_is_a_cell_or_a_cell_error(text: str, decimal_comma: bool) -> None:
    try:
        cell = parse_cell(text, decimal_comma=decimal_comma)
    except CellError:
        return
    assert parse_cell(str(cell)) == cell


@given(st.floats(-1e15, 1e15))
def test_a_plain_cell_holds_its_number(value: float) -> None:
    assert parse_cell(str(plain(value))).value == value
    assert isinstance(plain(value), Cell)
