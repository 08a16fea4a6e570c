"""A stored sweep as what is written to a file, read shard by shard."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gdsim import results
from gdsim.errors import SettingError
from gdsim.formats.source import Array, Block, Field, Source
from gdsim.results import Variable
from gdsim.shards import Shard
from gdsim.store import Store


def of_store(store: Store) -> Source:
    """The source of a sweep, finished or not: what an `Experiment.run` of it would give."""
    experiment = store.experiment
    committed = store.committed()
    missing = experiment.runs - sum(
        math.prod(s.stop - s.start for s in store.shards[int(i)].place)
        for i in np.flatnonzero(committed)
    )
    fields = {
        name: _variable(store, committed, name, variable)
        for name, variable in store.variables.items()
        if name != "done" or missing
    }
    one = {each.name: slice(0, 1) for each in experiment.layout.dimensions}
    for name, (dim, first, words) in results.coordinates(experiment, one).items():
        fields[name] = _coordinate(store, name, dim, np.asarray(first), words)
    attributes = {name: store.attributes[name] for name in results.provenance(experiment)}
    return Source(fields, experiment.dims, experiment.shape, attributes, missing)


def _variable(store: Store, committed: Array, name: str, variable: Variable) -> Field:
    shape, runs = store.experiment.shape, len(store.experiment.dims)
    lengths = store.behind(name)
    chunks = (*[1] * (runs - len(store.shards.chunk)), *store.shards.chunk)
    read_last: dict[int, Array] = {}

    def values(shard: Shard, count: int) -> Array:
        """Of a shard, which is decoded once, as blocks come in order."""
        if shard.number not in read_last:
            read_last.clear()
            if committed[shard.number]:
                read_last[shard.number] = _read(store, shard, name)
            else:
                nothing = np.full(lengths, variable.missing, variable.dtype)
                read_last[shard.number] = np.broadcast_to(nothing, (count, *lengths))
        return read_last[shard.number]

    def read(block: Block) -> Array:
        parts, at, end = [], block.first, block.first + block.count
        while at < end:
            index = np.unravel_index(at, shape)
            shard = store.shards.at(tuple(int(i) // k for i, k in zip(index, chunks, strict=True)))
            begin = int(np.ravel_multi_index([s.start for s in shard.place], shape))
            count = math.prod(s.stop - s.start for s in shard.place)
            parts.append(values(shard, count)[at - begin : end - begin])
            at = begin + count
        joined = np.concatenate(parts) if len(parts) > 1 else parts[0]
        return joined.reshape((*block.shape, *lengths))

    dims = (*store.experiment.dims, *variable.dims)
    words = dict(variable.attributes)
    return Field(name, dims, (*shape, *lengths), variable.dtype, words, runs, False, read)


def _read(store: Store, shard: Shard, name: str) -> Array:
    try:
        return store.read(shard, name)
    except ValueError as error:
        raise SettingError(
            f"{store.path}: {name} of shard {shard.number} is damaged ({error}); "
            f"gdsim verify --repair {store.path} takes back what is, and the sweep goes on"
        ) from error


def _coordinate(store: Store, name: str, dim: str, first: Array, words: dict[str, Any]) -> Field:
    """A coordinate, worked out where it is needed: it may be as long as there are runs."""
    experiment = store.experiment
    sizes = {each.name: each.size for each in experiment.layout.dimensions}
    one = {each: slice(0, 1) for each in sizes}
    length = sizes.get(dim, len(first))

    def read(block: Block) -> Array:
        if dim not in sizes:
            return first[block.place]
        return np.asarray(results.coordinates(experiment, {**one, dim: block.place[0]})[name][1])

    return Field(name, (dim,), (length,), first.dtype, dict(words), 1, True, read)
