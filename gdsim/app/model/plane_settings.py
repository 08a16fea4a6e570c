"""The settings that the axes of maps may be, and the planes of two of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gdsim.app.model.plane import Plane
from gdsim.app.model.turnable import Turnable, axes_of, turnables
from gdsim.base.axes import Logspace
from gdsim.base.ranges import SEEDS

if TYPE_CHECKING:
    from gdsim.experiment.experiment import Experiment


@dataclass(frozen=True)
class PlaneSettings:
    """The settings that all of some runs have, whose maps can be seen beside each other.

    `titles`: their names on screen, by key. `chosen`: those that the experiment's author gave
    several values, the best to look at first; seeds are repeats, and not looked at.
    """

    titles: dict[str, str]
    chosen: tuple[str, ...]
    _of_runs: tuple[dict[str, Turnable], ...]

    @classmethod
    def of(cls, experiment: Experiment, *runs: Experiment) -> PlaneSettings:
        """The settings of runs (`gdsim.experiment.one_run`) of an experiment."""
        first, *others = (turnables(run) for run in runs)
        shared = {key: each for key, each in first.items() if all(key in other for other in others)}
        given = axes_of(experiment).items()
        own = {key: axis for key, axis in given if key in shared and len(set(axis.bounds)) > 1}
        own = {key: axis for key, axis in own.items() if shared[key].range != SEEDS}
        for key, axis in own.items():
            is_log = isinstance(axis, Logspace)
            shared[key] = replace(shared[key], home=axis.bounds, log=is_log)
        coordinates = {key: (each.home, each.log) for key, each in shared.items()}
        of_runs = tuple(
            {
                key: replace(each[key], home=home, log=log)
                for key, (home, log) in coordinates.items()
            }
            for each in (first, *others)
        )
        titles = {key: each.title for key, each in shared.items()}
        return cls(titles, tuple(reversed(own)), of_runs)

    def planes(self, runs: list[Experiment], keys: tuple[str, str]) -> list[Plane]:
        """The plane of two settings for each of the runs, with the same coordinates."""
        x, y = keys
        pairs = zip(runs, self._of_runs, strict=True)
        return [Plane(run, settings[x], settings[y]) for run, settings in pairs]
