"""Every optimizer takes the steps of an outside package, as plain Python."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.base.ranges import Flag
from gdsim.catalogue import optimizers, schedules
from tests.reference.driver import complete, trajectory
from tests.reference.objectives import OBJECTIVES
from tests.reference.trajectories import CASES, STEPS, STORED, TOLERANCE, Case

# Those of whole weight matrices are compared in test_tensor_optimizers.
STEPPERS = {n: d for n, d in optimizers.catalogue().items() if not d.tensor}


def plain_run(case: Case) -> np.ndarray:
    definition = optimizers.catalogue()[case.optimizer]
    schedule = schedules.catalogue()[case.schedule]
    own = {n: v for n, v in case.schedule_settings.items() if n != "warmup"}
    chosen = complete(schedule, own)
    warmup = case.schedule_settings.get("warmup", 0)
    factors = [schedules.factor_at(schedule, t, STEPS, warmup, chosen) for t in range(STEPS)]
    objective = OBJECTIVES[case.function]
    passed = trajectory(
        definition,
        case.settings,
        objective.gradient,
        objective.start,
        STEPS,
        factors,
        objective.hessian,
        points=True,
    )
    return passed[list(STORED)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_optimizer_takes_the_steps_of_the_reference(case: Case) -> None:
    np.testing.assert_allclose(plain_run(case), case.stored(), rtol=TOLERANCE, atol=TOLERANCE)


def test_every_optimizer_is_compared_with_a_reference() -> None:
    assert {case.optimizer for case in CASES} == set(STEPPERS)


@pytest.mark.parametrize("name", STEPPERS)
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
