"""The inspected run: the one under the mouse, the picked one, or the best.

Only objectives with finals, such as networks, have inspected runs.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gdsim.app.model.workbench import Workbench
from gdsim.app.worker.focus import Place, Wanted
from gdsim.app.worker.worker import Worker

Mark = tuple[int, int | None]  # an optimizer's colour number, and a run; None: its best


class Looking(QObject):
    """Keeps the picked run and the one under the mouse, and passes the wanted one to the worker."""

    changed = Signal()  # another run was picked

    def __init__(self, workbench: Workbench, worker: Worker) -> None:
        super().__init__()
        self._workbench, self._worker = workbench, worker
        self.pinned: Mark | None = None
        self._under: Mark | None = None

    def update(self) -> None:
        """Pass the wanted run to the worker; also when optimizers were added, removed or hidden."""
        document = self._workbench.document
        if not document.experiment.objective.finals:
            return
        colours = document.colours
        among = tuple(i for i, c in enumerate(colours) if c not in document.hidden)
        for mark in (self._under, self.pinned):
            if mark is not None and mark[0] in colours:
                self._worker.look_at(Wanted(colours.index(mark[0]), mark[1], among))
                return
        self._worker.look_at(Wanted(among=among))

    def point(self, place: Place | None) -> None:
        """The mouse is on a run of the map, or on none."""
        self._under = self._mark(place)
        self.update()

    def point_optimizer(self, colour: int | None) -> None:
        """The mouse is on an optimizer, or on none."""
        self._under = None if colour is None else (colour, None)
        self.update()

    def pick(self, place: Place | None) -> None:
        """A run of the map was clicked; after a click elsewhere the best one is wanted again."""
        self._pin(self._mark(place))

    def pick_optimizer(self, colour: int) -> None:
        """A curve or a row was clicked: its optimizer's best run is wanted, or no longer."""
        if self._workbench.experiment.objective.finals:
            self._pin(None if self.pinned == (colour, None) else (colour, None))

    def show_best(self) -> None:
        """The best run of all is wanted again."""
        self._pin(None)

    def forget(self) -> None:
        """Other runs are shown: the picked one is gone."""
        self.pinned = self._under = None
        self.update()

    def _pin(self, mark: Mark | None) -> None:
        self.pinned = mark
        self.update()
        self.changed.emit()

    def _mark(self, place: Place | None) -> Mark | None:
        if place is None:
            return None
        return self._workbench.document.colours[place[0]], place[1]
