"""The map of two settings, with what it shows: whose, over which settings, in which colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from gdsim.app.controls.fields import Choices
from gdsim.app.controls.section import line
from gdsim.app.files import PICTURES, save_picture, target_file
from gdsim.app.look import icons
from gdsim.app.look.theme import ENDED_WORDS, Theme, lost_colours, recolour, value_colours
from gdsim.app.model.plane import Area, Plane
from gdsim.app.model.turnable import axes_of, single, turnables
from gdsim.app.model.workbench import Workbench
from gdsim.app.views.legend import Bar, Legend, Mark, with_keys
from gdsim.app.views.numbers import NAMES
from gdsim.app.views.plane_colours import BASIN, VERDICT, Painted
from gdsim.app.views.plane_map import QUANTITIES, PlaneMap
from gdsim.base.axes import Logspace
from gdsim.engine.verdict import Verdict

COMPUTING = Mark("computing…", hollow=True)


class MapPage(QWidget):
    """Shows a map of the experiment that is worked on; a click takes over a pixel's settings."""

    refused = Signal(str)  # why something could not be done; "" if it could

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
        self.back = _button("Back to what was seen before (Backspace)", self._go_back)
        self.home = _button("Show what is worth seeing first", self.view.fit)
        self.save = _button("Save the map as a picture, a pixel per run", self.save_picture)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Backspace), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._go_back)
        self.back.setEnabled(False)
        self._past: list[Area] = []
        self._opened = -1  # which of the workbench's experiments the axes were chosen for
        first = line(self.quantity, "of", self.optimizer)
        for button in (self.back, self.home, self.save):
            first.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(first)
        layout.addLayout(line("across", self.across, "upwards", self.upwards))
        layout.addLayout(with_keys(self.view, self.bar, self.legend), 1)
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
        base = single(experiment, self._index)
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
        self.back.setIcon(icons.icon("reset", theme.muted, 16))
        self.home.setIcon(icons.icon("fit", theme.muted, 16))
        self.save.setIcon(icons.icon("save", theme.muted, 16))

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
        if not (objective.has_domain and len(objective.minima) > 1):
            del names[BASIN]
        return names

    def _chosen(self, turned: Choices | None = None) -> None:
        """Something else is wanted; two axes of one setting make no map, the other gives way."""
        if turned is not None and self.across.currentData() == self.upwards.currentData():
            other = self.upwards if turned is self.across else self.across
            other.setCurrentIndex((other.currentIndex() + 1) % other.count())
        self._past.clear()
        self.back.setEnabled(False)
        self.show_model()

    def _take_over(self, x: float, y: float) -> None:
        plane, index = self.view.layer.plane, self._index
        if plane is not None:
            self.refused.emit(self._workbench.edit(lambda e: plane.at(e, x, y, index), "map") or "")

    def _show_keys(self, colours: Painted) -> None:
        """The scale of the colours, and the marks that it does not have."""
        self.bar.setVisible(colours.ends is not None)
        if colours.ends is not None:
            name = self.quantity.currentText()
            self.bar.show_scale(name, colours.ends, value_colours(), log=colours.log)
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

    def _remember(self, area: Area) -> None:
        self._past.append(area)
        self.back.setEnabled(True)

    def _go_back(self) -> None:
        if self._past:
            self.view.show_area(self._past.pop())
        self.back.setEnabled(bool(self._past))


def _kept(choices: Choices, names: dict[str, str], first: str, fresh: bool) -> str:
    """What is chosen, if it is still offered; for a fresh experiment the first."""
    now = choices.currentData()
    return first if fresh or now not in names else str(now)


def _ranked(titles: dict[str, str]) -> list[str]:
    """Settings, those first that are best seen beside each other."""
    best = ["optimizer.lr", "optimizer.momentum", "optimizer.beta1", "optimizer.beta2"]
    best += [key for key in titles if key.startswith("start.")]
    return sorted(titles, key=lambda key: best.index(key) if key in best else len(best))


def _button(tip: str, do: Callable[[], None]) -> QToolButton:
    button = QToolButton()
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setIconSize(QSize(16, 16))
    button.clicked.connect(lambda: do())
    return button
