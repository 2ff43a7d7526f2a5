"""A user's mistake is a Problem: its place, why it is one, and how to mend it; all are shown together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "remark"]

WINDOW = 110
"""Characters of an excerpt that are shown: one line of a terminal; longer lines are cut around the value."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in the user's files. `error`: nothing can be planned; `warning`: the answer will be affected.

    A `remark` is no mistake and stands apart from the others: something that readers of the answer may take otherwise.
    """

    name: str
    file: str
    row: int | None
    column: str | None
    value: str | None
    why: str
    mend: str
    severity: Severity = "error"
    excerpt: str | None = None
    address: str | None = None
    at: int | None = None
    """Where the value begins in the excerpt (characters), if known: the same value may stand in a line twice."""

    @property
    def place(self) -> str:
        """The place as an editor or a spreadsheet names it: `lines.csv:12` or `lines!D12`."""
        if self.address is not None:
            return self.address
        return self.file if self.row is None else f"{self.file}:{self.row}"

    def to_json(self) -> dict[str, Any]:
        """The problem as a plain dictionary, with its place spelled out."""
        record = asdict(self)
        del record["at"]
        return {"place": self.place, **record}


class ProblemsFound(Exception):
    """The work stopped: at least one of `problems` is an error."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(in_order(problems))
        super().__init__(show(self.problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop the work."""
    return [problem for problem in problems if problem.severity == "error"]


def stop_on_errors(problems: Iterable[Problem]) -> None:
    """Nothing, unless one of the problems is an error: then ProblemsFound is raised with all of them."""
    found = tuple(problems)
    if errors(found):
        raise ProblemsFound(found)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by file and row, those without a row first in their file.

    Errors of a whole file come before all others: those may only follow from them.
    """
    return sorted(problems, key=lambda p: (not _of_a_file(p), p.file, -1 if p.row is None else p.row))


def _of_a_file(problem: Problem) -> bool:
    return problem.row is None and problem.severity == "error"


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The problems in order, each as a plain dictionary."""
    return [problem.to_json() for problem in in_order(problems)]


def show(problems: Iterable[Problem], *, limit: int = 200) -> str:
    """All problems as plain text: place and value, the line with the value marked, why, and what to do.

    Sorted by file and row. Beyond `limit` problems only their number is said.
    """
    ordered = in_order(problems)
    parts = [_show_one(problem) for problem in ordered[:limit]]
    if len(ordered) > limit:
        parts.append(f"... and {len(ordered) - limit} more problems")
    return "\n\n".join(parts)


def visible(text: str) -> str:
    """The text on one line, with control characters replaced, so that no file can move the cursor of a terminal."""
    return "".join(_visible_character(character) for character in text)


def _visible_character(character: str) -> str:
    if character in "\n\r\t":
        return " "
    return "\ufffd" if unicodedata.category(character) in {"Cc", "Cf"} else character


def _show_one(problem: Problem) -> str:
    head = problem.place
    if problem.column is not None:
        head += f" {visible(problem.column)}"
    if problem.value is not None:
        head += f' = "{_shorten(visible(problem.value))}"'
    if problem.severity != "error":
        head += f"  ({problem.severity})"
    lines = [head, *_excerpt(problem), f"  {visible(problem.why)}"]
    if problem.mend:
        lines.append(f"  -> {visible(problem.mend)}")
    return "\n".join(lines)


def _excerpt(problem: Problem) -> list[str]:
    if not problem.excerpt:
        return []
    whole = visible(problem.excerpt.rstrip("\r\n"))
    start = _find(problem, whole)
    length = len(problem.value or "")
    if start is None:
        return [f"  | {_shorten(whole)}"]
    low = max(0, min(start - WINDOW // 3, len(whole) - WINDOW))
    shown = whole[low : low + WINDOW]
    length = min(length, len(shown) - (start - low))
    before, marked = shown[: start - low], shown[start - low : start - low + length]
    head, tail = "... " if low else "", " ..." if low + WINDOW < len(whole) else ""
    marker = " " * _width(head + before) + "^" * max(1, _width(marked))
    return [f"  | {head}{shown}{tail}", f"  | {marker}"]


def _find(problem: Problem, whole: str) -> int | None:
    """Where the value stands in the excerpt: as said by the problem, else as a whole field, else anywhere."""
    value = visible(problem.value or "")
    if not value:
        return problem.at if problem.at is not None and problem.at <= len(whole) else None
    if problem.at is not None and whole[problem.at : problem.at + len(value)] == value:
        return problem.at
    start = whole.find(value)
    while start >= 0:
        before, after = whole[:start].rstrip(), whole[start + len(value) :].lstrip()
        if (not before or before[-1] in ',;"|=') and (not after or after[0] in ',;"|'):
            return start
        start = whole.find(value, start + 1)
    start = whole.find(value)
    return start if start >= 0 else None


def _shorten(text: str) -> str:
    return text if len(text) <= WINDOW else text[: WINDOW - 4] + " ..."


def _width(text: str) -> int:
    """The columns of a terminal that the text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    narrow = sum(unicodedata.combining(character) != 0 for character in text)
    return len(text) + wide - narrow
