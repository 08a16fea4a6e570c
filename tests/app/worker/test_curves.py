"""What runs do besides their loss, against the same worked out from headless runs."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.worker.curves import POINTS, are_one_apart, measured, stability
from gdsim.app.worker.recording import recorded
from gdsim.app.worker.scene import thinned
from gdsim.catalogue.stability import stable_rate
from gdsim.experiment.session import Session

STEPS = 60


@pytest.fixture(scope="module")
def experiment():
    """Two methods with a stable rate, one without, under a schedule."""
    return gd.Experiment(
        gd.Function("rosenbrock", b=20),
        [gd.SGD(), gd.Momentum(lr=5e-4), "adam"],
        start=(-1.1, 0.7), lr=1e-3, steps=STEPS, schedule="cosine", dtype="float64",
    )  # fmt: skip


def ended(experiment):
    """The scene of an experiment's end."""
    session = Session(recorded(experiment))
    session.advance(experiment.steps)
    optimizers = len(experiment.optimizers)
    return thinned(session, session.snapshot(), tuple(range(optimizers)))


@pytest.fixture(scope="module")
def scene(experiment):
    return ended(experiment)


@pytest.fixture(scope="module")
def headless(experiment):
    """The points of the runs, (3, STEPS + 1, 2)."""
    runs = experiment.replace(record=("params",), every=1).run()
    return np.stack([runs["trace_params"].isel(optimizer=i).values.squeeze() for i in range(3)])


def test_distances_and_gradient_norms_are_those_of_the_points(experiment, scene, headless):
    objective = experiment.objective
    (minimum,) = objective.minima
    wanted = np.linalg.norm(headless - minimum, axis=-1)
    np.testing.assert_allclose(measured(scene, "distance").bands[:, 1], wanted, rtol=1e-12)
    norms = np.array([np.linalg.norm(objective.gradient(path), axis=1) for path in headless])
    np.testing.assert_allclose(measured(scene, "gradient").bands[:, 1], norms, rtol=1e-9)


def test_the_effective_rate_of_plain_descent_is_its_scheduled_rate(scene, headless):
    curves = measured(scene, "rate")
    wanted = 1e-3 * (1 + np.cos(np.pi * np.arange(STEPS) / STEPS)) / 2
    np.testing.assert_allclose(curves.bands[0, 1, :-1], wanted, rtol=1e-6)
    assert np.isnan(curves.bands[..., -1]).all()  # no step begins at the end
    lengths = np.linalg.norm(np.diff(headless, axis=1), axis=-1)
    steps = measured(scene, "step")
    np.testing.assert_allclose(steps.bands[:, 1, :-1], lengths, rtol=1e-12)
    assert are_one_apart(scene) and len(steps.until(7).slots) == 8


def test_stability_is_the_rate_over_the_methods_own_bound(experiment, scene, headless):
    *first, last = stability(scene, lambda: True)
    assert len(first) == 2 and not first[0].is_whole and last.is_whole
    assert last.unbound == (2,) and np.isnan(last.bands[2]).all()
    factors = (1 + np.cos(np.pi * np.arange(STEPS + 1) / STEPS)) / 2
    for index, lr in enumerate((1e-3, 5e-4)):
        for step in (0, 9, 44):
            sharpness = experiment.objective.sharpness([headless[index, step]])[0]
            bound = stable_rate(experiment.optimizers[index], sharpness)
            share = last.bands[index, 1, list(last.slots).index(step)]
            assert share == pytest.approx(lr * factors[step] / bound, rel=1e-6)


def test_stability_ends_once_it_is_not_wanted(scene):
    assert list(stability(scene, lambda: False)) == []


def bowl(rates):
    """Descent in a bowl, a run for each rate, at its end."""
    bottom = gd.Function("x^2 + 4*y^2")
    return ended(gd.Experiment(bottom, [gd.SGD()], start=(1.0, 1.0), steps=300, lr=rates))


def test_of_many_runs_there_are_bands_and_a_bounded_number_of_points():
    scene = bowl(gd.linspace(0.01, 0.24, 24))
    (curves,) = stability(scene, lambda: True)
    assert len(curves.slots) * 10 <= POINTS
    low, middle, high = curves.bands[0, :, 0]  # 8 lr / 2, of ten of the rates
    assert 4 * 0.01 <= low < middle < high <= 4 * 0.24
    steps = measured(scene, "step").bands[0]
    assert (steps[0, :-1] <= steps[1, :-1]).all() and (steps[1, :-1] <= steps[2, :-1]).all()


def test_a_stopped_run_counts_with_its_last_value_and_a_diverged_one_as_infinite():
    scene = bowl([0.1, 0.1, 5.0])
    gradient = measured(scene, "gradient").bands[0]
    assert np.isinf(gradient[2, -1]) and np.isfinite(gradient[0]).all()
    assert np.isfinite(measured(scene, "rate").bands[0, :, :-1]).all()
