"""Where the runs on an objective start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import WHOLE, Axis, Part
from gdsim.base.errors import SettingError
from gdsim.engine.program import Cycle, Value
from gdsim.objectives.objective_values import ObjectiveValues
from gdsim.objectives.starts import Coordinate, Domain, Grid, Point, Points, Start, Uniform, started
from gdsim.objectives.weights import Vectors

# Where runs start, with a grid written out as the axes that it has.
Starts = Point | Points | Uniform | Vectors

_CHECKED_STARTS = 1000  # points whose loss is checked before anything runs


class ObjectiveStarts(ObjectiveValues):
    """The starts that an objective has by default and those that it takes: points of a domain."""

    @property
    def domain(self) -> Domain:
        """One (low, high) pair per variable: the region of random starts."""
        raise NotImplementedError

    @property
    def start(self) -> tuple[float, ...]:
        """The point where runs start by default."""
        raise NotImplementedError

    def checked_start(self, given: Any) -> Start | Vectors:
        """The start that a user gave; SettingError if it does not fit."""
        return started(given, self.variables)

    def starts(self, given: Start | Vectors | None) -> Starts | None:
        """Where runs start, with defaults filled in; None if the objective draws the starts."""
        if given is None:
            return Point(self.start)
        return given.lines(self.domain) if isinstance(given, Grid) else given

    def first_start(self, starts: Starts | None) -> NDArray[np.float64]:
        """The point, (size,), at which the first run starts."""
        part = dict.fromkeys(self.start_axes(starts), slice(1))  # no others are computed
        coordinates = self.start_coordinates(starts, part).values()
        return np.array([each.values[0] for each in coordinates], np.float64)

    def start_axes(self, starts: Starts | None) -> dict[str, Axis | int]:
        """The axes of the starts, or their number if they have no order."""
        if starts is None or isinstance(starts, Vectors):
            return {}
        return starts.axes(self.variables)

    def start_coordinates(self, starts: Starts | None, part: Part = WHOLE) -> dict[str, Coordinate]:
        """The values of each variable at the start, and the dimension they run along.

        Empty if runs do not start at points.
        """
        if starts is None or isinstance(starts, Vectors):
            return {}
        return {
            name: starts.coordinate(index, self.variables, self.domain, part)
            for index, name in enumerate(self.variables)
        }

    def start_values(
        self, starts: Starts | None, strides: Mapping[str, int], part: Part
    ) -> tuple[Value, ...]:
        """Each variable at the start of runs, as a kernel takes it."""
        return tuple(
            float(each.values[0]) if each.dim is None else Cycle(each.values, strides[each.dim])
            for each in self.start_coordinates(starts, part).values()
        )

    @property
    def start_columns(self) -> tuple[str, ...]:
        """The names of the columns of a file of starts."""
        return self.variables

    def drawn_by(self, start: Start | Vectors | None) -> str:
        """The setting whose seed or count draws the starts; "" if none does."""
        return "start" if start is None or isinstance(start, Uniform) else ""

    def start_losses(self, starts: Starts | None) -> NDArray[np.float64]:
        """The loss of each start, in their order: (n,)."""
        return self.settled().evaluate(self._points(starts))

    def _points(self, starts: Starts | None) -> NDArray[np.float64]:
        columns = [each.values for each in self.start_coordinates(starts).values()]
        return np.stack(np.broadcast_arrays(*columns), axis=-1)

    def check_starts(self, starts: Starts | None) -> None:
        """SettingError if it has no finite value at a start that was written down."""
        points: Sequence[Sequence[Any]] = ()
        if isinstance(starts, Points):
            points = starts.given[:_CHECKED_STARTS].tolist()
        elif isinstance(starts, Point) and all(isinstance(x, float) for x in starts.coordinates):
            points = (starts.coordinates,)
        for point in points:
            if not self.is_finite(point):
                pairs = zip(self.variables, point, strict=True)
                words = ", ".join(f"{name}={x:g}" for name, x in pairs)
                raise SettingError(
                    f"start: {self.name} has no finite value at {words}; "
                    "start inside its domain of definition",
                    "start",
                )
