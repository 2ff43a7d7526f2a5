"""Which lines, lanes, funds, needs of one model are those of another: by name, in whatever order they stand.

Groups of costs have no name of their own; they are told by a cost that both have.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays

    Ints = NDArray[np.int64]
    Named = tuple[Arrays, Sequence[str]]

GROUPS = ("due", "falls_due", "paid")
"""Columns and rows that are named after a group of costs."""
PAYERS = ("pay", "share", "signed_projects", "certified_payment")
"""Columns and rows that are named after a fund that pays a group of costs."""


def places(name: str, there: Named, here: Named) -> Ints:
    """Returns per entity of a block or family of rows here where it stands there, -1 where it does not."""
    if name in GROUPS:
        return groups(there[0], here[0])
    if name in PAYERS:
        group = groups(there[0], here[0])
        place = {_payer(there[0], k, payer.group): k for k, payer in enumerate(there[0].money.payers)}
        keys = [_payer(here[0], k, int(group[payer.group])) for k, payer in enumerate(here[0].money.payers)]
        return np.array([place.get(key, -1) for key in keys], dtype=np.int64)
    place_of = {key: k for k, key in enumerate(_apart(there[1]))}
    return np.array([place_of.get(key, -1) for key in _apart(here[1])], dtype=np.int64)


def groups(there: Arrays, here: Arrays) -> Ints:
    """Returns per group of costs here the one there of its first cost that is there too, -1 where none is."""
    before = {cost.id: int(group) for cost, group in zip(there.money.costs, there.money.group_of, strict=True)}
    found = np.full(here.money.groups, -1)
    for cost, group in zip(here.money.costs, here.money.group_of, strict=True):
        if found[group] < 0:
            found[group] = before.get(cost.id, -1)
    return found


def _apart(names: Sequence[str]) -> list[tuple[str, int]]:
    """Each name, and the how many-th of that name it is."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        found.append((name, seen[name]))
        seen[name] += 1
    return found


def _payer(a: Arrays, k: int, group: int) -> tuple[str, str | int]:
    """A payer by its fund and the line whose units it certifies, or the group of costs."""
    payer = a.money.payers[k]
    line = payer.certified_line
    return a.programme.funds[payer.fund].id, a.lines.ids[line] if line >= 0 else group
