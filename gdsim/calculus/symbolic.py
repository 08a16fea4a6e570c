"""Expressions in SymPy: to simplify them, and as an outside reference for the tests.

Importing this module imports SymPy, which takes half a second.
"""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.precedence import precedence
from sympy.printing.str import StrPrinter

from gdsim.calculus.errors import ExpressionError
from gdsim.calculus.expression import Expression, parse
from gdsim.calculus.graph import Node, reachable

MAX_NODES = 200  # SymPy takes minutes to simplify a larger expression

_CONSTANTS = {"pi": sympy.pi, "e": sympy.E}
ARITHMETIC: dict[str, Any] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "negative": lambda a: -a,
    "power": lambda a, b: a**b,
    "less": sympy.Lt,
    "less_equal": sympy.Le,
    "greater": sympy.Gt,
    "greater_equal": sympy.Ge,
    "equal": sympy.Eq,
    "not_equal": sympy.Ne,
    "exp": sympy.exp,
    "sqrt": sympy.sqrt,
    "abs": sympy.Abs,
}
_FUNCTIONS: dict[str, Any] = {
    **ARITHMETIC,
    "expm1": lambda x: sympy.exp(x) - 1,
    "log1p": lambda x: sympy.log(1 + x),
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "relu": lambda x: sympy.Piecewise((x, x > 0), (0, True)),
    "cbrt": lambda x: sympy.sign(x) * sympy.Abs(x) ** sympy.Rational(1, 3),
    "log2": lambda x: sympy.log(x) / sympy.log(2),
    "log10": lambda x: sympy.log(x) / sympy.log(10),
    "hypot": lambda a, b: sympy.sqrt(a**2 + b**2),
    "heaviside": sympy.Heaviside,
    "modulo": sympy.Mod,
    "minimum": lambda a, b: sympy.Piecewise((a, a <= b), (b, True)),
    "maximum": lambda a, b: sympy.Piecewise((a, a >= b), (b, True)),
    "select": lambda mask, a, b: sympy.Piecewise((a, mask), (b, True)),
    "ceil": sympy.ceiling,
}


def to_sympy(root: Node) -> Any:
    """A node as a SymPy expression of real symbols; decimal numbers become exact fractions."""
    values: dict[int, Any] = {}
    for node in reachable([root]):
        if node.is_number:
            values[node.index] = sympy.Rational(repr(node.payload))
        elif node.operation == "name":
            name = str(node.payload)
            is_constant = node.constant is not None
            values[node.index] = _CONSTANTS[name] if is_constant else sympy.Symbol(name, real=True)
        else:
            function = _FUNCTIONS.get(node.operation) or getattr(sympy, node.operation)
            values[node.index] = function(*(values[operand.index] for operand in node.inputs))
    return values[root.index]


def simplified(expression: Expression) -> Expression:
    """The same function with fewer operations, by SymPy; `expression` itself if it has no fewer."""
    size = len(reachable([expression.root]))
    if size > MAX_NODES:
        return expression
    try:
        simplest = sympy.simplify(to_sympy(expression.root))
        used = {str(symbol) for symbol in simplest.free_symbols}
        kept = {name: number for name, number in expression.parameters.items() if name in used}
        simpler = parse(Text().doprint(simplest), kept, expression.variables)
    except (RecursionError, ExpressionError):  # too deep for SymPy, or unknown to `parse`
        return expression
    return simpler if len(reachable([simpler.root])) < size else expression


class Text(StrPrinter):  # type: ignore[misc]
    """SymPy's text in the syntax of `parse`."""

    def _print_Exp1(self, expr: Any) -> str:  # noqa: N802 - SymPy finds it by the class's name
        return "e"

    def _print_Relational(self, expr: Any) -> str:  # noqa: N802
        sides = (self.parenthesize(side, precedence(expr)) for side in (expr.lhs, expr.rhs))
        return f" {expr.rel_op} ".join(sides)

    def _print_Mod(self, expr: Any) -> str:  # noqa: N802
        return f"mod({', '.join(str(self._print(argument)) for argument in expr.args)})"

    def _print_Piecewise(self, expr: Any) -> str:  # noqa: N802
        text = str(self._print(expr.args[-1].expr))
        for value, mask in reversed(expr.args[:-1]):
            text = f"where({self._print(mask)}, {self._print(value)}, {text})"
        return text

    def _print_Abs(self, expr: Any) -> str:  # noqa: N802
        return f"abs({self._print(expr.args[0])})"

    def _print_ceiling(self, expr: Any) -> str:
        return f"ceil({self._print(expr.args[0])})"

    def _print_Max(self, expr: Any) -> str:  # noqa: N802
        return f"max({', '.join(str(self._print(argument)) for argument in expr.args)})"

    def _print_Min(self, expr: Any) -> str:  # noqa: N802
        return f"min({', '.join(str(self._print(argument)) for argument in expr.args)})"
