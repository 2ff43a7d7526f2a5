"""Which flow acts before which inside a period, and circles of shipments that move nothing."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cofactory.simulator.book import Floats, Ints


@dataclass(frozen=True)
class Move:
    """One flow as the order sees it. `place` is its kind and its row: the order among equals."""

    place: tuple[int, ...]
    out: int
    inputs: tuple[int, ...]
    amount: Floats
    """Planned per period."""
    prompt: bool
    """Its units may be usable in the period they set out in."""
    planned_prompt: bool
    """They are, at planned lead times."""
    priority: float
    """Of the need it delivers to; -1 for other flows."""


def without_circles(shipments: Mapping[tuple[int, str], tuple[str, str, Floats]]) -> dict[tuple[int, str], Floats]:
    """Returns shipments (from, to, amount per period; lead time 0 each) less those that only go round in a circle."""
    left = {key: amount.copy() for key, (_, _, amount) in shipments.items()}
    ends = {key: (key[1], source, target) for key, (source, target, _) in shipments.items()}
    for t in range(len(next(iter(left.values()))) if left else 0):
        while circle := _circle({key: ends[key] for key in left if left[key][t] > 0}):
            least = min(left[key][t] for key in circle)
            for key in circle:
                left[key][t] = 0.0 if left[key][t] <= least else left[key][t] - least
    return left


def _circle(arcs: Mapping[tuple[int, str], tuple[str, str, str]]) -> list[tuple[int, str]]:
    """Some circle of arcs (item, from, to), empty where there is none."""
    out: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for key, (item, source, _) in arcs.items():
        out.setdefault((item, source), []).append(key)
    done: set[tuple[str, str]] = set()
    for start in out:
        path: list[tuple[int, str]] = []
        trail = [start]
        while trail:
            node = trail[-1]
            step = next((key for key in out.get(node, ()) if (arcs[key][0], arcs[key][2]) not in done), None)
            if step is None:
                done.add(trail.pop())
                path = path[: max(0, len(trail) - 1)]
                continue
            target = (arcs[step][0], arcs[step][2])
            path.append(step)
            if target in trail:
                return path[trail.index(target) :]
            trail.append(target)
    return []


def ranks(moves: Sequence[Move]) -> list[float]:
    """Returns per flow the highest priority of any need that its units reach along planned flows, -1 for none."""
    rank = [move.priority if move.amount.any() else -1.0 for move in moves]
    while True:
        at: dict[int, float] = {}
        for move, value in zip(moves, rank, strict=True):
            if move.amount.any():
                for node in move.inputs:
                    at[node] = max(at.get(node, -1.0), value)
        grown = [max(value, at.get(move.out, -1.0)) for move, value in zip(moves, rank, strict=True)]
        if grown == rank:
            return rank
        rank = grown


def order_of_flows(moves: Sequence[Move], periods: int) -> Ints:
    """Returns [period, place]: flows by falling priority, what feeds a flow before it, then by place.

    Flows in a circle act in the order in which the plan's units pass through them in the period.
    """
    rank = ranks(moves)
    feeds = [[w for w, other in enumerate(moves) if move.prompt and move.out in other.inputs] for move in moves]
    group = _strong(feeds)
    groups = _kahn(
        [sorted(set(g)) for g in _merged(feeds, group)],
        [min((-rank[f], *moves[f].place) for f in members) for members in _members(group)],
    )
    members = _members(group)
    order = np.zeros((periods, len(moves)), dtype=np.int64)
    for t in range(periods):
        order[t] = [f for g in groups for f in _inside(members[g], moves, t)]
    return order


def _inside(members: list[int], moves: Sequence[Move], t: int) -> list[int]:
    if len(members) == 1:
        return members
    active = [f for f in members if moves[f].amount[t] > 0]
    feeds = [
        [k for k, w in enumerate(active) if moves[f].planned_prompt and moves[f].out in moves[w].inputs] for f in active
    ]
    first = [active[k] for k in _kahn(feeds, [moves[f].place for f in active])]
    return first + sorted((f for f in members if f not in first), key=lambda f: moves[f].place)


def _kahn(feeds: list[list[int]], keys: Sequence[tuple[float, ...]]) -> list[int]:
    """A topological order that takes the least key first; what hangs in a circle comes last."""
    waiting = [0] * len(feeds)
    for targets in feeds:
        for w in targets:
            waiting[w] += 1
    ready = [(keys[f], f) for f, count in enumerate(waiting) if not count]
    heapq.heapify(ready)
    order = []
    while ready:
        _, f = heapq.heappop(ready)
        order.append(f)
        for w in feeds[f]:
            waiting[w] -= 1
            if not waiting[w]:
                heapq.heappush(ready, (keys[w], w))
    return order + sorted(set(range(len(feeds))) - set(order))


def _strong(feeds: list[list[int]]) -> list[int]:
    """The number of the circle each flow stands in; its own where it stands in none.

    Tarjan 1972, SIAM Journal on Computing 1(2), depth first without recursion. A flow is the root of a circle when
    nothing reached from it leads further back.
    """
    number, back, group = ([-1] * len(feeds) for _ in range(3))
    seen = circles = 0
    path: list[int] = []
    for start in range(len(feeds)):
        trail = [] if number[start] >= 0 else [(start, iter(feeds[start]))]
        while trail:
            f, targets = trail[-1]
            if number[f] < 0:
                number[f] = back[f] = seen
                seen += 1
                path.append(f)
            step = next((w for w in targets if group[w] < 0), None)
            if step is not None and number[step] < 0:
                trail.append((step, iter(feeds[step])))
            elif step is not None:
                back[f] = min(back[f], number[step])
            else:
                trail.pop()
                if trail:
                    back[trail[-1][0]] = min(back[trail[-1][0]], back[f])
                if back[f] == number[f]:
                    _close(path, f, group, circles)
                    circles += 1
    return group


def _close(path: list[int], root: int, group: list[int], number: int) -> None:
    """Gives everything on the path from the root on the number of its circle, and takes it off the path."""
    while True:
        f = path.pop()
        group[f] = number
        if f == root:
            return


def _members(group: list[int]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(max(group, default=-1) + 1)]
    for f, g in enumerate(group):
        found[g].append(f)
    return found


def _merged(feeds: list[list[int]], group: list[int]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(max(group, default=-1) + 1)]
    for f, targets in enumerate(feeds):
        found[group[f]] += [group[w] for w in targets if group[w] != group[f]]
    return found
