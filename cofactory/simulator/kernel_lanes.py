"""Eight runs side by side: a number per run (Vec) and a word per run (Words) as one value of the kernel each.

Their operators become vector instructions of LLVM, which suits them to the machine: two registers where a register
holds four numbers, one where it holds eight. Nothing is rounded otherwise than it would be run by run.
"""

from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir
from numba import extending
from numba.core import types
from numba.core.imputils import lower_builtin, lower_cast
from numba.core.typeconv import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import models, register_model

from cofactory.simulator.script import LANES

intrinsic: Any = extending.intrinsic
"""What follows takes lanes where it is called, and types where it is defined."""

NUMBERS = ir.VectorType(ir.DoubleType(), LANES)
"""A Vec in LLVM."""
_WORDS = ir.VectorType(ir.IntType(64), LANES)
_FLAGS = ir.VectorType(ir.IntType(1), LANES)


class _Lanes(types.Type):
    """A value per lane; a plain number stands for the same in every lane."""

    def __init__(self, name: str, plain: type[types.Type]) -> None:
        super().__init__(name=name)
        self.plain = plain

    def can_convert_from(self, typingctx: Any, other: types.Type) -> Any:
        """Whether `other` is a plain number that can stand in every lane."""
        del typingctx
        return Conversion.safe if isinstance(other, self.plain | types.Integer) else None


Vec = Any
Words = Any
"""What the two are called where a function says what it takes."""

vec = _Lanes("Vec(float64, 8)", types.Float)
words = _Lanes("Words(uint64, 8)", types.Integer)
"""A mask is words too: all bits set where it holds, none where not."""


@register_model(_Lanes)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: _Lanes) -> None:
        super().__init__(manager, kind, NUMBERS if kind == vec else _WORDS)


def _splat(builder: Any, value: Any, kind: ir.VectorType) -> Any:
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    same = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), same)


@lower_cast(types.Float, _Lanes)
@lower_cast(types.Integer, _Lanes)
def _to_lanes(context: Any, builder: Any, source: Any, target: Any, value: Any) -> Any:
    plain, kind = (types.float64, NUMBERS) if target == vec else (types.uint64, _WORDS)
    return _splat(builder, context.cast(builder, value, source, plain), kind)


