"""How a landscape is drawn: as a map, as a surface, or as both."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from gdsim.app.controls.buttons import tool_button
from gdsim.app.look import icons
from gdsim.app.look.theme import Theme
from gdsim.app.translation import QT_TR_NOOP, tr

MAP, SURFACE, BOTH = "map", "surface", "both"
TIPS = {
    MAP: (QT_TR_NOOP("Map"), QT_TR_NOOP("The landscape from above (S: the next of these)")),
    SURFACE: (
        QT_TR_NOOP("Surface"),
        QT_TR_NOOP("The landscape from the side, to be turned (S: the next of these)"),
    ),
    BOTH: (
        QT_TR_NOOP("Both"),
        QT_TR_NOOP("The map and the surface, which show the same part (S: the next of these)"),
    ),
}


class Sides(QWidget):
    """Three buttons, of which one is down."""

    chosen = Signal(str)  # "map", "surface" or "both"

    def __init__(self) -> None:
        super().__init__()
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.buttons = {
            name: tool_button(tr(tip), name=tr(label)) for name, (label, tip) in TIPS.items()
        }
        for name, button in self.buttons.items():
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.toggled.connect(partial(self._toggled, name))
            group.addButton(button)
            layout.addWidget(button)
        self.buttons[MAP].setChecked(True)

    @property
    def choice(self) -> str:
        """What is chosen."""
        return next(name for name, button in self.buttons.items() if button.isChecked())

    def choose(self, name: str) -> None:
        """Choose one of the three."""
        self.buttons[name].setChecked(True)

    def choose_next(self) -> None:
        """Choose the one to the right, or the first after the last."""
        names = list(self.buttons)
        self.choose(names[(names.index(self.choice) + 1) % len(names)])

    def _toggled(self, name: str, is_down: bool) -> None:
        if is_down:
            self.chosen.emit(name)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for name, button in self.buttons.items():
            icons.put(button, f"landscape-{name}", theme.muted, 16)
