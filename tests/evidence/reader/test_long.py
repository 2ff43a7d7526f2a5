"""Long texts: the work for a claim does not grow with the text, and it is told how much is read."""

import sys
from collections.abc import Callable
from typing import Any

from cofactory.evidence.reader.reader import read_text
from tests.evidence.reader.reading import GAZETTEER, claims, reading


def calls(work: Callable[[], Any]) -> int:
    """How many functions are called, which unlike time is the same on every machine and every day."""
    count = 0

    def counted(*event: Any) -> None:
        nonlocal count
        count += event[1] in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def paragraphs(many: int) -> str:
    return "\n\n".join(
        f"Norway will deliver {n + 10} Havn 40 to Estonia. Oslo ordered {n + 7} Skua drones from Zorg{n} Yards. "
        f"The drones are being built. Up to {n + 5} Havn 40 may follow in {2026 + n % 9}."
        for n in range(many)
    )


def test_the_work_for_a_paragraph_does_not_grow_with_their_number() -> None:
    claims(paragraphs(20))
    few, many = calls(lambda: claims(paragraphs(150))), calls(lambda: claims(paragraphs(600)))
    assert many < 4.4 * few


def test_what_is_told_just_alike_is_grouped_however_much_lies_between() -> None:
    once = "Norway ordered 5 Havn 40 from Fjord Yard on 3 February 2026."
    others = "\n\n".join(f"Norway ordered {n} Havn 40 from Fjord Yard on 4 February 2026." for n in range(10, 260))
    found = reading(f"{once}\n\n{others}\n\n{once}")
    assert (found.claims[0].id, found.claims[-1].id) in [group.claims for group in found.duplicates]


def test_a_long_text_tells_how_much_of_it_is_read() -> None:
    told: list[float] = []
    about: dict[str, Any] = {"published": None, "document": "d-000000000000", "recorded": ""}
    read_text(paragraphs(600), GAZETTEER, **about, progress=told.append)
    assert len(told) > 3
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] < 1
    read_text(paragraphs(1), GAZETTEER, **about, progress=lambda share: told.append(-share))
    assert min(told) > 0
