"""The operations of expressions: the value, the code and the derivative of each.

A pullback takes `bar`, the derivative of the result with respect to the operation's value `y`, then
`y` and the inputs, and returns the term of one input: `bar * dy/d(input)`. It is written like the
rule in a book, and reuses `y` where it can.

At kinks: abs'(0) = 0; sign, step, floor and ceil have derivative 0, and mod(x, y) that of its
smooth parts, 1 by x; relu'(0) = 0; at a tie the whole
derivative of min and max goes to the first argument, and a NaN argument makes the derivative NaN;
where(...) has the derivative of the branch that is taken, even if the unused branch is NaN; x**y
has derivative 0 by y where x is 0, and by x where y is 0. sqrt'(0) is infinite; but where the
argument of a root cannot be negative (sqrt(x**2 + y**2), sqrt(abs(x)), and any power with an
exponent between 0 and 1), its zero is a kink like that of abs, with derivative 0. So it is for
cbrt; hypot and atan2 have derivative 0 at (0, 0).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from gdsim.calculus.signs import Sign
from gdsim.lanes import math as lanes

MAX_PRODUCT = 64  # x**n is a chain of products up to here; beyond, `power` is more accurate


class Node(Protocol):
    """The part of `gdsim.calculus.graph.Node` that the derivatives use."""

    graph: Any
    constant: float | None
    sign: Sign

    @property
    def is_number(self) -> bool:
        """Whether the node is a number."""

    def call(self, operation: str, *others: Any) -> Any:
        """The simplified node of an operation on this node and others."""

    def scaled(self, factor: Any) -> Any:
        """This node times a constant."""

    def __add__(self, other: Any) -> Any: ...
    def __radd__(self, other: float) -> Any: ...
    def __sub__(self, other: Any) -> Any: ...
    def __rsub__(self, other: float) -> Any: ...
    def __mul__(self, other: Any) -> Any: ...
    def __truediv__(self, other: Any) -> Any: ...
    def __pow__(self, other: Any) -> Any: ...
    def __neg__(self) -> Any: ...


# The value of the mask for which each input gets the derivative (None: the input has none).
Taken = tuple[Any, tuple[bool | None, ...]]


@dataclass(frozen=True)
class Operation:
    """One operation of the graph.

    `compute` works on floats, NumPy scalars and lanes; `code` is its Python source. `pullbacks` has
    one rule per input, None where the derivative is 0. A `branch` passes its derivative unchanged
    to the inputs for which the mask has the stated value.
    """

    compute: Callable[..., Any]
    code: str
    pullbacks: tuple[Callable[..., Any] | None, ...] = ()
    branch: Callable[..., Taken] | None = None


def raised(x: Any, n: int) -> Any:
    """x**n by squaring, for anything that can be multiplied; 1/x**-n for a negative n."""
    if n < 0:
        return 1.0 / raised(x, -n)
    if n == 1:
        return x
    half = raised(x, n // 2)
    return half * half * x if n % 2 else half * half


def product_exponent(exponent: float | None) -> int | None:
    """The whole number n for which x**n is a chain of products; None for other exponents."""
    if exponent is None or not exponent.is_integer() or not 0 < abs(exponent) <= MAX_PRODUCT:
        return None
    return int(exponent)


def _power(x: Any, y: Any) -> Any:
    n = product_exponent(float(y))
    return lanes.power(x, y) if n is None else raised(x, n)


def _zero_at_zero(value: Node, x: Node) -> Any:
    """`value`, or 0 where x is 0."""
    return x.call("abs").call("less_equal", 0).call("select", 0, value)


def _kinked(slope: Node, argument: Node, zero: Node) -> Any:
    """The slope of a root; if the argument cannot be negative, 0 where `zero` is 0."""
    if argument.sign != Sign.NONNEGATIVE:
        return slope
    return zero.call("less_equal", 0).call("select", 0, slope)


def _power_by_base(bar: Node, y: Node, a: Node, b: Node) -> Any:
    if b.constant == 0:
        return b
    if b.constant is not None:
        factor = bar.scaled(b.constant) if b.is_number else bar * b
        slope = factor * a ** (b - 1)
        return _kinked(slope, a, a) if 0 < b.constant < 1 else slope
    slope = bar * b * a ** (b - 1)
    if a.sign == Sign.ANY:
        return _zero_at_zero(slope, b)
    # 0 where a is 0 and 0 <= b < 1: the kink of a root, or a constant.
    return _kinked(slope, a, a + b.call("floor").call("abs"))


def _power_by_exponent(bar: Node, y: Node, a: Node, b: Node) -> Any:
    if a.constant == 0:
        return a
    slope = bar * y * a.call("log")
    return slope if a.constant is not None else _zero_at_zero(slope, a)


def _times(bar: Node, factor: Node) -> Any:
    return bar * factor if factor.constant is None else bar.scaled(factor)


def _modulo_by_divisor(bar: Node, y: Node, a: Node, b: Node) -> Any:
    return bar.scaled(-1) * (a / b).call("floor")


def _by_length(part: Node, length: Node) -> Any:
    """Something over the length of a vector; 0 where that is 0."""
    return _kinked(part / length, length, length)


def _angle_by_height(bar: Node, angle: Node, y: Node, x: Node) -> Any:
    length = y.call("hypot", x)
    return _by_length(bar * (x / length), length)


def _angle_by_width(bar: Node, angle: Node, y: Node, x: Node) -> Any:
    length = y.call("hypot", x)
    return _by_length(bar.scaled(-1) * (y / length), length)


def _divided(bar: Node, divisor: Node) -> Any:
    if divisor.constant is None:
        return bar / divisor
    one = bar.graph.number(1)
    return bar.scaled(bar.graph.apply("divide", one, divisor))  # a product is faster to compute


def _function(name: str, pullback: Callable[..., Any] | None) -> Operation:
    return Operation(getattr(lanes, name), f"{name}({{0}})", (pullback,))


def _comparison(symbol: str, compute: Callable[..., Any]) -> Operation:
    return Operation(compute, f"{{0}} {symbol} {{1}}", (None, None))


OPERATIONS: dict[str, Operation] = {
    "add": Operation(operator.add, "{0} + {1}", (lambda bar, y, a, b: bar,) * 2),
    "subtract": Operation(
        operator.sub,
        "{0} - {1}",
        (lambda bar, y, a, b: bar, lambda bar, y, a, b: bar.scaled(-1)),
    ),
    "multiply": Operation(
        operator.mul,
        "{0} * {1}",
        (lambda bar, y, a, b: _times(bar, b), lambda bar, y, a, b: _times(bar, a)),
    ),
    "divide": Operation(
        operator.truediv,
        "{0} / {1}",
        (lambda bar, y, a, b: _divided(bar, b), lambda bar, y, a, b: (bar / b).scaled(-1) * y),
    ),
    "negative": Operation(operator.neg, "-{0}", (lambda bar, y, x: bar.scaled(-1),)),
    "power": Operation(_power, "power({0}, {1})", (_power_by_base, _power_by_exponent)),
    "sqrt": _function("sqrt", lambda bar, y, x: _kinked(bar.scaled(0.5) / y, x, y)),
    "exp": _function("exp", lambda bar, y, x: bar * y),
    "expm1": _function("expm1", lambda bar, y, x: bar * x.call("exp")),
    "log": _function("log", lambda bar, y, x: bar / x),
    "log1p": _function("log1p", lambda bar, y, x: bar / (1 + x)),
    "log2": _function("log2", lambda bar, y, x: bar.scaled(1 / math.log(2)) / x),
    "log10": _function("log10", lambda bar, y, x: bar.scaled(1 / math.log(10)) / x),
    "cbrt": _function("cbrt", lambda bar, y, x: _kinked(bar / (y**2).scaled(3), x, y)),
    "hypot": Operation(
        lanes.hypot,
        "hypot({0}, {1})",
        (lambda bar, y, a, b: bar * _by_length(a, y), lambda bar, y, a, b: bar * _by_length(b, y)),
    ),
    "atan2": Operation(lanes.atan2, "atan2({0}, {1})", (_angle_by_height, _angle_by_width)),
    "modulo": Operation(
        lanes.modulo, "modulo({0}, {1})", (lambda bar, y, a, b: bar, _modulo_by_divisor)
    ),
    "sin": _function("sin", lambda bar, y, x: bar * x.call("cos")),
    "cos": _function("cos", lambda bar, y, x: bar.scaled(-1) * x.call("sin")),
    "tan": _function("tan", lambda bar, y, x: bar * (1 + y**2)),
    "sinh": _function("sinh", lambda bar, y, x: bar * x.call("cosh")),
    "cosh": _function("cosh", lambda bar, y, x: bar * x.call("sinh")),
    "tanh": _function("tanh", lambda bar, y, x: bar * (1 - y**2)),
    "asin": _function("asin", lambda bar, y, x: bar / ((1 - x) * (1 + x)).call("sqrt")),
    "acos": _function("acos", lambda bar, y, x: bar.scaled(-1) / ((1 - x) * (1 + x)).call("sqrt")),
    "atan": _function("atan", lambda bar, y, x: bar / (1 + x**2)),
    "erf": _function(
        "erf", lambda bar, y, x: bar.scaled(2 / math.sqrt(math.pi)) * (-(x**2)).call("exp")
    ),
    "sigmoid": _function("sigmoid", lambda bar, y, x: bar * (y * (1 - y))),
    "softplus": _function("softplus", lambda bar, y, x: bar * x.call("sigmoid")),
    "abs": _function("abs", lambda bar, y, x: bar * x.call("sign")),
    "sign": _function("sign", None),
    "heaviside": _function("heaviside", None),
    "floor": _function("floor", None),
    "ceil": _function("ceil", None),
    "relu": Operation(lanes.relu, "relu({0})", branch=lambda x: (x.call("greater", 0), (True,))),
    "minimum": Operation(
        lanes.minimum,
        "minimum({0}, {1})",
        branch=lambda a, b: (a.call("less_equal", b), (True, False)),
    ),
    "maximum": Operation(
        lanes.maximum,
        "maximum({0}, {1})",
        branch=lambda a, b: (a.call("greater_equal", b), (True, False)),
    ),
    "select": Operation(
        lanes.select,
        "select({0}, {1}, {2})",
        branch=lambda mask, a, b: (mask, (None, True, False)),
    ),
    "less": _comparison("<", operator.lt),
    "less_equal": _comparison("<=", operator.le),
    "greater": _comparison(">", operator.gt),
    "greater_equal": _comparison(">=", operator.ge),
    "equal": _comparison("==", operator.eq),
    "not_equal": _comparison("!=", operator.ne),
}

COMPARISONS = {
    "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal",
    "!=": "not_equal",
}  # fmt: skip

_UNARY = (
    "sqrt", "cbrt", "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "sinh",
    "cosh", "tanh", "asin", "acos", "atan", "erf", "sigmoid", "softplus", "relu", "abs", "sign",
    "floor", "ceil",
)  # fmt: skip

# What a polynomial is made of, and a quotient of polynomials.
ARITHMETIC = {"number", "name", "add", "subtract", "multiply", "divide", "negative", "power"}

CLIP = "clip"  # clip(x, low, high) is min(max(x, low), high)

# The functions that a text may call -> the number of arguments (None: two or more).
FUNCTIONS: dict[str, tuple[str, int | None]] = {
    **{name: (name, 1) for name in _UNARY},
    "step": ("heaviside", 1),
    "ln": ("log", 1),
    "arcsin": ("asin", 1),
    "arccos": ("acos", 1),
    "arctan": ("atan", 1),
    "heaviside": ("heaviside", 1),
    "Heaviside": ("heaviside", 1),
    "atan2": ("atan2", 2),
    "arctan2": ("atan2", 2),
    "pow": ("power", 2),
    "mod": ("modulo", 2),
    CLIP: (CLIP, 3),
    "where": ("select", 3),
    "min": ("minimum", None),
    "max": ("maximum", None),
    "hypot": ("hypot", None),
}

CONSTANTS = {"pi": math.pi, "e": math.e}

# What no variable or parameter is called; step is one where no bracket follows.
RESERVED = (FUNCTIONS.keys() | CONSTANTS.keys()) - {"step"}


def evaluate(operation: str, *values: Any) -> Any:
    """An operation on plain numbers, with IEEE 754 results (1/0 is infinite) and no warnings."""
    with np.errstate(all="ignore"):
        return OPERATIONS[operation].compute(*values)
