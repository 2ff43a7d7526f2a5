"""The tables of a programme folder: every column with its unit, default and meaning."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated as A

from pydantic import Field

from cofactory.base.cell import Cell
from cofactory.schema.table import Column as C
from cofactory.schema.table import Row

FUND_RULES = (
    "spends_on", "item", "category", "country", "party", "not_category", "origin_max", "made_in",
    "parties_min", "design_authority", "signed_from", "signed_until", "rules", "lifts",
)  # fmt: skip
"""Every rule a fund can have; their values are read in `programme.rule_values`. `rules` takes a shipped set, `lifts`
leaves one of its rows out."""

ITEM_FACTS = (
    "design_authority", "restricted_component", "common_procurement", "hostile_component", "maker_countries",
    "subcontractor_countries", "subcontractors", "procurement_route",
)  # fmt: skip
"""What a rule may ask of an item that no table's number says, and papers must show."""

FUND_FACTS = (
    "seap", "small_firms", "new_cooperation", "new_site", "crisis_capacity", "restriction_free", "more_for_ukraine",
    "spread_suppliers", "investing_states",
)  # fmt: skip
"""What a law may ask of what a fund pays for as a whole, before it lets it pay a higher share."""

Note = A[str | None, C("text", "Free words for whoever reads the table next.")]


class Party(Row):
    """Who promises, receives, builds or pays: states, unions, agencies and companies."""

    TABLE = "parties"
    id: A[str, C("id", "The party's short name in the other tables.", required=True)]
    name: A[str, C("text", "The name readers see.", required=True)]
    kind: A[str, C("choice", "What sort of party it is.", required=True,
                   choices=("state", "union", "agency", "company"))]  # fmt: skip
    country: A[str, C("country", "Where it sits; `EU` for the Union, `XX` when it is not said.", required=True)]
    aliases: A[tuple[str, ...], C("words", "Other names, and people who speak for it, separated by `;`: "
                                           "used when texts are read.")]  # fmt: skip
    note: Note


class Item(Row):
    """What is made, bought or delivered: products, their components, and services."""

    TABLE = "items"
    id: A[str, C("id", "The item's short name in the other tables.", required=True)]
    name: A[str, C("text", "The name readers see.", required=True)]
    kind: A[str, C("choice", "What sort of item it is.", required=True,
                   choices=("product", "component", "service"))]  # fmt: skip
    unit: A[str, C("text", "What one of it is called.", default="unit")]
    aliases: A[tuple[str, ...], C("words", "Other names, separated by `;`: used when texts are read.")]
    category: A[str | None, C("text", "What fund rules call it, such as `safe-1`.")]
    value: A[Cell | None, C("money", "Estimated price of one unit: used by origin rules and totals.",
                            unit="money per unit", uncertain=True)]  # fmt: skip
    note: Note


class BomRow(Row):
    """Bill of materials: what one unit of a product takes, for every line or for one line."""

    TABLE = "bom"
    KEY = ("product", "line", "component")
    product: A[str, C("ref", "The item that is made.", required=True, refers="items", owner=True)]
    line: A[str | None, C("ref", "If given, these rows replace the item-level rows for that line.",
                          refers="lines", owner=True)]  # fmt: skip
    component: A[str, C("ref", "The item it takes.", required=True, refers="items")]
    quantity: A[Cell, C("number", "How much of the component one unit of the product takes.",
                        unit="units per unit", required=True, above=0.0)]  # fmt: skip


