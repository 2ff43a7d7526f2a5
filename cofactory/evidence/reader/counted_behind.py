"""Numbers that stand behind what they count: "deliveries were made in full: 570 kits", ", amounting to 45 vehicles"."""

from __future__ import annotations

from collections.abc import Sequence

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.words import FINITE, negated

_TOTALS = frozenset({"amount to", "total", "number", "come to", "reach", "comprise", "consist of", "cover"})


def counted_behind(
    line: Line, clause: Clause, heads: Sequence[Head], drafts: Sequence[Draft], found: Sequence[Draft]
) -> None:
    """Nothing; the claim told last has the number that a clause without an act of its own counts it with."""
    last = drafts[-1] if drafts else None
    if found or last is None or last.head is None or last.head.number is not None or last.kind == "financing":
        return
    if last.clause.last > clause.first or last.denied:
        return
    start = _after_colon(line, clause) if line.tokens[clause.first - 1].text in ":—-" else _after_total(line, clause)
    number = next((one for one in line.numbers if start is not None and one.first == start), None)
    if number is None or (number.low is None and number.high is None):
        return
    if any(head.names and head.names[:1] != last.head.names[:1] for head in heads):
        return  # another thing is counted
    last.head.number = number
    last.quote = (last.quote[0], max(last.quote[1], number.last))


def _after_colon(line: Line, clause: Clause) -> int | None:
    """Where a clause behind a colon begins with its number, if it tells nothing else."""
    inside = range(clause.first, clause.last)
    told = any(line.tokens[k].low in FINITE or negated(line.tokens[k]) for k in inside)
    verbs = any(clause.first <= one.first < clause.last for one in (*line.triggers, *line.hedges))
    return None if told or verbs else clause.first


def _after_total(line: Line, clause: Clause) -> int | None:
    """Where the number stands behind a participle of counting: ", amounting to 45 vehicles"."""
    opener = next((one for one in line.triggers if one.first == clause.first), None)
    counts = opener is not None and opener.entry.form == "gerund" and opener.entry.base in _TOTALS
    return opener.last if counts and opener and clause.kind == "participial" else None
