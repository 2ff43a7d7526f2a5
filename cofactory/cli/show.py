"""A plan, twice: as text for people, as a document for programs."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.cli.layout import lines, table
from cofactory.render import words
from cofactory.render.reasons import not_examined
from cofactory.schema.suggest import did_you_mean

if TYPE_CHECKING:
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme

ENDINGS = {
    "gap": "The search ended before the gap asked for was reached: this is the best plan found.",
    "time": "The time limit ended the search: this is the best plan found so far.",
    "interrupted": "The search was interrupted: this is the best plan found so far.",
    "failed": "The solver gave up before the gap was reached: this is the best plan found so far.",
}
"""How a search ended that did not reach the gap it was asked for."""


WORTH_A_UNIT = 0.5
"""Units, times periods, that are worth a sentence."""
PROVEN = 1e-9
"""A smaller relative gap is the solver's own rounding."""


def plan_document(plan: Plan, folder: Path) -> dict[str, Any]:
    """The plan's figures as one document; amounts are programme money, quantities units, seconds wall time."""
    commitments = plan.commitments.rename({"commitment": "id"})
    return {
        "folder": str(results_of(folder, plan.scenario)),
        "scenario": plan.scenario,
        "status": plan.status,
        "shortfall": plan.shortfall,
        "cost": plan.cost,
        "gap": plan.gap,
        "gaps": dict(plan.gaps),
        "bounds": dict(plan.bounds),
        "units": dict(plan.manifest.get("units", {})),
        "seconds": dict(plan.seconds),
        "needs": plan.needs.select("id", "asked", "delivered", "shortfall").to_dicts(),
        "commitments": commitments.select("id", "need", "quantity", "due", "delivered_by_due", "gap").to_dicts(),
        "not_examined": [subject for _, subject in not_examined(plan)],
    }


def money_document(programme: Programme, plan: Plan) -> dict[str, Any]:
    """What each fund has left and what of it cannot be spent, and the debt service of its loans by year; all money."""
    from cofactory.funding.debt import debt_service, undated_loans
    from cofactory.funding.disbursing import disbursements
    from cofactory.funding.unspent import fund_uses

    handed_out = disbursements(programme, plan)
    return {
        "funds": [
            {"id": use.fund, "amount": _cents(use.amount), "paid": _cents(use.paid), "left": _cents(use.left),
             "unspendable": _cents(use.unspendable), "at_least": use.bounded, "early": _cents(use.early),
             "late": _cents(use.late), "share": use.share}
            for use in fund_uses(programme, plan)
        ],
        "debt": [
            {"party": one.party, "fund": one.fund, "year": one.year, "drawn": _cents(one.drawn),
             "interest": _cents(one.interest), "principal": _cents(one.principal), "owed": _cents(one.owed)}
            for one in debt_service(handed_out)
        ],
        "loans_without_dates": list(undated_loans(handed_out)),
    }  # fmt: skip


def _cents(amount: float) -> float:
    return round(amount, 2)


def plan_text(programme: Programme, plan: Plan, folder: Path) -> str:
    """The plan in a few lines: how short, how dear, how surely; then each need and commitment."""
    currency = programme.settings.currency
    title = f"{words.tidy(programme.settings.name)} ({words.tidy(programme.title or programme.scenario)})"
    figures = f"Shortfall {words.number(plan.shortfall)}, cost {words.money(plan.cost, currency)}."
    parts = (
        lines(
            title,
            figures,
            f"{ENDINGS.get(plan.status, '')} {_surely(plan)}".strip(),
            _spared(programme, plan),
            _further(plan, folder),
        ),
        _needs(plan, programme.settings.calendar.grain),
        _commitments(plan),
        _unspendable(programme, plan),
        _not_examined(plan, folder),
        f"The plan's tables are in {results_of(folder, plan.scenario)}",
    )
    return "\n\n".join(part for part in parts if part)


def results_of(folder: Path, scenario: str) -> Path:
    """Where the results of a scenario stand in a programme folder."""
    return folder / "results" / scenario


def no_such_subject(subject: str, known: Sequence[str]) -> str:
    """The message for an id that is neither a need nor a commitment, with the nearest that is."""
    hint = did_you_mean(subject, known, otherwise="`cofactory explain DIR` lists them all.")
    return f"There is no need or commitment {subject!r}. {hint}"


def subjects_text(needs: Sequence[str], commitments: Sequence[str], folder: Path) -> str:
    """The ids of everything that can be explained, and how."""
    if not needs and not commitments:
        return f"{folder} has no needs and no commitments: there is nothing to explain."
    rows = [*((name, "need") for name in needs), *((name, "commitment") for name in commitments)]
    return f"{table(('id', 'kind'), rows)}\n\n`cofactory explain {shlex.quote(str(folder))} ID` says why one is short."


