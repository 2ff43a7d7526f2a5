"""Papers written to files: a workbook for Excel, CSV, or JSON, in which no text of a user can become a formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cofactory.base.files import write_atomically

if TYPE_CHECKING:
    from cofactory.funding.sheets import Field, Paper, Sheet, Value

KINDS = (".xlsx", ".csv", ".json")

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula in a CSV file."""

WIDEST, NARROWEST = 60, 8
"""Characters of a column in the workbook."""

MOST_LETTERS = 32_767
"""What a cell of Excel holds; a longer text is cut there, with an ellipsis."""


class UnknownKind(ValueError):
    """A file whose name ends in nothing that can be written."""


def write_paper(paper: Paper, to: Path | str) -> tuple[Path, ...]:
    """Returns the files that now hold the paper: one, or with CSV one per sheet, named after the sheet.

    The ending of the name says what is written. Raises UnknownKind (a ValueError) for any other.
    """
    target = Path(to)
    match target.suffix.lower():
        case ".json":
            return _write({target: (json.dumps(as_document(paper), ensure_ascii=False, indent=2) + "\n").encode()})
        case ".csv":
            return _write({_csv_name(target, paper, one): _csv(one).encode() for one in paper.sheets})
        case ".xlsx":
            return _write({target: _workbook(paper)})
    raise UnknownKind(f"{target.name} ends in nothing that can be written: use {', '.join(KINDS)}.")


def as_document(paper: Paper) -> dict[str, Any]:
    """Returns the paper as a document: `form`, `title`, `law`, `about`, `notes`, and `sheets` by name."""
    return {
        "form": paper.form, "title": paper.title, "law": paper.law, "about": dict(paper.about),
        "notes": list(paper.notes),
        "sheets": {
            one.name: {
                "help": one.help,
                "fields": [{"name": f.name, "unit": f.unit, "help": f.help} for f in one.fields],
                "rows": [dict(zip((f.name for f in one.fields), row, strict=True)) for row in one.rows],
            }
            for one in paper.sheets
        },
    }  # fmt: skip


def _write(files: dict[Path, bytes]) -> tuple[Path, ...]:
    for path, content in files.items():
        write_atomically(path, [content])
    return tuple(files)


def _csv_name(target: Path, paper: Paper, one: Sheet) -> Path:
    """The main sheet has the name that was asked for, the others that name and their own."""
    return target if one is paper.sheets[0] else target.with_name(f"{target.stem}-{one.name}{target.suffix}")


def _csv(one: Sheet) -> str:
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")  # as RFC 4180 says; only then is a lone \\r inside a text quoted
    writer.writerow([f.name for f in one.fields])
    writer.writerows([harmless(value) for value in row] for row in one.rows)
    return page.getvalue()


def harmless(value: Value) -> Value:
    """Returns a value as a CSV cell that no spreadsheet runs: text that begins like a formula gets an apostrophe."""
    if isinstance(value, str) and value.lstrip(" ").startswith(STARTS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _workbook(paper: Paper) -> bytes:
    import xlsxwriter

    page = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(page, options) as book:
        book.set_properties({"title": paper.title})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        formats = {"bold": bold, "text": plain, "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
                   "number": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
                   "year": book.add_format({"num_format": "0", "valign": "top"}),
                   "share": book.add_format({"num_format": "0.0##%", "valign": "top"})}  # fmt: skip
        for one in paper.sheets:
            _sheet(book.add_worksheet(one.name[:31]), one, formats)
        _about(book.add_worksheet("about"), paper, formats)
    return page.getvalue()


SHARES = ("share_of_fund", "advance", "interest", "share_max", "reached", "limit")
YEARS = ("year", "grace_until", "repaid_by", "number")


def _sheet(made: Any, one: Sheet, formats: dict[str, Any]) -> None:
    for column, f in enumerate(one.fields):
        made.write_string(0, column, f"{f.name} ({f.unit})" if f.unit else f.name, formats["bold"])
        made.write_comment(0, column, f.help)
        longest = max((len(_shown(row[column])) for row in one.rows), default=0)
        made.set_column(column, column, max(NARROWEST, min(WIDEST, max(longest, len(f.name)) + 2)))
        for number, row in enumerate(one.rows, start=1):
            _cell(made, (number, column), row[column], (formats[_look(f, row[column])], formats["text"]))
    made.freeze_panes(1, 0)
    if one.rows:
        made.autofilter(0, 0, len(one.rows), len(one.fields) - 1)


def _look(field: Field, value: Value) -> str:
    """The format of a number: money always has its cents, a count that is whole no decimal point."""
    if field.name in SHARES:
        return "share"
    if field.name in YEARS:
        return "year"
    whole = isinstance(value, (int, float)) and float(value).is_integer()
    return "whole" if whole and field.unit in ("", "units") else "number"


def _cell(made: Any, place: tuple[int, int], value: Value, look: tuple[Any, Any]) -> None:
    """Writes numbers as numbers and everything else as text, which Excel then never reads as a formula."""
    if value is None:
        return
    if isinstance(value, str):
        made.write_string(*place, value if len(value) <= MOST_LETTERS else f"{value[: MOST_LETTERS - 1]}…", look[1])
    else:
        made.write_number(*place, value, look[0])


def _shown(value: Value) -> str:
    return "" if value is None else value if isinstance(value, str) else f"{value:,.2f}"


def _about(made: Any, paper: Paper, formats: dict[str, Any]) -> None:
    said = [("form", paper.title), ("law", paper.law), *paper.about]
    said += [(one.name, one.help) for one in paper.sheets]
    said += [("note", note) for note in paper.notes]
    made.set_column(0, 0, 16)
    made.set_column(1, 1, 100)
    for number, (name, value) in enumerate((name, value) for name, value in said if value):
        made.write_string(number, 0, name, formats["bold"])
        made.write_string(number, 1, value, formats["text"])
