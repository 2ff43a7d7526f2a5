"""Who pays for what: a flow diagram from funds through kinds of cost to products."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from cofactory.render import words
from cofactory.render.charts import LETTER
from cofactory.render.figure import Figure, Table
from cofactory.render.reading import Payment, Reading, add_up
from cofactory.render.sankey import Band, Layout, Link, Node, lay_out
from cofactory.render.theme import SERIES, TIP, WIDE, Spec, paint, tone, values

FUNDS_MOST, THINGS_MOST = 6, 8
"""Nodes of the outer columns; smaller ones are drawn together as "others"."""

NODE = 10
"""Width of a node in pixels."""

TALL = 280
"""Pixels that the whole amount takes; small nodes and gaps come on top."""

LINE = 14
"""Pixels from one line of a label to the next."""

NAME_LINES = 2
"""Lines that a name may take; what is longer is cut, and whole in the table."""

LABEL = 4 + LINE * (NAME_LINES + 1)
"""Pixels that a label takes at most: its name and its amount."""

BETWEEN = 46
"""Pixels between the two parts of a diagram that is drawn in two, one above the other."""

CURVE = 24
"""Points along a band: enough that the curve looks smooth at print resolution."""


def money_figure(reading: Reading) -> Figure:
    """Every payment of the plan, from fund to kind of cost to product."""
    payments = reading.payments
    whole = sum(p.amount for p in payments)
    paid = add_up((p.fund, p.amount) for p in payments)
    cells = add_up(((p.fund, p.kind, p.thing), p.amount) for p in payments)
    rows = tuple((*key, words.money(a, reading.currency), words.share(a, whole)) for key, a in cells.items())
    parts = [f"{fund} {words.money(a, reading.currency)} ({words.share(a, whole)})" for fund, a in paid.items()]
    sentence = (
        f"Of {words.money(whole, reading.currency)}, paid by {words.listing(parts, 5)}."
        if payments
        else "Nothing is paid in this plan."
    )
    columns = ("Fund", "Kind of cost", "For", "Amount", "Share")
    return Figure(
        "money", "From funds to products", sentence,
        Table("Payments over the whole plan", columns, rows, frozenset({3, 4})),
        (lambda width: money_chart(payments, reading.currency, width)) if payments else None,
    )  # fmt: skip


def grouped(payments: Sequence[Payment]) -> list[Payment]:
    """The payments with small funds and small things drawn together, so that the diagram stays readable."""
    funds = _largest(add_up((p.fund, p.amount) for p in payments), FUNDS_MOST)
    things = _largest(add_up((p.thing, p.amount) for p in payments), THINGS_MOST)
    return [
        replace(p, fund=p.fund if p.fund in funds else "other funds", thing=p.thing if p.thing in things else "others")
        for p in payments
    ]


def _largest(totals: Mapping[str, float], most: int) -> set[str]:
    return set(list(totals)[: len(totals) if len(totals) <= most else most - 1])


Ends = tuple[Callable[[Payment], str], ...]
"""What the columns of a diagram stand for: the fund, the kind of cost and the thing of a payment."""


def _fund(payment: Payment) -> str:
    return f"f:{payment.fund}"


def _kind(payment: Payment) -> str:
    return f"k:{payment.kind}"


def _thing(payment: Payment) -> str:
    return f"t:{payment.thing}"


def money_layout(payments: Sequence[Payment], ends: Ends = (_fund, _kind, _thing)) -> Layout:
    """The layout of the payments from column to column, as many as there are ends."""
    ordered = sorted(grouped(payments), key=lambda p: -p.amount)
    links = [Link(one(p), other(p), p.amount) for one, other in pairwise(ends) for p in ordered]
    columns = [list(dict.fromkeys(end(p) for p in ordered)) for end in ends]
    return lay_out(columns, links, gap=4 / TALL, least=LABEL / TALL)


def money_chart(payments: Sequence[Payment], currency: str, width: int) -> Spec:
    """Bands as wide as the money that flows; on a narrow page in two parts, funds to kinds above kinds to things."""
    ends: tuple[Ends, ...] = ((_fund, _kind, _thing),) if width >= WIDE else ((_fund, _kind), (_kind, _thing))
    totals = add_up((_fund(p), p.amount) for p in grouped(payments))
    colours = {name: place % (len(SERIES) - 1) for place, name in enumerate(totals)}
    parts = [_diagram(money_layout(payments, columns), colours, currency, width) for columns in ends]
    return parts[0] if len(parts) == 1 else {"vconcat": parts, "spacing": BETWEEN}


def _diagram(layout: Layout, colours: Mapping[str, int], currency: str, width: int) -> Spec:
    """One flow diagram: bands, the nodes that they join, and the nodes' names."""
    columns = 1 + max(n.column for n in layout.nodes)
    xs = [round((width - 12 - NODE) * n / (columns - 1)) for n in range(columns)]
    colour_of = {n.name: colours.get(n.name, len(SERIES) - 1) for n in layout.nodes}
    used = list(range(len(SERIES)))
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, width - 12], "nice": False}}
    y = {"field": "y", "type": "quantitative", "axis": None,
         "scale": {"domain": [layout.height, 0], "nice": False, "reverse": False}}  # fmt: skip
    shade = {"field": "series", "type": "nominal", "legend": None,
             "scale": {"domain": used, "range": [paint(n) for n in used]}}  # fmt: skip
    tops = {n.name: n for n in layout.nodes}
    bands = [
        point | {"band": place, "series": colour_of[band.link.source], "tip": _say(band.link, currency)}
        for place, band in enumerate(layout.bands)
        for point in _curve(band, xs, tops)
    ]
    nodes = [
        {"x": xs[n.column], "x2": xs[n.column] + NODE, "y": n.top, "y2": n.bottom,
         "series": colour_of[n.name], "tip": f"{n.name[2:]}: {words.money(n.amount, currency)}"}
        for n in layout.nodes
    ]  # fmt: skip
    height = round(TALL * layout.height / layout.whole)
    room = int((width - 40) / LETTER / columns)
    labels = [line for n in layout.nodes for line in _label(n, xs, currency, room, layout.height / height)]
    return {
        "width": width - 12, "height": height, "data": values(nodes),
        "layer": [
            {"data": values(bands), "mark": {"type": "area", "opacity": 0.35, "interpolate": "linear"},
             "encoding": {"x": x, "y": y, "y2": {"field": "y2"}, "detail": {"field": "band"}, "color": shade,
                          **TIP}},
            {"mark": "rect",
             "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}, "color": shade,
                          "stroke": shade, **TIP}},
            *_label_layers(labels, {"x": x, "y": y}),
        ],
    }  # fmt: skip


