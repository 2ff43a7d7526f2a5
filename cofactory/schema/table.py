"""What a column and a row are: the declaration that loader, checks, planner, docs and forms all read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr
from pydantic_core import core_schema

from cofactory.base.cell import parse_cell
from cofactory.base.raw import Place

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

Kind = Literal[
    "id", "ref", "text", "words", "country", "period", "choice", "target", "cell",
    "number", "money", "periods", "whole", "share",
]  # fmt: skip
"""`words`: a list separated by `;`. `target`: what a risk is on. `cell`: the name of a cell in the programme."""

NUMERIC: frozenset[Kind] = frozenset({"number", "money", "periods", "whole", "share"})
"""The kinds that hold a `Cell`: value, distribution, citations."""

NOWHERE = Place("", None, None)
"""The place of a row that was made in Python and never stood in a file."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: what may stand in it, and what it means."""

    kind: Kind
    help: str
    unit: str = ""
    required: bool = False
    default: str | None = None
    refers: str | None = None
    owner: bool = False
    uncertain: bool = False
    unknown: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    name: str = ""

    # `owner`: the row belongs to the row it refers to and leaves with it.
    # `above`: the value must be greater than this; `minimum` and `maximum` may be reached.

    @property
    def numeric(self) -> bool:
        """True when the column holds a `Cell`."""
        return self.kind in NUMERIC

    @property
    def low(self) -> float | None:
        """The least value allowed, or None: no numeric column but a correlation may be negative."""
        if self.minimum is not None or not self.numeric:
            return self.minimum
        return 0.0

    @property
    def high(self) -> float | None:
        """The greatest value allowed, or None: a share is at most 1."""
        return 1.0 if self.maximum is None and self.kind == "share" else self.maximum

    def value_when_blank(self) -> Any:
        """The parsed default of a blank cell: a `Cell`, a tuple of words, a text, or None."""
        if self.kind == "words":
            return ()
        if self.default is None or not self.numeric:
            return self.default
        return parse_cell(self.default)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        """The field's schema with the declared default, so that a default is written down once."""
        inner = handler(source)
        if self.required or (self.kind == "period" and self.default is not None):
            return inner  # the default of a period is the programme's start, which only a programme knows
        return core_schema.with_default_schema(inner, default=self.value_when_blank())


class Row(BaseModel):
    """One row of a table: frozen, its attributes are the columns, and it remembers where it stands."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        arbitrary_types_allowed=True,
        defer_build=True,  # rows of a folder are conformed by their columns; only rows made in Python need more
    )

    TABLE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]] = ("id",)
    """The columns that together say which row this is; no two rows of a table may agree in all of them."""

    _place: Place = PrivateAttr(default_factory=lambda: NOWHERE)  # a plain default would be copied for every row

    @classmethod
    def trusted(cls, values: dict[str, Any], place: Place, written: set[str] | None = None) -> Self:
        """Returns the row of values that were read by its own declaration, each column once: not validated again.

        `written` are the attributes that somebody wrote (all, when not given), as `model_fields_set` tells them;
        the others hold defaults.
        """
        made = cls.__new__(cls)
        object.__setattr__(made, "__dict__", values)
        object.__setattr__(made, "__pydantic_fields_set__", set(values) if written is None else written)
        object.__setattr__(made, "__pydantic_extra__", None)
        object.__setattr__(made, "__pydantic_private__", {"_place": place})
        return made

    @property
    def place(self) -> Place:
        """Where the row stands: file, line, address. Two rows that differ only in this are equal."""
        return self._place

    def __eq__(self, other: object) -> bool:
        """True for the same columns with the same values, wherever the rows stand."""
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        """The hash of the values, so that rows can be keys."""
        return hash((type(self), *self.__dict__.values()))


@cache
def columns(row: type[Row]) -> tuple[Column, ...]:
    """The declared columns of a table, in the order of the documentation, with their names as users write them."""
    found: list[Column] = []
    for attribute, field in row.model_fields.items():
        declared = next(m for m in field.metadata if isinstance(m, Column))
        found.append(replace(declared, name=field.alias or attribute))
    return tuple(found)


@cache
def column(row: type[Row], name: str) -> Column:
    """The declaration of one column; KeyError when the table has no such column."""
    for declared in columns(row):
        if declared.name == name:
            return declared
    raise KeyError(name)


def value_of(row: Row, name: str) -> Any:
    """What stands in the column `name` (as users write it) of the row."""
    return getattr(row, attribute_of(type(row), name))


@cache
def attribute_of(row: type[Row], name: str) -> str:
    """The Python attribute of a column: its name, but `from_` for `from`, which is a word of the language."""
    for attribute, field in row.model_fields.items():
        if name in (attribute, field.alias):
            return attribute
    raise KeyError(name)
