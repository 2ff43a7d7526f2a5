"""How text stands on a terminal: paragraphs and tables of words."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

WIDTH = 100
"""Tables are laid out for this many columns when the output is no terminal."""


def lines(*parts: str) -> str:
    """The parts that are not empty, one per line."""
    return "\n".join(part for part in parts if part)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as text: the first column to the left, the others to the right, under a ruled header."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="")
    for number, name in enumerate(header):
        made.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in rows:
        made.add_row(*(cell.replace("[", "\\[") for cell in row))
    page = io.StringIO()
    Console(file=page, width=WIDTH, color_system=None, highlight=False, legacy_windows=False).print(made)
    return "\n".join(line.rstrip() for line in page.getvalue().rstrip().splitlines())
