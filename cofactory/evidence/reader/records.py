"""Turns a draft into a claim: exact quotes of the stored text, intervals, dates, and the ids of the programme."""

from __future__ import annotations

from datetime import date
from typing import cast

from cofactory.evidence.reader.dates import Found
from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.gazetteer import Name
from cofactory.evidence.reader.inferred import inferred_parties
from cofactory.evidence.reader.letters import Plain
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.rates import per_of
from cofactory.schema.evidence import (
    CONTEXT,
    Claim,
    ClaimStage,
    Date,
    DateRole,
    Kind,
    Money,
    Per,
    Quantity,
    Role,
    Span,
    identified,
)  # fmt: skip

SEASON_DAYS = 125
"""The longest stretch that still only says when a thing is due: a season, a quarter, the first months of a year."""

EXTRACTOR = "reader 1"
"""Name and version: what the reader proposed can be told from what a later version proposes."""


def span(plain: Plain, start: int, end: int, role: Role = "assertion") -> Span:
    """The quote of the stored text that stands at `start` to `end` of the plain text."""
    first, last = plain.back(start, end)
    text = plain.stored
    return Span(first, last, text[first:last], text[max(0, first - CONTEXT) : first], text[last : last + CONTEXT], role)


def claim_of(
    draft: Draft, plain: Plain, *, published: date | None, document: str, recorded: str, item: str | None
) -> Claim:
    """The claim that a draft makes."""
    line, head = draft.line, draft.head
    spans = [_token_span(plain, line, *draft.quote)]
    if head and head.span:
        spans.append(_token_span(plain, line, *head.span, role="item"))
    spans += [_token_span(plain, line, actor.first, actor.last, role="party") for actor in draft.roles.marks]
    spans += [span(plain, found.start, found.end, "date") for _, _, found, _ in draft.dates]
    if head and head.inferred:
        spans.append(span(plain, head.inferred.start, head.inferred.end, "antecedent"))
    notes = ["the thing is inferred from what was named before"] if head and head.inferred else []
    notes += ["no verb that the reader knows says what is done: the stage is left to you"] if draft.faint else []
    notes += inferred_parties(draft)
    return identified(
        Claim(
            document=document,
            spans=tuple(dict.fromkeys(spans)),
            giver=draft.roles.giver,
            receiver=draft.roles.receiver,
            item=item,
            item_text=head.text if head else None,
            kind=cast("Kind", draft.kind),
            stage=cast("ClaimStage | None", draft.stage),
            certainty=draft.certainty,
            denied=draft.denied,
            attributed_to=draft.source,
            quantity=_quantity(plain, draft),
            unit=head.unit if head else None,
            money=_money(plain, draft),
            dates=tuple(
                _date(plain, found, said=said, published=published, draft=draft) for *_, found, said in draft.dates
            ),
            extractor=EXTRACTOR,
            recorded=recorded,
            note="; ".join(notes) or None,
        )
    )  # fmt: skip


def _token_span(plain: Plain, line: Line, first: int, last: int, *, role: Role = "assertion") -> Span:
    return span(plain, line.tokens[first].start, line.tokens[last - 1].end, role)


def _raw(plain: Plain, line: Line, first: int, last: int) -> str:
    """The stored words between two tokens."""
    start, end = plain.back(line.tokens[first].start, line.tokens[last - 1].end)
    return plain.stored[start:end]


def _quantity(plain: Plain, draft: Draft) -> Quantity | None:
    """The quantity of the draft's thing, with the period of a rate."""
    number = draft.head.number if draft.head else None
    if number is None or draft.head is None:
        return None
    line = draft.line
    per = per_of(line, number.last) or (per_of(line, draft.head.last) if draft.head.span else None)
    if per is None:
        low = [token.low for token in line.tokens[max(draft.clause.first, number.first - 7) : number.first]]
        per = (
            "month"
            if "monthly" in low
            else "year"
            if "annual" in low or "annually" in low
            else "week"
            if "weekly" in low
            else None
        )
        per = "day" if per is None and "daily" in low else per
    return Quantity(
        _raw(plain, line, number.first, number.last), number.low, number.high, cast("Per | None", per), number.qualifier
    )


def _money(plain: Plain, draft: Draft) -> Money | None:
    """The sum of a draft, if it has one."""
    money = draft.money
    if money is None:
        return None
    number = money.number
    raw = _raw(plain, draft.line, money.first, money.last)
    return Money(raw, number.low, number.high, money.currency, number.qualifier)


def _date(plain: Plain, found: Found, *, said: bool, published: date | None, draft: Draft) -> Date:
    """The date with the role it has in this claim."""
    start, end = plain.back(found.start, found.end)
    role: DateRole = found.role
    first = found.first
    if role == "event" and said:
        role = "announcement"
    elif (
        role == "event"
        and draft.stage in ("intended", "pledged")
        and found.last
        and published
        and found.last > published
    ):
        role = "target" if found.precision not in ("decade", "range") or _season(found) else "window"
    elif role == "window" and _over(draft, found, published):
        role = "event"
    elif role == "event" and first and published and first > published:
        role = "window" if found.precision == "decade" else "target"
    elif (
        role == "target"
        and draft.stage in ("delivered", "in_service", "production", "disbursed", "contract", "allocated")
        and found.last
        and published
        and found.last <= published
    ):
        role = "event"
    return Date(
        plain.stored[start:end],
        first.isoformat() if first else None,
        found.last.isoformat() if found.last else None,
        found.precision,
        role,
    )


def _season(found: Found) -> bool:
    """Whether a stretch is no longer than a season, so that it says when a thing is due and not how long it takes."""
    return bool(found.first and found.last) and (found.last - found.first).days <= SEASON_DAYS  # type: ignore[operator]


def _over(draft: Draft, found: Found, published: date | None) -> bool:
    """Whether a past stretch tells when something was handed over: "delivered nine between January and June"."""
    past = bool(published and found.first and found.last) and found.last < published  # type: ignore[operator]
    return past and draft.stage in ("delivered", "disbursed")


def item_of(
    draft: Draft, siblings: dict[str, tuple[Name, ...]], improved: dict[str, str], words: dict[str, frozenset[str]]
) -> str | None:
    """The item of a draft: of several that share a name, the one whose own words fit the receiver or the act."""
    head = draft.head
    names = [name for name in head.names if name.kind in ("item", "project")] if head else []
    if not names:
        return None
    first = names[0]
    if draft.kind == "modernisation" and first.id in improved:
        return improved[first.id]
    receiver = draft.roles.receiver
    for_whom = siblings.get(first.id, ())
    if receiver and len(for_whom) > 1:
        told = {name.id for one in draft.roles.marks for name in one.known.names}
        fitting = [name for name in for_whom if receiver in words.get(name.id, ())]
        if fitting and receiver in told:
            return fitting[0].id
        if words.get(first.id, frozenset()) & (told | {draft.roles.giver, receiver}):
            return first.id  # "Paris and Kyiv are negotiating an order for four": Kyiv's own
        if receiver in told and any(words.get(name.id) for name in for_whom):
            others = [name for name in for_whom if "others" in words.get(name.id, ())]
            return others[0].id if others else first.id
    return first.id
