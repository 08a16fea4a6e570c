"""A network in an experiment file: the table `objective.network`.

    [objective.network]
    layers = [2, 8, 8, 1]
    activation = "tanh"                                  # or text, or one per hidden layer
    loss = { name = "huber", delta = 0.5 }               # or a name alone
    data = { name = "spiral", noise = 0.1, test = 0.5 }  # or { file = "samples.csv" }, or
                                                         # { formula = "y > sin(3*x)" }
    init = { name = "normal", std = [0.1, 1.0] }         # or { file = "weights.npz" }
    batch_size = 32

The keys are the arguments of `Network`. Paths are relative to the experiment file's folder. Data
from arrays in memory are written as { inputs = [[...]], targets = [...] }, and exact weights as
{ weights = [...] }, the flat vector; a file of weights has arrays w1, b1, w2, b2, ... The keys
after a data file, such as `header = false`, are arguments of `gdsim.datasets.from_file`.
"""

from __future__ import annotations

import dataclasses
import inspect
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gdsim.base.errors import SettingError, SettingTypeError, placed, shown
from gdsim.base.files import read_arrays
from gdsim.base.sources import Sources
from gdsim.base.words import counted
from gdsim.catalogue.choices import Choice
from gdsim.experiment.toml.values import (
    Named,
    read_setting,
    read_table,
    string_text,
    table_text,
    value_text,
)
from gdsim.objectives import weights
from gdsim.objectives.datasets import Data, from_arrays, from_recipe
from gdsim.objectives.network import Network
from gdsim.objectives.network_fields import KEY
from gdsim.objectives.weights import Vectors

_FIELDS = tuple(inspect.signature(Network).parameters)
_AXES = ("width", "batch_size", "l1", "l2", "init_seed")
_EXACT = ("means", "deviations", "exponents")  # of data that is written whole


KEYS = ("network",)


def read(objective: dict[str, Any], sources: Sources) -> Network:
    """The network of an objective's table; files and coordinates it names come from `sources`."""
    table = dict(read_table(objective["network"], KEY, _FIELDS, "a table of a network's arguments"))
    for name in ("layers", "data"):
        if name not in table:
            raise SettingError(f"the key {name!r} is missing", KEY)
    for name in _AXES:
        if name in table:
            table[name] = read_setting(table[name], f"{KEY}.{name}", sources)
    for name in ("lr_scale", "bias_lr_scale", "drift"):
        if isinstance(table.get(name), list):
            entries = enumerate(table[name])
            table[name] = [read_setting(each, f"{KEY}.{name}[{i}]", sources) for i, each in entries]
    table["data"] = _data(table["data"], sources.folder)
    given = table.get("init")
    if isinstance(given, dict):
        table["init"] = _init(given, f"{KEY}.init", sources)
    elif isinstance(given, list):
        table["init"] = [
            _init(each, f"{KEY}.init[{i}]", sources) if isinstance(each, dict) else each
            for i, each in enumerate(given)
        ]
    return Network(**table)


def write(
    network: Network, folder: Path | None, by_content: bool, named: Named | None
) -> tuple[str, list[str]]:
    """Nothing inline, and the lines of a network's table.

    Paths of data are written relative to `folder`, if given. `by_content`: data are written as the
    hash of their content, not as where they are or how they were made. `named` writes long arrays.
    """
    lines = [f"[{KEY}]"]
    for name, value in network.file_fields().items():
        if name == "data":
            written = string_text(value.hash) if by_content else _data_text(value, folder)
        elif name == "init" and isinstance(value, Vectors):
            written = table_text({"weights": value.lists})
        else:
            written = _written(value, named)
        lines.append(f"{name} = {written}")
    return "", lines


def _written(value: Any, named: Named | None) -> str:
    if isinstance(value, Choice) and not value.given:
        return string_text(value.name)
    if isinstance(value, tuple):
        return f"[{', '.join(_written(each, named) for each in value)}]"
    return value_text(value, named)


def _data_text(data: Data, folder: Path | None) -> str:
    if data.recipe is None:
        return table_text(_whole(data))
    recipe = {name: value for name, value in data.recipe.items() if value is not None}
    for key in ("file", "test_file"):
        if key in recipe and folder is not None:
            recipe[key] = _seen_from(folder, recipe[key])
    return table_text(recipe)


def _seen_from(folder: Path, file: str) -> str:
    """A path relative to a folder, unless it was absolute and is outside that folder."""
    path = Path(file).absolute()
    if path.is_relative_to(folder.absolute()):
        return path.relative_to(folder.absolute()).as_posix()
    return file if Path(file).is_absolute() else Path(os.path.relpath(path, folder)).as_posix()


