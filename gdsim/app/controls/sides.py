"""How a landscape is drawn: as a map, as a surface, or as both."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.one_of import OneOf
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


class Sides(OneOf):
    """Three buttons, by "map", "surface" and "both"."""

    def __init__(self) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.buttons = {
            name: tool_button(tr(tip), name=tr(label)) for name, (label, tip) in TIPS.items()
        }
        for button in self.buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            layout.addWidget(button)
        self.join()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for name, button in self.buttons.items():
            icons.put(button, f"landscape-{name}", theme.muted, 16)
