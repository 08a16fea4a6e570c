"""Whether coordinates and the descriptions of arrays are those of a store's experiment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim import results
from gdsim.starts import Part
from gdsim.store import Store
from gdsim.verification.damage import Damage, grids

_SECTION = 2**20  # values of a coordinate that are compared at a time


def arrays(store: Store, group: str, taken: Part) -> Iterator[Damage]:
    """Descriptions of arrays that are not those of the experiment, or not the root's copy."""
    experiment = store.experiment
    inner = experiment.layout.part(taken).shape
    outer = experiment.shape[: len(experiment.shape) - len(inner)]
    chunk = inner if group else store.shards.chunk
    copies = json.loads((store.path / "zarr.json").read_text(encoding="utf-8"))
    copies = copies.get("consolidated_metadata", {}).get("metadata", {})
    for name, variable in store.variables.items():
        rest = store.behind(name)
        expected = {
            "shape": [*outer, *inner, *rest],
            "data_type": variable.dtype.name,
            "dimension_names": [*experiment.dims, *variable.dims],
            "chunk_grid": {
                "name": "regular",
                "configuration": {"chunk_shape": [*[1] * len(outer), *chunk, *rest]},
            },
            "attributes": _plain(variable.attributes),
        }
        path = f"{group}/{name}" if group else name
        what = _description(store, path, expected, copies.get(path))
        if what is not None:
            yield Damage("array", f"{path}/zarr.json", what)


def _description(
    store: Store, path: str, expected: Mapping[str, Any], copy: Mapping[str, Any] | None
) -> str | None:
    """What is wrong with an array's description, if anything."""
    try:
        found = json.loads((store.path / path / "zarr.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return f"it cannot be read ({error})"
    for key, value in expected.items():
        if found.get(key) != value:
            return f"{key} is {found.get(key)!r}, not {value!r}"
    return None if found == copy else "it is not what zarr.json says of the array"


def coordinates(store: Store, group: str, taken: Part) -> Iterator[Damage]:
    """Coordinates that are not what the experiment says."""
    for name in _coordinate_names(store):
        path = f"{group}/{name}" if group else name
        try:
            array = _open(store, path)
            for at, values in _sections(store, name, taken):
                file = store.path / path / f"c.{at.start // array.chunks[0]}"
                if not file.exists():
                    raise ValueError("its file is missing")
                if array.shape[0] < at.stop or not _same(np.asarray(array[at]), values):
                    raise ValueError("values are not those of the experiment")
        except Exception as error:  # whatever Zarr makes of it
            yield Damage("coordinate", path, f"{error}" or type(error).__name__)


def _coordinate_names(store: Store) -> list[str]:
    one = {each.name: slice(0, 1) for each in store.experiment.layout.dimensions}
    return list(results.coordinates(store.experiment, one))


def _sections(store: Store, name: str, taken: Part) -> Iterator[tuple[slice, NDArray[Any]]]:
    """The values of a coordinate as the experiment has them, as many at a time as one may hold."""
    experiment = store.experiment
    sizes = {each.name: each.size for each in experiment.layout.dimensions}
    one = {each: slice(0, 1) for each in sizes}
    dim, first, _ = results.coordinates(experiment, one)[name]
    if dim not in sizes:
        yield slice(0, len(first)), np.asarray(first)
        return
    numbers = range(sizes[dim])[taken.get(dim, slice(None))]
    for begin in range(0, len(numbers), _SECTION):
        some = numbers[begin : begin + _SECTION]
        part = {**one, dim: slice(some.start, some.stop, some.step)}
        values = np.asarray(results.coordinates(experiment, part)[name][1])
        yield slice(begin, begin + len(some)), values


def _same(found: NDArray[Any], expected: NDArray[Any]) -> bool:
    if expected.dtype.kind in "UO":
        return [str(each) for each in found] == [str(each) for each in expected]
    return found.dtype == expected.dtype and found.tobytes() == expected.tobytes()


def rewritten(store: Store, damage: Damage) -> bool:
    """Whether a damaged coordinate could be written anew."""
    group, _, name = damage.file.rpartition("/")
    try:
        array = _open(store, damage.file, "r+").with_config({"write_empty_chunks": True})
        for at, values in _sections(store, name, dict(grids(store))[group]):
            array[at] = values.astype(object) if values.dtype.kind == "U" else values
    except Exception:  # its description is damaged as well
        return False
    return not any(
        each.file == damage.file for each in coordinates(store, group, dict(grids(store))[group])
    )


def _open(store: Store, path: str, mode: str = "r") -> Any:
    import zarr

    return zarr.open_array(str(store.path / path), mode=mode)


def _plain(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v.tolist() if isinstance(v, np.ndarray) else v for n, v in attributes.items()}
