"""A paper that is signed or in force without a thing beside it: “signed a letter of intent on joint projects”."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.doubts import unfulfilled
from cofactory.evidence.reader.line import Line, Trigger
from cofactory.evidence.reader.moods import mood_of
from cofactory.evidence.reader.own_stage import concluded
from cofactory.evidence.reader.stages import judge
from cofactory.schema.evidence import Certainty

_KINDS = {
    "loan": "financing", "grant": "financing", "credit": "financing", "funding": "financing", "financing": "financing",
    "licen": "serial_production", "production": "serial_production", "manufactur": "serial_production",
    "development": "joint_development", "modernisation": "modernisation", "upgrade": "modernisation",
}  # fmt: skip
"""What a paper is about when its own name says so."""


class Signing(NamedTuple):
    """What was signed, as far as a clause without a thing says it."""

    paper: Trigger
    kind: str
    stage: str | None
    certainty: Certainty


def _any_such(line: Line, paper: Trigger, verb: Trigger) -> bool:
    """Whether a plural without a number or article only speaks of papers in general: "orders placed with industry"."""
    before = line.tokens[paper.first - 1].low if paper.first else ""
    plural = line.tokens[paper.last - 1].low.endswith("s")
    free = before in ("", "and", "or", ",", "of", "on", "for", "by", "with")
    return plural and free and paper.last == verb.first and mood_of(line, verb).first == verb.first


def _antecedent(line: Line, paper: Trigger, clause: Clause) -> bool:
    """Whether a which-clause is about the paper right before it: "the letter of intent that the ministers signed"."""
    gap = [token.low for token in line.tokens[paper.last : clause.first]]
    return gap in (["that"], ["which"], [",", "which"], [",", "that"])


def signing_of(line: Line, clause: Clause, before: str | None, published: date | None) -> Signing | None:
    """The signing that a clause tells of, if a verb of concluding stands with an instrument."""
    verbs = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.role == "conclude"]
    papers = [
        one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.role == "instrument"
    ]
    if clause.kind in ("relative", "said") and not papers:
        papers = [one for one in line.triggers if one.entry.role == "instrument" and _antecedent(line, one, clause)]
    if not verbs or not papers:
        return None
    if _any_such(line, papers[0], verbs[0]) or unfulfilled(
        line, clause, present=mood_of(line, verbs[0]).time == "present"
    ):
        return None
    acts = [one for one in line.triggers if clause.first <= one.first < clause.last and one.entry.role == "act"]
    paper, verb = papers[0], verbs[0]
    mood = mood_of(line, verb)
    verdict = judge(line, clause, None, (paper.first, paper.last), None)
    back = line.tokens[paper.first - 1].low if paper.first else ""
    known = before if before and back in ("the", "this", "that") else "declaration"
    if verdict.denied:
        return None
    stage: str | None = paper.entry.stage if paper.entry.stage != "agreement" else known
    noun = verb.entry.form == "noun"
    if mood.time in ("future", "would", "infinitive") or (noun and not concluded(line, clause, published)):
        stage = "intended"
    if mood.denied or verdict.certainty != "asserted" or mood.certainty != "asserted":
        stage = None
    kinds = [one.entry.kind for one in acts if one.entry.kind]
    kind = kinds[0] if kinds else "procurement" if paper.entry.stage == "contract" else "initiative"
    kind = next((found for word, found in _KINDS.items() if word in paper.entry.base), kind)
    stage = "contracted" if kind == "financing" and stage == "contract" else stage
    return Signing(
        paper, kind, stage, max(verdict.certainty, mood.certainty, key=("asserted", "hedged", "speculative").index)
    )
