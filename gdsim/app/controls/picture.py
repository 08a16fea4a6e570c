"""What is drawn on the map besides the runs: arrows and names, each with a button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gdsim.app.controls.buttons import tool_button
from gdsim.app.look import icons
from gdsim.app.look.theme import Theme
from gdsim.app.translation import tr


class PictureControl(QWidget):
    """Buttons that are down while something is drawn on the map."""

    def __init__(self) -> None:
        super().__init__()
        self.arrows = _button(tr("Arrows"), tr("Arrows downhill: the negative gradient"))
        self.labels = _button(tr("Names"), tr("Names of the optimizers at the ends of their lines"))
        self.labels.setChecked(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.arrows)
        layout.addWidget(self.labels)
        self._icons = ((self.arrows, "arrows"), (self.labels, "label"))

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for button, name in self._icons:
            icons.put(button, name, theme.muted, 16)


def _button(name: str, tip: str) -> QToolButton:
    button = tool_button(tip, name=name)
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
