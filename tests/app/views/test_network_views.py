"""The drawn data of networks and of maps of runs, computed without a window."""

from types import SimpleNamespace

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.look.theme import DARK, LIGHT, pale_colours, value_colours
from gdsim.app.views.legend import ticks
from gdsim.app.views.numbers import axis_title, coordinates, run_words, story
from gdsim.app.views.pixels import named_places, pixels, scale_of, several
from gdsim.app.views.surface import (
    FINER,
    MOST_POINTS,
    blended,
    box_of,
    coloured,
    ends_of,
    finer,
    fit,
    samples,
    shares_of,
    surface,
)
from gdsim.app.worker.focus import STAYS, Wanted, picked
from gdsim.app.worker.frame import State
from gdsim.app.worker.recording import SLOTS, recorded
from gdsim.app.worker.scene import Scene
from gdsim.engine.verdict import Verdict

BLUE, ORANGE, WHITE = np.array([0.0, 114, 178]), np.array([230.0, 159, 0]), np.full(3, 255.0)


class TestShares:
    def test_one_output_is_the_share_of_class_1(self, network):
        shares = shares_of(network(), np.array([[0.0], [0.3], [1.0]]))
        np.testing.assert_allclose(shares[:, 1], [0, 0.3, 1])
        np.testing.assert_allclose(shares.sum(axis=1), 1)

    def test_targets_of_minus_one_and_one_have_their_border_at_0(self, network):
        shares = shares_of(network(loss="hinge"), np.array([[-3.0], [-1], [0], [0.5], [9]]))
        np.testing.assert_allclose(shares[:, 1], [0, 0, 0.5, 0.75, 1])

    def test_several_outputs_are_cut_and_divided_by_their_sum(self, network):
        several_ = network(layers=[2, 4, 2], loss="mse")
        shares = shares_of(several_, np.array([[0.2, 0.6], [-1, 0.5], [-1, -2]]))
        np.testing.assert_allclose(shares, [[0.25, 0.75], [0, 1], [0.5, 0.5]])

    def test_shares_behind_a_softmax_stay_as_they_are(self, network):
        softmax = network(layers=[2, 4, 2], loss="cross_entropy")
        given = np.array([[0.1, 0.9], [0.75, 0.25]])
        np.testing.assert_allclose(shares_of(softmax, given), given)


class TestBlending:
    def test_the_surer_the_stronger_and_the_border_is_nearly_the_ground(self):
        colours = np.stack([BLUE, ORANGE])
        picture = blended(np.array([[0.0, 1.0], [0.25, 0.75], [0.5, 0.5]]), colours, WHITE)
        np.testing.assert_array_equal(picture[0, :3], np.round(0.55 * ORANGE + 0.45 * WHITE))
        away = np.abs(picture[:, :3].astype(float) - 255).sum(axis=1)
        assert away[0] > away[1] > away[2] and (picture[:, 3] == 255).all()
        np.testing.assert_allclose(picture[2, :3], 0.04 * (BLUE + ORANGE) + 0.92 * WHITE, atol=0.51)

    def test_no_number_is_see_through(self):
        picture = blended(np.array([[np.nan, np.nan], [1, 0]]), np.stack([BLUE, ORANGE]), WHITE)
        assert picture[:, 3].tolist() == [0, 255]
        assert coloured(np.array([np.nan, 0.0]), (0, 1), value_colours())[:, 3].tolist() == [0, 255]

    def test_values_are_looked_up_between_the_ends(self):
        table = value_colours()
        picture = coloured(np.array([-9.0, 2, 3, 4, 9]), (2.0, 4.0), table)
        np.testing.assert_array_equal(picture, table[[0, 0, 127, 255, 255]])

    @pytest.mark.parametrize("theme", [LIGHT, DARK])
    def test_marks_stand_out_on_the_surface_of_their_own_colour(self, theme):
        away = np.abs(pale_colours(theme)[:, :3].astype(float) - value_colours()[:, :3])
        assert away.sum(axis=1).min() > 45


