"""The dimensions of a result that are not drawn along an axis: one value of each, or all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls.fields import Check, Choices
from gdsim.app.controls.section import label
from gdsim.app.look.figures import figures
from gdsim.app.look.theme import GRID, tabular
from gdsim.app.translation import tr

VALUE = 72  # px of a value in figures


@dataclass(frozen=True)
class Dimension:
    """A dimension: its name, its title, its values, and whether all are taken together first."""

    name: str
    title: str
    values: np.ndarray
    is_repeated: bool

    @property
    def is_named(self) -> bool:
        """Whether the values are names, to be chosen from a list."""
        return self.values.dtype.kind not in "fiu"


class _Slider(QWidget):
    """A slider over the values of a dimension, and a box that takes all of them."""

    changed = Signal()

    def __init__(self, dimension: Dimension) -> None:
        super().__init__()
        self._values = dimension.values
        self.slider, self.all = QSlider(Qt.Orientation.Horizontal), Check(tr("all"))
        self.words = QLabel()
        self.words.setFont(tabular(self.words.font()))
        self.words.setMinimumWidth(VALUE)
        self.slider.setAccessibleName(dimension.title)
        self.slider.setToolTip(
            tr("The value of {dimension} that is shown", dimension=dimension.title)
        )
        self.slider.setRange(0, len(dimension.values) - 1)
        self.slider.setValue(len(dimension.values) // 2)
        self.all.setAccessibleName(tr("All values of {dimension}", dimension=dimension.title))
        self.all.setToolTip(tr("Several runs to a pixel: one for each value"))
        self.all.setChecked(dimension.is_repeated)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.words)
        layout.addWidget(self.all)
        self.slider.valueChanged.connect(self._say)
        self.all.toggled.connect(self._say)
        self._say()

    @property
    def index(self) -> int | None:
        """The index of the value; None for all."""
        return None if self.all.isChecked() else self.slider.value()

    def _say(self) -> None:
        index = self.index
        self.slider.setEnabled(index is not None)
        self.words.setText("" if index is None else figures(float(self._values[index])))
        self.changed.emit()


class Dimensions(QWidget):
    """A line for each dimension; those that are drawn along an axis have none."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choices: dict[str, Choices] = {}
        self.sliders: dict[str, _Slider] = {}
        self._lines: dict[str, tuple[QWidget, QWidget]] = {}
        self._grid = QWidget()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(2 * GRID, 0, GRID, 0)
        self._layout.addWidget(self._grid)

    def offer(self, dimensions: list[Dimension]) -> None:
        """Offer other dimensions."""
        self._layout.removeWidget(self._grid)
        self._grid.hide()
        self._grid.deleteLater()
        self._grid = QWidget()
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, GRID // 2)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        self.choices, self.sliders, self._lines = {}, {}, {}
        for row, each in enumerate(dimensions):
            words = label(each.title)
            part = self._named(each) if each.is_named else self._slid(each)
            grid.addWidget(words, row, 0)
            grid.addWidget(part, row, 1)
            self._lines[each.name] = words, part
        self._layout.addWidget(self._grid)

    def hide_axes(self, *axes: str) -> None:
        """Show no line for the dimensions that are axes."""
        for name, parts in self._lines.items():
            for part in parts:
                part.setVisible(name not in axes)
        self.setVisible(any(name not in axes for name in self._lines))

    @property
    def at(self) -> dict[str, int]:
        """The index of every dimension of which one value is taken."""
        at = {name: int(each.currentData()) for name, each in self.choices.items()}
        places = {name: each.index for name, each in self.sliders.items()}
        return at | {name: index for name, index in places.items() if index is not None}

    def _named(self, dimension: Dimension) -> QWidget:
        choices = Choices(lambda _: self.changed.emit())
        choices.setAccessibleName(dimension.title)
        choices.setToolTip(tr("The {dimension} that is shown", dimension=dimension.title))
        choices.show_names(dict(enumerate(map(str, dimension.values))), 0, {})
        self.choices[dimension.name] = choices
        return choices

    def _slid(self, dimension: Dimension) -> QWidget:
        slider = _Slider(dimension)
        slider.changed.connect(self.changed)
        self.sliders[dimension.name] = slider
        return slider
