"""Stored sweeps and results in the window: opened, looked at, refreshed, a run of them opened."""

import shutil

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

import gdsim as gd
from gdsim.app import sweep_page
from gdsim.app.controls.fields import Check
from gdsim.app.model.stored import Stored, Wanted, picture, run_at
from gdsim.app.views.legend import Mark
from gdsim.engine.verdict import Verdict
from tests.app.by_hand import tick
from tests.app.test_file_menu import drop

BIG = gd.Experiment(
    "rosenbrock",
    ["sgd", gd.Momentum(momentum=gd.linspace(0.1, 0.9, 9))],
    lr=gd.logspace(1e-4, 1e-2, 12),
    start=gd.uniform(3),
    steps=100,
)


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    """A sweep of two optimizers, 12 rates, 9 momenta and 3 starts, in shards of 27 runs."""
    path = tmp_path_factory.mktemp("sweeps") / "map.zarr"
    gd.run(BIG, path, shard_runs=27)
    return path


@pytest.fixture
def unfinished(sweep, tmp_path):
    """The sweep while it runs, and what finishes it."""
    path = tmp_path / "map.zarr"
    shutil.copytree(sweep, path)
    files = sorted((path / "done").glob("c.1.[5-9]*"))
    assert files
    kept = {file: file.read_bytes() for file in files}
    for file in files:
        file.unlink()
    return path, lambda: [file.write_bytes(content) for file, content in kept.items()]


def show(qtbot, window, path):
    window.files.open(path)
    page = window.sweep_page
    qtbot.waitUntil(lambda: page.isVisible() and page.view.picture is not None, timeout=30_000)
    return page


def choose(qtbot, choices, data):
    """Choose an entry with the keyboard."""
    choices.setFocus()
    for _ in range(choices.count()):
        if choices.currentData() == data:
            return
        QTest.keyClick(choices, Qt.Key.Key_Down)
    if choices.currentData() != data:
        choices.setCurrentIndex(0)
        choices.activated.emit(0)
        for _ in range(choices.count()):
            if choices.currentData() == data:
                return
            QTest.keyClick(choices, Qt.Key.Key_Down)
    assert choices.currentData() == data


def place(view, x, y):
    scene = view.box.mapViewToScene(QPointF(x, y))
    return view.mapFromScene(scene)


def test_a_sweep_is_a_map_and_a_pixel_opens_its_run(qtbot, window, sweep):
    page = show(qtbot, window, sweep)
    assert window.rail.buttons["map"].isChecked() and "648 runs" in page.name.toolTip()
    assert sweep in window.files.recent.paths
    view, result = page.view, gd.load(sweep)
    assert view.picture.values.shape == (9, 12) and not page.over.isHidden()
    choose(qtbot, page.others.choices["optimizer"], 1)
    choose(qtbot, page.quantity, "loss")
    box = page.others.sliders["start"].all
    tick(qtbot, box)
    assert isinstance(box, Check)  # whose outline is seen on dark ground
    page.others.sliders["start"].slider.setFocus()
    QTest.keyClick(page.others.sliders["start"].slider, Qt.Key.Key_Home)
    wanted = Wanted("lr", "momentum", "loss", {"optimizer": 1, "start": 0})
    qtbot.waitUntil(lambda: view.picture.wanted == wanted, timeout=30_000)
    stored = result["loss"].values[1, :, :, 0].T.astype(float)
    lost = result["verdict"].values[1, :, :, 0].T == Verdict.DIVERGED
    np.testing.assert_array_equal(view.picture.values, np.where(lost, np.nan, stored))
    np.testing.assert_array_equal(view.picture.gone, lost)
    assert page.over.isHidden() and lost.any()
    QTest.mouseMove(view.viewport(), place(view, 3, 6))
    qtbot.waitUntil(lambda: "momentum 0.7" in view.readout.text())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, 3, 6))
    run = lambda: window.workbench.experiment  # noqa: E731
    qtbot.waitUntil(lambda: run().objective.name == "rosenbrock" and run().runs == 1)
    assert run().optimizers[0].name == "momentum" and window.rail.buttons["descent"].isChecked()
    assert run().run()["loss"].values.item() == result["loss"].values[1, 3, 6, 0]
    window.go_to("map")
    assert page.isVisible()
    qtbot.mouseClick(page.close_button, Qt.MouseButton.LeftButton)
    assert window.map_page.isVisible() and not page.is_open

    # what asks for the map of the experiment shows it in place of the result, or says why not
    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(window, Qt.Key.Key_D, control)
    (kept,) = window.workbench.document.views
    show(qtbot, window, sweep)
    qtbot.keyClick(window, Qt.Key.Key_D, control)
    assert "close the stored result first" in window.stage.chip.text()
    assert window.workbench.document.views == (kept,)
    menu = window.bookmarks.button.menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == kept.name).trigger()
    assert window.map_page.isVisible() and window.map_page.seen() == kept
    assert "result is closed" in window.stage.chip.text()
    show(qtbot, window, sweep)
    qtbot.keyClick(window.panel.optimizers.rows[0].rate, Qt.Key.Key_Y, alt)
    assert window.map_page.isVisible() and window.map_page.axes.keys[1] == "optimizer.lr"


