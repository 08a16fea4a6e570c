"""An expression: its text, its graph, and the value and derivatives that the graph gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from threading import RLock
from types import MappingProxyType
from typing import Any, NoReturn

import numpy as np

from gdsim.base.words import counted
from gdsim.calculus import derivative, formula, lowering, notation, printing
from gdsim.calculus.errors import ExpressionError
from gdsim.calculus.graph import MAX_NODES, Graph, GraphTooLargeError, Node, reachable
from gdsim.calculus.names import (
    check_parameter_names,
    checked_parameters,
    checked_variables,
    stated_parameters,
)
from gdsim.calculus.operations import ARITHMETIC, CONSTANTS
from gdsim.calculus.parser import Parser
from gdsim.calculus.sums import find_sums, find_variables
from gdsim.calculus.tokens import Token, tokenize

MAX_NODES_TYPED = 1_000  # a kernel of this size compiles in tens of seconds, larger ones in minutes


def parse(
    text: str,
    parameters: Mapping[str, float] | None = None,
    variables: Sequence[str] | None = None,
) -> Expression:
    """The expression that a text describes; `gdsim.calculus.parser` has the grammar.

    `parameters` gives names in the text a value; the text may also state them after a semicolon
    ("a*x**2; a = 1.5"), and the argument overrides the text. All other names are variables, one to
    eight, sorted (x2 before x10), unless `variables` states them and their order. Errors:
    ExpressionError, one sentence and the column, for every text and value that cannot be used.
    """
    if not isinstance(text, str):
        raise TypeError(f"an expression must be text, got {text!r}")
    return Expression(text, dict(parameters or {}), None if variables is None else tuple(variables))


class Expression:
    """A function of one to eight variables: value, gradient and Hessian, as graphs and as numbers.

    Immutable and picklable; equal if text, parameters and stated variables are equal. `root` is the
    node of the value, `gradient` and `hessian` are the nodes of the derivatives, all of one graph.
    """

    variables: tuple[str, ...]
    root: Node
    gradient: tuple[Node, ...]

    def __init__(
        self, text: str, parameters: dict[str, float], variables: tuple[str, ...] | None
    ) -> None:
        self.text = text.strip()
        self._given = (text, tuple(parameters.items()), variables)
        self._lock = RLock()
        self._lowered: dict[int, list[Node]] = {}
        tokens = tokenize(text)
        end = next((i for i, t in enumerate(tokens) if t.text == ";"), len(tokens) - 1)
        body = [*tokens[:end], Token("end", "the end of the text", tokens[end].column)]
        graph = Graph(MAX_NODES_TYPED)
        stated = stated_parameters(text, tokens, end + 1)
        notation.check(text, body, {*stated, *parameters, *(variables or ())})
        self._parameters = {**stated, **checked_parameters(text, parameters)}
        check_parameter_names(text, body, tokens, self._parameters)
        sums = find_sums(text, body)
        names = variables
        if names is None:
            names = find_variables(text, body, sums, self._parameters)
        self.variables = checked_variables(text, names, self._parameters)
        parser = Parser(text, body, graph, sums)
        parser.variables = [graph.name(name) for name in self.variables]
        parser.names = {name: graph.name(name, value) for name, value in CONSTANTS.items()}
        parser.names |= {"n": graph.number(len(self.variables))} if sums else {}
        parser.names |= {name: graph.name(name) for name in (*self.variables, *self._parameters)}
        try:
            self.root = parser.read(0, len(body) - 1)
            if not self.variables:
                raise ExpressionError("the text has no variable, such as x", text, 0)
            graph.limit = MAX_NODES
            self.gradient = derivative.gradient(self.root, parser.variables)
        except GraphTooLargeError:
            self._too_large(graph.limit)

    def _too_large(self, limit: int) -> NoReturn:
        what = "this" if limit == MAX_NODES_TYPED else "its derivative"
        problem = f"{what} has more than {limit:,} operations, which is too many"
        raise ExpressionError(problem, self.text, 0) from None

    @property
    def parameters(self) -> Mapping[str, float]:
        """The value of each parameter, in the order in which they are stated."""
        return MappingProxyType(self._parameters)

    @cached_property
    def form(self) -> Expression:
        """The same with 0 for each parameter: all that code depends on which takes their values."""
        text, _, variables = self._given
        form = object.__new__(Expression)
        vars(form).update(vars(self))  # it has the same graph
        form._parameters = dict.fromkeys(self._parameters, 0.0)
        form._given = (text, tuple(form._parameters.items()), variables)
        return form

    @cached_property
    def is_arithmetic(self) -> bool:
        """Whether the value consists of sums, products, quotients and powers alone."""
        return ARITHMETIC.issuperset(node.operation for node in reachable([self.root]))

    @cached_property
    def hessian(self) -> tuple[tuple[Node, ...], ...]:
        """The nodes of the second derivatives. Errors: ExpressionError if they are too many."""
        with self._lock:
            try:
                names = [self.root.graph.name(name) for name in self.variables]
                return derivative.hessian(self.gradient, names)
            except GraphTooLargeError:
                self._too_large(self.root.graph.limit)

    def lowered(self, order: int) -> list[Node]:
        """The lowered nodes of value, gradient and half the Hessian, for `lowering.arranged`."""
        with self._lock:
            if order not in self._lowered:
                roots = [self.root, *(self.gradient if order >= 1 else ())]
                if order == 2:
                    roots += [entry for i, row in enumerate(self.hessian) for entry in row[: i + 1]]
                self._lowered[order] = lowering.lower(roots)
            return self._lowered[order]

    def _at(self, point: Sequence[float], order: int) -> tuple[Any, Any, Any]:
        if len(point) != len(self.variables):
            names = ", ".join(self.variables)
            needed = counted(len(self.variables), "number")
            raise ValueError(f"a point must have {needed} ({names}), got {len(point)}")
        kind = lowering.precision(point)
        numbers = {**self._parameters, **dict(zip(self.variables, point, strict=True))}
        results = lowering.compute(self.lowered(order), numbers, kind)
        if kind is np.float64:
            results = [float(result) for result in results]
        return lowering.arranged(results, len(self.variables))

    def value(self, point: Sequence[float]) -> float:
        """The value at a point (one number per variable), in float32 if the point is, else float64.

        NaN or infinite where the function is; no error for any point of the right length.
        """
        value: float = self._at(point, 0)[0]
        return value

    def gradient_at(self, point: Sequence[float]) -> tuple[float, ...]:
        """The derivative by each variable at a point, like `value`."""
        gradient: tuple[float, ...] = self._at(point, 1)[1]
        return gradient

    def hessian_at(self, point: Sequence[float]) -> tuple[tuple[float, ...], ...]:
        """The symmetric matrix of second derivatives at a point, like `value`."""
        hessian: tuple[tuple[float, ...], ...] = self._at(point, 2)[2]
        return hessian

    @cached_property
    def latex(self) -> str:
        """The formula in LaTeX, with only the commands that matplotlib's mathtext knows."""
        return formula.latex(self.root)

    def __str__(self) -> str:
        """The graph as text, which `parse` reads as an equal expression."""
        values = ", ".join(f"{k} = {printing.number(v)}" for k, v in self._parameters.items())
        return printing.text(self.root) + (f"; {values}" if values else "")

    def __repr__(self) -> str:
        return f"Expression({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Expression):
            return NotImplemented
        return self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[object, ...]:
        return self.text, self.variables, tuple(self._parameters.items())

    def __reduce__(self) -> tuple[Callable[..., Expression], tuple[object, ...]]:
        text, parameters, variables = self._given
        return parse, (text, dict(parameters), variables)
