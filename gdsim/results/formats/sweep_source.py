"""A stored sweep as a `Source`, whose values are read when they are used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gdsim.base.axes import WHOLE, Part
from gdsim.experiment import labelled
from gdsim.experiment.toml import long_arrays
from gdsim.results.formats.source import Array, Block, Field, Source
from gdsim.results.formats.stored import StoredValues
from gdsim.results.store.store import Store


def of_store(store: Store, coarse: bool = False) -> Source:
    """The source of a sweep, finished or not, with the fields of the experiment's own result.

    coarse: of the sweep's coarse grid, which must exist.
    """
    experiment = store.experiment
    committed = None if coarse else store.committed()
    missing = 0 if committed is None else _missing(store, committed)
    fields = {
        name: _variable(StoredValues(store, name, committed))
        for name in store.variables
        if name != "done" or missing
    }
    slices = store.shards.coarse or WHOLE if coarse else WHOLE
    coordinates = labelled.coordinates(experiment, experiment.layout.first)
    for name, (dim, first, words) in coordinates.items():
        fields[name] = _coordinate(store, slices, name, dim, np.asarray(first), words)
    own = labelled.provenance(experiment)
    attributes = {name: text for name, text in store.attributes.items() if name in own}
    if coarse and long_arrays.names(experiment):
        # The coordinates are a part of the long arrays, which the text only names.
        attributes["experiment"] = experiment.to_toml()
    shape = fields["verdict"].shape
    return Source(fields, experiment.dims, shape, attributes, missing)


def _missing(store: Store, committed: Array) -> int:
    """The number of runs that are not computed."""
    return store.experiment.runs - int(store.shards.sizes[committed].sum())


def _variable(values: StoredValues) -> Field:
    variable, runs = values.variable, len(values.shape) - len(values.variable.dims)
    own = tuple(slice(n) for n in values.shape[runs:])

    def read(block: Block) -> Array:
        return values.read((*block.place, *own))

    words = dict(variable.attributes)
    dims = (*values.store.experiment.dims, *variable.dims)
    return Field(values.name, dims, values.shape, variable.dtype, words, runs, False, read)


def _coordinate(
    store: Store, slices: Part, name: str, dim: str, first: Array, words: Mapping[str, Any]
) -> Field:
    """A coordinate, computed block by block: it may have one value per run."""
    experiment = store.experiment
    sizes, one = experiment.layout.sizes, experiment.layout.first
    numbers = range(sizes[dim])[slices.get(dim, slice(None))] if dim in sizes else None
    length = len(first) if numbers is None else len(numbers)

    def read(block: Block) -> Array:
        (part,) = block.place
        if numbers is None:
            return first[part]
        some = numbers[part]
        part = slice(some.start, some.stop, some.step)
        return np.asarray(labelled.coordinates(experiment, {**one, dim: part})[name][1])

    return Field(name, (dim,), (length,), first.dtype, dict(words), 1, True, read)
