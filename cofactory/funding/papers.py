"""Rules that no plan can obey: what must be shown of an item, and is looked for in `item_facts`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cofactory.funding.missing import Missing
from cofactory.programme.rule_values import split_values

if TYPE_CHECKING:
    from cofactory.funding.finding import Finding
    from cofactory.programme.record import Settings
    from cofactory.programme.rule_sets import SetRow

Facts = Mapping[tuple[str, str], str]

_ASKED = re.compile(r"(\w+) (in|is) (.+)")


def judge_papers(
    facts: Facts, item: str | None, row: SetRow, settings: Settings, made: Callable[..., Finding]
) -> Finding | None:
    """Returns whether the item is shown to be as the row asks; None for a cost without an item, which has no papers."""
    match = _ASKED.fullmatch(row.value)
    if match is None or item is None:
        return None
    fact, how, wanted = match.groups()
    said = facts.get((item, fact))
    if said is None:
        lacking = Missing("item_facts", item, fact, "countries such as FR; IT" if how == "in" else wanted)
        return made("unknown", f"to be shown: {row.words}", missing=(lacking,))
    if how == "is":
        good = said.strip().lower() == wanted
        return made("met" if good else "failed", f"item_facts says {fact} = {said}",
                    change="" if good else f"{row.words}")  # fmt: skip
    zone = frozenset[str]().union(*(settings.zone(name) for name in split_values(wanted)))
    away = [country for country in split_values(said) if country not in zone and country != "none"]
    if not away:
        return made("met", f"item_facts says {fact} = {said}")
    why = f"{', '.join(away)} of {fact} in item_facts is outside {wanted}"
    return made("failed", why, change=f"nobody from {', '.join(away)}: {row.note or row.words}")
