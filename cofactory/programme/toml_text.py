"""A TOML file that knows on which line each of its keys stands, so that a problem can point there."""

from __future__ import annotations

import datetime
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cofactory.base.problems import Problem, Severity

_HEADER = re.compile(r"^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=""")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^.\s"']+))\s*\.?""")


@dataclass(frozen=True)
class TomlText:
    """The data of one TOML file, with the line of every key."""

    file: str
    data: Mapping[str, Any]
    lines: tuple[str, ...] = ()
    numbers: Mapping[tuple[str, ...], int] | None = None

    def line_of(self, *path: str) -> int | None:
        """Returns the line of a key, or of the nearest key around it; None for data made in Python."""
        for length in range(len(path), 0, -1):
            if self.numbers and path[:length] in self.numbers:
                return self.numbers[path[:length]]
        return None

    def line(self, number: int | None) -> str | None:
        """Returns the text of a line, or None."""
        return self.lines[number - 1] if number and number <= len(self.lines) else None

    def problem(
        self, name: str, path: tuple[str, ...], *, value: object, why: str, mend: str, severity: Severity = "error"
    ) -> Problem:
        """Returns a problem that points at the key `path` of this file."""
        row = self.line_of(*path)
        shown = None if value is None else as_text(value) or str(value)
        return Problem(
            name=name, file=self.file, row=row, column=".".join(path) or None, value=shown,
            why=why, mend=mend, severity=severity, excerpt=self.line(row),
        )  # fmt: skip


def parse_toml(file: str, text: str) -> TomlText | Problem:
    """Returns the parsed file, or the one problem that keeps it from being TOML."""
    lines = tuple(text.splitlines())
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _not_toml(file, lines, str(error))
    except RecursionError:
        return _not_toml(file, lines, "brackets are nested too deeply")
    return TomlText(file, data, lines, _number_keys(lines))


def as_text(value: object) -> str | None:
    """Returns a TOML or Python value as a user would write it in a cell; None for what no cell can hold."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case float() if math.isfinite(value):
            return format(Decimal(repr(value)), "f")
        case float():
            return str(value)
        case datetime.date() | datetime.datetime():
            return value.isoformat()
        case list() | tuple() if all(isinstance(part, str) for part in value):
            return "; ".join(value)
    return None


def _not_toml(file: str, lines: tuple[str, ...], message: str) -> Problem:
    found = re.search(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)", message)
    row = int(found.group(1)) if found and found.group(1) else None
    why = message[: found.start()] if found else message
    excerpt = lines[row - 1] if row and row <= len(lines) else None
    return Problem(
        name="bad-toml", file=file, row=row, column=None, value=None, why=f"This is not TOML: {why}.",
        mend='Write `key = value`, texts in "double quotes", one key on a line.', excerpt=excerpt,
    )  # fmt: skip


def _number_keys(lines: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    table: tuple[str, ...] = ()
    numbers: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(lines, start=1):
        if header := _HEADER.match(line):
            table = _parts(header.group(1))
            for length in range(1, len(table) + 1):
                numbers.setdefault(table[:length], number)
        elif key := _KEY.match(line):
            numbers.setdefault(table + _parts(key.group(1)), number)
    return numbers


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(a or b or c for a, b, c in _PART.findall(dotted))
