"""An objective's value, gradient and Hessian at many points: what pictures of it are made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from gdsim.calculus import Expression, emit
from gdsim.engine.cache import Source
from gdsim.engine.source import fill, whole
from gdsim.lanes.host import vector_unit


class _Writer:
    """Writes the generated parts of an objective's kernel."""

    def __init__(self, expression: Expression, dtype: str, order: int, width: int) -> None:
        self.dtype, self.width = dtype, width
        self.points = [f"p{i}" for i in range(len(expression.variables))]
        self.settings = [f"h_{name}" for name in expression.parameters]
        names = dict(zip(expression.variables, self.points, strict=True))
        names |= dict(zip(expression.parameters, self.settings, strict=True))
        self.code = emit(expression, names=names, order=order, prefix="u")
        self.results = [self.code.value, *self.code.gradient]
        self.results += [atom for row in self.code.hessian for atom in row]

    def imports(self) -> list[str]:
        maths = sorted(self.code.functions)
        return [
            *([f"from gdsim.lanes.math import {', '.join(maths)}"] if maths else []),
            f'DTYPE, W, PARAMETERS = "{self.dtype}", {self.width}, {len(self.settings)}',
            f"row = row_access(DTYPE, W, ({'0,' if self.points else ''})).load",
        ]

    def functions(self) -> list[str]:
        return [
            f"def objective({', '.join([*self.points, *self.settings])}):",
            *(f"    {line}" for line in self.code.lines),
            f"    return {', '.join(map(whole, self.results))},",
        ]

    def parameters(self) -> list[str]:
        if not self.settings:
            return []
        return [f"{', '.join(self.settings)}, = load_parameters(parameters, 0)"]

    def evaluation(self) -> list[str]:
        lines = [f"{p}, = row(points, {i} * count + first)" for i, p in enumerate(self.points)]
        names = [f"r{i}" for i in range(len(self.results))]
        inputs = ", ".join([*self.points, *self.settings])
        lines.append(f"{', '.join(names)}, = objective({inputs})")
        return lines + [f"store(results, {i} * count + first, {r})" for i, r in enumerate(names)]


@cache
def _compiled(expression: Expression, dtype: str, order: int) -> tuple[Any, int, int]:
    compiled = evaluator(expression, dtype, order).load().evaluate.ctypes
    rows = sum(len(expression.variables) ** each for each in range(order + 1))
    return compiled, vector_unit().width(dtype), rows


def evaluator(expression: Expression, dtype: str = "float64", order: int = 0) -> Source:
    """The module that evaluates an expression's value and derivatives up to an order."""
    writer = _Writer(expression.form, dtype, order, vector_unit().width(dtype))
    return Source("evaluate", fill("evaluate", writer))


def evaluate(
    expression: Expression,
    points: np.ndarray,
    parameters: Mapping[str, float] | None = None,
    order: int = 0,
    dtype: str = "float64",
) -> dict[str, np.ndarray]:
    """Evaluate an objective at points of shape (n, variables), in one precision.

    Returns `value` (n,), with order 1 also `gradient` (n, variables), and with order 2 `hessian`
    (n, variables, variables). Values that do not exist are NaN or infinite; nothing is raised.
    """
    function, width, rows = _compiled(expression.form, dtype, order)
    n, d = points.shape
    count = -(-n // width) * width
    columns = np.ones((d, count), dtype)
    columns[:, :n] = points.T
    settings = {**expression.parameters, **(parameters or {})}
    values = np.array([settings[name] for name in expression.parameters] or [0.0], dtype)
    computed = np.empty((rows, count), dtype)
    function(columns.ctypes.data, values.ctypes.data, computed.ctypes.data, count)
    computed = computed[:, :n]
    results = {"value": computed[0].copy()}
    if order >= 1:
        results["gradient"] = computed[1 : 1 + d].T.copy()
    if order >= 2:
        results["hessian"] = computed[1 + d :].reshape(d, d, n).transpose(2, 0, 1).copy()
    return results
