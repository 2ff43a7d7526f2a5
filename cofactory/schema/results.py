"""The tables of plans, runs and comparisons, as they stand in `results/SCENARIO/`: columns, types, units, meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Type = Literal["text", "number", "whole", "flag"]


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column of a result table. A cell is blank where the tool does not know: never a silent zero."""

    name: str
    type: Type
    unit: str
    help: str


@dataclass(frozen=True, slots=True)
class ResultTable:
    """One result table: its file is `NAME.csv`."""

    name: str
    help: str
    columns: tuple[ResultColumn, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def _text(name: str, meaning: str) -> ResultColumn:
    return ResultColumn(name, "text", "", meaning)


def _number(name: str, unit: str, meaning: str) -> ResultColumn:
    return ResultColumn(name, "number", unit, meaning)


def _whole(name: str, unit: str, meaning: str) -> ResultColumn:
    return ResultColumn(name, "whole", unit, meaning)


_PERIOD = _text("period", "The period, such as `2026-03`.")
_LINE = _text("line", "The id of the line.")
_COST_ID = _text("cost", "What is paid for: `production:LINE`, `expansion:LINE`, `opening:LINE`, `project:ID`, "
                         "`stock:ID` or `transport:ROUTE`.")  # fmt: skip


_SCENARIO = _text("scenario", "The name of the scenario; the first in the file is the one the others stand beside.")
_TOLD = "`less`, `more`, `same`, or `within the gap`: no more than the gaps leave open"


def _fan(what: str, when: str = " in the period") -> tuple[ResultColumn, ...]:
    """Mean and percentiles per need and period, each with its error."""
    percentiles = (5, 25, 50, 75, 95)
    return (
        _text("need", "The id of the need."), _PERIOD,
        _number("mean", "units", f"{what}{when}, mean over the runs."),
        *(_number(f"p{p}", "units", f"The value that {p} % of the runs stay at or below.") for p in percentiles),
        _number("error", "units", "Monte Carlo standard error of the mean."),
        *(_number(f"p{p}_error", "units", f"Monte Carlo error of `p{p}`; blank: too few runs to tell.")
          for p in percentiles),
    )  # fmt: skip


_ALL = (
    ResultTable("plan_starts", "Units started on each line in each period.", (
        _LINE, _PERIOD,
        _number("quantity", "units", "Units started in the period."),
        _number("capacity", "units", "The most that could have been started: ramp and expansion included."),
    )),
    ResultTable("plan_steps", "Expansion steps ordered.", (
        _LINE, _PERIOD,
        _whole("steps", "steps", "Expansion steps ordered in the period."),
        _number("cost", "money", "What they cost."),
    )),
    ResultTable("plan_openings", "Lines that the plan decides to open.", (
        _LINE, _PERIOD,
        _number("cost", "money", "What opening costs."),
    )),
    ResultTable("plan_projects", "Projects that run, and when.", (
        _text("project", "The id of the project."),
        _text("begin", "Its first period."),
        _text("finish", "The first period in which it is done."),
        _number("cost", "money", "What it costs in all, as far as it falls inside the horizon."),
    )),
    ResultTable("plan_releases", "Units released from each stock.", (
        _text("stock", "The id of the stock."), _PERIOD,
        _number("quantity", "units", "Units released in the period."),
    )),
    ResultTable("plan_shipments", "Units dispatched on each route.", (
        _text("route", "The id of the route."),
        _text("item", "The item carried."), _PERIOD,
        _number("quantity", "units", "Units dispatched in the period."),
    )),
    ResultTable("plan_deliveries", "What each need asks for and gets, period by period.", (
        _text("need", "The id of the need."), _PERIOD,
        _number("asked", "units", "Units asked for in the period."),
        _number("quantity", "units", "Units delivered in the period."),
        _number("backlog", "units", "Units that wait at the end of the period (`unmet = waits`)."),
        _number("missed", "units", "Units of the period that are lost (`unmet = lost`)."),
    )),
    ResultTable("plan_commitments", "What of each commitment is delivered by its due date.", (
        _text("commitment", "The id of the commitment."),
        _text("need", "The need through which it is delivered."),
        _number("quantity", "units", "Units promised."),
        _text("due", "The period by whose end they are promised."),
        _number("delivered_by_due", "units", "Units delivered to the need by then."),
        _number("gap", "units", "Units promised and not delivered by then."),
    )),
    ResultTable("plan_payments", "What each fund pays for, period by period.", (
        _text("fund", "The id of the fund."), _COST_ID, _PERIOD,
        _number("amount", "money", "What the fund pays of the cost in the period."),
    )),
    ResultTable("plan_origins", "Where the components of what a fund with an origin rule pays for are made.", (
        _text("fund", "The id of the fund."), _LINE,
        _text("component", "The id of the component; the item itself where the line has no bill of materials."),
        _text("made_in", "The countries it is made in: several, separated by `;`, where no rule tells them apart."),
        _PERIOD,
        _number("quantity", "units", "Units of the component that go into what the fund pays for."),
        _number("value", "money", "Their estimated value: `value` of `items`, or 1 per unit where none is given."),
    )),
    ResultTable("plan_reasons", "Why a need or commitment is short, and what would help most.", (
        _text("subject", "The id of the need or commitment that is short."),
        _text("kind", "Whether the subject is a need or a commitment."),
        _whole("rank", "rank", "1 is the limit that helps most when loosened."),
        _text("limit", "What sort of limit binds: capacity of a line or pool, a fund, a stock, a project, a route."),
        _text("limit_id", "The id of the line, pool, fund, stock, project or route; for a fund rule the rule itself."),
        _text("first", "The first period in which it binds."),
        _text("last", "The last period in which it binds."),
        _number("relaxed_by", "see relaxed_unit", "By how much the limit was loosened to see what that changes."),
        _text("relaxed_unit", "The unit of `relaxed_by`."),
        _number("gain", "see gain_unit", "How much less short the subject is then."),
        _number("lifted", "see gain_unit", "How much less short the subject is without this limit at all."),
        _text("gain_unit", "The unit of `gain` and `lifted`."),
        ResultColumn("together", "flag", "", "`true` where it helps only with the subject's other limits."),
        _text("sentence", "The same in words."),
    )),
    ResultTable("plan_displaced", "What priority orders do to each need: the plan beside the one without them.", (
        _text("need", "The id of the need."),
        ResultColumn("ordered", "flag", "", "`true` for a need that an order serves first."),
        _number("asked", "units", "Units asked for over the horizon."),
        _number("delivered_without", "units", "Units delivered over the horizon without the orders."),
        _number("delivered", "units", "Units delivered with them."),
        _number("behind", "units", "The most units that the need is behind the plan without the orders."),
        _text("behind_in", "The period at whose end it is furthest behind; blank: never behind."),
        _number("unserved", "units", "Units that it gets less over the horizon; below 0: more."),
        _number("longer", "units times periods", "How much longer its units wait, or are lost, in all; below 0: less."),
        _whole("later", "periods", "By how many periods a unit that it does get comes later at most."),
        _text("done_without", "The period by whose end it has all it asks for without the orders; blank: not in the "
                              "horizon, or what is missed is lost."),
        _text("done", "The same with the orders."),
    )),
    ResultTable("run_deliveries", "Units delivered to each need, over the runs.", _fan("Units delivered")),
    ResultTable("run_received", "Units that each need has received so far, over the runs.",
                _fan("Units delivered from the start to the end of the period", "")),
    ResultTable("run_backlog", "Units that wait, or are lost, over the runs.", _fan("Units short at the end")),
    ResultTable("run_commitments", "When each commitment is kept, over the runs.", (
        _text("commitment", "The id of the commitment."),
        _text("need", "The need through which it is delivered."),
        _text("due", "The period by whose end it is promised."),
        _number("on_time", "share", "Share of the runs in which it is kept by then."),
        _number("on_time_error", "share", "Monte Carlo standard error of that share."),
        _number("kept", "share", "Share of the runs in which it is kept inside the horizon."),
        _number("kept_error", "share", "Monte Carlo standard error of that share."),
        *(_text(f"date_p{p}", f"The period by whose end it is kept in {p} % of the runs; blank: not in the horizon.")
          for p in (5, 50, 95)),
        *(_number(f"date_p{p}_error", "periods", f"Monte Carlo error of `date_p{p}`.") for p in (5, 50, 95)),
    )),
    ResultTable("run_summary", "Cost and shortfall of the whole programme, over the runs.", (
        _text("measure", "`cost` (discounted, in programme money) or `shortfall` (sum of priority times shortfall)."),
        _number("mean", "of the measure", "Mean over the runs."),
        *(_number(f"p{p}", "of the measure", f"The value that {p} % of the runs stay at or below.")
          for p in (5, 50, 95)),
        _number("error", "of the measure", "Monte Carlo standard error of the mean."),
        *(_number(f"p{p}_error", "of the measure", f"Monte Carlo error of `p{p}`.") for p in (5, 50, 95)),
    )),
    ResultTable("run_distribution", "How cost and shortfall of the whole programme are spread over the runs.", (
        _text("measure", "`cost` (discounted, in programme money) or `shortfall` (sum of priority times shortfall)."),
        _number("low", "of the measure", "Where the class begins; that value belongs to it."),
        _number("high", "of the measure", "Where it ends; that value belongs to the next class, if there is one."),
        _number("share", "share", "Share of the runs in the class."),
        _number("error", "share", "Monte Carlo standard error of that share."),
    )),
    ResultTable("run_risks", "What each risk costs: the same runs with it and without it.", (
        _text("risk", "The id of the risk; blank: all of them together, where there are several."),
        _number("shortfall", "shortfall", "How much more shortfall there is with the risk than without, on average."),
        _number("shortfall_error", "shortfall", "Monte Carlo standard error of that difference."),
        _number("cost", "money", "How much more is spent with the risk than without, on average; below 0: less."),
        _number("cost_error", "money", "Monte Carlo standard error of that difference."),
        _whole("runs", "runs", "How many runs were played twice."),
    )),
    ResultTable("study_scenarios", "Scenarios side by side: what each leaves short and costs, beside the first.", (
        _SCENARIO,
        _text("status", "`optimal`: planned to the gap asked for; `gap`, `time`, `failed`, `interrupted`: the search "
                        "ended before that; `no plan`: none exists."),
        _number("shortfall", "shortfall", "Sum of priority times shortfall, over needs and commitments."),
        _number("shortfall_bound", "shortfall", "Proven: no plan has less. Blank: nothing is proven."),
        _number("shortfall_gap", "share", "How far the shortfall is above its bound, relative."),
        _number("shortfall_change", "shortfall", "Shortfall less that of the first scenario."),
        _text("shortfall_told", f"What is proven of that: {_TOLD}; `weighed otherwise` where priorities differ."),
        _number("cost", "money", "Discounted cost of the plan."),
        _number("cost_bound", "money", "Proven: none with as little shortfall costs less. Blank: nothing is proven."),
        _number("cost_gap", "share", "How far the cost is above its bound, relative."),
        _number("cost_change", "money", "Cost less that of the first scenario."),
        _text("cost_told", "What is proven of the cost of coming as near to the least shortfall, or of no more "
                           f"shortfall: {_TOLD}."),
        _number("seconds", "seconds", "How long the scenario was planned."),
        _text("search", "`start`: searched from the start; `went on`: from where an earlier plan ended; `same`: "
                        "nothing that a plan depends on differs from the first; `none`: no plan."),
        _text("why", "Why there is no plan."),
    )),
    ResultTable("study_needs", "What each scenario's plan delivers to each need, beside the first's.", (
        _SCENARIO,
        _text("need", "The id of the need."),
        _number("asked", "units", "Units asked for over the horizon."),
        _number("delivered", "units", "Units delivered over the horizon."),
        _number("shortfall", "share times periods", "The share outstanding, summed over the periods."),
        _number("delivered_change", "units", "Units delivered, less those of the first scenario."),
        _number("shortfall_change", "share times periods", "Shortfall, less that of the first scenario."),
        _text("told", f"How the shortfall stands beside the first's: {_TOLD}; `new`, `gone`: asked in one only."),
    )),
    ResultTable("study_commitments", "What of each commitment each scenario's plan delivers by its due date.", (
        _SCENARIO,
        _text("commitment", "The id of the commitment."),
        _text("need", "The need through which it is delivered."),
        _number("quantity", "units", "Units promised."),
        _text("due", "The period by whose end they are promised."),
        _number("delivered_by_due", "units", "Units delivered to the need by then."),
        _number("change", "units", "Units delivered by then, less those of the first scenario."),
        _text("told", f"How that stands beside the first's: {_TOLD}; `new`, `gone`: promised in one of both only."),
    )),
)  # fmt: skip

TABLES: Mapping[str, ResultTable] = MappingProxyType({table.name: table for table in _ALL})
"""Every result table by its name, in the order of the documentation."""
