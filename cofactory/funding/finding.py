"""What was found about one product and one fund: rule by rule, and all together."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from cofactory.funding.missing import Missing, wanted

Outcome = Literal["met", "failed", "unknown"]
Status = Literal["eligible", "not eligible", "cannot tell"]

WORDS: dict[Outcome, Status] = {"met": "eligible", "failed": "not eligible", "unknown": "cannot tell"}
"""What a product is when the worst of its rules has this outcome."""

OWN = "own rule"
"""Where a rule comes from that the programme states itself."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share that was reached, against the limit of the rule."""

    of: str
    """What was measured: `plan`, `bill of materials`, the same at `all levels` (told, and does not decide), `largest
    component` or `fund` (the fund's own row)."""
    reached: float
    limit: float
    whole: str
    """What it is a share of: `component cost`, `contract value`, `cost` or `loan`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule: what it asks, where it is written, what was found, and what would mend it."""

    rule: str
    value: str
    article: str | None
    url: str | None
    source: str
    """The id of the set it was taken from, or `own rule`."""
    read: str
    """What was read of it: article, recital or press; blank for an own rule."""
    outcome: Outcome
    said: str
    figures: tuple[Figure, ...] = ()
    missing: tuple[Missing, ...] = ()
    change: str = ""
    """What would have to be otherwise for the rule to be met."""
    words: str = ""
    """What the rule asks, in words; blank for an own rule."""
    hopeless: bool = False
    """Whether nothing short of another product or another fund would do."""

    def to_json(self) -> dict[str, Any]:
        """Returns the finding as a document; every missing fact also in words."""
        return asdict(self) | {"missing": [asdict(one) | {"said": one.said} for one in self.missing]}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a fund may pay for a product: the cost that comes nearest, judged rule by rule."""

    item: str
    fund: str
    cost: str
    """The cost that was judged: units before plant where the fund buys units, then the one least is against."""
    findings: tuple[Finding, ...]
    payable: tuple[str, ...]
    """Every cost of the product that no rule of the plan shuts out (origin shares and dates apart)."""

    @property
    def status(self) -> Status:
        """Eligible, not, or cannot tell: the worst of its findings."""
        found = {finding.outcome for finding in self.findings}
        return WORDS["failed" if "failed" in found else "unknown" if "unknown" in found else "met"]

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The rules that are not met."""
        return tuple(one for one in self.findings if one.outcome == "failed")

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What is not known, each once."""
        return tuple(dict.fromkeys(lacking for one in self.findings for lacking in one.missing))

    @property
    def hopeless(self) -> bool:
        """Whether it takes another product or another fund."""
        return any(one.hopeless for one in self.failed)

    @property
    def mend(self) -> str:
        """The nearest change that would meet the rules that are not met; blank where all are."""
        hopeless = [one for one in self.failed if one.hopeless]
        return "; ".join(dict.fromkeys(one.change for one in hopeless[:1] or self.failed if one.change))

    @property
    def change(self) -> str:
        """The nearest change that would make it eligible, or that would tell; blank where it is eligible."""
        to_tell = "" if self.hopeless else wanted(self.missing)
        return f"{self.mend}; then {to_tell}" if self.mend and to_tell else self.mend or to_tell

    def to_json(self) -> dict[str, Any]:
        """Returns the verdict as a document; `change` is blank where nothing is in the way."""
        return {
            "item": self.item, "fund": self.fund, "status": self.status, "cost": self.cost, "payable": self.payable,
            "change": self.change, "missing": [asdict(one) | {"said": one.said} for one in self.missing],
            "rules": [one.to_json() for one in self.findings],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Every product that costs something against every fund, and each fund's own row against its law."""

    verdicts: tuple[Verdict, ...]
    funds: dict[str, tuple[Finding, ...]]
    free: tuple[str, ...]
    """Products that have no cost in the tables: nobody pays for them here."""
    planned: bool
    """Whether a plan's shares are among the figures."""

    def of(self, item: str, fund: str) -> Verdict:
        """Returns the verdict on a product and a fund; LookupError where there is none."""
        for one in self.verdicts:
            if (one.item, one.fund) == (item, fund):
                return one
        raise LookupError(f"Nothing is said of {item!r} and {fund!r}.")

    @property
    def items(self) -> list[str]:
        """The items that are judged, in the order of the tables."""
        return list(dict.fromkeys(one.item for one in self.verdicts))

    def only(self, item: str | None, fund: str | None) -> Eligibility:
        """Returns what is said of one item, of one fund, or of both; of all where neither is given."""
        kept = tuple(one for one in self.verdicts if item in (None, one.item) and fund in (None, one.fund))
        funds = {name: found for name, found in self.funds.items() if fund in (None, name)}
        return replace(self, verdicts=kept, funds=funds)

    def to_json(self) -> dict[str, Any]:
        """Returns everything as one document."""
        return {
            "planned": self.planned,
            "verdicts": [one.to_json() for one in self.verdicts],
            "funds": {fund: [one.to_json() for one in found] for fund, found in self.funds.items()},
            "free": list(self.free),
        }
