"""Arrays as the kernel sees them: an address, rows and columns.

An array of Numba counts who refers to it, and every function that is handed one hands on nine words and counts too;
that alone took two fifths of a run. A table counts nothing: whoever calls the kernel keeps the arrays alive.
"""

from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, models, register_model

from cofactory.simulator.kernel_lanes import LANES, NUMBERS, vec

_ALIGN = 8
"""Rows of lanes begin at a multiple of this; that they mostly do at a multiple of 32 is up to the allocator."""


class _Table(types.Type):
    """Numbers of one kind in rows and columns. `fixed`: never written while the kernel runs; `lanes`: a row is a Vec."""

    def __init__(self, element: types.Type, *, fixed: bool, lanes: bool) -> None:
        super().__init__(name=f"Table({element}, fixed={fixed}, lanes={lanes})")
        self.element, self.fixed, self.lanes = element, fixed, lanes

    @property
    def number(self) -> types.Type:
        """What an element is once it is read."""
        return types.int64 if isinstance(self.element, types.Integer) else self.element


@register_model(_Table)
class _Model(models.StructModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: _Table) -> None:
        members = [("data", types.CPointer(kind.element)), ("rows", types.int64), ("columns", types.int64)]
        super().__init__(manager, kind, members)


def _table_type(kind: Any, *, fixed: bool) -> Any:
    if isinstance(kind, types.Array) and kind.layout == "C":
        lanes = not fixed and kind.ndim == 2 and kind.dtype == types.float64
        return _Table(kind.dtype, fixed=fixed, lanes=lanes)
    if isinstance(kind, types.BaseNamedTuple):
        return types.BaseTuple.from_types([_table_type(member, fixed=fixed) for member in kind], kind.instance_class)
    return kind if isinstance(kind, types.Integer) else None


def _lean(context: Any, builder: Any, kind: Any, target: Any, value: Any) -> Any:
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value=value)
        table = cgutils.create_struct_proxy(target)(context, builder)
        sizes = cgutils.unpack_tuple(builder, array.shape, kind.ndim)
        table.data, table.rows, table.columns = array.data, sizes[0], context.get_constant(types.int64, 1)
        for size in sizes[1:]:
            table.columns = builder.mul(table.columns, size)
        return table._getvalue()
    if isinstance(kind, types.BaseNamedTuple):
        members = [
            _lean(context, builder, own, into, builder.extract_value(value, k))
            for k, (own, into) in enumerate(zip(kind, target, strict=True))
        ]
        return context.make_tuple(builder, target, members)
    return value


def _codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return _lean(context, builder, sig.args[0], sig.return_type, args[0])


@intrinsic  # type: ignore[untyped-decorator]
def to_read(typingctx: Any, arrays: Any) -> Any:
    """A tuple of arrays, or one, as tables that nobody writes; axes after the second count with the columns."""
    del typingctx
    return _table_type(arrays, fixed=True)(arrays), _codegen


@intrinsic  # type: ignore[untyped-decorator]
def to_write(typingctx: Any, arrays: Any) -> Any:
    """A tuple of arrays, or one, as tables that the kernel fills; two axes of float64 are rows of lanes."""
    del typingctx
    return _table_type(arrays, fixed=False)(arrays), _codegen


@infer_global(operator.getitem)
class _Get(AbstractTemplate):  # type: ignore[misc]
    """table[i] is an element, or all lanes of a row; table[i, j] an element."""

    def generic(self, args: Any, kws: Any) -> Any:
        del kws
        table, index = args
        if not isinstance(table, _Table):
            return None
        if isinstance(index, types.Integer):
            return signature(vec if table.lanes else table.number, table, types.int64)
        return signature(table.number, table, types.UniTuple(types.int64, 2))


@infer_global(operator.setitem)
class _Set(AbstractTemplate):  # type: ignore[misc]
    """The same the other way."""

    def generic(self, args: Any, kws: Any) -> Any:
        del kws
        table, index, _ = args
        if not isinstance(table, _Table):
            return None
        if isinstance(index, types.Integer):
            return signature(types.none, table, types.int64, vec if table.lanes else table.number)
        return signature(types.none, table, types.UniTuple(types.int64, 2), table.number)


@infer_global(len)
class _Len(AbstractTemplate):  # type: ignore[misc]
    """The rows of a table."""

    def generic(self, args: Any, kws: Any) -> Any:
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


@lower_builtin(operator.getitem, _Table, types.Any)  # type: ignore[untyped-decorator]
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


@lower_builtin(operator.setitem, _Table, types.Any, types.Any)  # type: ignore[untyped-decorator]
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, place = sig.args[0], _place(context, builder, sig, args)
    if sig.args[2] == vec:
        builder.store(args[2], builder.bitcast(place, NUMBERS.as_pointer()), align=_ALIGN)
    else:
        builder.store(context.cast(builder, args[2], sig.args[2], kind.element), place)
    return context.get_dummy_value()


@lower_builtin(len, _Table)  # type: ignore[untyped-decorator]
def _len(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0]).rows
