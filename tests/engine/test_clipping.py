"""Clipping by norm keeps the direction and gives the asked length, however long a gradient is."""

import mpmath
import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.backends import cpu
from gdsim.engine.verdict import Verdict
from tests.engine.programs import cycle, program, same_as_naive

# Slopes of a plane, so long that their squares overflow in float32, in float64, or not at all.
LONG = {
    "float32": [(3.0, -4.0, 0.5), (3e19, -4e19, 1e3), (3e38, 3.1e38, -3.2e38), (1e30, 1e-30, 0.0),
                (0.0, 0.0, -2e25), (2e19, 1e19, 1e17), (1e-30, 2e-30, 3e-30)],
    "float64": [(3.0, -4.0, 0.5), (3e160, -4e160, 1e3), (1.7e308, 1.6e308, -1.5e308),
                (1e200, 1e-200, 0.0), (0.0, 0.0, -2e250), (1e154, 1e154, 1e152),
                (1e-200, 2e-200, 3e-200)],
}  # fmt: skip


def clipped(slopes, bound):
    """The gradient times bound / (norm + 1e-6) where that is below 1, in 50 digits."""
    with mpmath.workdps(50):
        g = [mpmath.mpf(float(x)) for x in slopes]
        scale = bound / (mpmath.sqrt(sum(x * x for x in g)) + mpmath.mpf(1e-6))
        return [float(x * min(scale, 1)) for x in g]


@pytest.mark.parametrize("dtype", LONG)
@pytest.mark.parametrize("bound", [0.75, 6.0, 3e18])
def test_a_gradient_whose_square_overflows_is_scaled_to_the_bound(dtype, bound):
    slopes = np.array(LONG[dtype], dtype)
    parameters = {name: cycle(*column) for name, column in zip("abc", slopes.T, strict=True)}
    given = program(
        "a*x + b*y + c*z; a = 1, b = 1, c = 1", start=(0.0, 0.0, 0.0), runs=len(slopes), steps=1,
        settings={"lr": 1.0}, parameters=parameters, clip_norm=bound, dtype=dtype,
    )  # fmt: skip
    found = cpu.run(given)
    expected = [clipped(row, bound) for row in slopes]
    few, least = 8 * np.finfo(dtype).eps, float(np.finfo(dtype).tiny)
    np.testing.assert_allclose(-found.params, expected, rtol=few, atol=least)
    same_as_naive(given, found, range(len(slopes)))


@pytest.mark.parametrize("dtype", LONG)
def test_neighbours_of_a_long_gradient_keep_their_bits(dtype):
    rng = np.random.default_rng(5)
    slopes = rng.normal(size=(150, 2))
    far = {"float32": 1e25, "float64": 1e200}[dtype]
    found = {}
    for name, first in (("alone", slopes[0]), ("beside", far * slopes[0])):
        rows = np.vstack([first, slopes[1:]])
        given = program(
            "a*x + b*y; a = 1, b = 1", start=(0.3, -0.2), runs=150, steps=9, dtype=dtype,
            parameters={"a": cycle(*rows[:, 0]), "b": cycle(*rows[:, 1])}, clip_norm=0.9,
            settings={"lr": 0.1}, noise=0.05, clip_value=far,
        )  # fmt: skip
        found[name] = cpu.run(given).params
    np.testing.assert_array_equal(found["alone"][1:], found["beside"][1:])
    assert np.isfinite(found["beside"]).all()


@pytest.mark.parametrize("dtype", LONG)
def test_a_function_of_one_variable_is_clipped_too(dtype):
    far = {"float32": 1e30, "float64": 1e250}[dtype]
    given = program(
        "a*x; a = 1", start=(0.0,), runs=2, steps=1, parameters={"a": cycle(far, -0.25)},
        settings={"lr": 0.5}, clip_norm=3.0, dtype=dtype,
    )  # fmt: skip
    found = cpu.run(given)
    np.testing.assert_allclose(found.params[:, 0], [-1.5, 0.125], rtol=1e-6)
    same_as_naive(given, found, range(2))


@pytest.mark.parametrize("dtype", LONG)
def test_a_network_whose_gradient_overflows_when_squared_is_clipped(dtype):
    scale = {"float32": 2.0**40, "float64": 2.0**290}[dtype]
    rng = np.random.default_rng(2)
    inputs, targets = rng.normal(size=(12, 3)) * scale, rng.normal(size=(12, 2)) * scale
    task = gd.Network(
        [3, 4, 2], activation="relu", loss="mae", data=gd.datasets.from_arrays(inputs, targets),
        init_seed=gd.linspace(0, 4, 5),
    )  # fmt: skip
    experiment = gd.Experiment(
        task, [gd.SGD()], lr=1.0, steps=1, dtype=dtype, clip_norm=1e3, limit=1e300
    )
    found = experiment.run()["params"].values.reshape(5, -1)
    for seed, params in enumerate(found):
        alone = task.replace(init_seed=seed)
        begun = alone.initial().ravel().astype(dtype).astype(float)
        slope = alone.gradient(begun).ravel()
        longest = np.abs(slope).max()
        unit = slope / longest / np.linalg.norm(slope / longest)
        np.testing.assert_allclose(params, begun - 1e3 * unit, rtol=2e-5, atol=1e-2)


@pytest.mark.parametrize("dtype", LONG)
def test_the_length_of_a_gradient_is_that_of_its_square(dtype):
    """Infinite and 0 where the square is; a tolerance is compared with that."""
    far, near = {"float32": (1e20, 1e-24), "float64": (1e160, 1e-170)}[dtype]
    given = program(
        "a*x + 1; a = 1", start=(0.0,), runs=3, steps=2, settings={"lr": 1e-300},
        parameters={"a": cycle(far, near, 3.0)}, tolerance=near * 1e-3, dtype=dtype,
    )  # fmt: skip
    found = cpu.run(given)
    np.testing.assert_array_equal(found.grad_norm, np.array([np.inf, 0, 3], dtype))
    assert [Verdict(each) == Verdict.CONVERGED for each in found.verdict] == [False, True, False]
    assert np.isfinite(found.loss).all()
