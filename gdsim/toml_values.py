"""Values of an experiment file: settings, axes and tables, read from TOML and written to it."""

from __future__ import annotations

import json
from typing import Any

from gdsim.axes import Linspace, Logspace, Values, linspace, logspace, several
from gdsim.errors import SettingError, SettingTypeError, placed, shown, suggestion
from gdsim.methods import Choice
from gdsim.starts import Grid, Point, Points, Uniform
from gdsim.weights import Vectors


def read_setting(value: Any, key: str) -> Any:
    """A number or list as it stands, or the axis that a table describes."""
    if not isinstance(value, dict):
        return value
    table = read_table(
        value, key, ("logspace", "linspace", "values"), "a number, a list or an axis"
    )
    if len(table) != 1:
        raise SettingError("an axis is { logspace = [low, high, count] } or linspace", key)
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
    """A table with no other keys than those that are known; SettingError if not."""
    if not isinstance(value, dict):
        raise SettingTypeError(f"{key} must be {expected}, got {shown(value)}", key)
    for name in value:
        if known is not None and name not in known:
            raise SettingError(
                f"unknown key {shown(name)}; {suggestion(name, known)}", f"{key}.{name}"
            )
    return value


def value_text(value: Any) -> str:
    """Any value of an experiment as TOML, on one line; numbers are written in full."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)  # the shortest text that reads as the same number; inf and nan too
        case str():
            return string_text(value)
        case Logspace(low, high, count) | Linspace(low, high, count):
            form = "logspace" if isinstance(value, Logspace) else "linspace"
            return f"{{ {form} = [{low!r}, {high!r}, {count}] }}"
        case Values() | Points():
            return value_text(value.lists)
        case Point(coordinates):
            return f"[{', '.join(map(_coordinate_text, coordinates))}]"
        case Vectors():
            return value_text(value.lists)
        case Uniform(n, seed, domain):
            return f"{{ uniform = {n}, seed = {seed}{_domain_text(domain)} }}"
        case Grid(counts, domain):
            return f"{{ grid = {value_text(counts)}{_domain_text(domain)} }}"
        case Choice(_, name, given):
            return table_text({"name": name, **dict(given)})
        case dict():
            return table_text(value)
        case _:
            return f"[{', '.join(map(value_text, value))}]"


def table_text(values: dict[str, Any]) -> str:
    """An inline table."""
    return f"{{ {', '.join(f'{name} = {value_text(each)}' for name, each in values.items())} }}"


def string_text(value: str) -> str:
    """A basic TOML string: JSON's escapes, and those for the characters that only TOML refuses."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _coordinate_text(value: Any) -> str:
    """A coordinate of a point; listed values are marked, or the point would read as points."""
    written = value_text(value)
    return f"{{ values = {written} }}" if isinstance(value, Values) else written


def _domain_text(domain: Any) -> str:
    return "" if domain is None else f", domain = {value_text(domain)}"
