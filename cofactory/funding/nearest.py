"""The nearest change that brings a share below its limit: which components would have to come from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cofactory.funding.shares import Nominal, Part

NOTHING = 1e-9
"""A smaller excess is rounding."""


@dataclass(frozen=True, slots=True)
class Move:
    """One component that would have to come from inside the zone, at least this share of what comes from outside."""

    component: str
    least: float
    weight: float
    """Share of the whole that all of it is."""
    away_from: tuple[str, ...]
    to: tuple[str, ...]
    """Countries of the zone that have a source already; empty: there is none yet."""


def moves(nominal: Nominal, limit: float) -> tuple[Move, ...]:
    """Returns the fewest components to move inside until the share is at the limit; empty where it is already.

    Sources that exist come before new ones; of components that do it alone, the one with the least value.
    """
    excess = nominal.share - limit
    if excess <= NOTHING:
        return ()
    outside = sorted((part for part in nominal.parts if part.outside > 0), key=nominal.weight)
    existing = [part for part in outside if part.inside_from]
    for pool in (existing, outside):
        chosen = _chosen(nominal, pool, excess)
        if chosen:
            return tuple(_moves(nominal, chosen, excess))
    return ()


def _chosen(nominal: Nominal, pool: list[Part], excess: float) -> list[Part]:
    """The least one that is enough, else the largest ones together, else none."""
    alone = next((part for part in pool if nominal.weight(part) >= excess - NOTHING), None)
    if alone is not None:
        return [alone]
    chosen: list[Part] = []
    for part in reversed(pool):
        chosen.append(part)
        if sum(map(nominal.weight, chosen)) >= excess - NOTHING:
            return chosen
    return []


def _moves(nominal: Nominal, chosen: list[Part], excess: float) -> list[Move]:
    """All of each but the last, of which only what is still needed."""
    found, left = [], excess
    for part in chosen:
        weight = nominal.weight(part)
        found.append(Move(part.component, min(1.0, left / weight), weight, part.outside_from, part.inside_from))
        left -= weight
    return found
