"""Consequences of the published rules beyond the trajectories of the table."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.catalogue import optimizers
from tests.reference import naive_optimizers as naive
from tests.reference.driver import trajectory
from tests.reference.objectives import OBJECTIVES
from tests.reference.trajectories import STEPS, TOLERANCE


def test_adan_looks_ahead_by_what_is_kept() -> None:
    # By hand, or by the authors' own code: the look-ahead of the last gradient is 0.92 of 2 - 1.
    gradients = iter([1.0, 1.0, 2.0])
    adan = optimizers.catalogue()["adan"]
    found = trajectory(adan, {"lr": 0.1}, lambda p: [next(gradients)], [1.0], 3)
    assert found[-1] == pytest.approx(0.7110248247440373, rel=1e-14)


def test_qhadam_with_full_shares_is_adam() -> None:
    common = {"lr": 1e-2, "beta1": 0.8, "beta2": 0.97, "eps": 1e-3, "weight_decay": 0.1}
    start, gradient = OBJECTIVES["ellipse"].start, OBJECTIVES["ellipse"].gradient
    adam, qhadam = optimizers.catalogue()["adam"], optimizers.catalogue()["qhadam"]
    expected = trajectory(adam, common, gradient, start, 100)
    found = trajectory(qhadam, {**common, "nu1": 1.0, "nu2": 1.0}, gradient, start, 100)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("function", ["rosenbrock", "ellipse", "well"])
@pytest.mark.parametrize(
    "factors",
    [
        [min(1.0, (t + 1) / 30) for t in range(STEPS)],
        [0.0, 0.0, *(0.5 + 0.5 * np.cos(t / 20) ** 2 for t in range(STEPS - 2))],
    ],
    ids=["warmup", "waves after two zeros"],
)
def test_schedule_free_weighs_by_the_largest_rate_so_far(
    function: str, factors: list[float]
) -> None:
    objective = OBJECTIVES[function]
    settings = {"beta": 0.85, "weight_decay": 0.1}
    rule = naive.schedule_free_sgd(np.array(objective.start), **settings)
    expected = naive.walk_and_average(
        rule, lambda p: np.array(objective.gradient(*p)), [6e-4 * f for f in factors]
    )
    definition = optimizers.catalogue()["schedule_free_sgd"]
    given = definition, {**settings, "lr": 6e-4}, objective.gradient, objective.start, STEPS
    for points, wanted in zip((True, False), expected, strict=True):
        found = trajectory(*given, factors, points=points)
        np.testing.assert_allclose(found, wanted, rtol=TOLERANCE, atol=TOLERANCE)


def test_schedule_free_methods_weigh_alike() -> None:
    # With beta2 = 0 and a huge eps the scaling is constant, and AdamW becomes SGD.
    factors = [0.0, 0.4, 1.0, 0.3, 0.9] * 20
    start, gradient = OBJECTIVES["rosenbrock"].start, OBJECTIVES["rosenbrock"].gradient
    sgd = optimizers.catalogue()["schedule_free_sgd"]
    adamw = optimizers.catalogue()["schedule_free_adamw"]
    expected = trajectory(sgd, {"lr": 1e-4, "beta": 0.7}, gradient, start, 100, factors)
    settings = {"lr": 1e-4 * 1e20, "beta1": 0.7, "beta2": 0.0, "eps": 1e20}
    found = trajectory(adamw, settings, gradient, start, 100, factors)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
