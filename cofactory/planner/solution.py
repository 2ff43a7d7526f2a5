"""A solver's answer as plan tables: what starts, opens, ships, arrives and is paid, period by period."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cofactory.planner.effort import Effort
from cofactory.planner.in_units import units_to_gain
from cofactory.planner.manifest import plan_manifest
from cofactory.planner.objective import need_weights
from cofactory.planner.origins import origins_table
from cofactory.planner.payments import payments_table
from cofactory.planner.products import dot
from cofactory.schema.frames import frame_types

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cofactory.planner.arrays import Arrays
    from cofactory.planner.model import Model

    Floats = NDArray[np.float64]

NOTHING = 1e-7
"""A flow below this is solver noise, not a decision."""


DIGITS = 1e-9
"""Units by which a flow may be tidied: the solver's own tolerance, so that balances over many periods still hold."""


@dataclass(frozen=True)
class Plan:
    """The plan tables (polars frames, columns as in `schema.results`), its two figures of merit and how surely."""

    starts: pl.DataFrame
    steps: pl.DataFrame
    openings: pl.DataFrame
    projects: pl.DataFrame
    releases: pl.DataFrame
    shipments: pl.DataFrame
    deliveries: pl.DataFrame
    commitments: pl.DataFrame
    payments: pl.DataFrame
    origins: pl.DataFrame
    reasons: pl.DataFrame
    displaced: pl.DataFrame
    """Per need, where there are priority orders: this plan beside the one without them."""
    needs: pl.DataFrame
    shortfall: float
    """Sum of priority times shortfall, over needs and commitments."""
    cost: float
    """Discounted cost over the horizon, in programme money."""
    gaps: Mapping[str, float]
    """Relative gap reached: of `shortfall` and of `cost`."""
    bounds: Mapping[str, float]
    """Proven: no plan that obeys the priority orders has less shortfall, and none with this shortfall costs less."""
    seconds: Mapping[str, float]
    status: str
    scenario: str
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """The worse of the two relative gaps."""
        return max(self.gaps.values())

    def tables(self) -> dict[str, pl.DataFrame]:
        """Returns the plan tables by the name they have on disk, without the `plan_`."""
        return {name: getattr(self, name) for name in TABLE_NAMES}


TABLE_NAMES = (
    "starts", "steps", "openings", "projects", "releases", "shipments", "deliveries", "commitments", "payments",
    "origins", "reasons", "displaced",
)  # fmt: skip
"""The plan tables, in the order of the documentation; on disk `plan_NAME.csv`."""


def read_answer(a: Arrays, model: Model, answer: Floats, effort: Effort) -> Plan:
    """Returns the plan that an answer of the model describes; reasons are found later."""
    v = {name: snapped(block.read(answer)) for name, block in model.blocks.items()}
    shortfall, bound = dot(model.shortfall, answer), effort.first.bound
    needs = _needs(a, v)
    manifest = plan_manifest(a.programme, effort)
    manifest["units"] = _in_units(a, needs["shortfall"].to_numpy(), max(0.0, shortfall - bound))
    return Plan(
        starts=_starts(a, model, answer, v["start"]),
        steps=_steps(a, v["steps"]),
        openings=_openings(a, v["open"]),
        projects=_projects(a, v["begin"]),
        releases=_flows(a, v["release"], {"stock": [s.id for s in a.programme.stocks]}),
        shipments=_shipments(a, v["ship"]),
        deliveries=_deliveries(a, v),
        commitments=_commitments(a, v["deliver"]),
        payments=payments_table(a, model.blocks, v, answer),
        origins=origins_table(a, v),
        reasons=pl.DataFrame(schema=frame_types("plan_reasons")),
        displaced=pl.DataFrame(schema=frame_types("plan_displaced")),
        needs=needs,
        shortfall=round(shortfall, 9),
        cost=dot(model.cost, answer) + model.fixed_cost,
        gaps={"shortfall": effort.first.gap, "cost": effort.second.gap},
        bounds={"shortfall": bound, "cost": effort.second.bound},
        seconds=dict(effort.seconds),
        status=effort.status,
        scenario=a.programme.scenario,
        manifest=manifest,
    )


def _in_units(a: Arrays, shortfall: Floats, apart: float) -> dict[str, float | None]:
    """What is outstanding, in units times periods, and what of it a better plan could spare; None: not proven."""
    spared = units_to_gain(shortfall, a.demand.priority, a.demand.total, apart) if np.isfinite(apart) else None
    return {"outstanding": float(shortfall @ a.demand.total), "gap": spared}


def snapped(values: Floats) -> Floats:
    """Returns values freed of the solver's last digits: 77.2499999998 is 77.25, what differs by more stays."""
    near: Floats = np.round(values, 6)
    return np.where(np.abs(values - near) <= DIGITS, near, values)


def _labels(a: Arrays) -> NDArray[np.str_]:
    return np.array(a.programme.settings.calendar.labels())


def _flows(a: Arrays, values: Floats, keys: Mapping[str, list[str]], **more: Floats) -> pl.DataFrame:
    """One row per entity and period in which something flows."""
    entity, period = np.nonzero(values > NOTHING)
    table: dict[str, Any] = {name: np.array(ids, dtype=object)[entity].astype(str) for name, ids in keys.items()}
    table |= {"period": _labels(a)[period], "quantity": values[entity, period]}
    table |= {name: extra[entity, period] for name, extra in more.items()}
    types = dict.fromkeys([*keys, "period"], pl.String) | dict.fromkeys(["quantity", *more], pl.Float64)
    return pl.DataFrame({name: list(column) for name, column in table.items()}, schema=types)