HALO: Spec = {"stroke": tone("paper"), "strokeWidth": 3.5, "strokeJoin": "round", "strokeOpacity": 0.85}
"""What is drawn around the letters so that the edges of bands do not run through them."""


def _label_layers(labels: Sequence[Spec], place: Spec) -> list[Spec]:
    """The lines of the labels, each drawn twice: its halo, then its letters."""
    layers = []
    for look in (HALO, {}):
        for side in ("left", "right"):
            for weight in ("bold", "normal"):
                rows = [row for row in labels if (row["side"], row["weight"]) == (side, weight)]
                mark = {"type": "text", "align": side, "fontSize": 11.5, "color": tone("ink"), "fontWeight": weight}
                text = {**place, "text": {"field": "text"}}
                layers += [{"data": values(rows), "mark": {**mark, **look}, "encoding": text}] if rows else []
    return layers


def _label(node: Node, xs: Sequence[int], currency: str, room: int, per_pixel: float) -> list[Spec]:
    """The lines of a node's label, around its middle: left of the last column, right of the others."""
    side = "right" if node.column == len(xs) - 1 else "left"
    x = xs[node.column] - 5 if side == "right" else xs[node.column] + NODE + 5
    lines = [(line, "bold") for line in words.wrapped(node.name[2:] or "(no name)", room, NAME_LINES)]
    lines.append((words.money(node.amount, currency), "normal"))
    middle = (node.top + node.bottom) / 2
    return [
        {"x": x, "y": middle + (place - (len(lines) - 1) / 2) * LINE * per_pixel, "text": text, "side": side,
         "weight": weight}
        for place, (text, weight) in enumerate(lines)
    ]  # fmt: skip


def _say(link: Link, currency: str) -> str:
    return f"{link.source[2:]} → {link.target[2:]}: {words.money(link.amount, currency)}"


def _curve(band: Band, xs: Sequence[int], nodes: Mapping[str, Node]) -> list[Spec]:
    """Points along one band: level at both ends, an S between them."""
    start, end = xs[nodes[band.link.source].column] + NODE, xs[nodes[band.link.target].column]
    points = []
    for step in range(CURVE + 1):
        along = step / CURVE
        bend = along * along * (3 - 2 * along)
        top = band.source_top + (band.target_top - band.source_top) * bend
        points.append({"x": round(start + (end - start) * along, 2), "y": top, "y2": top + band.width})
    return points
