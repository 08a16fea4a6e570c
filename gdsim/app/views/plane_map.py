"""The map of two settings: every pixel is a run. Zoomed and dragged, it computes what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent

from gdsim.app.look.figures import figures
from gdsim.app.look.theme import Theme
from gdsim.app.model.offered import same_subject
from gdsim.app.model.plane import Area, Plane, Span, coordinate, setting
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.axis import Axis, LogAxis, Ticks
from gdsim.app.views.handle import Handle
from gdsim.app.views.plane_layer import PlaneLayer, area_of
from gdsim.app.views.plot import Plot
from gdsim.app.views.spots import Scatter, Spots

SETTLE = 20  # ms after the last zoom or pan until what is seen is computed
REST = 400  # ms after it until the next one is another step of what was seen before

PRECISION = {  # why a map is not zoomed further
    "float32": QT_TR_NOOP("single precision ends here; double is under Run"),
    "float64": QT_TR_NOOP("double precision ends here"),
}


class SettingAxis(LogAxis):
    """An axis of a setting, or of its base-10 logarithm."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.log = False

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        kind = LogAxis if self.log else Axis
        ticks: Ticks = kind.tickValues(self, low, high, size)
        return ticks

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        kind = LogAxis if self.log else Axis
        return kind.tickStrings(self, values, scale, spacing)


