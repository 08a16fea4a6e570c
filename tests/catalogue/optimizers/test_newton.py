"""Newton's step: exact where the Hessian is positive definite, downhill everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.catalogue import optimizers


def step(p, g, h, lr=1.0, damping=0.0, floor=1e-9) -> np.ndarray:
    p, g, h = list(p), list(g), list(np.ravel(h))
    optimizers.catalogue()["newton"].step(len(p), p, g, h, lr, damping, floor)
    return np.array(p)


@pytest.mark.parametrize("n", range(1, 9))
def test_full_step_lands_on_the_minimum_of_a_parabola(n: int) -> None:
    random = np.random.default_rng(n)
    root = random.normal(size=(n, n + 3))
    h, minimum, p = root @ root.T, random.normal(size=n), random.normal(size=n)
    np.testing.assert_allclose(step(p, h @ (p - minimum), h), minimum, rtol=1e-9)


@pytest.mark.parametrize("n", range(1, 9))
def test_damping_is_added_to_the_diagonal(n: int) -> None:
    random = np.random.default_rng(n)
    root = random.normal(size=(n, n + 3))
    h, g, p = root @ root.T, random.normal(size=n), random.normal(size=n)
    expected = p - 0.7 * np.linalg.solve(h + 2.5 * np.eye(n), g)
    np.testing.assert_allclose(step(p, g, h, lr=0.7, damping=2.5), expected, rtol=1e-9)


@pytest.mark.parametrize("n", range(1, 9))
def test_direction_is_downhill_for_any_hessian(n: int) -> None:
    random = np.random.default_rng(100 + n)
    for _ in range(50):
        raw = random.normal(size=(n, n))
        g = random.normal(size=n)
        assert (step(np.zeros(n), g, raw + raw.T, damping=1e-3, floor=1e-2) @ g) < 0


def test_zero_hessian_gives_a_finite_step() -> None:
    np.testing.assert_allclose(step([1.0, 2.0], [3.0, -1.0], np.zeros(4), floor=0.5), [-5.0, 4.0])


def test_nan_in_the_hessian_spoils_the_step() -> None:
    assert np.isnan(step([1.0, 2.0], [3.0, -1.0], [np.nan, 0.0, 0.0, 1.0])).any()


def test_newton_leaves_a_saddle_that_plain_newton_would_enter() -> None:
    # x^2 - y^2: Newton's own step jumps onto the saddle at 0.
    h = np.diag([2.0, -2.0])
    p = np.array([1.0, 0.1])
    np.testing.assert_allclose(step(p, h @ p, h), [0.0, 0.2])
