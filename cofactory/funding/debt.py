"""What loans cost after they are drawn: interest and principal, year by year, until they are repaid."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.funding.disbursing import CENTS, Disbursement, year_of
from cofactory.programme.cells import planning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cofactory.schema.programme import Fund


@dataclass(frozen=True, slots=True)
class DebtYear:
    """One calendar year of one loan, in the programme's money and not discounted."""

    party: str
    """Who owes: the fund's party."""
    fund: str
    year: int
    drawn: float
    interest: float
    principal: float
    owed: float
    """At the end of the year."""

    @property
    def service(self) -> float:
        """Interest and principal together."""
        return self.interest + self.principal


def debt_service(money: Iterable[Disbursement]) -> tuple[DebtYear, ...]:
    """Returns every year of every loan that says when it is repaid, loan by loan.

    What is drawn counts from the end of its year. Interest is due at the end of every year on what was owed at its
    beginning; principal in equal parts, or in equal payments with the interest (`annuity`), from the year after the
    grace to the year of maturity. A loan without `interest` bears none; one without `maturity_years` is left out.
    Every year is in whole cents, and the last one repays what they leave.
    """
    draws: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    funds: dict[str, Fund] = {}
    for one in money:
        if one.fund.form == "loan" and one.fund.maturity_years is not None:
            funds[one.fund.id] = one.fund
            draws[one.fund.id][year_of(one.period)] += one.amount
    return tuple(year for id_, fund in funds.items() for year in _years(fund, draws[id_]))


def undated_loans(money: Iterable[Disbursement]) -> tuple[str, ...]:
    """Returns the ids of loans that are drawn and do not say when they are repaid."""
    return tuple(dict.fromkeys(m.fund.id for m in money if m.fund.form == "loan" and m.fund.maturity_years is None))


def _years(fund: Fund, draws: dict[int, float]) -> Iterator[DebtYear]:
    interest: dict[int, float] = defaultdict(float)
    principal: dict[int, float] = defaultdict(float)
    last = max(draws)
    for drawn_in, amount in draws.items():
        for age, (bears, repays) in enumerate(repayments(fund, amount), start=1):
            interest[drawn_in + age] += bears
            principal[drawn_in + age] += repays
            last = max(last, drawn_in + age)
    owed = 0.0
    for year in range(min(draws), last + 1):
        drawn = round(draws.get(year, 0.0), CENTS)
        owed = round(owed + drawn, CENTS)
        repaid = owed if year == last else min(owed, round(principal[year], CENTS))
        owed = round(owed - repaid, CENTS)
        yield DebtYear(fund.party, fund.id, year, drawn, round(interest[year], CENTS), repaid, owed)


def repayments(fund: Fund, amount: float) -> tuple[tuple[float, float], ...]:
    """Returns interest and principal of one drawn amount in the first, second, ... year after it was drawn."""
    maturity = 0 if fund.maturity_years is None else round(planning(fund.maturity_years))
    grace = 0 if fund.grace_years is None else round(planning(fund.grace_years))
    rate = 0.0 if fund.interest is None else planning(fund.interest)
    parts = maturity - grace
    same = amount / parts if rate == 0 else amount * rate / (1 - (1 + rate) ** -parts)
    owed, found = amount, []
    for age in range(1, maturity + 1):
        bears = owed * rate
        repays = 0.0 if age <= grace else (same - bears if fund.repayment == "annuity" else amount / parts)
        found.append((bears, repays))
        owed -= repays
    return tuple(found)
