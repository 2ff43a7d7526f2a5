"""Work beside the caller's thread: begun now, waited for where what it works on is needed again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

AT_ONCE = 2
"""Pieces of work that go on beside each other: there are two solvers."""


class Aside:
    """Pieces of work that nobody waits for yet. HiGHS lets other threads run while it solves."""

    def __init__(self) -> None:
        """Nothing is begun."""
        self._begun: list[Future[None]] = []

    def begin(self, *pieces: Callable[[], None]) -> None:
        """Begins these pieces of work, which must not touch the same things."""
        self.wait()
        threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="aside")
        self._begun = [threads.submit(piece) for piece in pieces]
        threads.shutdown(wait=False)

    def wait(self) -> None:
        """Returns when all that was begun is done, and not before; raises what it raised. One interrupted here is still
        to be waited for.
        """
        wait(self._begun)
        begun, self._begun = self._begun, []
        for piece in begun:
            piece.result()