def test_the_finer_grid_has_the_coarse_one_in_it_and_is_linear_between():
    xs, ys = np.meshgrid(np.arange(5.0), np.arange(4.0))
    coarse = np.stack([3 * xs - 2 * ys, xs * ys], axis=-1)
    fine = finer(coarse)
    assert fine.shape == (3 * FINER + 1, 4 * FINER + 1, 2)
    np.testing.assert_array_equal(fine[::FINER, ::FINER], coarse)
    x, y = np.meshgrid(np.linspace(0, 4, 4 * FINER + 1), np.linspace(0, 3, 3 * FINER + 1))
    np.testing.assert_allclose(fine[..., 0], 3 * x - 2 * y, atol=1e-12)
    np.testing.assert_allclose(fine[..., 1], x * y, atol=1e-12)


class Linear:
    """A network without its kernels: outputs are a formula of the raw inputs."""

    def __init__(self, data, formula, goal):
        self.data, self.formula, self.goal = data, formula, goal

    def outputs(self, params, points, dtype):
        assert dtype == "float32"
        return self.formula(points)


def test_the_border_is_where_both_classes_have_the_same_share():
    goal = SimpleNamespace(midpoint=0.5, marks="bits")
    shape = Linear(
        SimpleNamespace(classes=("a", "b")), lambda p: 0.5 + 0.05 * (p[:, :1] - 1.25), goal
    )
    drawn = surface(shape, np.zeros(1), (-2.0, 3.0, -1.0, 1.0), "float32", 21)
    border = drawn.border[np.isfinite(drawn.border).all(axis=1)]
    np.testing.assert_allclose(border[:, 0], 1.25, atol=1e-9)
    assert np.ptp(border[:, 1]) == pytest.approx(2.0)
    assert drawn.outputs.shape == (20 * FINER + 1, 20 * FINER + 1, 2)


def test_three_classes_have_a_border_each():
    goal = SimpleNamespace(midpoint=0.5, marks="classes")

    def thirds(points):
        place = np.digitize(points[:, 0], [-0.5, 0.5])
        return 0.1 + 0.7 * np.eye(3)[place]

    shape = Linear(SimpleNamespace(classes=("a", "b", "c")), thirds, goal)
    border = surface(shape, np.zeros(1), (-1.0, 1.0, -1.0, 1.0), "float32", 40).border
    xs = border[np.isfinite(border).all(axis=1), 0]
    assert set(np.round(xs, 1)) == {-0.5, 0.5}


def test_values_are_drawn_of_the_first_output():
    data = SimpleNamespace(classes=())
    shape = Linear(data, lambda p: np.stack([p[:, 0] * p[:, 1], p[:, 0]], axis=1), None)
    drawn = surface(shape, np.zeros(1), (0.0, 2.0, 0.0, 3.0), "float32", 4)
    assert drawn.outputs[-1, -1].tolist() == [6.0] and not len(drawn.border)


def test_of_two_classes_one_input_has_one_curve_and_no_number_is_a_gap():
    goal = SimpleNamespace(midpoint=0.0, marks="signs")
    formula = lambda p: np.where(p > 1, np.nan, p)  # noqa: E731
    curve = fit(
        Linear(SimpleNamespace(classes=("a", "b")), formula, goal), None, (-2, 2), "float32"
    )
    assert curve.y.shape == (400, 1) and curve.y[0, 0] == 0.0
    np.testing.assert_array_equal(np.isnan(curve.y[:, 0]), curve.x > 1)


def test_many_samples_are_thinned_evenly():
    data = gd.datasets.plane(samples=4000, test=0.05)
    train, test = samples(data, False), samples(data, True)
    assert len(train.points) == MOST_POINTS and len(test.points) == 200
    np.testing.assert_array_equal(train.points[[0, -1]], data.raw_inputs[[0, -1]])
    assert not len(samples(gd.datasets.plane(samples=10, test=0.0), True).points)


def test_the_box_and_the_ends_hold_all_samples():
    data = gd.datasets.plane(samples=50, test=0.3)
    left, right, bottom, top = box_of(data)
    for points in (data.raw_inputs, data.raw_test_inputs):
        assert ((points > (left, bottom)) & (points < (right, top))).all()
    low, high = ends_of(data)
    assert low == min(data.targets.min(), data.test_targets.min()) < high


