"""The figures of a plan, its runs and a comparison that have an address: one per row of their tables, and totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cofactory.programme.eligibility import fund_terms
from cofactory.schema.results import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cofactory.programme.record import Programme

RESULTS = ("plan", "run", "study")
"""What has figures: a plan, the runs that follow it, and a comparison, of which those of the scenario asked for."""

WHOLE = ("shortfall", "cost")
"""Totals of the programme, which are in no table of rows."""

Together = Literal["sum", "last", "none"]
"""What several periods of a row are together: their sum, what the last one says, or nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table of results whose rows have addresses: its column that names them, and which tables those names are of.

    `apart`: a column of things that are not added up with each other.
    """

    of: str
    name: str
    key: str
    rows: str
    together: Together = "sum"
    apart: str | None = None

    @property
    def table(self) -> str:
        """The table's name, and its file's."""
        return f"{self.of}_{self.name}"

    @property
    def timed(self) -> bool:
        """Whether a row has a period."""
        return "period" in TABLES[self.table].header


PARTS = (
    Part("plan", "deliveries", "need", "needs"),
    Part("plan", "commitments", "commitment", "commitments"),
    Part("plan", "starts", "line", "lines"),
    Part("plan", "steps", "line", "lines"),
    Part("plan", "openings", "line", "lines"),
    Part("plan", "projects", "project", "projects"),
    Part("plan", "releases", "stock", "stocks"),
    Part("plan", "shipments", "route", "routes", apart="item"),
    Part("plan", "payments", "fund", "funds"),
    Part("plan", "origins", "fund", "funds", apart="component"),
    Part("run", "deliveries", "need", "needs"),
    Part("run", "received", "need", "needs", "last"),
    Part("run", "backlog", "need", "needs", "last"),
    Part("run", "commitments", "commitment", "commitments"),
    Part("run", "risks", "risk", "risks"),
    Part("study", "needs", "need", "needs"),
    Part("study", "commitments", "commitment", "commitments"),
)

_BY_NAME = {(part.of, part.name): part for part in PARTS}

OTHERWISE = {
    "plan.reasons": "`cofactory explain DIR ID` tells the reasons why a need or commitment is short.",
    "run.summary": "Its rows are run.cost and run.shortfall.",
    "study.scenarios": "Its rows are study.cost and study.shortfall, under each scenario.",
    "run.distribution": "How cost and shortfall are spread is told with run.cost and run.shortfall.",
}
"""Tables of results without addresses, and what to ask instead."""


def _forms() -> str:
    """How the address of every figure looks, tables of the same rows together: `plan.starts/steps/openings.LINE`."""
    alike: dict[tuple[str, str], list[str]] = {}
    for part in PARTS:
        alike.setdefault((part.of, part.key), []).append(part.name)
    rows = [f"{of}.{'/'.join(names)}.{key.upper()}" for (of, key), names in alike.items()]
    totals = [f"{of}.{'/'.join(WHOLE)}" for of in RESULTS]
    return f"{', '.join([*totals, *rows])}; what has periods takes one behind it, .2027-03"


FORMS = _forms()


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a result: `plan.deliveries.jets.2027-03` is one of the plan, of the deliveries to jets."""

    of: str
    part: str
    row: str | None = None
    period: str | None = None

    @property
    def address(self) -> str:
        """The figure's address."""
        return ".".join(word for word in (self.of, self.part, self.row, self.period) if word)

    @property
    def kind(self) -> Part | None:
        """The table in which it stands; None of a total."""
        return _BY_NAME.get((self.of, self.part))


def figures_of(programme: Programme) -> tuple[Figure, ...]:
    """Returns every figure there can be, without its periods: totals, then those of each table's rows."""
    found = []
    for of in RESULTS:
        found += [Figure(of, name) for name in WHOLE]
        found += [Figure(of, part.name, row) for part in PARTS if part.of == of for row in _rows(programme, part)]
    return tuple(found)


def _rows(programme: Programme, part: Part) -> Iterable[str]:
    """The rows that can stand in the table."""
    if part.rows == "commitments":
        return [promise.id for promise in programme.commitments if promise.need]
    if part.name == "steps":
        return [line.id for line in programme.lines if line.step is not None]
    if part.name == "openings":
        return [line.id for line in programme.lines if line.opening_cost.known and line.opening_cost.mean() > 0]
    if part.name == "origins":
        return [terms.fund.id for terms in fund_terms(programme) if terms.origin_rules()] if programme.funds else []
    return [row.id for row in getattr(programme, part.rows)]


def figure_at(address: str, figures: frozenset[Figure], labels: Iterable[str]) -> Figure | None:
    """Returns the figure of this address, or None. `plan_payments.FUND`, as its file is named, is `plan.payments.FUND`.

    `figures`: those there can be; `labels`: the periods, as they are written.
    """
    words = _words(address)
    if not 2 <= len(words) <= 4 or Figure(*words[:3]) not in figures:
        return None
    made = Figure(*words)
    if made.period is None:
        return made
    return made if made.kind is not None and made.kind.timed and made.period in labels else None


def why_no_figure(address: str) -> str | None:
    """Returns what to ask instead where the address begins as that of a figure in a table that has none, else None."""
    words = _words(address)
    if len(words) < 2 or words[0] not in RESULTS or tuple(words[:2]) in _BY_NAME or words[1] in WHOLE:
        return None
    table = ".".join(words[:2])
    if table in OTHERWISE:
        return f"{OTHERWISE[table]} {_FORMS_SAID}"
    if f"{words[0]}_{words[1]}" in TABLES:
        return _FORMS_SAID
    return None


_FORMS_SAID = f"Figures with an address are {FORMS}."


def _words(address: str) -> list[str]:
    for of in RESULTS:
        address = address.replace(f"{of}_", f"{of}.", 1) if address.startswith(f"{of}_") else address
    return address.split(".")
