"""A comparison of scenarios, twice: as text for people, as a document for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cofactory.cli.layout import lines, table
from cofactory.cli.places import quoted
from cofactory.cli.show import ENDINGS
from cofactory.render import compared, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cofactory.study.compare import Comparison

    Row = Mapping[str, Any]

MOST = 12
"""Needs, or commitments, of one scenario that are printed; the tables on disk have them all."""


def document(found: Comparison, target: Path) -> dict[str, Any]:
    """The comparison as one document: the rows of its tables; money is programme money, quantities units."""
    titles = found.titles
    return {
        "folder": str(target),
        "first": found.first,
        "gap_asked": found.manifest["gap_asked"],
        "currency": found.manifest["currency"],
        "left_out": list(found.left_out),
        "scenarios": [{**row, "title": titles[row["scenario"]]} for row in found.scenarios.to_dicts()],
        "needs": found.needs.to_dicts(),
        "commitments": found.commitments.to_dicts(),
    }


def no_plan_text(found: Comparison) -> str:
    """Why none of the scenarios has a plan."""
    return "\n".join(f"{row['scenario']}: {row['why']}" for row in found.scenarios.iter_rows(named=True))


def text(found: Comparison, folder: Path, target: Path) -> str:
    """The comparison in tables: the scenarios, then of each what its plan does otherwise than the first's."""
    rows, first = found.scenarios.to_dicts(), found.first
    name = words.tidy(found.manifest["programme"])
    parts = [
        f"{name}: {words.count(len(rows) - 1, 'scenario')} beside {first}",
        _scenarios(rows, found.manifest["currency"]),
        lines(*compared.meanings(found), _finer(found, folder)),
        lines(*_how(rows), *_endings(rows)),
        *(_otherwise(found, row) for row in rows[1:] if row["status"] != "no plan" and rows[0]["status"] != "no plan"),
        *(f"{row['scenario']}: {row['why']}" for row in rows if row["why"]),
        f"The tables of the comparison are in {target}",
    ]
    return "\n\n".join(part for part in parts if part)


def _scenarios(rows: Sequence[Row], currency: str) -> str:
    header = ("scenario", "shortfall", "change", f"cost, {currency}", "change")
    return table(header, (compared.cells(row) for row in rows))


def _finer(found: Comparison, folder: Path) -> str:
    """How to tell apart what the gap leaves open."""
    told = {*found.scenarios["shortfall_told"], *found.scenarios["cost_told"]}
    if "within the gap" not in told:
        return ""
    names = "".join(f" {name}" for name in found.scenarios["scenario"])
    again = f"cofactory compare {quoted(folder)}{names} --gap {found.manifest['gap_asked'] / 10:g}"
    return f"`{again}` tells more of them apart, and takes longer."


def _how(rows: Sequence[Row]) -> list[str]:
    """From where each plan was found, and how long all of them took."""
    ways = {
        "went on": "went on from an earlier plan",
        "same": f"differs in nothing that a plan depends on from {rows[0]['scenario']}",
    }
    said = [
        f"{words.listing([row['scenario'] for row in rows if row['search'] == way], 6)}: {how}."
        for way, how in ways.items() if any(row["search"] == way for row in rows)
    ]  # fmt: skip
    return [*said, f"Planned in {words.seconds(sum(row['seconds'] for row in rows))}."]


def _endings(rows: Sequence[Row]) -> list[str]:
    return [f"{row['scenario']}: {ENDINGS[row['status']]}" for row in rows if row["status"] in ENDINGS]


def _otherwise(found: Comparison, row: Row) -> str:
    """What one scenario's plan does otherwise: its needs and commitments, those alike only counted."""
    name = row["scenario"]
    needs = found.needs.filter(scenario=name).to_dicts()
    promises = found.commitments.filter(scenario=name).to_dicts()
    title = found.titles[name]
    head = f"{name} ({words.tidy(title)})" if title != name else name
    counted = (_counted(needs, "need", "needs"), _counted(promises, "commitment", "commitments"))
    parts = (lines(head, *counted, compared.doubt(row, needs)), _needs(needs), _promises(promises))
    return "\n\n".join(part for part in parts if part)


def _counted(rows: Sequence[Row], one: str, more: str) -> str:
    """How many differ, and how many do not or only within the gap."""
    if not rows:
        return ""
    many = Counter(row["told"] for row in rows)
    differ = sum(many[told] for told in compared.DIFFERENT)
    rest = [f"{many[told]} {told}" for told in ("within the gap", "same") if many[told]]
    untold = [f"{many[None]} that cannot be judged"] if many[None] else []
    said = ", ".join([f"{words.count(differ, one, more)} {'differs' if differ == 1 else 'differ'}", *rest, *untold])
    return f"{said[0].upper()}{said[1:]}."


def _needs(rows: Sequence[Row]) -> str:
    different = sorted(
        (row for row in rows if row["told"] in compared.DIFFERENT), key=lambda row: -abs(row["shortfall_change"] or 0.0)
    )
    cells = [
        (row["need"], words.whole(row["asked"]), words.part(row["delivered"], row["asked"]),
         compared.signed(row["delivered_change"]), words.number(row["shortfall"]),
         compared.signed(row["shortfall_change"]))
        if row["told"] in {"less", "more"}
        else (row["need"], *_only(row, ("asked", "delivered")), row["told"], *_only(row, ("shortfall",)), "")
        for row in different[:MOST]
    ]  # fmt: skip
    if not cells:
        return ""
    shown = table(("need", "asked", "delivered", "change", "shortfall", "change"), cells)
    return lines(shown, _others(len(different), "study_needs.csv"))


def _promises(rows: Sequence[Row]) -> str:
    different = [row for row in rows if row["told"] in compared.DIFFERENT]
    cells = [
        (row["commitment"], *_only(row, ("quantity",)), words.short_period(row["due"]) if row["due"] else "",
         words.part(row["delivered_by_due"], row["quantity"]) if row["quantity"] else "",
         compared.signed(row["change"]) if row["change"] is not None else row["told"])
        for row in different[:MOST]
    ]  # fmt: skip
    if not cells:
        return ""
    shown = table(("commitment", "promised", "due", "by then", "change"), cells)
    return lines(shown, _others(len(different), "study_commitments.csv"))


def _only(row: Row, names: Sequence[str]) -> list[str]:
    """The numbers of a row that only one of two scenarios has; blank where it is not this one."""
    return ["" if row[name] is None else words.number(row[name]) for name in names]


def _others(many: int, file: str) -> str:
    verb = "is" if many == MOST + 1 else "are"
    return f"{many - MOST} more {verb} in {file}." if many > MOST else ""
