"""Unsaved edits outlive the window, however it ends, and are offered at the next start."""

import io
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

import gdsim as gd
from gdsim.app.rail import keys_of
from tests.app.test_main import SHOWN

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def kept(window, tmp_path):
    """The files of edits that a window keeps, every 30 ms."""
    folder = tmp_path / "unsaved"
    window.files.unsaved.folder = folder
    window.files.unsaved.start(30)
    return lambda: sorted(folder.glob("*.toml")) if folder.exists() else []


def test_edits_are_kept_in_a_file_until_they_are_saved_or_taken_back(
    qtbot, window, workbench, kept, tmp_path
):
    qtbot.wait(100)
    assert kept() == []
    workbench.replace(steps=64)
    qtbot.waitUntil(lambda: len(kept()) == 1)
    workbench.replace(steps=65)
    qtbot.waitUntil(lambda: gd.Experiment.load(kept()[0]).steps == 65)
    assert len(kept()) == 1 and window.files.unsaved.left() == []  # this process runs
    while workbench.can_undo:
        workbench.undo()
    assert kept() == []
    workbench.replace(lr=np.linspace(1e-4, 1e-3, 1500) ** 2)  # in a file next to it
    qtbot.waitUntil(lambda: len(kept()) == 1)
    window.files.save_as(tmp_path / "mine.toml")
    assert list((tmp_path / "unsaved").iterdir()) == []


def test_edits_on_each_kind_have_a_file_of_their_own(qtbot, window, workbench, kept, tmp_path):
    workbench.replace(steps=64)
    QTest.keySequence(window, keys_of("network"))
    workbench.replace(steps=65)
    qtbot.waitUntil(lambda: len(kept()) == 2)
    window.files.save_as(tmp_path / "mine.toml")
    assert [gd.Experiment.load(path).steps for path in kept()] == [64]
    workbench.replace(steps=66)
    output = io.StringIO()
    window.files.keep_unsaved(output)
    assert window.close()
    assert {gd.Experiment.load(path).steps for path in kept()} == {64, 66}
    assert all(f"{path}\n" in output.getvalue() for path in kept())
    assert sorted(window.files.unsaved.left()) == kept()  # all are offered
    offered = set()
    for _ in kept():
        window.recovery.offer()
        offered.add(window.recovery.words.text().split(",")[0].split()[-1])
        window.recovery.forget.click()
    assert offered == {"experiment", "mine"} and not kept()


def test_edits_that_were_given_up_are_not_kept(qtbot, window, workbench, kept):
    workbench.replace(steps=64)
    qtbot.waitUntil(lambda: len(kept()) == 1)
    assert window.close()
    assert kept() == []


def test_what_was_left_is_offered_in_a_line_and_opened_or_forgotten(
    qtbot, window, workbench, kept, tmp_path
):
    window.recovery.offer()
    assert not window.recovery.isVisible()
    folder = tmp_path / "unsaved"
    for day, steps in ((1, 71), (2, 72), (3, 73)):
        path = folder / f"my-race-2026-05-0{day}-101500-4711.toml"
        gd.Experiment("sphere", ["sgd"], steps=steps).save(path)
        if day == 2:
            path.write_text("steps = -")
        os.utime(path, (day, day))
    line = window.recovery
    line.offer()
    assert line.isVisible() and line.words.text().startswith("Unsaved edits of my-race, 1 January")
    qtbot.mouseClick(line.open, LEFT)
    assert workbench.experiment.steps == 73 and workbench.modified
    assert workbench.path is None and line.isVisible()
    assert sum(gd.Experiment.load(p).steps == 73 for p in kept() if "my-race" not in p.name) == 1
    qtbot.mouseClick(line.open, LEFT)  # the damaged one
    assert "my-race-2026-05-02" in window.panel.trouble.text()
    assert workbench.experiment.steps == 73
    qtbot.mouseClick(line.forget, LEFT)
    qtbot.mouseClick(line.forget, LEFT)
    assert not line.isVisible() and not [p for p in kept() if "my-race" in p.name]


def test_what_was_left_of_two_kinds_is_opened_without_a_question(
    qtbot, window, workbench, kept, tmp_path
):
    network = gd.Network([2, 3, 1], data=gd.datasets.spiral(samples=20))
    (tmp_path / "unsaved").mkdir(exist_ok=True)
    left = gd.Experiment(network, "adam", steps=44), gd.Experiment("sphere", "sgd", steps=45)
    for day, experiment in enumerate(left, 1):
        path = tmp_path / "unsaved" / f"race-2026-05-0{day}-101500-4711.toml"
        experiment.save(path)
        os.utime(path, (day, day))
    asked = []
    window.files.ask = lambda: asked.append(1) or QMessageBox.StandardButton.Discard
    line = window.recovery
    line.offer()
    while line.isVisible():
        qtbot.mouseClick(line.open, LEFT)
    assert not asked and not window.panel.trouble.text()
    unsaved = {kind: each.experiment.steps for kind, each in workbench.unsaved.items()}
    assert unsaved == {"network": 44, "function": 45} and workbench.kind == "network"
    window.go_to("descent")
    assert workbench.experiment == left[1]


def test_a_folder_that_cannot_be_made_is_one_sentence(qtbot, window, workbench, tmp_path):
    (tmp_path / "file").write_text("")
    window.files.unsaved.folder = tmp_path / "file" / "unsaved"
    window.files.unsaved.start(30)
    workbench.replace(steps=64)
    qtbot.waitUntil(lambda: "could not be kept" in window.panel.trouble.text())
    window.recovery.offer()
    assert not window.recovery.isVisible() and "cannot be kept" in window.panel.trouble.text()


@pytest.mark.slow
def test_a_killed_window_loses_nothing(qtbot, window, workbench, tmp_path):
    gd.Experiment("sphere", ["sgd"], steps=2000).save(tmp_path / "mine.toml")
    (tmp_path / "shown.py").write_text(SHOWN)
    killed = subprocess.Popen(
        [sys.executable, tmp_path / "shown.py", tmp_path / "mine.toml", "edited"],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    folder = tmp_path / "data" / "gdsim" / "unsaved"
    window.files.unsaved.folder = folder
    with killed:
        assert killed.stdout.readline() == "plays\n"
        end = time.monotonic() + 60
        while not list(folder.glob("mine-*.toml")) and time.monotonic() < end:
            time.sleep(0.1)
        window.recovery.offer()
        assert not window.recovery.isVisible()  # it still runs
        killed.send_signal(signal.SIGKILL)
    window.recovery.offer()
    assert window.recovery.isVisible()
    qtbot.mouseClick(window.recovery.open, LEFT)
    assert workbench.experiment.steps == 12345 and workbench.modified