class Line(Row):
    """A line: one place where one item is made, what it can make, and how it may grow."""

    TABLE = "lines"
    id: A[str, C("id", "The line's short name in the other tables.", required=True)]
    name: A[str, C("text", "The name readers see.", required=True)]
    item: A[str, C("ref", "What the line makes.", required=True, refers="items")]
    country: A[str, C("country", "Where the line is.", required=True)]
    party: A[str | None, C("ref", "Who runs the line.", refers="parties")]
    capacity: A[Cell, C("number", "What it can start at full rate, before expansion; may be 0.",
                        unit="units per period", required=True, uncertain=True)]  # fmt: skip
    lead_time: A[Cell, C("periods", "From start to finished.", unit="periods", default="0", uncertain=True)]
    unit_cost: A[Cell, C("money", "Its own cost of one unit, inputs not included.", unit="money per unit",
                         default="0", uncertain=True)]  # fmt: skip
    opens: A[str, C("period", "The first period in which it may start units.", default="start")]
    closes: A[str | None, C("period", "The first period in which it may not start units any more.")]
    ramp: A[Cell, C("periods", "How long after opening until full rate: the rate grows in equal steps.",
                    unit="periods", default="0", uncertain=True)]  # fmt: skip
    opening_cost: A[Cell, C("money", "Above 0: the plan decides whether and when to open it, not before `opens`.",
                            unit="money", default="0", uncertain=True)]  # fmt: skip
    project: A[str | None, C("ref", "It cannot start units before this project has finished.", refers="projects")]
    step: A[Cell | None, C("number", "What one expansion step adds.", unit="units per period")]
    step_cost: A[Cell | None, C("money", "What one expansion step costs.", unit="money", uncertain=True)]
    step_lead_time: A[Cell, C("periods", "From ordering a step to its first output.", unit="periods",
                              default="0", uncertain=True)]  # fmt: skip
    step_ramp: A[Cell, C("periods", "How long after that until the step's full rate.", unit="periods",
                         default="0", uncertain=True)]  # fmt: skip
    max_steps: A[Cell, C("whole", "The most expansion steps that can be ordered.", unit="steps", default="0")]
    learning: A[Cell, C("share", "Share of unit cost saved per doubling of cumulative output; no plan uses it.",
                        unit="share", default="0")]  # fmt: skip
    pool: A[str | None, C("ref", "The shared capacity it draws on.", refers="pools")]
    pool_use: A[Cell, C("number", "Units of the shared capacity that one started unit takes.",
                        unit="pool units per unit", default="1")]  # fmt: skip
    note: Note


class Pool(Row):
    """Capacity shared by several lines: one plant, one workforce, one test bench."""

    TABLE = "pools"
    id: A[str, C("id", "The pool's short name in the other tables.", required=True)]
    name: A[str, C("text", "The name readers see.", required=True)]
    capacity: A[Cell, C("number", "What its lines can use together.", unit="pool units per period",
                        required=True, uncertain=True)]  # fmt: skip
    opens: A[str | None, C("period", "The first period in which there is any; before it, 0.")]
    closes: A[str | None, C("period", "The first period in which there is none any more.")]
    note: Note


class Stock(Row):
    """Units that already exist and can be released."""

    TABLE = "stocks"
    id: A[str, C("id", "The stock's short name in the other tables.", required=True)]
    item: A[str, C("ref", "What lies there.", required=True, refers="items")]
    country: A[str, C("country", "Where it lies.", required=True)]
    party: A[str | None, C("ref", "Whose it is.", refers="parties")]
    quantity: A[Cell, C("number", "How many there are.", unit="units", required=True, uncertain=True)]
    reserve: A[Cell, C("number", "How many are never released.", unit="units", default="0", uncertain=True)]
    available: A[str, C("period", "The first period in which any may be released.", default="start")]
    release_rate: A[Cell | None, C("number", "The most that can be released; blank: no limit.",
                                   unit="units per period")]  # fmt: skip
    lead_time: A[Cell, C("periods", "Preparation: from release to usable.", unit="periods", default="0",
                         uncertain=True)]  # fmt: skip
    unit_cost: A[Cell, C("money", "What releasing one unit costs.", unit="money per unit", default="0",
                         uncertain=True)]  # fmt: skip
    note: Note


class Arrival(Row):
    """Scheduled receipts: units that come in without this programme doing anything."""

    TABLE = "arrivals"
    KEY = ("item", "country", "period")
    item: A[str, C("ref", "What arrives.", required=True, refers="items")]
    country: A[str, C("country", "Where it arrives.", required=True)]
    period: A[str, C("period", "When it arrives.", required=True)]
    quantity: A[Cell, C("number", "How many arrive.", unit="units", required=True, uncertain=True)]


