"""Slices of the loss in the window, by clicks, against NumPy."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.look.figures import figures
from gdsim.app.network.slice_work import PCA, SIDES, Job, Kind, scaled, slices
from gdsim.app.worker.frame import State
from gdsim.app.worker.recording import recorded
from gdsim.app.worker.ways import ways_of
from gdsim.experiment.session import Session
from gdsim.results.geometry.movement import principal_axes
from tests.app.by_hand import place

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def small(network):
    """Two optimizers and two seeds, with a penalty that differs from run to run."""
    objective = network(init_seed=[5, 6], l2=[0.0, 0.01])
    return gd.Experiment(objective, ["sgd", "adam"], lr=0.3, steps=40)


def own_network(experiment, run):
    """The network of a run, with its own penalty."""
    place = experiment.dims.index("l2") - 1
    l2 = [0.0, 0.01][np.unravel_index(run, experiment.shape[1:])[place]]
    return experiment.objective.replace(l2=l2, init_seed=5)


def choose(choices, name):
    """Choose an entry of a list as its user does."""
    rows = [choices.itemData(row) for row in range(choices.count())]
    choices.setFocus()
    choices.setCurrentIndex(rows.index(name))
    choices.activated.emit(choices.currentIndex())


def test_slices_are_chosen_read_and_clicked(qtbot, open_window, small):
    window = open_window(small)
    window.worker.step(19)  # of which all are taken for the directions
    qtbot.waitUntil(lambda: window.frame.step == 19 and window.frame.state is State.PAUSED)
    before = window.frame.scene.loss.copy()
    tabs = window.stage.network.views.tabs
    QTest.mouseClick(tabs.buttons["slice"], LEFT)
    page = window.stage.network.views.page
    plot = page.plot

    def is_drawn(kind):
        drawn = plot.slice
        return (
            drawn is not None and drawn.is_fine and drawn.job.kind.name == kind
            and drawn.job.ways is not None and drawn.job.place == window.frame.scene.focus.place
        )  # fmt: skip

    qtbot.waitUntil(lambda: is_drawn("pca"))
    scene = window.frame.scene
    assert scene.step == 19  # the steps were taken again, with the same bits
    np.testing.assert_array_equal(scene.loss, before)

    # The plane is that of most movement, and the losses are those of its points.
    drawn, focus = plot.slice, scene.focus
    ways = scene.ways.params.astype(float)
    assert ways.shape == (2, 4, 20, small.objective.size)
    moved = (ways - ways[:, :, :1]).reshape(-1, ways.shape[-1])
    axes = np.linalg.svd(moved)[2][:2]
    np.testing.assert_allclose(abs(axes @ drawn.plane.directions.T), np.eye(2), atol=1e-4)
    rest = moved - moved @ axes.T @ axes
    assert drawn.outside == pytest.approx((rest**2).sum() / (moved**2).sum(), abs=1e-5)
    own = own_network(small, focus.run)
    left, right, bottom, top = drawn.box
    corners = drawn.plane.points([(left, bottom), (right, bottom), (left, top)])
    found = drawn.losses[[0, 0, -1], [0, -1, 0]]
    np.testing.assert_allclose(found, own.evaluate(corners), rtol=1e-4)
    np.testing.assert_allclose(drawn.plane.points(drawn.spot), focus.params, atol=1e-5)

    # The mouse reads the loss, and a click on a way looks at its run.
    QTest.mouseMove(plot.viewport(), place(plot, *drawn.spot) + QPoint(40, 40))
    QTest.mouseMove(plot.viewport(), place(plot, *drawn.spot))
    here = float(own.evaluate(focus.params[None])[0])
    qtbot.waitUntil(lambda: "loss" in plot.readout.text())
    assert float(plot.readout.text().split()[1].replace("−", "-")) == pytest.approx(here, rel=0.2)
    heads = drawn.paths[:, :, -1]
    far = np.linalg.norm(heads - drawn.spot, axis=-1)
    optimizer, run = np.unravel_index(far.argmax(), far.shape)
    QTest.mouseClick(plot.viewport(), LEFT, pos=place(plot, *heads[optimizer, run]))
    qtbot.waitUntil(lambda: window.frame.scene.focus.place == (optimizer, run))
    qtbot.waitUntil(lambda: is_drawn("pca"))

    # A linear scale ends at the least and the largest loss.
    QTest.mouseClick(page.head.log, LEFT)
    qtbot.waitUntil(lambda: not plot.slice.job.is_log and plot.slice.is_fine)
    assert plot.slice.ends == pytest.approx((plot.slice.losses.min(), plot.slice.losses.max()))

    # Two weights are the coordinates of their plane.
    choose(page.head.kinds, "weights")
    qtbot.waitUntil(lambda: is_drawn("weights"))
    choose(page.head.weights.second, 4)
    qtbot.waitUntil(lambda: is_drawn("weights") and plot.slice.job.kind.pair == (0, 4))
    params = window.frame.scene.focus.params
    np.testing.assert_allclose(plot.slice.spot, params[[0, 4]], atol=1e-6)
    assert (plot.names["bottom"], plot.names["left"]) == tuple(
        small.objective.variables[index] for index in (0, 4)
    )

    # Between two runs, the losses begin and end with theirs.
    choose(page.head.kinds, "line")
    qtbot.waitUntil(lambda: page.line.line is not None)
    line, other = page.line.line, page.head.other.currentData()
    scene = window.frame.scene
    ends = line.losses[[np.abs(line.shares).argmin(), np.abs(line.shares - 1).argmin()]]
    own = own_network(small, scene.focus.run)
    both = np.stack([scene.focus.params, scene.ways.of(*other)[-1]])
    np.testing.assert_allclose(ends, own.evaluate(both), rtol=1e-4)
    assert page.head.about.whole == f"height of the barrier {figures(line.barrier)}"


def test_directions_stay_while_a_run_moves(qtbot, open_window, small):
    window = open_window(small)
    window.looking.pick((1, 0))
    QTest.mouseClick(window.stage.network.views.tabs.buttons["slice"], LEFT)
    page = window.stage.network.views.page
    choose(page.head.kinds, "random")
    fine = lambda: page.plot.slice is not None and page.plot.slice.is_fine  # noqa: E731
    is_there = lambda: fine() and page.plot.slice.job.place == (1, 0)  # noqa: E731
    qtbot.waitUntil(lambda: is_there() and page.plot.slice.job.kind.name == "random")
    first = page.plot.slice
    assert tuple(first.losses.shape) == (SIDES[-1],) * 2
    window.worker.step(10)
    qtbot.waitUntil(lambda: fine() and page.plot.slice.job.step == 10)
    later = page.plot.slice
    np.testing.assert_array_equal(later.plane.directions, first.plane.directions)
    params = window.frame.scene.focus.params
    np.testing.assert_allclose(later.plane.points(later.spot), params, atol=1e-5)
    choose(page.head.kinds, "random")  # once more: others
    qtbot.waitUntil(lambda: fine() and page.plot.slice.job.kind.seed > first.job.kind.seed)
    assert not np.allclose(page.plot.slice.plane.directions, first.plane.directions)


def test_ways_are_what_was_recorded_and_the_newest_weights(small):
    kept = recorded(small, with_ways=True)
    assert "params" in kept.record and "params" not in recorded(small).record
    assert "params" not in recorded(small, budget=1000, with_ways=True).record  # no room
    session = Session(kept.replace(every=4))
    session.advance(10)
    ways = ways_of(session, session.snapshot(), 2)
    assert ways.steps.tolist() == [0, 4, 8, 10]
    traced = session.traces(names=["params"])["params"].reshape(2, 4, -1, small.objective.size)
    np.testing.assert_array_equal(ways.params[:, :, :3], traced)
    now = session.snapshot().params.reshape(2, 4, -1)
    np.testing.assert_array_equal(ways.params[:, :, 3], now)
    np.testing.assert_array_equal(ways.of(1, 2), ways.params[1, 2])
    assert ways.until(9).steps.tolist() == [0, 4, 8] and ways.of(0, 9) is None
    assert ways_of(Session(recorded(small)), session.snapshot(), 0) is None


def test_runs_that_go_far_leave_room_for_the_others(small):
    given = small.replace(optimizers=[gd.SGD(lr=0.3), gd.SGD(lr=1e30)], lr=None, record="params")
    session = Session(given.replace(every=1))
    session.advance(18)
    ways = ways_of(session, session.snapshot(), 2)
    point = ways.of(0, 2)[-1].astype(float)
    job = Job(Kind(PCA), given, given.objective, (0, 2), 18, point, ways, None, None, True)
    made = next(slices(job, lambda: True))
    found = ways.params[0].astype(float)
    np.testing.assert_allclose(made.plane.directions, principal_axes(found), atol=1e-5)
    left, right, bottom, top = made.box
    reach = np.ptp(made.plane.project(found).reshape(-1, 2), axis=0).max()
    assert max(right - left, top - bottom) == pytest.approx(1.6 * reach, rel=1e-4)
    assert made.paths.shape == (2, 4, 19, 2)


def test_a_scale_leaves_out_what_is_not_finite():
    losses = np.array([[0.01, 1.0], [100.0, np.inf]])
    heights, ends = scaled(losses, is_log=True)
    np.testing.assert_allclose(heights, [[0, 0.5], [1, np.nan]])
    assert ends == pytest.approx((-2, 2))
    heights, ends = scaled(losses, is_log=False)
    np.testing.assert_allclose(heights[0], [0, 0.99 / 99.99])
    assert ends == pytest.approx((0.01, 100))
    assert np.isnan(scaled(np.full((2, 2), np.nan), is_log=True)[0]).all()
