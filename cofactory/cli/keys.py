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

    def reason(self) -> str:
        """Returns the words behind the key on its line; empty where keys count without Enter."""

    def drop(self) -> None:
        """Nothing; what was typed ahead is forgotten: it was typed before its claim was seen."""

    def say(self, text: str) -> None:
        """Nothing; the text is shown."""


class Piped:
    """Keys out of a file or a pipe, one a line with its words behind it: `r it is a hope`; nothing is coloured."""

    colour = False

    def __init__(self, source: TextIO, screen: TextIO) -> None:
        self._source, self._screen = source, screen
        self._words = ""

    def key(self) -> str:
        """Returns the first word of the next line that is not empty; more than a letter is no key."""
        while (line := self._source.readline()) and not line.strip():
            pass
        key, self._words = [*line.split(maxsplit=1), "", ""][:2]
        self._words = self._words.strip()
        return key.lower()

    def line(self, prompt: str) -> str | None:
        """Returns the words behind the key, once; empty where there are none."""
        self.say(prompt)
        return self.reason()

    def reason(self) -> str:
        """Returns the words behind the key, once: words are never keys."""
        words, self._words = self._words, ""
        return words

    def drop(self) -> None:
        """Nothing: whoever writes a file of keys has seen the claims."""

    def say(self, text: str) -> None:
        """Nothing; the text stands on the screen."""
        self._screen.write(f"{text}\n")
        self._screen.flush()


class Terminal(Piped):
    """Keys from a terminal, each at once; lines as the terminal edits them."""

    def __init__(self, source: TextIO, screen: TextIO, *, colour: bool) -> None:
        super().__init__(source, screen)
        self.colour = colour
        self._ahead = ""

    def key(self) -> str:
        """Returns the key pressed; Ctrl-C is Ctrl-C, Ctrl-D the end."""
        while not self._ahead:
            typed = _pressed(self._source)
            self._ahead = "" if typed.startswith("\x1b") else typed.replace("\n", "").replace("\r", "")
            if not typed:
                return ""
        letter, self._ahead = self._ahead[0], self._ahead[1:]
        return "" if letter == "\x04" else letter.lower()

    def line(self, prompt: str) -> str | None:
        """Returns what is typed until Enter; keys typed ahead are no part of it."""
        self._ahead = ""
        self._screen.write(prompt + " ")
        self._screen.flush()
        text = self._source.readline()
        return text.strip() if text else None

    def drop(self) -> None:
        """Nothing; keys that wait are forgotten, also those that the terminal still holds."""
        self._ahead = ""
        if sys.platform == "win32":
            import msvcrt

            while msvcrt.kbhit():
                msvcrt.getwch()
            return
        import termios

        termios.tcflush(self._source.fileno(), termios.TCIFLUSH)


def _pressed(source: TextIO) -> str:
    """What was typed, without waiting for Enter: a key, several that were typed ahead, or the code of an arrow."""
    if sys.platform == "win32":
        import msvcrt

        letter = msvcrt.getwch()
        if letter == "\x03":
            raise KeyboardInterrupt
        return "\x1b" + msvcrt.getwch() if letter in "\0\xe0" else letter
    import os
    import termios
    import tty

    handle = source.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle, termios.TCSADRAIN)  # and not the default, which throws away what was typed ahead
        return os.read(handle, 64).decode("utf-8", "replace")
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
