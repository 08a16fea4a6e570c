"""Objectives that change with the step: kernels give the step its number, as the slow twin does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gdsim.calculus import parse
from gdsim.engine.backends import cpu
from gdsim.engine.program import Program
from tests.engine.programs import cycle, program, same_as_naive, same_bits

MOVING = "(a - x + sin(now/7))**2 + (1 + now/50)*y**2; now = 0, a = 1.5"


def moving(optimizer: str, text: str = MOVING, **changes: Any) -> Program:
    return program(text, optimizer, **{"start": (-1.2, 0.7), "step": "now", "runs": 5, **changes})


CASES = {
    "rmsprop": {"settings": {"lr": cycle(0.01, 0.05, 0.2), "alpha": 0.9}},
    "adam": {"settings": {"lr": 0.07}, "noise": 0.2, "schedule": "cosine", "dtype": "float64"},
    "newton": {"settings": {"lr": 0.6}, "parameters": {"a": cycle(0.5, 2.0)}},
    "momentum": {"settings": {"lr": 0.02, "momentum": 0.8}, "tolerance": 0.05},
}


@pytest.mark.parametrize("optimizer", CASES)
def test_a_moving_objective_has_the_bits_of_its_twin(optimizer: str) -> None:
    given = moving(optimizer, record=("loss", "params"), every=3, **CASES[optimizer])
    same_as_naive(given, cpu.run(given), range(5))


def test_the_step_of_an_objective_counts_from_0_and_is_that_of_its_loss() -> None:
    text = "100*t + 0*x; t = 5"
    given = program(text, start=(0.25,), step="t", steps=9, record=("loss",))
    assert cpu.run(given).traces["loss"].tolist() == [[100.0 * step for step in range(10)]]


def test_a_moving_objective_does_not_depend_on_how_its_runs_are_put_together() -> None:
    given = moving("adam", runs=70, settings={"lr": cycle(0.01, 0.1, 0.3)}, noise=0.1)
    same_bits(cpu.run(given), cpu.run(given, threads=3, blocks=1, width=8))


def test_the_same_text_without_a_step_stands_still() -> None:
    still = program(MOVING, start=(-1.2, 0.7), settings={"lr": 0.1}, steps=200)
    assert cpu.run(still).params[0] == pytest.approx([1.5, 0.0], abs=1e-3)
    followed = cpu.run(moving("sgd", settings={"lr": 0.1}, steps=200))
    assert np.abs(followed.params[0, 0] - 1.5) > 0.1
    assert parse(MOVING).parameters["now"] == 0.0
