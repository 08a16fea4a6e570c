"""Compiled kernels take the steps of torch.optim and optax, as plain Python does."""

from __future__ import annotations

from itertools import cycle as endlessly

import numpy as np
import pytest

from gdsim import optimizers
from gdsim.backends import cpu
from gdsim.catalogue import Flag
from tests.kernels.programs import program
from tests.reference.objectives import OBJECTIVES
from tests.reference.trajectories import CASES, RELATIVE_TOLERANCE, STEPS, Case


def flags(case: Case) -> list[str]:
    hyper = optimizers.catalogue()[case.optimizer].hyper
    return [
        name for name, value in case.settings.items() if isinstance(hyper[name], Flag) and value
    ]


def chosen() -> list[Case]:
    """The cases of one function an optimizer: a further function would only be compiled again."""
    turns = endlessly(("rosenbrock", "ellipse", "well"))
    function = {name: next(turns) for name in dict.fromkeys(case.optimizer for case in CASES)}
    function["radam"] = "ellipse"
    return [case for case in CASES if function[case.optimizer] == case.function]


@pytest.mark.parametrize("case", chosen(), ids=lambda case: case.key)
def test_kernel_takes_the_steps_of_the_reference(case: Case) -> None:
    objective = OBJECTIVES[case.function]
    given = program(
        objective.text,
        case.optimizer,
        start=objective.start,
        settings=dict(case.settings),
        schedule=case.schedule,
        schedule_settings=dict(case.schedule_settings),
        steps=STEPS,
        record=("params",),
        every=10,
        dtype="float64",
    )
    found = cpu.run(given).traces["params"][0]
    np.testing.assert_allclose(found, case.stored(), rtol=RELATIVE_TOLERANCE, atol=0)


def test_every_optimizer_of_the_table_is_compared() -> None:
    assert {case.optimizer for case in chosen()} == {case.optimizer for case in CASES}
    assert any(flags(case) for case in chosen())
    assert {case.schedule for case in chosen()} > {"constant", "step"}
