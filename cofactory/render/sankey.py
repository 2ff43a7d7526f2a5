"""Where the nodes and bands of a flow diagram stand: a pure layout that conserves every amount."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SWEEPS = 4
"""Passes of the ordering; with three columns of at most nine nodes it no longer changes after two or three."""


@dataclass(frozen=True, slots=True)
class Link:
    """An amount that goes from a node of one column to a node of the next."""

    source: str
    target: str
    amount: float


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the drawing: its column, its upper and lower edge, and the amount that passes through it."""

    name: str
    column: int
    top: float
    bottom: float
    amount: float


@dataclass(frozen=True, slots=True)
class Band:
    """A link of the drawing: where its band leaves the source and where it reaches the target."""

    link: Link
    source_top: float
    target_top: float
    width: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Every node and band, on a scale of amount: y runs down from 0 to `height`; `whole` is the largest column."""

    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    height: float
    whole: float


def lay_out(
    columns: Sequence[Sequence[str]], links: Sequence[Link], *, gap: float = 0.02, least: float = 0.0
) -> Layout:
    """The layout of `links` between neighbouring columns; a node takes its larger side, in or out.

    `gap` is the space between two nodes and `least` the room that even the smallest node keeps around its middle,
    so that a label fits; both are shares of the whole amount. Amounts that are not above zero are left out; two
    links with the same ends are one.
    """
    merged: dict[tuple[str, str], float] = defaultdict(float)
    for link in links:
        merged[link.source, link.target] += max(0.0, link.amount)
    kept = [Link(source, target, amount) for (source, target), amount in merged.items() if amount > 0]
    size = _sizes(kept)
    order = _ordered([[name for name in column if name in size] for column in columns], kept)
    whole = max((sum(size[name] for name in column) for column in order), default=0.0)
    space = gap * whole
    room = {name: max(amount, least * whole) for name, amount in size.items()}
    heights = [sum(room[n] for n in column) + space * max(0, len(column) - 1) for column in order]
    height = max(heights, default=0.0)
    nodes: dict[str, Node] = {}
    for index, column in enumerate(order):
        top = (height - heights[index]) / 2
        for name in column:
            edge = top + (room[name] - size[name]) / 2
            nodes[name] = Node(name, index, edge, edge + size[name], size[name])
            top += room[name] + space
    return Layout(tuple(nodes.values()), _bands(nodes, kept), height, whole)


def _sizes(links: Sequence[Link]) -> dict[str, float]:
    """The amount through each node: the larger of what comes in and what goes out."""
    out: dict[str, float] = defaultdict(float)
    into: dict[str, float] = defaultdict(float)
    for link in links:
        out[link.source] += link.amount
        into[link.target] += link.amount
    return {name: max(out[name], into[name]) for name in {**out, **into}}


def _ordered(columns: list[list[str]], links: Sequence[Link]) -> list[list[str]]:
    """The columns reordered so that few bands cross: each node moves to the mean place of its neighbours."""
    order = [list(column) for column in columns]
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        indices = range(1, len(order)) if forward else range(len(order) - 2, -1, -1)
        for index in indices:
            fixed = order[index - 1] if forward else order[index + 1]
            place = {name: position for position, name in enumerate(fixed)}
            order[index].sort(key=lambda name: _mean_place(name, place, links))
    return order


def _mean_place(name: str, place: Mapping[str, int], links: Sequence[Link]) -> float:
    """The mean position of a node's neighbours, weighted by amount."""
    ends = [
        (link.target if link.source == name else link.source, link.amount)
        for link in links
        if name in (link.source, link.target)
    ]
    weight = sum(amount for end, amount in ends if end in place)
    return sum(place[end] * amount for end, amount in ends if end in place) / weight if weight else 0.0


def _bands(nodes: Mapping[str, Node], links: Sequence[Link]) -> tuple[Band, ...]:
    """One band per link, stacked at both ends in the order of the nodes they go to, so that none overlaps."""
    leaves: dict[Link, float] = {}
    arrives: dict[Link, float] = {}
    for name, node in nodes.items():
        out = sorted((link for link in links if link.source == name), key=lambda link: nodes[link.target].top)
        top = node.top
        for link in out:
            leaves[link] = top
            top += link.amount
        top = node.top
        for link in sorted((link for link in links if link.target == name), key=lambda link: nodes[link.source].top):
            arrives[link] = top
            top += link.amount
    return tuple(Band(link, leaves[link], arrives[link], link.amount) for link in links)
