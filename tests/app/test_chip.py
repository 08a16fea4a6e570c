"""Notes over the picture stay as long as it takes to read them, whatever is waited for."""

import pytest
from PySide6.QtWidgets import QWidget

from gdsim.app.chip import Chip


@pytest.fixture
def chip(qtbot):
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(400, 300)
    over.show()
    return Chip(over, lambda: 280)


def test_what_is_waited_for_does_not_cut_a_note_short(qtbot, chip):
    chip.busy("Compiling…")
    assert chip.isHidden()  # most waits are shorter
    chip.note("Copied")
    assert chip.text() == "Copied"
    with qtbot.waitSignal(chip._noted.timeout, timeout=60_000):
        assert not chip._waiting.isActive()
    assert chip.text() == "Compiling…"
    chip.busy("")
    assert chip.isHidden()


def test_a_wait_is_said_after_a_moment(qtbot, chip):
    chip.busy("Compiling…")
    qtbot.waitUntil(lambda: not chip.isHidden())
    assert chip.text() == "Compiling…"
    chip.note("Saved")
    chip.busy("Compiling 2 of 3")
    assert chip.text() == "Saved"
