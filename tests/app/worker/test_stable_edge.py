"""The edge of stability on maps: where pixels turn diverged, and where the formulas say."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.model.plane import Area, Plane, Span, coordinate
from gdsim.app.worker import survey as module
from gdsim.app.worker.edges import edge_area
from gdsim.app.worker.stable_edge import stable_edge
from gdsim.app.worker.survey import Strips, survey
from gdsim.engine.verdict import Verdict
from gdsim.experiment.one_run import one_run

BOWL = one_run(
    gd.Experiment(
        gd.Function("quadratic", condition=30.0),
        gd.Momentum(lr=0.03, momentum=0.4),
        steps=1500,
        dtype="float64",
    )
)


def edge_of(plane, area=None):
    return stable_edge(plane, area or plane.home, lambda: True)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("optimizer.lr", "optimizer.momentum"),
        ("objective.condition", "optimizer.lr"),
        ("objective.condition", "optimizer.momentum"),
        ("optimizer.lr", "start.x"),
    ],
)
def test_on_a_quadratic_pixels_diverge_beyond_the_edge_and_not_before(monkeypatch, x, y):
    monkeypatch.setattr(module, "FINE", 24)
    plane = Plane.of(BOWL, x, y)
    *_, picture = survey(plane, plane.home, None, Strips(), lambda: True)
    edge = edge_of(plane)
    assert edge.why_not == "" and edge.at_minimum
    lattice = picture.lattice
    lost = picture.verdict == Verdict.DIVERGED
    sides = lost[:, 1:] != lost[:, :-1], lost[1:] != lost[:-1]
    # Every border between pixels is next to the line, and every place of the line to a border.
    known = np.isfinite(edge.x) & np.isfinite(edge.y)
    fine = np.linspace(0, known.sum() - 1, 4000)
    line = [np.interp(fine, np.arange(known.sum()), part[known]) for part in (edge.x, edge.y)]
    at = np.stack([line[0] / lattice.x.step, line[1] / lattice.y.step], axis=-1)
    corner, borders = np.array([lattice.x.first, lattice.y.first]), []
    for between, middle in zip(sides, ((1, 0.5), (0.5, 1)), strict=True):
        borders.append(np.argwhere(between)[:, ::-1] + corner + middle)
    apart = np.abs(np.concatenate(borders)[:, None] - at[None]).max(axis=2)
    inside = ((at > corner + 1) & (at < corner + np.array(lost.shape)[::-1] - 1)).all(axis=1)
    assert inside.any() and apart.min(axis=1).max() < 1.5 and apart[:, inside].min(axis=0).max() < 2
    # What the formula has beyond the edge diverges, and what it has before it does not.
    named = {"optimizer.lr": 0.03, "optimizer.momentum": 0.4, "objective.condition": 30.0}
    columns, rows = plane.values(lattice)
    named |= {x: columns, y: rows[:, None]}
    bound = 2 * (1 + named["optimizer.momentum"]) / named["objective.condition"]
    beyond = np.broadcast_to(named["optimizer.lr"] / bound, lost.shape)
    is_run = picture.verdict != Verdict.RUNNING
    assert lost[is_run & (beyond > 1.3)].all() and not lost[is_run & (beyond < 0.98)].any()
    assert (is_run & (beyond > 1.3)).any() and (is_run & (beyond < 0.98)).any()


@pytest.mark.parametrize("pixels", [3, 12])
def test_a_coarse_picture_has_its_busiest_edge_too(pixels):
    plane = Plane.of(BOWL, "optimizer.lr", "optimizer.momentum")
    *_, picture = survey(plane, plane.home, None, Strips(), lambda: True, pixels)
    assert max(picture.lattice.shape) < 2 * pixels + 2
    area, home = edge_area(picture), plane.home
    assert area.x.width < home.x.width and home.x.low < area.x.low < home.x.high


def test_the_edge_is_where_the_formula_of_momentum_has_it():
    plane = Plane.of(BOWL, "optimizer.momentum", "optimizer.lr")
    edge = edge_of(plane)
    expected = [coordinate(plane.y, 2 * (1 + momentum) / 30) for momentum in edge.x]
    np.testing.assert_allclose(edge.y, expected, atol=1e-6)
    assert edge.curvature == (30.0, 30.0)
    both = Plane.of(BOWL, "objective.condition", "optimizer.momentum")
    edge = edge_of(both)
    np.testing.assert_allclose(2 * (1 + edge.y) / 10**edge.x, 0.03, rtol=2e-3)


def test_a_network_has_its_edge_at_the_curvature_of_its_start():
    objective = gd.Network([2, 3, 1], data=gd.datasets.circle(samples=40), loss="mse")
    experiment = one_run(gd.Experiment(objective, gd.SGD(lr=0.1), steps=5))
    edge = edge_of(Plane.of(experiment, "optimizer.lr", "noise"))
    sharpness = objective.sharpness([objective.initial()])[0]
    assert not edge.at_minimum and edge.curvature[0] == pytest.approx(sharpness)
    np.testing.assert_allclose(10**edge.x, 2 / sharpness, rtol=1e-6)


def test_where_there_is_no_edge_it_is_said_why():
    adam = one_run(gd.Experiment("rosenbrock", "adam", steps=5))
    assert edge_of(Plane.of(adam, "optimizer.lr", "optimizer.beta1")).why_not
    plane = Plane.of(BOWL, "optimizer.lr", "optimizer.momentum")
    deep = Area(Span(-1.0, -1.0 + 1e-9), Span(0.4, 0.4 + 1e-9))
    assert "nine digits" in edge_of(plane, deep).why_not
    assert stable_edge(plane, plane.home, lambda: False) is None
