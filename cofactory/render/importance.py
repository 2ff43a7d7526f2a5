"""Which needs a reader asks about first: what was promised, to the programme's receiver, the largest promise first."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from cofactory.programme.cells import planning_money
from cofactory.programme.record import Programme
from cofactory.render.reading import Reading, Service


def foremost(reading: Reading) -> list[Service]:
    """Every need, the most important first: promised, to whom most is promised, with a date, by size of promise.

    The size is what the promised units are worth at the lines' unit costs, or their number where no cost is known.
    Needs that nobody promised to serve come after, by what their lateness weighs.
    """
    receivers = Counter(c.receiver for c in reading.programme.commitments if c.need)
    promised = {c.need: c.receiver for c in reading.programme.commitments if c.need}
    dated = {p.need for p in reading.promises if p.planned is not None}
    worths = unit_worths(reading.programme)
    sizes: dict[str, float] = defaultdict(float)
    for p in reading.promises:
        sizes[p.need or ""] += p.quantity or 0.0

    def place(s: Service) -> tuple[float, ...]:
        """Sorts what was promised first, then the largest shortfall."""
        if s.id not in promised:
            return (1, 0, 0, 0, 0, -s.priority * s.shortfall, -s.priority)
        size = sizes[s.id]
        worth = size * worths.get(reading.rows["needs", s.id].item, 0.0)
        return (0, -receivers[promised[s.id]], s.id not in dated, -worth, -size, -s.priority * s.shortfall, -s.priority)

    return sorted(reading.services, key=place)


def unit_worths(programme: Programme) -> dict[str, float]:
    """What one unit of each item costs to make with its components, in programme currency; unknown costs count 0."""
    own: dict[str, float] = {}
    for line in programme.lines:
        if line.unit_cost.known:
            cost = planning_money(line.unit_cost, programme.settings)
            own[line.item] = min(cost, own.get(line.item, cost))
    parts: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for row in programme.bom:
        parts[row.product].append((row.component, row.quantity.mean() if row.quantity.known else 1.0))
    return {item.id: _worth(item.id, own, parts, frozenset()) for item in programme.items}


def _worth(
    item: str, own: Mapping[str, float], parts: Mapping[str, list[tuple[str, float]]], above: frozenset[str]
) -> float:
    inside = above | {item}
    components = ((part, many) for part, many in parts.get(item, ()) if part not in inside)
    return own.get(item, 0.0) + sum(many * _worth(part, own, parts, inside) for part, many in components)
