"""The factor of the learning rate in a script: the schedule's own lines, in plain Python."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping

from gdsim.catalogue.definitions import Schedule
from gdsim.catalogue.discovery import arguments, look_up
from gdsim.engine.program import Program
from gdsim.learn.code.dialect import indented

# What a schedule calls, in plain Python where `math` does not have it by this name.
_PLAIN = {
    "minimum": "min",
    "maximum": "max",
    "smaller": "min",
    "larger": "max",
    "power": "pow",
    "raise_to": "pow",
    "abs": "abs",
    "sign": "lambda x: (x > 0) - (x < 0)",
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
    own, called = _own(definition)
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


def _own(definition: Schedule) -> tuple[list[str], list[str]]:
    """The schedule's formula as the function `rule`, and the functions of numbers it calls."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(definition.factor)))
    rule = tree.body[0]
    assert isinstance(rule, ast.FunctionDef)
    rule.name, rule.body = "rule", rule.body[ast.get_docstring(rule) is not None :]
    names = {node.func.id for node in ast.walk(rule)
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
    called = [f"{name} = {_PLAIN.get(name, f'math.{name}')}" for name in sorted(names)]
    return ast.unparse(rule).splitlines(), called
