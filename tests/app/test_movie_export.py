"""Animations of the runs, by keys: what the window shows at each step, stopped without a trace."""

import os

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from gdsim.app import filming
from gdsim.app.views.picture_sheet import PictureSheet
from gdsim.app.views.plot import Plot
from gdsim.app.worker import movie_file
from tests.app.by_hand import enter, fill, pixels_of

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def ask(qtbot, window):
    """Opens the dialog with its keys."""

    def asked():
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_E, CONTROL | ALT)
        return window.exports.dialog

    return asked


def at(qtbot, window, step):
    """The pixels of the views at a step, in motion."""
    window.worker.peek(step)
    qtbot.waitUntil(lambda: window.frame.step == step)
    window.statusBar().show()  # as while it is exported
    QTest.qWait(50)  # until it is laid out
    sheet = window.exports._sheets_of_runs()["Runs and curves"]
    for view in sheet.views:
        for plot in [view] if isinstance(view, Plot) else view.findChildren(Plot):
            plot.filmed.emit(True)
    image = sheet.image(1).scaled(
        600, round(600 * sheet.size.height() / sheet.size.width()),
        mode=Qt.TransformationMode.SmoothTransformation,
    )  # fmt: skip
    window.statusBar().hide()
    return pixels_of(image)[..., :3].astype(int)


def test_runs_are_exported_as_a_gif_of_what_is_seen_at_each_step(
    qtbot, window, ask, tmp_path, monkeypatch
):
    window.worker.step(3)
    qtbot.waitUntil(lambda: window.frame.step == 3)
    turns, shot, behind = [0], [], []
    heart = QTimer(window, interval=0)
    heart.timeout.connect(lambda: turns.__setitem__(0, turns[0] + 1))
    heart.start()
    image = PictureSheet.image

    def shoot(*given):
        shot.append(turns[0])
        behind.append(window.drawing.is_behind)
        return image(*given)

    monkeypatch.setattr(PictureSheet, "image", shoot)
    monkeypatch.setattr(window.drawing, "painted", lambda: None)  # curves come late
    dialog = ask()
    assert dialog.what.currentText() == "Runs and curves" and dialog.steps[-1] == 500
    fill(qtbot, dialog.seconds, "0")
    assert not dialog.go.isEnabled() and "from 1 to 120" in dialog.about.text()
    fill(qtbot, dialog.seconds, "1")
    fill(qtbot, dialog.end, "501")
    assert "Steps are whole numbers from 0 to 500" in dialog.about.text()
    fill(qtbot, dialog.end, "0")
    assert "is after the first one" in dialog.about.text()
    fill(qtbot, dialog.end, "90")
    fill(qtbot, dialog.across, "600")
    dialog.rate.setFocus()
    qtbot.keyClick(dialog.rate, Qt.Key.Key_Home)
    fill(qtbot, dialog.place, str(tmp_path / "run.gif"))
    assert dialog.about.text().startswith("10 frames of 600 × ")
    height = dialog.pixels[1]
    qtbot.keyClick(dialog.place, Qt.Key.Key_Return)
    assert window.exports.line.isVisible()
    qtbot.waitUntil(lambda: "Exported run.gif" in window.stage.chip.text())
    assert not any(behind)
    assert len(shot) == filming.SAMPLE + 10 and len(set(shot)) == len(shot)  # a turn for each
    qtbot.waitUntil(lambda: window.frame.step == 3)  # as before
    assert not window.statusBar().isVisible()

    monkeypatch.setattr(PictureSheet, "image", image)
    with Image.open(tmp_path / "run.gif") as file:
        assert file.size == (600, height) and file.info["loop"] == 0
        frames = [np.asarray(f.convert("RGB"), int) for f in ImageSequence.Iterator(file)]
        assert [f.info["duration"] for f in ImageSequence.Iterator(file)] == [100] * 10
    first, last = at(qtbot, window, 0), at(qtbot, window, 90)
    assert np.abs(first - last).max() > 100  # a head has moved
    for frame, seen, other in ((frames[0], first, last), (frames[-1], last, first)):
        moved = np.abs(first - last).max(axis=2) > 60
        assert np.abs(frame - seen).mean() < 6  # of 256 colours
        assert np.abs(frame - seen)[moved].mean() < 0.3 * np.abs(frame - other)[moved].mean()


def test_an_animation_is_stopped_or_given_up_without_a_trace(qtbot, window, ask, tmp_path):
    (tmp_path / "out").mkdir()
    note = window.stage.chip
    window.worker.step(2)
    qtbot.waitUntil(lambda: window.frame.step == 2)

    def begin():
        dialog = ask()
        fill(qtbot, dialog.end, "400")
        enter(qtbot, dialog.place, str(tmp_path / "out" / "long.webp"))
        qtbot.waitUntil(lambda: window.exports.line.bar.value() > 0)
        return window.exports.line

    line = begin()
    QTest.mouseClick(line.button, Qt.MouseButton.LeftButton)
    assert "long.webp was not exported" in note.text() and not line.isVisible()
    qtbot.waitUntil(lambda: os.listdir(tmp_path / "out") == [])
    qtbot.waitUntil(lambda: window.frame.step == 2)

    begin()  # playing goes no further than the next frame, and an edit ends it
    window.playing.play()
    done = line.bar.value()
    qtbot.waitUntil(lambda: line.bar.value() > done)
    window.workbench.replace(steps=450)
    assert not line.is_running and "the experiment was changed" in note.text()
    qtbot.waitUntil(lambda: os.listdir(tmp_path / "out") == [])

    window.go_to("calculus")
    window.exports.ask_movie()
    assert window.exports.dialog is None and "show runs to export" in window.notice.text()
    window.go_to("descent")
    qtbot.waitUntil(lambda: window.frame.experiment.steps == 450)
    begin()
    assert window.close()
    assert os.listdir(tmp_path / "out") == []


def test_a_video_without_its_package_says_how_it_is_installed(qtbot, window, ask, monkeypatch):
    monkeypatch.setattr(movie_file, "find_spec", lambda name: None)
    dialog = ask()
    fill(qtbot, dialog.place, "run.mp4")
    assert not dialog.go.isEnabled()
    assert dialog.about.text() == (
        "MP4 videos need imageio-ffmpeg, which is not installed: pip install 'gdsim[video]'."
    )
    fill(qtbot, dialog.place, "run.avi")
    assert "must end in .gif / .webp / .mp4" in dialog.about.text()
    dialog.reject()
    assert not window.statusBar().isVisible()