class Route(Row):
    """A way from one country to another; inside one country nothing needs a route."""

    TABLE = "routes"
    id: A[str, C("id", "The route's short name in the other tables.", required=True)]
    from_: A[str, C("country", "Where it begins.", required=True), Field(alias="from")]
    to: A[str, C("country", "Where it ends.", required=True)]
    item: A[str | None, C("ref", "The only item it carries; blank: any.", refers="items")]
    lead_time: A[Cell, C("periods", "From dispatch to arrival.", unit="periods", default="0", uncertain=True)]
    unit_cost: A[Cell, C("money", "What carrying one unit costs.", unit="money per unit", default="0",
                         uncertain=True)]  # fmt: skip
    capacity: A[Cell | None, C("number", "The most it carries, over all items; blank: no limit.",
                               unit="units per period")]  # fmt: skip
    opens: A[str | None, C("period", "The first period in which it carries anything.")]
    closes: A[str | None, C("period", "The first period in which it does not any more.")]


class Need(Row):
    """Demand: who asks for how many of what, where and when. Other customers' orders are needs too."""

    TABLE = "needs"
    id: A[str, C("id", "The need's short name in the other tables.", required=True)]
    party: A[str, C("ref", "Who asks.", required=True, refers="parties")]
    country: A[str, C("country", "Where it is to be delivered.", required=True)]
    item: A[str, C("ref", "What is asked for.", required=True, refers="items")]
    start: A[str, C("period", "The first period of the window.", required=True)]
    end: A[str, C("period", "The last period of the window (inclusive).", required=True)]
    quantity: A[Cell, C("number", "How many are asked for in each period of the window.",
                        unit="units per period", required=True, uncertain=True)]  # fmt: skip
    priority: A[Cell, C("number", "Weight of its shortfall in the plan's aim; 0: served only by chance.",
                        unit="weight", default="1")]  # fmt: skip
    unmet: A[str, C("choice", "What happens to what is not delivered in time: it waits, or it is lost.",
                    default="waits", choices=("waits", "lost"))]  # fmt: skip
    note: Note


class PriorityOrder(Row):
    """A priority-rated order: from a date on, a need comes before all others in what one line starts.

    From that date what the line starts goes to the need, as long as the need waits and a unit can reach it; other lines
    and stocks keep the ordinary priorities. What it does to the others stands in `plan_displaced`.
    """

    TABLE = "priority_orders"
    KEY = ("need", "line")
    need: A[str, C("ref", "The need that comes first.", required=True, refers="needs", owner=True)]
    line: A[str, C("ref", "The line that is ordered to serve it: it makes the need's item, or something that goes into "
                          "it.", required=True, refers="lines")]  # fmt: skip
    from_: A[str, C("period", "The first period in which it comes first.", required=True), Field(alias="from")]
    article: A[str | None, C("text", "Where the power to order is written down, such as `Art 19`.")]
    note: Note


class Commitment(Row):
    """A promise. Its stage is never typed in: it is computed from accepted claims."""

    TABLE = "commitments"
    id: A[str, C("id", "The commitment's short name in the other tables.", required=True)]
    giver: A[str, C("ref", "Who promises.", required=True, refers="parties")]
    receiver: A[str, C("ref", "To whom.", required=True, refers="parties")]
    item: A[str, C("ref", "What is promised.", required=True, refers="items")]
    quantity: A[Cell, C("number", "How many; `unknown` when it was not published.", unit="units",
                        required=True, unknown=True)]  # fmt: skip
    due: A[str | None, C("period", "The period by whose end it is promised; `unknown` when it was not published.",
                         required=True, unknown=True)]  # fmt: skip
    need: A[str | None, C("ref", "The need through which it is delivered; blank: it is tracked only.",
                          refers="needs")]  # fmt: skip
    definition: A[str, C("choice", "What counts as delivered.", default="received",
                         choices=("left", "arrived", "received", "in_service"))]  # fmt: skip
    priority: A[Cell, C("number", "Weight of its gap in the plan's aim.", unit="weight", default="0")]
    claims: A[tuple[str, ...], C("words", "The claims it rests on, separated by `;`.")]
    note: Note


