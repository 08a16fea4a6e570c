"""Slow twins from the papers, for what torch and optax lack or treat otherwise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gdsim import optimizers
from tests.reference import naive_optimizers as naive
from tests.reference.driver import trajectory
from tests.reference.objectives import OBJECTIVES
from tests.reference.trajectories import RELATIVE_TOLERANCE, STEPS


def on_arrays(function: str) -> Callable[[np.ndarray], np.ndarray]:
    return lambda p: np.array(OBJECTIVES[function].gradient(*p))


@pytest.mark.parametrize("function", OBJECTIVES)
@pytest.mark.parametrize(
    "settings",
    [
        {"lr": 4e-4, "beta": 0.9, "nu": 0.6, "weight_decay": 0.0},
        {"lr": 2e-4, "beta": 0.99, "nu": 0.9, "weight_decay": 0.2},
        {"lr": 6e-4, "beta": 0.5, "nu": 1.0, "weight_decay": 0.05},
    ],
)
def test_qhm_follows_its_paper(function: str, settings: dict[str, float]) -> None:
    objective = OBJECTIVES[function]
    expected = naive.qhm(on_arrays(function), objective.start, STEPS, **settings)
    definition = optimizers.catalogue()["qhm"]
    found = trajectory(definition, settings, objective.gradient, objective.start, STEPS)
    np.testing.assert_allclose(found, expected, rtol=RELATIVE_TOLERANCE)


@pytest.mark.parametrize("function", OBJECTIVES)
@pytest.mark.parametrize(
    "settings",
    [
        {"lr": 5e-3, "beta1": 0.9, "beta2": 0.99, "nu1": 0.8, "nu2": 1.0, "eps": 1e-6},
        {"lr": 2e-3, "beta1": 0.8, "beta2": 0.95, "nu1": 0.5, "nu2": 0.7, "eps": 1e-2},
        {"lr": 1e-2, "beta1": 0.95, "beta2": 0.98, "nu1": 1.0, "nu2": 0.9, "eps": 1e-3},
    ],
)
def test_qhadam_follows_its_paper(function: str, settings: dict[str, float]) -> None:
    settings = {**settings, "weight_decay": 0.1 * (settings["nu1"] < 1)}
    objective = OBJECTIVES[function]
    expected = naive.qhadam(on_arrays(function), objective.start, STEPS, **settings)
    definition = optimizers.catalogue()["qhadam"]
    found = trajectory(definition, settings, objective.gradient, objective.start, STEPS)
    np.testing.assert_allclose(found, expected, rtol=RELATIVE_TOLERANCE)


def test_qhadam_with_full_shares_is_adam() -> None:
    common = {"lr": 1e-2, "beta1": 0.8, "beta2": 0.97, "eps": 1e-3, "weight_decay": 0.1}
    start, gradient = OBJECTIVES["ellipse"].start, OBJECTIVES["ellipse"].gradient
    adam, qhadam = optimizers.catalogue()["adam"], optimizers.catalogue()["qhadam"]
    expected = trajectory(adam, common, gradient, start, 100)
    found = trajectory(qhadam, {**common, "nu1": 1.0, "nu2": 1.0}, gradient, start, 100)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("function", OBJECTIVES)
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
    settings = {"lr": 6e-4, "beta": 0.85, "weight_decay": 0.1}
    expected = naive.schedule_free_sgd(
        on_arrays(function),
        objective.start,
        STEPS,
        rates=[6e-4 * f for f in factors],
        beta=0.85,
        weight_decay=0.1,
    )
    definition = optimizers.catalogue()["schedule_free_sgd"]
    found = trajectory(definition, settings, objective.gradient, objective.start, STEPS, factors)
    np.testing.assert_allclose(found, expected, rtol=RELATIVE_TOLERANCE)


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
