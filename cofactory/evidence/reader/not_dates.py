"""Dates that date nothing a sentence claims: what is compared with, the name of a paper, how long something lasts."""

from __future__ import annotations

from cofactory.evidence.reader.dates import Found
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.wordset import word_set

_MEASURED = word_set("rate level pace figure output total number value that those")
_PAPERS = word_set(
    "programme program budget contract agreement deal declaration plan law regulation framework summit war"
    " invasion memorandum letter treaty"
)


def compared(line: Line, at: int) -> bool:
    """Whether a date only names what is compared with: "more than in 2024", "up from 20 two years ago"."""
    before = [token.low for token in line.tokens[max(0, at - 3) : at]]
    if line.tokens[at].low in ("of", "from") and before[-1:] and before[-1] in _MEASURED:
        return True
    if {"such", "third", "second", "fourth"} & set(before) and line.tokens[at].low == "since":
        return True
    if before[-1:] in (["as"], ["than"]) or {"versus", "against", "compared", "pace"} & set(before):
        return True
    return "from" in before and ((before[-1] == "from" and "up" in before) or any(word[0].isdigit() for word in before))


_SIGNATURES = word_set(
    "signature signing contract order notification ratification entry conclusion award start delivery"
)


def from_another_day(line: Line, last: int, found: Found) -> bool:
    """Whether a stretch is counted from another day than today: "within ten years of signature"."""
    words = [token.low for token in line.tokens[last : last + 4]]
    counted = found.role in ("window", "target") and bool(words) and words[0] in ("of", "after", "from", "following")
    return counted and bool(_SIGNATURES & set(words[1:]))


def duration(line: Line, found: Found) -> bool:
    """Whether a stretch only says how long something lasts: "over ten years"."""
    words = line.text[found.start : found.end].lower().split()
    return words[0] in ("over", "across", "spread") and not _ANCHORED & set(words) and words[-1] in _UNITS


_ANCHORED = word_set("next coming following past last previous")
_UNITS = word_set("years year months month weeks decades")


def names_a_paper(line: Line, first: int, last: int, *, budget: bool) -> bool:
    """Whether a bare year only tells one paper or plan from another: "under the 2026 programme"."""
    plain_year = line.tokens[last - 1].kind == "number" and line.tokens[first].low not in (
        "in",
        "by",
        "since",
        "from",
        "until",
    )
    named = line.tokens[last].low if last < len(line.tokens) else ""
    return plain_year and named in _PAPERS and not (budget and named == "budget")
