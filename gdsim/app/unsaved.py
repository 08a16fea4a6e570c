"""Unsaved edits: kept in files while the window runs, and offered if it ended without saving."""

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


class _Kept:
    """A file of unsaved edits.

    A lock beside it says that the process runs: the system, not a clean exit, gives it free.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written: Document | None = None
        self.lock = QLockFile(str(path) + _LOCK)
        self.lock.setStaleLockTime(0)  # it is as good as its process, however old
        self.lock.tryLock(0)

    def write(self, document: Document) -> None:
        """Have it hold a document."""
        if document is not self._written:
            document.save(self.path)
            self._written = document


class Unsaved:
    """Keeps unsaved edits in files of this process, one for each kind of objective.

    `say` is called once if that fails.
    """

    def __init__(self, workbench: Workbench, say: Callable[[str], None]) -> None:
        self._workbench, self._say = workbench, say
        self.folder: Path | None = None  # None: the user's data
        self._kept: dict[str, _Kept] = {}  # by kind of objective
        self._failed = False
        self._timer = QTimer(workbench, interval=EVERY)
        self._timer.timeout.connect(self.keep)
        workbench.changed.connect(self._clear_saved)

    def start(self, every: int = EVERY) -> None:
        """Write edits to a file from now on, every so many ms."""
        self._timer.start(every)

    def write(self) -> list[Path]:
        """Write unsaved edits; the files. OSError, ValueError: it failed."""
        for kind, document in self._workbench.unsaved.items():
            if kind not in self._kept:
                self._kept[kind] = _Kept(self._new_path(kind))
            self._kept[kind].write(document)
        return [kept.path for kept in self._kept.values()]

    def stop(self, keep: bool) -> None:
        """Write no more; what was written stays for the next start only with `keep`."""
        self._timer.stop()
        for kind in list(self._kept):
            if keep:
                self._kept[kind].lock.unlock()
            else:
                self._clear(kind)

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
        if self._kept:
            for kind in self._kept.keys() - self._workbench.unsaved.keys():
                self._clear(kind)

    def _clear(self, kind: str) -> None:
        kept = self._kept.pop(kind)
        remove(kept.path)
        kept.lock.unlock()

    def _new_path(self, kind: str) -> Path:
        path = self._workbench.path_of(kind)
        name = path.stem if path else "experiment"
        # Windows that end together, as at a log-out, have files of their own.
        ending = f"{datetime.now():%Y-%m-%d-%H%M%S}-{os.getpid()}_{kind}.toml"
        return self._folder() / f"{name}-{ending}"

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
