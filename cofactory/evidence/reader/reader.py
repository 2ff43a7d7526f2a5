"""Reads one text: from its sentences to proposed claims, names nobody knows yet, and groups that may tell the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from cofactory.evidence.reader.calendar_words import MONTH
from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.drafts import drafts_of
from cofactory.evidence.reader.gazetteer import Gazetteer
from cofactory.evidence.reader.languages import is_english, named_in
from cofactory.evidence.reader.letters import Plain, plain
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.marks import mark
from cofactory.evidence.reader.memory import Memory
from cofactory.evidence.reader.parties import fill_in
from cofactory.evidence.reader.records import EXTRACTOR, claim_of, item_of
from cofactory.evidence.reader.repeats import Group, groups_of
from cofactory.evidence.reader.retold import retell
from cofactory.evidence.reader.sentences import Sentence, sentences_of
from cofactory.evidence.reader.siblings import improved_of, receivers_of, siblings_of
from cofactory.evidence.reader.supposed import Supposed
from cofactory.evidence.reader.unknown import Unknown, unknown_names
from cofactory.schema.evidence import Claim

__all__ = ["EXTRACTOR", "Group", "Reading", "Unknown", "read_text"]

_DATELINE = re.compile(r"[A-Z][\w .,'/-]{1,40}(?:\([^()\n]{1,40}\))?\s*(?:-|—)\s+(?=[\"'A-Z])")


_DAY = re.compile(rf"\b(?:\d{{1,2}}\s+{MONTH}|{MONTH}\s+\d{{1,2}})(?!\w)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader proposes for one text; nothing of it counts before a person decides."""

    claims: tuple[Claim, ...]
    unknown_names: tuple[Unknown, ...] = ()
    duplicates: tuple[Group, ...] = ()


SHARE = 20_000
"""Characters of a text after which it is told how much is read: a tenth of a second's work."""


def read_text(
    text: str,
    gazetteer: Gazetteer,
    *,
    published: str | None,
    document: str,
    recorded: str,
    progress: Callable[[float], None] | None = None,
) -> Reading:
    """The claims proposed for a text, in its order. Same text and names, same claims; time is linear in the text.

    `progress` is told now and then which share of a long text is read.
    """
    told = SHARE
    clean = plain(text)
    day = _day(published)
    memory = Memory(gazetteer)
    drafts: list[Draft] = []
    others: list[Sentence] = []
    unknown: list[Unknown] = []
    english: dict[int, bool] = {}
    supposed, saying, ended = Supposed(), -1, False
    for number, sentence in enumerate(sentences_of(clean.text)):
        if progress is not None and sentence.start >= told:
            progress(sentence.start / len(clean.text))
            told = sentence.start + SHARE
        if sentence.paragraph not in english:
            english = {sentence.paragraph: is_english(clean.text, sentence)}
        if not english[sentence.paragraph]:
            others.append(sentence)
            continue
        line = mark(clean.text, _without_dateline(clean.text, sentence), gazetteer, day, memory.currency)
        memory.currency = _currency(line, memory.currency)
        retell(line)
        line.supposed = supposed.at(line)
        line.goes_on = saying == sentence.paragraph or (ended and sentence.paragraph - saying == 1)
        saying = sentence.paragraph if _tells(line) or line.goes_on else -1
        ended = _ends_saying(line)
        saying = sentence.paragraph if ended else saying
        marked = line.triggers or line.sums or line.dates or line.things or memory.currency
        found = drafts_of(line, memory, number, day) if marked else []
        _taken_back(line, drafts)
        drafts += found
        unknown += unknown_names(line, gazetteer, clean, claimed=bool(found))
    fill_in(drafts, gazetteer)
    claims = [*_claims(drafts, clean, gazetteer, day=day, document=document, recorded=recorded)]
    claims += named_in(clean, others, gazetteer, document, recorded)
    claims = _once(claims)
    return Reading(tuple(claims), _merged(unknown), groups_of(claims))


def _tells(line: Line) -> bool:
    """Whether a sentence reports in the past what somebody said, so that "would" behind it goes on with it."""
    words = [token.low for token in line.tokens]
    return "that" in words and any(
        one.entry.role == "report" and one.entry.form == "past" and not line.hedges for one in line.triggers
    )


def _ends_saying(line: Line) -> bool:
    """Whether a sentence ends with who said it: ", Deputy Prime Minister Sikorski said."."""
    return not line.hedges and any(
        one.entry.role == "report" and one.entry.form == "past" and len(line.tokens) - one.last <= 2
        for one in line.triggers
    )


def _currency(line: Line, before: str | None) -> str | None:
    """The currency that a bare figure of millions is in from now on; none once such a figure counted things."""
    if line.sums:
        return line.sums[-1].currency
    return None if any((one.bare or 0) >= 1e5 for one in line.numbers) else before


def _taken_back(line: Line, drafts: list[Draft]) -> None:
    """Nothing; what the sentence before told is only hearsay where this one says "there is no such contract"."""
    words = [token.low for token in line.tokens]
    denied = any(words[at : at + 2] == ["no", "such"] for at in range(len(words)))
    for draft in reversed(drafts if denied else []):
        if draft.line.sentence.paragraph < line.sentence.paragraph - 1 or draft.sentence != drafts[-1].sentence:
            break
        draft.stage, draft.certainty = None, "hedged"


def _claims(
    drafts: list[Draft], clean: Plain, gazetteer: Gazetteer, *, day: date | None, document: str, recorded: str
) -> Iterator[Claim]:
    """The claims of the drafts."""
    siblings, improved, words = siblings_of(gazetteer), improved_of(gazetteer), receivers_of(gazetteer)
    for draft in drafts:
        item = item_of(draft, siblings, improved, words)
        yield claim_of(draft, clean, published=day, document=document, recorded=recorded, item=item)


def _once(claims: list[Claim]) -> list[Claim]:
    """The claims without those that say the same of the same words."""
    return list({claim.id: claim for claim in claims}.values())


def _merged(found: list[Unknown]) -> tuple[Unknown, ...]:
    """One proposal for each unknown name, where it stood first."""
    return tuple({one.text: one for one in reversed(found)}.values())[::-1]


def _day(published: str | None) -> date | None:
    """The day of publication, none when it is not a full day."""
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def _without_dateline(text: str, sentence: Sentence) -> Sentence:
    """The sentence without "KYIV, Feb 10 (Agency) -" before it."""
    match = _DATELINE.match(text, sentence.start, min(sentence.end, sentence.start + 110))
    capitals = match is not None and sum(char.isupper() for char in match.group()) >= 4
    dated = match is not None and bool(_DAY.search(match.group()))
    if match and (capitals or dated) and match.end() < sentence.end:
        return sentence._replace(start=match.end())
    return sentence
