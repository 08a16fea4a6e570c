"""Qt's bindings keep count of Python's constants (PySide6 6.12.0 on Python 3.11 does not)."""

from __future__ import annotations

import sys

import pytest

from tests.conftest import WITHOUT_QT

if WITHOUT_QT:
    pytest.skip(WITHOUT_QT, allow_module_level=True)

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton


class Bell(QObject):
    rung = Signal(bool)


def test_twenty_thousand_signals_lose_no_reference_to_true_or_none(qapp: object) -> None:
    del qapp
    bell, heard = Bell(), []
    button = QPushButton()
    bell.rung.connect(heard.append)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(20_000):
        bell.rung.emit(True)
        button.setEnabled(True)
    heard.clear()
    lost = before[0] - sys.getrefcount(True), before[1] - sys.getrefcount(None)
    assert max(lost) < 100
