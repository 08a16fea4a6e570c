"""A plot with one point that is dragged, clicked to, or moved by the arrow keys."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent

from gdsim.app.views.axis import even_places
from gdsim.app.views.handle import Handle
from gdsim.app.views.plot import Plot, rounded

STEPS = 100  # of the arrow keys across the view; with Shift ten at once
FAST = 10
KEYS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1),
}  # fmt: skip


class Draggable(Plot):
    """Shows a ring; `moved` has where it is wanted, in the plot's coordinates.

    A number that the arrow keys come to is a multiple of their step, so that whole numbers are met.
    """

    moved = Signal(float, float)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.place: tuple[float, float] | None = None
        self.handle = Handle()
        self.handle.dragged.connect(self._drag)
        self.add_item(self.handle, 50)
        self.scene().sigMouseClicked.connect(self._click)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_place(self, place: tuple[float, float] | None) -> None:
        """Draw the ring at a place, or nowhere."""
        self.place = place
        if place is None or not np.isfinite(place).all():
            self.handle.clear()
        else:
            self.handle.show_rings(np.array([place]), self.theme)

    def recolour(self, theme: Any) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.show_place(self.place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys move the ring."""
        way = KEYS.get(Qt.Key(event.key()))
        if way is None or self.place is None:
            event.ignore()
            return
        times = FAST if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        moved = [
            self._stepped(number, side * times, span)
            for number, side, span in zip(self.place, way, self.box.viewRange(), strict=True)
        ]
        self.moved.emit(*moved)

    @staticmethod
    def _stepped(number: float, steps: int, span: list[float]) -> float:
        if not steps:
            return number
        size, _ = even_places(span[0], span[1], STEPS)
        whole = number / size
        nearest = round(whole)
        is_on_step = abs(whole - nearest) < 1e-6
        first = nearest if is_on_step else (np.floor(whole) if steps > 0 else np.ceil(whole))
        # The multiple as it is written: 3 * 0.1 is not 0.3.
        return float(f"{(first + steps) * size:.12g}")

    @staticmethod
    def tidy(number: float, pixel: float) -> float:
        """A coordinate that was typed or stepped to; else no more digits than half a pixel has."""
        return number if float(f"{number:.12g}") == number else rounded(number, pixel / 2)

    def _drag(self, _: int, place: QPointF) -> None:
        self.moved.emit(place.x(), place.y())

    def _click(self, event: Any) -> None:
        place = self.click_place(event)
        if place is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.moved.emit(place.x(), place.y())
