"""Options that are given several times, each as NAME=VALUE."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gdsim.base.errors import SettingError, shown


def pair(text: str, option: str) -> tuple[str, str]:
    """The name and the text of the value; SettingError if one of them is missing."""
    name, is_there, value = (part.strip() for part in text.partition("="))
    if not (is_there and name and value):
        raise SettingError(f"{option} takes NAME=VALUE, such as lr=0.01, got {shown(text)}")
    return name, value


def once(pairs: Iterable[tuple[str, Any]], option: str) -> dict[str, Any]:
    """The values by their names; SettingError if an option gives a name twice."""
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise SettingError(f"{option} gives {name} twice; give one value")
        values[name] = value
    return values
