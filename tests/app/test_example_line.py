"""The line that says how many examples are compiled: it can be hidden, and ends with the window."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QProcess, Qt

from gdsim.app.window import Window
from gdsim.app.worker import examples
from gdsim.app.worker.worker import Worker
from gdsim.engine import own_process
from tests.app.conftest import plain_session

# Says what it is asked to, one line for each that it reads.
ECHO = """
import sys
print("0 3", flush=True)
for line in sys.stdin:
    print(line, end="", flush=True)
    if line.startswith("3"):
        break
"""


@pytest.fixture
def window(qtbot, workbench, settings, monkeypatch):
    monkeypatch.setattr(examples, "are_compiled", lambda: False)
    monkeypatch.setattr(own_process, "command", lambda _: ([sys.executable, "-c", ECHO], {}))
    window = Window(workbench, Worker(plain_session, waits=True), settings)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def test_the_line_counts_and_goes_when_all_are_ready(qtbot, window):
    line = window.example_line
    assert not window.statusBar().isVisible()
    line.start()
    qtbot.waitUntil(window.statusBar().isVisible)
    assert "0 of 3" in line.words.text()
    line.process.write(b"2 3\n")
    qtbot.waitUntil(lambda: line.bar.value() == 2)
    assert line.bar.maximum() == 3 and "2 of 3" in line.words.text()
    line.process.write(b"3 3\n")
    qtbot.waitUntil(lambda: not window.statusBar().isVisible())
    assert line.process.state() == QProcess.ProcessState.NotRunning


def test_the_line_can_be_hidden_and_the_process_goes_on_until_the_window_closes(qtbot, window):
    line = window.example_line
    line.start()
    qtbot.waitUntil(line.isVisible)
    qtbot.mouseClick(line.button, Qt.MouseButton.LeftButton)
    assert not window.statusBar().isVisible()
    line.process.write(b"1 3\n")
    qtbot.waitUntil(lambda: line.bar.value() == 1)
    assert line.isHidden()
    line.close_down()
    assert line.process.state() == QProcess.ProcessState.NotRunning


def test_an_export_beside_it_keeps_its_own_line(qtbot, window):
    line, other = window.example_line, window.exports.line
    line.start()
    qtbot.waitUntil(line.isVisible)
    other.show()
    other.shown.emit(True)
    line.button.click()
    assert window.statusBar().isVisible() and other.isVisible()
    other.hide()
    other.shown.emit(False)
    assert not window.statusBar().isVisible()


def test_where_all_are_compiled_no_process_is_started(window, monkeypatch):
    monkeypatch.setattr(examples, "are_compiled", lambda: True)
    window.example_line.start()
    assert window.example_line.process.state() == QProcess.ProcessState.NotRunning
