"""Every number the user gave: where it stands, what it says, and the source or assumption it rests on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cofactory.base.cell import Cell
from cofactory.base.dist import Distribution
from cofactory.programme.inputs import cell_name
from cofactory.programme.numbers import SETTINGS
from cofactory.programme.record import Programme
from cofactory.programme.standing import Standing
from cofactory.render import words
from cofactory.render.evidence import Link, links, number_anchor
from cofactory.schema.programme import TABLES, Commitment
from cofactory.schema.table import Row, attribute_of, columns

ROW_LETTERS = 160
"""Letters that tell a row from the others: two cells of a correlation, never cut."""


@dataclass(frozen=True, slots=True)
class Given:
    """One number of the programme, or one that is not published."""

    table: str
    row: str
    column: str
    unit: str
    cell: Cell
    standings: tuple[Standing, ...] = ()
    """Where the claims stand that it rests on; empty where no ledger was asked."""
    named: tuple[str, ...] = ()
    """The claims that its commitment names, which are about its quantity."""
    address: str = ""
    """As `trace` takes it; empty where nobody can be led to it."""

    @property
    def basis(self) -> str:
        """What the number rests on: cited (claims), assumed (a stated reason), uncited; or unknown, with no number.

        A claim counts while the ledger has it accepted; where no ledger was asked, as it is written.
        """
        if not self.cell.known:
            return "unknown"
        cited = (*self.cell.citations, *self.named)
        if any(standing.accepted for standing in self.standings) if self.standings else cited:
            return "cited"
        return "assumed" if self.cell.assumption else "uncited"

    @property
    def links(self) -> tuple[Link, ...]:
        """The claims as links to where the report shows them."""
        return links(self.standings)

    @property
    def anchor(self) -> str:
        """The id of its row in the page, for claims to lead back to; empty for a number that cites none."""
        return number_anchor(self.address) if self.address and self.standings else ""

    @property
    def said_why(self) -> str:
        """The words of the assumption, where claims stand before it."""
        return words.tidy(self.cell.assumption, 240) if self.cell.assumption else ""

    @property
    def said(self) -> str:
        """The value as the user wrote it."""
        return words.tidy(self.cell.text, 60)

    @property
    def means(self) -> str:
        """The number a plan uses, and for a distribution the 5th to 95th percentile around it."""
        value = self.cell.value
        if value is None:
            return words.UNKNOWN
        if isinstance(value, Distribution):
            zero = f"; 0 in {words.share(self.nothing)}" if self.nothing else ""
            return f"{_figure(value.mean())} ({_figure(value.quantile(0.05))} to {_figure(value.quantile(0.95))}){zero}"
        return _figure(float(value))

    @property
    def announced(self) -> str:
        """The reference class of an announced number; empty for any other."""
        value = self.cell.value
        return value.label if isinstance(value, Distribution) and value.family == "announced" else ""

    @property
    def nothing(self) -> float:
        """The share of futures in which an announced number comes to nothing; 0 for any other number."""
        value = self.cell.value
        return value.ties()[0] if isinstance(value, Distribution) and self.announced else 0.0

    @property
    def source(self) -> str:
        """The claims cited, or the words of the assumption."""
        if cited := (*self.cell.citations, *self.named):
            return words.listing([words.tidy(claim, 40) for claim in cited], 6)
        return words.tidy(self.cell.assumption, 240)


def _figure(value: float) -> str:
    """A number of any size: large ones with a suffix, as amounts of money are."""
    return words.money(value, "").rstrip(words.SPACE) if abs(value) >= 1e5 else words.number(value)


def given_numbers(programme: Programme) -> tuple[Given, ...]:
    """Every numeric cell that was written, in the order of the tables; a default that nobody wrote is not one."""
    return (*_settings(programme), *(number for table in TABLES for number in _table(programme, table)))


def _settings(programme: Programme) -> Iterator[Given]:
    settings = programme.settings
    for code, cell in settings.exchange.items():
        said = _standings(programme, cell.citations)
        at = f"{SETTINGS}.exchange.{code}"
        unit = f"{settings.currency} for one"
        yield Given("programme", "exchange", words.tidy(code, 10), unit, cell, said, address=at)
    for year, cell in settings.price_index.items():
        said = _standings(programme, cell.citations)
        at = f"{SETTINGS}.price_index.{year}"
        yield Given("programme", "price_index", str(year), "level", cell, said, address=at)


def _standings(programme: Programme, citations: tuple[str, ...]) -> tuple[Standing, ...]:
    return tuple(programme.cited[written] for written in dict.fromkeys(citations) if written in programme.cited)


def _table(programme: Programme, table: str) -> Iterator[Given]:
    rows: tuple[Row, ...] = getattr(programme, table)
    for row in rows:
        kind: type[Row] = type(row)
        for column in columns(kind):
            attribute = attribute_of(kind, column.name)
            cell = getattr(row, attribute)
            if isinstance(cell, Cell) and attribute in row.model_fields_set:
                promised = row.claims if isinstance(row, Commitment) and column.name == "quantity" else ()
                said = _standings(programme, (*cell.citations, *promised))
                at = cell_name(row, column.name) if said else ""
                yield Given(table, _row_name(row), column.name, column.unit, cell, said, promised, at)


def _row_name(row: Row) -> str:
    """What tells the row from the others of its table."""
    return words.tidy(
        " · ".join(str(part) for part in (getattr(row, attribute_of(type(row), key)) for key in row.KEY) if part),
        ROW_LETTERS,
    )


def tally(given: tuple[Given, ...]) -> Counter[str]:
    """How many numbers there are, cited, assumed, uncited and uncertain; `unknown` ones are not numbers."""
    counts = Counter(one.basis for one in given)
    counts["numbers"] = len(given) - counts["unknown"]
    counts["uncertain"] = sum(one.cell.uncertain for one in given)
    return counts
