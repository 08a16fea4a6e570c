"""Checks of the arguments of a function."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gdsim import catalogue
from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion, unknown
from gdsim.base.settings import setting
from gdsim.base.words import counted
from gdsim.calculus.notation import FUNCTIONS as WRITTEN_ELSEWHERE
from gdsim.objectives.starts import Domain, Point, box, started

KEY = "objective"


def name_or_text(given: Any) -> str:
    """The checked name, which the catalogue must know, or text."""
    if not isinstance(given, str):
        raise SettingTypeError(f"a function must be a name or text, got {shown(given)}", KEY)
    _refuse_unknown_name(given)
    return given


def _refuse_unknown_name(given: str) -> None:
    """SettingError for a word that is neither in the catalogue nor a function of one variable."""
    known = catalogue.discover("function")
    could_be_name = re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]+", given)
    could_be_variable = re.fullmatch(r"[A-Za-z]_?\d*", given)
    if given not in known and could_be_name and not could_be_variable:
        if instead := WRITTEN_ELSEWHERE.get(given):
            raise SettingError(f"unknown function {shown(given)}; write {instead}", KEY)
        raise SettingError(unknown("function", given, known), KEY)


def with_data(parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters, with what `data={"x": 2}` holds fixed."""
    data = parameters.get("data")
    if not isinstance(data, Mapping):
        return parameters
    given = {name: value for name, value in parameters.items() if name != "data"}
    twice = given.keys() & data.keys()
    if twice:
        raise SettingError(f"{min(twice)} is given in data and on its own; give it once", "data")
    odd = [name for name in data if not isinstance(name, str)]
    if odd:
        raise SettingError(f"the names in data must be texts, got {shown(odd[0])}", "data")
    return {**given, **data}


def step(given: Any, function: str, definition: catalogue.Function | None) -> str | None:
    """The checked name of the step's number, which only typed text can have."""
    if given is None:
        return None
    if not isinstance(given, str):
        raise SettingTypeError(
            f"step must be the name in the text of the step's number, got {shown(given)}",
            f"{KEY}.step",
        )
    if definition is not None:
        raise SettingError(
            f"{function} cannot have a step; only a function given as text can", f"{KEY}.step"
        )
    return given


def parameter(
    given: Any, name: str, function: str, definition: catalogue.Function | None, step: str | None
) -> float | Axis:
    """The checked value of a parameter, or its axis."""
    key = f"{KEY}.parameters.{name}"
    if name == step:
        raise SettingError(f"{name} is the step, so it cannot be given a value", key)
    known = {} if definition is None else definition.parameters
    if definition is not None and name not in known:
        hint = suggestion(name, known)
        raise SettingError(f"{function} has no parameter {shown(name)}; {hint}", key)
    allowed = known[name].range if name in known else catalogue.finite
    return setting(given, name, allowed, key=key)


def domain(given: Any, variables: Sequence[str]) -> Domain | None:
    """The checked domain: one (low, high) pair per variable."""
    checked = box(given, "domain", f"{KEY}.domain")
    if checked is not None and len(checked) != len(variables):
        raise SettingError(
            f"domain has {counted(len(checked), 'pair')} but the function has "
            f"{counted(len(variables), 'variable')} ({', '.join(variables)})",
            f"{KEY}.domain",
        )
    return checked


def start(given: Any, variables: tuple[str, ...]) -> tuple[float, ...] | None:
    """The checked start: one point."""
    if given is None:
        return None
    point = started(given, variables, f"{KEY}.start")
    if not isinstance(point, Point) or any(not isinstance(x, float) for x in point.coordinates):
        raise SettingError(
            f"a function's start must be one point, got {shown(given)}; "
            "give several to the experiment",
            f"{KEY}.start",
        )
    return tuple(x for x in point.coordinates if isinstance(x, float))