def _needs(plan: Plan, grain: str) -> str:
    rows = [
        (
            row["id"],
            words.whole(row["asked"]),
            words.part(row["delivered"], row["asked"]),
            words.number(row["shortfall"]),
        )
        for row in plan.needs.iter_rows(named=True)
    ]
    meaning = f"Shortfall: the share of the need outstanding, times {grain}s; 1 is all of it one {grain} late."
    above = f"The {words.number(plan.shortfall)} above is the sum over needs and commitments, each times its priority."
    return f"{table(('need', 'asked', 'delivered', 'shortfall'), rows)}\n\n{lines(meaning, above)}" if rows else ""


def _commitments(plan: Plan) -> str:
    rows = [
        (
            row["commitment"],
            words.whole(row["quantity"]),
            words.period(row["due"]),
            words.part(row["delivered_by_due"], row["quantity"]),
        )
        for row in plan.commitments.iter_rows(named=True)
        if row["delivered_by_due"] is not None
    ]
    return table(("commitment", "promised", "due", "delivered by then"), rows) if rows else ""


def _unspendable(programme: Programme, plan: Plan) -> str:
    """What of each fund cannot be spent before it closes, as far as it is worth a sentence."""
    from cofactory.funding.unspent import fund_uses
    from cofactory.render.money import WORTH_SAYING, unspendable_sentence

    names = {fund.id: words.tidy(fund.name) for fund in programme.funds}
    said = [
        unspendable_sentence(use, names[use.fund], programme.settings.currency)
        for use in fund_uses(programme, plan)
        if use.unspendable > WORTH_SAYING * use.amount
    ]
    return "\n".join(said)


def _not_examined(plan: Plan, folder: Path) -> str:
    """How many of those that are short have no reasons because nobody looked for any."""
    if not (left := not_examined(plan)):
        return ""
    many = words.count(len(left), "need or commitment", "needs and commitments")
    which = words.listing([subject for _, subject in left])
    verb = "is" if len(left) == 1 else "are"
    return (
        f"Why {many} {verb} short was not examined ({which}): "
        f"`cofactory explain {shlex.quote(str(folder))} ID` looks into one."
    )


def _surely(plan: Plan) -> str:
    """How far the plan can be from the best one, in words."""
    took = f"Found in {words.seconds(sum(plan.seconds.values()))}"
    if not math.isfinite(plan.gap):
        return f"{took}; how far from the best it is, is not known."
    if plan.gap < PROVEN:
        return f"{took} and proven to be the best."
    worst = max(plan.gaps, key=lambda name: plan.gaps[name])
    far = _per_cent(plan.gap) if plan.status == "gap" else f"{max(100 * plan.gap, 0.01):.2f} %"
    return f"{took}; at most {far} above the least {worst} there can be{_asked(plan)}."


def _spared(programme: Programme, plan: Plan) -> str:
    """The gap of the shortfall in units, where there is one worth a sentence."""
    units, grain = plan.manifest.get("units", {}), programme.settings.calendar.grain
    spared, outstanding = units.get("gap"), units.get("outstanding", 0.0)
    if spared is None or spared < WORTH_A_UNIT or plan.gaps["shortfall"] < PROVEN:
        return ""
    few, many = words.whole(spared), words.whole(outstanding)
    return f"A better plan could spare at most {few} of {many} unit-{grain}s outstanding if nobody is to wait longer."


def _asked(plan: Plan) -> str:
    """What was asked for, where the search ended before."""
    return f", asked was {_per_cent(plan.manifest['gap_asked'])}" if plan.status == "gap" else ""


def _further(plan: Plan, folder: Path) -> str:
    """How to get nearer to the best plan than a search did that ended by itself."""
    if plan.status != "gap":
        return ""
    smaller = f"{Decimal(repr(plan.manifest['gap_asked'] / 2)):f}"
    place = shlex.quote(str(folder)) + ("" if plan.scenario == "base" else f" --scenario {shlex.quote(plan.scenario)}")
    return f"`cofactory plan {place} --gap {smaller}` searches on to a smaller gap, and takes longer."


def _per_cent(share: float) -> str:
    """A share in per cent with two figures, however small it is: "0.013 %"."""
    points = 100 * share
    text = f"{points:.{max(0, 1 - math.floor(math.log10(points)))}f}" if points > 0 else "0"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}{words.SPACE}%"