def _starts(a: Arrays, model: Model, answer: Floats, start: Floats) -> pl.DataFrame:
    """Starts beside the capacity there was: what the capacity row allowed, steps and ramps counted."""
    rows, first = model.rows("capacity")
    left = model.row_upper - model.matrix @ answer
    free = np.where(rows.grid >= 0, left[first + np.maximum(rows.grid, 0)], 0.0)
    return _flows(a, start, {"line": list(a.lines.ids)}, capacity=np.maximum(start + free, 0.0))


def _steps(a: Arrays, steps: Floats) -> pl.DataFrame:
    table = _flows(a, steps, {"line": list(a.lines.ids)}, cost=np.round(steps) * a.lines.step_cost[:, None])
    return table.rename({"quantity": "steps"}).with_columns(pl.col("steps").round().cast(pl.Int64))


def _openings(a: Arrays, opened: Floats) -> pl.DataFrame:
    cost = np.broadcast_to(a.lines.opening_cost[:, None], opened.shape)
    return _flows(a, opened, {"line": list(a.lines.ids)}, cost=cost).drop("quantity")


def _projects(a: Arrays, begun: Floats) -> pl.DataFrame:
    """Every project that begins, with the first period in which it has finished and its cost inside the horizon."""
    label = a.programme.settings.calendar.label
    rows = []
    for n, project in enumerate(a.programme.projects):
        chosen = np.flatnonzero(begun[n] > 0.5)
        if a.projects.optional[n] and not len(chosen):
            continue
        begin = int(chosen[0]) if a.projects.optional[n] else int(a.projects.earliest[n])
        ages = begin + np.arange(len(a.projects.profile[n]))
        cost = float(a.projects.profile[n][(ages >= 0) & (ages < a.periods)].sum())
        rows.append((project.id, label(begin), label(begin + int(a.projects.duration[n])), cost))
    return pl.DataFrame(rows, schema=frame_types("plan_projects"), orient="row")


def _shipments(a: Arrays, ship: Floats) -> pl.DataFrame:
    lanes = a.network.lanes
    keys = {
        "route": [a.programme.routes[lane.route].id for lane in lanes],
        "item": [a.network.nodes[lane.source][0] for lane in lanes],
    }
    table = _flows(a, ship, keys)  # lanes of one item differ in origin class, which the table does not show
    return table.group_by(["route", "item", "period"], maintain_order=True).agg(pl.col("quantity").sum())


def _delivered(a: Arrays, deliver: Floats) -> Floats:
    total = np.zeros(a.demand.asked.shape)
    for d, (need, _) in enumerate(a.network.drops):
        total[need] += deliver[d]
    return total


def _deliveries(a: Arrays, v: Mapping[str, Floats]) -> pl.DataFrame:
    quantity = _clean(_delivered(a, v["deliver"]))
    needs = np.array([need.id for need in a.programme.needs], dtype=object)
    return pl.DataFrame(
        {
            "need": [str(need) for need in np.repeat(needs, a.periods)],
            "period": [str(label) for label in np.tile(_labels(a), len(needs))],
            "asked": a.demand.asked.ravel(),
            "quantity": quantity.ravel(),
            "backlog": _clean(v["back"]).ravel(),
            "missed": _clean(v["miss"]).ravel(),
        },
        schema=frame_types("plan_deliveries"),
    )


def _clean(values: Floats) -> Floats:
    return np.where(np.abs(values) < NOTHING, 0.0, values)


def _needs(a: Arrays, v: Mapping[str, Floats]) -> pl.DataFrame:
    outstanding = np.where(a.demand.waits[:, None], v["back"], v["miss"]).sum(axis=1)
    delivered = _delivered(a, v["deliver"]).sum(axis=1)
    return pl.DataFrame(
        {
            "id": [need.id for need in a.programme.needs],
            "asked": a.demand.total,
            "delivered": _clean(delivered),
            "shortfall": _clean(outstanding * need_weights(a)),
        },
        schema={"id": pl.String} | dict.fromkeys(["asked", "delivered", "shortfall"], pl.Float64),
    )


def _commitments(a: Arrays, deliver: Floats) -> pl.DataFrame:
    """Every commitment; what is unknown or only tracked has no figures (null)."""
    delivered = np.cumsum(_delivered(a, deliver), axis=1)
    position = {k: n for n, k in enumerate(a.demand.promised)}
    rows: list[tuple[Any, ...]] = []
    for k, row in enumerate(a.programme.commitments):
        quantity = row.quantity.mean() if row.quantity.known else None
        by_due = gap = None
        if k in position:
            n = position[k]
            due = min(int(a.demand.promised_due[n]), a.periods - 1)
            by_due = float(delivered[a.demand.promised_need[n], due]) if due >= 0 else 0.0
            gap = float(_clean(np.array(max(0.0, float(a.demand.promised_quantity[n]) - by_due))))
        rows.append((row.id, row.need, quantity, row.due, by_due, gap))
    return pl.DataFrame(rows, schema=frame_types("plan_commitments"), orient="row")
