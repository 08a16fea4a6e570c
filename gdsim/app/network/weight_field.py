"""A field over the diagram in which one weight is typed."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gdsim.app.controls.fields import mark_wrong
from gdsim.app.controls.number_text import shown
from gdsim.app.look.type_size import px
from gdsim.app.translation import tr

WIDTH = 96  # px


class WeightField(QLineEdit):
    """Takes a finite number; Enter sets the weight, Escape leaves it as it was."""

    def __init__(self, parent: QWidget, apply: Callable[[int, float], None]) -> None:
        super().__init__(parent)
        self._holder, self._apply, self._index = parent, apply, 0
        self.setAccessibleName(tr("Weight"))
        self.setToolTip(tr("A number, then Enter: runs start from these weights, with this one"))
        self.returnPressed.connect(self._enter)
        self.textEdited.connect(lambda _: mark_wrong(self, False))
        self.hide()

    def open(self, index: int, value: float, place: QPoint) -> None:
        """Type the weight with this place among the parameters, from its present value."""
        self._index = index
        written = shown(float(f"{value:.6g}"))
        self.setText(written)
        mark_wrong(self, False)
        self.setFixedWidth(px(WIDTH))
        size, room = self.sizeHint(), self._holder.size()
        left = min(max(place.x() - self.width() // 2, 0), room.width() - self.width())
        top = min(max(place.y() - size.height() // 2, 0), room.height() - size.height())
        self.move(left, top)
        self.show()
        self.setFocus()
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it; no key goes on to the drawing below."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)  # which passes Enter on
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed and not entered is given up."""
        super().focusOutEvent(event)
        self.hide()

    def _enter(self) -> None:
        try:
            value = float(self.text().strip().replace("−", "-").replace(",", "."))
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            mark_wrong(self, True)
            return
        self._leave()
        self._apply(self._index, value)

    def _leave(self) -> None:
        """Hide, and give the keys back to what it stands on."""
        self._holder.setFocus()
        self.hide()
