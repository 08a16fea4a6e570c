"""Every line of the tables in docs/elsewhere.md is true."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.catalogue import schedules
from gdsim.catalogue.choices import Choice
from tests.reference.driver import complete, trajectory
from tests.reference.objectives import OBJECTIVES
from tests.reference.settings_elsewhere import FUNCTION, LR, STEPS, Line, data, lines

LINES = list(lines())
TOLERANCE = 1e-13


def choice(line: Line) -> Choice:
    """The method that a line has, by the page's own words."""
    made: Any = eval(line.gdsim, {"gd": gd})
    assert isinstance(made, Choice)
    return made


def numbers(line: Line) -> np.ndarray:
    """gdsim's parameters at every step, or its learning rates."""
    made = choice(line)
    settings = made.settings
    definition = made.method.definition
    if made.kind == "optimizer":
        objective = OBJECTIVES[FUNCTION]
        return trajectory(definition, settings, objective.gradient, objective.start, STEPS)
    warmup = settings.pop("warmup", 0)
    known = complete(definition, settings)
    factors = [schedules.factor_at(definition, t, STEPS, warmup, known) for t in range(STEPS)]
    return LR * np.array(factors)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.gdsim} {line.package}")
def test_line_of_the_readme_gives_the_numbers_of_the_package(line: Line) -> None:
    expected = numbers(line)
    if line.starts_at_zero:
        warmup = choice(line).settings["warmup"]
        expected[:warmup] = [0.0, *expected[: warmup - 1]]
    np.testing.assert_allclose(line.stored(), expected, rtol=TOLERANCE, atol=TOLERANCE)


def test_every_stored_line_is_in_the_readme() -> None:
    assert set(data()) == {line.key for line in LINES}


@pytest.mark.parametrize("name", sorted(schedules.catalogue()))
def test_every_schedule_is_in_the_readme_with_each_of_its_settings(name: str) -> None:
    definition = schedules.catalogue()[name]
    mine = [choice(line) for line in LINES if choice(line).method.definition is definition]
    told = {setting for made in mine for setting in made.settings}
    # Two milestones stand for four.
    assert told >= set(definition.hyper) - {"milestone3", "milestone4"}
    assert mine


def test_main_optimizers_and_packages_are_in_the_readme() -> None:
    named = {choice(line).name for line in LINES}
    assert named >= {"sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw", "adagrad", "lion"}
    assert {line.package for line in LINES} == {"torch", "optax", "Keras", "transformers"}
    assert sum(line.starts_at_zero for line in LINES) >= 5
