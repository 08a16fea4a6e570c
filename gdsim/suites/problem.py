"""A problem of a suite: what is minimised, from which starts, and what counts as solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.analysis.hits import PRECISIONS
from gdsim.catalogue import Range
from gdsim.errors import SettingError
from gdsim.experiment import Experiment
from gdsim.network import Network
from gdsim.objective import Function, Objective, objective
from gdsim.settings import number
from gdsim.starts import Point, Start, Uniform, uniform
from gdsim.weights import Vectors

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
            minimum = 0.0 if isinstance(task, Network) else task.minimum
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
        task = self.function
        return task.size if isinstance(task, Network) else len(task.variables)

    @property
    def starts(self) -> int:
        """The number of starts."""
        return self.experiment.layout.runs

    @property
    def loss(self) -> str:
        """The loss that counts: a network's over all samples where it sees them in batches."""
        task = self.function
        in_batches = isinstance(task, Network) and task.batch_size is not None
        return "train_loss" if in_batches else "loss"

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
        elif what == "init_seed":
            task = experiment.objective
            assert isinstance(task, Network)  # nothing else has weights
            experiment = experiment.replace(objective=task.replace(init_seed=seeds))
        else:
            experiment = experiment.replace(seed=seeds)
        found = replace(self, experiment=experiment)
        if "scale" in self.__dict__:  # targets stay where they are
            found.__dict__["scale"] = self.scale
        return found

    def _what_is_drawn(self) -> str | None:
        """What differs from run to run: "start", "init_seed" or "seed"; None: nothing can."""
        experiment = self.experiment
        task, start = experiment.objective, experiment.start
        if isinstance(task, Network):
            if start is None and not isinstance(task.init, Vectors):
                return "init_seed"
            single = not isinstance(start, Vectors) or start.single
            return "seed" if single and (task.batch_size or _is_on(experiment.noise)) else None
        if start is None or isinstance(start, Uniform):
            return "start"
        return "seed" if isinstance(start, Point) and _is_on(experiment.noise) else None

    def _start_losses(self) -> NDArray[np.float64]:
        """The loss of each start; in plain Python for functions, which compiles nothing."""
        task = self.function
        if isinstance(task, Network):
            starts = self.experiment.starts
            if isinstance(starts, Vectors):
                return task.evaluate(np.atleast_2d(starts.values))
            seeds = np.atleast_1d(self._seeds(task))
            plain = task.replace(init_seed=0)
            return task.evaluate(np.stack([plain.initial(int(seed)) for seed in seeds]))
        assert isinstance(task, Function)
        columns = [each.values for each in self.experiment.start_coordinates.values()]
        points = np.stack(np.broadcast_arrays(*columns), axis=-1)
        value = task.expression.value
        with np.errstate(all="ignore"):
            return np.array([float(value([float(x) for x in point])) for point in points])

    def _seeds(self, task: Network) -> NDArray[np.float64]:
        seed = task.init_seed
        return np.array(seed) if isinstance(seed, int | float) else seed.values


_SHARES = Range(0, 1, False, False)


def _is_on(noise: Any) -> bool:
    return not isinstance(noise, int | float) or noise > 0


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
