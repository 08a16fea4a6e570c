"""Schedule-free methods are evaluated at their average, as in the authors' package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import xarray

import gdsim as gd
from gdsim.engine.backends import cpu
from gdsim.engine.verdict import Verdict
from tests.engine.programs import program
from tests.reference.objectives import OBJECTIVES
from tests.reference.schedule_free import CASES, published, warmed
from tests.reference.trajectories import STEPS, STORED, Case, data


def outcome(case: Case) -> cpu.Outcome:
    objective = OBJECTIVES[case.function]
    given = program(
        objective.text,
        case.optimizer,
        start=objective.start,
        settings=dict(case.settings),
        schedule_settings=dict(case.schedule_settings),
        steps=STEPS,
        record=("loss", "params", "gradient_point"),
        dtype="float64",
    )
    return cpu.run(given)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_points_and_losses_are_those_of_the_package_and_the_rule(case: Case) -> None:
    found, objective = outcome(case), OBJECTIVES[case.function]
    mine = [*(found.traces[n][0] for n in ("params", "gradient_point")), found.traces["loss"].T]
    stored = data("schedule_free_trajectories")[case.key]
    np.testing.assert_allclose(np.hstack(mine)[list(STORED)], stored, rtol=1e-10, atol=1e-13)
    x, y = published(
        case.optimizer,
        case.settings,
        lambda y: np.array(objective.gradient(*y)),
        objective.start,
        warmed(case.settings["lr"], case.schedule_settings["warmup"], STEPS),
    )
    np.testing.assert_allclose(mine[0], x, rtol=1e-10)
    np.testing.assert_allclose(mine[1], y, rtol=1e-10)
    np.testing.assert_allclose(found.params[0], x[-1], rtol=1e-10)
    np.testing.assert_allclose(found.gradient_point[0], y[-1], rtol=1e-10)
    assert (np.abs(x - y).max(axis=0) > 1e-6).all()  # or it shows nothing


Points = np.ndarray


@dataclass(frozen=True)
class Descent:
    """A function typed by hand, its slope, and where ScheduleFreeAdamW begins on it."""

    text: str
    value: Callable[[Points], Points]
    slope: Callable[[Points], Points]
    start: tuple[float, ...]

    def passed(self, steps: int) -> tuple[Points, Points]:
        """x and y before each update and behind the last, by the published rule."""
        return published("schedule_free_adamw", {}, self.slope, self.start, [0.05] * steps)

    def run(self, **changes: Any) -> xarray.Dataset:
        """What gdsim makes of it."""
        given = {"start": list(self.start), "dtype": "float64", "tolerance": 0.0, **changes}
        return gd.Experiment(self.text, gd.ScheduleFreeAdamW(lr=0.05), **given).run()

    def length(self, points: Points) -> Points:
        return np.linalg.norm(self.slope(points.T).T, axis=1)


BOWL = Descent(
    "x**2 + 50*y**2",
    lambda p: p[0] ** 2 + 50 * p[1] ** 2,
    lambda p: np.array([2 * p[0], 100 * p[1]]),
    (1.5, 1.0),
)
CLIFF = Descent("-x**2", lambda p: -(p[0] ** 2), lambda p: -2 * p, (0.1,))


def test_a_result_is_at_the_average() -> None:
    x, y = BOWL.passed(60)
    assert x[-1] == pytest.approx([0.307, 0.002], abs=5e-4)
    assert y[-1] == pytest.approx([0.228, -0.038], abs=5e-4)
    found = {name: values.values[0] for name, values in BOWL.run(steps=60).items()}
    expected = {
        "params": x[-1],
        "gradient_point": y[-1],
        "loss": BOWL.value(x[-1]),
        "best_loss": BOWL.value(x.T).min(),
        "grad_norm": BOWL.length(x)[-1],
    }
    for name, wanted in expected.items():
        np.testing.assert_allclose(found[name], wanted, rtol=1e-10, err_msg=name)


@pytest.mark.parametrize(
    ("descent", "bound", "verdict", "ends"),
    [
        (BOWL, {"target": 0.05}, "converged", lambda p: BOWL.value(p.T) <= 0.05),
        (BOWL, {"tolerance": 0.5}, "converged", lambda p: BOWL.length(p) <= 0.5),
        (CLIFF, {"limit": 9.0}, "diverged", lambda p: -CLIFF.value(p.T) > 9.0),
    ],
    ids=["target", "tolerance", "limit"],
)
def test_a_verdict_is_about_the_average(
    descent: Descent, bound: dict[str, float], verdict: str, ends: Callable[[Points], Points]
) -> None:
    x, y = descent.passed(400)
    stopped = int(np.argmax(ends(x)))
    assert 0 < stopped != int(np.argmax(ends(y)))
    result = descent.run(steps=400, **bound)
    assert result["steps"].item() == stopped
    assert str(Verdict(result["verdict"].item())) == verdict
    np.testing.assert_allclose(result["params"].values[0], x[stopped], rtol=1e-10)


def test_a_run_without_an_average_yet_stays_where_it_is() -> None:
    # While the rate is 0 there is nothing to average, and both points are the start, to the bit.
    result = gd.Experiment(
        BOWL.text,
        [gd.ScheduleFreeSGD(lr=0.01, beta=0.7), gd.ScheduleFreeAdamW(beta1=0.95)],
        start=[0.1, 1 / 3],
        schedule=gd.OneCycle(),
        record=["params", "gradient_point"],
        steps=3,
    ).run()
    for name in ("trace_params", "trace_gradient_point"):
        first = result[name].isel(step=0).values
        np.testing.assert_array_equal(first, np.float32([[0.1, 1 / 3]] * 2))
