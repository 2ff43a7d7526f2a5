"""Work beside the caller's thread: waited for, and nothing that goes wrong in it is lost."""

from __future__ import annotations

import threading
from concurrent import futures

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


def test_nobody_goes_on_while_a_piece_still_works_because_another_one_failed() -> None:
    aside, done, late = Aside(), [], threading.Event()

    def fails() -> None:
        """Fails at once."""
        message = "no"
        raise RuntimeError(message)

    def works() -> None:
        """Takes longer."""
        late.wait(0.2)
        done.append(1)

    aside.begin(fails, works)
    with pytest.raises(RuntimeError, match="no"):
        aside.wait()
    assert done


def test_what_was_interrupted_while_it_waited_is_waited_for_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    aside, done, late = Aside(), [], threading.Event()

    def works() -> None:
        """Takes longer."""
        late.wait(0.2)
        done.append(1)

    def interrupted(*_: object) -> None:
        """Ctrl-C in the middle of waiting."""
        raise KeyboardInterrupt

    aside.begin(works)
    monkeypatch.setattr("cofactory.planner.aside.wait", interrupted, raising=False)
    monkeypatch.setattr(futures.Future, "result", interrupted)
    with pytest.raises(KeyboardInterrupt):
        aside.wait()
    monkeypatch.undo()
    aside.wait()
    assert done
