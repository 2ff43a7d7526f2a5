"""A finished plan as plain dictionaries by id and period, read from nothing but its result tables."""

from typing import Any

from tests.planner.reading import Case


class Finished:
    """The rows of a plan's tables; what has no row is 0. Without any fund the payments are nobody's: fund ""."""

    def __init__(self, case: Case, plan: Any) -> None:
        self.case = case
        self.plan = plan
        self.starts = self._amounts("starts", "line")
        self.steps = self._amounts("steps", "line", "steps")
        self.releases = self._amounts("releases", "stock")
        self.delivered = self._amounts("deliveries", "need")
        self.openings = {row["line"]: self._period(row["period"]) for row in self.rows("openings")}
        self.begins = {
            row["project"]: self._period(row["begin"]) for row in self.rows("projects") if row["begin"] is not None
        }
        self.shipments: dict[tuple[str, str, int], float] = {}
        for row in self.rows("shipments"):
            key = (row["route"], row["item"], self._period(row["period"]))
            self.shipments[key] = self.shipments.get(key, 0.0) + row["quantity"]
        self.payments: dict[tuple[str, str, int], float] = {}
        for row in self.rows("payments"):
            paid = (row["fund"] or "", row["cost"], self._period(row["period"]))
            self.payments[paid] = self.payments.get(paid, 0.0) + row["amount"]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table; a table that is not there has none."""
        frame = getattr(self.plan, table, None)
        return [] if frame is None else list(frame.to_dicts())

    def _period(self, label: str) -> int:
        t = self.case.period(label)
        assert t is not None
        return t

    def _amounts(self, table: str, key: str, column: str = "quantity") -> dict[tuple[str, int], float]:
        found: dict[tuple[str, int], float] = {}
        for row in self.rows(table):
            place = (row[key], self._period(row["period"]))
            assert place not in found, f"{table} has two rows for {place}"
            found[place] = row[column]
        return found
