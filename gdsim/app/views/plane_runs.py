"""The runs of a plane of two settings, computed once for all layers that draw them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from gdsim.app.model.offered import same_subject
from gdsim.app.model.plane import Area, Plane, finest
from gdsim.app.views.plane_colours import Look, Painted
from gdsim.app.worker.background import Background
from gdsim.app.worker.survey import Picture, Strips, survey

Paintings = dict[Look, Painted]
PATIENCE = 400  # ms that a first picture is waited for when another one is asked for


class Drawn(Protocol):
    """What draws the runs."""

    @property
    def look(self) -> Look:
        """The colours that are wanted now."""

    def show(self, picture: Picture, paintings: Paintings) -> None:
        """Draw a picture; some may be painted already."""

    def clear(self) -> None:
        """Draw nothing."""


class PlaneRuns(QObject):
    """Computes pictures of a plane and has them drawn.

    `picture`: the last one; it may be of the plane before, until the first of a new one is there.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plane: Plane | None = None
        self.picture: Picture | None = None
        self._drawn: list[Drawn] = []
        self._strips, self._surveys = Strips(), Background(self)
        self._late: Area | None = None  # what is to be computed after the first picture that is due
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._go_on)

    def join(self, drawn: Drawn) -> None:
        """Have the runs drawn somewhere, from now on."""
        self._drawn.append(drawn)

    def leave(self, drawn: Drawn) -> None:
        """No longer have them drawn there."""
        self._drawn.remove(drawn)

    def show_plane(self, plane: Plane | None) -> None:
        """Another plane is wanted, or none; one that is like it keeps its old pixels a while."""
        if plane is None:
            self.pause()
        old, self.plane = self.plane, plane
        is_like = plane is not None and old is not None and _are_alike(old, plane)
        if self.picture is not None and not is_like:  # a layer that is cleared is painted anew
            self.picture = None
            for drawn in self._drawn:
                drawn.clear()

    def compute(self, area: Area) -> None:
        """Have an area computed, coarse first; once the first picture asked for before is there.

        Else nothing would be seen of planes that come faster than pictures, as in a drag.
        """
        if self._patience.isActive():
            self._late = area
        else:
            self._begin(area)

    def _begin(self, area: Area) -> None:
        plane, old, strips = self.plane, self.picture, self._strips
        if plane is None or finest(area):
            return

        def work(is_wanted: Callable[[], bool]) -> Iterator[tuple[Picture, Paintings]]:
            for picture in survey(plane, area, old, strips, is_wanted):
                looks = {drawn.look for drawn in tuple(self._drawn)}
                yield picture, {look: look.paint(picture) for look in looks if look.suits(picture)}

        self._patience.start()
        self._surveys.follow(
            "plane", work, lambda result: self._show(*result), lambda _: self._go_on()
        )

    def _go_on(self) -> None:
        """The first picture is there, or not to be waited for: begin what has come since."""
        self._patience.stop()
        late, self._late = self._late, None
        if late is not None:
            self._begin(late)

    def pause(self) -> None:
        """Compute nothing until asked again."""
        self._patience.stop()
        self._late = None
        self._surveys.drop("plane")

    def close(self) -> None:
        """Give up what is being computed."""
        self._surveys.close()

    def _show(self, picture: Picture, paintings: Paintings) -> None:
        if self.plane is not None and picture.plane.axes == self.plane.axes:
            self.picture = picture
            for drawn in self._drawn:
                drawn.show(picture, paintings)
        self._go_on()


def _are_alike(old: Plane, new: Plane) -> bool:
    """Whether the pixels of a plane are worth showing until those of another one are there."""
    objectives = old.experiment.objective, new.experiment.objective
    return old.axes == new.axes and same_subject(*objectives)