class TestWhichRun:
    finals = {"train_loss": np.array([[3.0, 1.0], [2.0, np.nan]])}  # noqa: RUF012
    going = np.zeros((2, 2))

    def test_the_best_has_the_least_loss(self):
        assert picked(Wanted(), self.finals, self.going, None) == ((0, 1), 4)
        assert picked(Wanted(optimizer=1), self.finals, self.going, None) == ((1, 0), 2)
        assert picked(Wanted(among=(1,)), self.finals, self.going, None) == ((1, 0), 2)

    def test_test_losses_count_before_training_losses(self):
        finals = {**self.finals, "test_loss": np.array([[1.0, 5.0], [5.0, 5.0]])}
        assert picked(Wanted(), finals, self.going, None) == ((0, 0), 4)

    def test_a_diverged_run_is_never_the_best(self):
        verdict = np.array([[0, Verdict.DIVERGED], [0, 0]])
        assert picked(Wanted(), self.finals, verdict, (0, 1)) == ((1, 0), 4)

    def test_the_best_stays_until_another_is_clearly_better(self):
        for loss, best in ((STAYS * 1.02, (1, 0)), (STAYS * 0.98, (0, 1))):
            finals = {"train_loss": np.array([[9.0, loss], [1.0, 9.0]])}
            assert picked(Wanted(), finals, self.going, (1, 0)) == (best, 4)

    def test_one_run_is_that_run_if_it_is_there(self):
        assert picked(Wanted(1, 1), self.finals, self.going, None) == ((1, 1), 0)
        assert picked(Wanted(1, 2), self.finals, self.going, None) is None
        assert picked(Wanted(among=()), self.finals, self.going, None) is None


def mapped(training, values, verdict=None):
    """A scene with these losses, (optimizer, init_seed, lr)."""
    flat = np.asarray(values, float).reshape(2, -1)
    none, line = np.zeros(flat.shape, int), np.zeros((2, 6, 1))
    return Scene(
        training, (0, 1), step=20, slots=np.array([20]), path=np.empty((2, 6, 1, 0)),
        path_loss=line, path_grad=line, bands=np.zeros((2, 3, 1)), loss=flat, best_loss=flat,
        grad_norm=flat, verdict=none if verdict is None else verdict, steps_taken=none + 7,
        heads=np.empty((2, 6, 0)), finals={"train_loss": flat, "test_loss": 2 * flat},
    )  # fmt: skip


class TestMap:
    values = np.arange(12.0).reshape(2, 2, 3)

    def test_a_pixel_is_a_run(self, training):
        map_ = pixels(mapped(training, self.values), "test_loss", "lr", "init_seed", 1)
        np.testing.assert_array_equal(map_.values, 2 * self.values[1])
        assert map_.runs[1, 2].tolist() == [1, 5] and map_.runs[0, 1].tolist() == [1, 1]

    def test_axes_can_be_turned(self, training):
        map_ = pixels(mapped(training, self.values), "train_loss", "init_seed", "lr", 0)
        np.testing.assert_array_equal(map_.values, self.values[0].T)
        assert map_.runs[2, 1].tolist() == [0, 5]

    def test_over_the_others_it_is_the_median_and_that_run(self, training):
        values = np.array([[[5.0, 1, 9], [0, 2, 1]], [[3, 3, 4], [8, 7, 6]]])
        map_ = pixels(mapped(training, values), "train_loss", "init_seed", "optimizer", 0)
        np.testing.assert_array_equal(map_.values, np.median(values, axis=2))
        assert map_.runs[0, 0].tolist() == [0, 0] and map_.runs[1, 1].tolist() == [1, 4]

    def test_what_diverged_has_no_value(self, training):
        verdict = np.zeros((2, 6), int)
        verdict[0, [0, 3, 4]] = Verdict.DIVERGED
        scene = mapped(training, self.values, verdict)
        map_ = pixels(scene, "train_loss", "lr", "init_seed", 0)
        assert map_.gone.tolist() == [[True, False, False], [True, True, False]]
        assert np.isnan(map_.values[map_.gone]).all()
        over = pixels(scene, "train_loss", "optimizer", "init_seed", 0)
        assert over.gone.tolist() == [[False, False], [True, False]]

    def test_only_axes_of_several_values_are_offered(self, training):
        assert several(training) == ["optimizer", "init_seed", "lr"]
        assert several(training.replace(lr=0.1, optimizers="sgd")) == ["init_seed"]

    def test_a_run_is_told_by_its_values(self, training):
        assert run_words(training, 4) == ["init seed 6", "lr 0.3"]
        assert (axis_title("lr_1"), axis_title("start_x"), axis_title("l2")) == (
            "lr₁",
            "start x",
            "l2",
        )
        assert [(n, i) for n, i, _ in coordinates(training, 5)] == [("init_seed", 1), ("lr", 2)]

    def test_places_on_axes_are_named(self, training):
        assert named_places(training, training.labels, "optimizer", 9) == [
            (0.0, "SGD"),
            (1.0, "Adam"),
        ]
        assert named_places(training, training.labels, "lr", 9) == [
            (0.0, "0.02"),
            (1.0, "0.3"),
            (2.0, "0.7"),
        ]
        wide = training.replace(lr=gd.logspace(1e-3, 10.0, 41))
        named = named_places(wide, wide.labels, "lr", 9)
        np.testing.assert_allclose([place for place, _ in named], [0, 10, 20, 30, 40], atol=1e-9)
        assert [text for _, text in named] == ["0.001", "0.01", "0.1", "1", "10"]
        plain = training.replace(noise=gd.linspace(0.0, 1.0, 51))
        named = named_places(plain, plain.labels, "noise", 9)
        assert named[1] == (pytest.approx(10.0), "0.2") and named[-1][1] == "1"

    def test_colours_are_logarithms_over_more_than_a_decade(self):
        assert scale_of(np.array([0.1, 1.0, 10.0]), robust=False) == ((-1.0, 1.0), True)
        assert scale_of(np.array([2.0, 4.0, np.nan]), robust=False) == ((2.0, 4.0), False)
        (low, high), log = scale_of(np.full(3, 2.0), robust=False)
        assert low < 2 < high and not log
        lucky = np.concatenate([np.linspace(1, 2, 999), [1e-9]])
        assert scale_of(lucky, robust=True)[0][0] > 1


