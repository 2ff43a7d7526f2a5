"""Who pays for what: a flow diagram from funds through kinds of cost to products."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

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

LABEL = 31
"""Pixels that a label of two lines takes."""

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


def money_layout(payments: Sequence[Payment], *, things: bool) -> Layout:
    """The layout fund to kind of cost, and on to the thing paid for where `things` is true."""
    payments = sorted(grouped(payments), key=lambda p: -p.amount)
    links = [Link(f"f:{p.fund}", f"k:{p.kind}", p.amount) for p in payments]
    columns = [[f"f:{p.fund}" for p in payments], [f"k:{p.kind}" for p in payments]]
    if things:
        links += [Link(f"k:{p.kind}", f"t:{p.thing}", p.amount) for p in payments]
        columns.append([f"t:{p.thing}" for p in payments])
    return lay_out([list(dict.fromkeys(column)) for column in columns], links, gap=4 / TALL, least=LABEL / TALL)


def money_chart(payments: Sequence[Payment], currency: str, width: int) -> Spec:
    """Bands as wide as the money that flows; on a narrow page without the last column, which the table has."""
    layout = money_layout(payments, things=width >= WIDE)
    columns = 3 if width >= WIDE else 2
    last = width - 12 - NODE
    xs = [round(last * n / (columns - 1)) for n in range(columns)]
    funds = [n.name for n in sorted(layout.nodes, key=lambda n: n.top) if n.column == 0]
    colour = {name: place % (len(SERIES) - 1) for place, name in enumerate(funds)}
    colour_of = {n.name: colour.get(n.name, len(SERIES) - 1) for n in layout.nodes}
    used = list(range(len(SERIES)))
    height = round(TALL * layout.height / layout.whole)
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, width - 12], "nice": False}}
    y = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [layout.height, 0], "nice": False, "reverse": False},
    }
    shade = {
        "field": "series",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": used, "range": [paint(n) for n in used]},
    }
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
    names = [_label(n, columns, xs, currency, int(width / LETTER / columns)) for n in layout.nodes]
    return {
        "width": width - 12, "height": height, "data": values(nodes),
        "layer": [
            {"data": values(bands), "mark": {"type": "area", "opacity": 0.35, "interpolate": "linear"},
             "encoding": {"x": x, "y": y, "y2": {"field": "y2"}, "detail": {"field": "band"}, "color": shade,
                          **TIP}},
            {"mark": "rect",
             "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}, "color": shade,
                          "stroke": shade, **TIP}},
            *[_label_layer([row for row in names if row["side"] == side], side, field, {"x": x, "y": y})
              for side in ("left", "right") for field in ("name", "say")],
        ],
    }  # fmt: skip


def _label_layer(rows: list[Spec], side: str, field: str, place: Spec) -> Spec:
    """The names above and the amounts below the middles of the nodes."""
    look = {"dy": -7, "fontWeight": "bold"} if field == "name" else {"dy": 7}
    mark = {"type": "text", "align": side, "fontSize": 11.5, "color": tone("ink"), **look}
    return {"data": values(rows), "mark": mark, "encoding": {**place, "text": {"field": field}}}


def _label(node: Node, columns: int, xs: Sequence[int], currency: str, room: int) -> Spec:
    """A node's words: left of the last column, right of the others."""
    side = "right" if node.column == columns - 1 else "left"
    x = xs[node.column] - 5 if side == "right" else xs[node.column] + NODE + 5
    return {
        "x": x,
        "y": (node.top + node.bottom) / 2,
        "name": words.tidy(node.name[2:], room) or "(no name)",
        "say": words.money(node.amount, currency),
        "side": side,
    }


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
