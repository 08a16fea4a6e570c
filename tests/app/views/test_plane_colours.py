"""Pictures of runs in colours: results on a scale, runs that diverged in a hue of their own."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.look.theme import DARK, LIGHT
from gdsim.app.model.plane import Cells, Lattice, Plane
from gdsim.app.views.plane_colours import Look, Scale, painted, scale
from gdsim.app.worker.survey import FAR, Picture
from gdsim.engine.verdict import Verdict
from gdsim.experiment.one_run import one_run

PLANE = Plane.of(
    one_run(gd.Experiment("himmelblau", "momentum", steps=1000)),
    "optimizer.lr",
    "optimizer.momentum",
)


def picture(loss, verdict=None, steps=None, basin=None, known=None) -> Picture:
    loss = np.array([loss], float)
    shape = loss.shape

    def or_all(values, value):
        return np.full(shape, value) if values is None else np.array([values])

    return Picture(
        PLANE,
        Lattice(Cells(0, shape[1], 1.0), Cells(0, 1, 1.0)),
        {"loss": loss},
        or_all(steps, 10),
        or_all(verdict, int(Verdict.RUNNING)),
        or_all(basin, 0),
        np.where(or_all(known, True), 0, FAR),
    )


def test_a_scale_is_logarithmic_where_results_are_spread_widely() -> None:
    assert scale(np.array([[1.0, 2.0, 3.0]])) == (pytest.approx((1.02, 2.98)), False)
    (low, high), log = scale(np.append(np.logspace(-6, 2, 1001), 0.0)[None])
    assert log and low == pytest.approx(-6, abs=0.1) and high == pytest.approx(2, abs=0.1)
    assert not scale(np.array([[-1.0, 1e-6, 100.0]]))[1]
    assert scale(np.full((1, 3), np.nan)) == ((0.0, 1.0), False)
    (low, high), _ = scale(np.full((1, 3), 7.0))
    assert low < 7 < high


def test_a_few_values_far_out_leave_the_scale_to_the_others() -> None:
    values = np.linspace(-0.02, 0.0, 950)  # of a function without a least value
    (low, high), log = scale(np.append(values, np.full(50, -1e7))[None])
    assert not log
    assert -0.1 < low < -0.02 and -1e-3 < high < 1e-3
    # most at one value: the others keep their colours
    (low, high), _ = scale(np.append(np.full(900, -0.02), np.linspace(0.5, 1, 100))[None])
    assert low == pytest.approx(-0.02) and high > 0.9


def test_rounding_is_no_difference_in_colour() -> None:
    values = -0.0247 + 3e-9 * np.linspace(-1, 1, 101)  # the last bits of float32
    (low, high), _ = scale(values[None])
    assert high - low > 0.5


def test_results_rise_along_the_scale_and_diverged_runs_are_not_on_it() -> None:
    lost = int(Verdict.DIVERGED)
    colours = painted(picture([1.0, 2.0, 3.0, np.inf], [0, 0, 0, lost]), "loss", LIGHT).colours[0]
    red, green, _, _ = colours[3]
    assert red > 3 * green
    greens = colours[:3, 1].astype(int)
    assert (np.diff(greens) > 0).all()  # viridis
    assert (colours[:, 3] == 255).all()


def test_runs_that_diverged_sooner_are_darker_whatever_the_picture() -> None:
    lost = [int(Verdict.DIVERGED)] * 3
    colours = painted(picture([np.inf] * 3, lost, [1, 50, 900]), "loss", LIGHT).colours[0]
    assert (np.diff(colours[:, :3].astype(int).sum(axis=1)) > 0).all()
    alone = painted(picture([1.0, np.inf], [0, lost[0]], [5, 50]), "steps", DARK).colours[0, 1]
    np.testing.assert_array_equal(alone, colours[1])


def test_what_has_not_run_is_transparent() -> None:
    colours = painted(picture([1.0, 2.0], known=[True, False]), "loss", LIGHT).colours[0]
    assert colours[:, 3].tolist() == [255, 0]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_basins_have_hues_of_their_own_and_slow_starts_are_paler(theme) -> None:
    result = painted(picture([0.0] * 4, steps=[5, 5, 900, 5], basin=[0, 1, 1, -1]), "basin", theme)
    assert result.scale is None
    first, second, slow, none = result.colours[0, :, :3].astype(int)
    assert np.abs(first - second).sum() > 100
    ground = np.array([int(theme.background[i : i + 2], 16) for i in (1, 3, 5)])
    assert np.abs(slow - ground).sum() < np.abs(second - ground).sum()
    assert np.abs(none - ground).sum() < 40


def test_verdicts_have_the_colours_of_their_words() -> None:
    codes = [int(each) for each in Verdict]
    colours = painted(picture([1.0] * len(codes), codes), "verdict", LIGHT).colours[0]
    for verdict, colour in zip(Verdict, colours, strict=True):
        assert "#{:02X}{:02X}{:02X}".format(*colour[:3]) == LIGHT.verdict(verdict)


def test_colours_under_something_else_are_paler() -> None:
    strong = painted(picture([1.0, 2.0]), "loss", LIGHT).colours[..., :3].astype(int)
    pale = painted(picture([1.0, 2.0]), "loss", LIGHT, share=0.5).colours[..., :3].astype(int)
    assert (pale >= strong).all() and (pale > strong).any()


def test_by_rank_every_colour_has_as_many_pixels_and_numbers_stand_beside_it() -> None:
    losses = 10.0 ** np.random.default_rng(4).uniform(-3, 60, 1000)
    ranked = Scale.of(losses, by_rank=True)
    heights, ranks = ranked.heights(losses), ranked.ranks
    np.testing.assert_allclose(np.sort(heights), np.arange(1000) / 999)
    np.testing.assert_array_equal(np.argsort(heights), np.argsort(losses))
    np.testing.assert_allclose(
        np.log10(ranks), np.quantile(np.log10(losses), np.linspace(0, 1, 5)), atol=0.5
    )
    result = Look("loss", LIGHT, by_rank=True).paint(picture(losses))
    assert len(np.unique(result.colours[0], axis=0)) > 250 and result.scale.ranks == ranks
    assert Scale.of(np.array([np.nan]), by_rank=True).ranks == ()