class Fund(Row):
    """Money that may be spent: how much, in which window, in which form."""

    TABLE = "funds"
    id: A[str, C("id", "The fund's short name in the other tables.", required=True)]
    name: A[str, C("text", "The name readers see.", required=True)]
    party: A[str, C("ref", "Whose money it is.", required=True, refers="parties")]
    amount: A[Cell, C("money", "What can be spent in all.", unit="money", required=True, uncertain=True)]
    opens: A[str, C("period", "The first period in which it may pay.", required=True)]
    closes: A[str, C("period", "The last period in which it may pay.", required=True)]
    form: A[str, C("choice", "How the money comes.", required=True, choices=("grant", "loan", "own"))]
    share_max: A[Cell, C("share", "The most it pays of any one cost.", unit="share", default="1")]
    period_limit: A[Cell | None, C("money", "The most it pays in one period; blank: no limit.",
                                   unit="money per period")]  # fmt: skip
    advance: A[
        Cell | None,
        C("share", "Share paid at signature; used in reports only. Blank: as its rule set says.", unit="share"),
    ]
    requests_per_year: A[Cell | None, C("whole", "Payment requests that it allows in a year; used in reports only. "
                                        "Blank: as its rule set says, else it pays as costs fall due.",
                                        unit="requests per year", minimum=1.0)]  # fmt: skip
    grace_years: A[Cell | None, C("whole", "How long a loan's principal rests after it is drawn; used in reports "
                                  "only. Blank: as its rule set says, else 0.", unit="years")]  # fmt: skip
    maturity_years: A[Cell | None, C("whole", "How long after it is drawn a loan is repaid in full; used in reports "
                                     "only. Blank: as its rule set says, else no debt service is computed.",
                                     unit="years", minimum=1.0)]  # fmt: skip
    interest: A[Cell | None, C("share", "What a loan costs in a year, as a share of what is owed; used in reports "
                              "only.", unit="share per year")]  # fmt: skip
    repayment: A[str, C("choice", "How a loan is repaid after the grace: the same principal, or the same payment, "
                        "every year.", default="equal_principal",
                        choices=("equal_principal", "annuity"))]  # fmt: skip
    note: Note


class FundRule(Row):
    """What a fund may pay for. A fund with no rows pays anything; several rows are all required.

    `rules` takes every rule of a shipped set, such as `safe-2025-1106`: see the page on fund rules. `lifts` leaves
    rules of that name out of what a fund takes, so that a scenario can ask what a rule costs.
    """

    TABLE = "fund_rules"
    KEY = ("fund", "rule", "value")
    fund: A[str, C("ref", "The fund the rule belongs to.", required=True, refers="funds", owner=True)]
    rule: A[str, C("choice", "Which rule it is.", required=True, choices=FUND_RULES)]
    value: A[str, C("text", "What the rule asks, such as `35% outside safe`.", required=True)]
    article: A[str | None, C("text", "Where the rule is written down, such as `Art 16(10)`.")]
    url: A[str | None, C("text", "The address of the text.")]
    note: Note


class ItemFact(Row):
    """What fund rules ask of an item that no quantity says."""

    TABLE = "item_facts"
    KEY = ("item", "fact")
    item: A[str, C("ref", "The item the fact is about.", required=True, refers="items", owner=True)]
    fact: A[str, C("choice", "Which fact it is.", required=True, choices=ITEM_FACTS)]
    value: A[str, C("text", "What is the case: `yes`, `no`, or for countries `FR; IT` (`none`: there are none).",
                    required=True)]  # fmt: skip