def test_a_running_sweep_is_refreshed_and_its_missing_pixels_are_hollow(
    qtbot, window, unfinished, monkeypatch
):
    monkeypatch.setattr(sweep_page, "REFRESH", 0.05)
    path, finish = unfinished
    page = show(qtbot, window, path)
    assert "computed" in page.name.toolTip()
    choose(qtbot, page.others.choices["optimizer"], 1)
    qtbot.waitUntil(lambda: not page.view.picture.known.all(), timeout=30_000)
    known = page.view.picture.known
    assert known.any() and Mark(sweep_page.NOT_THERE, hollow=True) in page.legend.marks
    assert (page.view.image.image[~known] == 0).all()
    row, column = np.argwhere(~known)[0]
    assert "not computed yet" in page.view.read(column, row)
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton,
                     pos=place(page.view, column, row))  # fmt: skip
    qtbot.waitUntil(lambda: "not computed yet" in window.panel.trouble.text())
    qtbot.waitUntil(page._again.isActive)
    window.go_to("descent")  # while it is not seen nobody looks
    assert not page._again.isActive()
    window.go_to("map")
    finish()
    qtbot.waitUntil(lambda: page.view.picture.known.all(), timeout=30_000)
    qtbot.waitUntil(lambda: "computed" not in page.name.toolTip())
    assert Mark(sweep_page.NOT_THERE, hollow=True) not in page.legend.marks


def test_zooming_reads_only_what_is_seen_and_axes_may_be_optimizers(sweep):
    stored = Stored.open(sweep)
    part = picture(stored, Wanted("lr", "optimizer", "steps", {"momentum": 2}), slice(4, 9),
                   slice(0, 2), 512)  # fmt: skip
    result = gd.load(sweep)["steps"].values[:, 4:9, 2]
    np.testing.assert_array_equal(part.values, np.sort(result, axis=-1)[..., 1])
    coarse = picture(stored, Wanted("momentum", "lr", "verdict", {"optimizer": 0, "start": 1}),
                     slice(-50, 500), slice(0, 12), 4)  # fmt: skip
    assert coarse.columns.tolist() == [0, 4, 8] and coarse.rows.tolist() == [0, 4, 8]


@pytest.mark.parametrize("over", ["least", "median", "largest"])
def test_of_several_runs_to_a_pixel_the_one_that_is_shown_is_opened(sweep, over):
    stored, result = Stored.open(sweep), gd.load(sweep)
    wanted = Wanted("momentum", "lr", "loss", {"optimizer": 1}, over)
    shown = picture(stored, wanted, slice(0, 9), slice(0, 12), 64)
    run = run_at(stored, wanted, 5, 2)
    losses = result["loss"].values[1, 2, 5]
    assert shown.values[2, 5] == {"least": np.min, "median": np.median, "largest": np.max}[over](
        losses
    )
    assert run.run()["loss"].values.item() == shown.values[2, 5]


def test_results_and_data_come_by_dialog_and_drop_and_what_is_no_map_is_said(
    qtbot, window, sweep, tmp_path, monkeypatch
):
    gd.save(gd.load(sweep).isel(start=slice(0, 1)), tmp_path / "part.nc")
    asked = lambda *_, **__: (str(tmp_path / "part.nc"), "")  # noqa: E731
    monkeypatch.setattr(QFileDialog, "getOpenFileName", asked)
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.sweep_page.view.picture is not None, timeout=30_000)
    assert window.sweep_page.stored.path == tmp_path / "part.nc"
    gd.save(gd.Experiment("sphere", ["sgd"], steps=3).run(), tmp_path / "single.nc")
    drop(window, tmp_path / "single.nc")
    qtbot.waitUntil(lambda: "no map of it" in window.panel.trouble.text(), timeout=30_000)
    drop(window, tmp_path / "notes.txt")
    assert "notes.txt is neither" in window.panel.trouble.text()
    rows = [f"{i},{i * i % 7},{'even' if i % 2 == 0 else 'odd'}" for i in range(40)]
    (tmp_path / "mine.csv").write_text("\n".join(["width,height,kind", *rows]))
    drop(window, tmp_path / "mine.csv")
    qtbot.waitUntil(lambda: getattr(window.files.data_dialog, "data", None) is not None)
    qtbot.mouseClick(window.files.data_dialog.go, Qt.MouseButton.LeftButton)
    objective = lambda: window.workbench.experiment.objective  # noqa: E731
    qtbot.waitUntil(lambda: objective().kind == "network" and objective().inputs == 2
                    and objective().data.classes == ("even", "odd"), timeout=30_000)  # fmt: skip
    assert window.stage.chip.text() == "mine.csv: 40 samples"
    assert window.panel.trouble.text() == "" and window.workbench.can_undo
