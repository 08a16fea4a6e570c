"""The map of two settings, with what it shows: whose, over which settings, in which colours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.fields import Choices
from gdsim.app.controls.section import line
from gdsim.app.files import PICTURES, save_picture, target_file
from gdsim.app.look import icons
from gdsim.app.look.theme import ENDED_WORDS, GRID, Theme, lost_colours, recolour, value_colours
from gdsim.app.look.words import Elided
from gdsim.app.model.plane import Area, Plane, coordinate
from gdsim.app.model.turnable import axes_of, turnables
from gdsim.app.model.workbench import Workbench
from gdsim.app.views.legend import Bar, Legend, Mark, with_keys
from gdsim.app.views.numbers import NAMES
from gdsim.app.views.plane_colours import BASIN, VERDICT, Painted
from gdsim.app.views.plane_layer import area_of
from gdsim.app.views.plane_map import QUANTITIES, PlaneMap
from gdsim.app.views.plot import figures
from gdsim.app.worker.edges import edge_area
from gdsim.base.axes import Logspace
from gdsim.catalogue.discovery import discover
from gdsim.engine.verdict import Verdict
from gdsim.experiment.one_run import one_run

COMPUTING = Mark("computing…", hollow=True)


class MapPage(QWidget):
    """Shows a map of the experiment that is worked on; a click chooses a pixel, to open its run."""

    refused = Signal(str)  # why something could not be done; "" if it could
    run_wanted = Signal()  # the experiment is that of the chosen pixel: its run is to be seen

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self._workbench = workbench
        self.view = PlaneMap()
        self.optimizer = Choices(lambda _: self._chosen())
        self.across = Choices(lambda _: self._chosen(self.across))
        self.upwards = Choices(lambda _: self._chosen(self.upwards))
        self.quantity = Choices(lambda _: self._chosen())
        names = ("Optimizer", "Setting along x", "Setting along y", "Colour")
        for choices, name in zip(self._choices, names, strict=True):
            choices.setAccessibleName(name)
            choices.fit_names()
        self.bar, self.legend = Bar(), Legend()
        self.back = tool_button("Back to what was seen before (Backspace)", self._go_back)
        self.forward = tool_button("Forward again (Shift+Backspace)", self._go_forward)
        self.edge = tool_button("Zoom into the edge of what diverges (E)", self._go_to_edge)
        self.rank = tool_button("Colours by rank: all detail is seen", self._rescale)
        self.rank.setCheckable(True)
        self.home = tool_button("Show what is worth seeing first", self.view.fit)
        self.save = tool_button("Save the map as a picture, a pixel per run", self.save_picture)
        for keys, do in (
            ("Backspace", self._go_back),
            ("Alt+Left", self._go_back),
            ("Shift+Backspace", self._go_forward),
            ("Alt+Right", self._go_forward),
            ("E", self._go_to_edge),
            ("Return", self.open_run),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)
        self._past: list[Area] = []
        self._future: list[Area] = []
        self._enable_history()
        self.card = Elided("plain")
        self.card.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.card.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open = QPushButton("Open this run")
        self.open.setToolTip(
            "Take the pixel's settings over and play its run (double click, Enter)"
        )
        self.open.clicked.connect(self.open_run)
        self._opened = -1  # which of the workbench's experiments the axes were chosen for
        first = line(self.quantity, "of", self.optimizer)
        for button in (self.back, self.forward, self.home, self.edge, self.rank, self.save):
            first.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(first)
        layout.addLayout(line("across", self.across, "upwards", self.upwards))
        layout.addLayout(with_keys(self.view, self.bar, self.legend), 1)
        below = QHBoxLayout()
        below.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        below.addWidget(self.card, 1)
        below.addWidget(self.open)
        layout.addLayout(below)
        self._read_selection()
        self.view.selected.connect(lambda _: self._read_selection())
        self.view.wanted.connect(lambda _: self.open_run())
        self.view.picked.connect(self._take_over)
        self.view.layer.drawn.connect(self._show_keys)
        self.view.left_area.connect(self._remember)
        workbench.experiment_changed.connect(self.show_model)

    def show_model(self) -> None:
        """Draw the map of the experiment as it is now, if the page is seen."""
        if not self.isVisible():
            return
        document = self._workbench.document
        experiment = document.experiment
        labels = document.labels
        colour = self.optimizer.currentData()
        self.optimizer.show_names(labels, colour if colour in labels else document.colours[0], {})
        base = one_run(experiment, self._index)
        known = turnables(base)
        axes = axes_of(experiment).items()
        own = {key: axis for key, axis in axes if key in known and len(set(axis.bounds)) > 1}
        for key, axis in own.items():  # what its author chose to look at
            known[key] = replace(known[key], home=axis.bounds, log=isinstance(axis, Logspace))
        titles = {key: each.title for key, each in known.items()}
        ranked = [*reversed(own), *_ranked(titles)]
        fresh = self._opened != self._workbench.opened
        self._opened = self._workbench.opened
        across = _kept(self.across, titles, ranked[0], fresh)
        others = [key for key in ranked if key != across]
        upwards = _kept(self.upwards, titles, others[0], fresh)
        self.across.show_names(titles, across, {})
        self.upwards.show_names(titles, upwards if upwards != across else others[0], {})
        quantities = self._quantities()
        quantity = _kept(self.quantity, quantities, next(iter(quantities)), fresh)
        self.quantity.show_names(quantities, quantity, {})
        if quantity in discover("measure"):
            base = base.replace(measures=(quantity,))
        plane = Plane(base, known[across], known[self.upwards.currentData()])
        if plane != self.view.layer.plane:
            self.legend.show_marks((COMPUTING,))
        self.view.show_plane(plane, quantity)

    def close_down(self) -> None:
        """Give up what is being computed."""
        self.view.layer.close()

    def save_picture(self, path: Path | None = None) -> None:
        """Save the pixels as a picture, one for each run, to a file that is asked for."""
        path = target_file(path, self, "Save the map, a pixel per run", "map.png", PICTURES)
        if path is not None:
            self.refused.emit(save_picture(self.view.layer.image(), path))

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        recolour(theme, self.view, self.bar, self.legend)
        icons.put(self.back, "reset", theme.muted, 16)
        icons.put(self.forward, "forward", theme.muted, 16)
        icons.put(self.rank, "rank", theme.muted, 16)
        icons.put(self.edge, "edge", theme.muted, 16)
        icons.put(self.home, "fit", theme.muted, 16)
        icons.put(self.save, "save", theme.muted, 16)

    def showEvent(self, event: QShowEvent) -> None:
        """What was changed while the page was not seen is drawn now."""
        super().showEvent(event)
        self.show_model()

    @property
    def _choices(self) -> tuple[Choices, ...]:
        return self.optimizer, self.across, self.upwards, self.quantity

    @property
    def _index(self) -> int:
        return self._workbench.document.colours.index(self.optimizer.currentData())

    def _quantities(self) -> dict[str, str]:
        objective = self._workbench.experiment.objective
        names = {name: NAMES.get(name, name) for name in objective.finals} | QUANTITIES
        names |= {name: name.replace("_", " ") for name in discover("measure")}
        if not (objective.has_domain and len(objective.minima) > 1):
            del names[BASIN]
        return names

    def _chosen(self, turned: Choices | None = None) -> None:
        """Something else is wanted; two axes of one setting make no map, the other gives way."""
        if turned is not None and self.across.currentData() == self.upwards.currentData():
            other = self.upwards if turned is self.across else self.across
            other.setCurrentIndex((other.currentIndex() + 1) % other.count())
        self._past.clear()
        self._future.clear()
        self._enable_history()
        self.show_model()

    def make_axis(self, key: str, is_across: bool, colour: int | None) -> None:
        """Put a setting across or upwards of the map; colour: whose optimizer's it is."""
        if colour is not None:
            self.optimizer.setCurrentIndex(self.optimizer.findData(colour))
            self.show_model()  # which has settings of its own
        choices = self.across if is_across else self.upwards
        if choices.findData(key) < 0:
            self.refused.emit("This setting cannot be an axis of the map.")
            return
        choices.setCurrentIndex(choices.findData(key))
        self._chosen(choices)

    def open_run(self) -> None:
        """Take over the chosen pixel's settings and have its run played."""
        if self.view.selection is not None:
            self._take_over(*self.view.selection)
            self.run_wanted.emit()

    def _rescale(self) -> None:
        self.view.layer.by_rank = self.rank.isChecked()
        self.view.layer.repaint()

    def _read_selection(self) -> None:
        """The settings of the chosen pixel and what became of its run."""
        chosen, plane, view = self.view.selection, self.view.layer.plane, self.view
        self.open.setEnabled(chosen is not None)
        if chosen is None or plane is None:
            self.card.say("Click a pixel to read its run, double-click to open it.")
            return
        sides = tuple(zip((plane.x, plane.y), chosen, strict=True))
        words = [f"{each.title} {figures(value)}" for each, value in sides]
        pixel = view.layer.pixel(*(coordinate(each, value) for each, value in sides))
        fate = "computing…" if pixel is None else view.layer.fate(*pixel)
        self.card.say("   ".join([*words, fate]))

    def _take_over(self, x: float, y: float) -> None:
        plane, index = self.view.layer.plane, self._index
        if plane is not None:
            self.refused.emit(self._workbench.edit(lambda e: plane.at(e, x, y, index), "map") or "")

    def _show_keys(self, colours: Painted) -> None:
        """The scale of the colours, and the marks that it does not have."""
        self.bar.setVisible(colours.ends is not None)
        if colours.ends is not None:
            name = self.quantity.currentText()
            self.bar.show_scale(
                name, colours.ends, value_colours(), log=colours.log, ranks=colours.ranks
            )
        theme, marks = self.view.theme, list[Mark]()
        picture = self.view.layer.picture
        if picture is None:
            return
        verdicts = picture.verdict[picture.known]
        if self.view.layer.quantity == VERDICT:
            marks = [
                Mark(ENDED_WORDS[each], theme.verdict(each))
                for each in Verdict
                if (verdicts == each).any()
            ]
        elif (verdicts == Verdict.DIVERGED).any():
            colour = QColor(*lost_colours()[128].tolist()).name()
            marks = [Mark("diverged: the darker the sooner", colour)]
        if not picture.complete:
            marks.append(COMPUTING)
        self.legend.show_marks(tuple(marks))
        self._read_selection()

    def _remember(self, area: Area) -> None:
        self._past.append(area)
        self._future.clear()
        self._enable_history()

    def _go_back(self) -> None:
        self._go(self._past, self._future)

    def _go_forward(self) -> None:
        self._go(self._future, self._past)

    def _go(self, where: list[Area], back: list[Area]) -> None:
        if where:
            back.append(area_of(self.view))
            self.view.show_area(where.pop())
        self._enable_history()

    def _enable_history(self) -> None:
        self.back.setEnabled(bool(self._past))
        self.forward.setEnabled(bool(self._future))

    def _go_to_edge(self) -> None:
        """Zoom into the busiest edge between runs that diverge and others."""
        picture = self.view.layer.picture
        area = None if picture is None else edge_area(picture)
        if area is None:
            self.refused.emit("There is no edge in view: all or none of the runs diverge.")
        else:
            self.refused.emit("")
            self._remember(area_of(self.view))
            self.view.show_area(area)


def _kept(choices: Choices, names: dict[str, str], first: str, fresh: bool) -> str:
    """What is chosen, if it is still offered; for a fresh experiment the first."""
    now = choices.currentData()
    return first if fresh or now not in names else str(now)


def _ranked(titles: dict[str, str]) -> list[str]:
    """Settings, those first that are best seen beside each other."""
    best = ["optimizer.lr", "optimizer.momentum", "optimizer.beta1", "optimizer.beta2"]
    best += [key for key in titles if key.startswith("start.")]
    return sorted(titles, key=lambda key: best.index(key) if key in best else len(best))
