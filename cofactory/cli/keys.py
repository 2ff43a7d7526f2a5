"""Single keys and lines of text from a person at a terminal, or from whatever else stands at standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO


class Keys(Protocol):
    """Where a session gets its keys, and where it says things."""

    colour: bool

    def key(self) -> str:
        """Returns the next key, in small letters; empty at the end of the input."""

    def line(self, prompt: str) -> str | None:
        """Returns a line of text without white space around it; None at the end of the input."""

    def say(self, text: str) -> None:
        """Nothing; the text is shown."""


class Piped:
    """Keys out of a file or a pipe: white space between them does not count; nothing is coloured."""

    colour = False

    def __init__(self, source: TextIO, screen: TextIO) -> None:
        self._source, self._screen = source, screen

    def key(self) -> str:
        """Returns the next character that is not white space."""
        while (letter := self._source.read(1)) and letter.isspace():
            pass
        return letter.lower()

    def line(self, prompt: str) -> str | None:
        """Returns the rest of the line, or, after a line that held only the key, the next one."""
        self.say(prompt)
        text = self._source.readline()
        return text.strip() if text else None

    def say(self, text: str) -> None:
        """Nothing; the text stands on the screen."""
        self._screen.write(f"{text}\n")
        self._screen.flush()


class Terminal(Piped):
    """Keys from a terminal, each at once; lines as the terminal edits them."""

    def __init__(self, source: TextIO, screen: TextIO, *, colour: bool) -> None:
        super().__init__(source, screen)
        self.colour = colour

    def key(self) -> str:
        """Returns the key pressed; Ctrl-C is Ctrl-C, Ctrl-D the end."""
        letter = _pressed(self._source)
        return "" if letter == "\x04" else letter.lower()

    def line(self, prompt: str) -> str | None:
        """Returns what is typed until Enter."""
        self._screen.write(prompt + " ")
        self._screen.flush()
        text = self._source.readline()
        return text.strip() if text else None


def _pressed(source: TextIO) -> str:
    """One key, read without waiting for Enter; of what an arrow key sends only the first character counts."""
    if sys.platform == "win32":
        import msvcrt

        letter = msvcrt.getwch()
        if letter == "\x03":
            raise KeyboardInterrupt
        return letter
    import os
    import termios
    import tty

    handle = source.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle)
        return os.read(handle, 32).decode("utf-8", "replace")[:1]
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


@contextmanager
def open_keys(source: TextIO, screen: TextIO) -> Iterator[Keys]:
    """Keys from standard input: a terminal's one by one, else the characters of a pipe."""
    import os

    if source.isatty() and screen.isatty():
        yield Terminal(source, screen, colour="NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb")
    else:
        yield Piped(source, screen)
