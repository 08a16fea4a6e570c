"""Errors that nothing has caught: each goes to a log file, and its sentence to the window."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path
from PySide6.QtCore import QObject, Signal

from gdsim.app.translation import tr

log = logging.getLogger("gdsim.app")

FILE = "gdsim.log"
LONGEST = 160  # characters of an error that a sentence has


class Errors(QObject):
    """Catches the errors of all threads from now on, until `stop`.

    The interface goes on after each: Qt calls Python anew for the next event.
    """

    happened = Signal(str)  # in the thread of this object; a sentence that names the log file

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file = _log_file()
        handler: logging.Handler = logging.StreamHandler()  # nowhere to write: the terminal
        if self.file is not None:
            handler = logging.FileHandler(self.file, delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._handler = handler
        logging.getLogger("gdsim").addHandler(handler)
        sys.excepthook, threading.excepthook = self._caught, self._caught_in_thread

    def stop(self) -> None:
        """Leave errors to Python again."""
        sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
        logging.getLogger("gdsim").removeHandler(self._handler)
        self._handler.close()

    def _caught_in_thread(self, given: threading.ExceptHookArgs) -> None:
        if given.exc_value is not None:
            self._caught(given.exc_type, given.exc_value, given.exc_traceback)

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        sys.__excepthook__(kind, error, trace)
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        log.error("".join(traceback.format_exception(kind, error, trace)))
        self.happened.emit(self._sentence(error))

    def _sentence(self, error: BaseException) -> str:
        first = (str(error) or type(error).__name__).strip().split("\n")[0].rstrip(".")
        sentence = tr(
            "Something went wrong: {error}. Your experiment is kept.", error=first[:LONGEST]
        )
        where = tr("Details are in {file}.", file=self.file) if self.file else ""
        return f"{sentence} {where}".rstrip()


def _log_file() -> Path | None:
    try:
        return user_log_path("gdsim", ensure_exists=True) / FILE
    except OSError:
        return None
