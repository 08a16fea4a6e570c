"""The objective that a user gives, as an object."""

from __future__ import annotations

from typing import Any

from gdsim.base.errors import SettingTypeError, shown
from gdsim.objectives.function import Function
from gdsim.objectives.objective import Objective


def objective(value: Any) -> Objective:
    """The objective given by a user; a name or text becomes a Function."""
    if isinstance(value, Objective):
        return value
    if isinstance(value, str):
        return Function(value)
    raise SettingTypeError(
        f"objective must be a Function or its name or text, or a Network, got {shown(value)}",
        "objective",
    )