class PlaneMap(Plot):
    """Draws a plane of two settings, and where on it the experiment stands."""

    picked = Signal(float, float)  # the settings of the pixel that the mark was dragged to
    selected = Signal(object)  # the (x, y) settings of the pixel that was clicked
    clicked = Signal()  # a pixel is to be chosen here
    wanted = Signal(object)  # the same, double-clicked: its run is wanted
    left_area = Signal(object)  # the `Area` that was seen before a zoom or pan
    settled = Signal()  # another plane or area of it is seen
    pointed = Signal(object)  # the place under the mouse, or None

    def __init__(self) -> None:
        super().__init__(axes={"bottom": SettingAxis("bottom"), "left": SettingAxis("left")})
        self.layer = PlaneLayer(self, 0)
        self.beside: PlaneMap | None = None  # a map over the same axes, which is read together
        self.name = ""  # whose runs they are
        self._shown: Plane | None = None  # the runs may be those of a map that is ahead of it
        self._spans: dict[object, Span] = {}  # what was seen last of each setting
        self.selection: tuple[float, float] | None = None  # the settings of the chosen pixel
        self._halo, self._cross = Scatter(), Handle()
        self._hair = tuple(pg.InfiniteLine(angle=angle) for angle in (90, 0))
        self._cross.dragged.connect(self._pick)
        self._cursor = Spots(), Spots()  # where the mouse is in the map beside
        for depth, item in enumerate((self._halo, self._cross, *self._cursor)):
            self.add_item(item, 10 + depth)
        for line in self._hair:
            self.add_item(line, 9)
            line.hide()
        self.raise_axes()
        self._seen, self._moving = area_of(self), False  # when it was last at rest
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self._settle.timeout.connect(self._hold)
        self._settle.timeout.connect(self.layer.compute)
        self._settle.timeout.connect(self.settled)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._rested)
        self.box.disableAutoRange()
        self.box.sigRangeChangedManually.connect(lambda *_: self._leave())
        for timer in (self._settle, self._rest):
            self.box.sigRangeChanged.connect(lambda *_, timer=timer: timer.start())
        self.scene().sigMouseClicked.connect(self._mouse_clicked)

    def show_plane(self, plane: Plane, quantity: str, like: PlaneMap | None = None) -> None:
        """Draw a plane; what is seen stays where its settings are the same as before.

        like: a map over the same axes: the same area is seen, and the same runs are its own.
        """
        old, self._shown, layer = self._shown, plane, self.layer
        self._remember(old)
        if old is not None and not same_subject(
            old.experiment.objective, plane.experiment.objective
        ):
            self._spans = {}  # another function has another domain
        if old is None or plane.axes != old.axes:
            for side, turnable in (("bottom", plane.x), ("left", plane.y)):
                self.item.getAxis(side).log = turnable.log
            self.name_axes(plane.x.title, plane.y.title)
            layer.show_plane(None, quantity)  # what is seen belongs to the new one
            self.select(None)
            most = plane.limits
            self.box.setLimits(
                xMin=most.x.low, xMax=most.x.high, yMin=most.y.low, yMax=most.y.high,
                minXRange=None, minYRange=None,
            )  # fmt: skip
            self.show_area(self._remembered(plane) if like is None else area_of(like))
        if like is not None and like.layer.plane == plane:
            layer.show_runs_of(like.layer, quantity)
        else:
            layer.show_plane(plane, quantity)
        if plane != old:
            self._hold()
            self.settled.emit()
        self._draw_cross()

    def leave_plane(self) -> None:
        """Draw no plane, compute none, and forget what was seen."""
        self._shown = None
        self._spans = {}
        self.layer.show_plane(None, self.layer.quantity)
        self.select(None)
        self.point_at(None)

    def fit(self) -> None:
        """Show what is worth seeing first."""
        if self.layer.plane is not None:
            self._leave()
            self.show_area(self.layer.plane.home)

    def show_area(self, area: Area) -> None:
        """Show a part of the plane."""
        x, y = area.x, area.y
        self.box.setRange(QRectF(x.low, y.low, x.width, y.width), padding=0)
        self._rested()

    @property
    def limit(self) -> str:
        """Why it cannot be zoomed further, in words; "" if it can."""
        plane = self._shown
        if plane is None:
            return ""
        area = area_of(self)
        sides = zip((area.x, area.y), plane.closest(area), strict=True)
        ends = any(s.width < 1.1 * w for s, w in sides)
        return tr(PRECISION[plane.experiment.dtype]) if ends else ""

    def centre_on(self, x: float, y: float) -> None:
        """Move what is seen, so that a place is in its middle."""
        self._leave()
        seen = area_of(self)
        sides = ((x, seen.x.width), (y, seen.y.width))
        left, bottom = (middle - width / 2 for middle, width in sides)
        self.box.setRange(QRectF(left, bottom, seen.x.width, seen.y.width), padding=0)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.layer.repaint()
        self._draw_cross()

    def read(self, x: float, y: float) -> str:
        """The settings there and what became of the run."""
        plane = self.layer.plane
        if plane is None:
            return ""
        area = area_of(self)
        sides = ((plane.x, x, area.x), (plane.y, y, area.y))
        words = [
            f"{each.title} {figures(setting(each, at), digits(span))}" for each, at, span in sides
        ]
        return "\n".join(["   ".join(words), *self.fates(x, y)])

    def fates(self, x: float, y: float) -> list[str]:
        """What became of the run at a place, here and in the map beside, if that differs."""
        beside = self.beside if self.beside is not None and self.beside.layer.plane else None
        if beside is None:
            return [self.fate_at(x, y)]
        views = (self, beside)
        names = [f"{view.name}: " if self.name != beside.name else "" for view in views]
        fates = [name + view.fate_at(x, y) for name, view in zip(names, views, strict=True)]
        return list(dict.fromkeys(fates))

    def fate_at(self, x: float, y: float) -> str:
        """What became of the run at a place, in words."""
        pixel = self.layer.pixel(x, y)
        return tr("computing…") if pixel is None else self.layer.fate(*pixel)

    def point_at(self, place: QPointF | None) -> None:
        """Mark where the mouse is in the map beside, or nowhere."""
        places = np.empty((0, 2)) if place is None else np.array([[place.x(), place.y()]])
        pens = (self.theme.background, 5), (self.theme.text, 2)
        for cross, (colour, width) in zip(self._cursor, pens, strict=True):
            pen = pg.mkPen(QColor(colour), width=width)
            cross.show(places, colour, size=15, symbol="+", pen=pen, brush=None)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is in no map."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def _mouse_moved(self, mouse: QPointF) -> None:
        super()._mouse_moved(mouse)
        is_inside = self.box.sceneBoundingRect().contains(mouse)
        self.pointed.emit(self.box.mapSceneToView(mouse) if is_inside else None)

    def settings_at(self, x: float, y: float) -> tuple[float, float] | None:
        """The settings of the pixel at a place, the very ones it was run with."""
        plane, pixel, picture = self.layer.plane, self.layer.pixel(x, y), self.layer.picture
        if plane is None:
            return None
        if pixel is None or picture is None:
            return setting(plane.x, x), setting(plane.y, y)
        columns, rows = plane.values(picture.lattice)
        return float(columns[pixel[1]]), float(rows[pixel[0]])

    def select(self, settings: tuple[float, float] | None) -> None:
        """Mark a pixel by its settings, or none."""
        self.selection = settings
        plane = self.layer.plane
        for line, side in zip(self._hair, (0, 1), strict=True):
            line.setVisible(settings is not None and plane is not None)
            if settings is not None and plane is not None:
                turnable = (plane.x, plane.y)[side]
                line.setPos(coordinate(turnable, settings[side]))
        self.selected.emit(settings)

    def _remember(self, plane: Plane | None) -> None:
        """Note what is seen of the settings of a plane that may be left."""
        if plane is not None:
            seen = area_of(self)
            for turnable, span in ((plane.x, seen.x), (plane.y, seen.y)):
                self._spans[turnable.key, turnable.log] = span

    def _remembered(self, plane: Plane) -> Area:
        """What was seen last of both settings of a plane, or what is worth seeing first."""
        home = plane.home
        sides = (plane.x, home.x), (plane.y, home.y)
        return Area(*(self._spans.get((each.key, each.log), first) for each, first in sides))

    def _hold(self) -> None:
        """Let nobody zoom beyond what numbers can tell apart, here where they are so large."""
        if self._shown is not None:
            x, y = self._shown.closest(area_of(self))
            self.box.setLimits(minXRange=x, minYRange=y)

    def _rested(self) -> None:
        self._seen, self._moving = area_of(self), False

    def _leave(self) -> None:
        """A zoom or pan begins, or goes on."""
        if not self._moving:
            self._moving = True
            self.left_area.emit(self._seen)

    def _draw_cross(self) -> None:
        """A mark where the experiment's own settings are."""
        plane = self.layer.plane
        at = [] if plane is None else [coordinate(e, e.value) for e in (plane.x, plane.y)]
        xs, ys = ([at[0]], [at[1]]) if at and np.isfinite(at).all() else ([], [])
        halo = pg.mkPen(QColor(self.theme.background), width=5)
        ring = pg.mkPen(QColor(self.theme.text), width=2)
        self._halo.setData(xs, ys, size=16, symbol="o", pen=halo, brush=None)
        self._cross.setData(xs, ys, size=16, symbol="o", pen=ring, brush=None)
        for line in self._hair:
            line.setPen(pg.mkPen("#FFFFFF", width=1))  # on the colours of runs, in any theme

    def _pick(self, _index: int, place: QPointF) -> None:
        settings = self.settings_at(place.x(), place.y())
        if settings is not None:
            self.picked.emit(*settings)

    def _mouse_clicked(self, event: Any) -> None:
        place = self.click_place(event)
        settings = None if place is None else self.settings_at(place.x(), place.y())
        if settings is not None:
            self.clicked.emit()
            self.select(settings)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The run of the pixel that the first click has chosen is wanted."""
        super().mouseDoubleClickEvent(event)
        inside = self.box.sceneBoundingRect().contains(self.mapToScene(event.position().toPoint()))
        is_left = event.button() == Qt.MouseButton.LeftButton
        if inside and is_left and self.selection is not None:
            self.wanted.emit(self.selection)


def digits(span: Span) -> int:
    """How many figures tell the pixels of a coordinate apart."""
    size = max(abs(span.low), abs(span.high))
    return int(np.clip(np.ceil(np.log10(size / span.width)) + 4, 4, 16))
