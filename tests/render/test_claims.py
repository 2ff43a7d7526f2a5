"""Claims in words: intervals stay intervals, unknown stays unknown, and foreign text cannot hide anything."""

from __future__ import annotations

import pytest

from cofactory.render.claims import amount, date_in_words, days, interval, on_one_line, seen, sum_of_money
from cofactory.schema.evidence import Date, Money, Quantity


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (None, "not said"),
        (Quantity("100", 100, 100), "100"),
        (Quantity("up to 100", None, 100, None, "up to"), "up to 100"),
        (Quantity("under 100", None, 100, None, "less than"), "less than 100"),
        (Quantity("600-odd", 600, 600, None, "about"), "about 600"),
        (Quantity("over 1,000", 1000, None, None, "more than"), "more than 1,000"),
        (Quantity("20 or 30", 20, 30), "20 to 30"),
        (Quantity("a record volume", None, None, None, "vague"), 'no number ("a record volume")'),
        (Quantity("dozens", 24, 99, None, "vague"), '24 to 99 ("dozens")'),
    ],
)
def test_a_quantity_is_never_more_exact_than_its_source(quantity: Quantity | None, words: str) -> None:
    assert interval(quantity) == words


def test_units_and_rates_are_named() -> None:
    rate = Quantity("2,000 a month", 2000, 2000, "month")
    assert amount(rate, "drone", rate.per) == "2,000 drones a month"
    assert amount(Quantity("one", 1, 1), "pump") == "1 pump"


def test_a_sum_keeps_its_figures_and_says_when_no_currency_is_named() -> None:
    assert sum_of_money(Money("16.22bn", 16.22e9, 16.22e9, "EUR"), "EUR") == "16.22 bn EUR"
    assert sum_of_money(Money("tens of billions", 2e10, 1e11, None, "vague"), None) == (
        '20 bn to 100 bn ("tens of billions") of a currency not said'
    )
    assert sum_of_money(None, None) == "not said"


def test_days_are_as_short_as_they_can_be() -> None:
    shown = {
        ("2026-01-01", "2026-12-31"): "2026",
        ("2026-02-01", "2026-02-28"): "2026-02",
        ("2026-03-01", "2026-03-28"): "2026-03-01 to 2026-03-28",
        ("2026-02-09", "2026-02-09"): "2026-02-09",
        (None, "2035-12-31"): "until 2035",
        ("2026-02-09", None): "from 2026-02-09",
        (None, None): "",
    }
    assert {pair: days(*pair) for pair in shown} == shown
    assert date_in_words(Date("soon", role="target")) == 'target "soon"'


def test_what_cannot_be_seen_is_spelled_out() -> None:
    assert seen("a\u202eb\x1b[2Jc\u200b\n") == "a⟨U+202E⟩b⟨U+001B⟩[2Jc⟨U+200B⟩\n"
    assert on_one_line("  a\n b\u2028c " + "x" * 400, 12) == "a b⟨U+2028⟩…"
    assert len(seen("e" + "\u0301" * 50)) < 10
