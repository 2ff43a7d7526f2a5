"""What the value of a fund rule says: `35% outside safe` as a share and a set of countries.

One grammar per rule of `fund_rules`; several values of one rule are separated by `;` and mean
"any of these". Whether the items, parties and categories named here exist is asked elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cofactory.base.periods import PeriodError
from cofactory.programme.rule_sets import rule_sets
from cofactory.schema.countries import BUILT_IN_ZONES
from cofactory.schema.suggest import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cofactory.programme.record import Settings
    from cofactory.schema.programme import FundRule

SPENDS_ON = ("production", "expansion", "opening", "project", "stock", "transport")
"""The kinds of cost, as `spends_on` names them and as every cost id begins."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One fund rule, understood; the fields that its name does not use are empty or None."""

    name: str
    choices: frozenset[str] = frozenset()
    """Any of these: kinds of cost, item, party, category ids, or country codes with zones spelled out."""
    share: float | None = None
    """The largest share allowed, 0 to 1 (`origin_max`)."""
    zone: frozenset[str] | None = None
    """The countries meant (`origin_max`, `made_in`, `parties_min`)."""
    zone_name: str | None = None
    """The zone as the user wrote it."""
    count: int | None = None
    """At least so many (`parties_min`)."""
    of_contract: bool = False
    """Whether the share is one of the product's price and not of the value of its components (`origin_max`)."""
    categories: frozenset[str] = frozenset()
    """The only categories that are asked; empty: every item is (`design_authority`)."""
    period: int | None = None
    """The period of a date, counted from the programme's start; may lie outside the horizon."""


class RuleError(Exception):
    """A fund rule that cannot be understood, with the reason and the way to mend it."""

    def __init__(self, name: str, why: str, mend: str) -> None:
        """Keeps the problem's catalogue name, its reason and its mend."""
        super().__init__(f"{name}: {why} {mend}")
        self.name = name
        self.why = why
        self.mend = mend


