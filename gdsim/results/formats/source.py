"""The source of a file to write: the arrays of a result, read one block at a time.

A result may be in memory, in a file whose values are read when they are used, or in a sweep's
store. Blocks depend only on the arrays' shapes, so a file has the same bytes for all three.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, suggestion
from gdsim.base.files import reason
from gdsim.results.blocks import chunk_shape, pieces

if TYPE_CHECKING:
    import xarray

Array = NDArray[Any]
_SECTION = 2**24  # bytes of a block that is only scanned
Report = Callable[[int, int], None]  # called with the amount done so far and the total


@dataclass(frozen=True)
class Block:
    """A rectangle of an array whose elements are consecutive: `count` of them from `first`."""

    place: tuple[slice, ...]
    first: int
    count: int

    @property
    def shape(self) -> tuple[int, ...]:
        """The block's length along each dimension."""
        return tuple(part.stop - part.start for part in self.place)


def blocks(shape: tuple[int, ...], largest: int) -> Iterator[Block]:
    """The blocks of an array of this shape, of at most `largest` elements, in order."""
    if math.prod(shape) == 0:
        return
    first = 0
    for place in pieces(shape, chunk_shape(shape, largest)):
        block = Block(place, first, math.prod(part.stop - part.start for part in place))
        yield block
        first += block.count


@dataclass(frozen=True)
class Field:
    """An array of a result. The first `leading` of its dimensions are read in blocks.

    `read` gives the values of a block of these, over all other dimensions.
    """

    name: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    attributes: Mapping[str, Any]
    leading: int
    is_coordinate: bool
    read: Callable[[Block], Array]

    @property
    def is_text(self) -> bool:
        """Whether the values are text."""
        return self.dtype.kind in "UO"

    @property
    def row_bytes(self) -> int:
        """The bytes of one element of the leading dimensions."""
        return self.dtype.itemsize * math.prod(self.shape[self.leading :])

    def blocks(self, size: int) -> Iterator[Block]:
        """The field's blocks of at most `size` bytes, if a row is not larger."""
        return blocks(self.shape[: self.leading], max(size // max(self.row_bytes, 1), 1))

    def whole(self) -> Array:
        """All values."""
        place = tuple(slice(0, n) for n in self.shape[: self.leading])
        return self.read(Block(place, 0, math.prod(self.shape[: self.leading])))


@dataclass(frozen=True)
class Source:
    """A result to be written: its fields, in order, and the dimensions of its runs.

    `missing`: the number of runs that were not computed; if it is not 0, there is a field "done".
    """

    fields: Mapping[str, Field]
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    attributes: Mapping[str, Any]
    missing: int

    @classmethod
    def of_result(cls, result: xarray.Dataset) -> Source:
        """The source of a result, in memory or read when it is used."""
        dims = tuple(str(dim) for dim in result["verdict"].dims)
        fields = {str(name): _of_variable(result, str(name), dims) for name in result.variables}
        missing = 0
        if "done" in fields:
            for block in fields["done"].blocks(_SECTION):
                missing += block.count - int(np.count_nonzero(fields["done"].read(block)))
        return cls(fields, dims, result["verdict"].shape, dict(result.attrs), missing)

    def only(self, variables: Iterable[str] | None, params: bool = True) -> Source:
        """The source with only some of its variables; coordinates and "done" stay."""
        known = [name for name, field in self.fields.items() if not field.is_coordinate]
        for name in variables or ():
            if name not in known:
                raise SettingError(f"there is no variable {name!r}; {suggestion(name, known)}")
        chosen = set(known if variables is None else variables) | {"done"}
        if not params:
            chosen -= {"params", "gradient_point", "trace_params", "trace_gradient_point"}
        fields = {n: each for n, each in self.fields.items() if each.is_coordinate or n in chosen}
        used = {dim for name in fields if name in chosen for dim in fields[name].dims} | {
            *self.dims
        }
        # Drop coordinates of dimensions that no variable has.
        fields = {n: f for n, f in fields.items() if not f.is_coordinate or used >= {*f.dims}}
        return replace(self, fields=fields)


def _of_variable(result: xarray.Dataset, name: str, runs: tuple[str, ...]) -> Field:
    """A variable of a result, with the dimensions of the runs first."""
    variable = result.variables[name]
    is_coordinate = name in result.coords
    over_runs = {*runs} <= {*variable.dims}
    if over_runs:
        variable = variable.transpose(*runs, ...)
    dtype = variable.dtype
    if dtype.kind not in "fiub":
        values = variable.values if dtype.kind in "OUT" else np.empty(0)
        is_text = dtype.kind in "UT" or all(isinstance(each, str) for each in values.flat)
        if dtype.kind not in "OUT" or not is_text:
            raise SettingError(f"{name}: values of its kind ({dtype}) cannot be written")
        variable = variable.copy(data=values.astype(object).astype(str))
        dtype = variable.dtype
    dims = tuple(str(dim) for dim in variable.dims)
    leading = len(runs) if over_runs else len(dims)

    def read(block: Block) -> Array:
        try:
            return np.asarray(variable[block.place].values)
        except OSError as error:  # from the result's file
            raise SettingError(f"{name} of the result cannot be read: {reason(error)}") from error

    return Field(
        name, dims, variable.shape, dtype, dict(variable.attrs), leading, is_coordinate, read
    )
