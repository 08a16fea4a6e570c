"""The square root of lanes in LLVM: for some of them by Newton's method, with the same bits.

A processor has one slow unit for square roots and divisions, beside fast ones for multiply-adds,
and a step of Adam waits for the slow one. With AVX-512 every second register of float64 is taken
through multiply-adds instead, and both go on at once: on AMD's Zen 4 a step of Adam, RMSprop or
AdaBelief then takes 5 to 15 % less time. In float32, where a square root takes half as long and a
step has as many other instructions, that gains nothing; nor does it for divisions, which need
their two operands tested.
"""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir

from gdsim.lanes.avx512 import inverse_root, register_of
from gdsim.lanes.vectors import constant, fused, integers, intrinsic, joined, parts

REGISTER = ir.VectorType(ir.DoubleType(), 8)  # of AVX-512
MASK = ir.IntType(8)
ALL = ir.Constant(MASK, 0xFF)
# From here up no x - g^2 is subnormal; see `_newton`.
LEAST = 2.0**-960
UNLIKELY = (2000, 1)  # weights of a branch


def square_root(builder: Any, x: Any) -> Any:
    """The square root of every lane, correctly rounded; NaN below zero."""
    if register_of(x.type) != REGISTER or x.type == REGISTER:
        return _by_instruction(builder, x)
    given = parts(builder, x, REGISTER.count)
    found = [_by_instruction(builder, each) for each in given]
    found[1::2] = _by_multiply_adds(builder, given[1::2])
    return joined(builder, found)


def _by_instruction(builder: Any, x: Any) -> Any:
    return intrinsic(builder, "sqrt", x.type, [x])


def _by_multiply_adds(builder: Any, given: list[Any]) -> list[Any]:
    """The square roots of registers by Newton's method, unless a number is out of its range."""
    fast, slow, after = (builder.append_basic_block(f"root.{n}") for n in ("fast", "slow", "after"))
    suits = [_suits(builder, x) for x in given]
    while len(suits) > 1:
        suits.append(builder.and_(suits.pop(), suits.pop()))
    is_fast = builder.icmp_unsigned("==", builder.bitcast(suits[0], MASK), ALL)
    builder.cbranch(is_fast, fast, slow).set_weights(UNLIKELY)
    ways = []
    for block, root in ((fast, _newton), (slow, _by_instruction)):
        builder.position_at_end(block)
        ways.append([root(builder, x) for x in given])
        builder.branch(after)
    builder.position_at_end(after)
    found = []
    for one, other in zip(*ways, strict=True):
        found.append(builder.phi(REGISTER))
        found[-1].add_incoming(one, fast)
        found[-1].add_incoming(other, slow)
    return found


def _suits(builder: Any, x: Any) -> Any:
    """Whether numbers are from LEAST up and finite; not so zeros, and what has a sign or is NaN."""
    whole = integers(x.type)
    least, infinite = (
        builder.bitcast(constant(x.type, end), whole) for end in (LEAST, float("inf"))
    )
    # As whole numbers the bits are in the order of the floats, and other signs come after them all.
    above = builder.sub(builder.bitcast(x, whole), least)
    return builder.icmp_unsigned("<", above, builder.sub(infinite, least))


def _newton(builder: Any, x: Any) -> Any:
    """The square roots of numbers from LEAST up, correctly rounded.

    Goldschmidt's form of Newton's iteration takes a root g and half of its inverse, h, from the 14
    bits of an instruction to 51; the last multiply-add rounds g + (x - g^2) h, which is within
    2^-101 of the root, relatively. That could round wrongly only where the middle between two
    floats is as near: the tests take all numbers whose root is within 2^-97 of one.
    Source: Markstein 1990, IBM Journal of Research and Development 34(1), 111-119.
    """
    half, inverse = constant(REGISTER, 0.5), inverse_root(builder, x)
    g, h = builder.fmul(x, inverse), builder.fmul(half, inverse)
    for _ in range(2):
        missing = fused(builder, builder.fneg(g), h, half)
        g, h = fused(builder, g, missing, g), fused(builder, h, missing, h)
    return fused(builder, fused(builder, builder.fneg(g), g, x), h, g)
