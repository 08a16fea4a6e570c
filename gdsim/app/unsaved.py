"""Unsaved edits: kept in a file while the window runs, and offered if it ended without saving."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from platformdirs import user_data_path
from PySide6.QtCore import QDateTime, QLocale, QLockFile, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gdsim.app.look.theme import GRID
from gdsim.app.model.document import Document
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import tr

EVERY = 3000  # ms from one autosave to the next
_LOCK = ".lock"


class Unsaved:
    """Keeps unsaved edits in a file of this process; `say` is called once if that fails.

    A lock beside the file says that the process runs: the system, not a clean exit, gives it free.
    """

    def __init__(self, workbench: Workbench, say: Callable[[str], None]) -> None:
        self._workbench, self._say = workbench, say
        self.folder: Path | None = None  # None: the user's data
        self._path: Path | None = None
        self._lock: QLockFile | None = None
        self._written: Document | None = None
        self._failed = False
        self._timer = QTimer(workbench, interval=EVERY)
        self._timer.timeout.connect(self.keep)
        workbench.changed.connect(self._clear_saved)

    def start(self, every: int = EVERY) -> None:
        """Write edits to a file from now on, every so many ms."""
        self._timer.start(every)

    def write(self) -> Path | None:
        """Write unsaved edits; the file, None without any. OSError, ValueError: it failed."""
        unsaved = self._workbench.unsaved
        if not unsaved:
            return None
        if self._path is None:
            self._path = self._new_path()
            self._lock = QLockFile(str(self._path) + _LOCK)
            self._lock.setStaleLockTime(0)  # it is as good as its process, however old
            self._lock.tryLock(0)
        document = next(iter(unsaved.values()))
        if document is not self._written:
            document.save(self._path)
            self._written = document
        return self._path

    def stop(self, keep: bool) -> None:
        """Write no more; what was written stays for the next start only with `keep`."""
        self._timer.stop()
        if not keep:
            self._clear()
        elif self._lock is not None:
            self._lock.unlock()

    def left(self) -> list[Path]:
        """The files of processes that no longer run, the newest first."""
        files = [path for path in self._folder().glob("*.toml") if _is_left(path)]
        return sorted(files, key=lambda path: path.stat().st_mtime, reverse=True)

    def keep(self) -> None:
        """Write unsaved edits; say so if that fails, once."""
        try:
            self.write()
        except (OSError, ValueError) as error:
            if not self._failed:
                self._say(tr("Unsaved edits could not be kept in a file: {error}", error=error))
            self._failed = True

    def _clear_saved(self) -> None:
        if self._path is not None and not self._workbench.unsaved:
            self._clear()

    def _clear(self) -> None:
        if self._path is not None:
            remove(self._path)
        if self._lock is not None:
            self._lock.unlock()
        self._path = self._lock = self._written = None

    def _new_path(self) -> Path:
        name = self._workbench.path.stem if self._workbench.path else "experiment"
        # Windows that end together, as at a log-out, have a file each.
        return self._folder() / f"{name}-{datetime.now():%Y-%m-%d-%H%M%S}-{os.getpid()}.toml"

    def _folder(self) -> Path:
        if self.folder is None:
            self.folder = user_data_path("gdsim", ensure_exists=True) / "unsaved"
        self.folder.mkdir(exist_ok=True)
        return self.folder


def _is_left(path: Path) -> bool:
    """Whether the process that wrote a file no longer runs."""
    lock = QLockFile(str(path) + _LOCK)
    lock.setStaleLockTime(0)
    gone = lock.tryLock(0)  # removes the lock of a process that ended
    lock.unlock()
    return gone


def remove(path: Path) -> None:
    """Remove a kept file, and the arrays next to it."""
    for file in (path, *path.parent.glob(f"{path.stem}.*.npy")):
        file.unlink(missing_ok=True)


class Recovery(QWidget):
    """A line of the window that offers what was left; hidden while there is nothing."""

    def __init__(
        self, unsaved: Unsaved, open_: Callable[[Path], bool], say: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._unsaved, self._open_kept, self._say = unsaved, open_, say
        self._left: list[Path] = []
        self.words = QLabel()
        self.open, self.forget = QPushButton(tr("Open it")), QPushButton(tr("Forget it"))
        self.open.clicked.connect(self._open_first)
        self.forget.clicked.connect(self._forget_first)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.words)
        layout.addStretch(1)
        layout.addWidget(self.open)
        layout.addWidget(self.forget)
        self.hide()

    def offer(self) -> None:
        """Offer the newest of what other processes have left."""
        try:
            self._left = self._unsaved.left()
        except OSError as error:  # no folder for them can be made
            self._say(tr("Unsaved edits cannot be kept: {error}", error=error))
            return
        self.setVisible(bool(self._left))
        if self._left:
            path = self._left[0]
            at = QDateTime.fromSecsSinceEpoch(int(path.stat().st_mtime))
            time = QLocale().toString(at, tr("d MMMM, HH:mm"))
            name = path.stem.rsplit("-", 5)[0]
            self.words.setText(
                tr("Unsaved edits of {name}, {time}, were kept.", name=name, time=time)
            )

    def _open_first(self) -> None:
        if self._open_kept(self._left[0]):
            self._forget_first()

    def _forget_first(self) -> None:
        try:
            remove(self._left[0])
        except OSError as error:
            self._say(tr("The kept edits could not be removed: {error}", error=error))
        self.offer()
