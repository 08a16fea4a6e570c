"""The map of two settings, and what is done with it: looked through, read, opened, saved."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdsim.app.controls.buttons import WordButton, tool_button
from gdsim.app.controls.section import line
from gdsim.app.look import icons
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import Theme
from gdsim.app.look.words import wrapped
from gdsim.app.model.plane import Area
from gdsim.app.model.plane_settings import PlaneSettings
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.plane_axes import PlaneAxes
from gdsim.app.views.plane_bookmark import area_in, view_of
from gdsim.app.views.plane_card import PlaneCard
from gdsim.app.views.plane_layer import area_of
from gdsim.app.views.plane_panes import PlanePanes
from gdsim.app.views.plane_visits import Visit, Visits
from gdsim.app.worker.edges import edge_area
from gdsim.experiment.toml.window import View

EDGE = QT_TR_NOOP("Edge of stability: the largest learning rate at which small errors shrink")


class MapPage(QWidget):
    """Shows a map of the experiment that is worked on; a click chooses a pixel, to open its run."""

    refused = Signal(str)  # why something could not be done; "" if it could
    compared = Signal(bool)  # whether two maps are shown, which need room
    run_wanted = Signal()  # the experiment is that of the chosen pixel: its run is to be seen

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self._workbench = workbench
        self._opened = -1  # which of the workbench's experiments the axes were chosen for
        self._drawn = ("", 0)  # the result and the optimizer's colour number of the first map
        self.panes, self.axes, self.card = PlanePanes(), PlaneAxes(self), PlaneCard()
        self.pane, self.view = self.panes.first, self.panes.first.view
        self.visits = Visits(self.seen, self._show_view)
        self.home = tool_button(tr("Show what is worth seeing first"), self.view.fit)
        self.edge = tool_button(tr("Zoom into the edge of what diverges (E)"), self._go_to_edge)
        self.save = WordButton(tr("Export…"))
        self.save.setToolTip(tr("A picture of any size, or a sweep: a run for each pixel"))
        self.stability = tool_button(tr(EDGE), name=tr("Edge of stability"))
        self.stability.setCheckable(True)
        self.overview = tool_button(tr("Overview of the first view, in a corner while zoomed"))
        self.overview.setCheckable(True)
        self.overview.setChecked(True)
        self.compare = WordButton(tr("Compare"))
        self.compare.setCheckable(True)
        self.compare.setProperty("segment", True)
        self.compare.setToolTip(tr("Show a second map beside it, of another result or optimizer"))
        self._lay_out()
        self._take_keys()
        self._read_selection()
        self.axes.chosen.connect(self._chosen)
        self.stability.toggled.connect(self.panes.switch_edge)
        self.overview.toggled.connect(self.panes.switch_overview)
        self.compare.toggled.connect(self._compare)
        self.card.open.clicked.connect(self.open_run)
        panes = self.panes
        panes.edge_changed.connect(self._tell_edge)
        panes.chosen.connect(self._chosen)
        panes.selected.connect(self._read_selection)
        panes.wanted.connect(self.open_run)
        panes.picked.connect(self._take_over)
        panes.left_area.connect(lambda area: self.visits.remember(self._view_of(area)))
        panes.second_closed.connect(lambda: self.compare.setChecked(False))
        workbench.experiment_changed.connect(self.show_model)

    def show_model(self) -> None:
        """Draw the map of the experiment as it is now, if the page is seen."""
        if not self.isVisible():
            return
        document = self._workbench.document
        fresh = self._opened != self._workbench.opened
        self._opened = self._workbench.opened
        if fresh:
            self.visits.forget()
            self.panes.start_over()
        self.panes.offer(document, fresh)
        if fresh:  # the curvature of a network takes a while
            self.stability.setChecked(document.experiment.objective.has_domain)
        runs = self.panes.runs(document)
        settings = PlaneSettings.of(document.experiment, *runs)
        self.axes.offer(settings.titles, settings.chosen, fresh)
        self.panes.show_planes(settings.planes(runs, self.axes.keys))
        self._drawn = self.pane.quantity.currentData(), self.pane.optimizer.currentData()

    def close_down(self) -> None:
        """Give up what is being computed."""
        self.panes.close_down()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        recolour(theme, self.panes, self.visits)
        for button, name in (
            (self.home, "fit"), (self.edge, "edge"), (self.stability, "stability"),
            (self.overview, "overview"),
        ):  # fmt: skip
            icons.put(button, name, theme.muted, 16)

    def showEvent(self, event: QShowEvent) -> None:
        """What was changed while the page was not seen is drawn now."""
        super().showEvent(event)
        self.show_model()

    def make_axis(self, key: str, is_across: bool, colour: int | None) -> None:
        """Put a setting across or upwards of the map; colour: whose optimizer's it is."""
        if colour is not None:
            self.pane.optimizer.setCurrentIndex(self.pane.optimizer.findData(colour))
            self.show_model()  # which has settings of its own
        if not self.axes.put(key, is_across):
            self.refused.emit(tr("This setting cannot be an axis of the map."))

    def add_tool(self, button: QWidget) -> None:
        """Put a button behind those for looking at the map."""
        self._tools.insertWidget(self._tools.indexOf(self.overview) + 1, button)

    def seen(self) -> View | None:
        """What is seen now; None before there is a map."""
        return self._view_of(area_of(self.view))

    def visit(self, view: View) -> None:
        """Show a view; what is seen now is one step back."""
        before = self.seen()
        if self._show_view(view) is Visit.SHOWN:
            self.visits.remember(before)

    def open_run(self) -> None:
        """Take over the chosen pixel's settings and have its run played."""
        if self.view.selection is not None:
            self._take_over(*self.view.selection)
            self.run_wanted.emit()

    @property
    def is_pair(self) -> bool:
        """Whether two maps are shown."""
        return len(self.panes.shown) > 1

    @property
    def _index(self) -> int:
        return self.panes.active.index(self._workbench.document)

    def _view_of(self, area: Area) -> View | None:
        plane = self.view.layer.plane
        if plane is None:
            return None
        quantity, colour = self._drawn
        return view_of(plane, area, quantity, self.pane.rank.isChecked(), colour)

    def _show_view(self, view: View) -> Visit:
        """Show a view of a map, if the experiment has such a map, and so do both of two maps."""
        keys, before = (view.x.setting, view.y.setting), (*self._drawn, self.pane.rank.isChecked())
        if not self.pane.choose(view.colour, view.optimizer, view.ranks):
            self.refused.emit(tr("This experiment has no such result or optimizer for its map."))
            return Visit.GONE
        self.show_model()  # an optimizer has settings of its own
        sentence = self.axes.put_both(keys)
        if sentence and self.is_pair:
            sentence = tr("The two maps do not both have these axes; close the second one first.")
        if sentence:
            self.pane.choose(*before)
        self.show_model()
        self.refused.emit(sentence)
        if sentence:
            return Visit.NOT_NOW if self.is_pair else Visit.GONE
        plane = self.view.layer.plane
        assert plane is not None  # the page has a map once it has been seen
        self.view.show_area(area_in(plane, view))
        return Visit.SHOWN

    def _lay_out(self) -> None:
        visits = self.visits
        self._tools = line(
            visits.back,
            visits.forward,
            self.home,
            self.edge,
            self.stability,
            self.overview,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._tools.addWidget(self.compare)
        self._tools.addWidget(self.save)
        layout.addLayout(self._tools)
        layout.addLayout(self.axes.line)
        layout.addWidget(self.panes, 1)
        layout.addWidget(self.card)

    def _take_keys(self) -> None:
        for keys, do in (
            ("Backspace", self.visits.go_back),
            ("Alt+Left", self.visits.go_back),
            ("Shift+Backspace", self.visits.go_forward),
            ("Alt+Right", self.visits.go_forward),
            ("E", self._go_to_edge),
            ("Return", self.open_run),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def _chosen(self) -> None:
        """Something else is to be seen; what is seen now is one step back, if it is left."""
        before = self.seen()
        self.refused.emit("")
        self.show_model()
        if self.seen() != before:
            self.visits.remember(before)

    def _compare(self, on: bool) -> None:
        self.panes.compare(on, self._workbench.document)
        self._chosen()
        self.compared.emit(on)

    def _read_selection(self) -> None:
        """The settings of the chosen pixel and what became of its run."""
        self.card.read(self.view)

    def _tell_edge(self) -> None:
        mark = self.pane.edge.mark
        words = tr(EDGE) if mark is None else mark.text[0].upper() + mark.text[1:]
        self.stability.setToolTip(wrapped(words))

    def _take_over(self, x: float, y: float) -> None:
        plane, index = self.panes.active.view.layer.plane, self._index
        if plane is not None:
            self.refused.emit(self._workbench.edit(lambda e: plane.at(e, x, y, index), "map") or "")

    def _go_to_edge(self) -> None:
        """Zoom into the busiest edge between runs that diverge and others."""
        picture = self.view.layer.picture
        area = None if picture is None else edge_area(picture)
        if area is None:
            self.refused.emit(tr("There is no edge in view: all or none of the runs diverge."))
        else:
            self.refused.emit("")
            self.visits.remember(self.seen())
            self.view.show_area(area)
