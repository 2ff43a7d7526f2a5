"""A figure: one chart in two widths, the sentence that says what it shows, and its numbers as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from cofactory.render import drawing
from cofactory.render.theme import NARROW, WIDE, Spec


@dataclass(frozen=True, slots=True)
class Table:
    """A table for the page: what it is, its columns, its rows as text; columns in `right` hold numbers."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    head: int | None = 0
    """The column that names the row, or None."""
    once: bool = False
    """Whether a name that stands in several rows in turn is printed once, for all of them."""

    @property
    def groups(self) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """The rows that share their name's cell; each row by itself where every row prints its own."""
        head = self.head or 0
        if not self.once:
            return tuple((row,) for row in self.rows)
        return tuple(tuple(rows) for _, rows in groupby(self.rows, key=lambda row: row[head]))


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart as the page shows it. `key` pairs a colour's CSS class with its meaning."""

    id: str
    title: str
    sentence: str
    table: Table
    draw: Callable[[int], Spec] | None
    key: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def specs(self) -> dict[str, Spec]:
        """The Vega-Lite specification per width; empty when there is nothing to draw."""
        return {"wide": self.draw(WIDE), "narrow": self.draw(NARROW)} if self.draw else {}

    @property
    def drawings(self) -> tuple[tuple[str, Markup], ...]:
        """(width name, SVG) for both widths; the markup is made of our own cleaned drawing elements."""
        return tuple((size, Markup(drawing.svg(spec, f"{self.id}-{size}"))) for size, spec in self.specs.items())  # noqa: S704


def shown(rows: Sequence[object], most: int, noun: str) -> str:
    """The note under a chart that shows only the first `most` rows, or nothing."""
    return f"The chart shows {most} of {len(rows)} {noun}; the table has them all." if len(rows) > most else ""
