"""The objective that a user gives, as an object."""

from __future__ import annotations

from typing import Any

from gdsim.base.errors import SettingTypeError, shown
from gdsim.base.words import with_article
from gdsim.objectives.function import Function
from gdsim.objectives.objective import KINDS, Objective


def objective(value: Any) -> Objective:
    """The objective given by a user; a name or text becomes a Function."""
    if isinstance(value, Objective):
        return value
    if isinstance(value, str):
        return Function(value)
    others = [with_article(kind.__name__) for kind in KINDS.values() if kind is not Function]
    known = ", or ".join(["a Function or its name or text", *others])
    raise SettingTypeError(f"objective must be {known}, got {shown(value)}", "objective")
