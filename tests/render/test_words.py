"""Numbers as words: true to three figures, never zero or whole when they are not."""

import pytest

from cofactory.render import words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.4, "1,234"), (12.345, "12.3"), (0.4, "0.4"), (3, "3"), (2.5, "2.5"), (39.9999, "40"), (0, "0"),
        (1e-12, "0"), (0.0001, "<0.001"), (-0.0001, ">\u22120.001"), (-1234, "\u22121,234"), (None, "unknown"),
        (float("nan"), "unknown"), (float("inf"), "unknown"), (0.0123, "0.012"), (100, "100"),
        (1e15, "1,000,000,000,000,000"),
    ],
)  # fmt: skip
def test_a_number_keeps_about_three_figures(value: float | None, text: str) -> None:
    assert words.number(value) == text


@pytest.mark.parametrize(
    ("value", "of", "text"),
    [
        (137, 137.5, "137 of 137.5"), (137.5, 137.5, "137.5 of 137.5"), (99.97, 100, "99.97 of 100"),
        (1999.6, 2000, "1,999.6 of 2,000"), (132, 132, "132 of 132"), (99.9999999, 100, "100 of 100"),
        (None, 5, "unknown of 5"), (5, None, "5 of unknown"), (107.2, 100, "107 of 100"), (1.5, 2.5, "1.5 of 2.5"),
    ],
)  # fmt: skip
def test_a_part_never_looks_like_the_whole(value: float | None, of: float | None, text: str) -> None:
    assert f"{words.part(value, of)} of {words.whole(of)}" == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12_345_678, "12.3 M EUR"), (1_200_000_000, "1.2 bn EUR"), (999_999_999, "1 bn EUR"), (450_000, "450 k EUR"),
        (12, "12 EUR"), (0, "0 EUR"), (None, "unknown"), (-2_000_000, "\u22122 M EUR"), (999.9, "1 k EUR"),
    ],
)  # fmt: skip
def test_money_has_its_scale_and_its_currency(value: float | None, text: str) -> None:
    assert words.money(value, "EUR").replace(words.SPACE, " ") == text


@pytest.mark.parametrize(
    ("part", "text"),
    [(0, "0 %"), (0.004, "<1 %"), (0.35, "35 %"), (0.9951, ">99 %"), (1, "100 %"), (1.2, "120 %"), (None, "unknown")],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(part: float | None, text: str) -> None:
    assert words.share(part).replace(words.SPACE, " ") == text


@pytest.mark.parametrize(
    ("label", "long", "short"),
    [
        ("2026-03", "March 2026", "Mar 2026"), ("2026-Q2", "Q2 2026", "Q2 2026"),
        ("2026-W07", "week 7 of 2026", "W07 2026"), ("2026", "2026", "2026"),
    ],
)  # fmt: skip
def test_a_period_is_said_at_its_grain(label: str, long: str, short: str) -> None:
    assert words.period(label) == long
    assert words.short_period(label).replace(words.SPACE, " ") == short


def test_a_blank_period_is_unknown() -> None:
    assert words.period(None) == "unknown"


def test_a_stretch_of_one_period_is_said_once() -> None:
    assert words.span("2026-03", "2026-03") == "March 2026"
    assert words.span("2026-03", "2026-05") == "March 2026 to May 2026"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1, "unit", "1 unit"), (2, "unit", "2 units"), (0, "kit", "0 kits"), (2, "aircraft", "2 aircraft"),
        (2, "kg", "2 kg"), (2, "MWh", "2 MWh"), (2, "Stück", "2 Stück"), (2, "series", "2 series"),
        (None, "unit", "unknown"),
    ],
)  # fmt: skip
def test_plain_words_take_an_s_and_symbols_do_not(value: float | None, unit: str, text: str) -> None:
    assert words.amount(value, unit).replace(words.SPACE, " ") == text


def test_a_long_list_counts_what_it_leaves_out() -> None:
    assert words.listing(["a"]) == "a"
    assert words.listing(["a", "b", "c"]) == "a, b and c"
    assert words.listing(["a", "b", "c", "d", "e"], 3) == "a, b and 3 more"
    assert words.listing([]) == ""


def test_counts_agree_with_their_nouns() -> None:
    assert words.count(0, "need") == "no needs"
    assert words.count(1, "need") == "1 need"
    assert words.count(1200, "entry", "entries") == "1,200 entries"


def test_a_name_loses_its_invisible_characters_and_its_excess() -> None:
    assert words.tidy("abc\u202edef\u200b\x00\x1b[31m\nghi") == "abcdef [31m ghi"
    assert words.tidy("x" * 1000, 10) == "x" * 9 + "…"
    assert words.tidy("a" + "\u0301" * 50) == "a" + "\u0301" * 3
    assert words.tidy(None) == ""
    assert words.tidy("\ud800 lone") == "lone"


def test_times_are_said_in_seconds_or_minutes() -> None:
    assert words.seconds(0.42).replace(words.SPACE, " ") == "0.4 s"
    assert words.seconds(600).replace(words.SPACE, " ") == "10 min"
    assert words.seconds(None) == "unknown"


def test_a_range_is_said_with_to() -> None:
    assert words.interval(100, 160.4) == "100 to 160"