@pytest.mark.parametrize(
    ("low", "high", "log", "texts"),
    [
        (0.0, 1.0, False, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (-1.1, 1.1, False, ["−1", "−0.5", "0", "0.5", "1"]),
        (-3.2, 1.1, True, ["0.001", "0.01", "0.1", "1", "10"]),
        (2.0, 22.0, True, ["1e4", "1e8", "1e12", "1e16", "1e20"]),
        (0.0, 0.6, True, ["1", "1.6", "2.5", "4"]),
        (-0.9731812, -0.9731793, False, ["−0.973", "+5e−7", "+1e−6", "+1.5e−6"]),
    ],
)
def test_scales_have_round_numbers(low, high, log, texts):
    marks = ticks(low, high, log)
    assert [text for _, text in marks] == texts
    assert all(low - 1e-9 <= place <= high + 1e-9 for place, _ in marks)


def test_the_numbers_of_a_run_are_told(training):
    focus = SimpleNamespace(
        optimizer=1, run=4, verdict=Verdict.RUNNING, steps_taken=20, best_of=12,
        numbers={"train_loss": 0.25, "test_loss": 1 / 3, "test_accuracy": 0.875, "loss": 9.0},
    )  # fmt: skip
    words = story(mapped(training, TestMap.values), State.PAUSED, focus, "Adam")
    assert words.title == "Adam   init seed 6   lr 0.3" and words.about == "best of 12 runs"
    assert [number[:2] for number in words.numbers] == [
        ("train_loss", "0.25"), ("test_loss", "0.3333"), ("test_accuracy", "87.5%"),
    ]  # fmt: skip
    focus.verdict, focus.steps_taken, focus.numbers = Verdict.DIVERGED, 3, {"train_loss": np.nan}
    words = story(mapped(training, TestMap.values), State.PAUSED, focus, "Adam")
    assert words.about == "diverged at step 3" and words.numbers[0][1] == "–"


def test_what_is_recorded_of_networks_is_bounded(training, network):
    kept = recorded(training.replace(steps=9000, measures="trainability", every=1))
    assert kept.every == -(-9000 // SLOTS) and kept.measures == ()
    assert kept.record == (
        "loss", "grad_norm", "train_loss", "test_loss", "train_accuracy", "test_accuracy",
    )  # fmt: skip
    plain = network(layers=[1, 4, 1], loss="mse", data=gd.datasets.sine(test=0.0), batch_size=None)
    assert recorded(training.replace(objective=plain)).record == ("loss", "grad_norm")
    assert recorded(training.replace(lr=gd.logspace(1e-3, 1, 2000)), budget=10**6).every == 18
