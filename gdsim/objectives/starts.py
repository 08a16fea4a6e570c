"""Where runs start: a point, several points, draws over the domain, or a grid.

A network starts at weights that its init draws, or at given vectors of parameters.

A start may add axes to an experiment. Its coordinates are computed once per value of an axis, not
once per run.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdsim.base.axes import ALL, WHOLE, Axis, Column, Linspace, Part, plain_count
from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.given_numbers import GivenNumbers, is_list, plain_number
from gdsim.base.ranges import finite
from gdsim.base.settings import number, setting, whole
from gdsim.base.words import counted
from gdsim.lanes.random import philox
from gdsim.objectives.weights import Vectors

Domain = tuple[tuple[float, float], ...]
MANY = "start"  # the dimension that draws and listed points run over
_STARTS = 0x73746172  # the last counter word: no other random numbers of gdsim have it
_CHUNK = 2**16  # draws at a time, to stay inside the processor's cache
_LARGEST_SEED = 2**53


@dataclass(frozen=True)
class Coordinate:
    """One coordinate of the start: `values` along the dimension `dim`, or one value if None."""

    dim: str | None
    values: Column


@dataclass(frozen=True)
class Point:
    """One point; a coordinate given as several values is an axis ("start_x")."""

    coordinates: tuple[float | Axis, ...]

    def axes(self, variables: Sequence[str]) -> dict[str, Axis | int]:
        """The axes of the point; the first variable's is last, the horizontal axis of a map."""
        pairs = zip(variables, self.coordinates, strict=True)
        axes = {f"start_{name}": each for name, each in pairs if not isinstance(each, float)}
        return {name: axes[name] for name in reversed(axes)}

    def coordinate(
        self, index: int, variables: Sequence[str], domain: Domain, part: Part = WHOLE
    ) -> Coordinate:
        """The coordinate of variable `index`."""
        value, dim = self.coordinates[index], f"start_{variables[index]}"
        if isinstance(value, float):
            return Coordinate(None, np.array([value]))
        return Coordinate(dim, value.section(part[dim]) if dim in part else value.values)

    def __repr__(self) -> str:
        return repr(self.coordinates)


@dataclass(frozen=True, eq=False, repr=False)
class Points(GivenNumbers):
    """Points given one by one, (n, variables), along the dimension "start"."""

    @property
    def points(self) -> tuple[tuple[float, ...], ...]:
        """The points as tuples."""
        return tuple(map(tuple, self.lists))

    def axes(self, variables: Sequence[str]) -> dict[str, Axis | int]:
        """The number of starts."""
        return {MANY: len(self)}

    def coordinate(
        self, index: int, variables: Sequence[str], domain: Domain, part: Part = WHOLE
    ) -> Coordinate:
        """The coordinate of variable `index`."""
        return Coordinate(MANY, self.given[part.get(MANY, ALL), index].copy())

    def __repr__(self) -> str:
        return super().__repr__() if self.is_long else repr(list(self.points))


@dataclass(frozen=True)
class Uniform:
    """`n` points drawn evenly over the domain, along the dimension "start".

    Point i is the same for any n, and on any machine.
    """

    n: int
    seed: int = 0
    domain: Domain | None = None

    def axes(self, variables: Sequence[str]) -> dict[str, Axis | int]:
        """The number of starts."""
        return {MANY: self.n}

    def coordinate(
        self, index: int, variables: Sequence[str], domain: Domain, part: Part = WHOLE
    ) -> Coordinate:
        """The coordinate of variable `index`."""
        low, high = (self.domain or domain)[index]
        values = _uniforms(self.seed, index, range(self.n)[part.get(MANY, ALL)])
        values *= high - low
        values += low
        return Coordinate(MANY, np.minimum(values, high, out=values))

    def __repr__(self) -> str:
        box = "" if self.domain is None else f", domain={self.domain!r}"
        return f"uniform({self.n}, seed={self.seed}{box})"


