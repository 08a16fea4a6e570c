"""The weights that runs of a network have come to, and how they came there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError
from gdsim.base.settings import whole
from gdsim.engine.verdict import Verdict
from gdsim.experiment.one_run import one_run
from gdsim.objectives.network import Network
from gdsim.objectives.objective import only
from gdsim.results.analysis.subject import Subject

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trained:
    """The runs of a result of a network, by their numbers over all dimensions."""

    subject: Subject

    @classmethod
    def of(cls, result: xarray.Dataset, experiment: Experiment | None = None) -> Trained:
        """Those of a result. Errors: SettingError, also where it is of no network."""
        subject = Subject.of(result, experiment)
        reason = (
            "slices of the loss are for networks, but the experiment minimises "
            f"{subject.experiment.objective.text}"
        )
        only(Network, subject.experiment.objective, SettingError(reason))
        if (
            subject.rows("params").size
            != subject.experiment.runs * subject.experiment.objective.size
        ):
            raise SettingError("a slice of the loss needs the whole result, not a part of it")
        return cls(subject)

    @property
    def runs(self) -> int:
        """The number of all runs."""
        return self.subject.experiment.runs

    def run(self, given: int | None, name: str = "run", but: int | None = None) -> int:
        """A checked number of a run; None is the run with the least training loss, but for one."""
        if given is not None:
            return whole(given, name, 0, self.runs - 1, name)
        losses = self.subject.heights(self.subject.final).ravel()
        if but is not None:
            losses[but] = np.nan
        if not np.isfinite(losses).any():
            raise SettingError(f"no {name} has a finite loss", name)
        return int(np.nanargmin(losses))

    def network(self, run: int) -> Network:
        """The network of a run, with the settings that it has in it."""
        experiment = self.subject.experiment
        place = experiment.place_of(run)
        single = one_run(experiment, place.optimizer, place.run, place.schedule)
        return only(Network, single.objective, SettingError("no network"))

    def params(self, run: int, step: int | None = None) -> Array:
        """The weights of a run, (P,), at its end or at a recorded step. Errors: SettingError."""
        if step is None:
            found, when = self.subject.rows("params"), "at its end"
        else:
            found, when = self._traced()[..., [self._slot(step)], :], f"at step {step}"
        row = found.reshape(self.runs, -1)[run].astype(np.float64)
        placed = self.subject.experiment.objective.placed(self.network(run))
        own: Array = row if placed is None else row[placed[1]]
        if not np.isfinite(own).all():
            verdict = Verdict(int(self.subject.rows("verdict").ravel()[run]))
            words = "it was not done" if not self.subject.done().ravel()[run] else f"it {verdict}"
            raise SettingError(f"run {run} has no weights {when}: {words}", "run")
        return own

    @property
    def has_paths(self) -> bool:
        """Whether weights were recorded along the way."""
        return "trace_params" in self.subject.result

    @cached_property
    def paths(self) -> Array:
        """(runs, steps, P): recorded weights, NaN once a run has stopped. Errors: SettingError."""
        traced = self._traced()
        paths: Array = traced.reshape(self.runs, *traced.shape[-2:]).astype(np.float64)
        return paths

    @property
    def dims(self) -> tuple[str, ...]:
        """The dimensions of the runs."""
        return (*self.subject.row_dims, *self.subject.dims)

    @property
    def shape(self) -> tuple[int, ...]:
        """Their sizes."""
        return tuple(self.subject.result.sizes[name] for name in self.dims)

    def coordinates(self, *dims: str) -> dict[str, Any]:
        """The result's coordinates of these dimensions."""
        return {
            str(name): coordinate.variable
            for name, coordinate in self.subject.result.coords.items()
            if coordinate.ndim and set(coordinate.dims) <= set(dims)
        }

    def provenance(self, run: int) -> dict[str, Any]:
        """The result's attributes, and which run it is."""
        place = self.subject.experiment.place_of(run)
        words = f"run {run} ({self.subject.labels[place.pair]})"
        return {**self.subject.result.attrs, "run": run, "words": words}

    def _traced(self) -> NDArray[Any]:
        if not self.has_paths:
            raise SettingError(
                "the paths of the weights were not recorded; run the experiment with "
                'record = ["params"]'
            )
        return self.subject.rows("trace_params")

    def _slot(self, step: int) -> int:
        steps = self._traced_steps()
        step = whole(step, "step", 0, int(steps[-1]), "step")
        if step not in steps:
            near = int(steps[np.abs(steps - step).argmin()])
            raise SettingError(f"step {step} was not recorded; the nearest is {near}", "step")
        return int(np.searchsorted(steps, step))

    def _traced_steps(self) -> NDArray[np.int64]:
        self._traced()
        steps: NDArray[np.int64] = self.subject.result["step"].values
        return steps


def named(long_name: str) -> dict[str, str]:
    """The attributes of a number without a unit."""
    return {"long_name": long_name, "units": "1"}
