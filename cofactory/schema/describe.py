"""Prints a table's declaration for readers: as Markdown for the documentation, as JSON Schema for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cofactory.schema import programme, results
from cofactory.schema.table import columns

if TYPE_CHECKING:
    from cofactory.schema.results import ResultTable
    from cofactory.schema.table import Column, Row

_KINDS = {
    "id": "id", "text": "text", "words": "list, separated by `;`", "country": "country", "period": "period",
    "target": "what a risk is on", "cell": "name of a cell", "number": "number", "money": "money",
    "periods": "whole periods", "whole": "whole number", "share": "share, 0 to 1",
}  # fmt: skip

_PERIOD = r"^(\d{4}|\d{4}-\d{2}|\d{4}-Q[1-4]|\d{4}-W\d{2})$"
_PATTERNS = {"id": r"^[a-z0-9]+(-[a-z0-9]+)*$", "country": "^[A-Z]{2}$"}


def describe_table(name: str) -> str:
    """Returns the Markdown page of a table of the programme or of the results. KeyError for no such table."""
    if name in results.TABLES:
        return _describe_result(results.TABLES[name])
    return _describe_programme(programme.TABLES[name])


def json_schema(name: str) -> dict[str, Any]:
    """Returns the JSON Schema of one row of a table, its cells as users write them. KeyError for no such table."""
    if name in results.TABLES:
        return _result_schema(results.TABLES[name])
    row = programme.TABLES[name]
    declared = columns(row)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": _sentence(row),
        "type": "object",
        "properties": {column.name: _property(column) for column in declared},
        "required": [column.name for column in declared if column.required],
        "additionalProperties": False,
    }


def _describe_programme(row: type[Row]) -> str:
    lines = [
        f"# {row.TABLE}", "", _sentence(row), "",
        f"One row for each {_and(row.KEY)}.", "",
        "| column | what | unit | default | uncertain | unknown | meaning |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for column in columns(row):
        parts = (
            f"`{column.name}`{' *' if column.required else ''}", _what(column), column.unit, _default(column),
            "yes" if column.uncertain else "", "yes" if column.unknown else "", column.help,
        )  # fmt: skip
        lines.append(f"| {' | '.join(parts)} |")
    legend = (
        "`*`: must be given. Uncertain: may be a distribution, as `100 to 160` or "
        "[`announced(100, guidance)`](../reference-classes.md). Unknown: may be `unknown`."
    )
    return "\n".join([*lines, "", legend, ""])


def _describe_result(table: ResultTable) -> str:
    lines = [f"# {table.name}", "", table.help, "", "| column | what | unit | meaning |", "|---|---|---|---|"]
    lines += [f"| `{c.name}` | {c.type} | {c.unit} | {c.help} |" for c in table.columns]
    return "\n".join([*lines, ""])


def _sentence(row: type[Row]) -> str:
    return (row.__doc__ or "").strip()


def _and(words: tuple[str, ...]) -> str:
    shown = [f"`{word}`" for word in words]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _what(column: Column) -> str:
    if column.kind == "ref":
        return f"id in [{column.refers}]({column.refers}.md)"
    if column.kind == "choice":
        return "one of " + ", ".join(f"`{choice}`" for choice in column.choices)
    return _KINDS[column.kind] + _limits(column)


def _limits(column: Column) -> str:
    if column.above is not None:
        return f", above {column.above:g}"
    if column.minimum is not None and column.maximum is not None:
        return f", {column.minimum:g} to {column.maximum:g}"
    return ""


def _default(column: Column) -> str:
    if column.default is None:
        return ""
    return "start of the programme" if column.kind == "period" else f"`{column.default}`"


def _property(column: Column) -> dict[str, Any]:
    shown: dict[str, Any] = {"description": column.help}
    if column.numeric:
        shown["type"] = ["number", "string"]
        shown["x-unit"] = column.unit
    else:
        shown["type"] = "string"
    if column.choices:
        shown["enum"] = list(column.choices)
    if column.kind in _PATTERNS:
        shown["pattern"] = _PATTERNS[column.kind]
    if column.kind == "period" and not column.unknown and column.default is None:
        shown["pattern"] = _PERIOD
    if column.default is not None:
        shown["default"] = column.default
    if column.refers:
        shown["x-refers-to"] = column.refers
    return shown


def _result_schema(table: ResultTable) -> dict[str, Any]:
    types = {"flag": "boolean", "text": "string", "number": "number", "whole": "integer"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": table.help,
        "type": "object",
        "properties": {
            c.name: {"description": c.help, "type": [types[c.type], "null"], **({"x-unit": c.unit} if c.unit else {})}
            for c in table.columns
        },
        "required": list(table.header),
        "additionalProperties": False,
    }
