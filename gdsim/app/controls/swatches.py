"""A menu of colours for an optimizer: the twelve, any other, and the usual one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QColorDialog, QGridLayout, QMenu, QToolButton, QWidget, QWidgetAction

from gdsim.app.look.theme import COLOUR_NAMES, GRID, Theme, series_colour, usual_colour
from gdsim.app.translation import tr

ACROSS = 6
SIZE = 20  # px


class Swatches(QMenu):
    """Gives `choose` the number of one of the twelve, #RRGGBB, or None for the usual colour."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        number: int,
        choose: Callable[[int | str | None], object],
    ) -> None:
        super().__init__(parent)
        self._choose, self._now = choose, series_colour(number, theme)
        self.buttons = [self._button(index, theme) for index in range(len(COLOUR_NAMES))]
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        grid.setSpacing(2)
        for index, button in enumerate(self.buttons):
            grid.addWidget(button, index // ACROSS, index % ACROSS)
        action = QWidgetAction(self)
        action.setDefaultWidget(holder)
        self.addAction(action)
        self.addAction(tr("Other Colour…"), self._ask)
        self.addAction(tr("Usual Colour"), lambda: choose(None))

    def _button(self, index: int, theme: Theme) -> QToolButton:
        button = QToolButton()
        picture = QPixmap(SIZE, SIZE)
        picture.fill(usual_colour(index, theme))
        button.setIcon(QIcon(picture))
        button.setIconSize(QSize(SIZE, SIZE))
        button.setToolTip(tr(COLOUR_NAMES[index]))
        button.setAccessibleName(tr(COLOUR_NAMES[index]))
        button.clicked.connect(lambda: self._take(index))
        return button

    def _take(self, index: int) -> None:
        self.close()
        self._choose(index)

    def _ask(self) -> None:
        colour = other_colour(self._now, self)
        if colour.isValid():
            self._choose(colour.name())


def other_colour(now: QColor, parent: QWidget) -> QColor:
    """A colour that the user mixes; an invalid one if the dialog was cancelled."""
    return QColorDialog.getColor(now, parent, tr("Colour of the Optimizer"))
