"""An experiment: an objective, optimizers and axes, which together are a grid of runs."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import math
import os
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim import memory, records
from gdsim.axes import Axis, Column
from gdsim.catalogue import Range
from gdsim.errors import SettingError, shown, suggestion
from gdsim.experiment_fields import STEPS, check_start, checked
from gdsim.layout import Layout, layout
from gdsim.methods import Choice, Method, find, labels
from gdsim.network import Network
from gdsim.objective import Objective
from gdsim.programs import outlines, programs, start_coordinates
from gdsim.settings import number
from gdsim.starts import MANY, Coordinate, Grid, Point, Points, Start, Uniform
from gdsim.thinning import Rule, Steps, count_recorded, recorded_steps
from gdsim.weights import Vectors

if TYPE_CHECKING:
    import xarray

    from gdsim.kernels.program import Program


@dataclass(frozen=True)
class Experiment:
    """An objective to minimise, the optimizers that try, and the settings they try with.

    Any of lr, noise, clip_value, clip_norm, seed, a setting of an optimizer or schedule and a
    parameter of the objective may be several values: an axis. Each combination is one run.

    objective: a `Function`, or its name or text; or a `Network`.
    optimizers: one or several, `Adam(beta2=0.99)` or "adam". A setting given there is its own.
    lr: learning rate of the optimizers that set none themselves; None leaves each its default.
    start: a point, a list of points, `uniform(n)`, `grid(...)`; None: the objective's own. Of a
    network a vector of its parameters, or several.
    schedule: `Cosine(warmup=50)` or a name; several are compared like optimizers.
    steps: the updates of each run, 1 to 2**24; 1000 if not given. epochs: for networks, instead of
    steps: how often each training sample is seen; it is kept as steps.
    noise: standard deviation of normal noise added to each component of the gradient.
    clip_value, clip_norm: bounds on each component, and on the length, of the gradient.
    seed: of the noise, and of a network's mini-batches.
    target: a run at this loss or below has converged; tolerance: so has one with this gradient norm
    or below (0: never; None: 1e-4 in float32 and 1e-6 in float64 for functions, 0 for networks,
    whose batches and plateaus have small gradients long before training has come to its end). The
    norm is that of its square: 0 below 2.6e-23 in float32, 1.5e-162 in float64.
    limit: a run with a larger |loss| has diverged.
    record: what to trace, of "loss", "params", "gradient_point" (where the gradient is taken, the
    parameters but for schedule-free methods), "grad_norm" and "lr", and for networks of
    `records.NETWORK_RECORDS`. A network's "loss" is that of the step's batch.
    every: at which steps: a whole number k for 0, k, 2k, …; or so many steps from the first to the
    last, "linear:64" evenly spaced and "log:64" by a factor. `record={"loss": "log:64"}` says both.
    measures: numbers made of all losses of a run, such as "trainability" (see `gdsim.measures`).
    keep_params: whether a result has each run's parameters at its last step: very many networks
    fill a disk with them.
    dtype: "float32" or "float64".

    Errors: SettingError (a ValueError) or SettingTypeError (a TypeError too), one sentence each.
    """

    objective: Objective
    optimizers: tuple[Choice, ...]
    lr: float | Axis | None = None
    start: Start | Vectors | None = None
    schedule: Choice | tuple[Choice, ...] | None = None
    steps: int = STEPS
    noise: float | Axis = 0.0
    clip_value: float | Axis | None = None
    clip_norm: float | Axis | None = None
    seed: int | Axis = 0
    target: float | None = None
    tolerance: float | None = None
    limit: float = 1e12
    record: tuple[str, ...] = ()
    every: Rule = 1
    dtype: str = "float32"
    title: str = ""
    measures: tuple[str, ...] = ()
    keep_params: bool = True
    epochs: None = dataclasses.field(default=None, repr=False, compare=False)

    if TYPE_CHECKING:
        # What may be given is wider than what is kept.
        def __init__(
            self,
            objective: Objective | str,
            optimizers: Choice | Method | str | Sequence[Choice | Method | str],
            lr: Any = None,
            start: Any = None,
            schedule: Choice | Method | str | Sequence[Choice | Method | str] | None = None,
            steps: int = STEPS,
            noise: Any = 0.0,
            clip_value: Any = None,
            clip_norm: Any = None,
            seed: Any = 0,
            target: float | None = None,
            tolerance: float | None = None,
            limit: float = 1e12,
            record: str | Sequence[str] | Mapping[str, Rule] = (),
            every: Rule = 1,
            dtype: Any = "float32",
            title: str = "",
            measures: str | Sequence[str] = (),
            keep_params: bool = True,
            epochs: int | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        for name, value in checked(self).items():
            object.__setattr__(self, name, value)
        check_start(self)
        _ = self.layout

    @property
    def schedules(self) -> tuple[Choice, ...]:
        """The schedules, at least one: "constant" if none was given."""
        if self.schedule is None:
            return (find("schedule", "constant")(),)
        return (self.schedule,) if isinstance(self.schedule, Choice) else self.schedule

    @property
    def starts(self) -> Point | Points | Uniform | Vectors | None:
        """Where runs start, with the objective's own start and domain filled in.

        None for a network that begins as its init says.
        """
        if isinstance(self.objective, Network):
            given = self.objective.init if self.start is None else self.start
            return given if isinstance(given, Vectors) else None
        if self.start is None:
            return Point(self.objective.start)
        if isinstance(self.start, Grid):
            return self.start.lines(self.objective.domain)
        return self.start

    @property
    def start_axes(self) -> dict[str, Axis | int]:
        """The axes that starts run along, or how many there are without an order."""
        starts = self.starts
        if isinstance(starts, Vectors) or starts is None:
            return {} if starts is None or starts.single else {MANY: len(starts)}
        return starts.axes(self.objective.variables)

    @cached_property
    def layout(self) -> Layout:
        """The dimensions behind the optimizer's, and how runs are numbered over them."""
        return layout(self)

    @property
    def dims(self) -> tuple[str, ...]:
        """The names of the dimensions of a result."""
        several = ("schedule",) if len(self.schedules) > 1 else ()
        return ("optimizer", *several, *(each.name for each in self.layout.dimensions))

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the dimensions of a result."""
        several = (len(self.schedules),) if len(self.schedules) > 1 else ()
        return (len(self.optimizers), *several, *self.layout.shape)

    @property
    def runs(self) -> int:
        """The number of runs in all."""
        return math.prod(self.shape)

    @property
    def axes(self) -> dict[str, Column]:
        """The values along each dimension behind optimizer and schedule; starts count from 0."""
        return {
            each.name: np.arange(each.size, dtype=np.float64)
            if each.axis is None
            else each.axis.values
            for each in self.layout.dimensions
        }

    @property
    def labels(self) -> tuple[str, ...]:
        """What to call each optimizer, no two alike."""
        return labels(self.optimizers)

    @cached_property
    def start_coordinates(self) -> dict[str, Coordinate]:
        """The values of each variable at the start, and the dimension they run along.

        None for a network: it has too many.
        """
        return start_coordinates(self)

    @cached_property
    def recorded_steps(self) -> Steps:
        """The steps at which `record` is traced, as `every` says, ascending: (n,)."""
        return recorded_steps(self.every, self.steps)

    @property
    def takes_gradient_elsewhere(self) -> bool:
        """Whether the gradient of an optimizer is not taken at its parameters."""
        definitions = (each.method.definition for each in self.optimizers)
        return any(each.gradient_point is not None for each in definitions)

    @property
    def memory_estimate(self) -> int:
        """Bytes that running it takes at its fullest, on as many threads as there are processors.

        Its result is among them.
        """
        from gdsim.backends.cpu import default_threads

        return self._bytes_to_run(default_threads())

    def _bytes_to_run(self, threads: int) -> int:
        # The values of an axis are there in float64, for a kernel, and once more for the result.
        size = 16 + np.dtype(self.dtype).itemsize
        return memory.of_runs(outlines(self), threads) + self._bytes_of_axes * size // 8

    @property
    def disk_estimate(self) -> int:
        """Bytes that the stored result takes before it is compressed: verdicts, traces and all."""
        done = 1  # whether the run is there
        return self.runs * (self._bytes_of_run + done) + self._bytes_of_axes

    @property
    def _bytes_of_run(self) -> int:
        """What a result has of one run: three numbers, steps, verdict and what is asked for."""
        vectors = 1 + self.takes_gradient_elsewhere
        numbers = 3 + vectors * self._kept_params + sum(self._traced)
        numbers += len(records.finals(self.objective))
        return np.dtype(self.dtype).itemsize * numbers + 4 + 1 + 8 * len(self.measures)

    @property
    def _bytes_of_axes(self) -> int:
        """The values of the axes, and of starts, which have one for each variable."""
        starts = 0 if isinstance(self.objective, Network) else len(self.objective.variables)
        return 8 * (sum(self.layout.shape) + starts * max(self.layout.shape, default=1))

    @property
    def _kept_params(self) -> int:
        """How many parameters of a run a result has."""
        return records.length("variable", self.objective) if self.keep_params else 0

    @property
    def _traced(self) -> list[int]:
        """How many numbers are recorded of a run, of each quantity."""
        slots = count_recorded(self.every, self.steps)
        dims = [records.NETWORK_RECORDS[name].dim for name in self.record]
        return [slots * records.length(dim, self.objective) for dim in dims]

    @property
    def hash(self) -> str:
        """SHA-256 of the experiment's text: equal for equal experiments, on any machine.

        The data of a network stand in it by their content, wherever they come from; so do arrays of
        more than 1024 numbers, see `gdsim.long_arrays`.
        """
        from gdsim import experiment_file, long_arrays

        text = experiment_file.write(self, by_content=True, named=long_arrays.referred(self))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def hash_in_full(self) -> str:
        """The hash of the text that has every number of arrays of any length.

        Stores of gdsim before long arrays were hashed as such have this one.
        """
        from gdsim import experiment_file

        text = experiment_file.write(self, by_content=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def replace(self, **changes: Any) -> Experiment:
        """The same experiment with some fields changed, checked anew."""
        known = [field.name for field in dataclasses.fields(self)]
        for name in changes:
            if name not in known:
                raise SettingError(
                    f"an experiment has no field {shown(name)}; {suggestion(name, known)}", name
                )
        if "epochs" in changes:
            changes.setdefault("steps", STEPS)
        if isinstance(changes.get("record"), Mapping):
            changes.setdefault("every", 1)  # the table says it anew
        return dataclasses.replace(self, **changes)

    def programs(self) -> list[Program]:
        """What the kernels run: a program an optimizer and schedule, in a result's order."""
        return programs(self)

    def run(
        self,
        backend: str = "cpu",
        threads: int | None = None,
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> xarray.Dataset:
        """Run everything; an xarray.Dataset with dimensions `dims` and variables as in `results`.

        `progress` is told the runs done so far. Once `cancelled` answers True, what was done is
        returned, with a variable `done` that says which runs were.
        Errors: SettingError for an unknown backend or more runs than memory holds.
        """
        from gdsim import results

        engine = _backend(backend)
        if threads is not None:
            threads = int(number(threads, "threads", Range(1, 4096), whole=True))
        needed = self._bytes_to_run(threads or engine.default_threads())
        advice = [
            *self.to_take_less,
            'write a sweep to disk (gd.run(experiment, out="sweep.zarr"))',
        ]
        memory.check(needed, f"the experiment's {self.runs:,} runs need", advice)
        return results.label(self, self._outcome(engine, threads, progress, cancelled))

    def _outcome(
        self,
        engine: Any,
        threads: int | None,
        progress: Callable[[int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> Any:
        """What becomes of all runs: programs write it to their place, so nothing is copied."""
        todo = self.programs()
        runs = todo[0].runs
        outcome = engine.Outcome.room(todo[0], len(todo), params=self.keep_params)
        for i, program in enumerate(todo):
            if cancelled is not None and cancelled():
                outcome.leave_out(slice(i * runs, None))
                break
            engine.run(
                program,
                threads=threads,
                progress=_onward(progress, program.first_run),
                cancelled=cancelled,
                into=outcome.part(slice(i * runs, (i + 1) * runs)),
            )
        return outcome

    @property
    def to_take_less(self) -> list[str]:
        """What to do where it takes more memory than there is."""
        advice = [memory.LESS] if self.record else []
        largest = max(self.layout.dimensions, key=lambda each: each.size, default=None)
        if largest is not None and largest.size > 1:
            advice.append(f"give {largest.name} fewer values than {largest.size:,}")
        elif not self.record:
            advice.append("list fewer optimizers")
        return advice

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Experiment:
        """Read an experiment file; errors name the file, line and key."""
        from gdsim import experiment_file

        return experiment_file.load(path)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the experiment as a file, which `load` reads as an equal experiment.

        Arrays of more than 1024 numbers are written to .npy files beside it, which it names.
        """
        from gdsim import experiment_file

        experiment_file.save(self, path)

    @classmethod
    def from_toml(cls, text: str, coordinates: Any = None) -> Experiment:
        """Read an experiment from the text of an experiment file, or of a result.

        The text of a result only names long arrays, which are its coordinates. `coordinates` has
        them by name, as the result itself does: `Experiment.from_toml(result.experiment, result)`.
        """
        from gdsim import experiment_file

        return experiment_file.read(text, coordinates=coordinates)

    def to_toml(self) -> str:
        """The experiment as the text of an experiment file; equal experiments have equal text.

        It holds every number, however many they are.
        """
        from gdsim import experiment_file

        return experiment_file.write(self)


def _backend(name: str) -> Any:
    package = importlib.import_module("gdsim.backends")
    known = [module.name for module in pkgutil.iter_modules(package.__path__)]
    if not isinstance(name, str) or name not in known:
        hint = suggestion(name if isinstance(name, str) else "", known)
        raise SettingError(f"unknown backend {shown(name)}; {hint}")
    return importlib.import_module(f"gdsim.backends.{name}")


def _onward(progress: Callable[[int], None] | None, before: int) -> Callable[[int], None] | None:
    return None if progress is None else lambda done: progress(before + done)
