"""A result made ready to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.objective import Function
from gdsim.verdict import Verdict

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment import Experiment


_SAMPLES = ("seed", "init_seed")  # dimensions whose order means nothing


@dataclass(frozen=True)
class Subject:
    """A result made ready to draw: a row an optimizer (and schedule), losses above the minimum."""

    result: xarray.Dataset
    experiment: Experiment
    labels: list[str]
    axes: list[str]  # the dimensions with an order, those of one value left out

    @classmethod
    def of(cls, result: xarray.Dataset, experiment: Experiment | None = None) -> Subject:
        """Take a result, and what made it; if not given, the experiment that it carries."""
        from gdsim.experiment import Experiment

        if experiment is None:
            experiment = Experiment.from_toml(result.attrs["experiment"])
        labels = [str(each) for each in result["optimizer"].values]
        if "schedule" in result.dims:
            schedules = [str(each) for each in result["schedule"].values]
            labels = [f"{one}, {other}" for one in labels for other in schedules]
        dimensions = experiment.layout.dimensions
        # Seeds and unordered starts are samples: what is drawn is their spread, not their order.
        axes = [
            each.name
            for each in dimensions
            if each.axis is not None and each.size > 1 and each.name not in _SAMPLES
        ]
        return cls(result, experiment, labels, axes)

    def rows(self, name: str) -> NDArray[Any]:
        """A variable as (row, *dimensions, ...)."""
        skip = 2 if "schedule" in self.result.dims else 1
        values = self.result[name].values
        rows: NDArray[Any] = values.reshape((-1, *values.shape[skip:]))
        return rows

    def heights(self, name: str) -> NDArray[np.float64]:
        """Losses above the known minimum, diverged ones infinite, none too small to show."""
        losses = self.rows(name).astype(np.float64)
        if name.startswith("trace_"):
            heights = losses - (self.experiment.objective.minimum or 0.0)
        else:
            diverged = self.rows("verdict") == Verdict.DIVERGED
            heights = np.where(
                diverged, np.inf, losses - (self.experiment.objective.minimum or 0.0)
            )
        if self.experiment.objective.minimum is None:
            return heights
        tiny = 1e-12 if self.experiment.dtype == "float32" else 1e-24
        return np.where(heights < tiny, tiny, heights)

    @property
    def function(self) -> Function | None:
        """The objective, if it is a function."""
        task = self.experiment.objective
        return task if isinstance(task, Function) else None

    @property
    def steps_per_epoch(self) -> int:
        """Steps of one pass over a network's samples; 1 for a function."""
        task = self.experiment.objective
        return 1 if isinstance(task, Function) else task.steps_per_epoch

    @property
    def final(self) -> str:
        """The loss that a run ended with: of a network over all training samples."""
        return "loss" if self.function is not None else "train_loss"

    @property
    def mapped(self) -> tuple[str, str]:
        """The loss that maps show, and its name: of a network that of one batch says little."""
        if self.function is not None:
            return "best_loss", f"best {self.loss_name}"
        return "train_loss", "training loss at the end"

    @property
    def loss_name(self) -> str:
        """What `heights` are, for an axis."""
        return "loss" if self.experiment.objective.minimum is None else "loss above the minimum"

    def dimension(self, name: str) -> tuple[int, NDArray[Any], str]:
        """Where a dimension stands in `rows`, its values and its label with units."""
        names = [each.name for each in self.experiment.layout.dimensions]
        coordinate = self.result[name]
        units = coordinate.attrs.get("units", "1")
        words = str(coordinate.attrs.get("long_name", name))
        label = words if units == "1" else f"{words} ({units})"
        return names.index(name) + 1, coordinate.values, label


def top(heights: NDArray[np.float64]) -> float:
    """The largest finite value; 1 if there is none."""
    finite = heights[np.isfinite(heights)]
    return float(finite.max()) if finite.size else 1.0