class FundFact(Row):
    """What a law asks of all that a fund pays for together, such as the conditions of a higher share of co-financing.

    Blank where the tables say it themselves: see the page on fund rules.
    """

    TABLE = "fund_facts"
    KEY = ("fund", "fact")
    fund: A[str, C("ref", "The fund the fact is about.", required=True, refers="funds", owner=True)]
    fact: A[str, C("choice", "Which fact it is.", required=True, choices=FUND_FACTS)]
    value: A[str, C("choice", "Whether it is the case.", required=True, choices=("yes", "no"))]
    note: Note


class Project(Row):
    """Joint development, modernisation or technology maturation: time and money before production."""

    TABLE = "projects"
    id: A[str, C("id", "The project's short name in the other tables.", required=True)]
    name: A[str, C("text", "The name readers see.", required=True)]
    kind: A[str, C("text", "What sort of project it is, such as `joint_development`.", required=True)]
    start: A[str, C("period", "When it begins; with `optional = yes`, the earliest it may.", default="start")]
    duration: A[Cell, C("periods", "How long it takes.", unit="periods", required=True, uncertain=True)]
    cost: A[Cell, C("money", "What it costs, spread evenly over its duration.", unit="money", default="0",
                    uncertain=True)]  # fmt: skip
    success: A[Cell, C("share", "Probability that it succeeds: a plan takes success for granted, a run draws it.",
                       unit="share", default="1", uncertain=True)]  # fmt: skip
    optional: A[str, C("choice", "`yes`: the plan decides whether and when it begins.", default="no",
                       choices=("no", "yes"))]  # fmt: skip
    note: Note


class Stage(Row):
    """Stages replace their project's duration, cost and success."""

    TABLE = "stages"
    KEY = ("project", "stage")
    project: A[str, C("ref", "The project the stage belongs to.", required=True, refers="projects", owner=True)]
    stage: A[str, C("text", "The stage's name.", required=True)]
    order: A[Cell, C("whole", "Its place among the project's stages, lowest first.", unit="rank", required=True)]
    duration: A[Cell, C("periods", "How long it takes.", unit="periods", required=True, uncertain=True)]
    cost: A[Cell | None, C("money", "What it costs, spread evenly over its duration.", unit="money",
                           uncertain=True)]  # fmt: skip
    success: A[Cell | None, C("share", "Probability that it succeeds.", unit="share", uncertain=True)]


class Risk(Row):
    """Something that may interrupt a line, a country's lines, a route, a fund or a project."""

    TABLE = "risks"
    id: A[str, C("id", "The risk's short name.", required=True)]
    on: A[str, C("target", "What it strikes: `line:ID`, `country:CC` (all lines there), `route:ID`, `fund:ID` "
                           "or `project:ID`.", required=True, owner=True)]  # fmt: skip
    chance: A[Cell, C("share", "Probability per period that an event starts while none is running.",
                      unit="share per period", required=True, uncertain=True)]  # fmt: skip
    duration: A[Cell, C("periods", "How long an event lasts.", unit="periods", required=True, uncertain=True)]
    severity: A[Cell, C("share", "Share lost in an event: of capacity, or of the fund's payments; "
                                 "for a project, 1 stands still.", unit="share", required=True,
                        uncertain=True)]  # fmt: skip
    start: A[str | None, C("period", "The first period in which an event may start.")]
    end: A[str | None, C("period", "The last period in which an event may start.")]
    note: Note


class Correlation(Row):
    """Two uncertain cells that move together."""

    TABLE = "correlations"
    KEY = ("a", "b")
    a: A[str, C("cell", "One cell, such as `lines.aster-fr.capacity`.", required=True, owner=True)]
    b: A[str, C("cell", "The other cell.", required=True, owner=True)]
    rho: A[Cell, C("number", "Their rank correlation.", unit="-1 to 1", required=True, minimum=-1.0, maximum=1.0)]


TABLES: Mapping[str, type[Row]] = MappingProxyType({
    row.TABLE: row
    for row in (
        Party, Item, BomRow, Line, Pool, Stock, Arrival, Route, Need, PriorityOrder, Commitment, Fund, FundRule,
        ItemFact, FundFact, Project, Stage, Risk, Correlation,
    )
})  # fmt: skip
"""Every table of a programme folder by its name, in the order of the documentation."""