@dataclass(frozen=True)
class Grid:
    """All crossings of evenly spaced lines over the domain: one axis per variable ("start_x")."""

    counts: tuple[int, ...]
    domain: Domain | None = None

    def lines(self, domain: Domain) -> Point:
        """The grid as a point whose coordinates are axes."""
        sides = zip(self.domain or domain, self.counts, strict=True)
        return Point(tuple(Linspace(low, high, count) for (low, high), count in sides))

    def __repr__(self) -> str:
        box = "" if self.domain is None else f", domain={self.domain!r}"
        return f"grid({', '.join(map(str, self.counts))}{box})"


Start = Point | Points | Uniform | Grid


def uniform(n: int, seed: int = 0, domain: Any = None) -> Uniform:
    """`n` starts drawn evenly over the function's domain, or over `domain`."""
    count = plain_count(n, "uniform: n")
    return Uniform(count, whole(seed, "uniform: seed", 0, _LARGEST_SEED), box(domain))


def grid(*counts: int, domain: Any = None) -> Grid:
    """A grid of starts over the function's domain, or over `domain`: one count per variable."""
    if not counts:
        raise SettingError("grid needs a count for each variable, got none")
    checked = tuple(plain_count(count, "grid: each count") for count in counts)
    if min(checked) < 2:
        raise SettingError(f"grid: each count must be at least 2, got {shown(counts)}")
    return Grid(checked, box(domain))


def box(domain: Any, name: str = "domain", key: str | None = None) -> Domain | None:
    """Checked (low, high) pairs, one per variable; for one variable, the pair alone is enough."""
    if domain is None:
        return None
    key = name if key is None else key
    pairs = _rows(domain, name, key)
    for pair in pairs:
        if len(pair) != 2 or not pair[0] < pair[1]:
            raise SettingError(
                f"{name} must have one (low, high) pair per variable with low below high, "
                f"got {shown(domain)}",
                key,
            )
    return tuple((pair[0], pair[1]) for pair in pairs)


def started(value: Any, variables: Sequence[str], key: str = "start") -> Start:
    """The start that a user gave, checked against the objective's variables."""
    count = len(variables)
    names = ", ".join(variables)
    if isinstance(value, Point | Points | Uniform | Grid):
        start: Start = value
    elif count == 1 and _is_scalar(value):
        start = Point((number(value, "start", finite, key=key),))
    elif is_list(value) and len(value):
        start = _listed(value, count, key)
    elif isinstance(value, Axis) and count == 1:
        start = Point((setting(value, "start", finite, key=key),))
    else:
        raise SettingTypeError(
            f"start must be a point ({names}), a list of points, uniform(n) or grid(...), "
            f"got {shown(value)}",
            key,
        )
    for length in _lengths(start):
        if length != count:
            needed = counted(count, "coordinate")
            raise SettingError(f"start needs {needed} ({names}), got {length}", key)
    return start


def vectors(value: Any, parameters: int, key: str = "start") -> Vectors:
    """The start that a user gave for a network: one or several vectors of its parameters."""
    if isinstance(value, Uniform | Grid):
        raise SettingError(
            f"{shown(value)} draws starts of functions; init draws the weights of a network: give "
            "init_seed several values, such as init_seed=range(64)",
            key,
        )
    if isinstance(value, Point | Points):
        value = value.coordinates if isinstance(value, Point) else value.given
    if isinstance(value, Vectors):
        value = value.values[0] if value.single else value.values
    if not isinstance(value, list | tuple | np.ndarray):
        raise SettingTypeError(
            f"start of a network must be its {counted(parameters, 'parameter')}, or a list of such "
            f"vectors, got {shown(value)}",
            key,
        )
    return Vectors.of(value, parameters, "start", key)


