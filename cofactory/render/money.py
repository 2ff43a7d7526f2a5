"""The money of a plan beyond who pays: what funds have left, who shares costs, and what loans cost later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cofactory.funding.debt import DebtYear, debt_service, undated_loans
from cofactory.funding.disbursing import Disbursement, disbursements, year_of
from cofactory.funding.unspent import FundUse, fund_uses
from cofactory.programme.taken_terms import TakenTerm, repaid_when, taken_terms
from cofactory.render import words
from cofactory.render.figure import Table
from cofactory.render.reading import Reading

WORTH_SAYING = 0.005
"""Of a fund: what cannot be spent below this is a rounding of the plan, and stands in the table only."""


@dataclass(frozen=True)
class Money:
    """What the section on money says; its parts are computed when they are asked for."""

    reading: Reading

    @cached_property
    def uses(self) -> tuple[FundUse, ...]:
        """Every fund with what it pays and has left."""
        return fund_uses(self.reading.programme, self.reading.plan)

    @cached_property
    def handed_out(self) -> tuple[Disbursement, ...]:
        """Every hand-out of every fund."""
        return disbursements(self.reading.programme, self.reading.plan)

    @cached_property
    def debt(self) -> tuple[DebtYear, ...]:
        """Every year of every loan that says when it is repaid."""
        return debt_service(self.handed_out)

    @property
    def unspendable(self) -> tuple[str, ...]:
        """One sentence for each fund of which something cannot be spent before it closes, the largest first."""
        found = [use for use in self.uses if use.unspendable > WORTH_SAYING * use.amount]
        found.sort(key=lambda use: -use.unspendable)
        return tuple(unspendable_sentence(use, self._fund(use), self.reading.currency) for use in found)

    @property
    def funds(self) -> Table:
        """What each fund has, pays and has left."""
        say, rows = self._say, []
        for use in self.uses:
            closes = words.short_period(use.closes)
            rows.append((self._fund(use), closes, say(use.amount), say(use.paid), say(use.left), say(use.unspendable)))
        columns = ("Fund", "Closes", "Has", "Pays", "Left", "No eligible cost left")
        return Table("What each fund has left", columns, tuple(rows), frozenset({2, 3, 4, 5}))

    @property
    def sharing(self) -> Table:
        """For each fund that may pay only a part of a cost, what it pays of the costs it takes part in."""
        rows = tuple(
            (self._fund(use), self._say(use.joined), self._say(use.paid), words.share(use.share),
             words.share(use.share_max), self._say(use.joined - use.paid))
            for use in self.uses if use.share_max < 1 and use.share is not None
        )  # fmt: skip
        columns = ("Fund", "Costs it takes part in", "Pays", "Share", "At most", "Others pay")
        return Table("Co-financing", columns, rows, frozenset({1, 2, 3, 4, 5}))

    @property
    def calendar(self) -> Table:
        """What each fund hands out per year, and how much of it ahead."""
        sums: dict[tuple[str, int], list[float]] = {}
        for one in self.handed_out:
            cell = sums.setdefault((one.fund.id, year_of(one.period)), [0.0, 0.0, 0.0])
            cell[0 if one.kind == "advance" else 1] += one.amount
            cell[2] += one.kind == "request"
        rows = tuple(
            (self.reading.name("funds", fund), str(year), self._say(advance), self._say(asked), str(int(requests)))
            for (fund, year), (advance, asked, requests) in sums.items()
        )
        columns = ("Fund", "Year", "Advance", "Requested", "Requests")
        return Table("What each fund hands out", columns, rows, frozenset({1, 2, 3, 4}), once=True)

    @property
    def service(self) -> Table:
        """Interest, principal and what is owed per party and year, in stretches of years that are alike."""
        rows = tuple(
            (self.reading.name("parties", party), years, self._say(interest), self._say(principal), self._say(owed))
            for party, years, interest, principal, owed in _decades(self.debt)
        )
        columns = ("Party", "Years", "Interest", "Principal", "Owed at the end")
        return Table("What loans cost, not discounted", columns, rows, frozenset({2, 3, 4}), once=True)

    @property
    def undated(self) -> str:
        """Names the loans that do not say when they are repaid, or nothing."""
        undated = undated_loans(self.handed_out)
        by_law: dict[str, list[str]] = {}
        for fund in self.reading.programme.funds:
            if fund.id in undated:
                said = repaid_when(self.reading.programme, fund)
                by_law.setdefault(said, []).append(self.reading.name("funds", fund.id))
        return " ".join(_without_debt(names, said) for said, names in by_law.items())

    @property
    def taken(self) -> tuple[str, ...]:
        """One sentence for each fund whose terms are those of its law."""
        return tuple(
            f"What {self.reading.name('funds', fund.id)} does not say of its terms is taken from its law: "
            f"{words.listing([_term(one) for one in found], 6)}. It is the most that the law allows."
            for fund in self.reading.programme.funds
            if (found := taken_terms(self.reading.programme.fund_rules, fund))
        )

    def _fund(self, use: FundUse) -> str:
        return self.reading.name("funds", use.fund)

    def _say(self, amount: float) -> str:
        return words.money(amount, self.reading.currency) if amount else "0"


def _without_debt(names: Sequence[str], said: str) -> str:
    """Why no debt service of some loans is computed: what their law says, or that nothing is written down."""
    who = words.listing(names, 6)
    if said:
        return f"{who}: {said}. No debt service is computed."
    verb, they = ("says", "it is") if len(names) == 1 else ("say", "they are")
    return f"{who} {verb} nothing of when {they} repaid: no debt service is computed."


COLUMNS = {"advance": "advance", "requests_per_year": "requests a year", "grace_years": "years without principal",
           "maturity_years": "years until repaid", "interest": "interest"}  # fmt: skip
"""The terms of a fund, as a reader calls them."""


def _term(one: TakenTerm) -> str:
    softer = "" if one.row.read == "article" else f", {one.row.read} only"
    value = words.share(one.value) if one.column in ("advance", "interest") else words.number(one.value)
    return f"{COLUMNS[one.column]}: {value} ({one.row.article}{softer})"


def unspendable_sentence(use: FundUse, name: str, currency: str) -> str:
    """Says how much of a fund cannot be spent before it closes, and what it could pay if that fell due in time."""
    least = "at least " if use.bounded else ""
    said = (
        f"{least}{words.money(use.unspendable, currency)} of {name} cannot be spent before it closes "
        f"({words.period(use.closes)}): no eligible cost is left"
    )
    beside = [
        f"{words.money(amount, currency)} that its rules admit falls due {when}"
        for amount, when in ((use.early, "before it opens"), (use.late, "after it closes"))
        if amount > WORTH_SAYING * use.amount
    ]
    return f"{said[0].upper()}{said[1:]}{'; ' if beside else ''}{', and '.join(beside)}."


def _decades(debt: Sequence[DebtYear]) -> list[tuple[str, str, float, float, float]]:
    """Debt service per party in stretches of ten years, and the sum of what is owed at each stretch's end."""
    sums: dict[tuple[str, int], list[float]] = {}
    last: dict[tuple[str, int], int] = {}
    owed: dict[tuple[str, int], float] = {}
    for one in debt:
        key = (one.party, one.year // 10 * 10)
        cell = sums.setdefault(key, [0.0, 0.0])
        cell[0] += one.interest
        cell[1] += one.principal
        last[key] = max(last.get(key, one.year), one.year)
        owed[one.party, one.year] = owed.get((one.party, one.year), 0.0) + one.owed
    first = _first_years(debt)
    return [
        (
            party,
            f"{max(decade, first[party])}–{last[party, decade]}",
            interest,
            principal,
            owed[party, last[party, decade]],
        )
        for (party, decade), (interest, principal) in sorted(sums.items())
    ]


def _first_years(debt: Sequence[DebtYear]) -> Mapping[str, int]:
    first: dict[str, int] = {}
    for one in debt:
        first[one.party] = min(first.get(one.party, one.year), one.year)
    return first
