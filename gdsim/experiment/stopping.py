"""Stop conditions: text such as "x > 0" or "loss < 1e-3 and step >= 100".

A condition is one comparison or several, joined by "and" and "or" ("and" binds more closely), of
formulas in gdsim's own grammar (`gdsim.calculus.parser`); the text is parsed, never evaluated. A
formula may have the variables and parameters of a function, and of every objective loss, grad_norm
and step: the loss and the gradient's length that a step sees (of a network those of its batch), and
the number of updates that were made before.
"""

from __future__ import annotations

import re
from typing import Any

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.calculus import Expression, parse
from gdsim.objectives.objective import Objective

KNOWN = ("loss", "grad_norm", "step")
_COMPARISON = re.compile(r"[<>]=?|[=!]=|\u2264|\u2265|\u2260")


def checked(given: Any, task: Objective) -> str | None:
    """The text of a condition that an objective's runs can have, or None."""
    if given is None:
        return None
    if not isinstance(given, str):
        raise SettingTypeError(
            f'stop must be a condition as text, such as "loss < 1e-3", got {shown(given)}', "stop"
        )
    text = " ".join(given.split())
    condition(text, task)
    return text


def condition(text: str, task: Objective) -> Expression:
    """The condition as a formula: above 0 where it holds, and else 0."""
    either = []
    for part in _split(text, "or"):
        both = [_where(each, text, task) for each in _split(part, "and")]
        either.append("*".join(both))
    whole = either[0] if len(either) == 1 else f"max({', '.join(either)})"
    return parse(whole, variables=_used(whole, task))


def _split(text: str, word: str) -> list[str]:
    return re.split(rf"\b{word}\b", text)


def _where(part: str, text: str, task: Objective) -> str:
    """One comparison as a formula that is 1 where it holds; SettingError unless it is one."""
    if len(_COMPARISON.findall(part)) != 1:
        raise SettingError(
            f"stop {shown(text)}: {shown(part.strip())} must be one comparison, such as "
            '"loss < 1e-3"; join several by "and" or "or"',
            "stop",
        )
    formula = f"where({part}, 1, 0)"
    try:
        names = parse(formula).variables
    except SettingError as error:
        problem = getattr(error, "problem", str(error))
        raise SettingError(f"stop {shown(text)}: {problem}", "stop") from error
    known = [*_own(task), *KNOWN]
    for name in names:
        if name not in known:
            kind = "" if task.has_domain else f"; a {task.kind} has no other names"
            raise SettingError(
                f"stop {shown(text)} has {shown(name)}; {suggestion(name, known)}{kind}", "stop"
            )
    return formula


def _own(task: Objective) -> tuple[str, ...]:
    """The names that a formula of an objective has besides those of all."""
    return (*task.variables, *task.parameters) if task.has_domain else ()


def _used(formula: str, task: Objective) -> tuple[str, ...]:
    return parse(formula).variables
