"""The tables as sheets of one workbook: the same raw tables, with the same problems, at addresses like `lines!D12`."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cofactory.base.files import file_problem, read_bytes
from cofactory.base.problems import Problem
from cofactory.base.quantity import spell
from cofactory.base.raw import RawTable, Record, assemble, letters

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

LARGEST_WORKBOOK = 64 * 1024 * 1024
LARGEST_UNPACKED = 512 * 1024 * 1024
"""Bytes, packed and unpacked. A workbook is a zip file; one that unpacks to more is refused before it is read."""

LARGEST_SHEET = 10_000_000
"""Cells from A1 to the last one used. One stray cell in the last corner would otherwise ask for all memory."""

_CHUNK = 1024 * 1024
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*\bt=["']e["'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<""", re.DOTALL
)

Value = str | float | int | bool | date | datetime | time | timedelta


@dataclass(slots=True)
class _Scan:
    """What is seen of a sheet before it is parsed: how far it reaches, and its error cells by address."""

    rows: int = 0
    columns: int = 0
    errors: dict[str, str] = field(default_factory=dict)


def read_workbook(path: Path, *, file: str | None = None) -> tuple[dict[str, RawTable], list[Problem]]:
    """The tables of an .xlsx file by the name of their sheet, and every problem of form; empty sheets are left out."""
    file = file or path.name
    data, problems = read_bytes(path, file, largest=LARGEST_WORKBOOK)
    if data is None:
        return {}, problems
    try:
        scans = _scan_archive(data)
    except _RefusedError as refused:
        return {}, [file_problem(refused.name, file, refused.why, refused.mend)]
    return _read_sheets(data, file, scans)


class _RefusedError(Exception):
    def __init__(self, name: str, why: str, mend: str) -> None:
        super().__init__(why)
        self.name, self.why, self.mend = name, why, mend


def _unreadable(why: str) -> _RefusedError:
    return _RefusedError("unreadable-workbook", why, "Save it again as .xlsx, without a password.")


def _scan_archive(data: bytes) -> dict[str, _Scan]:
    """What each sheet holds, by name, after the archive was unpacked once and found sound and of bounded size."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > LARGEST_UNPACKED or len(members) > 10_000:
                size = LARGEST_UNPACKED // (1024 * 1024)
                why = f"The workbook unpacks to more than {size} MiB."
                raise _RefusedError("file-too-large", why, "Take the bulk away, or use CSV files.")
            names = _sheet_names(archive)
            return {names.get(m.filename, m.filename): _scan_member(archive, m) for m in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError):
        raise _unreadable("This is not a sound .xlsx workbook.") from None


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of the sheet that each member of the archive holds."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        raise _unreadable("This is not an .xlsx workbook.") from None
    targets = {a.get("Id", ""): a.get("Target", "") for a in _attributes(relations, "Relationship")}
    found = {}
    for attributes in _attributes(book, "sheet"):
        relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        target = targets.get(relation, "")
        found[target.removeprefix("/") if target.startswith("/") else f"xl/{target}"] = attributes.get("name", "")
    return found


def _attributes(xml: str, tag: str) -> Iterator[dict[str, str]]:
    for match in re.finditer(rf"<(?:\w+:)?{tag}\s([^>]*)>", xml):
        pairs = re.findall(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", match[1])
        yield {key: unescape(double or single) for key, double, single in pairs}


def _scan_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> _Scan:
    """What a member holds; reading it to its end also checks its true size and checksum."""
    scan, rest = _Scan(), b""
    sheet = "worksheets/" in member.filename
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            if not sheet:
                continue
            rest += chunk
            cut = max(rest.rfind(b"<c "), rest.rfind(b":c "), 0)
            _scan_cells(rest[:cut], scan)
            # A text longer than this inside one cell holds no further cell that the scan could miss.
            rest = rest[cut:] if len(rest) - cut < 4 * _CHUNK else rest[-1024:]
    _scan_cells(rest, scan)
    return scan


def _scan_cells(xml: bytes, scan: _Scan) -> None:
    for match in _CELL.finditer(xml):
        reference = _REFERENCE.search(match[1])
        if reference is not None:
            scan.rows = max(scan.rows, int(reference[2]))
            scan.columns = max(scan.columns, _column_number(reference[1].decode()))
    for match in _ERROR.finditer(xml):
        reference = _REFERENCE.search(match[1])
        if reference is not None:
            scan.errors[(reference[1] + reference[2]).decode()] = match[2].decode("utf-8", "replace")


def _column_number(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _read_sheets(data: bytes, file: str, scans: dict[str, _Scan]) -> tuple[dict[str, RawTable], list[Problem]]:
    from python_calamine import CalamineError, CalamineWorkbook

    tables: dict[str, RawTable] = {}
    problems: list[Problem] = []
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for name in book.sheet_names:
            scan = scans.get(name, _Scan())
            if scan.rows * scan.columns > LARGEST_SHEET:
                why = f'The sheet "{name}" reaches to {letters(scan.columns - 1)}{scan.rows}.'
                problems.append(
                    file_problem("sheet-too-large", file, why, "Delete the rows and columns beyond the table.")
                )
                continue
            table = _read_sheet(book, name, file, scan, problems)
            if table is not None:
                tables[table.name] = table
    except (CalamineError, OSError, ValueError) as error:
        why = f"The workbook cannot be read: {str(error)[:200]}."
        problems.append(file_problem("unreadable-workbook", file, why, "Save it again as .xlsx, without a password."))
    return tables, problems


def _read_sheet(book: CalamineWorkbook, name: str, file: str, scan: _Scan, problems: list[Problem]) -> RawTable | None:
    records = []
    for line, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), start=1):
        fields = [_as_text(value) for value in values]
        text = " | ".join(fields).rstrip(" |")
        if not text and not any(f"{letters(i)}{line}" in scan.errors for i in range(len(values))):
            continue
        if text.startswith("#"):
            continue
        found = list(_bad_values(values, scan, line))
        for column, shown in found:
            fields[column] = shown
        if found:
            text = " | ".join(fields).rstrip(" |")
        record = Record(fields, line, text)
        problems.extend(_bad_cell(name, file, record, column) for column, _ in found)
        records.append(record)
    return assemble(name.strip(), file, records, problems, sheet=name) if records else None


def _as_text(value: Value) -> str:
    """The value as it would be written in a CSV file: 24.0 is 24, a day is 2026-03-01."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return spell(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _bad_values(values: list[Value], scan: _Scan, line: int) -> Iterator[tuple[int, str]]:
    for i, value in enumerate(values):
        error = scan.errors.get(f"{letters(i)}{line}") if scan.errors else None
        if error is not None:
            yield i, error
        elif isinstance(value, bool):
            yield i, "TRUE" if value else "FALSE"


def _bad_cell(sheet: str, file: str, record: Record, column: int) -> Problem:
    shown = record.fields[column]
    if shown in {"TRUE", "FALSE"}:
        name, why = "boolean-cell", f"No column holds {shown}."
        mend = f"Write {'yes' if shown == 'TRUE' else 'no'} as text, or a number."
    else:
        name, why = "error-cell", f"The formula of this cell gives {shown}."
        mend = "Mend the formula, or write the value."
    address = f"{sheet}!{letters(column)}{record.line}"
    return Problem(name, file, record.line, None, shown, why, mend, excerpt=record.text, address=address)
