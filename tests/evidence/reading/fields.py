"""Whether a field of a predicted claim is right: as the annotator wrote it, or as an alternative allows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.evidence.reading.texts import STAGE_RANK

JSON = dict[str, Any]
SCALARS = ("item", "stage", "kind", "giver", "receiver", "certainty")
FIELDS = (*SCALARS, "quantity", "qualifier", "money", "dates", "date roles", "attribution")
ALL_RIGHT = ("item", "stage", "quantity", "dates")
NO_STAGE = -0.5
_DIGITS = {"day": 10, "year": 4, "decade": 4}
"""How much of an ISO day is compared, by precision; the rest compares the month."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Predicted:
    """What a reader said, as far as it is measured. Spans are (start, end, role)."""

    spans: tuple[tuple[int, int, str], ...]
    item: str | None = None
    kind: str | None = None
    stage: str | None = None
    giver: str | None = None
    receiver: str | None = None
    certainty: str = "asserted"
    attributed_to: str | None = None
    quantity: JSON | None = None
    money: JSON | None = None
    dates: tuple[JSON, ...] = ()

    @property
    def is_mention(self) -> bool:
        """Whether it only says that a name stands there."""
        return self.stage == "mentioned"


def predicted(claim: Any) -> Predicted:
    """The measured part of a claim of the reader, whatever record it is kept in."""
    return Predicted(
        spans=tuple((span.start, span.end, span.role) for span in claim.spans),
        item=claim.item,
        kind=claim.kind,
        stage=claim.stage,
        giver=claim.giver,
        receiver=claim.receiver,
        certainty=claim.certainty,
        attributed_to=claim.attributed_to,
        quantity=_plain(claim.quantity, ("low", "high", "per", "qualifier")),
        money=_plain(claim.money, ("low", "high", "currency", "qualifier")),
        dates=tuple(
            {"from": date.from_, "to": date.to, "precision": date.precision, "role": date.role} for date in claim.dates
        ),
    )


def _plain(record: Any, names: Iterable[str]) -> JSON | None:
    """The named attributes of a record, or None for none."""
    return None if record is None else {name: getattr(record, name, None) for name in names}


def allowed(gold: JSON, field: str) -> list[Any]:
    """The annotated value of a field and its alternatives."""
    return [gold[field], *gold.get(f"{field}_alt", ())]


def has_value(gold: JSON, field: str) -> bool:
    """Whether the annotator gave this field a value: fields without one are counted apart."""
    if field in {"dates", "date roles"}:
        return any(not date.get("optional") for date in gold["dates"])
    if field in {"quantity", "money"}:
        return _number(gold[field]) is not None
    if field == "qualifier":
        return gold["quantity"] is not None
    if field == "attribution":
        return gold["attributed_to"] is not None
    return gold[field] is not None


def is_right(gold: JSON, claim: Predicted, field: str) -> bool:
    """Whether the predicted field is the annotated value or one of its alternatives."""
    if field == "quantity":
        return any(same_interval(value, claim.quantity, "per") for value in allowed(gold, "quantity"))
    if field == "money":
        return any(same_interval(value, claim.money, "currency") for value in allowed(gold, "money"))
    if field == "qualifier":
        return (claim.quantity or {}).get("qualifier") in {
            (q or {}).get("qualifier") for q in allowed(gold, "quantity")
        }
    if field == "dates":
        return same_dates(gold["dates"], claim.dates)
    if field == "date roles":
        return same_dates(gold["dates"], claim.dates, roles=True)
    if field == "attribution":
        return any(same_speaker(value, claim.attributed_to) for value in allowed(gold, "attributed_to"))
    return getattr(claim, field) in allowed(gold, field)


def all_right(gold: JSON, claim: Predicted) -> bool:
    """Whether item, stage, quantity and dates are right together."""
    return all(is_right(gold, claim, field) for field in ALL_RIGHT)


def over_staged(gold: JSON, claim: Predicted) -> bool:
    """Whether the stage is higher than the annotated one and all its alternatives; a bare mention never is."""
    if claim.stage in {None, "mentioned", "cancelled"}:
        return False
    highest = max(NO_STAGE if stage is None else STAGE_RANK[stage] for stage in allowed(gold, "stage"))
    return STAGE_RANK.get(claim.stage or "", NO_STAGE) > highest


def wrongly_asserted(gold: JSON, claim: Predicted) -> bool:
    """Whether what the text hedges or speculates about was taken as asserted."""
    return claim.certainty == "asserted" and "asserted" not in allowed(gold, "certainty")


def _number(value: JSON | None) -> JSON | None:
    """The quantity or sum if it has any number; words such as "a record volume" have none."""
    return value if value is not None and (value["low"] is not None or value["high"] is not None) else None


def same_interval(gold: JSON | None, claim: JSON | None, unit: str) -> bool:
    """Whether two quantities or sums allow the same numbers; vague ones need only overlap."""
    gold, claim = _number(gold), _number(claim)
    if gold is None or claim is None:
        return gold is claim
    if gold[unit] != claim[unit]:
        return False
    if gold["qualifier"] == "vague":
        low, high = claim["low"] or 0, claim["high"] or float("inf")
        return claim["qualifier"] == "vague" and low <= (gold["high"] or float("inf")) and high >= (gold["low"] or 0)
    return all(_close(gold[end], claim[end]) for end in ("low", "high"))


def _close(one: float | None, other: float | None) -> bool:
    """Whether two numbers are the same but for rounding."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other))


def same_dates(gold: list[JSON], claim: tuple[JSON, ...], *, roles: bool = False) -> bool:
    """Whether every date asked for is there and none besides; a date of announcement may always be given."""

    def same(one: JSON, other: JSON) -> bool:
        return same_date(one, other) and (not roles or one["role"] == other["role"])

    asked = [date for date in gold if not date.get("optional")]
    besides = [date for date in claim if date["role"] != "announcement" and not any(same(one, date) for one in gold)]
    return not besides and all(any(same(one, date) for date in claim) for one in asked)


def same_date(gold: JSON, claim: JSON) -> bool:
    """Whether two dates agree to the precision of the annotated one; an end that it leaves open is not compared."""
    digits = _DIGITS.get(gold["precision"], 7)
    return all(gold[end] is None or gold[end][:digits] == (claim[end] or "")[:digits] for end in ("from", "to"))


def same_speaker(gold: str | None, claim: str | None) -> bool:
    """Whether two attributions name the same: one holds all words of the other, or both end alike."""
    if gold is None or claim is None:
        return gold is claim
    one, other = (_WORD.findall(text.casefold()) for text in (gold, claim))
    if not one or not other:
        return False
    return set(one) <= set(other) or set(other) <= set(one) or one[-1] == other[-1]
