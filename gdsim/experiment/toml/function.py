"""A function in an experiment file: the table `objective`, on one line.

objective = { function = "rosenbrock", parameters = { b = 100.0 }, start = [-1.0, 1.0] }
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.sources import Sources
from gdsim.experiment.toml.values import Named, read_setting, string_text, value_text
from gdsim.objectives.function import Function

KEYS = ("function", "parameters", "domain", "start", "step")


def read(table: dict[str, Any], sources: Sources) -> Function:
    """The function of a table."""
    parameters = table.get("parameters", {})
    if not isinstance(parameters, dict):
        raise SettingTypeError(f"must be a table, got {shown(parameters)}", "objective.parameters")
    for name in ("name_or_text", "domain", "start", "step"):
        if name in parameters:
            raise SettingError(
                f"a parameter cannot be called {name!r}", f"objective.parameters.{name}"
            )
    settings = {
        name: read_setting(each, f"objective.parameters.{name}", sources)
        for name, each in parameters.items()
    }
    try:
        own = (table.get(name) for name in ("domain", "start", "step"))
        return Function(table["function"], *own, **settings)
    except SettingError as error:
        if error.key:
            raise
        raise SettingError(str(error), "objective.function") from error  # of the text


def write(
    function: Function, folder: Path | None, by_content: bool, named: Named | None
) -> tuple[str, list[str]]:
    """The table of a function on one line, and no further lines."""
    parts = [f"function = {string_text(function.given)}"]
    if function.given_parameters:
        settings = ", ".join(
            f"{name} = {value_text(value, named)}"
            for name, value in function.given_parameters.items()
        )
        parts.append(f"parameters = {{ {settings} }}")
    if function.given_domain is not None:
        parts.append(f"domain = {value_text(function.given_domain)}")
    if function.given_start is not None:
        parts.append(f"start = {value_text(function.given_start)}")
    if function.step is not None:
        parts.append(f"step = {string_text(function.step)}")
    return f"{{ {', '.join(parts)} }}", []