def _listed(value: Any, count: int, key: str) -> Start:
    table = _table(value, count)
    if table is not None:
        return _checked(table, key)
    flat = all(_is_scalar(each) for each in value)
    has_axis = any(isinstance(each, Axis) for each in value)
    if has_axis or (flat and (count > 1 or len(value) == 1)):
        return Point(tuple(setting(each, "start", finite, key=key) for each in value))
    points = _rows(value, "start", key, single=not flat)
    lengths = {len(point) for point in points}
    if len(lengths) > 1:
        raise SettingError(
            f"start points must have equally many coordinates, got {min(lengths)} and "
            f"{max(lengths)}",
            key,
        )
    return Points(np.array(points))


def _table(value: Any, count: int) -> Column | None:
    """Points as an array (n, variables), if no number has to be checked by itself; else None."""
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "iuf" or np.ma.is_masked(value) or not value.size:
            return None
        array: Column | None = value.astype(np.float64)
    elif set(map(type, value)) <= {list, tuple} and len(set(map(len, value))) == 1:
        numbers = list(itertools.chain.from_iterable(value))
        array = _plain(numbers)
        array = None if array is None else array.reshape(len(value), -1)
    else:
        array = _plain(value)
    if array is not None and array.ndim == 1 and count == 1 and len(array) > 1:
        array = array[:, np.newaxis]
    return array if array is not None and array.ndim == 2 else None


def _plain(numbers: Sequence[Any]) -> Column | None:
    """Python's own numbers as an array; None if there are other types, or no numbers."""
    if not numbers or not set(map(type, numbers)) <= {int, float}:
        return None
    try:
        return np.array(numbers, dtype=np.float64)
    except OverflowError:  # the check of single numbers will name it
        return None


def _checked(points: Column, key: str) -> Points:
    """Points with finite numbers only; SettingError otherwise."""
    for each in points[~np.isfinite(points)][:1]:
        number(float(each), "start", finite, key=key)
    return Points.of(points)


def _rows(value: Any, name: str, key: str, single: bool = True) -> tuple[tuple[float, ...], ...]:
    """Rows of finite numbers; a flat list is one row if `single`, else one row per number."""
    if not is_list(value) or not len(value):
        raise SettingTypeError(
            f"{name} must be a list of lists of numbers, got {shown(value)}", key
        )
    if all(_is_scalar(each) for each in value):
        value = [value] if single else [[each] for each in value]
    rows = []
    for row in value:
        if not is_list(row):
            odd = next(each for each in value if not _is_scalar(each))
            raise SettingTypeError(
                f"{name} must be a list of numbers, or of lists of numbers, got {shown(odd)} in it",
                key,
            )
        rows.append(tuple(number(each, name, finite, key=key) for each in row))
    return tuple(rows)


def _uniforms(seed: int, stream: int, numbers: range) -> Column:
    """Numbers of a stream in [0, 1) by their indices, 53 random bits each from its own counter."""
    values = np.empty(len(numbers))
    key = seed & 0xFFFFFFFF, seed >> 32
    for first in range(0, len(numbers), _CHUNK):
        some = numbers[first : first + _CHUNK]
        index = np.arange(some.start, some.stop, some.step, dtype=np.uint64)
        high, low, _, _ = philox(
            index & 0xFFFFFFFF, index >> 32, index * 0 + stream, index * 0 + _STARTS, *key
        )
        values[first : first + _CHUNK] = ((high >> 5) * 2**26 + (low >> 6)) * 2.0**-53
    return values


def _lengths(start: Start) -> list[int]:
    match start:
        case Point(coordinates):
            return [len(coordinates)]
        case Points(points):
            return [points.shape[1]]
        case Grid(counts, domain):
            return [len(counts)] + ([len(domain)] if domain else [])
        case Uniform(domain=domain):
            return [len(domain)] if domain else []


def _is_scalar(value: Any) -> bool:
    try:
        plain_number(value)
    except SettingError:
        return False
    return True
