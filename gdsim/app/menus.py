"""The menus and the keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton

Entry = tuple[str, Callable[[], Any], Any] | None
_KEY = QKeySequence.StandardKey


class Menus:
    """Builds the window's menus; `undo` and `redo` are switched by what the history has."""

    def __init__(self, window: Any) -> None:
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
            action = QAction(text, self._window)
            action.triggered.connect(lambda _, do=do: do())
            if keys is not None:
                action.setShortcut(QKeySequence(keys))
            menu.addAction(action)
        return menu
