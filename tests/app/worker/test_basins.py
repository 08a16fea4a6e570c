"""Basins of functions that state no minima: they are found where runs end."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.model.plane import Plane
from gdsim.app.worker import survey as module
from gdsim.app.worker.basins import learn, minima_of
from gdsim.app.worker.survey import Strips, survey
from gdsim.engine.verdict import Verdict
from gdsim.experiment.one_run import one_run
from gdsim.objectives.critical_points import minimum_near

KNOWN = gd.Function("himmelblau")


def basins(objective, monkeypatch) -> np.ndarray:
    monkeypatch.setattr(module, "FINE", 24)
    run = gd.Experiment(objective, gd.SGD(lr=0.01), start=(0.5, 0.5), steps=14)
    plane = Plane.of(one_run(run), "start.x", "start.y")
    *_, picture = survey(plane, plane.home, None, Strips(), lambda: True)
    return picture.basin


def test_basins_of_a_typed_function_are_those_of_the_same_one_that_states_its_minima(monkeypatch):
    typed = gd.Function("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", domain=KNOWN.domain)
    assert minima_of(typed) == ()
    found, stated = basins(typed, monkeypatch), basins(KNOWN, monkeypatch)
    places, minima = np.array(minima_of(typed)), np.array(KNOWN.minima)
    assert places.tolist() == sorted(places.tolist()) and len(places) == 4
    number = np.abs(places[:, None] - minima).max(axis=2).argmin(axis=1)
    np.testing.assert_allclose(places, minima[number], atol=1e-6)
    np.testing.assert_array_equal(np.append(number, -1)[found], stated)
    assert set(stated.ravel().tolist()) == {-1, 0, 1, 2, 3}


def test_a_map_of_other_settings_finds_the_minima_that_its_runs_end_at(monkeypatch):
    monkeypatch.setattr(module, "FINE", 24)
    typed = gd.Function("(x**2 + y - 11)**2 + (x + y**2 - 7)**2 + 0*x", domain=KNOWN.domain)
    pictures = []
    for objective in (typed, KNOWN):
        run = one_run(gd.Experiment(objective, gd.SGD(lr=0.01), start=(0.5, 0.5), steps=14))
        plane = Plane.of(run, "optimizer.lr", "start.y")
        *_, picture = survey(plane, plane.home, None, Strips(), lambda: True)
        minima = np.array([*minima_of(objective), (np.nan, np.nan)])
        pictures.append(minima[picture.basin])
    np.testing.assert_allclose(*pictures, atol=1e-6)
    assert np.isfinite(pictures[0]).any() and np.isnan(pictures[0]).any()


def test_minima_keep_their_numbers_and_what_moves_or_diverged_is_none():
    waves = gd.Function("cos(x) + 0.05*x**2 + y**2", domain=((-5, 5), (-2, 2)))
    learn(waves, np.array([[3.0, 0.01], [3.0, 0.02]]), np.array([Verdict.RUNNING] * 2))
    first = minima_of(waves)
    np.testing.assert_allclose(first, [[2.8523, 0]], atol=1e-3)
    ends = np.array([[-3.0, 0], [2.9, 0], [8.0, 0], [0.0, 0], [np.nan, 0]])  # 0 is a saddle
    lost = [Verdict.RUNNING, Verdict.RUNNING, Verdict.DIVERGED, Verdict.RUNNING, Verdict.RUNNING]
    learn(waves, ends, np.array(lost))
    np.testing.assert_allclose(minima_of(waves), [*first, (-2.8523, 0)], atol=1e-3)
    learn(waves, np.array([[8.6, 0.3], [-8.5, 0.1]]), np.array([Verdict.RUNNING] * 2))
    outside = np.array(minima_of(waves)[2:])  # of the domain, where runs end, too
    np.testing.assert_allclose(np.sin(outside[:, 0]), 0.1 * outside[:, 0], atol=1e-6)
    assert (np.abs(outside[:, 0]) > 7).all() and len(outside) == 2


def test_at_a_kink_a_run_that_has_converged_is_at_a_minimum():
    kinked = gd.Function("abs(x) + abs(y - 1)", domain=((-4, 4), (-4, 4)))
    ends = np.array([[0.0, 1.0], [2.0, -3.0]])
    learn(kinked, ends, np.array([Verdict.CONVERGED, Verdict.RUNNING]))
    assert minima_of(kinked) == ((0.0, 1.0),)


@pytest.mark.parametrize("offset", [0.3, -0.4])
def test_newtons_method_finds_a_minimum_of_three_variables_and_no_saddle(offset):
    three = gd.Function("(x**2 - 1)**2 + (y - 2*x)**2 + 3*(z + y)**2", domain=((-4, 4),) * 3)
    sign = np.sign(offset)
    place = minimum_near(three, (sign + offset, 2 * sign, -2 * sign), three.domain)
    np.testing.assert_allclose(place, (sign, 2 * sign, -2 * sign), atol=1e-6)
    assert minimum_near(three, (0.01, 0.0, 0.0), three.domain) is None  # the saddle between both
