"""What sources count in: whether "jets" and "aircraft", "system" and "systems" are one unit."""

from __future__ import annotations

from functools import cache

from cofactory.evidence.reader.lexicon import groups_of

UNSAID = frozenset({"", "unit", "piece", "item"})
"""Words that count anything, and so name no unit."""

ONE_BY_ONE = frozenset({"aircraft", "helicopter", "drone"})
"""Groups of the lexicon whose words all count single things; a battery is no launcher, though both are air defence."""


@cache
def unit_key(unit: str | None) -> str | None:
    """Returns what tells a unit from others: its singular or its group ("jets": "aircraft"); None where not said."""
    word = singular((unit or "").strip().lower())
    if word in UNSAID:
        return None
    groups = groups_of(word) & ONE_BY_ONE
    return min(groups) if groups else word


def singular(word: str) -> str:
    """Returns an English noun as it stands after "one": "system", "battery", "aircraft"."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word


def one_unit(one: str | None, other: str | None) -> bool:
    """Returns whether two figures may count the same: their units are one, or one of them is not said."""
    a, b = unit_key(one), unit_key(other)
    return a is None or b is None or a == b
