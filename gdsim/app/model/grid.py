"""An area of a plane as an experiment: a picture of so many pixels, each of which shows a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdsim.app.model.plane import Area, Plane, Span, settings
from gdsim.app.model.turnable import Turnable, axes_of
from gdsim.app.translation import tr
from gdsim.base.axes import Axis, Linspace, Logspace
from gdsim.base.errors import SettingError

if TYPE_CHECKING:
    from gdsim.experiment.experiment import Experiment

NOT_ALLOWED = -1  # the place of a pixel whose setting no method allows


@dataclass(frozen=True, eq=False)
class Grid:
    """The runs of a picture of an area.

    experiment: has all of them, over evenly spaced settings. columns, rows: the place along its
    axes of the run that a pixel shows, from the left and from the bottom; pixels share a run where
    there are fewer whole numbers than pixels.
    """

    plane: Plane
    experiment: Experiment
    columns: NDArray[np.intp]
    rows: NDArray[np.intp]

    @classmethod
    def of(cls, plane: Plane, area: Area, width: int, height: int) -> Grid:
        """The grid of an area in so many pixels. Errors: SettingError if nothing there may run."""
        across, columns = _side(plane.x, area.x, width)
        upwards, rows = _side(plane.y, area.y, height)
        experiment = plane.y.put(plane.x.put(plane.experiment, across, 0), upwards, 0)
        # The parameters of networks would fill a disk; a run that is replayed has them.
        experiment = experiment.replace(keep_params=experiment.objective.has_domain)
        return cls(plane, experiment, columns, rows)

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of different rows and columns of runs."""
        return int(self.rows.max()) + 1, int(self.columns.max()) + 1

    @property
    def row_dimension(self) -> str:
        """The name of the dimension that rows lie along."""
        dimensions = [d.name for d in self.experiment.layout.dimensions if d.axis is not None]
        return dimensions[list(axes_of(self.experiment)).index(self.plane.y.key)]


def _side(
    turnable: Turnable, span: Span, pixels: int
) -> tuple[Axis | NDArray[np.float64], NDArray[np.intp]]:
    """The settings of the runs along a side, and which of them each pixel shows."""
    middles = span.low + (np.arange(pixels) + 0.5) / pixels * span.width
    wanted = settings(turnable, middles)
    allowed = turnable.range.allows(wanted)
    if not allowed.any():
        raise SettingError(
            tr("No {setting} that is seen is allowed; zoom out first.", setting=turnable.title)
        )
    places = np.full(pixels, NOT_ALLOWED, np.intp)
    if turnable.whole:
        values, places[allowed] = np.unique(wanted[allowed], return_inverse=True)
        return values, places
    count = int(allowed.sum())
    places[allowed] = np.arange(count)
    low, high = (float(end) for end in wanted[allowed][[0, -1]])
    return (Logspace if turnable.log else Linspace)(low, high, count), places
