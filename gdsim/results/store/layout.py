"""The layout of a sweep's store without results: empty arrays, coordinates and the manifest."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gdsim.base.axes import WHOLE, Part
from gdsim.base.files import LARGEST_DATA, read_text
from gdsim.experiment import labelled
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.toml import long_arrays
from gdsim.objectives.starts import MANY
from gdsim.results.store.chunks import (
    compressors,
    read_checked,
    text_compressors,
    write_checked,
)
from gdsim.results.store.manifest import LARGEST, ROOT, write_manifest
from gdsim.results.store.shards import Shards, own_dimensions

# The format of new stores; other versions of gdsim have other formats. Format 1 has no manifest, no
# checksums of coordinates, and its attribute is a table, which NetCDF cannot represent.
FORMAT = 2
ATTRIBUTE = "gdsim_store"  # of the group: the format, and how the runs are divided
COARSE = "coarse"  # the group of the coarse grid
KEYS = {"name": "default", "separator": "."}  # a chunk's file is "c.0.3.1", without subfolders
_SECTION = 2**20  # values of a coordinate that are written at a time
# Of all codecs that Zarr and other packages register, those that gdsim has written with: a codec of
# another package might run code that it finds in the store. Zarr's format 2 is not read at all.
_CODECS = frozenset({"bytes", "blosc", "zstd", "crc32c"})
_LONG = ".values"  # the file of a coordinate that the experiment's text only names


@dataclass(frozen=True)
class StoredArray:
    """The expected form of an array of a store: a variable's values over the experiment's grid."""

    variable: labelled.Variable
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    dims: tuple[str, ...]

    def differs_in(self, description: Mapping[str, Any]) -> str | None:
        """The first difference of a Zarr description from the expected one, or None."""
        expected = {
            "shape": list(self.shape),
            "data_type": self.variable.dtype.name,
            "dimension_names": list(self.dims),
            "chunk_grid": {
                "name": "regular",
                "configuration": {"chunk_shape": list(self.chunks)},
            },
            "chunk_key_encoding": {
                "name": KEYS["name"],
                "configuration": {"separator": KEYS["separator"]},
            },
        }
        for key, value in expected.items():
            if description.get(key) != value:
                return f"{key} is {description.get(key)!r}, not {value!r}"
        return None


def stored(experiment: Experiment) -> dict[str, labelled.Variable]:
    """Every variable of which a shard has a chunk; the last is `done`, which commits the shard."""
    return {**labelled.variables(experiment), "done": labelled.DONE}


def stored_arrays(shards: Shards, slices: Part = WHOLE) -> Iterator[tuple[str, StoredArray]]:
    """The arrays of results, of the whole grid or of the coarse one, by name."""
    experiment = shards.experiment
    inner = experiment.layout.part(slices).shape
    outer = experiment.shape[: len(experiment.shape) - len(inner)]
    chunk = inner if slices else shards.chunk
    own = own_dimensions(experiment)
    for name, variable in stored(experiment).items():
        rest = tuple(len(own[dim]) for dim in variable.dims)
        yield (
            name,
            StoredArray(
                variable,
                (*outer, *inner, *rest),
                (*[1] * len(outer), *chunk, *rest),
                (*experiment.dims, *variable.dims),
            ),
        )


def lay_out(path: Path, shards: Shards, provenance: Mapping[str, str] | None = None) -> None:
    """Write an empty store; `provenance`: that of a store that is rewritten. Errors: OSError."""
    import zarr

    experiment = shards.experiment
    group_attributes = _attributes(experiment, provenance or labelled.provenance(experiment))
    division = {"format": FORMAT, "chunk": list(shards.chunk)}
    attributes = {**group_attributes, ATTRIBUTE: json.dumps(division)}
    with warnings.catch_warnings():
        # Zarr's format 3 does not yet specify consolidated metadata, which xarray reads first.
        warnings.filterwarnings("ignore", message="Consolidated metadata")
        group = zarr.create_group(path, zarr_format=3, attributes=attributes)
        _lay_out_arrays(group, shards, WHOLE)
        if shards.coarse is not None:
            coarse = group.create_group(COARSE, attributes=group_attributes)
            _lay_out_arrays(coarse, shards, shards.coarse)
        zarr.consolidate_metadata(group.store)
    _write_long_arrays(path, experiment)
    write_manifest(path, attributes)


def _attributes(experiment: Experiment, provenance: Mapping[str, str]) -> dict[str, Any]:
    coordinates = labelled.coordinates(experiment, experiment.layout.first)
    beside = [name for name, (dim, _, _) in coordinates.items() if name != dim]
    # xarray's convention for coordinates that are not dimensions.
    words = {"coordinates": " ".join(beside)} if beside else {}
    return {**provenance, **words}


def _lay_out_arrays(group: Any, shards: Shards, slices: Part) -> None:
    for name, array in stored_arrays(shards, slices):
        group.create_array(
            name,
            shape=array.shape,
            chunks=array.chunks,
            dtype=array.variable.dtype,
            fill_value=array.variable.missing,
            compressors=compressors(),
            chunk_key_encoding=KEYS,
            dimension_names=array.dims,
            attributes=plain(array.variable.attributes),
        )
    _lay_out_coordinates(group, shards.experiment, slices)


def _lay_out_coordinates(group: Any, experiment: Experiment, slices: Part) -> None:
    """Write the coordinates, of long axes a section at a time."""
    sizes, one = experiment.layout.sizes, experiment.layout.first
    for name, (dim, first, words) in labelled.coordinates(experiment, one).items():
        numbers = range(sizes[dim])[slices.get(dim, slice(None))] if dim in sizes else None
        length = len(first) if numbers is None else len(numbers)
        values = np.asarray(first)
        is_text = values.dtype.kind in "UO"
        array = group.create_array(
            name,
            shape=(length,),
            chunks=(max(min(length, _SECTION), 1),),
            dtype=str if is_text else values.dtype,
            compressors=text_compressors() if is_text else compressors(),
            chunk_key_encoding=KEYS,
            dimension_names=(dim,),
            attributes=plain(words),
            config={"write_empty_chunks": True},
        )
        if numbers is None:
            array[:] = values.astype(object) if is_text else values
            continue
        for begin in range(0, length, _SECTION):
            some = numbers[begin : begin + _SECTION]
            part = {**one, dim: slice(some.start, some.stop, some.step)}
            array[begin : begin + len(some)] = labelled.coordinates(experiment, part)[name][1]


def _write_long_arrays(path: Path, experiment: Experiment) -> None:
    """Write a second copy of the long coordinates, which the experiment's text only names."""
    for dim in long_arrays.names(experiment).values():
        for name, (along, values, _) in labelled.coordinates(experiment).items():
            if name == dim != MANY or (along == dim == MANY != name):
                content = np.asarray(values, "<f8").tobytes()
                write_checked(str(path / name / _LONG), content)


class LongArrays:
    """The coordinates of a store that the experiment's text names but does not list."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __getitem__(self, name: str) -> np.ndarray:
        """The values of a coordinate; an Exception of any kind if they cannot be read."""
        if Path(name).name != name:
            raise KeyError(name)
        try:
            return np.frombuffer(read_checked(self.path / name / _LONG, LARGEST_DATA), "<f8")
        except ValueError:  # of format 1, or damaged
            return self._of_zarr(name)

    def _of_zarr(self, name: str) -> np.ndarray:
        import zarr

        described = json.loads(read_text(self.path / name / ROOT, LARGEST))
        codecs = {each["name"] for each in described["codecs"]}
        if codecs - _CODECS or math.prod(described["shape"]) > LARGEST_DATA // 8:
            raise ValueError("it is not stored as gdsim does")
        array = zarr.open_array(self.path / name, mode="r", zarr_format=3)
        last = (math.prod(array.shape) - 1) // _SECTION
        if not (self.path / name / f"c.{last}").is_file():  # before memory is allocated for it
            raise ValueError("its file is missing")
        return np.asarray(array[:])


def plain(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes in JSON's types."""
    return {n: v.tolist() if isinstance(v, np.ndarray) else v for n, v in attributes.items()}
