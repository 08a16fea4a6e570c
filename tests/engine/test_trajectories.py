"""Compiled kernels take the steps of two references: an outside package and the published rule."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from gdsim.catalogue import optimizers, schedules
from gdsim.engine.backends import cpu
from tests.engine.programs import program
from tests.reference import naive_optimizers as naive
from tests.reference.driver import complete
from tests.reference.objectives import OBJECTIVES
from tests.reference.trajectories import CASES, STEPS, STORED, TOLERANCE, Case

# Those of whole weight matrices are compared in tests/networks.
ON_FUNCTIONS = {n: d for n, d in optimizers.catalogue().items() if not d.tensor}

# One formula of both functions, so that an optimizer is compiled once for all of its cases. The
# other function adds zeros, which changes no number.
ROSENBROCK, ELLIPSE = OBJECTIVES["rosenbrock"].text, OBJECTIVES["ellipse"].text
BOTH = f"a*({ROSENBROCK}) + (1 - a)*({ELLIPSE}); a = 1"
SHARE = {"rosenbrock": 1.0, "ellipse": 0.0}
COMPARED = [case for case in CASES if case.function in SHARE]
COMPARED += [case for case in CASES if case.function == "saddle"]


def by_kernel(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Where the compiled kernel takes the gradient at the stored steps, and its answers there."""
    objective = OBJECTIVES[case.function]
    given = program(
        BOTH if case.function in SHARE else objective.text,
        case.optimizer,
        start=objective.start,
        settings=dict(case.settings),
        parameters={"a": SHARE[case.function]} if case.function in SHARE else {},
        schedule=case.schedule,
        schedule_settings=dict(case.schedule_settings),
        steps=STEPS,
        record=("params", "gradient_point"),
        every=10,
        dtype="float64",
    )
    traces = cpu.run(given).traces
    return traces["gradient_point"][0], traces["params"][0]


def rates(case: Case, lr: float) -> list[float]:
    """The learning rate of every update."""
    schedule = schedules.catalogue()[case.schedule]
    settings = dict(case.schedule_settings)
    warmup = settings.pop("warmup", 0)
    known = complete(schedule, settings)
    return [lr * schedules.factor_at(schedule, t, STEPS, warmup, known) for t in range(STEPS)]


def by_rule(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Where the published rule takes the gradient at the stored steps, and its answers there."""
    objective = OBJECTIVES[case.function]
    settings = complete(optimizers.catalogue()[case.optimizer], case.settings)
    lrs = rates(case, settings.pop("lr"))
    if case.optimizer == "newton":
        settings["hessian"] = lambda p: np.array(objective.hessian(*p))
    rule = getattr(naive, case.optimizer)(np.array(objective.start), **settings)

    def gradient(p: np.ndarray) -> np.ndarray:
        return np.array(objective.gradient(*p))

    if case.averages:
        points, averages = naive.walk_and_average(rule, gradient, lrs)
        return points[list(STORED)], averages[list(STORED)]
    points = naive.walk(rule, gradient, lrs)[list(STORED)]
    return points, points


@pytest.mark.parametrize("case", COMPARED, ids=lambda case: case.key)
def test_kernel_takes_the_steps_of_an_outside_package(case: Case) -> None:
    np.testing.assert_allclose(by_kernel(case)[0], case.stored(), rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize("case", COMPARED, ids=lambda case: case.key)
def test_kernel_takes_the_steps_of_the_published_rule(case: Case) -> None:
    for found, expected in zip(by_kernel(case), by_rule(case), strict=True):
        np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize(
    "case", [case for case in COMPARED if case.averages], ids=lambda case: case.key
)
def test_answer_is_the_packages_average(case: Case) -> None:
    average = case.stored_average()
    np.testing.assert_allclose(by_kernel(case)[1], average, rtol=TOLERANCE, atol=TOLERANCE)
    assert np.abs(average - case.stored()).max() > 1e-3


@pytest.mark.parametrize("name", ON_FUNCTIONS)
def test_every_optimizer_has_both_references(name: str) -> None:
    mine = [case for case in COMPARED if case.optimizer == name]
    for function in SHARE:
        assert len({str(c.settings) for c in mine if c.function == function}) >= 3
    assert set(ON_FUNCTIONS[name].hyper) <= {n for case in mine for n in case.settings}
    rule = inspect.signature(getattr(naive, name)).parameters.values()
    taken = {p.name for p in rule if p.kind is p.KEYWORD_ONLY}
    assert taken | {"lr"} == set(ON_FUNCTIONS[name].hyper)
