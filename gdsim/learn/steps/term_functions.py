"""Terms of an optimizer's update as functions, whose derivatives can be explained."""

from __future__ import annotations

import re
from collections.abc import Collection

from gdsim.base.errors import SettingError
from gdsim.experiment.experiment import Experiment
from gdsim.learn.explanations.step import Step
from gdsim.learn.steps.run_steps import RunSteps
from gdsim.objectives.function import Function

_COORDINATE = re.compile(r"(\w+)\[\w+\]")


def function_of_term(
    step: Step, settings: Collection[str] = ()
) -> tuple[Function, dict[str, float]]:
    """The function that a term of an update is of one coordinate, and the numbers of the first.

    Its variables are the quantities with a number per coordinate, such as the gradient and the
    moments, or else, as of an objective of one variable, all that are no `settings` of the
    optimizer; the others are parameters. Errors: ValueError if it has no formula with numbers.
    """
    numbers: dict[str, float] = {}
    variables: list[str] = []
    for name, value in step.values.items():
        match = _COORDINATE.fullmatch(name)
        plain = match.group(1) if match else name
        if plain not in numbers:
            numbers[plain] = float(value)
            variables += [plain] if match else []
    unset = [name for name in numbers if name not in settings]
    variables = variables or unset or list(numbers)
    held = [f"{name} = {value!r}" for name, value in numbers.items() if name not in variables]
    formula = step.formula.replace("select(", "where(")
    if not numbers or (formula.startswith("(") and "," in formula):
        raise SettingError(f"{step.name} is no formula of numbers that could be differentiated")
    function = Function(f"{formula}; {', '.join(held)}" if held else formula)
    return function, {name: numbers[name] for name in function.variables}


def function_of_update(experiment: Experiment, optimizer: int) -> tuple[Function, dict[str, float]]:
    """The new parameter after the first update of an optimizer's first run. Errors: ValueError."""
    run = optimizer * (experiment.runs // len(experiment.optimizers))
    explanation = RunSteps(experiment, run).explained(0)
    assert explanation is not None  # it is always wanted
    return function_of_term(explanation.steps[-1], experiment.optimizers[optimizer].method.hyper)
