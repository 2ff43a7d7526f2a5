"""Which dates of a sentence go with a claim, and what they are the dates of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cofactory.evidence.reader import days
from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.dates import Found
from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.head import Head
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.moods import clause_mood, mood_of
from cofactory.evidence.reader.not_dates import compared, duration, from_another_day, names_a_paper
from cofactory.evidence.reader.wordset import word_set
from cofactory.evidence.reader.years import (
    WEEKDAYS,
    begins_ahead,
    ends_ahead,
    has_year,
    said_ahead,
    told_back,
    year_back,
    year_on,
)


def dates_of(
    line: Line, clause: Clause, clauses: Sequence[Clause], draft: Draft, published: date | None
) -> list[tuple[int, int, Found, bool]]:
    """The dates that go with a draft: of its clause, else of the sentence when no other clause has a verb for them."""
    own = [one for one in line.dates if clause.first <= one[0] < clause.last]
    if (
        not own
        and clause.kind == "relative"
        and clause.parent is not None
        and "of" in [token.low for token in line.tokens[max(0, clause.first - 2) : clause.first + 4]]
    ):
        parent = clauses[clause.parent]
        parent = clause if parent.kind == "relative" else parent
        own = [one for one in line.dates if parent.first <= one[0] < parent.last]
    if not own and (told := _clause_of_act(clauses, draft)):
        own = [one for one in line.dates if told.first <= one[0] < told.last]
    if not own:
        own = [one for one in line.dates if _lends(line, clause, clauses, one[0])]
    own = [one for one in own if not _counted_from_now(line, one[2], draft, published)]
    budget = draft.kind == "financing"
    own = [one for one in own if not compared(line, one[0]) and not names_a_paper(line, *one[:2], budget=budget)]
    own = [
        one
        for one in own
        if not from_another_day(line, one[1], one[2]) and not (len(own) > 1 and duration(line, one[2]))
    ]
    others = [one for one in own if not _of_participle(line, one[0], draft)]
    own = others or own
    if draft.stage in ("pledged", "allocated", "contracted"):
        own = [one for one in own if not duration(line, one[2])]
    head = draft.head
    if head and len(own) > 1:
        own = _shared_out(line, own, head)
    return [
        (first, last, _in_its_past(found, draft, published), of_saying(line, first, last)) for first, last, found in own
    ]


def _clause_of_act(clauses: Sequence[Clause], draft: Draft) -> Clause | None:
    """The clause of the act, where that is not the clause of its thing: "the drones that arrived last week"."""
    return next((one for one in clauses if draft.act and one.first <= draft.act.first < one.last), None)


def _of_participle(line: Line, at: int, draft: Draft) -> bool:
    """Whether a date belongs to a participle that only says which thing is meant: "half of the 40 ordered in 2024"."""
    for one in line.triggers:
        if one is draft.act or one.entry.role != "act" or one.entry.form not in ("past", "participle"):
            continue
        near = 0 <= at - one.last <= 3 and not any(token.text == "," for token in line.tokens[one.last : at])
        named = one.first > 0 and line.covered[one.first - 1] in ("thing", "class", "number", "trigger")
        if near and named and mood_of(line, one).first == one.first:
            return True
    return False


def _counted_from_now(line: Line, found: Found, draft: Draft, published: date | None) -> bool:
    """Whether a stretch of time counted from the day of publication is told of what was done before it."""
    raw = line.text[found.start : found.end].lower()
    stretch = raw.startswith(("within ", "in ")) and not any(
        char.isdigit() and raw[at - 1 : at] == " " and raw[at : at + 2] == "20" for at, char in enumerate(raw)
    )
    ends_ahead = bool(published and found.first == published and found.last and found.last > published)
    return stretch and ends_ahead and draft.stage in ("delivered", "in_service", "production", "disbursed")


def day_before(line: Line, draft: Draft, memory: Memory, sentence: int) -> list[tuple[int, int, Found, bool]]:
    """The day told in the sentence before, for a signing that has none of its own."""
    signed = draft.stage in ("letter_of_intent", "declaration", "contract") and any(
        one.entry.role == "conclude" for one in line.triggers
    )
    if not line.dates and memory.dated is not None and _same_time(line):
        return [(-1, -1, memory.dated, False)]
    if not signed or line.dates or memory.day is None or sentence - memory.day[0] > 1:
        return []
    return [(-1, -1, memory.day[1], False)]


_PERIODS = word_set("day week month year spring summer autumn winter")
_POINTS = word_set("the later in of")


def _same_time(line: Line) -> bool:
    """Whether a sentence happened in the month or on the day told before: "a contract was signed the same month"."""
    words = [token.low for token in line.tokens]
    return any(
        words[at] in ("same", "that") and words[at + 1] in _PERIODS and words[max(0, at - 1)] in _POINTS
        for at in range(len(words) - 1)
    )  # fmt: skip


def _in_its_past(found: Found, draft: Draft, published: date | None) -> Found:
    """The date a year earlier, where "by the end of June" is told of something that was done."""
    raw = draft.line.text[found.start : found.end].lower()
    if raw.startswith(("until", "till", "through ")) and published and found.last and found.last > published:
        return replace(found, role="window")
    if found.role == "event" and _since_doing(draft, found):
        return replace(found, last=None, role="since")
    if raw.startswith("after ") and found.role == "since" and found.first and draft.stage == "intended":
        return replace(found, first=days.plus_days(found.first, 1), role="target")
    done = (
        (draft.stage in _DONE or _told_past(draft))
        and found.role == "target"
        and found.first is None
        and published
        and found.last
    )
    late = bool(
        done and published and found.last and found.last > published and found.precision in ("month", "day", "range")
    )
    if late and found.last and published and not has_year(draft, found) and found.last.replace(day=1) > published:
        return replace(found, last=year_back(found.last), role="event")
    if said_ahead(draft, found, published) and found.first and found.last:
        if draft.line.text[found.start : found.end].lower().endswith(WEEKDAYS):
            return replace(found, first=days.plus_days(found.first, 7), last=days.plus_days(found.last, 7))
        return replace(found, first=days.plus_months(found.first, 12), last=year_on(found.last))
    if ends_ahead(draft, found, published) and found.last:
        return replace(found, last=year_on(found.last))
    if begins_ahead(draft, found, published) and found.first:
        return replace(found, first=days.plus_months(found.first, 12))
    signed = found.role in ("event", "target") and (draft.stage in _DONE or told_back(draft, found))
    if signed and found.first and found.last and published and found.first > published and not has_year(draft, found):
        return replace(found, first=days.plus_months(found.first, -12), last=year_back(found.last))
    if (
        found.role == "since"
        and found.first
        and draft.line.text[found.start : found.start + 4].lower() == "from"
        and (_after_paper(draft, found) or _between_commas(draft, found))
    ):
        ends = {
            "day": found.first,
            "month": days.end_of_month(found.first.year, found.first.month),
            "year": date(found.first.year, 12, 31),
        }
        return replace(found, last=ends.get(found.precision), role="event")
    return found


_DONE = frozenset(
    {"delivered", "in_service", "contract", "letter_of_intent", "declaration", "disbursed", "allocated", "production"}
)


def _since_doing(draft: Draft, found: Found) -> bool:
    """Whether a date is that of what "since" begins with: "since opening in January"."""
    before = draft.line.text[max(0, found.start - 40) : found.start].lower().split()
    return len(before) > 1 and before[-1].endswith("ing") and before[-2] == "since"


def _told_past(draft: Draft) -> bool:
    """Whether the clause of a pledge or plan is told as past: "1.6 billion had been committed by December"."""
    tense = clause_mood(draft.line, draft.clause.first, draft.clause.last)
    return draft.stage in ("pledged", "contracted", "allocated") and tense is not None and tense.time == "past"


def _between_commas(draft: Draft, found: Found) -> bool:
    """Whether the date stands alone between commas as the day of a paper: "a memorandum with Fjord, from March,"."""
    text = draft.line.text
    paper = draft.stage in ("letter_of_intent", "declaration", "contract")
    return paper and text[found.start - 2 : found.start] == ", " and text[found.end : found.end + 1] in (",", ".")


def _after_paper(draft: Draft, found: Found) -> bool:
    """Whether the date stands right behind an instrument, as the day of signing: "the contract, from August 2022,"."""
    ends = [draft.line.tokens[one.last - 1].end for one in draft.line.triggers if one.entry.role == "instrument"]
    return any(0 < found.start - end <= 2 for end in ends)


def _lends(line: Line, clause: Clause, clauses: Sequence[Clause], at: int) -> bool:
    """Whether the date stands in a clause that has no act of its own, so that it may date this one."""
    other = next((one for one in clauses if one.first <= at < one.last), None)
    if other is None:
        return True
    if other.kind in ("aside", "with", "relative", "conditional") or clause.kind in (
        "relative",
        "aside",
        "conditional",
    ):
        return False
    if other is not clause and line.tokens[other.first].low.endswith("ed"):
        return False
    return not any(
        other.first <= one.first < other.last
        and (one.entry.role in ("act", "conclude", "operator", "progress", "instrument", "cancel", "refuse"))
        for one in line.triggers
    )


def _shared_out(line: Line, dates: list[tuple[int, int, Found]], head: Head) -> list[tuple[int, int, Found]]:
    """The dates of this thing where each of several has its own behind it: "8 by 2030 and 12 by 2035"."""
    starts = [number.first for number in line.numbers] + [thing.first for thing in line.things]
    limit = min((start for start in starts if start > head.first and start >= head.last), default=len(line.tokens))
    direct = [one for one in dates if head.last <= one[0] < limit]
    earliest = min(starts, default=head.first)
    before = [one for one in dates if one[0] < min(earliest, head.first)]
    if direct and any(one not in direct for one in dates):
        return before[:1] + direct[:2] if len(direct) < 2 else direct[:2]
    return dates


def of_saying(line: Line, first: int, last: int) -> bool:
    """Whether the date is the day of saying something: it stands right beside a verb of saying."""
    for one in line.triggers:
        if one.entry.role != "report" or one.entry.form == "noun":
            continue
        if 0 <= first - one.last <= 2 or 0 <= one.first - last <= 1:
            return True
        if one.entry.base == "tell" and 0 <= first - one.last <= 4:
            return True
    return False
