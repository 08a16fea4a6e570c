"""The map and the surface beside each other, or one of them."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from gdsim.app.controls.sides import BOTH, MAP, SURFACE, Sides
from gdsim.app.look.theme import Theme, recolour
from gdsim.app.views.map import MapView
from gdsim.app.views.surface_3d import SurfaceView

EVEN = [9999, 9999]  # as much as there is
KEY = "landscape"  # of what is chosen, in the settings


class MapAndSurface(QSplitter):
    """Shows pages, of which one is the map, and its surface: beside it, below it, or instead."""

    def __init__(self, pages: QWidget, plane: MapView) -> None:
        super().__init__()
        self.surface, self.sides = SurfaceView(plane), Sides()
        self._pages, self._map = pages, plane
        self._is_both, self._shares = (
            False,
            EVEN,
        )  # how they divide their room, where both are shown
        self._has_map = True  # whether the map is the page that is shown
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(pages)
        self.addWidget(self.surface)
        self.sides.chosen.connect(lambda _: self._arrange())
        plane.read_at.connect(self.surface.show_pointer)
        self.surface.read_at.connect(plane.show_pointer)
        self._arrange()

    def remember_in(self, settings: QSettings) -> None:
        """Choose what was chosen last, and keep what is chosen from now on."""
        kept = str(settings.value(KEY, MAP))
        self.sides.choose(kept if kept in self.sides.buttons else MAP)
        self.sides.chosen.connect(lambda name: settings.setValue(KEY, name))

    def show_for(self, has_map: bool) -> None:
        """The map is the page that is shown, or another one is, which has no surface."""
        self._has_map = has_map
        self.sides.setVisible(has_map)
        self._arrange()

    @property
    def cost(self) -> float:
        """Seconds of the last painting of the surface, where it is shown."""
        return self.surface.cost if self._has_map and self.sides.choice != MAP else 0.0

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        recolour(theme, self.surface, self.sides)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _arrange(self) -> None:
        choice = self.sides.choice if self._has_map else MAP
        if self._is_both:
            self._shares = self.sizes()
        is_new, self._is_both = choice == BOTH and not self._is_both, choice == BOTH
        self._pages.setVisible(choice != SURFACE)
        self.surface.setVisible(choice != MAP)
        self._map.trails.set_seen(choice != SURFACE)
        if choice == BOTH:
            self._turn()
        if is_new:
            self.setSizes(self._shares)

    def _turn(self) -> None:
        """Put the two beside each other where there is more room that way."""
        is_wide = self.width() > self.height()
        wanted = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if wanted != self.orientation():
            self.setOrientation(wanted)
            self._shares = EVEN
            self.setSizes(EVEN)
