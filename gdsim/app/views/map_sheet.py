"""What stands around an exported map: its title, axes, scale and marks, at any size."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import GRID, Theme, value_colours
from gdsim.app.look.words import Elided
from gdsim.app.model.plane import Area, Plane
from gdsim.app.views.legend import Bar, Legend, Mark, with_keys
from gdsim.app.views.plane_colours import Scale
from gdsim.app.views.plane_map import SettingAxis
from gdsim.app.views.plot import Plot
from gdsim.app.worker.map_export import Margins
from gdsim.app.worker.strokes import Strokes

USUAL = 600.0  # pixels of the shorter side of a map beside which letters have their usual size
ROUNDS = 6  # tries to give the map its size: the axes take what their numbers need


class MapSheet(QWidget):
    """Draws everything but the pixels of a map of an area, which `margins` leaves out."""

    def __init__(self, plane: Plane, area: Area, title: str, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self._theme = theme
        self.plot = Plot(axes={"bottom": SettingAxis("bottom"), "left": SettingAxis("left")})
        for side, turnable in (("bottom", plane.x), ("left", plane.y)):
            self.plot.item.getAxis(side).log = turnable.log
        self.bar, self.legend = Bar(), Legend()
        heading = Elided.saying(title, "heading")
        heading.setContentsMargins(2 * GRID, GRID, 2 * GRID, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.setSpacing(0)
        layout.addWidget(heading)
        layout.addLayout(with_keys(self.plot, self.bar, self.legend), 1)
        recolour(theme, self.plot, self.bar, self.legend)
        self.plot.name_axes(plane.x.title, plane.y.title)
        for side in ("bottom", "left"):  # outwards: inside there are pixels
            self.plot.item.getAxis(side).setStyle(tickLength=4)
        self.plot.box.disableAutoRange()
        x, y = area.x, area.y
        self.plot.box.setRange(QRectF(x.low, y.low, x.width, y.width), padding=0)

    def show_keys(self, name: str, scale: Scale | None, marks: tuple[Mark, ...]) -> None:
        """The result that has the colours, its scale if it has one, and the marks."""
        self.bar.setVisible(scale is not None)
        if scale is not None:
            self.bar.show_scale(name, scale.ends, value_colours(), log=scale.log, ranks=scale.ranks)
        self.legend.show_marks(marks)

    def margins(self, width: int, height: int) -> Callable[[], Margins]:
        """What makes the surroundings of a map of so many pixels, in any thread.

        Letters grow with the map.
        """
        size = max(min(width, height) / USUAL, 1.0)
        self.show()
        box = self._fitted(round(width / size), round(height / size))
        # a large picture takes a moment to be filled with them
        strokes = Strokes.of(lambda painter: self.render(painter, QPoint()), self._theme.background)
        around = box.left(), box.top(), self.width() - box.right(), self.height() - box.bottom()
        self.hide()
        scale = width / box.width(), height / box.height()
        return lambda: _cut(strokes, (width, height), around, scale)

    def _fitted(self, width: int, height: int) -> QRectF:
        """Give the map its size, and return its place on the sheet."""
        wanted = QSize(width, height)
        self.resize(wanted + QSize(160, 120))
        box = self._box()
        for _ in range(ROUNDS):
            missing = wanted - QSize(round(box.width()), round(box.height()))
            if missing.isNull():
                break
            self.resize(self.size() + missing)
            box = self._box()
        return box

    def _box(self) -> QRectF:
        self.plot.item.layout.activate()
        box = self.plot.box
        inside: QRectF = box.mapRectToScene(box.boundingRect())
        return inside.translated(self.plot.mapTo(self, QPoint()))


def _cut(
    strokes: Strokes,
    pixels: tuple[int, int],
    around: tuple[float, float, float, float],
    scale: tuple[float, float],
) -> Margins:
    """What is drawn around a map of some pixels; `around` it: left, above, right and below."""
    width, height = pixels
    left, above, right, below = (
        round(size * each) for size, each in zip(around, scale * 2, strict=True)
    )
    whole = left + width + right
    areas = (
        QRect(0, 0, whole, above),
        QRect(0, above, left, height),
        QRect(left + width, above, right, height),
        QRect(0, above + height, whole, below),
    )
    return Margins(*(strokes.part(area, scale) for area in areas))
