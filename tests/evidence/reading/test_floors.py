"""The reader reads the texts it was mended on at least as well as it did: no change loses this without being seen."""

from pathlib import Path

import pytest

from tests.evidence.reading.measure import figures, tally
from tests.evidence.reading.score import measure, offline_reader
from tests.evidence.reading.texts import load_texts

HERE = Path(__file__).parent
FLOORS = {
    "dev": (0.93, 0.83),
    "dev2": (0.91, 0.74),
    "dev3": (0.96, 0.92),
    "dev4": (0.90, 0.82),
    "dev5": (0.88, 0.74),
    "heldout": (0.86, 0.73),
    "unseen": (0.95, 0.90),
    "unseen2": (0.84, 0.71),
    "unseen3": (0.95, 0.79),
    "unseen4": (0.90, 0.86),
}
"""Per set, recall and the F1 of claims that are all right."""


@pytest.mark.parametrize("name", FLOORS)
def test_the_figures_of_the_open_sets_do_not_fall(name: str) -> None:
    recall, all_right = FLOORS[name]
    outcomes = measure(load_texts(HERE / name), offline_reader())
    got = figures(outcomes)
    assert (got["precision"] or 0) >= 0.88
    assert (got["recall"] or 0) >= recall
    assert (got["all right F1"] or 0) >= all_right
    assert (got["over-staged"] or 0) <= 0.02
    assert tally(outcomes)["hedged asserted"] == 0
