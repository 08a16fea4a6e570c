"""Changes of a lesson's experiment: settings by their names in its file, and other values of them.

A setting is a key of the experiment file, "objective.network.batch_size" if it is within tables, or
else a setting of the optimizers.
"""

from __future__ import annotations

import copy
import dataclasses
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gdsim.experiment import Experiment
from gdsim.experiment.design import Design
from gdsim.experiment.toml import file as experiment_file

_FIELDS = [each.name for each in dataclasses.fields(Design)]


def changed(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """An experiment's document with other values of some settings."""
    after = copy.deepcopy(dict(document))
    for name, value in changes.items():
        first, *_ = name.split(".")
        if first in _FIELDS:
            *path, last = name.split(".")
            table = after
            for key in path:
                table = table.setdefault(key, {})
            table[last] = value
        else:
            after["optimizers"] = _with_setting(after["optimizers"], name, value)
    return after


def other_changes(before: Experiment, after: Experiment, names: Sequence[str]) -> list[str]:
    """The settings in which two experiments differ, without those that are named, and the title."""
    old, new = (dict(_settings(_document(each))) for each in (before, after))
    differ = [key for key in {**old, **new} if old.get(key) != new.get(key) and key != "title"]
    return [key for key in differ if not any(_is_of(key, name) for name in names)]


def _with_setting(optimizers: Any, name: str, value: Any) -> list[dict[str, Any]]:
    """The optimizers of a document, each with a setting replaced."""
    several = optimizers if isinstance(optimizers, list) else [optimizers]
    tables = [each if isinstance(each, dict) else {"name": each} for each in several]
    return [{**each, name: value} for each in tables]


def _document(experiment: Experiment) -> dict[str, Any]:
    return tomllib.loads(experiment_file.write(experiment))


def _settings(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Each setting of a document, with its key: "optimizers[0].lr"."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _settings(each, f"{key}.{name}" if key else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, each in enumerate(value):
            yield from _settings(each, f"{key}[{index}]")
    else:
        yield key, value


def _is_of(key: str, name: str) -> bool:
    """Whether the setting at a key of a document is the named one, or a part of it."""
    name = re.escape(name)
    return re.match(rf"(optimizers\[\d+\]\.)?{name}($|[.\[])", key) is not None
