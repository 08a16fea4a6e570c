"""What is written to a file: the arrays of a result, read a block at a time.

A result may be in memory, a file that is read when it is used, or a sweep's store. Blocks depend on
the arrays' shapes only, so that a file is the same bytes wherever its result is.
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
_SECTION = 2**24  # bytes of what is only looked through
Told = Callable[[int, int], None]  # what is done so far, and of how much


@dataclass(frozen=True)
class Block:
    """A rectangle of an array that is consecutive in its order: `count` from number `first`."""

    place: tuple[slice, ...]
    first: int
    count: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Its length along each dimension."""
        return tuple(part.stop - part.start for part in self.place)


def blocks(shape: tuple[int, ...], largest: int) -> Iterator[Block]:
    """An array of this shape in blocks of at most `largest`, in order."""
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

    `read` gives the values of a block of those, with all of the other dimensions.
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
        """Whether its values are text."""
        return self.dtype.kind in "UO"

    @property
    def row_bytes(self) -> int:
        """The bytes of what stands behind the leading dimensions."""
        return self.dtype.itemsize * math.prod(self.shape[self.leading :])

    def blocks(self, size: int) -> Iterator[Block]:
        """Its blocks of at most `size` bytes, if a row has no more."""
        return blocks(self.shape[: self.leading], max(size // max(self.row_bytes, 1), 1))

    def whole(self) -> Array:
        """All its values."""
        place = tuple(slice(0, n) for n in self.shape[: self.leading])
        return self.read(Block(place, 0, math.prod(self.shape[: self.leading])))


@dataclass(frozen=True)
class Source:
    """A result to be written: its fields, in its order, and the dimensions that runs lie over.

    `missing`: how many of its runs were not computed; then there is the field "done".
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
        """With some of its variables only; coordinates stay, and so does "done"."""
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
        # A coordinate of nothing that is left would only be in the way.
        fields = {n: f for n, f in fields.items() if not f.is_coordinate or used >= {*f.dims}}
        return replace(self, fields=fields)


def _of_variable(result: xarray.Dataset, name: str, runs: tuple[str, ...]) -> Field:
    """A variable of a result, with the dimensions that runs lie over first."""
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
        except OSError as error:  # of the file that it is read from
            raise SettingError(f"{name} of the result cannot be read: {reason(error)}") from error

    return Field(
        name, dims, variable.shape, dtype, dict(variable.attrs), leading, is_coordinate, read
    )
