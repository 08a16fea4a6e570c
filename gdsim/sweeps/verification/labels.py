"""Verification of what describes a sweep's results: descriptions of arrays, and coordinates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Part
from gdsim.experiment import labelled
from gdsim.results.store.chunks import read_file
from gdsim.results.store.layout import ATTRIBUTE, plain, stored_arrays
from gdsim.results.store.manifest import LARGEST, ROOT
from gdsim.results.store.store import Store
from gdsim.sweeps.verification.damage import Damage, grids

_SECTION = 2**20  # values of a coordinate that are compared at a time


def labels(store: Store) -> Iterator[Damage]:
    """The damages of descriptions and coordinates.

    They are found by the checksums of the manifest; a store of format 1, which has no checksums, is
    compared with the experiment.
    """
    if store.manifest is not None:
        for file, what in store.manifest.damages(store.path):
            yield Damage("array" if file.endswith(ROOT) else "coordinate", file, what)
    elif store.damage is not None:
        yield Damage("manifest", *store.damage)
    else:
        yield from _descriptions(store)
        for group, slices in grids(store):
            yield from _coordinates(store, group, slices)


def _descriptions(store: Store) -> Iterator[Damage]:
    """Descriptions of arrays that differ from the experiment, or from their copy in the root."""
    copies = _read(store, "")["consolidated_metadata"]["metadata"]
    own = {n: text for n, text in store.attributes.items() if n != ATTRIBUTE}
    for group, slices in grids(store):
        arrays = dict(stored_arrays(store.shards, slices))
        if group and _attributes(store, group) != own:
            yield Damage("array", f"{group}/{ROOT}", "its attributes differ from the root's")
        for name in (*arrays, *_coordinate_names(store)):
            path = f"{group}/{name}" if group else name
            try:
                description = _read(store, path)
            except ValueError as error:
                yield Damage("array", f"{path}/{ROOT}", f"it cannot be read ({error})")
                continue
            what = None
            if name in arrays:
                what = arrays[name].differs_in(description)
                attributes = description.get("attributes")
                if what is None and attributes != plain(arrays[name].variable.attributes):
                    what = f"attributes is {attributes!r}"
            if what is None and description != copies.get(path):
                what = "it differs from its copy in zarr.json"
            if what is not None:
                yield Damage("array", f"{path}/{ROOT}", what)


def _attributes(store: Store, group: str) -> Any:
    try:
        return _read(store, group).get("attributes")
    except ValueError:
        return None


def _read(store: Store, path: str) -> Mapping[str, Any]:
    """The description of an array or a group. ValueError if it cannot be read."""
    try:
        description = json.loads(read_file(store.path / path / ROOT, LARGEST))
    except RecursionError:
        description = None
    if not isinstance(description, dict):
        raise ValueError("it is not a table")
    return description


def _coordinates(store: Store, group: str, slices: Part) -> Iterator[Damage]:
    """Files of coordinates, in the layout of format 1, that differ from the experiment."""
    for name in _coordinate_names(store):
        for number, values in enumerate(_sections(store, name, slices)):
            file = f"{group}/{name}/c.{number}" if group else f"{name}/c.{number}"
            what = _difference(store.path / file, values)
            if what is not None:
                yield Damage("coordinate", file, what)


def _coordinate_names(store: Store) -> list[str]:
    return list(labelled.coordinates(store.experiment, store.experiment.layout.first))


def _sections(store: Store, name: str, slices: Part) -> Iterator[NDArray[Any]]:
    """The values of a coordinate, computed from the experiment, one file's values at a time."""
    experiment = store.experiment
    sizes, one = experiment.layout.sizes, experiment.layout.first
    dim, first, _ = labelled.coordinates(experiment, one)[name]
    if dim not in sizes:
        yield np.asarray(first)
        return
    numbers = range(sizes[dim])[slices.get(dim, slice(None))]
    for begin in range(0, len(numbers), _SECTION):
        some = numbers[begin : begin + _SECTION]
        part = {**one, dim: slice(some.start, some.stop, some.step)}
        values = np.asarray(labelled.coordinates(experiment, part)[name][1])
        # The last of several files is padded with zeros.
        missing = min(len(numbers), _SECTION) - len(values)
        yield np.pad(values, (0, missing)) if missing else values


def _difference(path: Path, values: NDArray[Any]) -> str | None:
    """What is wrong with a file of values of a coordinate; None if nothing is."""
    from numcodecs import VLenUTF8, zstd  # type: ignore[import-untyped]

    if values.dtype.kind in "UO":
        expected = bytes(VLenUTF8().encode(values.astype(object)))
    else:
        expected = values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes()
    content = bytearray(len(expected))  # no more is read, whatever size the file declares
    try:
        zstd.decompress(read_file(path, LARGEST), content)
    except (RuntimeError, ValueError) as error:
        return str(error)
    return None if content == expected else "values are not those of the experiment"
