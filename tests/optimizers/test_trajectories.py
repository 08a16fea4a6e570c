"""Every optimizer takes the steps of torch.optim, or of optax where torch has no such method."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim import optimizers, schedules
from gdsim.catalogue import Flag
from tests.reference.driver import complete, trajectory
from tests.reference.objectives import OBJECTIVES
from tests.reference.trajectories import CASES, RELATIVE_TOLERANCE, STEPS, STORED, Case

# Those of whole weight matrices are compared in test_tensor_optimizers.
STEPPERS = {n: d for n, d in optimizers.catalogue().items() if not d.tensor}

# Compared with slow twins in test_naive_twins and test_newton: neither torch nor optax has them.
WITHOUT_TRAJECTORY = {"qhm", "qhadam", "newton"}


def plain_run(case: Case) -> np.ndarray:
    definition = optimizers.catalogue()[case.optimizer]
    schedule = schedules.catalogue()[case.schedule]
    own = {n: v for n, v in case.schedule_settings.items() if n != "warmup"}
    chosen = complete(schedule, own)
    warmup = case.schedule_settings.get("warmup", 0)
    factors = [schedules.factor_at(schedule, t, STEPS, warmup, chosen) for t in range(STEPS)]
    objective = OBJECTIVES[case.function]
    passed = trajectory(
        definition, case.settings, objective.gradient, objective.start, STEPS, factors
    )
    return passed[list(STORED)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_optimizer_takes_the_steps_of_the_reference(case: Case) -> None:
    np.testing.assert_allclose(plain_run(case), case.stored(), rtol=RELATIVE_TOLERANCE, atol=0)


def test_every_optimizer_is_compared_with_a_reference() -> None:
    compared = {case.optimizer for case in CASES} | WITHOUT_TRAJECTORY
    assert compared == set(STEPPERS)


@pytest.mark.parametrize("name", sorted(set(STEPPERS) - WITHOUT_TRAJECTORY))
def test_every_setting_is_compared_away_from_its_default(name: str) -> None:
    hyper = optimizers.catalogue()[name].hyper
    tried = {
        setting
        for case in CASES
        if case.optimizer == name
        for setting, value in case.settings.items()
        if value != hyper[setting].default
    }
    assert tried == set(hyper)
    assert len({tuple(c.settings.items()) for c in CASES if c.optimizer == name}) >= 3


def test_flags_are_compared_both_ways() -> None:
    for name, definition in STEPPERS.items():
        for setting, hyper in definition.hyper.items():
            if isinstance(hyper, Flag):
                values = {c.settings.get(setting, False) for c in CASES if c.optimizer == name}
                assert values == {True, False}
