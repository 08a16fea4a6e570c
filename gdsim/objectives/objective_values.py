"""The value of an objective at points, and its derivatives."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.errors import SettingError
from gdsim.objectives.objective_parameters import ObjectiveParameters


class ObjectiveValues(ObjectiveParameters):
    """What an objective is at points: a kind computes values and gradients, the rest follows."""

    @abstractmethod
    def evaluate(self, points: ArrayLike, /) -> NDArray[np.float64]:
        """The value at points, (n, size), as (n,) in float64."""

    @abstractmethod
    def gradient(self, points: ArrayLike, /) -> NDArray[np.float64]:
        """The gradient at points, (n, size), as (n, size) in float64."""

    def hessian(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64]:
        """The Hessian at one point, (size, size), at a step; here by central differences."""
        here = np.asarray(point, np.float64)
        reach = np.cbrt(np.finfo(np.float64).eps) * np.maximum(1.0, np.abs(here))
        ahead, behind = (self.gradient(here + sign * np.diag(reach)) for sign in (1, -1))
        slopes = (ahead - behind) / (2 * reach[:, None])
        symmetric: NDArray[np.float64] = (slopes + slopes.T) / 2
        return symmetric

    def value(self, point: ArrayLike, step: int = 0) -> float:
        """The value at one point, (size,), at a step."""
        return float(self.settled().evaluate(np.asarray([point], np.float64))[0])

    def slope(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64]:
        """The gradient at one point, (size,), at a step."""
        gradient: NDArray[np.float64] = self.gradient(np.asarray([point], np.float64))[0]
        return gradient

    def seen_by_step(
        self, point: ArrayLike, step: int, seed: int, parameters: Mapping[str, float]
    ) -> tuple[float, NDArray[np.float64]]:
        """The loss and its gradient, (size,), that a run's step sees at a point: of its batch.

        seed: the run's own. parameters: the values that they have in the run.
        """
        return self.value(point, step), self.slope(point, step)

    def is_finite(self, point: Sequence[float]) -> bool:
        """Whether it has a finite value at a point."""
        return bool(np.isfinite(self.value(point)))

    def curvatures(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64] | None:
        """The eigenvalues of the Hessian, ascending; None if it is not finite.

        For a very large Hessian only the largest one.
        """
        if not np.isfinite(point).all():
            return None
        hessian = self.hessian(point, step)
        if not np.isfinite(hessian).all():
            return None
        return np.asarray(np.linalg.eigvalsh(hessian), np.float64)

    def sharpness(self, points: ArrayLike, /) -> NDArray[np.float64]:
        """The largest eigenvalue of the Hessian at points, (n, size), as (n,).

        Errors: SettingError where it is not finite.
        """
        return np.array([self._sharpness(point) for point in np.asarray(points, np.float64)])

    def _sharpness(self, point: NDArray[np.float64]) -> float:
        curvatures = self.curvatures(point)
        if curvatures is None:
            pairs = zip(self.variables, point, strict=True)
            where = ", ".join(f"{name} = {x:g}" for name, x in pairs)
            raise SettingError(f"{self.text} has no finite second derivatives at {where}")
        return float(curvatures[-1])

    @property
    def inputs(self) -> int:
        """How many numbers it answers with `outputs`; 0 for what has none, a height alone."""
        return 0

    def outputs(self, params: ArrayLike, points: ArrayLike, dtype: str = "float64") -> NDArray[Any]:
        """What it answers at points, (m, inputs), with parameters (size,): (m, outputs)."""
        raise NotImplementedError
