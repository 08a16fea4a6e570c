"""The description of a stored sweep, which is read and checked before anything else in its folder.

Every folder that is not a stored sweep is refused in one sentence: no declared number is used, and
no memory allocated for it, before it is checked.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdsim.base.errors import SettingError, shown
from gdsim.base.files import read_text
from gdsim.results.store.layout import ATTRIBUTE, FORMAT, stored_arrays
from gdsim.results.store.manifest import LARGEST, MANIFEST, ROOT, Manifest
from gdsim.results.store.shards import Shards

StrPath = str | os.PathLike[str]

_TEXTS = (
    "title", "objective", "experiment", "experiment_hash", "gdsim_version", "numpy_version",
    "numba_version",
)  # fmt: skip


@dataclass(frozen=True)
class Description:
    """A sweep's attributes, the shape of its shards, and its manifest.

    Without a manifest, `arrays` has the descriptions of its arrays. damage: the damaged file, if
    any, and what is wrong with it.
    """

    attributes: Mapping[str, Any]
    chunk: tuple[int, ...]
    manifest: Manifest | None
    arrays: Mapping[str, Any]
    damage: tuple[str, str] | None


def is_sweep(path: StrPath) -> bool:
    """Whether a path is a stored sweep, even if it is damaged or a copy by other software."""
    folder = Path(path)
    try:
        return (folder / MANIFEST).is_file() or ATTRIBUTE in _root(folder)["attributes"]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def describe(path: StrPath) -> Description:
    """The description of the folder at `path`. SettingError if it is not a sweep of this format."""
    folder, manifest, root, damage = Path(path), None, {}, None
    try:
        manifest = Manifest.read(folder)
        attributes = manifest.attributes
    except ValueError as error:
        damage = MANIFEST, str(error)
        root = _root_of_sweep(path)
        attributes = root["attributes"]
    version, chunk = _division(path, attributes)
    for name in _TEXTS:
        if not isinstance(attributes.get(name), str):
            raise SettingError(f"{path}: no sweep of gdsim: its attribute {name!r} is no text")
    if manifest is not None:
        what = manifest.damage(folder, ROOT)
        damage = None if what is None else (ROOT, what)
    elif version == 1:
        damage = None
    return Description(attributes, chunk, manifest, _described(root), damage)


def check_is_original(path: StrPath, description: Description, shards: Shards) -> None:
    """SettingError for a copy, or partial copy, of a sweep that other software made."""
    for name, array in stored_arrays(shards):
        described = description.arrays.get(name)
        if not isinstance(described, Mapping) or array.differs_in(described) is not None:
            raise SettingError(
                f"{path}: a copy or a part of a sweep, made by other software, and no sweep itself "
                f"({name} is not stored as gdsim does); xarray.open_zarr reads it"
            )


def _root(folder: Path) -> dict[str, Any]:
    """The content of the file that describes the whole store. ValueError if it is unreadable."""
    try:
        content = json.loads(read_text(folder / ROOT, LARGEST))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(content, dict):
        raise ValueError("no table")
    return content


def _root_of_sweep(path: StrPath) -> dict[str, Any]:
    folder = Path(path)
    if not os.path.lexists(folder / ROOT):
        what = "no stored sweep" if os.path.lexists(folder) else "there is nothing"
        raise SettingError(f"{path}: {what} at that path")
    try:
        root = _root(folder)
    except SettingError:
        raise
    except ValueError:
        root = {}
    attributes = root.get("attributes")
    if not isinstance(attributes, dict) or ATTRIBUTE not in attributes:
        raise SettingError(f"{path}: a Zarr store, but no sweep of gdsim")
    return root


def _division(path: StrPath, attributes: Mapping[str, Any]) -> tuple[int, tuple[int, ...]]:
    """The format of a store, and the shape of its shards."""
    stated = attributes.get(ATTRIBUTE)
    is_text = isinstance(stated, str)
    try:
        division: Any = json.loads(stated) if isinstance(stated, str) else stated
        version, chunk = division["format"], division["chunk"]
        numbers = type(version) is int and all(type(each) is int for each in chunk)
        if not numbers or not isinstance(chunk, list) or len(division) != 2:
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SettingError(
            f"{path}: no sweep of gdsim: its attribute {ATTRIBUTE!r} is {shown(stated)}"
        ) from None
    if not 1 <= version <= FORMAT or (version > 1) != is_text:
        raise SettingError(
            f"{path}: stored in format {version!r}, which this gdsim does not know (it reads 1 to "
            f"{FORMAT}); a newer gdsim may"
        )
    return version, tuple(chunk)


def _described(root: Mapping[str, Any]) -> Mapping[str, Any]:
    """The descriptions of arrays in the description of the whole store."""
    try:
        described = root["consolidated_metadata"]["metadata"]
    except (KeyError, TypeError):
        return {}
    return described if isinstance(described, Mapping) else {}
