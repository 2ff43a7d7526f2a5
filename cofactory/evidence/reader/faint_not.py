"""Kinds of clause that tell of nobody's deed: diaries, attitudes, what hangs on what, the text itself, durations."""

from __future__ import annotations

from itertools import pairwise

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.words import BE, adverb
from cofactory.evidence.reader.wordset import word_set

_DIARY = word_set("meet meets met convene convenes convened reconvene visited travelled dine dined")
_TRIED = word_set("tested trialled trialed demonstrated rehearsed exercised")
_ATTITUDES = word_set(
    "guarded cautious reticent evasive coy tight-lipped noncommittal optimistic pessimistic sceptical skeptical upbeat "
    "confident worried wary proud happy glad pleased disappointed angry adamant cagey reluctant relaxed concerned"
)
_HANGS = {
    "rely": "on upon", "depend": "on upon", "hinge": "on upon", "hang": "on", "turn": "on upon", "rest": "on upon with",
    "stem": "from", "differ": "from", "boil": "down", "deal": "with",
}  # fmt: skip
_ENDS = ("", "s", "es", "ed", "d")
_TEXTS = word_set(
    "brief briefing report note paper article study analysis newsletter column survey chapter page letter"
)
_OURS = word_set("this our the")
_ABOUT_TEXT = word_set(
    "set sets look looks ask asks examine examines compare compares explain explains describe describes assess "
    "assesses summarise summarises review reviews trace traces discuss discusses deal deals try tries concern concerns"
)
_STEPS = word_set("move step decision announcement visit news statement remarks comments agreement deal")
_BEHIND = word_set("follows followed comes came")
_LASTS = word_set("take takes took taking lasts lasted lasting")
_SPANS = word_set("day days week weeks month months year years hour hours")
_NOTED = word_set(
    "reminded recalled noted remembered stressed emphasised emphasized underlined understood reported said known added"
)
_REFUSES = word_set(
    "dismiss dismisses dismissed reject rejects rejected deny denies denied refute refutes refuted rebut rebuts"
    " rebutted"
)
_HEARSAY = word_set(
    "report reports rumour rumours rumor rumors claim claims speculation suggestion suggestions allegation allegations"
)
_SIZES = word_set("smaller larger bigger faster slower heavier lighter longer shorter older newer younger better worse")


def tells_no_deed(line: Line, clause: Clause) -> bool:
    """Whether a clause is of a kind that tells of nobody's deed, whatever it names."""
    words = [token.low for token in line.tokens[clause.first : clause.last]]
    return (
        _of_the_text(words)
        or (len(words) > 2 and words[0] in _OURS and words[1] in _STEPS and words[2] in _BEHIND)
        or _only_notes(words)
        or _rejects(line, clause)
        or any(_hangs(pair) for pair in pairwise(words))
        or _compares(words)
    )


def tells_no_act(line: Line, clause: Clause) -> bool:
    """Whether a clause that names no thing only tells of meetings, moods, trials, durations, or what something is."""
    words = [token.low for token in line.tokens[clause.first : clause.last]]
    if _lasts(words) or _is_a(line, clause):
        return True
    return bool(set(words) & (_DIARY | _ATTITUDES | _TRIED))


def _of_the_text(words: list[str]) -> bool:
    """Whether the subject is the text itself: "this brief sets what was promised against what can be made"."""
    return len(words) > 2 and words[0] in _OURS and words[1] in _TEXTS and words[2] in _ABOUT_TEXT


def _only_notes(words: list[str]) -> bool:
    """Whether a clause only says that something is said behind it: "it is recalled that earlier"."""
    return words[:1] == ["it"] and words[1:2] in (["is"], ["was"]) and words[2:3] != [] and words[2] in _NOTED


def _rejects(line: Line, clause: Clause) -> bool:
    """Whether somebody rejects what is rumoured, in the clause or before it."""
    said = [token.low for token in line.tokens[: clause.last]]
    return any(word in _REFUSES and bool(_HEARSAY & set(said[at + 1 : at + 5])) for at, word in enumerate(said))


def _hangs(pair: tuple[str, str]) -> bool:
    """Whether two words tell on what something hangs: "everything turns on the new plant", "relies on"."""
    return any(
        pair[1] in after.split() and pair[0] in {*(verb + end for end in _ENDS), verb[:-1] + "ies", verb[:-1] + "ied"}
        for verb, after in _HANGS.items()
    )


def _compares(words: list[str]) -> bool:
    """Whether a clause compares sizes: "is smaller than the one it sails today"."""
    return any(one in BE and other in _SIZES for one, other in pairwise(words)) and "than" in words


def _lasts(words: list[str]) -> bool:
    """Whether a clause tells how long something takes: "from contract to delivery takes three years"."""
    return any(word in _LASTS and bool(_SPANS & set(words[at + 1 : at + 5])) for at, word in enumerate(words))


def _is_a(line: Line, clause: Clause) -> bool:
    """Whether the first verb says what something is: "three years ago this was a line in a budget"."""
    for at in range(clause.first, clause.last - 1):
        if line.tokens[at].low not in BE:
            continue
        after = at + 1
        while after < clause.last - 1 and adverb(line.tokens[after]):
            after += 1
        return line.tokens[after].low in ("a", "an") and line.tokens[at].low not in ("be", "being", "been")
    return False
