"""The gradients of batches in the window, by clicks, against the library; and the step handle."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.look.figures import figures
from gdsim.app.worker.focus import Focus
from gdsim.app.worker.frame import State
from gdsim.engine.verdict import Verdict
from gdsim.learn.networks import gradient_cloud as clouds
from gdsim.learn.networks.gradient_cloud import gradient_cloud

LEFT = Qt.MouseButton.LeftButton


def batches_of(qtbot, window, step, tab="batches"):
    window.worker.step(step)
    qtbot.waitUntil(lambda: window.frame.step == step and window.frame.state is State.PAUSED)
    QTest.mouseClick(window.stage.network.views.tabs.buttons[tab], LEFT)
    return window.stage.network.views.page


def is_drawn(window, page, step, place):
    picture = page.plot.picture
    scene = window.frame.scene
    return (
        picture is not None and picture.job.step == step and scene.focus.place == place
        and picture.job.run == place[0] * scene.runs + place[1]
    )  # fmt: skip


def point_at(plot, place):
    here = plot.mapFromScene(plot.box.mapViewToScene(QPointF(*place)))
    QTest.mouseMove(plot.viewport(), here + QPoint(30, 30))
    QTest.mouseMove(plot.viewport(), here)


def test_batches_are_drawn_and_told_as_the_library_has_them(qtbot, open_window, network):
    objective = network(l2=[0.0, 0.02])
    experiment = gd.Experiment(objective, ["sgd", "adam"], lr=0.3, seed=[4, 8], steps=40)
    window = open_window(experiment)
    place = 1, 3
    window.looking.pick(place)
    page = batches_of(qtbot, window, 7)
    plot = page.plot
    qtbot.waitUntil(lambda: is_drawn(window, page, 7, place))
    run = dict(zip(experiment.dims[1:], np.unravel_index(3, experiment.shape[1:]), strict=True))
    l2, seed = [0.0, 0.02][run["l2"]], [4, 8][run["seed"]]
    own, focus = objective.replace(l2=l2), window.frame.scene.focus
    cloud = gradient_cloud(own, focus.params, 7, seed, {"l2": l2})
    drawn = plot.picture
    np.testing.assert_allclose(drawn.cloud.batches, cloud.batches, rtol=1e-9, atol=1e-14)
    assert cloud.steps.tolist() == [6, 7, 8] and drawn.cloud.present == 1  # 36 samples in 16s
    np.testing.assert_allclose(drawn.full, [np.linalg.norm(cloud.full), 0], atol=1e-9)
    ratio = cloud.batch_spread / np.linalg.norm(cloud.full)
    angles = cloud.angles
    assert page.about.whole == (
        f"noise {figures(ratio, 2)} times the gradient, "
        f"noise scale {figures(cloud.noise_scale, 3)} samples, "
        f"next batch {figures(angles[1], 2)}° off, middle {figures(np.median(angles), 2)}°"
    )
    (_, right), (_, top) = plot.box.viewRange()
    assert (drawn.batches <= (right, top)).all()
    words = f"batch of step 7   {figures(angles[1], 3)}° from the full gradient"

    def is_read():  # the view may still move, when steps are recorded anew
        point_at(plot, plot.picture.batches[1])
        return plot.readout.text() == words

    qtbot.waitUntil(is_read)

    # Two weights, chosen with the keys.
    page.kinds.setFocus()
    QTest.keyClick(page.kinds, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: plot.picture.job.pair == (0, 1) and page.weights.isVisible())
    page.weights.second.setFocus()
    QTest.keyClick(page.weights.second, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: plot.picture.job.pair == (0, 2))
    np.testing.assert_allclose(plot.picture.singles, cloud.singles[:, [0, 2]], atol=1e-12)
    assert plot.names["left"] == f"gradient by {objective.variables[2]}"

    # Samples far from all batches are shown when all is wanted, and none without them.
    assert len(plot._singles.data) == 36
    window.stage.fit()
    (left, right), (bottom, top) = plot.box.viewRange()
    inside = (plot.picture.singles >= (left, bottom)) & (plot.picture.singles <= (right, top))
    assert inside.all()
    QTest.mouseClick(page.samples, LEFT)
    assert not len(plot._singles.data) and len(plot._batches.data) == 3
    assert "samples" not in [mark.text for mark in page.legend.marks]


def test_full_batches_and_many_samples_are_told(qtbot, open_window, network, monkeypatch):
    monkeypatch.setattr(clouds, "SINGLES", 9)
    window = open_window(gd.Experiment(network(batch_size=None), "sgd", lr=0.3, steps=40))
    page = batches_of(qtbot, window, 2)
    qtbot.waitUntil(lambda: is_drawn(window, page, 2, (0, 0)))
    assert page.about.whole == (
        "Every step sees all 36 samples: its gradient is the full one, without noise, "
        "9 of 36 samples are drawn"
    )
    with monkeypatch.context() as patch:  # nothing comes of what is asked for
        patch.setattr(page.tools.background, "ask", lambda *_: None)
        seen = page._seen
        page.clear_runs()
        page.draw(seen)
        assert page.about.whole == "computing…"
        page._give_up()
        assert page.about.whole == ""
        page.clear_runs()
    page.draw(seen)
    qtbot.waitUntil(lambda: is_drawn(window, page, 2, (0, 0)))
    assert [mark.text for mark in page.legend.marks] == ["full gradient", "samples"]


def test_the_held_step_is_what_slices_and_batches_show(qtbot, open_window, network):
    experiment = gd.Experiment(network(init_seed=[5, 6]), "sgd", lr=0.3, steps=40)
    window = open_window(experiment)
    window.looking.pick((0, 1))
    page = batches_of(qtbot, window, 20, "slice")
    fine = lambda step: (  # noqa: E731
        page.plot.slice is not None and page.plot.slice.is_fine and page.plot.slice.job.step == step
        and page.plot.slice.job.ways is not None and page.plot.slice.job.place == (0, 1)
    )  # fmt: skip
    qtbot.waitUntil(lambda: fine(20))
    newest = page.plot.slice
    params = experiment.replace(steps=12).run()["params"].values.reshape(2, -1)[1]
    scrub = window.transport.scrub
    scrub.setSliderDown(True)
    scrub.setSliderPosition(12)
    qtbot.waitUntil(lambda: fine(12))
    held = page.plot.slice
    np.testing.assert_array_equal(held.plane.directions, newest.plane.directions)
    np.testing.assert_array_equal(held.job.point, params)
    np.testing.assert_allclose(held.spot, held.paths[0, 1, -1], atol=1e-9)
    assert not np.allclose(held.spot, newest.spot)
    QTest.mouseClick(window.stage.network.views.tabs.buttons["batches"], LEFT)
    cloud = window.stage.network.views.page
    qtbot.waitUntil(lambda: cloud.plot.picture is not None and cloud.plot.picture.job.step == 12)
    np.testing.assert_array_equal(cloud.plot.picture.job.params, params)
    scrub.setSliderDown(False)
    qtbot.waitUntil(lambda: window.frame.step == 12)


def test_a_run_that_stopped_before_the_held_step_keeps_its_end(network):
    own = network()
    curve = np.array([0.9, 0.5, np.nan, np.nan])
    focus = Focus(
        0, 0, 30, own, np.full(17, 3.0), {"train_loss": 0.4}, {"train_loss": curve},
        Verdict.CONVERGED, 15, 0, np.zeros(17), np.zeros((2, 17)),
    )  # fmt: skip
    way = np.stack([np.zeros(17), np.ones(17), np.full(17, np.nan)])
    late, early = focus.until(20, 2, way), focus.until(10, 1, way[:2])
    assert late.params.tolist() == early.params.tolist() == [1.0] * 17
    assert (late.verdict, late.steps_taken) == (Verdict.CONVERGED, 15)
    assert (early.verdict, early.steps_taken, early.step) == (Verdict.RUNNING, 10, 10)
    assert (late.numbers, early.numbers) == ({"train_loss": 0.4}, {"train_loss": 0.5})
    assert early.before is None and not early.seeds.size and len(early.curves["train_loss"]) == 2
    assert focus.until(20, 2, way[2:]) is focus
