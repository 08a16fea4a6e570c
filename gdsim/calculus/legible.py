"""Derivatives as people write them: "8*b*x**2 - 4*b*(y - x**2) + 2".

The chain rule gives a derivative in the order of its computation, which suits a machine. SymPy
gathers its factors and numbers; the result is used only if it is shorter and has the same values.

Importing this module imports SymPy, which takes half a second.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from sympy.core.parameters import distribute
from sympy.printing.precedence import PRECEDENCE

from gdsim.calculus import printing
from gdsim.calculus.errors import ExpressionError
from gdsim.calculus.expression import parse
from gdsim.calculus.graph import GraphTooLargeError, Node, reachable
from gdsim.calculus.lowering import compute, lower
from gdsim.calculus.operations import FUNCTIONS
from gdsim.calculus.sums import MAX_VARIABLES
from gdsim.calculus.symbolic import ARITHMETIC, Text

MAX_NODES = 200  # nobody reads a longer formula
_FEW_NODES = 60  # a longer formula only grows when it is multiplied out
_MUCH_SHORTER = 0.7
_TRIALS = 12  # points at which a shorter form must have the same value
_AGREEMENT = 1e-9

_NAMES = {operation: name for name, (operation, _) in reversed(FUNCTIONS.items())}
# Factors that the calculus writes as decimals: erf's derivative has 2/sqrt(pi).
_ROOTS = {
    "sqrt(pi)": math.sqrt(math.pi), "sqrt(2)": math.sqrt(2), "pi": math.pi, "log(2)": math.log(2),
    "log(10)": math.log(10),
}  # fmt: skip


def legible(root: Node, parameters: Mapping[str, float] | None = None) -> Node:
    """The same function in a shorter form, in a graph of its own; `root` itself if none is shorter.

    `parameters` are the names in it that are not variables, each with a value.
    """
    names = sorted({str(node.payload) for node in reachable([root]) if _is_variable(node)})
    values = {name: value for name, value in (parameters or {}).items() if name in names}
    variables = [name for name in names if name not in values] or ["x"]
    if len(reachable([root])) > MAX_NODES or len(variables) > MAX_VARIABLES:
        return root
    shown = printing.text(root)
    try:
        forms = []
        for text in _texts(root, values):
            kept = {name: value for name, value in values.items() if name in _words(text)}
            forms.append(parse(text, kept, variables).root)
        # A multiplied-out form shows less of its origin, so it must be much shorter.
        sizes = [len(printing.text(form)) for form in forms]
        shortest = forms[-1] if sizes[-1] < _MUCH_SHORTER * sizes[0] else forms[0]
        is_no_longer = len(printing.text(shortest)) <= len(shown)
        return shortest if is_no_longer and _agree(root, shortest, names) else root
    except (RecursionError, ExpressionError, GraphTooLargeError):
        return root  # too deep for SymPy, or a form that `parse` does not know


def _texts(root: Node, parameters: Mapping[str, float]) -> Iterator[str]:
    """SymPy's forms of a node: its factors gathered, and, if it is small, multiplied out."""
    printer = _Text({"full_prec": False, "order": "none"})
    with distribute(False):
        gathered = _rounded(_to_sympy(root, parameters))
        yield printer.doprint(gathered)
    if len(reachable([root])) <= _FEW_NODES and gathered.is_polynomial():
        yield printer.doprint(_rounded(sympy.expand(gathered)))


def _is_variable(node: Node) -> bool:
    return node.operation == "name" and node.constant is None


def _words(text: str) -> set[str]:
    """The names in a text."""
    return set(re.findall(r"[A-Za-z_]\w*", text))


def _is_guard(node: Node, parameters: Mapping[str, float]) -> bool:
    """Whether a branch only guards one value of a parameter that is an exponent.

    n*x**(n - 1) has one, for n = 0 at x = 0; people leave it out.
    """
    mask, value = node.inputs[:2]
    if mask.operation != "less_equal" or not value.is_number or value.payload != 0:
        return False
    tested = mask.inputs[0]
    if tested.operation not in ("abs", "add"):
        return False
    names = {node.payload for node in reachable([tested.inputs[-1]]) if _is_variable(node)}
    return bool(names) and names <= parameters.keys()


