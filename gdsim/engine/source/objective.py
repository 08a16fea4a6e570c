"""The source text of an objective with its gradient: within a kernel, or called by one."""

from __future__ import annotations

from gdsim.calculus import Code, Expression, emit
from gdsim.engine.source.text import access, fill, function_lines, rows, setting_name, whole


def names_of(expression: Expression) -> dict[str, str]:
    """The names of an objective's variables (p0, p1, …) and parameters in the code."""
    names = {variable: f"p{i}" for i, variable in enumerate(expression.variables)}
    return names | {a: setting_name(f"objective.{a}") for a in expression.parameters}


def code_of(expression: Expression, order: int) -> Code:
    """The code of an objective, with derivatives up to an order."""
    return emit(expression, names=names_of(expression), order=order, prefix="u")


def objective_lines(code: Code) -> list[str]:
    """The lines that compute value, g0, g1, …, the Hessian if there is one, and square."""
    second = [
        f"h{i}{j} = {whole(atom)}"
        for i, row in enumerate(code.hessian)
        for j, atom in enumerate(row)
    ]
    return [
        *code.lines,
        f"value = {whole(code.value)}",
        *(f"g{i} = {whole(g)}" for i, g in enumerate(code.gradient)),
        *second,
        f"square = {' + '.join(f'g{i} * g{i}' for i in range(len(code.gradient)))}",
    ]


def results_of(variables: int, order: int) -> list[str]:
    """What an objective gives: loss, squared gradient norm, gradient, and Hessian (order 2)."""
    n = range(variables)
    second = [f"h{i}{j}" for i in n for j in n] if order == 2 else []
    return ["value", "square", *(f"g{i}" for i in n), *second]


def access_of_call(variables: int, order: int, first: str, then: str) -> list[str]:
    """The lines that make `first` ("load" or "store") of the point and `then` of the results."""
    places = rows(variables + len(results_of(variables, order)))
    return [
        access(first, "point", "DTYPE, W", places[:variables]),
        access(then, "results", "DTYPE, W", places[variables:]),
    ]


class _ObjectiveWriter:
    """Writes an objective that is called."""

    def __init__(self, expression: Expression, order: int, dtype: str, width: int) -> None:
        self.order, self.dtype, self.width = order, dtype, width
        self.code = code_of(expression, order)
        self.points = [f"p{i}" for i in range(len(expression.variables))]
        self.results = results_of(len(self.points), order)

    def imports(self) -> list[str]:
        maths = ", ".join(sorted(self.code.functions))
        return [
            f'DTYPE, W = "{self.dtype}", {self.width}',
            *([f"from gdsim.lanes.math import {maths}"] if maths else []),
            *access_of_call(len(self.points), self.order, "load", "store"),
        ]

    def functions(self) -> list[str]:
        lines = objective_lines(self.code)
        written = function_lines("objective", self.points, lines, self.results)
        return [*written, "", "", "compile_in_lanes(objective)"]

    def evaluation(self) -> list[str]:
        points, results = ", ".join(self.points), ", ".join(self.results)
        return [
            f"{points}, = load_point(address, 0)",
            f"{results} = objective({points})",
            f"store_results(address, 0, {results})",
        ]


def objective_text(expression: Expression, order: int, dtype: str, width: int) -> str:
    """The text of the module with the `objective_at` of a function without parameters."""
    return fill("objective", _ObjectiveWriter(expression, order, dtype, width))
