"""The hidden layers of a network: how many there are, and the units of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gdsim.app.controls.axis_wanted import Owned
from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.section import label
from gdsim.app.look import icons
from gdsim.app.look.theme import GRID, Theme, tabular
from gdsim.app.model.network_edits import WIDTH
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.base.ranges import Hyper, Range

ACROSS = 5  # fields in a line
_UNITS = Hyper(
    WIDTH, Range(1, 2**20), whole=True, summary=QT_TR_NOOP("Units of this hidden layer.")
)


class HiddenLayers(QWidget):
    """One field per hidden layer; `apply` gets all units and returns a sentence if it refuses."""

    def __init__(
        self, apply: Callable[[list[int]], str | None], complain: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._apply, self._complain = apply, complain
        self.fields: list[NumberField] = []
        self._units: list[int] = []
        self.fewer = tool_button(tr("One layer fewer"), self._remove, side=24)
        self.more = tool_button(tr("One layer more"), self._add, side=24)
        self.count = QLabel()
        self.count.setFont(tabular(self.count.font()))
        self.count.setMinimumWidth(16)
        head = QHBoxLayout()
        head.setSpacing(GRID // 2)
        head.addWidget(
            label(tr("hidden layers"), tr("Units of each hidden layer, from the inputs on."))
        )
        head.addStretch(1)
        for widget in (self.fewer, self.count, self.more):
            head.addWidget(widget)
        self._grid = QGridLayout()
        self._grid.setSpacing(GRID // 2)
        for column in range(ACROSS):
            self._grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addLayout(self._grid)

    def show_layers(self, units: tuple[int, ...], have_width: bool) -> None:
        """Show the units of each hidden layer, which may be one setting: the width of all."""
        self._units = list(units)
        while len(self.fields) > len(units):
            field = self.fields.pop()
            field.hide()
            field.deleteLater()
        while len(self.fields) < len(units):
            index = len(self.fields)
            field = NumberField(partial(self._set, index), _UNITS, complain=self._complain)
            field.setAccessibleName(tr("Units of hidden layer {number}", number=index + 1))
            self._grid.addWidget(field, index // ACROSS, index % ACROSS)
            self.fields.append(field)
            field.show()
        for field, count in zip(self.fields, units, strict=True):
            field.set_value(count)
            field.setting = Owned("objective.width") if have_width else None
        self.count.setText(str(len(units)))
        self.fewer.setEnabled(bool(units))

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        icons.put(self.fewer, "minus", theme.muted, 14)
        icons.put(self.more, "plus", theme.accent, 14)

    def _set(self, index: int, value: Any) -> str | None:
        units = self._units
        return self._apply([*units[:index], value, *units[index + 1 :]])

    def _add(self) -> None:
        units = self._units
        self._complain(self._apply([*units, units[-1] if units else WIDTH]) or "")

    def _remove(self) -> None:
        self._complain(self._apply(self._units[:-1]) or "")
