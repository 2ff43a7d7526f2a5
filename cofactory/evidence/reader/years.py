"""Which year a day or month without one means, by the tense in which it is told."""

from __future__ import annotations

import re
from datetime import date

from cofactory.evidence.reader import days
from cofactory.evidence.reader.dates import Found
from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.moods import clause_mood, mood_of
from cofactory.evidence.reader.wordset import word_set


def said_ahead(draft: Draft, found: Found, published: date | None) -> bool:
    """Whether a month or day without a year, read as past, is told of something that will be."""
    if published is None or found.last is None or found.last >= published or found.precision not in ("month", "day"):
        return False
    if found.role != "event" or draft.stage not in ("intended", "pledged") or has_year(draft, found):
        return False
    if _when_agreed(draft, found):
        return False
    raw = draft.line.text[found.start : found.end].lower()
    start = draft.line.tokens[draft.clause.first].start
    if found.start < start and any(
        one.entry.role == "report" and one.entry.form == "past" and mood_of(draft.line, one).time == "past"
        and one.last <= draft.clause.first for one in draft.line.triggers
    ):  # fmt: skip
        return False  # "in June he had announced that they will": June is the day of saying
    if any(
        one.entry.role == "operator" and one.entry.form in ("past", "participle") and one.entry.base in _AHEAD
        and 0 <= found.start - draft.line.tokens[one.last - 1].end <= 5
        for one in draft.line.triggers
    ):  # fmt: skip
        return True
    mood = clause_mood(draft.line, draft.clause.first, draft.clause.last)
    mood = mood or clause_mood(draft.line, 0, draft.clause.first)
    return mood is not None and mood.time in ("future", "would") and not re.search("last|ago|yesterday|today", raw)


def _when_agreed(draft: Draft, found: Found) -> bool:
    """Whether a date stands right behind a verb told as past, before the clause of what was agreed."""
    line = draft.line
    behind = line.text[found.end : found.end + 6].lower().startswith((" that ", " to ", ", that"))
    return any(
        one.entry.role in ("operator", "conclude") and one.entry.form == "past" and mood_of(line, one).time == "past"
        and 0 < found.start - line.tokens[one.last - 1].end <= 5 and one.entry.base not in _AHEAD and behind
        for one in line.triggers
    )  # fmt: skip


def begins_ahead(draft: Draft, found: Found, published: date | None) -> bool:
    """Whether a beginning without a year, read as past, is that of something still ahead: "will leave from May"."""
    if published is None or found.role != "since" or found.first is None or found.first > published:
        return False
    raw = draft.line.text[found.start : found.end].lower()
    if draft.stage not in ("intended", "pledged") or has_year(draft, found) or not raw.startswith(_BEGINNINGS):
        return False
    mood = clause_mood(draft.line, draft.clause.first, draft.clause.last)
    if mood is None or draft.line.tokens[mood.first].low in ("was", "were"):
        return False  # "was to receive ten a month from January"
    return found.precision in ("month", "day") and mood.time in ("future", "would")


def ends_ahead(draft: Draft, found: Found, published: date | None) -> bool:
    """Whether "before Christmas", read as the last one, is told of something that will be."""
    if published is None or found.role != "target" or found.last is None or found.last >= published:
        return False
    raw = draft.line.text[found.start : found.end].lower()
    if draft.stage not in ("intended", "pledged") or not re.search("christmas|easter|new year", raw) or "20" in raw:
        return False
    mood = clause_mood(draft.line, draft.clause.first, draft.clause.last)
    return mood is not None and mood.time in ("future", "would")


_BEGINNINGS = ("from", "as from", "starting", "beginning", "as of", "not before", "no earlier", "not earlier")


def year_on(last: date) -> date:
    """The same end of a month or day one year later."""
    on = days.plus_months(last, 12)
    return days.end_of_month(on.year, on.month) if last == days.end_of_month(last.year, last.month) else on


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def told_back(draft: Draft, found: Found) -> bool:
    """Whether a date stands right behind a verb told as past: "the six promised in May"."""
    line = draft.line
    before = (line.text[max(0, found.start - 30) : found.start].split() or [""])[-1].lower()
    tense = clause_mood(line, draft.clause.first, draft.clause.last)
    if before.endswith(("ed", "en")) and found.role == "event" and tense is not None and tense.time == "past":
        return before not in ("planned", "scheduled", "expected", "targeted")
    for one in line.triggers:
        gap = found.start - line.tokens[one.last - 1].end
        if one.entry.form in ("past", "participle") and one.entry.role != "progress" and 0 < gap <= 4:
            ahead = line.text[found.start : found.end].lower().startswith(("by", "until", "before", "from", "for"))
            return not ahead and one.entry.base not in _AHEAD and mood_of(line, one).time == "past"
    return False


_AHEAD = word_set("plan schedule expect target set") | {"be due", "be due to", "be planned", "be planned for"}


def has_year(draft: Draft, found: Found) -> bool:
    """Whether a date says itself which year it means: "2026", "next March"."""
    raw = draft.line.text[found.start : found.end].lower()
    return "20" in raw or "next" in raw or "this" in raw


def year_back(last: date) -> date:
    """The same end of a month or day one year earlier."""
    back = days.plus_months(last, -12)
    return days.end_of_month(back.year, back.month) if last == days.end_of_month(last.year, last.month) else back
