"""How text stands on a terminal: paragraphs and tables of words."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

WIDTH = 100
"""Tables are laid out for this many columns when the output is no terminal."""


def lines(*parts: str) -> str:
    """The parts that are not empty, one per line."""
    return "\n".join(part for part in parts if part)


WIDEST_WORD = 40
"""Letters of a word that a column keeps on one line; a word of the first column, an id, is kept whole."""

APART = 3
"""Columns of space between two columns of a table."""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as text: names and sentences to the left, the others to the right, under a ruled header.

    Lines are broken between words, never inside an id, so that it can be copied: the table grows wider instead.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table

    body = [tuple(row) for row in rows]
    widths = _widths([header, *body])
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="")
    for number, (name, width) in enumerate(zip(header, widths, strict=True)):
        to_left = number == 0 or any(len(row[number]) > WIDEST_WORD for row in body)
        made.add_column(name, justify="left" if to_left else "right", overflow="fold", width=width)
    for row in body:
        made.add_row(*(cell.replace("[", "\\[") for cell in row))
    page = io.StringIO()
    broad = sum(widths) + APART * len(widths)
    Console(file=page, width=broad, color_system=None, highlight=False, legacy_windows=False).print(made)
    return "\n".join(line.rstrip() for line in page.getvalue().rstrip().splitlines())


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Columns of text for each column of the table: all that it asks for, the widest giving way where that is much."""
    from rich.cells import cell_len

    columns = [*zip(*rows, strict=True)]
    wanted = [max(cell_len(line) for cell in cells for line in cell.split("\n")) for cells in columns]
    least = [max((cell_len(word) for cell in cells for word in cell.split()), default=1) for cells in columns]
    least[1:] = [min(word, WIDEST_WORD) for word in least[1:]]
    room = max(WIDTH - APART * (len(columns) - 1), sum(least))
    while sum(wanted) > room:
        gives_way = max(range(len(columns)), key=lambda n: wanted[n] if wanted[n] > least[n] else 0)
        wanted[gives_way] -= 1
    return [max(1, width) for width in wanted]
