"""The forms that can be exported: what each asks for, and which function fills it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.funding.form_disbursements import disbursement_calendar
from cofactory.funding.form_products import product_schedule, safe_plan
from cofactory.programme.rule_sets import sets_of
from cofactory.schema.suggest import did_you_mean

if TYPE_CHECKING:
    from cofactory.funding.sheets import Paper
    from cofactory.planner.solution import Plan
    from cofactory.programme.record import Programme


class NoSuchForm(LookupError):
    """A form that does not exist, or a fund that cannot fill it."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form: what it is, the rule set whose funds it is for (any where it is blank), and what fills it."""

    help: str
    rules: str
    fill: Callable[[Programme, Plan, Sequence[str]], Paper]


FORMS: dict[str, Form] = {
    "safe-plan": Form("products, activities and spending of a SAFE plan: Art 7(2) of Regulation (EU) 2025/1106",
                      "safe-2025-1106", safe_plan),
    "usl-schedule": Form("product schedule of the Ukraine Support Loan: Art 14 of Regulation (EU) 2026/467",
                         "ukraine-loan-2026-467", product_schedule),
    "disbursements": Form("when the money of each fund has to come, and what its loans cost later", "",
                          disbursement_calendar),
}  # fmt: skip
"""Every form by its name, in the order of the documentation."""


def fill_form(programme: Programme, plan: Plan, form: str, *, funds: Sequence[str] = ()) -> Paper:
    """Returns the form filled from the programme and its plan, for the funds named.

    Without names it is for the funds that took the rule set of its law, or for all where it belongs to none. Raises
    NoSuchForm (a LookupError) for a form or fund that does not exist, and where no fund took the set.
    """
    chosen = funds_of_form(programme, form, funds)
    return FORMS[form].fill(programme, plan, chosen)


def funds_of_form(programme: Programme, form: str, funds: Sequence[str] = ()) -> list[str]:
    """Returns the funds that a form is for; raises NoSuchForm as `fill_form` does, before anything is planned."""
    if form not in FORMS:
        hint = did_you_mean(form, FORMS, otherwise="")
        raise NoSuchForm(f"There is no form {form!r}. {hint}")
    known = [fund.id for fund in programme.funds]
    for name in funds:
        if name not in known:
            hint = did_you_mean(name, known, otherwise="The table funds lists them.")
            raise NoSuchForm(f"There is no fund {name!r}. {hint}")
    wanted = FORMS[form].rules
    chosen = list(funds) or [
        id_ for id_ in known if not wanted or wanted in {one.id for one in sets_of(programme.fund_rules, id_)}
    ]
    if not chosen and wanted:
        raise NoSuchForm(f"No fund has the rules {wanted}. Write `rules = {wanted}` in fund_rules, or name funds.")
    return chosen