def _whole(data: Data) -> dict[str, Any]:
    """All samples of data that have no recipe to make them again."""
    preparation = data.preparation
    table: dict[str, Any] = {
        "names": list(data.raw_names),
        "inputs": data.raw_inputs.tolist(),
        "targets": _targets(data, data.targets),
    }
    if data.classes:
        table["classes"] = list(data.classes)
    if data.names != data.raw_names:
        table["features"] = list(data.names)
    if len(data.test_inputs):
        table["test_inputs"] = data.raw_test_inputs.tolist()
        table["test_targets"] = _targets(data, data.test_targets)
    if preparation.means:
        table["means"] = list(preparation.means)
        table["deviations"] = list(preparation.deviations)
    if preparation.exponents:
        table["exponents"] = list(preparation.exponents)
    return table


def _targets(data: Data, targets: np.ndarray) -> list[Any]:
    """Values, or the names of classes."""
    return [data.classes[index] for index in targets] if data.classes else targets.tolist()


def _data(value: Any, folder: Path | None) -> Any:
    if not isinstance(value, dict):
        return value
    with placed(f"{KEY}.data"):
        if "inputs" in value and not {"name", "file"} & value.keys():
            return _of_arrays(value)
        if "file" not in value or folder is None:
            return from_recipe(value)
        data = from_recipe(value, folder)
        # From now on paths are relative to the working directory, wherever it is saved next.
        paths = {k: os.fspath(folder / value[k]) for k in ("file", "test_file") if k in value}
        return dataclasses.replace(data, recipe={**(data.recipe or {}), **paths})


def _of_arrays(table: dict[str, Any]) -> Data:
    known = (*inspect.signature(from_arrays).parameters, *_EXACT)
    read_table(table, "", known, "a table")
    if "targets" not in table:
        raise SettingError("data with inputs needs targets as well")
    exact = {name: table[name] for name in _EXACT if name in table}
    data = from_arrays(**{name: value for name, value in table.items() if name not in exact})
    return _with_exact(data, exact) if exact else data


def _with_exact(data: Data, exact: Mapping[str, Any]) -> Data:
    """Data with the shift and scale of inputs that a file gives."""
    if data.preparation.means:
        raise SettingError(f"data with {next(iter(exact))} has no standardize")
    if ("means" in exact) != ("deviations" in exact):
        raise SettingError("data needs both means and deviations, or neither")
    if "exponents" in exact and "means" not in exact:
        raise SettingError("data with exponents needs means and deviations as well", "exponents")
    scaled = dataclasses.replace(data.preparation, **_shift_and_scale(exact, len(data.names)))
    inputs, test_inputs = scaled(data.raw_inputs), scaled(data.raw_test_inputs)
    return dataclasses.replace(data, inputs=inputs, test_inputs=test_inputs, preparation=scaled)


def _shift_and_scale(exact: Mapping[str, Any], count: int) -> dict[str, tuple[Any, ...]]:
    """Means, deviations and exponents of `count` inputs, as a file gives them."""
    checked: dict[str, tuple[Any, ...]] = {}
    for name in ("means", "deviations", "exponents"):
        if name in exact:
            values = weights.numbers(exact[name], name, name)
            if values.shape != (count,):
                raise SettingError(f"{name} must have {counted(count, 'number')}", name)
            checked[name] = tuple(values.tolist())
    if "exponents" in checked:
        if not all(each.is_integer() and abs(each) < 1100 for each in checked["exponents"]):
            raise SettingError("exponents must be whole numbers from -1099 to 1099", "exponents")
        checked["exponents"] = tuple(map(int, checked["exponents"]))
    return checked


def _init(given: dict[str, Any], key: str, sources: Sources) -> Any:
    """The value of an init's table: a choice with settings that may be axes, or weights."""
    if "name" in given:
        return {name: read_setting(each, f"{key}.{name}", sources) for name, each in given.items()}
    read_table(given, key, ("name", "weights", "file"), "a table")
    if len(given) != 1:
        raise SettingError("init needs a name, weights or a file", key)
    if "weights" in given:
        return given["weights"]
    if not isinstance(given["file"], str):
        raise SettingTypeError(f"file must be a path, got {shown(given['file'])}", f"{key}.file")
    return _weights_of_file(Path(sources.folder or ".") / given["file"], f"{key}.file")


def _weights_of_file(path: Path, key: str) -> list[Any]:
    """The layers in an NPZ file: arrays w1, b1, w2, b2, ...; the b may be missing."""
    arrays = read_arrays(path, key=key)
    layers: list[Any] = []
    while (name := f"w{len(layers) + 1}") in arrays:
        layers.append((arrays[name], arrays.get(name.replace("w", "b"))))
    if not layers:
        names = ", ".join(arrays) or "none"
        raise SettingError(
            f"{path.name} must have the arrays w1, b1, w2, ... of each layer, it has {names}", key
        )
    return layers
