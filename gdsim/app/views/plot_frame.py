"""What a plot shows: the view of its items, an axis at the left and one below."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem

AXES = 0.5  # depth: above pictures, below whatever is drawn over the axes


class PlotFrame(pg.GraphicsWidget):
    """A view box and two axes.

    A `pg.PlotItem` makes the widgets of a menu besides, whether or not it is opened.
    """

    def __init__(self, bottom: pg.AxisItem, left: pg.AxisItem) -> None:
        super().__init__()
        self.box = pg.ViewBox(parent=self, enableMenu=False)
        for changed in (self.box.sigRangeChanged, self.box.sigResized):
            changed.connect(self._move_items)
        self._axes = {"bottom": bottom, "left": left}
        self.layout = QGraphicsGridLayout()
        self.setLayout(self.layout)
        self.layout.setContentsMargins(4, 8, 12, 4)
        self.layout.setSpacing(0)
        self.layout.addItem(self.box, 0, 1)
        for axis, row, column in ((left, 0, 0), (bottom, 1, 1)):
            axis.linkToView(self.box)
            axis.setZValue(AXES)
            axis.setFlag(QGraphicsItem.GraphicsItemFlag.ItemNegativeZStacksBehindParent)
            self.layout.addItem(axis, row, column)
        self.layout.setRowStretchFactor(0, 1)
        self.layout.setColumnStretchFactor(1, 1)

    def getAxis(self, side: str) -> pg.AxisItem:
        """The "bottom" axis, or the "left" one."""
        return self._axes[side]

    def _move_items(self) -> None:
        """Put the items where they belong: moved while they are painted, they are painted twice."""
        self.box.updateMatrix()
