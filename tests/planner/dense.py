"""A dense mixed integer programme whose variables have names: slow, small and easy to read."""

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Name = Hashable
Terms = list[tuple[float, Name]]


@dataclass
class Dense:
    """Variables by name, rows as lists of terms; solved by handing scipy one dense matrix."""

    place: dict[Name, int] = field(default_factory=dict)
    highest: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)

    def variable(self, name: Name, highest: float = math.inf, *, whole: bool = False) -> Name:
        """Adds a variable between 0 and `highest`."""
        assert name not in self.place, name
        self.place[name] = len(self.place)
        self.highest.append(highest)
        self.whole.append(int(whole))
        return name

    def row(self, terms: Terms, low: float, high: float) -> None:
        """Requires low <= Σ coefficient·variable <= high."""
        self.rows.append((terms, low, high))

    def at_most(self, terms: Terms, bound: float) -> None:
        self.row(terms, -math.inf, bound)

    def equal(self, terms: Terms, value: float) -> None:
        self.row(terms, value, value)

    def least(self, terms: Terms, extra: Iterable[tuple[Terms, float, float]] = ()) -> "Answer | None":
        """The least value of Σ coefficient·variable, and where; none when no point satisfies the rows."""
        cost = np.zeros(len(self.place))
        for coefficient, name in terms:
            cost[self.place[name]] += coefficient
        rows = [*self.rows, *extra]
        matrix = np.zeros((len(rows), len(self.place)))
        for number, (row, _, _) in enumerate(rows):
            for coefficient, name in row:
                matrix[number, self.place[name]] += coefficient
        low = np.array([row[1] for row in rows])
        high = np.array([row[2] for row in rows])
        result = milp(
            cost,
            integrality=np.array(self.whole),
            bounds=Bounds(np.zeros(len(cost)), np.array(self.highest)),
            constraints=LinearConstraint(matrix, low, high),
            options={"mip_rel_gap": 1e-9},
        )
        if result.status == 2:
            return None
        assert result.status == 0, result.message
        return Answer(float(result.fun), dict(zip(self.place, map(float, result.x), strict=True)))


@dataclass(frozen=True)
class Answer:
    value: float
    at: dict[Name, float]


def negative(terms: Terms) -> Terms:
    return [(-coefficient, name) for coefficient, name in terms]


def times(factor: float, terms: Terms) -> Terms:
    return [(factor * coefficient, name) for coefficient, name in terms]
