"""The factor of the learning rate in a script: the schedule's own lines, in plain Python."""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Mapping

from gdsim.base.errors import SettingError
from gdsim.catalogue.definitions import Schedule
from gdsim.catalogue.discovery import arguments, look_up
from gdsim.engine.program import Program
from gdsim.lanes import math as lanes
from gdsim.learn.code.dialect import indented

# What a schedule calls, in plain Python where `math` does not have it by this name.
_PLAIN = {
    "minimum": "min",
    "maximum": "max",
    "smaller": "min",
    "larger": "max",
    "power": "pow",
    "abs": "abs",
    "sign": "lambda x: (x > 0) - (x < 0)",
    "modulo": "lambda x, y: x % y",
    "heaviside": "lambda x: (x > 0) / 2 + (x >= 0) / 2",
    "select": "lambda mask, x, y: x if mask else y",
}


def changes(program: Program) -> bool:
    """Whether the learning rate changes over a run."""
    return program.schedule != "constant" or number(program.schedule_settings, "warmup") > 0


def number(settings: Mapping[str, object], name: str) -> float:
    """A setting of a run as a number."""
    return number_of(settings.get(name, 0.0))


def number_of(value: object) -> float:
    """A value of a run as a number."""
    assert isinstance(value, int | float)
    return float(value)


def lines(program: Program) -> list[str]:
    """The function `factor(step)` of a script, and what it calls."""
    definition: Schedule = look_up("schedule", program.schedule)
    settings = {n: number(program.schedule_settings, n) for n in program.schedule_settings}
    warmup = int(settings.pop("warmup", 0))
    own, called = formula(definition)
    named = arguments(definition.factor)
    given = {"t": f"step - {warmup}" if warmup else "step"}
    given["steps"] = str(max(program.steps - warmup, 1))
    given |= {name: repr(value) for name, value in settings.items()}
    call = ", ".join(f"{name}={given[name]}" for name in named)
    warm = [f"    if step < {warmup}:", f"        return (step + 1) / {warmup}"] if warmup else []
    return [
        "def factor(step):",
        f'    """The factor of the rate at the update after `step` updates: {definition.name}."""',
        *warm,
        *indented([*called, "", *own, ""]),
        f"    return rule({call})",
        "",
        "",
    ]


def formula(definition: Schedule) -> tuple[list[str], list[str]]:
    """The schedule's formula as the function `rule`, and the functions of numbers it calls."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(definition.factor)))
    rule = tree.body[0]
    assert isinstance(rule, ast.FunctionDef)
    rule.name, rule.body = "rule", rule.body[ast.get_docstring(rule) is not None :]
    used = inspect.getclosurevars(definition.factor)
    outside = {**used.nonlocals, **used.globals}
    plain = {name: _plain(definition.name, name, outside[name]) for name in sorted(outside)}
    called = [f"{name} = {text}" for name, text in plain.items() if name != text]
    return ast.unparse(rule).splitlines(), called


def _plain(schedule: str, name: str, value: object) -> str:
    """What a schedule's formula takes from outside, in plain Python; SettingError if it has none.

    Functions of `gdsim.lanes.math` have it under whatever name they were imported, and so do
    numbers, and Python's `math` itself.
    """
    if value is math:
        return "math"
    if isinstance(value, int | float) and math.isfinite(value):
        return repr(float(value))
    own = getattr(value, "__name__", "")
    if getattr(lanes, own, None) is value and (own in _PLAIN or hasattr(math, own)):
        return _PLAIN.get(own, f"math.{own}")
    raise SettingError(
        f"a script cannot have {name}, which the schedule {schedule} uses: it takes numbers, and "
        "functions of gdsim.lanes.math that Python has",
        "to",
    )
