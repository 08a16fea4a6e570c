"""The sign of a node, as far as its form shows it: whether it can be negative, or zero.

The derivatives of roots need it. Where the argument cannot be negative, as in sqrt(x**2 + y**2) or
abs(x)**(1/3), a zero is the argument's minimum, and the root has a kink there like abs, with
derivative 0; the chain rule alone would multiply infinity by zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum


class Sign(IntEnum):
    """The known sign of a value; the order lets `min` and `max` combine two signs."""

    ANY = 0
    NONNEGATIVE = 1
    POSITIVE = 2


def of_number(value: float) -> Sign:
    """The sign of a constant."""
    if value > 0:
        return Sign.POSITIVE
    return Sign.NONNEGATIVE if value == 0 else Sign.ANY


def of_power(base: Sign, exponent: float | None) -> Sign:
    """The sign of a power with a constant exponent (None: a variable one)."""
    if exponent is not None and exponent % 2 == 0:
        base = max(base, Sign.NONNEGATIVE)
    return base if exponent is not None and exponent > 0 else _at_most_nonnegative(base)


def of_operation(operation: str, inputs: Sequence[Sign]) -> Sign:
    """The sign of an operation's result (except a power's), from the signs of its inputs."""
    rule = _RULES.get(operation)
    return rule(*inputs) if rule else Sign.ANY


def _at_most_nonnegative(*inputs: Sign) -> Sign:
    """The sign of a result that is positive in exact arithmetic but may underflow to 0."""
    return min(Sign.NONNEGATIVE, *inputs)


def _at_least_nonnegative(*inputs: Sign) -> Sign:
    return max(Sign.NONNEGATIVE, *inputs)


_RULES: dict[str, Callable[..., Sign]] = {
    "add": lambda a, b: max(a, b) if min(a, b) else Sign.ANY,
    "multiply": min,
    "divide": _at_most_nonnegative,
    "minimum": min,
    "maximum": max,
    "select": lambda mask, a, b: min(a, b),
    "abs": _at_least_nonnegative,
    "relu": _at_least_nonnegative,
    "sqrt": _at_least_nonnegative,
    "cbrt": lambda x: x,
    "hypot": _at_least_nonnegative,
    "heaviside": lambda x: max(Sign.NONNEGATIVE, x),
    "modulo": lambda a, b: min(Sign.NONNEGATIVE, b),
    **dict.fromkeys(
        ("expm1", "log1p", "sinh", "tanh", "asin", "atan", "erf", "sign", "floor", "ceil"),
        _at_most_nonnegative,
    ),
    "acos": lambda x: Sign.NONNEGATIVE,
    # These underflow to 0 too.
    "exp": lambda x: Sign.NONNEGATIVE,
    "sigmoid": lambda x: Sign.NONNEGATIVE,
    "softplus": lambda x: Sign.NONNEGATIVE,
    "cosh": lambda x: Sign.POSITIVE,
}
