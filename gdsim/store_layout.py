"""A sweep's store before any result: its arrays, all empty, and its coordinates."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gdsim import results
from gdsim.chunk_file import compressors
from gdsim.experiment import Experiment
from gdsim.shards import Shards, own_dimensions
from gdsim.starts import WHOLE, Part

FORMAT = 1  # of stores; another is for another gdsim
ATTRIBUTE = "gdsim_store"  # of the group: the format, and how the runs are divided
COARSE = "coarse"  # the group of the coarse grid
_KEYS = {"name": "default", "separator": "."}  # a chunk's file is "c.0.3.1": no folder a number
_SECTION = 2**20  # values of a coordinate that are written at a time


def stored(experiment: Experiment) -> dict[str, results.Variable]:
    """Every variable that a shard has a chunk of; `done`, which commits it, is the last."""
    return {**results.variables(experiment), "done": results.DONE}


def lay_out(path: Path, shards: Shards) -> None:
    """Write an empty store. Errors: OSError."""
    import zarr

    experiment = shards.experiment
    attributes = _attributes(experiment)
    division = {"format": FORMAT, "chunk": list(shards.chunk)}
    with warnings.catch_warnings():
        # That Zarr's format 3 does not yet name what xarray looks for first.
        warnings.filterwarnings("ignore", message="Consolidated metadata")
        group = zarr.create_group(
            str(path), zarr_format=3, attributes={**attributes, ATTRIBUTE: division}
        )
        _lay_out_arrays(group, experiment, shards.chunk, WHOLE)
        if shards.coarse is not None:
            coarse = group.create_group(COARSE, attributes=attributes)
            sizes = experiment.layout.part(shards.coarse).shape
            _lay_out_arrays(coarse, experiment, sizes, shards.coarse)
        zarr.consolidate_metadata(group.store)


def _attributes(experiment: Experiment) -> dict[str, Any]:
    coordinates = results.coordinates(experiment, _first(experiment))
    beside = [name for name, (dim, _, _) in coordinates.items() if name != dim]
    # How xarray tells coordinates that are no dimension from other variables.
    words = {"coordinates": " ".join(beside)} if beside else {}
    return {**results.provenance(experiment), **words}


def _lay_out_arrays(
    group: Any, experiment: Experiment, chunk: tuple[int, ...], taken: Part
) -> None:
    sizes = experiment.layout.part(taken).shape
    outer = experiment.shape[: len(experiment.shape) - len(sizes)]
    own = own_dimensions(experiment)
    for name, variable in stored(experiment).items():
        rest = tuple(len(own[dim]) for dim in variable.dims)
        group.create_array(
            name,
            shape=(*outer, *sizes, *rest),
            chunks=(*[1] * len(outer), *chunk, *rest),
            dtype=variable.dtype,
            fill_value=variable.missing,
            compressors=compressors(),
            chunk_key_encoding=_KEYS,
            dimension_names=(*experiment.dims, *variable.dims),
            attributes=_plain(variable.attributes),
        )
    _lay_out_coordinates(group, experiment, taken)


def _lay_out_coordinates(group: Any, experiment: Experiment, taken: Part) -> None:
    """Write the coordinates, of long axes a section at a time."""
    sizes, one = {each.name: each.size for each in experiment.layout.dimensions}, _first(experiment)
    for name, (dim, first, words) in results.coordinates(experiment, one).items():
        numbers = range(sizes[dim])[taken.get(dim, slice(None))] if dim in sizes else None
        length = len(first) if numbers is None else len(numbers)
        values = np.asarray(first)
        array = group.create_array(
            name,
            shape=(length,),
            chunks=(max(min(length, _SECTION), 1),),
            dtype=str if values.dtype.kind in "UO" else values.dtype,
            chunk_key_encoding=_KEYS,
            dimension_names=(dim,),
            attributes=_plain(words),
            config={"write_empty_chunks": True},
        )
        if numbers is None:
            array[:] = values.astype(object) if values.dtype.kind in "UO" else values
            continue
        for begin in range(0, length, _SECTION):
            some = numbers[begin : begin + _SECTION]
            part = {**one, dim: slice(some.start, some.stop, some.step)}
            array[begin : begin + len(some)] = results.coordinates(experiment, part)[name][1]


def _first(experiment: Experiment) -> Part:
    """The first value of each dimension: enough to know what a result has."""
    return {each.name: slice(0, 1) for each in experiment.layout.dimensions}


def _plain(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes as JSON has them."""
    return {n: v.tolist() if isinstance(v, np.ndarray) else v for n, v in attributes.items()}
