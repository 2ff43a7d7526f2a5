"""Ctrl-C as a wish to stop at the next good moment, so that the best answer so far is kept."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@contextmanager
def ctrl_c() -> Iterator[threading.Event]:
    """Gives an event that the first Ctrl-C sets; a second one interrupts at once, as usual.

    Outside the main thread, where Python delivers no signals, the event is simply never set.
    """
    stop = threading.Event()
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is None:
        yield stop
        return

    def note(number: int, frame: FrameType | None) -> None:
        """Remembers the first Ctrl-C; the second is an interrupt."""
        del number, frame
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    signal.signal(signal.SIGINT, note)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
