"""The rail at the left: the workspaces, one of which is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from gdsim.app.look import icons
from gdsim.app.look.theme import GRID, Theme

WIDTH = 56
WORKSPACES = {
    "descent": ("Descent", "Runs on a function (Ctrl+1)"),
    "network": ("Network", "Training of a network (Ctrl+2)"),
    "map": ("Map", "Two settings of the experiment, every pixel a run (Ctrl+3)"),
}


class Rail(QWidget):
    """A button for each workspace."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID // 2, GRID, GRID // 2, GRID)
        layout.setSpacing(GRID // 2)
        for name, (title, tip) in WORKSPACES.items():
            button = QToolButton()
            button.setText(title)
            button.setToolTip(tip)
            button.setAccessibleName(title)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has its keys
            button.setProperty("workspace", True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(22, 22))
            button.setFixedSize(WIDTH - GRID, 50)
            button.clicked.connect(lambda _, name=name: self.chosen.emit(name))
            group.addButton(button)
            layout.addWidget(button)
            self.buttons[name] = button
        layout.addStretch(1)
        self.fold = QToolButton()
        self.fold.setToolTip("Hide the settings, or show them again (Ctrl+B)")
        self.fold.setAccessibleName("Fold the settings")
        self.fold.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.fold.setIconSize(QSize(18, 18))
        self.fold.setFixedSize(WIDTH - GRID, 32)
        layout.addWidget(self.fold)

    def show_chosen(self, name: str) -> None:
        """Mark the workspace that is shown."""
        self.buttons[name].setChecked(True)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for name, button in self.buttons.items():
            button.setIcon(icons.icon(name, theme.text, 22))
        self.fold.setIcon(icons.icon("panel", theme.muted, 18))
