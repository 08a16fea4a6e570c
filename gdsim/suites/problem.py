"""A problem of a suite: what is minimised, from which starts, and what counts as solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError
from gdsim.base.ranges import Range
from gdsim.base.settings import number
from gdsim.experiment.experiment import Experiment
from gdsim.objectives.given import objective
from gdsim.objectives.objective import Objective
from gdsim.objectives.starts import Start, Uniform, uniform
from gdsim.objectives.weights import Vectors
from gdsim.results.analysis.hits import PRECISIONS

STARTS = 32
_SEEDS_A_BLOCK = 2**16  # of networks and noise: draws with different seeds share none


@dataclass(frozen=True)
class Problem:
    """An objective with starts and targets, as `gd.suite` makes it.

    The targets are losses: the minimum, and above it each of `precisions` times `scale`, which is
    how far the median of the starts lies above the minimum. The last is the lowest, and a run that
    has reached it has solved the problem. `experiment` holds the objective, starts, precision and
    what else is fixed (noise, bounds, schedule); its optimizers stand in for others.
    """

    name: str
    experiment: Experiment
    minimum: float
    precisions: tuple[float, ...]

    @classmethod
    def of(
        cls,
        given: Problem | Experiment | Objective | str,
        minimum: float | None = None,
        name: str | None = None,
        starts: int = STARTS,
        seed: int = 0,
        dtype: str = "float64",
        precisions: Sequence[float] | None = None,
    ) -> Problem:
        """A problem made of a function, network or experiment.

        minimum: the least loss, where the catalogue does not know it; of networks it is 0. starts,
        seed: draws over the domain, or of the weights, unless an experiment has starts of its own.
        Errors: SettingError where there is no minimum to measure from, or nothing to draw.
        """
        if isinstance(given, Problem):
            return given
        if isinstance(given, Experiment):
            experiment = given.replace(optimizers=given.optimizers[:1], lr=None, record=())
        else:
            experiment = Experiment(objective(given), "sgd", dtype=dtype)
        task = experiment.objective
        _check(experiment)
        if minimum is None:
            minimum = task.lower_bound
        title = name or task.name
        if minimum is None:
            raise SettingError(
                f"the least value of {title} is not known, so there is nothing to measure from; "
                f"give it with gd.Problem.of({title!r}, minimum=...)"
            )
        wanted = PRECISIONS[experiment.dtype] if precisions is None else precisions
        shares = sorted((number(p, "precisions", _SHARES) for p in wanted), reverse=True)
        if not shares:
            raise SettingError("precisions needs at least one share of the starts' loss, got none")
        found = cls(title, experiment, float(minimum), tuple(shares))
        return found.drawn(starts, seed) if found.is_drawn else found

    @property
    def function(self) -> Objective:
        """What is minimised: a Function or a Network."""
        return self.experiment.objective

    @property
    def start(self) -> Start | Vectors | None:
        """Where runs start; None for a network whose weights are drawn."""
        return self.experiment.start

    @property
    def dimension(self) -> int:
        """The number of parameters."""
        return self.function.size

    @property
    def starts(self) -> int:
        """The number of starts."""
        return self.experiment.layout.runs

    @property
    def loss(self) -> str:
        """The loss that counts: a network's over all samples where it sees them in batches."""
        return self.function.whole_loss

    @cached_property
    def scale(self) -> float:
        """How far the median of the starts lies above the minimum."""
        found = float(np.median(self._start_losses())) - self.minimum
        if not 0 < found < np.inf:
            raise SettingError(
                f"{self.name}: the median loss of the starts is {found:g} above the minimum "
                f"{self.minimum:g}; targets need starts that lie above it"
            )
        return found

    @property
    def targets(self) -> tuple[float, ...]:
        """The losses to be reached, falling."""
        return tuple(self.minimum + share * self.scale for share in self.precisions)

    @property
    def is_drawn(self) -> bool:
        """Whether starts, or seeds, can be drawn anew: there is something that they decide."""
        return self._what_is_drawn() is not None

    def drawn(self, starts: int, seed: int) -> Problem:
        """The same problem, with the same targets, from other starts (or with other seeds)."""
        what = self._what_is_drawn()
        if what is None:
            raise SettingError(
                f"{self.name}: its starts are given one by one, so none can be drawn anew; leave "
                "start out, give uniform(n), or one point and noise"
            )
        seeds = list(range(seed * _SEEDS_A_BLOCK, seed * _SEEDS_A_BLOCK + starts))
        experiment = self.experiment
        if what == "start":
            given = experiment.start
            box = given.domain if isinstance(given, Uniform) else None
            experiment = experiment.replace(start=uniform(starts, seed, box))
        elif what == "seed":
            experiment = experiment.replace(seed=seeds)
        else:
            experiment = experiment.replace(objective=experiment.objective.replace(**{what: seeds}))
        found = replace(self, experiment=experiment)
        if "scale" in self.__dict__:  # targets stay where they are
            found.__dict__["scale"] = self.scale
        return found

    def _what_is_drawn(self) -> str | None:
        """What differs from run to run: "start", "seed" or a seed of its own; None: nothing."""
        experiment = self.experiment
        task = experiment.objective
        what = task.drawn_by(experiment.start)
        if what:
            return what
        is_random = task.is_random or _is_on(experiment.noise)
        return "seed" if is_random and not experiment.start_axes else None

    def _start_losses(self) -> NDArray[np.float64]:
        """The loss of each start."""
        return self.function.start_losses(self.experiment.starts)


_SHARES = Range(0, 1, False, False)


def _is_on(noise: Any) -> bool:
    return isinstance(noise, Axis) or noise > 0


def _check(experiment: Experiment) -> None:
    """SettingError unless an experiment has no axis but one that its runs differ along."""
    if len(experiment.schedules) > 1:
        raise SettingError("a problem of a suite has one schedule; compare several one at a time")
    dims = [each.name for each in experiment.layout.dimensions if each.size > 1]
    odd = [name for name in dims if name not in ("start", "seed", "init_seed")]
    if odd or len(dims) > 1:
        raise SettingError(
            f"a problem of a suite has no axis but its starts or seeds, got {', '.join(dims)}; "
            "give one value of each setting"
        )
