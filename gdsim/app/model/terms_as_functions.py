"""The function of an experiment, and terms of its updates as functions, to be looked at."""

from __future__ import annotations

import re

from gdsim.app.model.offered import function_of
from gdsim.base.errors import SettingError
from gdsim.experiment import Experiment
from gdsim.learn.explanations.step import Step
from gdsim.learn.steps.run_steps import RunSteps
from gdsim.objectives import Function

_COORDINATE = re.compile(r"(\w+)\[\w+\]")


def function_at_start(experiment: Experiment) -> tuple[Function, dict[str, float]]:
    """The function that an experiment minimises, and its first start."""
    function = function_of(experiment.objective)
    start: list[float] = function.first_start(experiment.starts).tolist()
    return function, dict(zip(function.variables, start, strict=True))


def function_of_term(step: Step) -> tuple[Function, dict[str, float]]:
    """The function that a term of an update is of one coordinate, and the numbers of the first.

    Its variables are the quantities with a number per coordinate, such as the gradient and the
    moments; the settings are parameters. Where there are none, all numbers are variables. Errors:
    ValueError if it has no formula with numbers.
    """
    numbers: dict[str, float] = {}
    variables: list[str] = []
    for name, value in step.values.items():
        match = _COORDINATE.fullmatch(name)
        plain = match.group(1) if match else name
        if plain not in numbers:
            numbers[plain] = float(value)
            variables += [plain] if match else []
    variables = variables or list(numbers)
    settings = [f"{name} = {value!r}" for name, value in numbers.items() if name not in variables]
    formula = step.formula.replace("select(", "where(")
    if not numbers or (formula.startswith("(") and "," in formula):
        raise SettingError(f"{step.name} is no formula of numbers that could be differentiated")
    text = "; ".join([formula, *([", ".join(settings)] if settings else [])])
    function = Function(text)
    return function, {name: numbers[name] for name in function.variables}


def function_of_update(experiment: Experiment, optimizer: int) -> tuple[Function, dict[str, float]]:
    """The new parameter after the first update of an optimizer's first run. Errors: ValueError."""
    run = optimizer * (experiment.runs // len(experiment.optimizers))
    explanation = RunSteps(experiment, run).explained(0)
    assert explanation is not None  # it is always wanted
    return function_of_term(explanation.steps[-1])
