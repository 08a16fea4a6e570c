"""The map and the surface beside each other, or one of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from gdsim.app.controls.sides import BOTH, MAP, SURFACE, Sides
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import LIGHT, Theme
from gdsim.app.made import made
from gdsim.app.views.map import MapView

if TYPE_CHECKING:  # it is imported when it is made
    from gdsim.app.views.surface_3d import SurfaceView

EVEN = [9999, 9999]  # as much as there is
KEY = "landscape"  # of what is chosen, in the settings


class MapAndSurface(QSplitter):
    """Shows pages, of which one is the map, and its surface: beside it, below it, or instead."""

    pointed = Signal(object)  # the colour number of the run under the mouse on the surface, or None

    def __init__(self, pages: QWidget, plane: MapView) -> None:
        super().__init__()
        self.sides = Sides()
        self._pages, self._map, self._theme = pages, plane, LIGHT
        self._is_both, self._shares = (
            False,
            EVEN,
        )  # how they divide their room, where both are shown
        self._has_map = True  # whether the map is the page that is shown
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(pages)
        self.sides.chosen.connect(lambda _: self._arrange())
        self._arrange()

    @cached_property
    def surface(self) -> SurfaceView:
        """The landscape from the side."""
        from gdsim.app.views.surface_3d import SurfaceView

        surface = SurfaceView(self._map)
        surface.recolour(self._theme)
        self._map.read_at.connect(surface.show_pointer)
        surface.read_at.connect(self._map.show_pointer)
        surface.pointed.connect(self.pointed)
        surface.hide()
        self.addWidget(surface)
        return surface

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
        return self.surface.cost if self.has_surface else 0.0

    @property
    def has_surface(self) -> bool:
        """Whether the surface is shown, alone or beside the map."""
        return self._has_map and self.sides.choice != MAP

    @property
    def pointed_start(self) -> int | None:
        """The index of the one of several given starts that is under the mouse on the surface."""
        return self.surface.pointed_start if self.has_surface else None

    def look(self) -> None:
        """Have the surface show what the map shows now."""
        for surface in made(self, "surface"):
            surface.look()

    def forget_click(self) -> None:
        """What was clicked on the surface is there no longer."""
        for surface in made(self, "surface"):
            surface.forget_click()

    def close_down(self) -> None:
        """Give up what is being computed."""
        for surface in made(self, "surface"):
            surface.close_down()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        recolour(theme, *made(self, "surface"), self.sides)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _arrange(self) -> None:
        choice = self.sides.choice if self._has_map else MAP
        if self._is_both:
            self._shares = self.sizes()
        is_new, self._is_both = choice == BOTH and not self._is_both, choice == BOTH
        self._pages.setVisible(choice != SURFACE)
        for surface in [self.surface] if choice != MAP else made(self, "surface"):
            surface.setVisible(choice != MAP)
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
