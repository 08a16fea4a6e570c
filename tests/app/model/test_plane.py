"""The numbers of an experiment that can be turned, and the planes that two of them span."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.model.plane import (
    Area,
    Plane,
    Span,
    coordinate,
    finest,
    setting,
)
from gdsim.app.model.turnable import axes_of, turnables
from gdsim.base import assets
from gdsim.experiment.one_run import one_run

EXAMPLES = sorted(assets.path("experiments").glob("*.toml"))
FUNCTION = gd.Experiment(
    "rosenbrock",
    [gd.Momentum(lr=1e-3, momentum=0.8), gd.Adam(lr=[0.1, 0.2])],
    start=(-1.2, 1.0),
    schedule=gd.Cosine(min_factor=0.1),
    modifiers=[gd.ClipNorm(bound=3.0)],
    steps=30,
    noise=[0.0, 0.1],
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_of_any_experiment_one_run_is_left_and_each_number_can_be_turned(path) -> None:
    experiment = one_run(gd.Experiment.load(path))
    assert experiment.runs == 1
    for key, each in turnables(experiment).items():
        value = min(max(1.5 * each.value + 0.01, each.range.low), each.range.high)
        value = value if value in each.range else 0.5
        value = float(int(value)) if each.whole else value
        assert turnables(each.put(experiment, value, 0))[key].value == pytest.approx(value)
        low, high = each.home
        assert low < high, key
        assert not each.log or low > 0


def test_one_run_has_the_settings_of_its_optimizer_and_the_first_value_of_axes() -> None:
    second = one_run(FUNCTION, 1)
    assert second.optimizers == (gd.Adam(lr=0.1),)
    assert second.noise == 0.0
    assert second.starts == gd.Experiment("rosenbrock", "adam", start=(-1.2, 1.0)).starts


def test_a_number_is_put_into_the_optimizer_that_is_named() -> None:
    beta = turnables(one_run(FUNCTION, 1))["optimizer.beta1"]
    changed = beta.put(FUNCTION, 0.5, 1)
    assert changed.optimizers[0] == FUNCTION.optimizers[0]
    assert changed.optimizers[1].settings["beta1"] == 0.5


def test_other_schedules_stay_when_one_is_turned() -> None:
    both = FUNCTION.replace(schedule=[gd.Cosine(), gd.Linear()])
    factor = turnables(one_run(both))["schedule.min_factor"]
    assert factor.put(both, 0.2, 0).schedules == (gd.Cosine(min_factor=0.2), gd.Linear())


def test_the_axes_of_an_experiment_are_known_by_their_keys() -> None:
    experiment = FUNCTION.replace(
        objective=gd.Function("rosenbrock", b=[1, 2]),
        start=(gd.linspace(0.1, 0.2, 2), 1.0),
        lr=[0.1, 0.2],
    )
    assert set(axes_of(experiment)) == {"objective.b", "optimizer.lr", "noise", "start.x"}
    for key, axis in axes_of(experiment).items():
        assert turnables(one_run(experiment, 1))[key].value == axis.first


def test_windows_that_overlap_share_pixels() -> None:
    plane = Plane.of(one_run(FUNCTION), "start.x", "optimizer.momentum")
    first = plane.lattice(Area(Span(-2.0, 2.0), Span(0.1, 0.9)), 64)
    moved = plane.lattice(Area(Span(-1.9, 2.1), Span(0.1, 0.9)), 64)
    closer = plane.lattice(Area(Span(-1.0, 1.0), Span(0.1, 0.5)), 64)
    assert moved.x.step == first.x.step == 2 * closer.x.step
    assert len(np.intersect1d(first.x.middles, moved.x.middles)) >= 60
    for side in (first.x, first.y, moved.x):
        assert 64 <= side.count <= 2 * 64 + 2
    assert first.x.span.low <= -2.0 and first.x.span.high >= 2.0


@pytest.mark.parametrize(
    ("x", "y"),
    list(
        itertools.permutations(
            (
                "optimizer.lr",
                "optimizer.momentum",
                "start.x",
                "start.y",
                "schedule.min_factor",
                "noise",
            ),
            2,
        )
    ),
)
def test_it_is_known_which_setting_the_runs_go_along_first(x: str, y: str) -> None:
    plane = Plane.of(one_run(FUNCTION), x, y)
    columns, rows = np.array([0.1, 0.2, 0.3]), np.array([0.4, 0.5])
    runs = plane.runs(columns, rows)
    assert runs.shape == ((1, 2, 3) if plane.x_is_last else (1, 3, 2))
    own = list(runs.axes.values())
    assert own[-1 if plane.x_is_last else -2].tolist() == columns.tolist()


def test_coordinates_of_a_rate_are_its_logarithm() -> None:
    plane = Plane.of(one_run(FUNCTION), "optimizer.lr", "optimizer.momentum")
    assert plane.x.log and not plane.y.log
    assert coordinate(plane.x, 1e-3) == pytest.approx(-3)
    assert setting(plane.x, -3.0) == pytest.approx(1e-3)
    assert np.isnan(coordinate(plane.x, 0.0))
    assert plane.home.x.low == pytest.approx(-6) and plane.home.x.high == pytest.approx(0)


def test_the_settings_of_pixels_are_short_numbers_near_their_middles() -> None:
    plane = Plane.of(one_run(FUNCTION), "optimizer.lr", "optimizer.momentum")
    where = plane.lattice(plane.home, 192)
    columns, rows = plane.values(where)
    assert max(len(f"{each:g}") for each in columns) <= 10
    assert max(len(repr(float(each))) for each in rows) <= 10
    middles = where.x.middles, where.y.middles
    assert np.abs(np.log10(columns) - middles[0]).max() < 0.05 * where.x.step
    assert np.abs(rows - middles[1]).max() < 0.05 * where.y.step
    deep = plane.lattice(Area(Span(-3, -3 + 1e-13), Span(0.5, 0.5 + 1e-13)), 192)
    for settings in plane.values(deep):
        assert len(np.unique(settings)) > 100


def test_settings_that_the_method_does_not_allow_are_known() -> None:
    plane = Plane.of(one_run(FUNCTION), "optimizer.lr", "optimizer.momentum")
    where = plane.lattice(Area(Span(-3, -1), Span(-0.5, 1.5)), 16)
    columns, rows = plane.allowed(where)
    assert columns.all()
    assert [bool(v) for v in rows] == [v >= 0 for v in plane.values(where)[1]]


def test_the_end_of_zooming_in_is_known() -> None:
    assert not finest(Area(Span(0.3, 0.3 + 1e-9), Span(0, 1)))
    assert finest(Area(Span(0.3, 0.3 + 1e-14), Span(0, 1)))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_as_close_as_a_map_is_zoomed_neighbouring_pixels_are_different_runs(dtype) -> None:
    plane = Plane.of(one_run(FUNCTION.replace(dtype=dtype)), "optimizer.lr", "start.x")
    near = Area(Span(-2.5, -2.4), Span(-0.8, -0.7))
    width, height = plane.closest(near)
    area = Area(Span(-2.45, -2.45 + width), Span(-0.75, -0.75 + height))
    assert not finest(area)
    for settings in plane.values(plane.lattice(area, 192)):
        assert len(np.unique(settings.astype(dtype))) == len(settings) >= 192
    far = Area(area.x, Span(-0.75, -0.75 + height / 64))
    assert len(np.unique(plane.values(plane.lattice(far, 192))[1].astype(dtype))) < 192


def test_a_pixel_of_whole_numbers_covers_one_at_least() -> None:
    plane = Plane.of(one_run(FUNCTION), "schedule.warmup", "schedule.period")
    assert plane.home.x == Span(0, 30)
    where = plane.lattice(Area(Span(2.5, 6.5), Span(-3.0, 900.0)), 64)
    columns, rows = plane.values(where)
    assert columns.tolist() == [2, 3, 4, 5, 6] and where.x.step == 1
    assert where.y.step == 8 and (rows % 8 == 4).all()
    assert setting(plane.x, coordinate(plane.x, 5)) == 5
    run = plane.at(FUNCTION, columns[3], rows[40])
    assert run.schedules == (gd.Cosine(min_factor=0.1, warmup=5, period=int(rows[40])),)
    seeds = Plane.of(one_run(FUNCTION.replace(seed=100)), "seed", "optimizer.lr")
    assert seeds.home.x == Span(68, 132)
