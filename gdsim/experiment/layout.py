"""How the runs of an experiment are numbered: its dimensions, in a fixed order.

The order is: optimizer; schedule (if several are given); the objective's parameters, in the order
of its text (a network's in that of `Network.parameters`); lr; the optimizers' other settings, then
the schedules', by name; the modifiers'; noise; clip_value; clip_norm; seed; the start's. Runs are
numbered with the last dimension fastest.

A dimension has the name of the setting that varies along it. If that name is taken, it is preceded
by the owner: "schedule_gamma". Optimizers with several values for settings of the same name share
the dimension, so they must give the same values; so do schedules, the experiment's and those that
optimizers have of their own. An optimizer without that setting, or with a single number for it,
gives the same results all along that dimension.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import ALL, Axis, Part
from gdsim.base.errors import SettingError, shown
from gdsim.base.words import counted
from gdsim.engine.program import Cycle, Value

# Names that a result needs for itself, besides those that begin with "start" or "trace".
_RESERVED = {
    *("optimizer", "schedule", "step", "steps", "variable", "slot", "done"),
    *("loss", "best_loss", "grad_norm", "verdict", "params", "gradient_point"),
}

_COMPARED = 2**16  # values of two axes compared at a time


@dataclass(frozen=True)
class Dimension:
    """One dimension and what varies along it: an axis, or (None) starts without an order."""

    name: str
    size: int
    axis: Axis | None
    long_name: str
    units: str = "1"


@dataclass(frozen=True)
class Layout:
    """The dimensions after "optimizer" and "schedule".

    `names`: the dimension of each axis, by (owner, setting). `strides`: how far apart in the
    numbering two neighbours along a dimension are. `taken`: the slice of each dimension, if this is
    the layout of a part of an experiment.
    """

    dimensions: tuple[Dimension, ...]
    names: Mapping[tuple[str, str], str]
    strides: Mapping[str, int]
    taken: Part = field(default_factory=dict)

    def part(self, taken: Part) -> Layout:
        """The layout of a part: one slice per dimension; dimensions not named are whole."""
        dimensions = {
            each.name: replace(each, size=len(range(each.size)[taken.get(each.name, ALL)]))
            for each in self.dimensions
        }
        return Layout(tuple(dimensions.values()), self.names, _strides(dimensions), dict(taken))

    def numbers(self, taken: Part) -> range | NDArray[np.int64]:
        """The numbers of a part's runs among all of one optimizer and schedule, ascending.

        A range where they follow each other, as those of all runs do, however many these are.
        """
        chosen = [range(each.size)[taken.get(each.name, ALL)] for each in self.dimensions]
        steps = [self.strides[each.name] for each in self.dimensions]
        if all(chosen):
            first, last = (
                sum(places[end] * step for places, step in zip(chosen, steps, strict=True))
                for end in (0, -1)
            )
            if last - first + 1 == math.prod(map(len, chosen)):
                return range(first, last + 1)
        numbers = np.zeros(1, np.int64)
        for places, step in zip(chosen, steps, strict=True):
            numbers = np.add.outer(numbers, np.array(places, np.int64) * step).ravel()
        return numbers

    def place(self, run: int) -> Part:
        """Where a run of one optimizer and schedule lies: a slice of length 1 per dimension."""
        indexes = {e.name: run // self.strides[e.name] % e.size for e in self.dimensions}
        return {name: slice(index, index + 1) for name, index in indexes.items()}

    @property
    def first(self) -> Part:
        """The first value of each dimension: enough to know what all runs have in common."""
        return {each.name: slice(0, 1) for each in self.dimensions}

    @property
    def sizes(self) -> dict[str, int]:
        """The length of each dimension, by name."""
        return {each.name: each.size for each in self.dimensions}

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each dimension."""
        return tuple(self.sizes.values())

    @property
    def runs(self) -> int:
        """The number of runs of one optimizer and schedule."""
        return math.prod(self.shape)

    def value(self, owner: str, name: str, setting: float | Axis) -> Value:
        """A setting as a kernel takes it: a number, or values with the runs each lasts for."""
        if not isinstance(setting, Axis):
            return float(setting)
        dim = self.names[owner, name]
        values = setting.section(self.taken[dim]) if dim in self.taken else setting.values
        return Cycle(values, self.strides[dim])


@dataclass(frozen=True)
class Given:
    """An axis given to an experiment: the setting's owner and name, and its key in a file."""

    owner: str
    name: str
    axis: Axis
    key: str
    long_name: str
    units: str = "1"


def layout(
    axes: Iterable[Given], starts: Mapping[str, Axis | int], reserved: Collection[str]
) -> Layout:
    """The layout of the axes and of the starts; SettingError where two axes of one name differ.

    reserved: names that no dimension can have, besides those of every result.
    """
    dimensions: dict[str, Dimension] = {}
    names: dict[tuple[str, str], str] = {}
    unavailable = _RESERVED | set(reserved)
    for given in axes:
        name = names.get((given.owner, given.name), given.name)
        is_taken = name in dimensions or name in unavailable or name.startswith(("start", "trace"))
        if (given.owner, given.name) not in names and is_taken:
            name = f"{given.owner}_{name}"
        names[given.owner, given.name] = name
        first = dimensions.setdefault(
            name, Dimension(name, len(given.axis), given.axis, given.long_name, given.units)
        )
        if first.axis is not None and not _same(first.axis, given.axis):
            raise SettingError(_conflict(given, first.axis), given.key)
    for name, axis in starts.items():
        if isinstance(axis, int):
            dimensions[name] = Dimension(name, axis, None, "start")
        else:
            words = f"start of {name.removeprefix('start_')}"
            dimensions[name] = Dimension(name, len(axis), axis, words)
    return Layout(tuple(dimensions.values()), names, _strides(dimensions))


def _same(first: Axis, second: Axis) -> bool:
    """Whether two axes have the same values; long ones are compared until they differ."""
    if first == second:
        return True
    if len(first) != len(second) or first.bounds != second.bounds:
        return False
    parts = (slice(i, i + _COMPARED) for i in range(0, len(first), _COMPARED))
    return all(np.array_equal(first.section(part), second.section(part)) for part in parts)


def _conflict(given: Given, first: Axis) -> str:
    lengths = f"{len(first):,} and {counted(len(given.axis), 'value')}"
    if len(first) == len(given.axis):
        lengths = f"two different sets of {counted(len(first), 'value')}"
    return (
        f"{given.name} is given {lengths} ({shown(first)} and {shown(given.axis)}); "
        "an experiment has one axis of that name, so give the same values"
    )


def _strides(dimensions: dict[str, Dimension]) -> dict[str, int]:
    strides, stride = {}, 1
    for name in reversed(dimensions):
        strides[name] = stride
        stride *= dimensions[name].size
    return strides
