"""A design: the checked fields of an experiment, and the grid of runs that they span."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from gdsim.base.axes import Axis, Column
from gdsim.base.cards import Card
from gdsim.base.errors import SettingError, shown, suggestion
from gdsim.base.settings import with_known_arguments
from gdsim.catalogue.choices import Choice, Method, find, labels
from gdsim.engine.recording import Rule, Steps, recorded_steps
from gdsim.experiment.fields import STEPS, checked, slots
from gdsim.experiment.layout import Given, Layout, layout
from gdsim.objectives.objective import Objective
from gdsim.objectives.objective_starts import Starts
from gdsim.objectives.starts import Coordinate, Start
from gdsim.objectives.weights import Vectors


class Pair(NamedTuple):
    """An optimizer with a schedule: one program, of as many runs as the layout has."""

    optimizer: Choice
    schedule: Choice


class RunPlace(NamedTuple):
    """Where a run stands: the index of its pair, optimizer and schedule, and its number in these.

    The index of the schedule is that among the experiment's, which an optimizer with its own does
    not use.
    """

    pair: int
    optimizer: int
    schedule: int
    run: int


@with_known_arguments
@dataclass(frozen=True)
class Design(Card):
    """The fields of an `Experiment`, checked, and what follows from them: axes, shape, labels."""

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
    modifiers: tuple[Choice, ...] = ()
    stop: str | None = None

    if TYPE_CHECKING:
        # The arguments accept more types than the checked fields keep.
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
            modifiers: Choice | Method | str | Sequence[Choice | Method | str] = (),
            stop: str | None = None,
        ) -> None: ...

    def __post_init__(self) -> None:
        given = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        for name, value in checked(given).items():
            object.__setattr__(self, name, value)
        self.objective.check_starts(self.starts)
        _ = self.layout

    def __repr__(self) -> str:
        """The call that makes it, without arguments at their defaults; long arrays in words."""
        given = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)
                 if getattr(self, field.name) != field.default}  # fmt: skip
        for name in ("optimizers", "schedule", "modifiers", "record", "measures"):
            if isinstance(given.get(name), tuple):
                several = list(given[name])
                given[name] = several[0] if len(several) == 1 else several
        arguments = ", ".join(f"{name}={value!r}" for name, value in given.items())
        return f"{type(self).__name__}({arguments})"

    def card(self) -> tuple[str, dict[str, str]]:
        """What `print` and a notebook show of it."""
        sizes = [f"{name} ({size:,})" for name, size in zip(self.dims, self.shape, strict=True)]
        rows = {
            "objective": self.objective.text,
            "optimizers": ", ".join(map(repr, self.optimizers)),
            "schedule": ", ".join(map(repr, self.schedules)),
            "runs": f"{self.runs:,}: {' x '.join(sizes)}",
            "steps": f"{self.steps:,} in {self.dtype}",
        }
        known = ("objective", "optimizers", "schedule", "steps", "dtype", "title", "every")
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if field.name not in known and value != field.default:
                rows[field.name] = repr(value)
        return self.title or type(self).__name__, rows

    @property
    def schedules(self) -> tuple[Choice, ...]:
        """The experiment's schedules, at least one: "constant" if none was given."""
        if self.schedule is None:
            return (find("schedule", "constant")(),)
        return (self.schedule,) if isinstance(self.schedule, Choice) else self.schedule

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Each optimizer with each schedule, or with its own, in a result's order."""
        every = itertools.product(self.optimizers, self.schedules)
        return tuple(Pair(optimizer, optimizer.schedule or each) for optimizer, each in every)

    def place_of(self, run: int) -> RunPlace:
        """Where a run stands, by its number over all dimensions."""
        pair, own = divmod(run, self.layout.runs)
        return RunPlace(pair, *divmod(pair, len(self.schedules)), own)

    @property
    def starts(self) -> Starts | None:
        """Where runs start, with the objective's own start and domain filled in.

        None for a network whose initializer draws its first weights.
        """
        return self.objective.starts(self.start)

    @property
    def start_axes(self) -> dict[str, Axis | int]:
        """The axes that starts run along; an int is a number of starts without an order."""
        return self.objective.start_axes(self.starts)

    @cached_property
    def layout(self) -> Layout:
        """The dimensions after the optimizer's, and how runs are numbered over them."""
        reserved = {*self.measures, *self.objective.reserved}
        return layout(_given(self), self.start_axes, reserved)

    @property
    def dims(self) -> tuple[str, ...]:
        """The names of the dimensions of a result."""
        several = ("schedule",) if len(self.schedules) > 1 else ()
        return ("optimizer", *several, *(dimension.name for dimension in self.layout.dimensions))

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
        """The values along each dimension after optimizer and schedule; starts count from 0."""
        return {
            dimension.name: np.arange(dimension.size, dtype=np.float64)
            if dimension.axis is None
            else dimension.axis.values
            for dimension in self.layout.dimensions
        }

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The name of each optimizer in a result, all different."""
        return labels(self.optimizers)

    @cached_property
    def schedule_labels(self) -> tuple[str, ...]:
        """The name of each of the experiment's schedules in a result, all different."""
        return labels(self.schedules)

    @cached_property
    def start_coordinates(self) -> dict[str, Coordinate]:
        """The values of each variable at the start, and the dimension they run along.

        Empty for a network, which has too many.
        """
        return self.objective.start_coordinates(self.starts)

    def variant(self, places: tuple[int, ...]) -> Objective:
        """The objective with these of the values of its `structural` parameters; kept once made."""
        task, kept = self.objective, self._variants
        if places not in kept:
            chosen = zip(task.structural, places, strict=True)
            values = {n: int(self._structural(n).section(slice(i, i + 1))[0]) for n, i in chosen}
            kept[places] = task.replace(**values) if values else task
        return kept[places]

    def structural_places(self, run: int) -> tuple[int, ...]:
        """The places along the `structural` axes of a run of one optimizer and schedule."""
        place, names = self.layout.place(run), self.layout.names
        dims = (names["objective", name] for name in self.objective.structural)
        return tuple(place[dim].start for dim in dims)

    def _structural(self, name: str) -> Axis:
        axis = self.objective.parameters[name]
        assert isinstance(axis, Axis)
        return axis

    @cached_property
    def _variants(self) -> dict[tuple[int, ...], Objective]:
        return {}

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Its optimizers, schedules (the optimizers' own too) and modifiers."""
        return (*self.optimizers, *_schedules(self).values(), *self.modifiers)

    @property
    def methods(self) -> frozenset[tuple[str, str]]:
        """The methods of the catalogue that it uses, as (kind, name)."""
        chosen = {(choice.kind, choice.name) for choice in self.choices}
        measures = {("measure", name) for name in self.measures}
        return self.objective.methods | chosen | measures

    @cached_property
    def recorded_steps(self) -> Steps:
        """The steps at which `record` is traced, chosen by `every`, ascending: (n,)."""
        return recorded_steps(self.every, self.steps)

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots of state of all optimizers and modifiers, each once."""
        return slots(self.optimizers, self.modifiers)

    @property
    def takes_gradient_elsewhere(self) -> bool:
        """Whether an optimizer takes its gradient elsewhere than at the parameters."""
        definitions = (optimizer.method.definition for optimizer in self.optimizers)
        return any(definition.gradient_point is not None for definition in definitions)

    def replace(self, **changes: Any) -> Self:
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
            changes.setdefault("every", 1)  # the table has its own steps
        return dataclasses.replace(self, **changes)


def _given(design: Design) -> Iterator[Given]:
    """The axes in the order of the dimensions; shared ones once for each optimizer."""
    for name, value in design.objective.parameters.items():
        if isinstance(value, Axis):
            yield Given("objective", name, value, *design.objective.described(name))
    if isinstance(design.lr, Axis):
        yield Given("optimizer", "lr", design.lr, "lr", "learning rate")
    optimizers = {f"optimizers[{index}]": each for index, each in enumerate(design.optimizers)}
    yield from _of_choices(optimizers, "optimizer")
    yield from _of_choices(_schedules(design), "schedule")
    for index, choice in enumerate(design.modifiers):
        for name, axis in choice.axes.items():
            key = f"modifiers[{index}].{name}"
            yield Given(choice.name, name, axis, key, *_words(choice, name))
    for name, words in _OTHERS.items():
        value = getattr(design, name)
        if isinstance(value, Axis):
            words = f"seed of {design.objective.random}" if name == "seed" else words
            yield Given("experiment", name, value, name, words)


_OTHERS = {
    "noise": "standard deviation of the gradient noise",
    "clip_value": "bound on each component of the gradient",
    "clip_norm": "bound on the length of the gradient",
    "seed": "seed",
}


def _schedules(design: Design) -> dict[str, Choice]:
    """All schedules by their keys in a file: the experiment's, then the optimizers' own."""
    several = len(design.schedules) > 1
    shared = {
        f"schedule[{index}]" if several else "schedule": each
        for index, each in enumerate(design.schedules)
    }
    own = {
        f"optimizers[{index}].schedule": each.schedule
        for index, each in enumerate(design.optimizers)
        if each.schedule is not None
    }
    return {**shared, **own}


def _of_choices(choices: Mapping[str, Choice], owner: str) -> Iterator[Given]:
    """The axes of methods by their keys in a file; those of one name are one dimension."""
    axes = [
        Given(owner, name, axis, f"{key}.{name}", *_words(choice, name))
        for key, choice in choices.items()
        for name, axis in choice.axes.items()
    ]
    # lr first: it is the axis that most experiments have, and the one that most maps lie along.
    yield from sorted(axes, key=lambda given: (given.name != "lr", given.name))


def _words(choice: Choice, name: str) -> tuple[str, str]:
    if name == "lr":
        return "learning rate", "1"
    words = f"{name} of {choice.method.title}"
    return words, "step" if name == "warmup" else "1"