def parse_rule(row: FundRule, settings: Settings) -> Rule:
    """Returns the rule that a row of `fund_rules` states; raises RuleError when it states none."""
    return PARSERS[row.rule](row.rule, row.value.strip(), settings)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Returns `Did you mean "…"? ` for the known word nearest to this one, or nothing when none is near."""
    near = nearest(word, list(known))
    return f'Did you mean "{near}"? ' if near else ""


def split_values(value: str) -> tuple[str, ...]:
    """Returns the values of a cell that lists several, separated by `;`, in their order."""
    return tuple(part.strip() for part in value.split(";") if part.strip())


def _wrong(name: str, value: str, example: str, help_text: str = "") -> RuleError:
    why = f'The rule {name} cannot read "{value}".' if value else f"The rule {name} needs a value."
    return RuleError("bad-fund-rule-value", why, f"{help_text}Write it like {example}.")


def _words(name: str, value: str, settings: Settings) -> Rule:
    """Returns the rule with its words as choices; nothing is known here about which words exist."""
    del settings
    words = split_values(value)
    if not words:
        raise _wrong(name, value, EXAMPLES[name])
    return Rule(name, choices=frozenset(words))


def _spends_on(name: str, value: str, settings: Settings) -> Rule:
    rule = _words(name, value, settings)
    for word in sorted(rule.choices - set(SPENDS_ON)):
        raise _wrong(name, word, EXAMPLES[name], suggestion(word, SPENDS_ON))
    return rule


def _countries(name: str, value: str, settings: Settings) -> Rule:
    words = _words(name, value, settings).choices
    return Rule(name, choices=_zone(name, words, settings), zone_name=value)


def _zone(name: str, words: Iterable[str], settings: Settings) -> frozenset[str]:
    found: set[str] = set()
    for word in sorted(words):
        try:
            found |= settings.zone(word)
        except (LookupError, ValueError) as error:
            zones = (*settings.zones, *BUILT_IN_ZONES)
            raise RuleError(
                "unknown-zone",
                f'The rule {name} names "{word}", which is neither a zone nor a country code.',
                f"{suggestion(word, zones)}The zones are {', '.join(zones)}; more go under [zones] in programme.toml.",
            ) from error
    return frozenset(found)


def _made_in(name: str, value: str, settings: Settings) -> Rule:
    words = _words(name, value, settings).choices
    return Rule(name, zone=_zone(name, words, settings), zone_name=value)


_ORIGIN = re.compile(r"(\d+(?:\.\d+)?)\s*%\s*(of\s+contract\s+)?outside\s+(\S.*)", re.IGNORECASE)
_PERCENT = 100.0


def _origin_max(name: str, value: str, settings: Settings) -> Rule:
    match = _ORIGIN.fullmatch(value)
    if match is None:
        raise _wrong(name, value, EXAMPLES[name], "It is a percentage, the word outside, and a zone. ")
    share = float(match[1]) / _PERCENT
    if share > 1:
        raise _wrong(name, value, EXAMPLES[name], "A share cannot be above 100%. ")
    zone = _zone(name, split_values(match[3]), settings)
    return Rule(name, share=share, zone=zone, zone_name=match[3], of_contract=match[2] is not None)


_PARTIES = re.compile(r"(\d+)\s+of\s+(\S.*)", re.IGNORECASE)


def _parties_min(name: str, value: str, settings: Settings) -> Rule:
    match = _PARTIES.fullmatch(value)
    if match is None or int(match[1]) == 0:
        raise _wrong(name, value, EXAMPLES[name], "It is a whole number of 1 or more, the word of, and a zone. ")
    return Rule(name, count=int(match[1]), zone=_zone(name, split_values(match[2]), settings), zone_name=match[2])


_YES = re.compile(r"yes(?:\s+for\s+(\S.*))?")


def _yes(name: str, value: str, settings: Settings) -> Rule:
    del settings
    match = _YES.fullmatch(value)
    if match is None:
        raise _wrong(name, value, EXAMPLES[name], "To ask nothing of the design, delete the row. ")
    return Rule(name, choices=frozenset({"yes"}), categories=frozenset(split_values(match[1] or "")))


def _rule_set(name: str, value: str, settings: Settings) -> Rule:
    """The row that takes a set: it asks nothing itself, its set's rules stand beside it."""
    del settings
    if value not in rule_sets():
        mend = did_you_mean(value, rule_sets(), otherwise="Write the id of a shipped set.")
        raise RuleError("unknown-rule-set", f'There is no rule set called "{value}".', mend)
    return Rule(name, choices=frozenset({value}))


def _lifted(name: str, value: str, settings: Settings) -> Rule:
    """The row that leaves a rule of the fund's sets out: it asks nothing itself."""
    del settings
    known = sorted({row.rule for found in rule_sets().values() for row in found.rows} - {"told"})
    if value not in known:
        raise _wrong(name, value, EXAMPLES[name], suggestion(value, known))
    return Rule(name, choices=frozenset({value}))


def _date(name: str, value: str, settings: Settings) -> Rule:
    try:
        return Rule(name, period=settings.calendar.index_of_date(value))
    except PeriodError as error:
        raise _wrong(name, value, f"2026-05-30 or {settings.calendar.label(0)}", f"{error.why} ") from error


PARSERS: dict[str, Callable[[str, str, Settings], Rule]] = {
    "spends_on": _spends_on,
    "item": _words,
    "category": _words,
    "country": _countries,
    "party": _words,
    "not_category": _words,
    "origin_max": _origin_max,
    "made_in": _made_in,
    "parties_min": _parties_min,
    "design_authority": _yes,
    "signed_from": _date,
    "signed_until": _date,
    "rules": _rule_set,
    "lifts": _lifted,
}
"""Every rule a fund can have and how its value is read, in the order of the tables page."""

EXAMPLES: dict[str, str] = {
    "spends_on": "production; expansion; opening; project; stock; transport, or some of these",
    "item": "pump; valve",
    "category": "safe-1; safe-2",
    "country": "FR; UA",
    "party": "fr; ua",
    "not_category": "category-two",
    "origin_max": "35% outside safe",
    "made_in": "safe",
    "parties_min": "2 of safe",
    "design_authority": "yes, or yes for safe-2",
    "lifts": "origin_max: the name of a rule in the fund's sets",
}
"""One right value for each rule, for the mend of a wrong one."""
