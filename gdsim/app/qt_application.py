"""Qt's application: where Qt can open no window, one sentence says so."""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

# What Qt says of its own plugins, not of the reason.
_NO_REASONS = ("Could not load the Qt platform plugin",)


def application() -> QApplication:
    """The application of this process, made if there is none.

    Qt ends the process where no window can open, with a list of its plugins and a core dump. Here
    the process ends with status 1 instead, after one sentence on stderr with Qt's first reason.
    """
    made = QApplication.instance()
    if made is None:
        reasons: list[str] = []

        def hear(kind: QtMsgType, context: Any, message: str) -> None:
            if kind == QtMsgType.QtFatalMsg:
                _end(reasons)
            reasons.append(message)

        before = qInstallMessageHandler(hear)
        try:
            made = QApplication(sys.argv[:1])
        finally:
            qInstallMessageHandler(before)
        for message in reasons:  # warnings of a start that went well
            print(message, file=sys.stderr)
    assert isinstance(made, QApplication)
    return made


def _end(reasons: list[str]) -> NoReturn:
    told = [each.strip().rstrip(".") for each in reasons if not each.startswith(_NO_REASONS)]
    words = f" ({told[0]})" if told else ""
    print(
        f"gdsim: no window: Qt cannot open one here{words}; `gdsim doctor` says what may be "
        "missing, and `gdsim run FILE` works without",
        file=sys.stderr,
        flush=True,
    )
    os._exit(1)  # Qt would end the process by a signal when this returns
