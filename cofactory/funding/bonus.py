"""Whether a grant may pay the higher of its two shares: the law's conditions, from the tables and `fund_facts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.funding.missing import Missing
from cofactory.funding.origin import share
from cofactory.programme.eligibility import costs, refusals
from cofactory.programme.paths import amount
from cofactory.programme.rule_values import split_values
from cofactory.schema.countries import EU27

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cofactory.funding.shares import Origins
    from cofactory.programme.eligibility import Cost, FundTerms
    from cofactory.programme.record import Programme
    from cofactory.programme.rule_sets import SetRow

SPREAD = 0.2
"""Of the value of the end product: what suppliers of other member states than the prime contractor's must exceed
(Art 20(5)(d) of Regulation (EU) 2025/2643)."""

SUPPORTED = {"UA": "Ukraine", "MD": "Moldova"}
"""For whom additional quantities are bought (Art 20(5)(c))."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One condition: whether it is met (None: nobody can say), why, and what is missing where nobody can."""

    fact: str
    met: bool | None
    why: str
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class Bonus:
    """All conditions of a fund's higher share: of each row one at least must be met."""

    rows: tuple[tuple[Answer, ...], ...]

    @property
    def met(self) -> bool | None:
        """Whether the higher share is allowed; None: cannot tell."""
        found = [_any(row) for row in self.rows]
        return False if False in found else None if None in found or not found else True

    @property
    def said(self) -> str:
        """Which conditions are met, and by what; where none is, what is not."""
        told = []
        for row in self.rows:
            good = [one for one in row if one.met]
            open_ = [one.fact for one in row if one.met is None]
            if good:
                told.append("; ".join(f"{one.fact}: {one.why}" for one in good))
            elif open_:
                told.append(f"not known: {', '.join(open_)}")
            else:
                told.append(f"none of {', '.join(one.fact for one in row)}")
        return "; ".join(told)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The facts that could still decide it, each once."""
        rows = [row for row in self.rows if _any(row) is None]
        return tuple(
            dict.fromkeys(lacking for row in rows for one in row if one.met is None for lacking in one.missing)
        )


def _any(row: Sequence[Answer]) -> bool | None:
    found = [one.met for one in row]
    return True if True in found else None if None in found else False


def judge_bonus(programme: Programme, terms: FundTerms, rows: Sequence[SetRow], origins: Origins) -> Bonus:
    """Returns the answers to the rows `share_bonus` of a set: each asks for one at least of its facts."""
    said = {one.fact: one.value for one in programme.fund_facts if one.fund == terms.fund.id}
    action = _Action(programme, terms, origins)
    return Bonus(tuple(tuple(_answer(action, fact, said) for fact in split_values(row.value)) for row in rows))


class _Action:
    """What a fund may pay for here, and the end products that this goes into."""

    def __init__(self, programme: Programme, terms: FundTerms, origins: Origins) -> None:
        self.programme, self.terms, self.origins = programme, terms, origins
        self.payable: tuple[Cost, ...] = tuple(one for one in costs(programme) if not refusals(programme, terms, one))
        above: dict[str, set[str]] = {}
        for row in programme.bom:
            above.setdefault(row.component, set()).add(row.product)
        reached = {cost.item for cost in self.payable if cost.item}
        while grown := {product for item in reached for product in above.get(item, ())} - reached:
            reached |= grown
        needed = {need.item for need in programme.needs}
        self.products = [item.id for item in programme.items if item.id in reached & needed]


def _answer(action: _Action, fact: str, said: Mapping[str, str]) -> Answer:
    """What `fund_facts` says, else what the tables say, else what is missing."""
    if fact in said:
        return Answer(fact, said[fact] == "yes", f"fund_facts says {said[fact]}")
    return KNOWN.get(fact, _unknown)(action, fact)


def _unknown(action: _Action, fact: str) -> Answer:
    return Answer(fact, None, "", (Missing("fund_facts", action.terms.fund.id, fact, "yes"),))


def _restriction_free(action: _Action, fact: str) -> Answer:
    """Every end product is shown to hold no component that a third country restricts."""
    told = {one.item: one.value for one in action.programme.item_facts if one.fact == "restricted_component"}
    restricted = [item for item in action.products if told.get(item) == "yes"]
    if restricted or not action.products:
        return Answer(fact, False, f"restricted_component of {', '.join(restricted)}" if restricted else "no product")
    lacking = [item for item in action.products if told.get(item) != "no"]
    if lacking:
        return Answer(
            fact, None, "", tuple(Missing("item_facts", item, "restricted_component", "no") for item in lacking)
        )
    return Answer(fact, True, "restricted_component is no")


def _more_for_ukraine(action: _Action, fact: str) -> Answer:
    """A need of Ukraine or Moldova asks for what is bought."""
    where = {party.id: party.country for party in action.programme.parties}
    asking = [need.id for need in action.programme.needs
              if need.item in action.products and where[need.party] in SUPPORTED]  # fmt: skip
    if asking:
        more = f" and {len(asking) - 1} more" if len(asking) > 1 else ""
        return Answer(fact, True, f"need {asking[0]}{more} of {' or '.join(SUPPORTED.values())}")
    return Answer(fact, False, "no need of Ukraine or Moldova")


def _spread_suppliers(action: _Action, fact: str) -> Answer:
    """Of every end product more than a fifth of the price is made in other member states than the final line's."""
    lines = [line for line in action.programme.lines if line.item in action.products and line.country in EU27]
    lacking: list[Missing] = []
    shares: dict[str, float] = {}
    for line in lines:
        rows = action.origins.recipes[line.id]
        unknown = [one for one in (line.item, *(row.component for row in rows)) if not action.origins.values.get(one)]
        lacking += [Missing("items", item, "value") for item in unknown]
        if not unknown:
            shares[line.id] = (
                sum(
                    amount(row.quantity) * action.origins.values[row.component] * part
                    for row in rows
                    for country, part in action.origins.countries(row.component).items()
                    if country in EU27 and country != line.country
                )
                / action.origins.values[line.item]
            )
    told = ", ".join(f"{share(reached)} on {line}" for line, reached in shares.items())
    if lines and not lacking and min(shares.values()) > SPREAD:
        return Answer(fact, True, f"made in other member states: {told}")
    if lines and not lacking and max(shares.values()) <= SPREAD:
        return Answer(fact, False, f"made in other member states: {told}")
    one = Missing("fund_facts", action.terms.fund.id, fact, "yes")
    return Answer(fact, None, told, (*dict.fromkeys(lacking), one))


def _new_site(action: _Action, fact: str) -> Answer:
    """The fund may pay for the opening of a line."""
    opened = [cost.subject for cost in action.payable if cost.kind == "opening"]
    if opened:
        return Answer(fact, True, f"opening of {', '.join(opened[:3])}{' ...' if len(opened) > 3 else ''}")
    return _unknown(action, fact)


KNOWN: Mapping[str, Callable[[_Action, str], Answer]] = {
    "restriction_free": _restriction_free, "more_for_ukraine": _more_for_ukraine,
    "spread_suppliers": _spread_suppliers, "new_site": _new_site,
}  # fmt: skip
"""Conditions that the tables can answer; the others stand in `fund_facts` only."""
