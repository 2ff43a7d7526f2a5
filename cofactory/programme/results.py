"""Which numbers each figure of a plan and of its runs rests on, and which figures a number moves."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cofactory.programme.figures import Figure, figure_at, figures_of
from cofactory.programme.numbers import SETTINGS, Number, numbers_of
from cofactory.programme.upstream import Payers, Upstream, payers_of, upstream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cofactory.programme.record import Programme
    from cofactory.schema.programme import Need
    from cofactory.schema.table import Row

SHARED = frozenset({"lines", "pools", "stocks", "routes", "arrivals"})
"""Tables whose rows serve several needs, which then compete for them."""

OWN = ("lines", "stocks", "routes", "funds", "risks")
"""Tables of which a figure rests on its own row, even where no need draws on that."""

MONEY_OF_FUNDS = ("payments", "origins")
"""Parts about what a fund pays."""


class Results:
    """The figures that a programme's plan and runs can have, and the numbers that each rests on."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self._behind: dict[Figure, dict[str, Number]] = {}
        self._alike: dict[frozenset[tuple[str, str]], dict[str, Number]] = {}
        self._above: dict[tuple[tuple[str, ...], bool], Upstream] = {}

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every number of the programme."""
        return numbers_of(self.programme)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure there can be, without its periods."""
        return figures_of(self.programme)

    @cached_property
    def _known(self) -> frozenset[Figure]:
        return frozenset(self.figures)

    def figure(self, address: str) -> Figure | None:
        """Returns the figure of this address, or None: there is none."""
        return figure_at(address, self._known, self.programme.settings.calendar.labels())

    def behind(self, figure: Figure) -> tuple[Number, ...]:
        """Returns the numbers that the figure rests on, in the order of the tables.

        Those of every row upstream of the needs it is about, and its own, with the exchange rates and price indices in
        which they are written; a cost, and what a fund pays, rest on the projects too, a figure of runs on risks and
        correlations.
        """
        return tuple(self._found(figure).values())

    def _found(self, figure: Figure) -> dict[str, Number]:
        bare = Figure(figure.of, figure.part, figure.row)
        if bare not in self._behind:
            rows = self._rows(bare)
            same = frozenset(rows.rows)
            if same not in self._alike:  # many figures rest on the very same rows
                self._alike[same] = self._numbers_in(rows)
            self._behind[bare] = self._alike[same]
        return self._behind[bare]

    def _numbers_in(self, rows: Upstream) -> dict[str, Number]:
        numbers = [number for number in self.numbers if rows.holds(number.table, number.row)]
        used = self._settings(numbers)
        return {
            number.address: number for number in self.numbers
            if rows.holds(number.table, number.row) or number.address in used
        }  # fmt: skip

    def moved_by(self, number: Number) -> tuple[Figure, ...]:
        """Returns the figures that rest on a number."""
        return tuple(figure for figure in self.figures if number.address in self._found(figure))

    def rivals(self, figure: Figure) -> tuple[str, ...]:
        """Returns the needs that compete with those of the figure for what they draw on; the plan weighs them."""
        needs = self._needs(figure)
        if len(needs) != 1:
            return ()
        ours = {key for key in self._upstream[needs[0].id].rows if key[0] in SHARED}
        others = (other for other in self.programme.needs if other.id != needs[0].id)
        return tuple(other.id for other in others if ours & self._upstream[other.id].rows.keys())

    @cached_property
    def _payers(self) -> Payers:
        return payers_of(self.programme)

    @cached_property
    def _upstream(self) -> dict[str, Upstream]:
        """What is upstream of each need."""
        programme = self.programme
        return {need.id: upstream(programme, [need], payers=self._payers) for need in programme.needs}

    def _rows(self, figure: Figure) -> Upstream:
        """The rows that a figure rests on: those upstream of its needs, and its own."""
        needs, runs = self._needs(figure), figure.of == "run"
        about = (tuple(need.id for need in needs), runs)
        if about not in self._above:
            self._above[about] = upstream(self.programme, needs, runs=runs, payers=self._payers)
        rows = Upstream(dict(self._above[about].rows))
        for row in self._own(figure):
            rows.add(row)
        return rows

    def _own(self, figure: Figure) -> Iterator[Row]:
        """The row that the figure is of, and the projects it pays for: all of them, or those its fund may pay for."""
        programme, table = self.programme, self._table(figure)
        projects = {figure.row} if table == "projects" else set()
        if figure.part == "cost":
            projects = {project.id for project in programme.projects}
        elif figure.part in MONEY_OF_FUNDS:
            paid = (due for fund, due in self._payers if fund.id == figure.row)
            projects = {key for due in paid for where, key in due if where == "projects"}
        yield from (project for project in programme.projects if project.id in projects)
        yield from (stage for stage in programme.stages if stage.project in projects)
        if table in OWN:
            yield from (row for row in getattr(programme, table) if row.id == figure.row)

    def _table(self, figure: Figure) -> str | None:
        """The table of the programme in which the figure's row stands."""
        return None if figure.kind is None else figure.kind.rows

    def _needs(self, figure: Figure) -> list[Need]:
        """The needs that a figure is about: those whose deliveries can rest on its row; of a total, all of them."""
        needs, table, row = list(self.programme.needs), self._table(figure), str(figure.row)
        if table is None:
            return needs
        if table == "risks":
            struck = next((risk.on for risk in self.programme.risks if risk.id == row), "")
            return [need for need in needs if self._strikes(need, struck)]
        if table == "needs":
            return [need for need in needs if need.id == row]
        if table == "commitments":
            through = {promise.need for promise in self.programme.commitments if promise.id == row}
            return [need for need in needs if need.id in through]
        return [need for need in needs if self._upstream[need.id].holds(table, row)]

    def _strikes(self, need: Need, target: str) -> bool:
        """Whether a risk on this target, `line:ID` or `country:CC`, strikes something upstream of the need."""
        kind, _, name = target.partition(":")
        rows = self._upstream[need.id]
        if kind != "country":
            return rows.holds(f"{kind}s", name)
        return any(rows.holds("lines", line.id) for line in self.programme.lines if line.country == name)

    def _settings(self, numbers: list[Number]) -> set[str]:
        """The addresses of the rates and indices that these numbers are converted with."""
        cells = [number.cell for number in numbers if number.cell is not None]
        rates = {f"{SETTINGS}.exchange.{cell.currency}" for cell in cells if cell.currency}
        return rates | {f"{SETTINGS}.price_index.{cell.price_year}" for cell in cells if cell.price_year}
