"""Work beside the caller's thread: waited for, and nothing that goes wrong in it is lost."""

from __future__ import annotations

import threading

import pytest

from cofactory.planner.aside import Aside


def test_pieces_go_on_beside_each_other_and_are_done_after_waiting() -> None:
    aside, met, done = Aside(), threading.Barrier(2, timeout=30), []

    def piece() -> None:
        """Waits for the other."""
        met.wait()
        done.append(1)

    aside.begin(piece, piece)
    aside.wait()
    assert len(done) == 2


def test_what_a_piece_raised_is_raised_where_it_is_waited_for_and_once() -> None:
    aside = Aside()

    def fails() -> None:
        """Fails."""
        message = "no"
        raise RuntimeError(message)

    aside.begin(fails)
    with pytest.raises(RuntimeError, match="no"):
        aside.wait()
    aside.wait()


def test_the_next_piece_begins_after_the_last_one() -> None:
    aside, order = Aside(), []
    go = threading.Event()

    def first() -> None:
        """Ends when it may."""
        assert go.wait(30)
        order.append("first")

    aside.begin(first)
    go.set()
    aside.begin(lambda: order.append("second"))
    aside.wait()
    assert order == ["first", "second"]
