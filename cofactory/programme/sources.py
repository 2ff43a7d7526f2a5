"""Counts which of the numbers that a user wrote rest on a claim, which on an assumption, and which on nothing said.

A claim counts while the ledger has it accepted; where there is no ledger to ask, as it is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from cofactory.base.cell import CellError, parse_cell
from cofactory.schema.programme import TABLES
from cofactory.schema.table import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.base.cell import Cell
    from cofactory.base.raw import RawTable
    from cofactory.programme.record import Settings
    from cofactory.programme.toml_text import TomlText


class Sources(NamedTuple):
    """How many numbers a table has, and what they rest on; a number with a claim and an assumption is cited."""

    numbers: int
    cited: int
    assumed: int
    uncited: int


class Uncited(NamedTuple):
    """One number that says nothing of where it is from; `row` is its line in `file`."""

    table: str
    row: int
    column: str
    value: str
    file: str


Rests = Callable[[tuple[str, ...]], bool]
"""Whether a number that cites these claims rests on one of them."""


def count_sources(table: RawTable, rests: Rests = bool) -> tuple[Sources, list[Uncited]]:
    """Returns what the table's numbers rest on, and those that rest on nothing said, top to bottom.

    Only what stands in a cell counts: a default is the tool's number, `unknown` is none, and a cell that
    cannot be read is a problem instead.
    """
    numbers = cited = assumed = 0
    uncited: list[Uncited] = []
    for column in columns(TABLES[table.name]):
        if not column.numeric or table.position(column.name) is None:
            continue
        bare: set[tuple[str, str]] = set()
        named = _named(table, column.name)
        for (text, claims), times in Counter(zip(table.column(column.name), named, strict=True)).items():
            cell = _parse(text, decimal_comma=table.decimal_comma) if text else None
            if cell is not None and cell.known:
                numbers += times
                sound = rests((*cell.citations, *_words(claims)))
                cited += times if sound else 0
                assumed += times if cell.assumption and not sound else 0
                if not sound and not cell.assumption:
                    bare.add((text, claims))
        uncited += _uncited(table, column.name, named, bare)
    uncited.sort(key=_PLACE)
    return Sources(numbers, cited, assumed, len(uncited)), uncited


def count_settings(settings: Settings, source: TomlText, rests: Rests = bool) -> tuple[Sources, list[Uncited]]:
    """Returns what the exchange rates and price indices rest on, and those that rest on nothing said."""
    given = [(("exchange", code), cell) for code, cell in settings.exchange.items()]
    given += [(("price_index", str(year)), cell) for year, cell in settings.price_index.items()]
    cited = sum(rests(cell.citations) for _, cell in given)
    bare = [
        Uncited("programme", source.line_of(*path) or 0, ".".join(path), cell.text, source.file)
        for path, cell in given
        if not rests(cell.citations) and not cell.assumption
    ]
    bare.sort(key=_PLACE)
    return Sources(len(given), cited, len(given) - cited - len(bare), len(bare)), bare


_PLACE = attrgetter("file", "row")


def _named(table: RawTable, column: str) -> tuple[str, ...]:
    """The claims that each row names for a number of this column: those of a commitment are about its quantity."""
    if table.name == "commitments" and column == "quantity":
        return table.column("claims")
    return ("",) * len(table.rows)


def _words(claims: str) -> tuple[str, ...]:
    return tuple(word for part in claims.split(";") if (word := part.strip()))


def _uncited(table: RawTable, column: str, named: tuple[str, ...], bare: set[tuple[str, str]]) -> Iterator[Uncited]:
    """Every cell of a column that holds one of these texts, beside these claims."""
    if not bare:
        return
    for row, text, claims in zip(table.rows, table.column(column), named, strict=True):
        if (text, claims) in bare:
            origin = row.origins.get(column)
            file, line = (row.file, row.line) if origin is None else (origin.file, origin.row)
            yield Uncited(table.name, line, column, text, file)


def _parse(text: str, *, decimal_comma: bool) -> Cell | None:
    try:
        return parse_cell(text, decimal_comma=decimal_comma)
    except CellError:
        return None
