"""Two people review at once: nobody's decision is overridden without the other having seen it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

import cofactory as cf
from cofactory.cli.keys import Piped
from cofactory.cli.session import Session
from cofactory.evidence.documents import About
from cofactory.evidence.ledger import read_ledger
from cofactory.evidence.state import replay
from tests.desk.folders import CONTRACT, DELIVERY, folder_with


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = folder_with(tmp_path / "pumps")
    for text, day in ((CONTRACT, "2026-02-10"), (DELIVERY, "2026-06-04")):
        cf.read(made, text.encode(), about=About(publisher="A paper", published=day))
    return made


def sat(folder: Path, keys: str, *, ben: str | None = "reject") -> tuple[str, str]:
    """What a sitting of Ann's says in which Ben decides once the first claim is shown; and the id of that claim."""
    review = cf.review(folder)
    key = review.waiting[0].id
    if ben is not None:
        cf.decide(folder, key, "reject", why="forged", by="ben")
    if ben == "retract":
        cf.decide(folder, key, "retract", why="a slip", by="ben")
    screen = io.StringIO()
    Session(review, Piped(io.StringIO(keys), screen), "ann").run()
    return screen.getvalue(), key


def test_what_somebody_decided_meanwhile_is_told_and_not_overridden(folder: Path) -> None:
    out, key = sat(folder, "a\nq\n")

    assert f"{key} is rejected since it was shown, reject by ben on " in out
    assert ": forged." in out
    assert replay(read_ledger(folder)).status(key) == "rejected"
    assert "no decisions kept" in out


def test_the_same_key_again_decides_all_the_same(folder: Path) -> None:
    out, key = sat(folder, "a\na\nq\n")

    assert out.count("since it was shown") == 1
    assert replay(read_ledger(folder)).status(key) == "accepted"


@pytest.mark.parametrize("ben", [None, "retract"])
def test_where_nothing_is_decided_any_more_nothing_is_told(folder: Path, ben: str | None) -> None:
    out, key = sat(folder, "a\nu\nr no\na\n", ben=ben)

    assert "since it was shown" not in out
    assert replay(read_ledger(folder)).status(key) == "rejected"
