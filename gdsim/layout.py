"""How the runs of an experiment are numbered: its dimensions, in a fixed order.

The order is: optimizer; schedule (where several are given); the objective's parameters, in its
text's order (a network's in that of `Network.parameters`); lr; the optimizers' other settings, then
the schedules', by name; noise; clip_value; clip_norm; seed; the start's. Runs are numbered with the
last dimension fastest.

A dimension is named for the setting that runs along it. Where that name is taken, the owner stands
in front: "schedule_gamma". Optimizers that give several values to settings of one name share the
dimension, so they must give the same values. An optimizer that has no such setting, or fixes it to
a number, does the same along that dimension.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdsim.axes import ALL, Axis, Linspace, Logspace, Values, indices
from gdsim.errors import SettingError, shown
from gdsim.network import Network
from gdsim.records import FINALS
from gdsim.starts import Part

if TYPE_CHECKING:
    from gdsim.experiment import Experiment
    from gdsim.kernels.program import Value
    from gdsim.methods import Choice

# Names that a result uses otherwise; so are those that begin with "start" and "trace".
_RESERVED = {
    *("optimizer", "schedule", "step", "steps", "variable", "done"),
    *("loss", "best_loss", "grad_norm", "verdict", "params", "gradient_point"),
}
# The same of results of networks.
_RESERVED_BY_NETWORKS = {"epoch", "layer", "hidden_layer", *FINALS}

_COMPARED = 2**16  # values of two axes that are computed at a time


@dataclass(frozen=True)
class Dimension:
    """One dimension and what runs along it: an axis, or (None) starts without an order."""

    name: str
    size: int
    axis: Axis | None
    long_name: str
    units: str = "1"


@dataclass(frozen=True)
class Layout:
    """The dimensions behind "optimizer" and "schedule"; `names` has the dimension of a setting.

    `taken`: of the layout of a part of an experiment, which slice of each dimension is taken.
    """

    dimensions: tuple[Dimension, ...]
    names: Mapping[tuple[str, str], str]
    strides: Mapping[str, int]
    taken: Part = field(default_factory=dict)

    def part(self, taken: Part) -> Layout:
        """The layout of a part: a slice of each dimension that is not taken whole."""
        dimensions = {
            each.name: replace(each, size=len(range(each.size)[taken.get(each.name, ALL)]))
            for each in self.dimensions
        }
        return Layout(tuple(dimensions.values()), self.names, _strides(dimensions), dict(taken))

    def numbers(self, taken: Part) -> NDArray[np.int64]:
        """The numbers of a part's runs among all of one optimizer and schedule, in order."""
        found = np.zeros(1, np.int64)
        for each in self.dimensions:
            places = indices(taken.get(each.name, ALL), each.size) * self.strides[each.name]
            found = np.add.outer(found, places).ravel()
        return found

    def place(self, run: int) -> Part:
        """Where a run of one optimizer and schedule is: one place on each dimension."""
        found = {e.name: run // self.strides[e.name] % e.size for e in self.dimensions}
        return {name: slice(place, place + 1) for name, place in found.items()}

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each dimension."""
        return tuple(dimension.size for dimension in self.dimensions)

    @property
    def runs(self) -> int:
        """The runs of one optimizer and schedule."""
        return math.prod(self.shape)

    def value(self, owner: str, name: str, setting: float | Axis) -> Value:
        """A setting as a kernel takes it: a number, or its values and how long each one lasts."""
        from gdsim.kernels.program import Cycle

        if not isinstance(setting, Logspace | Linspace | Values):
            return float(setting)
        dim = self.names[owner, name]
        values = setting.section(self.taken[dim]) if dim in self.taken else setting.values
        return Cycle(values, self.strides[dim])


@dataclass(frozen=True)
class _Given:
    """An axis that an experiment was given: whose setting it is and where it stands in a file."""

    owner: str
    name: str
    axis: Axis
    key: str
    long_name: str
    units: str = "1"


def layout(experiment: Experiment) -> Layout:
    """The layout of an experiment; SettingError where two axes of one name differ."""
    dimensions: dict[str, Dimension] = {}
    names: dict[tuple[str, str], str] = {}
    is_network = isinstance(experiment.objective, Network)
    taken = _RESERVED | set(experiment.measures)
    taken |= _RESERVED_BY_NETWORKS if is_network else set()
    for given in _given(experiment):
        name = names.get((given.owner, given.name), given.name)
        reserved = name in taken or name.startswith(("start", "trace"))
        if (given.owner, given.name) not in names and (name in dimensions or reserved):
            name = f"{given.owner}_{name}"
        names[given.owner, given.name] = name
        first = dimensions.setdefault(
            name, Dimension(name, len(given.axis), given.axis, given.long_name, given.units)
        )
        if first.axis is not None and not _same(first.axis, given.axis):
            raise SettingError(_conflict(given, first.axis), given.key)
    for name, axis in experiment.start_axes.items():
        if isinstance(axis, int):
            dimensions[name] = Dimension(name, axis, None, "start")
        else:
            words = f"start of {name.removeprefix('start_')}"
            dimensions[name] = Dimension(name, len(axis), axis, words)
    return Layout(tuple(dimensions.values()), names, _strides(dimensions))


def _given(experiment: Experiment) -> Iterator[_Given]:
    """The axes in the order of the dimensions; one that several optimizers share, several times."""
    for name, value in experiment.objective.parameters.items():
        if not isinstance(value, int | float):
            yield _Given("objective", name, value, *experiment.objective.described(name))
    if experiment.lr is not None and not isinstance(experiment.lr, int | float):
        yield _Given("optimizer", "lr", experiment.lr, "lr", "learning rate")
    yield from _of_choices(experiment.optimizers, "optimizer")
    yield from _of_choices(experiment.schedules, "schedule")
    for name, words in _OTHERS.items():
        value = getattr(experiment, name)
        if value is not None and not isinstance(value, int | float):
            if name == "seed" and isinstance(experiment.objective, Network):
                words = "seed of the batches and of the gradient noise"
            yield _Given("experiment", name, value, name, words)


_OTHERS = {
    "noise": "standard deviation of the gradient noise",
    "clip_value": "bound on each component of the gradient",
    "clip_norm": "bound on the length of the gradient",
    "seed": "seed of the gradient noise",
}


def _of_choices(choices: tuple[Choice, ...], kind: str) -> Iterator[_Given]:
    found = [
        _Given(kind, name, axis, _key(kind, index, len(choices), name), *_words(choice, name))
        for index, choice in enumerate(choices)
        for name, axis in choice.axes.items()
    ]
    # lr first: it is the axis that most experiments have, and the one that most maps lie along.
    yield from sorted(found, key=lambda given: (given.name != "lr", given.name))


def _key(kind: str, index: int, count: int, name: str) -> str:
    if kind == "optimizer":
        return f"optimizers[{index}].{name}"
    return f"schedule[{index}].{name}" if count > 1 else f"schedule.{name}"


def _words(choice: Choice, name: str) -> tuple[str, str]:
    if name == "lr":
        return "learning rate", "1"
    words = f"{name} of {choice.method.title}"
    return words, "step" if name == "warmup" else "1"


def _same(one: Axis, other: Axis) -> bool:
    """Whether two axes have the same values; of long ones no more is computed than tells."""
    if one == other:
        return True
    if len(one) != len(other) or one.bounds != other.bounds:
        return False
    parts = (slice(i, i + _COMPARED) for i in range(0, len(one), _COMPARED))
    return all(np.array_equal(one.section(part), other.section(part)) for part in parts)


def _conflict(given: _Given, first: Axis) -> str:
    lengths = f"{len(first)} and {len(given.axis)} values"
    if len(first) == len(given.axis):
        lengths = f"two different sets of {len(first)} values"
    return (
        f"{given.name} is given {lengths} ({shown(first)} and {shown(given.axis)}); "
        "an experiment has one axis of that name, so give the same values"
    )


def chunk_shape(shape: Sequence[int], runs: int) -> tuple[int, ...]:
    """The shape of a chunk of at most `runs` consecutive runs, all about as large."""
    chunk: list[int] = []
    for size in reversed(shape):
        pieces = -(-size // max(runs, 1))
        chunk.append(-(-size // pieces))
        runs = runs // size if pieces == 1 else 1
    return tuple(reversed(chunk))


def pieces(shape: Sequence[int], chunk: Sequence[int]) -> Iterator[tuple[slice, ...]]:
    """A grid cut into chunks of a shape: the slices of each, in order."""
    if not shape:
        yield ()
        return
    for begin in range(0, shape[0], chunk[0]):
        first = slice(begin, min(begin + chunk[0], shape[0]))
        for rest in pieces(shape[1:], chunk[1:]):
            yield (first, *rest)


def _strides(dimensions: dict[str, Dimension]) -> dict[str, int]:
    strides, stride = {}, 1
    for name in reversed(dimensions):
        strides[name] = stride
        stride *= dimensions[name].size
    return strides
