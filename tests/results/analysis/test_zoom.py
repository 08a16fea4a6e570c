"""The next experiment towards an edge: it follows an edge that is known."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.axes import Linspace, Logspace

# Heavy ball on c x**2 / 2 with c = 30 diverges above the rate 2 (1 + momentum) / c.
BOWL = gd.Experiment(
    gd.Function("x**2*15", start=[1.0]),
    gd.Momentum(momentum=gd.linspace(0.0, 0.95, 17)),
    lr=gd.logspace(1e-3, 1.0, 24),
    steps=200,
    dtype="float64",
)


def beyond(experiment: gd.Experiment) -> np.ndarray:
    """Rates over the largest stable one, at the four corners."""
    momentum = experiment.optimizers[0].settings["momentum"]
    return np.divide.outer(np.array(experiment.lr.bounds), 2 * (1 + np.array(momentum.bounds)) / 30)


def test_each_zoom_is_four_times_narrower_and_keeps_the_edge_inside():
    wider = BOWL
    for _ in range(6):
        closer = gd.zoom(wider.run())
        old, new = (each.optimizers[0].settings["momentum"] for each in (wider, closer))
        assert isinstance(closer.lr, Logspace) and isinstance(new, Linspace)
        assert closer.shape == BOWL.shape
        assert np.ptp(np.log(closer.lr.bounds)) == pytest.approx(
            np.ptp(np.log(wider.lr.bounds)) / 4
        )
        assert np.ptp(new.bounds) == pytest.approx(np.ptp(old.bounds) / 4)
        assert old.low <= new.low and new.high <= old.high
        # Runs of 200 steps need to grow by 1e12 to have diverged.
        assert beyond(closer).min() < 1.08 and beyond(closer).max() > 1
        wider = closer


def test_an_axis_that_numbers_cannot_divide_further_is_refused():
    narrow = BOWL.replace(lr=gd.logspace(0.0981478135639, 0.0981478135640, 24))
    narrow = narrow.replace(optimizers=gd.Momentum(momentum=gd.linspace(0.45, 0.46, 17)))
    with pytest.raises(gd.SettingError, match=r"24 values of lr .* float64, and nothing"):
        for _ in range(10):
            narrow = gd.zoom(narrow.run())


def test_a_measure_has_its_edge_where_it_passes_a_number():
    result = BOWL.run()
    closer = gd.zoom(result, "steps", at=60.5, closer=8)
    steps = closer.run()["steps"].values
    assert (steps < 60.5).any() and (steps > 60.5).any()
    assert np.ptp(np.log(closer.lr.bounds)) == pytest.approx(np.log(1000) / 8)


def test_axes_of_starts_and_whole_numbers_are_narrowed_too():
    valley = gd.Experiment(
        gd.Function("x**4 - x**2 + y**2"),
        gd.SGD(lr=0.3),
        start=gd.grid(16, 16, domain=[(-4, 4), (-3, 3)]),
        steps=100,
    )
    closer = gd.zoom(valley.run())
    assert closer.dims == valley.dims and closer.shape == valley.shape
    assert np.ptp(closer.axes["start_x"]) == pytest.approx(2.0)
    with pytest.raises(gd.SettingError, match=r"16 values of start_. .* float32; float64 has more"):
        for _ in range(16):
            closer = gd.zoom(closer.run())
    warm = BOWL.replace(
        optimizers=gd.Momentum(), schedule=gd.Constant(warmup=[0, 40, 80, 120, 160, 200])
    )
    closer = gd.zoom(warm.run(), "loss", at=1e-3)
    warmup = closer.axes["warmup"]
    assert not np.any(warmup % 1) and np.ptp(warmup) == 50 and len(warmup) == 6


def test_what_has_no_edge_or_no_two_axes_is_said():
    with pytest.raises(gd.SettingError, match="no edge over momentum and lr"):
        gd.zoom(BOWL.replace(lr=gd.logspace(1e-5, 1e-4, 3), steps=3).run())
    with pytest.raises(gd.SettingError, match="two axes"):
        gd.zoom(BOWL.replace(lr=0.1).run())
    with pytest.raises(gd.SettingError, match="two axes"):
        gd.zoom(BOWL.replace(noise=[0.0, 1e-3]).run())
    with pytest.raises(gd.SettingError, match="losss is not in the result"):
        gd.zoom(BOWL.run(), "losss")


def test_seeds_count_by_their_most_common_outcome():
    noisy = BOWL.replace(noise=1e-3, seed=range(3), optimizers=[gd.Momentum(momentum=0.5)])
    noisy = noisy.replace(schedule=gd.Constant(warmup=[0, 8]))
    closer = gd.zoom(noisy.run(), x="lr", y="warmup")
    assert closer.seed == noisy.seed and 2 * 1.5 / 30 < closer.lr.high < 0.3
