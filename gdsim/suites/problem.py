"""A problem of a suite: an objective, its starts, and the losses that count as targets."""

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
_SEEDS_A_BLOCK = 2**16  # seeds of networks and noise per seed of a suite, so that none is shared


@dataclass(frozen=True)
class Problem:
    """An objective with starts and targets, as `gd.suite` makes it.

    The targets are losses: the minimum plus each of `precisions` times `scale`, the height of the
    median start above the minimum. The last target is the lowest, and a run that reaches it has
    solved the problem. `experiment` holds the objective, starts, dtype and other fixed settings
    (noise, clipping, schedule); its optimizers are placeholders.
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

        minimum: the least loss, if the catalogue does not know it; for networks 0. starts, seed:
        of the draws over the domain, or of the weights, unless an experiment has its own starts.
        Errors: SettingError if the minimum is not known, or nothing can be drawn.
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
                f"the minimum of {title} is not known, so targets cannot be set; "
                f"give it with gd.Problem.of({title!r}, minimum=...)"
            )
        wanted = PRECISIONS[experiment.dtype] if precisions is None else precisions
        shares = sorted((number(p, "precisions", _SHARES) for p in wanted), reverse=True)
        if not shares:
            raise SettingError("precisions needs at least one share of the starts' loss, got none")
        problem = cls(title, experiment, float(minimum), tuple(shares))
        return problem.drawn(starts, seed) if problem.is_drawn else problem

    @property
    def function(self) -> Objective:
        """The objective: a Function or a Network."""
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
        """The name of the loss that counts: for a network trained in batches, over all samples."""
        return self.function.whole_loss

    @cached_property
    def scale(self) -> float:
        """The height of the median start's loss above the minimum."""
        height = float(np.median(self._start_losses())) - self.minimum
        if not 0 < height < np.inf:
            raise SettingError(
                f"{self.name}: the median loss of the starts is {height:g} above the minimum "
                f"{self.minimum:g}; targets need starts that lie above it"
            )
        return height

    @property
    def targets(self) -> tuple[float, ...]:
        """The losses to be reached, descending."""
        return tuple(self.minimum + share * self.scale for share in self.precisions)

    @property
    def is_drawn(self) -> bool:
        """Whether new starts, or new seeds, can be drawn."""
        return self._what_is_drawn() is not None

    def drawn(self, starts: int, seed: int) -> Problem:
        """The same problem, with the same targets, from other starts (or with other seeds)."""
        what = self._what_is_drawn()
        if what is None:
            raise SettingError(
                f"{self.name}: its starts are given one by one, so no new ones can be drawn; leave "
                "start out, or give uniform(n), or one point and noise"
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
        problem = replace(self, experiment=experiment)
        if "scale" in self.__dict__:  # targets stay the same
            problem.__dict__["scale"] = self.scale
        return problem

    def _what_is_drawn(self) -> str | None:
        """The field that differs from run to run: "start", "seed" or the objective's own seed."""
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
    """SettingError if an experiment has any axis other than its starts or seeds."""
    if len(experiment.schedules) > 1:
        raise SettingError("a problem of a suite has one schedule; compare schedules one at a time")
    dims = [each.name for each in experiment.layout.dimensions if each.size > 1]
    odd = [name for name in dims if name not in ("start", "seed", "init_seed")]
    if odd or len(dims) > 1:
        raise SettingError(
            f"a problem of a suite has no axes other than starts or seeds, got {', '.join(dims)}; "
            "give each setting one value"
        )
