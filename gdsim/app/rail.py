"""The rail at the left: the workspaces, one of which is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from gdsim.app.look import icons, style_sheet
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.type_size import fix
from gdsim.app.translation import QT_TR_NOOP, tr

WIDTH = 64
LETTERS = 11  # px of type
WORKSPACES = {
    "start": (QT_TR_NOOP("Start"), QT_TR_NOOP("Lessons, examples, recent files, and a tour")),
    "descent": (QT_TR_NOOP("Descent"), QT_TR_NOOP("Runs on a function")),
    "calculus": (
        QT_TR_NOOP("Calculus"),
        QT_TR_NOOP("Derivative, gradient and chain rule of a formula, by hand"),
    ),
    "network": (QT_TR_NOOP("Network"), QT_TR_NOOP("Training of a network")),
    "map": (QT_TR_NOOP("Map"), QT_TR_NOOP("Two settings of the experiment, every pixel a run")),
    "compare": (QT_TR_NOOP("Compare"), QT_TR_NOOP("Which optimizer is best here, and how sure")),
}


def keys_of(workspace: str) -> QKeySequence:
    """The keys that show a workspace: Ctrl and its place in the rail."""
    return QKeySequence(f"Ctrl+{list(WORKSPACES).index(workspace) + 1}")


def words_of_keys(workspace: str) -> str:
    """These keys, as they are written on the keyboard."""
    return keys_of(workspace).toString(QKeySequence.SequenceFormat.NativeText)


class Rail(QWidget):
    """A button for each workspace."""

    chosen = Signal(str)
    shown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        fix(self, WIDTH)
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID // 2, GRID, GRID // 2, GRID)
        layout.setSpacing(GRID // 2)
        for name, (title, tip) in WORKSPACES.items():
            button = QToolButton()
            button.setText(tr(title))
            button.setToolTip(f"{tr(tip)} ({words_of_keys(name)})")
            button.setAccessibleName(tr(title))
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has its keys
            button.setProperty("workspace", True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            fix(button, WIDTH - GRID, 50)
            button.clicked.connect(lambda _, name=name: self.chosen.emit(name))
            group.addButton(button)
            layout.addWidget(button)
            self.buttons[name] = button
        layout.addStretch(1)
        self.fold = QToolButton()
        self.fold.setToolTip(tr("Hide the settings, or show them again (Ctrl+B)"))
        self.fold.setAccessibleName(tr("Fold the settings"))
        self.fold.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fix(self.fold, WIDTH - GRID, 32)
        layout.addWidget(self.fold)

    @property
    def workspace(self) -> str:
        """The workspace that is shown; "" before the first."""
        return next((name for name, each in self.buttons.items() if each.isChecked()), "")

    def show_chosen(self, name: str) -> None:
        """Mark the workspace that is shown."""
        self.buttons[name].setChecked(True)
        self.shown.emit(name)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        letters = style_sheet.letters("QToolButton", LETTERS)
        if self.styleSheet() != letters:
            self.setStyleSheet(letters)
        for name, button in self.buttons.items():
            icons.put(button, name, theme.text, 22)
        icons.put(self.fold, "panel", theme.muted, 18)
