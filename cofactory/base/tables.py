"""Plain tables: read from CSV with every row's line remembered and every mistake collected, and written atomically."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

from cofactory.base.files import file_problem, read_bytes, write_atomically
from cofactory.base.problems import Problem
from cofactory.base.raw import Origin, Place, RawRow, RawTable, Record, assemble

__all__ = ["Origin", "Place", "RawRow", "RawTable", "parse_table", "read_table", "write_atomically", "write_table"]


def read_table(
    path: Path, *, name: str | None = None, file: str | None = None
) -> tuple[RawTable | None, list[Problem]]:
    """The table in a CSV file, and every problem of its form; no table where nothing can be made of the file.

    `name` and `file` are what problems call them; the stem and the name of the path unless given.
    """
    name, file = name or path.stem, file or path.name
    data, problems = read_bytes(path, file)
    if data is None:
        return None, problems
    table, found = parse_table(data, name=name, file=file)
    return table, problems + found


def parse_table(data: bytes, *, name: str, file: str) -> tuple[RawTable | None, list[Problem]]:
    """The table in the bytes of a CSV file, and every problem of its form."""
    text, problems = _decode(data, file)
    if text is None:
        return None, problems
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first, separator = _find_header(lines)
    if first is None:
        why = "The file has no header row."
        return None, [*problems, file_problem("empty-table", file, why, "Write the column names into the first row.")]
    records = list(_records(lines, first, separator, file, problems))
    if not records:
        return None, problems
    table = assemble(name, file, records, problems, decimal_comma=separator == ";")
    return table, problems


def _decode(data: bytes, file: str) -> tuple[str | None, list[Problem]]:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        why = "The file is in UTF-16, not in UTF-8."
        return None, [file_problem("not-utf-8", file, why, "Save it as CSV UTF-8.")]
    problems = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        excerpt = data.split(b"\n")[line - 1][:2_000].decode("utf-8", errors="replace")
        why = f"Byte {data[error.start]:#04x} is not UTF-8."
        mend = "Save the file as CSV UTF-8 (a spreadsheet offers it under Save as)."
        problems.append(Problem("not-utf-8", file, line, None, "\ufffd", why, mend, excerpt=excerpt))
        text = data.decode("utf-8-sig", errors="replace")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        why = "The line has a NUL character: this is not a text file, or it is damaged."
        problems.append(Problem("nul-character", file, line, None, None, why, "Save it again as CSV UTF-8."))
        text = text.replace("\0", "")
    return text, problems


def _find_header(lines: list[str]) -> tuple[int | None, str]:
    """The index of the header line, and the separator: the one of comma and semicolon it has more of outside quotes."""
    for i, line in enumerate(lines):
        said = re.fullmatch(r'"?sep=([,;])"?', line.strip())
        if said is not None and i == 0:
            following, _ = _find_header(lines[1:])
            return (None if following is None else following + 1), said[1]
        if _is_content(line):
            bare = re.sub(r'"[^"]*"', "", line)
            return i, ";" if bare.count(";") > bare.count(",") else ","
    return None, ","


def _is_content(line: str) -> bool:
    if line[:1].isalnum():
        return True
    bare = line.lstrip()
    return bool(bare) and not bare.startswith("#")


def _records(lines: list[str], first: int, separator: str, file: str, problems: list[Problem]) -> Iterator[Record]:
    """The records from line index `first` on. A quote that is never closed costs its own line, not the rest."""
    at, unclosed = first, False
    while at < len(lines):
        line = lines[at]
        if not _is_content(line):
            at += 1
        elif '"' not in line:
            yield Record(list(map(str.strip, line.split(separator))), at + 1, line)
            at += 1
        else:
            end = at + 1 if unclosed else len(lines)
            fields, after, reason = _quoted(lines, at, end, separator)
            if fields is None:
                problems.append(_quote_problem(file, at + 1, line, reason))
                unclosed = unclosed or reason == "open"
                at += 1
                continue
            yield Record([cell.strip() for cell in fields], at + 1, "\n".join(lines[at:after]))
            at = after


def _quoted(lines: list[str], at: int, end: int, separator: str) -> tuple[list[str] | None, int, str]:
    """The fields of the record that begins at a line with quotes, the index after it, or what is wrong with it."""
    with suppress(csv.Error):  # nearly every record ends on its line
        return next(_reader((lines[at],), separator)), at + 1, ""
    taken = at

    def feed() -> Iterator[str]:
        """The lines of one record, as the reader asks for them."""
        nonlocal taken
        while taken < end:
            taken += 1
            yield lines[taken - 1] + "\n"

    try:
        return next(_reader(feed(), separator)), taken, ""
    except csv.Error as error:
        return None, at + 1, "open" if "end of data" in str(error) or "limit" in str(error) else "stray"


def _reader(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)


def _quote_problem(file: str, line: int, text: str, reason: str) -> Problem:
    if reason == "open":
        why, mend = "A quote is opened here and never closed.", 'Close it with ", or take it away.'
        return Problem("unclosed-quote", file, line, None, None, why, mend, excerpt=text, at=text.rfind('"'))
    why, mend = "Text follows a closing quote.", 'Write a quote inside a quoted text twice: "".'
    return Problem("stray-quote", file, line, None, None, why, mend, excerpt=text)


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Nothing; the CSV file is the old one or the new one, never half of it. UTF-8, comma, LF."""
    write_atomically(path, (_line(row).encode() for row in chain([header], rows)))


def _line(row: Sequence[str]) -> str:
    cells = [_quote(cell) for cell in row]
    if row and row[0].lstrip().startswith("#") and not cells[0].startswith('"'):
        cells[0] = f'"{cells[0]}"'
    return ",".join(cells) + "\n"


def _quote(cell: str) -> str:
    if any(character in cell for character in ',;"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
