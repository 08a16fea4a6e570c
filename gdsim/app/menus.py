"""The menus and the keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolButton

from gdsim.app.controls.transport import Transport
from gdsim.app.files import Files
from gdsim.app.looking import Looking
from gdsim.app.model.workbench import Workbench

# A text, what it does, and its keys; None: a line between entries.
Entry = tuple[str, Callable[[], object], QKeySequence.StandardKey | str | None] | None
_KEY = QKeySequence.StandardKey


class Commands(Protocol):
    """The window, as far as its menus command it."""

    files: Files
    transport: Transport
    workbench: Workbench
    looking: Looking

    def menuBar(self) -> QMenuBar: ...
    def close(self) -> bool: ...
    def step(self) -> None: ...
    def reset(self) -> None: ...
    def fit(self) -> None: ...
    def go_to(self, workspace: str) -> None: ...
    def set_going_on(self) -> None: ...
    def choose_theme(self, name: str) -> None: ...
    def switch_theme(self) -> None: ...


class Menus:
    """Builds the window's menus; the window enables `undo` and `redo` while they do something."""

    def __init__(self, window: Commands) -> None:
        self._window = window
        files, transport = window.files, window.transport
        self._menu(
            "&File",
            ("&Open…", files.open, _KEY.Open),
            ("&Save", files.save, _KEY.Save),
            ("Save &As…", files.save_as, "Ctrl+Shift+S"),
            None,
            ("&Export Picture…", files.export, "Ctrl+E"),
            None,
            ("&Quit", window.close, _KEY.Quit),
        )
        edit = self._menu(
            "&Edit",
            ("&Undo", window.workbench.undo, _KEY.Undo),
            ("&Redo", window.workbench.redo, "Ctrl+Shift+Z"),
            None,
            ("Copy as &Python", files.copy_python, "Ctrl+Shift+C"),
        )
        self.undo, self.redo = edit.actions()[:2]
        run = self._menu(
            "&Run",
            ("&Play or Pause", transport.toggle, "Space"),
            ("&Step", window.step, "."),
            ("&Reset", window.reset, "R"),
            None,
            ("&Go On after Edits", window.set_going_on, None),
            ("Look at the &Best Run", window.looking.show_best, None),
        )
        self.go_on = run.actions()[4]
        self.go_on.setCheckable(True)
        self.go_on.setToolTip("Edits take effect from this step on; else runs start over")
        self.show_best = run.actions()[5]
        self._menu(
            "&View",
            ("D&escent", partial(window.go_to, "descent"), "Ctrl+1"),
            ("&Network", partial(window.go_to, "network"), "Ctrl+2"),
            ("&Map", partial(window.go_to, "map"), "Ctrl+3"),
            None,
            ("&Fit", window.fit, "F"),
            None,
            ("&Light", lambda: window.choose_theme("light"), None),
            ("&Dark", lambda: window.choose_theme("dark"), None),
            ("Like the S&ystem", lambda: window.choose_theme(""), None),
        )
        self.theme_button = QToolButton()
        self.theme_button.setToolTip("Switch between light and dark")
        self.theme_button.setAccessibleName("Switch between light and dark")
        self.theme_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.theme_button.setIconSize(QSize(16, 16))
        self.theme_button.clicked.connect(window.switch_theme)
        window.menuBar().setCornerWidget(self.theme_button)

    def _menu(self, title: str, *entries: Entry) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            text, do, keys = entry
            action = menu.addAction(text)
            action.triggered.connect(lambda _, do=do: do())
            if keys is not None:
                action.setShortcut(QKeySequence(keys))
        return menu
