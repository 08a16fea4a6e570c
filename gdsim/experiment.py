"""An experiment: an objective, optimizers and axes, which together are a grid of runs."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import math
import os
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim import memory
from gdsim.axes import Axis, Column
from gdsim.catalogue import Hyper, Range, nonnegative
from gdsim.errors import SettingError, SettingTypeError, suggestion
from gdsim.layout import Layout, layout
from gdsim.methods import Choice, Method, chosen, find, labels
from gdsim.objective import Function, objective
from gdsim.settings import number, setting
from gdsim.starts import Coordinate, Grid, Point, Points, Start, Uniform, started

if TYPE_CHECKING:
    import xarray

    from gdsim.kernels.program import Program, Value

RECORDS = ("loss", "params", "grad_norm", "lr")
DTYPES = ("float32", "float64")
# Gradient norm at which a run has converged, where the experiment does not say: about what rounding
# leaves of a gradient on the catalogue's functions in float32, and a usual choice in float64.
TOLERANCE = {"float32": 1e-4, "float64": 1e-6}
MOST_STEPS = 2**24  # float32 counts exactly up to here
_SEEDS = Range(0, 2**32 - 1)
_ABOVE = Range(0, math.inf, False, True)  # a bound that may be switched off with infinity
_CHECKED_STARTS = 1000  # points whose loss is looked at before anything runs


@dataclass(frozen=True)
class Experiment:
    """An objective to minimise, the optimizers that try, and the settings they try with.

    Any of lr, noise, clip_value, clip_norm, seed, a setting of an optimizer or schedule and a
    parameter of the objective may be several values: an axis. Each combination is one run.

    objective: a `Function`, or its name or text.
    optimizers: one or several, `Adam(beta2=0.99)` or "adam". A setting given there is its own.
    lr: learning rate of the optimizers that set none themselves; None leaves each its default.
    start: a point, a list of points, `uniform(n)`, `grid(...)`; None: the objective's own.
    schedule: `Cosine(warmup=50)` or a name; several are compared like optimizers.
    steps: the updates of each run, 1 to 2**24.
    noise: standard deviation of normal noise added to each component of the gradient.
    clip_value, clip_norm: bounds on each component, and on the length, of the gradient.
    seed: of the noise. target: a run at this loss or below has converged; tolerance: so has one
    with this gradient norm or below (None: 1e-4 in float32, 1e-6 in float64; 0: never).
    limit: a run with a larger |loss| has diverged.
    record: what to trace, of "loss", "params", "grad_norm" and "lr", every `every` steps.
    dtype: "float32" or "float64".

    Errors: SettingError (a ValueError) or SettingTypeError (a TypeError too), one sentence each.
    """

    objective: Function
    optimizers: tuple[Choice, ...]
    lr: float | Axis | None = None
    start: Start | None = None
    schedule: Choice | tuple[Choice, ...] | None = None
    steps: int = 1000
    noise: float | Axis = 0.0
    clip_value: float | Axis | None = None
    clip_norm: float | Axis | None = None
    seed: int | Axis = 0
    target: float | None = None
    tolerance: float | None = None
    limit: float = 1e12
    record: tuple[str, ...] = ()
    every: int = 1
    dtype: str = "float32"
    title: str = ""

    if TYPE_CHECKING:
        # What may be given is wider than what is kept.
        def __init__(
            self,
            objective: Function | str,
            optimizers: Choice | Method | str | Sequence[Choice | Method | str],
            lr: Any = None,
            start: Any = None,
            schedule: Choice | Method | str | Sequence[Choice | Method | str] | None = None,
            steps: int = 1000,
            noise: Any = 0.0,
            clip_value: Any = None,
            clip_norm: Any = None,
            seed: Any = 0,
            target: float | None = None,
            tolerance: float | None = None,
            limit: float = 1e12,
            record: str | Sequence[str] = (),
            every: int = 1,
            dtype: Any = "float32",
            title: str = "",
        ) -> None: ...

    def __post_init__(self) -> None:
        for name, value in _checked(self).items():
            object.__setattr__(self, name, value)
        _check_start(self)
        _ = self.layout

    @property
    def schedules(self) -> tuple[Choice, ...]:
        """The schedules, at least one: "constant" if none was given."""
        if self.schedule is None:
            return (find("schedule", "constant")(),)
        return (self.schedule,) if isinstance(self.schedule, Choice) else self.schedule

    @property
    def starts(self) -> Point | Points | Uniform:
        """Where runs start, with the objective's own start and domain filled in."""
        if self.start is None:
            return Point(self.objective.start)
        return (
            self.start.lines(self.objective.domain) if isinstance(self.start, Grid) else self.start
        )

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
        """The values of each variable at the start, and the dimension they run along."""
        variables, starts = self.objective.variables, self.starts
        return {
            name: starts.coordinate(index, variables, self.objective.domain)
            for index, name in enumerate(variables)
        }

    @property
    def memory_estimate(self) -> int:
        """Bytes that the result takes, at its fullest, while it is put together."""
        size = np.dtype(self.dtype).itemsize
        variables = len(self.objective.variables)
        slots = self.steps // self.every + 1
        per_run = size * (3 + variables) + 4 + 1
        per_run += sum(size * slots * (variables if n == "params" else 1) for n in self.record)
        largest = size * max(variables, variables * slots if "params" in self.record else slots)
        axes = 8 * sum(self.layout.shape) + 8 * variables * max(self.layout.shape, default=1)
        return self.runs * (per_run + (largest if self.record else size * variables)) + axes

    @property
    def hash(self) -> str:
        """SHA-256 of the experiment's text: equal for equal experiments, on any machine."""
        return hashlib.sha256(self.to_toml().encode()).hexdigest()

    def replace(self, **changes: Any) -> Experiment:
        """The same experiment with some fields changed, checked anew."""
        known = [field.name for field in dataclasses.fields(self)]
        for name in changes:
            if name not in known:
                raise SettingError(
                    f"an experiment has no field {name!r}; {suggestion(name, known)}", name
                )
        return dataclasses.replace(self, **changes)

    def programs(self) -> list[Program]:
        """What the kernels run: a program an optimizer and schedule, in a result's order."""
        from gdsim.kernels.program import Program

        common: dict[str, Any] = {
            "expression": self.objective.expression,
            "start": self._start_values(),
            "parameters": {
                name: self.layout.value("objective", name, value)
                for name, value in self.objective.parameters.items()
            },
            "noise": self._value("noise", 0.0),
            "clip_value": self._value("clip_value", math.inf),
            "clip_norm": self._value("clip_norm", math.inf),
            "seed": self._value("seed", 0),
            "target": -math.inf if self.target is None else self.target,
            "tolerance": TOLERANCE[self.dtype] if self.tolerance is None else self.tolerance,
        }
        for name in ("steps", "limit", "record", "every", "dtype"):
            common[name] = getattr(self, name)
        runs = self.layout.runs
        pairs = [(each, schedule) for each in self.optimizers for schedule in self.schedules]
        return [
            Program(
                optimizer=optimizer.name,
                settings=self._settings(optimizer),
                schedule=schedule.name,
                schedule_settings=self._settings(schedule),
                runs=runs,
                first_run=index * runs,
                **common,
            )
            for index, (optimizer, schedule) in enumerate(pairs)
        ]

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
        self.check_memory()
        outcomes: list[Any] = []
        for program in self.programs():
            if cancelled is not None and cancelled():
                break
            outcomes.append(
                engine.run(
                    program,
                    threads=threads,
                    progress=_onward(progress, program.first_run),
                    cancelled=cancelled,
                )
            )
        return results.label(self, outcomes)

    def check_memory(self) -> None:
        """SettingError if the result would not fit into this machine's memory."""
        needed, there = self.memory_estimate, memory.available()
        if there is not None and needed > there:
            largest = max(self.layout.dimensions, key=lambda each: each.size, default=None)
            advice = []
            if self.record:
                advice.append("record less (a larger every, or no traces)")
            if largest is not None and largest.size > 1:
                advice.append(f"give {largest.name} fewer values than {largest.size:,}")
            raise SettingError(
                f"the experiment's {self.runs:,} runs need about {memory.in_words(needed)} of "
                f"memory, but {memory.in_words(there)} are available; "
                f"{' or '.join(advice) or 'list fewer optimizers'}"
            )

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Experiment:
        """Read an experiment file; errors name the file, line and key."""
        from gdsim import experiment_file

        return experiment_file.load(path)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the experiment as a file, which `load` reads as an equal experiment."""
        from gdsim import experiment_file

        experiment_file.save(self, path)

    @classmethod
    def from_toml(cls, text: str) -> Experiment:
        """Read an experiment from the text of an experiment file."""
        from gdsim import experiment_file

        return experiment_file.read(text)

    def to_toml(self) -> str:
        """The experiment as the text of an experiment file; equal experiments have equal text."""
        from gdsim import experiment_file

        return experiment_file.write(self)

    def _start_values(self) -> tuple[Value, ...]:
        from gdsim.kernels.program import Cycle

        return tuple(
            float(each.values[0])
            if each.dim is None
            else Cycle(each.values, self.layout.strides[each.dim])
            for each in self.start_coordinates.values()
        )

    def _value(self, name: str, default: float) -> Value:
        value = getattr(self, name)
        return self.layout.value("experiment", name, default if value is None else value)

    def _settings(self, choice: Choice) -> dict[str, Value | bool]:
        given = choice.settings
        if choice.kind == "optimizer" and self.lr is not None:
            given = {"lr": self.lr, **given}
        found: dict[str, Value | bool] = {}
        for name, hyper in choice.method.hyper.items():
            value = given.get(name, hyper.default)
            if isinstance(value, bool):
                found[name] = value
            else:
                found[name] = self.layout.value(choice.kind, name, value)
        return found


def _checked(given: Experiment) -> dict[str, Any]:
    """Every field as it is kept; SettingError for the first that cannot be used."""
    function = objective(given.objective)
    optimizers = _choices(given.optimizers, "optimizer", "optimizers")
    schedule = given.schedule
    if schedule is not None:
        schedules = _choices(schedule, "schedule", "schedule")
        schedule = schedules[0] if len(schedules) == 1 else schedules
    lr = None if given.lr is None else setting(given.lr, "lr", nonnegative)
    for choice in optimizers:
        hyper = choice.method.hyper.get("lr")
        if lr is not None and isinstance(hyper, Hyper) and "lr" not in choice.settings:
            setting(lr, f"lr (of {choice.method.title})", hyper.range, key="lr")
    start = None if given.start is None else started(given.start, function.variables)
    return {
        "objective": function,
        "optimizers": optimizers,
        "lr": lr,
        "start": start,
        "schedule": schedule,
        "steps": number(given.steps, "steps", Range(1, MOST_STEPS), whole=True),
        "noise": setting(given.noise, "noise", nonnegative),
        "clip_value": _optional(given.clip_value, "clip_value"),
        "clip_norm": _optional(given.clip_norm, "clip_norm"),
        "seed": setting(given.seed, "seed", _SEEDS, whole=True),
        "target": None if given.target is None else number(given.target, "target"),
        "tolerance": None
        if given.tolerance is None
        else number(given.tolerance, "tolerance", nonnegative),
        "limit": number(given.limit, "limit", _ABOVE),
        "record": _records(given.record),
        "every": number(given.every, "every", Range(1, MOST_STEPS), whole=True),
        "dtype": _dtype(given.dtype),
        "title": _text(given.title, "title"),
    }


def _choices(given: Any, kind: Any, key: str) -> tuple[Choice, ...]:
    if isinstance(given, str | Choice | Method):
        return (chosen(given, kind, key),)
    if not isinstance(given, list | tuple):
        raise SettingTypeError(f"{key} must be {kind}s or their names, got {given!r}", key)
    if not given:
        raise SettingError(f"{key} must name at least one {kind}, got none", key)
    return tuple(chosen(each, kind, f"{key}[{index}]") for index, each in enumerate(given))


def _optional(value: Any, name: str) -> float | Axis | None:
    return None if value is None else setting(value, name, _ABOVE)


def _records(given: Any) -> tuple[str, ...]:
    wanted = (given,) if isinstance(given, str) else given
    if not isinstance(wanted, list | tuple | set | frozenset):
        raise SettingTypeError(
            f"record must be names of {', '.join(RECORDS)}, got {given!r}", "record"
        )
    for name in wanted:
        if name not in RECORDS:
            raise SettingError(
                f"cannot record {name!r}; {suggestion(str(name), RECORDS)}", "record"
            )
    return tuple(name for name in RECORDS if name in wanted)


def _dtype(given: Any) -> str:
    for name in DTYPES:
        if isinstance(given, str | type | np.dtype) and (
            given == name or given in (np.dtype(name), np.dtype(name).type)
        ):
            return name
    raise SettingError(f"dtype must be {' or '.join(map(repr, DTYPES))}, got {given!r}", "dtype")


def _text(given: Any, name: str) -> str:
    if not isinstance(given, str):
        raise SettingTypeError(f"{name} must be text, got {given!r}", name)
    try:
        given.encode()
    except UnicodeEncodeError:
        raise SettingError(
            f"{name} has characters that no file can hold: {given!r}", name
        ) from None
    return given


def _check_start(experiment: Experiment) -> None:
    """SettingError if the objective has no finite value at a start that was written down."""
    starts = experiment.starts
    points: Sequence[Sequence[Any]] = ()
    if isinstance(starts, Points):
        points = starts.points[:_CHECKED_STARTS]
    elif isinstance(starts, Point) and all(isinstance(x, float) for x in starts.coordinates):
        points = (starts.coordinates,)
    for point in points:
        if not experiment.objective.is_finite(point):
            names = experiment.objective.variables
            words = ", ".join(f"{n}={x:g}" for n, x in zip(names, point, strict=True))
            raise SettingError(
                f"start: {experiment.objective.name} has no finite value at {words}; "
                "start inside its domain of definition",
                "start",
            )


def _backend(name: str) -> Any:
    package = importlib.import_module("gdsim.backends")
    known = [module.name for module in pkgutil.iter_modules(package.__path__)]
    if name not in known:
        raise SettingError(f"unknown backend {name!r}; {suggestion(str(name), known)}")
    return importlib.import_module(f"gdsim.backends.{name}")


def _onward(progress: Callable[[int], None] | None, before: int) -> Callable[[int], None] | None:
    return None if progress is None else lambda done: progress(before + done)
