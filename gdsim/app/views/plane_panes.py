"""The maps of the page: one, or two beside each other over the same axes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter

from gdsim.app.look.theme import LIGHT, Theme
from gdsim.app.model.document import Document
from gdsim.app.model.plane import Plane
from gdsim.app.views.plane_link import PlaneLink
from gdsim.app.views.plane_pane import PlanePane
from gdsim.experiment import Experiment
from gdsim.experiment.one_run import one_run


class PlanePanes(QSplitter):
    """Shows a map, and a second one where two are compared."""

    chosen = Signal()  # another result or optimizer of a map
    selected = Signal()  # another pixel, or what is known of it
    wanted = Signal()  # the run of the chosen pixel is to be seen
    picked = Signal(float, float)  # settings to be taken over
    left_area = Signal(object)  # the `Area` that was seen before a zoom or pan
    edge_changed = Signal()  # what is known of the edge of stability
    second_closed = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._theme, self._has_edge, self._has_overview = LIGHT, False, True
        self.first = PlanePane()
        self.second: PlanePane | None = None
        self.active = self.first  # the pane whose pixel was chosen last
        self._add(self.first)
        self.first.edge.changed.connect(self.edge_changed)

    @property
    def shown(self) -> list[PlanePane]:
        """The panes that are shown."""
        second = self.second
        return [self.first] if second is None or second.isHidden() else [self.first, second]

    def compare(self, on: bool, document: Document) -> None:
        """Show a second map, of another result of the same runs at first; or only one again."""
        if not on and self.second is not None:
            self.second.hide()
            self.second.view.leave_plane()
            self._activate(self.first)
        elif on:
            if self.second is None:
                self.second = PlanePane()
                self.second.close_button.clicked.connect(self.second_closed)
                self.second.close_button.show()
                self._add(self.second)
                self._link = PlaneLink(self.first.view, self.second.view)
            self.second.show()
            self.second.offer(document, fresh=False)
            self.second.differ_from(self.first, document.experiment)

    def offer(self, document: Document, fresh: bool) -> None:
        """Offer the results and optimizers of an experiment."""
        for pane in self.shown:
            pane.offer(document, fresh)
        if fresh and len(self.shown) > 1:
            self.shown[1].differ_from(self.first, document.experiment)

    def runs(self, document: Document) -> list[Experiment]:
        """The experiment of one run of each map; those of one optimizer are the same."""
        indices = [pane.index(document) for pane in self.shown]
        measures = [
            {measure for index, pane in zip(indices, self.shown, strict=True) if index == own
             for measure in pane.measures}
            for own in indices
        ]  # fmt: skip
        return [
            one_run(document.experiment, index).replace(measures=tuple(sorted(names)))
            for index, names in zip(indices, measures, strict=True)
        ]

    def start_over(self) -> None:
        """Forget what is seen and chosen of the maps: they are of another experiment now."""
        for pane in self.shown:
            pane.view.leave_plane()
        self._activate(self.first)

    def show_planes(self, planes: Sequence[Plane]) -> None:
        """Draw the planes of the maps, which have the same axes."""
        self.first.show_plane(planes[0])
        for pane, plane in zip(self.shown[1:], planes[1:], strict=True):
            pane.show_plane(plane, beside=self.first)

    def switch_edge(self, on: bool) -> None:
        """Draw the edge of stability, or draw it no longer."""
        self._has_edge = on
        for pane in self._panes:
            pane.edge.switch(on)

    def switch_overview(self, on: bool) -> None:
        """Show where a zoomed map is on its first view, or do so no longer."""
        self._has_overview = on
        for pane in self._panes:
            pane.overview.switch(on)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        for pane in self._panes:
            pane.recolour(theme)

    def close_down(self) -> None:
        """Give up what is being computed."""
        for pane in self._panes:
            pane.close_down()

    @property
    def _panes(self) -> list[PlanePane]:
        return [self.first] if self.second is None else [self.first, self.second]

    def _add(self, pane: PlanePane) -> None:
        self.addWidget(pane)
        self.setStretchFactor(self.indexOf(pane), 1)
        pane.recolour(self._theme)
        pane.edge.switch(self._has_edge)
        pane.overview.switch(self._has_overview)
        view = pane.view
        pane.chosen.connect(self.chosen)
        view.clicked.connect(lambda: self._activate(pane))
        view.selected.connect(self.selected)
        view.layer.drawn.connect(self.selected)
        view.wanted.connect(self.wanted)
        view.picked.connect(lambda x, y: self._pick(pane, x, y))
        view.left_area.connect(self.left_area)

    def _activate(self, pane: PlanePane) -> None:
        self.active = pane
        self.selected.emit()

    def _pick(self, pane: PlanePane, x: float, y: float) -> None:
        self.active = pane
        self.picked.emit(x, y)
