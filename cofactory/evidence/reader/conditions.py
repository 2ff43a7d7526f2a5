"""The condition on which a clause stands: it belongs to the quote, for without it the words say something else."""

from __future__ import annotations

from collections.abc import Sequence

from cofactory.evidence.reader.clauses import Clause
from cofactory.evidence.reader.draft import Draft
from cofactory.evidence.reader.line import Line
from cofactory.evidence.reader.wordset import word_set

_INVERTED = word_set("should were had supposing suppose assuming")
_NO_CONDITION = word_set("even as asked ask asks wondered unclear whether")
"""Words before "if" that make no condition of it."""


def with_condition(line: Line, clauses: Sequence[Clause], draft: Draft) -> None:
    """Nothing; the draft's quote begins and ends with the condition that stands right beside its clause.

    A condition inside the sentence, behind "and" or "but", makes what it governs speculative as one that opens it does.
    """
    at = next((number for number, clause in enumerate(clauses) if clause.last == draft.clause.last), None)
    if at is None:
        return
    first, last = draft.quote
    if clauses[at].kind == "conditional" and first == clauses[at].first:
        first = _opening(clauses[at])
    before = clauses[at - 1] if at else None
    if before and first == clauses[at].first and _close(line, before.last, first) and _conditional(line, before):
        first = _opening(before)
        if before.kind == "conditional" and not _NO_CONDITION & {token.low for token in line.tokens[first - 1 : first]}:
            draft.stage, draft.certainty = None, "speculative"
    behind = clauses[at + 1] if at + 1 < len(clauses) else None
    if behind and behind.kind == "conditional" and last == clauses[at].last and _close(line, last, behind.first - 1):
        last = behind.last
    draft.quote = first, last


def _conditional(line: Line, clause: Clause) -> bool:
    """Whether a clause is a condition: "if ...", or "should the loan fail" at the beginning of the sentence."""
    return clause.kind == "conditional" or (clause.first == 0 and line.tokens[0].low in _INVERTED)


def _opening(clause: Clause) -> int:
    """The token with which a condition begins: its "if" or "unless"."""
    return clause.first - 1 if clause.kind == "conditional" and clause.first else clause.first


def _close(line: Line, last: int, first: int) -> bool:
    """Whether nothing but a comma or "then" stands between two clauses."""
    return all(token.text == "," or token.low in ("then", "provided", "only") for token in line.tokens[last:first])
