"""Two maps that are zoomed, panned, pointed at and clicked as one."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gdsim.app.views.plane_layer import area_of
from gdsim.app.views.plane_map import PlaneMap


class PlaneLink(QObject):
    """Keeps two maps over the same axes together while both are seen."""

    def __init__(self, first: PlaneMap, second: PlaneMap) -> None:
        super().__init__(second)
        for view, other in ((first, second), (second, first)):
            view.box.sigRangeChanged.connect(lambda *_, v=view, o=other: self._follow(v, o))
            view.pointed.connect(other.point_at)
            view.layer.drawn.connect(lambda _, o=other: o.read_again())
            view.selected.connect(lambda settings, o=other: self._select(o, settings))
            view.beside = other

    def _follow(self, view: PlaneMap, other: PlaneMap) -> None:
        plane, beside, area = view.layer.plane, other.layer.plane, area_of(view)
        are_alike = plane is not None and beside is not None and plane.axes == beside.axes
        if are_alike and area != area_of(other):
            other.show_area(area)

    def _select(self, other: PlaneMap, settings: tuple[float, float] | None) -> None:
        if settings != other.selection and other.layer.plane is not None:
            other.select(settings)