def _to_sympy(root: Node, parameters: Mapping[str, float]) -> Any:
    nodes = reachable([root])
    exponents = {node.inputs[1].index for node in nodes if node.operation == "power"}
    converted: dict[int, Any] = {}
    for node in nodes:
        if node.is_number:
            converted[node.index] = _number(float(node.payload or 0), node.index in exponents)
        elif node.operation == "name":
            name = str(node.payload)
            constants = {"pi": sympy.pi, "e": sympy.E} if node.constant is not None else {}
            converted[node.index] = constants.get(name) or sympy.Symbol(name, real=True)
        elif node.operation == "select" and _is_guard(node, parameters):
            converted[node.index] = converted[node.inputs[2].index]
        else:
            # SymPy would rewrite such a function (a sigmoid, a maximum): to it, it is only a name.
            function = ARITHMETIC.get(node.operation)
            if function is None:
                function = sympy.Function(_NAMES[node.operation], real=True)
            converted[node.index] = function(*(converted[operand.index] for operand in node.inputs))
    return converted[root.index]


def _number(value: float, is_exponent: bool) -> Any:
    if value.is_integer():
        return sympy.Integer(int(value))
    if is_exponent:
        return sympy.Rational(repr(value))
    for text, unit in _ROOTS.items() if len(repr(value)) > 12 else ():
        for power in (1, -1):
            ratio = Fraction(value / unit**power).limit_denominator(32)
            if ratio and abs(float(ratio) * unit**power / value - 1) < 4e-16:
                return sympy.Rational(ratio.numerator, ratio.denominator) * (
                    sympy.sympify(text) ** power
                )
    return sympy.Float(value)


def _rounded(expression: Any) -> Any:
    """The expression with integers for decimals that are whole, so that 1.0*x becomes x."""
    decimals = expression.atoms(sympy.Float)
    whole = {decimal: sympy.Integer(int(decimal)) for decimal in decimals if decimal % 1 == 0}
    return expression.xreplace(whole)


def _agree(root: Node, shorter: Node, names: Sequence[str]) -> bool:
    """Whether two nodes have the same values at some points where both are finite."""
    compared = 0
    first, second = lower([root]), lower([shorter])
    for point in _points(names):
        a, b = (compute(nodes, point, np.float64)[0] for nodes in (first, second))
        if math.isfinite(a) and math.isfinite(b):
            compared += 1
            if abs(a - b) > _AGREEMENT * (1 + abs(a)):
                return False
    return compared > 0


def _points(names: Sequence[str]) -> Iterator[dict[str, float]]:
    random = np.random.default_rng(11)
    for trial in range(_TRIALS):
        numbers = random.uniform(0.1, 2.0, len(names)) * random.choice((-1, 1), len(names))
        yield dict(zip(names, np.abs(numbers) if trial % 2 else numbers, strict=True))


def _place(factor: Any) -> int:
    """The rank of a factor in a product: numbers, names, sums of names, functions, sums, exp."""
    kind = factor.base if factor.is_Pow and factor.base is not sympy.E else factor
    if factor.is_number:
        return 0
    if kind.is_Symbol:
        return 1 if not factor.is_Pow or factor.exp.is_number else 2
    if kind.func is sympy.exp:
        return 6
    if kind.is_Function:
        return 4
    return 5 if kind.atoms(sympy.Function) else 3


class _Text(Text):
    """SymPy's text in the syntax of `parse`; a sum starts with a positive term."""

    def _print_Add(self, expr: Any, order: Any = None) -> str:  # noqa: N802 - SymPy's own name
        terms = [str(self._print(term)) for term in self._as_ordered_terms(expr, order="lex")]
        first = next((i for i, term in enumerate(terms) if not term.startswith("-")), 0)
        terms.insert(0, terms.pop(first))
        rest = (f" - {term[1:]}" if term.startswith("-") else f" + {term}" for term in terms[1:])
        return terms[0] + "".join(rest)

    def _print_Mul(self, expr: Any) -> str:  # noqa: N802
        coefficient, rest = expr.as_coeff_Mul()
        sign = "-" if coefficient.is_negative else ""
        factors = sorted(rest.as_ordered_factors(), key=_place)
        if abs(coefficient) != 1:
            factors.insert(0, abs(coefficient))
        if len(factors) == 1:
            return sign + str(self.parenthesize(factors[0], PRECEDENCE["Mul"]))
        return sign + str(super()._print_Mul(sympy.Mul(*factors, evaluate=False)))