def _binary(symbol: Any, kind: _Lanes, result: _Lanes, emit: Any) -> None:
    """Makes an operator of Python one of lanes; either side may be a plain number."""

    class Template(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            """Returns the signature for these types, None where another template has to serve."""
            del kws
            if (
                len(args) == 2
                and kind in args
                and all(a == kind or isinstance(a, kind.plain | types.Integer) for a in args)
            ):
                return signature(result, kind, kind)
            return None

    infer_global(symbol)(Template)

    @lower_builtin(symbol, kind, kind)
    def _lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        del context, sig
        return emit(builder, *args)


def _compare(sign: str) -> Any:
    return lambda builder, a, b: builder.sext(builder.fcmp_ordered(sign, a, b), _WORDS)


for _symbol, _emit in (
    (operator.add, lambda b, x, y: b.fadd(x, y)),
    (operator.iadd, lambda b, x, y: b.fadd(x, y)),
    (operator.sub, lambda b, x, y: b.fsub(x, y)),
    (operator.mul, lambda b, x, y: b.fmul(x, y)),
    (operator.truediv, lambda b, x, y: b.fdiv(x, y)),
):
    _binary(_symbol, vec, vec, _emit)

for _symbol, _sign in (
    (operator.lt, "<"), (operator.le, "<="), (operator.gt, ">"), (operator.ge, ">="), (operator.eq, "=="),
    (operator.ne, "!="),
):  # fmt: skip
    _binary(_symbol, vec, words, _compare(_sign))

for _symbol, _emit in (
    (operator.add, lambda b, x, y: b.add(x, y)),
    (operator.mul, lambda b, x, y: b.mul(x, y)),
    (operator.and_, lambda b, x, y: b.and_(x, y)),
    (operator.or_, lambda b, x, y: b.or_(x, y)),
    (operator.xor, lambda b, x, y: b.xor(x, y)),
    (operator.rshift, lambda b, x, y: b.lshr(x, y)),
):
    _binary(_symbol, words, words, _emit)


def _flags(builder: Any, mask: Any) -> Any:
    return builder.icmp_signed("<", mask, ir.Constant(_WORDS, [0] * LANES))


def _as_it_is(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Nothing is left to do: the cast of the argument has filled the lanes."""
    del context, builder, sig
    return args[0]


@intrinsic
def splat(typingctx: Any, value: Any) -> Any:
    """One number for all lanes."""
    del typingctx, value

    return vec(vec), _as_it_is


@intrinsic
def splat_words(typingctx: Any, value: Any) -> Any:
    """One whole number for all lanes."""
    del typingctx, value

    return words(words), _as_it_is


@intrinsic
def unless(typingctx: Any, mask: Any, other: Any) -> Any:
    """The lanes of `mask` that are not in `other`."""
    del typingctx, mask, other

    def _lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        del context, sig
        return builder.and_(args[0], builder.not_(args[1]))

    return words(words, words), _lower


def _choice(sign: str) -> Any:
    def _lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        del context, sig
        return builder.select(builder.fcmp_ordered(sign, *args), *args)

    return _lower


@intrinsic
def least(typingctx: Any, a: Any, b: Any) -> Any:
    """The smaller of two numbers, lane by lane."""
    del typingctx, a, b
    return vec(vec, vec), _choice("<")


@intrinsic
def most(typingctx: Any, a: Any, b: Any) -> Any:
    """The larger of two numbers, lane by lane."""
    del typingctx, a, b
    return vec(vec, vec), _choice(">")


@intrinsic
def pick(typingctx: Any, mask: Any, a: Any, b: Any) -> Any:
    """`a` in the lanes where the mask holds, `b` in the others."""
    del typingctx, mask, a, b

    def _lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        del context, sig
        return builder.select(_flags(builder, args[0]), args[1], args[2])

    return vec(words, vec, vec), _lower


@intrinsic
def anywhere(typingctx: Any, mask: Any) -> Any:
    """Whether the mask holds in any lane."""
    del typingctx, mask

    def _lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        del context, sig
        bits = builder.bitcast(_flags(builder, args[0]), ir.IntType(LANES))
        return builder.icmp_unsigned("!=", bits, ir.Constant(ir.IntType(LANES), 0))

    return types.boolean(words), _lower


@intrinsic
def bits_of(typingctx: Any, mask: Any) -> Any:
    """The mask as a whole number, one bit a lane."""
    del typingctx, mask

    def _lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        del context, sig
        return builder.zext(builder.bitcast(_flags(builder, args[0]), ir.IntType(LANES)), ir.IntType(64))

    return types.int64(words), _lower


@intrinsic
def mask_of(typingctx: Any, bits: Any) -> Any:
    """The mask that a whole number stands for."""
    del typingctx, bits

    def _lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        del context, sig
        return builder.sext(builder.bitcast(builder.trunc(args[0], ir.IntType(LANES)), _FLAGS), _WORDS)

    return words(types.int64), _lower


@intrinsic
def numbers(typingctx: Any, value: Any) -> Any:
    """Words below 2**52 as numbers."""
    del typingctx, value

    def _lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        del context, sig
        high = ir.Constant(_WORDS, [0x4330000000000000] * LANES)  # 2**52: its last bits count ones
        whole = builder.bitcast(builder.or_(args[0], high), NUMBERS)
        return builder.fsub(whole, ir.Constant(NUMBERS, [2.0**52] * LANES))

    return vec(words), _lower


@intrinsic
def counted(typingctx: Any, first: Any) -> Any:
    """The words first, first + 1, ..., one a lane."""
    del typingctx, first

    def _lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        del context, sig
        return builder.add(_splat(builder, args[0], _WORDS), ir.Constant(_WORDS, list(range(LANES))))

    return words(types.int64), _lower
