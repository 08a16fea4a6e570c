"""|Ax - b|^2 / 2 + ridge |x|^2 / 2: a bowl of as many variables as the matrix has columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdsim.base.axes import Axis, first_value
from gdsim.base.errors import SettingError
from gdsim.base.ranges import nonnegative
from gdsim.base.settings import setting
from gdsim.calculus import parse
from gdsim.objectives import Objective


@dataclass(frozen=True, init=False)
class LeastSquares(Objective):
    """Least squares: `LeastSquares([[2, 1], [0, 1]], [1, 3], ridge=0.1)`; ridge may be an axis."""

    kind = "least_squares"

    matrix: tuple[tuple[float, ...], ...]
    targets: tuple[float, ...]
    ridge: float | Axis

    def __init__(self, matrix, targets, ridge=0.0):
        keep = object.__setattr__
        keep(self, "matrix", tuple(tuple(map(float, row)) for row in matrix))
        keep(self, "targets", tuple(map(float, targets)))
        keep(self, "ridge", setting(ridge, "ridge", nonnegative))
        if len(self.matrix) != len(self.targets):
            raise SettingError("a matrix must have as many rows as there are targets", "targets")

    @property
    def name(self):
        """What kind of objective it is."""
        return "least squares"

    @property
    def title(self):
        """What to call it on screen."""
        return f"Least squares, {len(self.targets)} x {self.size}"

    @property
    def text(self):
        """The sum of squares, without the numbers."""
        rows = []
        for row, target in zip(self.matrix, self.targets, strict=True):
            terms = (f"({a!r})*{name}" for a, name in zip(row, self.variables, strict=True))
            rows.append(f"({' + '.join(terms)} - ({target!r}))**2")
        sizes = " + ".join(f"{name}**2" for name in self.variables)
        return f"0.5*({' + '.join(rows)}) + 0.5*ridge*({sizes})"

    @property
    def variables(self):
        """x1, x2, ..., a variable for each column."""
        return tuple(f"x{column + 1}" for column in range(len(self.matrix[0])))

    @property
    def parameters(self):
        """The ridge."""
        return {"ridge": self.ridge}

    def described(self, parameter):
        """Where the ridge stands in a file, and what it is."""
        return f"objective.least_squares.{parameter}", "ridge of the least squares"

    def replace(self, **changes):
        """The same with some arguments changed."""
        return LeastSquares(**{**self.file_fields(), **changes})

    def evaluate(self, points, /):
        """The value at points, (n, size), as (n,)."""
        points = np.asarray(points, np.float64)
        residuals = points @ np.array(self.matrix).T - self.targets
        return ((residuals**2).sum(axis=1) + self.ridge * (points**2).sum(axis=1)) / 2

    def gradient(self, points, /):
        """The gradient at points, (n, size), as (n, size)."""
        points, matrix = np.asarray(points, np.float64), np.array(self.matrix)
        return (points @ matrix.T - self.targets) @ matrix + self.ridge * points

    @property
    def curvature(self):
        """The Hessian, the same everywhere: (size, size)."""
        matrix = np.array(self.matrix)
        return matrix.T @ matrix + self.ridge * np.eye(self.size)

    @property
    def minima(self):
        """The solution of the normal equations."""
        if isinstance(self.ridge, Axis):
            return ()
        matrix = np.array(self.matrix)
        solution = np.linalg.solve(self.curvature, matrix.T @ self.targets)
        return (tuple(solution.tolist()),)

    @property
    def minimum(self):
        """What is left at the solution."""
        return float(self.evaluate(self.minima)[0]) if self.minima else None

    @property
    def domain(self):
        """-5 to 5 for each variable."""
        return ((-5.0, 5.0),) * self.size

    @property
    def start(self):
        """A corner's direction, at no symmetric point."""
        return tuple(-4.0 + 1.5 * column for column in range(self.size))

    def file_fields(self):
        """The arguments that it is made with."""
        return {"matrix": self.matrix, "targets": self.targets, "ridge": self.ridge}

    def program_fields(self, parameters, starts, strides, part):
        """Its sum of squares as an expression, and its starts."""
        expression = parse(self.text, {"ridge": first_value(self.ridge)}, self.variables)
        start = self.start_values(starts, strides, part)
        return {"expression": expression, "parameters": parameters, "start": start}
