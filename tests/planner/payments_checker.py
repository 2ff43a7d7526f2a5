"""Proves the payments of a finished plan from its tables alone: every cost paid once, each payment admissible.

Nothing of the planner is used: the tables are read as anybody would read them, what falls due is worked out from the
flows, who may pay from the fund rules, and whether the components' origins can be what an origin rule asks by an
assignment of origins to the very flows of the tables.
"""

from dataclasses import dataclass
from typing import Any

from tests.planner.admission import admits, costs, rules_of
from tests.planner.finished import Finished
from tests.planner.identities import dues
from tests.planner.origins_checker import origin_faults
from tests.planner.reading import Case, Row, known, number

CENT = 0.01
HALF_A_CENT = 0.005
"""What a sum may be missed by and still be right to the cent."""

DOUBT = 1e-12
"""Of an amount: a double has sixteen digits, and sums of many of them a few less."""


@dataclass(frozen=True)
class Ledger:
    """Who paid what and when, and what fell due."""

    case: Case
    done: Finished
    due: dict[tuple[str, int], float]
    paid: dict[tuple[str, str, int], float]


def payment_faults(case: Case, plan: Any) -> list[str]:
    """Every payment that is wrong and every cost that is not paid once, in words; empty when all is right."""
    done = Finished(case, plan)
    ledger = Ledger(case, done, dues(case, done), done.payments)
    found = [*_paid_once(ledger), *(strange := _rows(ledger))]
    if strange or not case.rows("funds"):
        return found
    found += [*_admissible(ledger), *_shares(ledger), *_limits(ledger)]
    return found + origin_faults(case, done)


def misses(value: float, right: float) -> bool:
    """True where two amounts differ by more than half a cent."""
    return abs(value - right) > HALF_A_CENT + DOUBT * abs(right)


def exceeds(value: float, most: float) -> bool:
    """True where an amount is above its limit by more than half a cent."""
    return value > most + HALF_A_CENT + DOUBT * abs(most)


def _paid_once(ledger: Ledger) -> list[str]:
    """Every cost is paid in full when it falls due, to the cent, and nothing else is paid."""
    sums: dict[tuple[str, int], float] = {}
    for (_, cost, t), amount in ledger.paid.items():
        sums[cost, t] = sums.get((cost, t), 0.0) + amount
    return [
        f"{cost} in {t}: {sums.get((cost, t), 0.0):.3f} is paid, {ledger.due.get((cost, t), 0.0):.3f} is due"
        for cost, t in sorted(set(sums) | set(ledger.due))
        if misses(sums.get((cost, t), 0.0), ledger.due.get((cost, t), 0.0))
    ]


def _rows(ledger: Ledger) -> list[str]:
    """One row per fund, cost and period, each above 0 and inside the horizon; a fund where there are funds."""
    rows = ledger.done.rows("payments")
    keys = [(row["fund"], row["cost"], row["period"]) for row in rows]
    found = [f"{key} has {keys.count(key)} rows" for key in dict.fromkeys(keys) if keys.count(key) > 1]
    found += [f"{row} is not above 0" for row in rows if not row["amount"] > 0]
    found += [f"{key} is outside the horizon" for key in ledger.paid if key[2] not in ledger.case.horizon]
    funds = {row["id"] for row in ledger.case.rows("funds")} or {""}
    return found + [f"{fund!r} is no fund, and pays {cost}" for fund, cost, _ in ledger.paid if fund not in funds]


def _signed(ledger: Ledger, cost: str, t: int) -> int:
    """When a cost was signed: a project's when it begins, any other when it falls due."""
    return ledger.done.begins.get(cost.removeprefix("project:"), t) if cost.startswith("project:") else t


def _admissible(ledger: Ledger) -> list[str]:
    """A fund pays only in its window, and only what every one of its rules lets it pay."""
    found, every = [], {cost.id: cost for cost in costs(ledger.case)}
    for fund, cost, t in ledger.paid:
        row = ledger.case.row("funds", fund)
        if not admits(ledger.case, row, every[cost], t, _signed(ledger, cost, t)):
            found.append(f"{fund} may not pay {cost} in {t}: {_said(ledger.case, row)}")
    return found


def _said(case: Case, fund: Row) -> str:
    rules = "; ".join(f"{rule['rule']} {rule['value']}" for rule in rules_of(case, fund))
    return f"open {fund['opens']} to {fund['closes']}; {rules}"


def _shares(ledger: Ledger) -> list[str]:
    """A fund pays no more of a cost than its share."""
    found = []
    for (fund, cost, t), amount in ledger.paid.items():
        most = number(ledger.case.row("funds", fund).get("share_max"), 1.0) * ledger.due.get((cost, t), 0.0)
        if exceeds(amount, most):
            found.append(f"{fund} pays {amount:.3f} of {cost} in {t}, its share is {most:.3f}")
    return found


def _limits(ledger: Ledger) -> list[str]:
    """A fund pays no more than it has, and no more in a period than its limit."""
    found = []
    for fund in ledger.case.rows("funds"):
        spent: dict[int, float] = {}
        for (id_, _, t), amount in ledger.paid.items():
            if id_ == fund["id"]:
                spent[t] = spent.get(t, 0.0) + amount
        most = ledger.case.money(fund["amount"])
        if exceeds(sum(spent.values()), most):
            found.append(f"{fund['id']} pays {sum(spent.values()):.3f}, it has {most:.3f}")
        if known(fund.get("period_limit")):
            limit = ledger.case.money(fund["period_limit"])
            found += [f"{fund['id']} pays {a:.3f} in {t}, its limit is {limit:.3f}"
                      for t, a in spent.items() if exceeds(a, limit)]  # fmt: skip
    return found
