"""Writes a text in plain letters (one kind of quotation mark, nothing invisible) and knows where each stood."""

from __future__ import annotations

import re
from dataclasses import dataclass

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]+"
)
"""Characters without a shape: zero-width, direction marks, soft hyphens, variation selectors and tags."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("’‘‛ʼ′`´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–−﹣－", "-"),
        **dict.fromkeys("―", "—"),
        **dict.fromkeys(
            "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f",
            " ",
        ),
        **dict.fromkeys("\r\x85\u2028\u2029", "\n"),
        **dict.fromkeys("•◦▪‣·●", "*"),
    }
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in plain letters, with the way back to the offsets of the text as it is stored."""

    text: str
    stored: str
    starts: tuple[int, ...]
    """Where each run of kept characters begins in the plain text."""
    shifts: tuple[int, ...]
    """How many invisible characters were left out before that run."""

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the stored text of `text[start:end]`."""
        if len(self.starts) == 1:
            return start, end
        return start + self._shift(start), end - 1 + self._shift(end - 1) + 1

    def _shift(self, offset: int) -> int:
        """The number of invisible characters before an offset of the plain text."""
        low, high = 0, len(self.starts)
        while high - low > 1:
            middle = (low + high) // 2
            if self.starts[middle] <= offset:
                low = middle
            else:
                high = middle
        return self.shifts[low]


def plain(stored: str) -> Plain:
    """The text in plain letters; every kept character stands for exactly one stored character."""
    pieces: list[str] = []
    starts, shifts = [0], [0]
    kept = taken = left_out = 0
    for match in _INVISIBLE.finditer(stored):
        pieces.append(stored[taken : match.start()])
        kept += match.start() - taken
        left_out += match.end() - match.start()
        taken = match.end()
        starts.append(kept)
        shifts.append(left_out)
    pieces.append(stored[taken:])
    return Plain("".join(pieces).translate(_PLAIN), stored, tuple(starts), tuple(shifts))
