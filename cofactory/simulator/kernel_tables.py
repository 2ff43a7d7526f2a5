"""Arrays as the kernel sees them: an address, rows and columns.

An array of Numba counts who refers to it, and every function that is handed one hands on nine words and counts,
which took two fifths of a run. A table counts nothing: whoever calls the kernel keeps the arrays alive. Nor does it
look whether an index lies inside: none is negative, and each is made in `script`.
"""

from __future__ import annotations

import operator
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

from llvmlite import ir
from numba import njit
from numba.core import cgutils
from numba.core import types as numba_types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import models, register_model

from cofactory.simulator.book import Floats, Ints
from cofactory.simulator.kernel_lanes import NUMBERS, intrinsic, vec
from cofactory.simulator.script import LANES, Small

if TYPE_CHECKING:
    from collections.abc import Iterator


def inner(function: Any) -> Any:
    """Returns the function compiled to be called from the kernel only, and never to raise."""
    return njit(**_INNER)(function)


def inline(function: Any) -> Any:
    """Returns the same, to become part of whatever calls it."""
    return njit(**_INNER, forceinline=True)(function)


_INNER: Any = {"nogil": True, "error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


types: Any = numba_types

_ALIGN = 8
"""Rows of lanes begin at a multiple of this; that they mostly do at a multiple of 32 is up to the allocator."""


class _Table(types.Type):
    """Numbers of one kind in rows and columns. `fixed`: the kernel only reads it; `lanes`: a row is a Vec."""

    def __init__(self, element: types.Type, *, fixed: bool, lanes: bool) -> None:
        super().__init__(name=f"Table({element}, fixed={fixed}, lanes={lanes})")
        self.element, self.fixed, self.lanes = element, fixed, lanes

    @property
    def number(self) -> types.Type:
        """What an element is once it is read."""
        return types.int64 if isinstance(self.element, types.Integer) else self.element


@register_model(_Table)
class _Model(models.StructModel):
    def __init__(self, manager: Any, kind: _Table) -> None:
        members = [("data", types.CPointer(kind.element)), ("rows", types.int64), ("columns", types.int64)]
        super().__init__(manager, kind, members)


_ELEMENTS = ((Floats, types.float64), (Ints, types.int64), (Small, types.int32))


def kind_of(hint: Any, *, fixed: bool = True) -> Any:
    """Returns the type that a field has in the kernel, from what its class says of it."""
    if get_origin(hint) is Annotated:
        base, mark = get_args(hint)
        return _Table(types.float64, fixed=False, lanes=True) if mark == "lanes" else kind_of(base, fixed=False)
    if isinstance(hint, type) and issubclass(hint, tuple):
        members = get_type_hints(hint, include_extras=True).values()
        return types.BaseTuple.from_types([kind_of(member, fixed=fixed) for member in members], hint)
    if hint is int:
        return types.int64
    return next(_Table(element, fixed=fixed, lanes=False) for known, element in _ELEMENTS if hint == known)


def _told(context: Any, builder: Any, kind: Any, words: Iterator[Any]) -> Any:
    """A value of a kind, from words as `compiled.words_of` lists them."""
    if isinstance(kind, _Table):
        table = cgutils.create_struct_proxy(kind)(context, builder)
        address = context.get_data_type(kind.element).as_pointer()
        table.data, table.rows, table.columns = builder.inttoptr(next(words), address), next(words), next(words)
        return table._getvalue()  # noqa: SLF001 - this is how Numba hands over a struct
    if isinstance(kind, types.BaseTuple):
        return context.make_tuple(builder, kind, [_told(context, builder, member, words) for member in kind])
    return next(words)


def reader(told: Any) -> Any:
    """Returns what makes such a tuple of the words at an address."""

    @intrinsic
    def tuple_at(typingctx: Any, address: Any) -> Any:
        """The tuple whose words begin at an address."""
        del typingctx, address

        def _lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            word = ir.IntType(64)
            first = builder.inttoptr(args[0], word.as_pointer())
            words = (builder.load(builder.gep(first, [ir.Constant(word, k)]), typ=word) for k in count())
            return _told(context, builder, sig.return_type, words)

        return kind_of(told)(types.int64), _lower

    return tuple_at


@infer_global(operator.getitem)
class _Get(AbstractTemplate):
    """table[i] is an element, or all lanes of a row; table[i, j] an element."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Returns the signature for these types, None where another template has to serve."""
        del kws
        table, index = args
        if not isinstance(table, _Table):
            return None
        if isinstance(index, types.Integer):
            return signature(vec if table.lanes else table.number, table, types.int64)
        return signature(table.number, table, types.UniTuple(types.int64, 2))


@infer_global(operator.setitem)
class _Set(AbstractTemplate):
    """The same the other way."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Returns the signature for these types, None where another template has to serve."""
        del kws
        table, index, _ = args
        if not isinstance(table, _Table):
            return None
        if isinstance(index, types.Integer):
            return signature(types.none, table, types.int64, vec if table.lanes else table.number)
        return signature(types.none, table, types.UniTuple(types.int64, 2), table.number)


@infer_global(len)
class _Len(AbstractTemplate):
    """The rows of a table."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Returns the signature for these types, None where another template has to serve."""
        del kws
        return signature(types.int64, *args) if isinstance(args[0], _Table) else None


def _place(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind = sig.args[0]
    table = cgutils.create_struct_proxy(kind)(context, builder, value=args[0])
    columns = ir.Constant(ir.IntType(64), LANES) if kind.lanes else table.columns
    if isinstance(sig.args[1], types.UniTuple):
        row, column = cgutils.unpack_tuple(builder, args[1], 2)
        return builder.gep(table.data, [builder.add(builder.mul(row, columns), column)])
    return builder.gep(table.data, [builder.mul(args[1], columns) if kind.lanes else args[1]])


@lower_builtin(operator.getitem, _Table, types.Any)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, place = sig.args[0], _place(context, builder, sig, args)
    if sig.return_type == vec:
        value = builder.load(builder.bitcast(place, NUMBERS.as_pointer()), typ=NUMBERS)
        value.align = _ALIGN
        return value
    value = builder.load(place, typ=context.get_data_type(kind.element))
    if kind.fixed:
        value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return context.cast(builder, value, kind.element, sig.return_type)


@lower_builtin(operator.setitem, _Table, types.Any, types.Any)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, place = sig.args[0], _place(context, builder, sig, args)
    if sig.args[2] == vec:
        builder.store(args[2], builder.bitcast(place, NUMBERS.as_pointer()), align=_ALIGN)
    else:
        builder.store(context.cast(builder, args[2], sig.args[2], kind.element), place)
    return context.get_dummy_value()


@lower_builtin(len, _Table)
def _len(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0]).rows
