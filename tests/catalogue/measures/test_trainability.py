"""Trainability as published: one number per run, below 0 where training converged."""

import numpy as np
import pytest

from gdsim.catalogue.measures.trainability import DEFINITION, measure

NAN, INF = float("nan"), float("inf")


def published(losses):
    """The measure of the notebook of Sohl-Dickstein 2024, written for one run."""
    values = np.array([value if np.isfinite(value) else 1e6 for value in losses])
    values = np.minimum(values / values[0], 1e6)
    if np.mean(values[-20:]) < 1:
        return -np.sum(values)
    return np.sum(1 / values)


def test_it_is_the_published_measure():
    random = np.random.default_rng(3)
    walks = np.exp(np.cumsum(random.normal(0, 0.2, size=(60, 57)), axis=1))
    walks[5:20, 30:] = NAN
    walks[20:25, 33:] = INF
    walks[25:30] = np.exp(np.linspace(0, 700, 57))  # beyond the cap long before the end
    found = measure(walks, np.zeros(60, dtype=bool))
    np.testing.assert_allclose(found, [published(row) for row in walks], rtol=1e-13)
    assert (found < 0).any() and (found > 0).any()


@pytest.mark.parametrize(
    ("losses", "converged", "expected"),
    [
        ([2, 1, 0.5, NAN, NAN], True, -(1 + 0.5 + 0.25 * 3)),  # keeps its last loss
        ([2, 1, 0.5, NAN, NAN], False, 1 + 2 + 4 + 2 * 2e-6),  # 1e6 is 5e5 times its first loss
        ([2, NAN, NAN], True, 1 + 1 + 1),
        ([2, 2, 2, 2], False, 4),  # what stands still has not converged
        ([NAN, NAN], False, 2),
        ([1, 1e9], False, 1 + 1e-6),
        ([0, 0, 0], True, 0),
    ],
)
def test_runs_that_stopped(losses, converged, expected):
    found = measure(np.array([losses, losses]), np.array([converged, not converged]))
    assert found[0] == pytest.approx(expected, rel=1e-12)


def test_only_the_last_twenty_steps_say_whether_it_converged():
    falls_late = np.array([[1.0] + [5.0] * 30 + [0.5] * 20])
    rises_late = np.array([[1.0] + [0.5] * 30 + [5.0] * 20])
    assert measure(falls_late, np.zeros(1, bool))[0] == -(1 + 150 + 10)
    assert measure(rises_late, np.zeros(1, bool))[0] == pytest.approx(1 + 60 + 4)


def test_sums_are_taken_step_by_step():
    """The same bits whatever the memory's layout and however many runs there are."""
    losses = np.random.default_rng(0).random((50, 999)).astype(np.float32) + 0.5
    converged = np.zeros(50, dtype=bool)
    found = measure(losses, converged)
    assert found.tobytes() == measure(np.asfortranarray(losses), converged).tobytes()
    assert found[7:9].tobytes() == measure(losses[7:9], converged[7:9]).tobytes()
    for run in range(50):
        values = losses[run].astype(np.float64) / np.float64(losses[run, 0])
        fell = values[-20:].mean() < 1
        total = 0.0
        for value in values:
            total += value if fell else 1 / value
        assert found[run] == (-total if fell else total)
    assert losses.dtype == np.float32 and DEFINITION.function is measure
