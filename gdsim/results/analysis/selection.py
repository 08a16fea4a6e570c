"""Hits of optimizers, each at its best setting or at all settings, ready to be counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError
from gdsim.results.analysis.hits import with_hits
from gdsim.results.analysis.subject import ROWS

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

Array = NDArray[np.float64]
SETTINGS = ("best", "all")


@dataclass(frozen=True)
class Selection:
    """Hits (optimizer, setting, problem, start, target): one setting, the best, or all of them.

    `chosen` has the chosen values: an array over optimizers for each axis with a choice. `steps`
    is the largest number of updates, `dimension` the number of parameters of each problem.
    """

    labels: list[str]
    hits: Array
    chosen: dict[str, NDArray[Any]]
    steps: int
    dimension: NDArray[np.int64]
    title: str

    @classmethod
    def of(
        cls,
        result: xarray.Dataset,
        settings: str = "best",
        experiment: Experiment | None = None,
    ) -> Selection:
        """From a suite's or an experiment's result; SettingError if it has no times of targets."""
        if settings not in SETTINGS:
            raise SettingError(f'settings must be "best" or "all", got {settings!r}', "settings")
        hits_of_runs = with_hits(result, experiment=experiment)
        hit = hits_of_runs["hit"]
        rows = [name for name in ROWS if name in hit.dims]
        plain = {"problem", "start", "target", *rows}
        axes = [str(name) for name in hit.dims if name not in plain]
        ordered = hit.transpose(*rows, *axes, "problem", "start", "target").values
        sizes = [hits_of_runs.sizes[name] for name in axes]
        hits = ordered.reshape(-1, int(np.prod(sizes, dtype=np.int64)), *ordered.shape[-3:])
        chosen: dict[str, NDArray[Any]] = {}
        if settings == "best" and hits.shape[1] > 1:
            best = areas(hits, int(hits_of_runs.attrs["steps"])).argmax(axis=1)
            hits = np.take_along_axis(hits, best[:, None, None, None, None], axis=1)
            places = np.unravel_index(best, sizes)
            chosen = {n: hits_of_runs[n].values[p] for n, p in zip(axes, places, strict=True)}
        return cls(
            _labels(hits_of_runs, rows), hits, chosen, int(hits_of_runs.attrs["steps"]),
            np.asarray(hits_of_runs["dimension"].values), str(hits_of_runs.attrs["title"]),
        )  # fmt: skip

    def coordinates(self) -> dict[str, Any]:
        """The optimizers, and the settings chosen for each."""
        words = {"long_name": "the best setting"}
        return {
            "optimizer": self.labels,
            **{name: ("optimizer", values, words) for name, values in self.chosen.items()},
        }


def areas(hits: Array, steps: int) -> Array:
    """How early targets are reached: the mean over budgets of the share reached, (…, settings).

    Budgets are spaced by factors from 1 to `steps`, so that it is the area under the ECDF.
    """
    full = np.log(steps + 1.0)
    gained = 1 - np.log1p(np.minimum(hits, steps), dtype=np.float64) / full
    known = ~np.isnan(hits)
    gained = np.where(known & np.isfinite(hits), gained, 0.0)
    total: Array = gained.sum(axis=(-3, -2, -1)) / np.maximum(known.sum(axis=(-3, -2, -1)), 1)
    return total


def _labels(result: xarray.Dataset, rows: Sequence[str]) -> list[str]:
    labels = [str(each) for each in result["optimizer"].values]
    if "schedule" not in rows:
        return labels
    return [f"{one}, {other}" for one in labels for other in map(str, result["schedule"].values)]
