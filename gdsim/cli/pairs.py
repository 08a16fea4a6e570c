"""Options that are given several times, each as NAME=VALUE."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gdsim.base.errors import SettingError


def once(pairs: Iterable[tuple[str, Any]], option: str) -> dict[str, Any]:
    """The values by their names; SettingError if an option gives a name twice."""
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise SettingError(f"{option} gives {name} twice; give one value")
        values[name] = value
    return values
