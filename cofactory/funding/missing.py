"""What is not known and would have to be, as the table and the row in which to give it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that no table gives: in which table it belongs, for which row, in which column or as which fact."""

    table: str
    row: str
    column: str
    value: str = ""
    """What would have to stand there, where the rule says it."""

    @property
    def said(self) -> str:
        """Where to give it, in words."""
        if self.table in ("item_facts", "fund_facts"):
            return f"{self.table}: {self.row}, {self.column}{f', {self.value}' if self.value else ''}"
        if self.table == "lines":
            return f"lines: where {self.row} is made"
        return f"{self.table}: {self.column} of {self.row}"


def wanted(missing: tuple[Missing, ...]) -> str:
    """Returns what to give where, the facts of one row together; blank where nothing is missing."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in missing:
        rows.setdefault((one.table, one.row), []).append(one.column)
    return "; ".join(
        f"give in lines where {row} is made" if table == "lines" else f"give in {table} of {row}: {', '.join(names)}"
        for (table, row), names in rows.items()
    )
