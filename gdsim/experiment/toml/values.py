"""Values of an experiment file: settings, axes and tables, read from TOML and written to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from gdsim.base.axes import Linspace, Logspace, linspace, logspace, several
from gdsim.base.errors import SettingError, SettingTypeError, placed, shown, suggestion
from gdsim.base.given_numbers import GivenNumbers
from gdsim.base.sources import KEYS, Sources
from gdsim.catalogue.choices import Choice
from gdsim.objectives.starts import Grid, Point, Uniform
from gdsim.objectives.weights import Vectors

Named = Callable[[GivenNumbers], str]  # writes a long array as a table that names it


def read_setting(value: Any, key: str, sources: Sources) -> Any:
    """A number or list unchanged, or the axis that a table describes."""
    if not isinstance(value, dict):
        return value
    forms = ("logspace", "linspace", "values")
    table = read_table(value, key, (*forms, *KEYS), "a number, a list or an axis")
    if {"file", "coordinate"} & table.keys() and not set(forms) & table.keys():
        with placed(key):
            return several(sources.array(table), key)
    if len(table) != 1:
        raise SettingError(
            'an axis is { logspace = [low, high, count] }, linspace or { file = "values.npy" }',
            key,
        )
    ((form, ends),) = table.items()
    if form == "values":
        with placed(key):
            return several(ends if isinstance(ends, list) else [ends], key)
    if not isinstance(ends, list) or len(ends) != 3:
        raise SettingError(f"{form} takes [low, high, count], got {shown(ends)}", key)
    with placed(key):
        return (logspace if form == "logspace" else linspace)(*ends)


def read_table(
    value: Any, key: str, known: tuple[str, ...] | None, expected: str
) -> dict[str, Any]:
    """The value, a table with no other keys than `known` (None: any); SettingError if not."""
    if not isinstance(value, dict):
        raise SettingTypeError(f"{key} must be {expected}, got {shown(value)}", key)
    for name in value:
        if known is not None and name not in known:
            raise SettingError(
                f"unknown key {shown(name)}; {suggestion(name, known)}", f"{key}.{name}"
            )
    return value


def value_text(value: Any, named: Named | None = None) -> str:
    """Any value of an experiment as TOML, on one line; numbers are written in full.

    `named` writes arrays that are too long for a line; without it they are written in full.
    """
    if named is not None and isinstance(value, GivenNumbers) and value.is_long:
        return named(value)
    text = partial(value_text, named=named)
    if isinstance(value, np.generic):
        value = value.item()  # NumPy's numbers are Python's too, but are not written like them
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)  # the shortest text that reads as the same number; inf and nan too
        case str():
            return string_text(value)
        case Logspace(low, high, count) | Linspace(low, high, count):
            form = "logspace" if isinstance(value, Logspace) else "linspace"
            return f"{{ {form} = {text((low, high, count))} }}"
        case GivenNumbers() | Vectors():
            return text(value.lists)
        case Point(coordinates):
            return f"[{', '.join(_coordinate_text(each, named) for each in coordinates)}]"
        case Uniform(n, seed, domain):
            return f"{{ uniform = {n}, seed = {seed}{_domain_text(domain)} }}"
        case Grid(counts, domain):
            return f"{{ grid = {text(counts)}{_domain_text(domain)} }}"
        case Choice():
            return table_text({"name": value.name, **value.arguments}, named)
        case dict():
            return table_text(value, named)
        case _:
            return f"[{', '.join(map(text, value))}]"


def table_text(values: dict[str, Any], named: Named | None = None) -> str:
    """An inline table."""
    pairs = (f"{name} = {value_text(each, named)}" for name, each in values.items())
    return f"{{ {', '.join(pairs)} }}"


def string_text(value: str) -> str:
    """A basic TOML string: JSON's escapes, and one for the character that only TOML refuses."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _coordinate_text(value: Any, named: Named | None) -> str:
    """A coordinate of a point; listed values go in a table, or they would read as points."""
    written = value_text(value, named)
    return f"{{ values = {written} }}" if written.startswith("[") else written


def _domain_text(domain: Any) -> str:
    return "" if domain is None else f", domain = {value_text(domain)}"
