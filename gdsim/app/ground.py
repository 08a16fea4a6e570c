"""What the map is coloured by: the height, or the basins of an optimizer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize

from gdsim.app.controls.fields import Choices
from gdsim.app.look.type_size import px
from gdsim.app.model.cut import Pair
from gdsim.app.model.document import Document
from gdsim.app.model.plane import Plane
from gdsim.app.translation import tr
from gdsim.app.views.map import MapView
from gdsim.app.views.plane_colours import BASIN, STEPS
from gdsim.app.worker.basins import has_basins
from gdsim.experiment.one_run import one_run

WIDTH = 160  # px, at most


class Ground(Choices):
    """Chooses the background of a map, and has it drawn for the present experiment."""

    def __init__(self, map_: MapView) -> None:
        super().__init__(lambda _: self._show())
        self._map = map_
        self._document: Document | None = None
        self.setToolTip(tr("What the map is coloured by"))
        self.setAccessibleName(tr("Background of the map"))
        self.fit_names()

    def sizeHint(self) -> QSize:
        """Room for the chosen name: the title beside it comes first, and then the longest name."""
        return self.minimumSizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._limit()

    def _limit(self) -> None:
        """Have room for the longest name at most, up to a width that grows with the type."""
        self.setMaximumWidth(min(super().sizeHint().width(), px(WIDTH)))

    @property
    def has_choice(self) -> bool:
        """Whether there is more than the height."""
        return self.count() > 1

    def offer(self, document: Document, is_map: bool) -> None:
        """Offer the height and, where the objective is drawn as a map, each optimizer's basins."""
        self._document = document
        grounds: dict[int | None, str] = {None: tr("Landscape")}
        if is_map and isinstance(self._map.cut, Pair):
            are_basins = has_basins(document.experiment.objective)
            for colour, label in document.labels.items():
                basins, steps = (
                    tr("Basins of {label}", label=label),
                    tr("Steps of {label}", label=label),
                )
                grounds[colour] = basins if are_basins else steps
        chosen = self.currentData()
        self.show_names(grounds, chosen if chosen in grounds else None, {})
        self._limit()
        self._show()

    def _show(self) -> None:
        """Have the map draw the background that is chosen, for the present experiment."""
        document, colour = self._document, self.currentData()
        if document is None or colour is None:
            self._map.show_basins(None, BASIN)
            return
        run = one_run(document.experiment, document.colours.index(colour))
        cut = self._map.cut
        # Pixels are starts: only where a start lies besides the plane makes them other runs.
        middle = [sum(side) / 2 for side in cut.sides(run.objective.domain)]
        run = run.replace(start=tuple(cut.points(middle).tolist()))
        first, second = cut.names
        plane = Plane.of(run, f"start.{first}", f"start.{second}")
        self._map.show_basins(plane, BASIN if has_basins(run.objective) else STEPS)
