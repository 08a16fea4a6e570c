"""The value of a function at points, and its derivatives."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.calculus import Expression, parse
from gdsim.engine.evaluate import evaluate
from gdsim.objectives.objective import Objective
from gdsim.objectives.objective_starts import Starts


class FunctionValues(Objective):
    """What a `Function` is at points: of many a kernel computes it, of one plain Python."""

    step: str | None

    @property
    @abstractmethod
    def expression(self) -> Expression:
        """The expression; a parameter with several values has the first of them."""

    def expression_at(self, step: int) -> Expression:
        """The expression at a step."""
        if self.step is None or step == 0:  # 0 is what the step is in the expression
            return self.expression
        numbers = {**self.expression.parameters, self.step: float(step)}
        return parse(self.expression.text, numbers, self.expression.variables)

    def evaluate(self, points: ArrayLike) -> NDArray[np.float64]:
        """The value at `points`, shape (n, variables), as shape (n,) in float64."""
        return self._kernel(points, 0)["value"]

    def gradient(self, points: ArrayLike) -> NDArray[np.float64]:
        """The gradient at `points`, shape (n, variables), as shape (n, variables) in float64."""
        return self._kernel(points, 1)["gradient"]

    def _kernel(self, points: ArrayLike, order: int) -> dict[str, NDArray[np.float64]]:
        count = len(self.variables)
        try:
            with np.errstate(over="ignore"):  # of a longer type
                array = np.asarray(points, dtype=np.float64)
        except Exception:  # a value of any type, whose conversion may raise anything
            raise SettingTypeError(f"points must be numbers, got {shown(points)}") from None
        if array.ndim == 1 and count == 1:
            array = array[:, np.newaxis]
        if array.ndim != 2 or array.shape[1] != count:
            raise SettingError(
                f"points must have shape (n, {count}), one column per variable, got {array.shape}"
            )
        numbers: dict[str, float] = {}
        for name, value in self.parameters.items():
            if isinstance(value, Axis):
                raise SettingError(
                    f"{name} has several values, {shown(value)}; take one of them with "
                    f"replace({name}=...) to evaluate the function"
                )
            numbers[name] = value
        values: dict[str, NDArray[np.float64]] = evaluate(
            self.expression, np.ascontiguousarray(array), numbers, order
        )
        return values

    def value(self, point: ArrayLike, step: int = 0) -> float:
        """The value at one point, (variables,), at a step, in plain Python."""
        return float(self.expression_at(step).value(np.asarray(point).tolist()))

    def slope(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64]:
        """The gradient at one point, (variables,), at a step, in plain Python."""
        return np.array(self.expression_at(step).gradient_at(np.asarray(point).tolist()))

    def hessian(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64]:
        """The Hessian at one point, (variables, variables), at a step, in plain Python."""
        return np.array(self.expression_at(step).hessian_at(np.asarray(point).tolist()))

    def start_losses(self, starts: Starts | None) -> NDArray[np.float64]:
        """The loss of each start, in plain Python, so that nothing is compiled."""
        with np.errstate(all="ignore"):
            return np.array(
                [float(self.expression.value(point)) for point in self._points(starts).tolist()]
            )

    def is_finite(self, point: Sequence[float]) -> bool:
        """Whether the function has a finite value at a point."""
        with np.errstate(all="ignore"):
            try:
                return math.isfinite(self.expression.value(list(point)))
            except (ArithmeticError, ValueError):
                return False
