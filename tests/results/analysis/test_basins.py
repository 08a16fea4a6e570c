"""Basins and iterations against descent in plain numpy, and against formulas."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.engine.verdict import Verdict
from gdsim.results.analysis import basins, iterations

GRID = gd.Experiment("himmelblau", "sgd", lr=0.01, start=gd.grid(17, 11), steps=150)


def descended(x, y, rate, steps):
    """Gradient descent on Himmelblau's function, its gradient written out by hand."""
    for _ in range(steps):
        one, other = x**2 + y - 11, x + y**2 - 7
        x, y = x - rate * (4 * x * one + 2 * other), y - rate * (2 * one + 4 * y * other)
    return x, y


def test_each_start_leads_where_descent_by_hand_leads():
    data = basins(GRID.run())
    minima = gd.Function("himmelblau").minima
    reached = data["reached"].sel(optimizer="SGD")
    assert reached.dims == ("start_y", "start_x") and reached.shape == (11, 17)
    for x in data["start_x"].values:
        for y in data["start_y"].values:
            end = descended(x, y, 0.01, 150)
            far = [max(abs(end[0] - a), abs(end[1] - b)) / 10 for a, b in minima]
            expected = int(np.argmin(far)) if min(far) <= 0.02 else len(minima)
            assert reached.sel(start_x=x, start_y=y) == expected
    assert set(np.unique(reached)) >= {0, 1, 2, 3}


def test_the_shares_are_those_of_the_outcomes():
    data = basins(GRID.replace(lr=[0.01, 0.04]).run())
    assert data["reached"].dims == ("optimizer", "lr", "start_y", "start_x")
    names = [str(each) for each in data["outcome"].values]
    assert names[:2] == ["(-3.78, -3.28)", "(-2.81, 3.13)"]
    for lr in (0, 1):
        codes = data["reached"].values[0, lr]
        expected = [(codes == code).mean() for code in range(6)]
        np.testing.assert_allclose(data["share"].values[0, lr], expected)
    assert data["share"].sel(outcome="diverged").values[0, 1] > 0.1
    chosen = basins(GRID.replace(lr=[0.01, 0.04]).run(), select={"lr": 0.039})
    np.testing.assert_array_equal(chosen["reached"].values[0], data["reached"].values[0, 1])


def test_drawn_starts_are_told_of_one_by_one():
    result = GRID.replace(start=gd.uniform(25, seed=3)).run()
    data = basins(result)
    assert data["reached"].dims == ("optimizer", "start")
    for x, y, code in zip(data["start_x"], data["start_y"], data["reached"].values[0], strict=True):
        end = descended(float(x), float(y), 0.01, 150)
        far = [np.hypot(end[0] - a, end[1] - b) for a, b in gd.Function("himmelblau").minima]
        assert code == np.argmin(far)


def test_runs_that_are_missing_belong_to_no_basin():
    result = GRID.run()
    done = np.arange(17 * 11).reshape(1, 11, 17) % 3 > 0
    data = basins(result.assign(done=(result["verdict"].dims, done)))
    whole = basins(result)
    np.testing.assert_array_equal(data["reached"], np.where(done, whole["reached"], -1))
    assert data["share"].sum() == pytest.approx(1.0)


def test_iterations_on_a_parabola_are_those_of_the_formula():
    rate, tolerance = 0.03, 1e-3
    experiment = gd.Experiment(
        "parabola", "sgd", lr=rate, start=gd.grid(31), steps=120, tolerance=tolerance
    )
    data = iterations(experiment.run())
    starts = data["start_x"].values
    with np.errstate(divide="ignore"):
        turns = np.log(tolerance / np.abs(2 * starts)) / np.log(1 - 2 * rate)
    expected = np.maximum(np.ceil(turns), 0)
    found = data["iterations"].values[0]
    late = expected > 120
    assert late.any() and not late.all()
    np.testing.assert_array_equal(np.isnan(found), late)
    np.testing.assert_array_equal(found[~late], expected[~late])
    assert data["converged"].item() == pytest.approx((~late).mean())
    assert (data["verdict"].values[0][late] != Verdict.CONVERGED).all()


def test_basins_of_a_typed_function_are_those_of_the_same_one_that_states_its_minima():
    known = gd.Function("himmelblau")
    typed = gd.Function("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", domain=known.domain)
    result = GRID.replace(objective=typed).run()
    done = np.arange(17 * 11).reshape(1, 11, 17) % 5 > 0
    data = basins(result.assign(done=(result["verdict"].dims, done)))
    minima = sorted(known.minima)
    np.testing.assert_allclose(data["minima"], minima, atol=1e-6)
    stated = basins(GRID.run())
    order = [*(minima.index(each) for each in known.minima), 4, 5]  # the same numbers
    expected = np.where(done, np.array(order)[stated["reached"].values], -1)
    np.testing.assert_array_equal(data["reached"], expected)


@pytest.mark.parametrize(
    ("experiment", "words"),
    [
        (GRID.replace(start=(1.0, 2.0)), "begin at the same point"),
        (gd.Experiment("x + 2*y", "sgd", start=gd.grid(3, 3), steps=5), "none are near where runs"),
    ],
)
def test_what_has_no_basins_is_refused(experiment, words):
    with pytest.raises(SettingError, match=words):
        basins(experiment.run())


def test_a_result_without_parameters_is_refused():
    with pytest.raises(SettingError, match="kept no parameters"):
        basins(GRID.run().drop_vars("params"))
