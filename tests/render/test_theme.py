"""What the charts share: round labels, time labels at any grain, colours that can be told apart from the page."""

import pytest

from cofactory.base.periods import Calendar, Grain
from cofactory.render.theme import PAPER, SERIES, round_ticks, time_scale


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (10, [0, 5, 10]), (194, [0, 50, 100, 150]), (3, [0, 1, 2, 3]), (0, [0]),
        (46_500, [0, 10_000, 20_000, 30_000, 40_000]),
        (0.7, [0, 0.2, 0.4, 0.6]),
    ],
)  # fmt: skip
def test_labels_of_amounts_are_round_and_few(highest: float, ticks: list[float]) -> None:
    assert round_ticks(highest) == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("grain", "start", "periods", "words"),
    [
        ("month", "2026-03", 96, ["2027", "2029", "2031", "2033"]),
        ("month", "2026-03", 3, ["Mar 2026", "Apr 2026", "May 2026"]),
        ("quarter", "2026-Q2", 3, ["Q2 2026", "Q3 2026", "Q4 2026"]), ("year", "2026", 2, ["2026", "2027"]),
        ("week", "2026-W52", 1, ["W52 2026"]),
    ],
)  # fmt: skip
def test_time_is_labelled_at_its_grain_or_by_years(grain: Grain, start: str, periods: int, words: list[str]) -> None:
    scale = time_scale(Calendar(start, periods, grain), 0, periods - 1, 5)
    assert [word.replace("\u00a0", " ") for _, word in scale.ticks] == words


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG 2 defines it."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_colour_stands_out_from_its_page(scheme: int) -> None:
    page, panel = PAPER["paper"][scheme], PAPER["panel"][scheme]
    assert all(contrast(pair[scheme], page) >= 3 for pair in SERIES)
    assert all(
        contrast(PAPER[name][scheme], ground) >= 4.5
        for name in ("ink", "soft", "warn", "link")
        for ground in (page, panel)
    )
