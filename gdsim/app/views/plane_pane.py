"""A map with what it shows: which result, of whose runs, and what its colours stand for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.fields import Choices
from gdsim.app.controls.section import line
from gdsim.app.look import icons
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import ENDED_WORDS, Theme, lost_colours, value_colours
from gdsim.app.model.document import Document
from gdsim.app.model.plane import Plane
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.legend import Bar, Legend, Mark, with_keys
from gdsim.app.views.numbers import NAMES
from gdsim.app.views.overview import Overview
from gdsim.app.views.plane_axes import kept
from gdsim.app.views.plane_colours import BASIN, QUANTITIES, STEPS, VERDICT, Painted
from gdsim.app.views.plane_edge import EdgeLine
from gdsim.app.views.plane_map import PlaneMap
from gdsim.app.worker.basins import has_basins
from gdsim.catalogue.discovery import discover
from gdsim.engine.verdict import Verdict
from gdsim.experiment import Experiment

COMPUTING = QT_TR_NOOP("computing…")


class PlanePane(QWidget):
    """A map below its choices of a result and an optimizer, with a scale and marks."""

    chosen = Signal()  # another result or optimizer

    def __init__(self) -> None:
        super().__init__()
        self.view = PlaneMap()
        self.quantity = Choices(lambda _: self.chosen.emit())
        self.optimizer = Choices(lambda _: self.chosen.emit())
        for choices, name in ((self.quantity, tr("Colour")), (self.optimizer, tr("Optimizer"))):
            choices.setAccessibleName(name)
            choices.fit_names()
        self.rank = tool_button(tr("Colours by rank: all detail is seen"), self._rescale)
        self.rank.setCheckable(True)
        self.bar, self.legend = Bar(), Legend()
        self.edge, self.edge_key = EdgeLine(self.view), Legend()
        self.overview = Overview(self.view)
        self.head = line(self.quantity, tr("of"), self.optimizer)
        self.head.addWidget(self.rank)
        self.close_button = tool_button(tr("Close this map: show one again"))
        self.close_button.hide()
        self.head.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.head)
        layout.addLayout(with_keys(self.view, self.bar, self.legend, self.edge_key), 1)
        self.view.layer.drawn.connect(self._show_keys)
        self.edge.changed.connect(self._show_edge)
        self._show_edge()

    def offer(self, document: Document, fresh: bool) -> None:
        """Offer the results and the optimizers of an experiment; a choice stays if it can."""
        labels, colour = document.labels, self.optimizer.currentData()
        self.optimizer.show_names(labels, colour if colour in labels else document.colours[0], {})
        experiment = document.experiment
        quantities = _quantities(experiment)
        first = next(iter((*experiment.measures, *quantities)))
        self.quantity.show_names(quantities, kept(self.quantity, quantities, first, fresh), {})
        if fresh:  # losses of networks that just do not diverge leave a scale of values to a few
            self.rank.setChecked(not experiment.objective.has_domain)
            self._rescale()

    def choose(self, quantity: str, colour: int, by_rank: bool) -> bool:
        """Choose a result, an optimizer and a scale without a word; False if one is not offered."""
        places = self.quantity.findData(quantity), self.optimizer.findData(colour)
        if min(places) < 0:
            return False
        for choices, place in zip((self.quantity, self.optimizer), places, strict=True):
            choices.setCurrentIndex(place)
        self.rank.setChecked(by_rank)
        self._rescale()
        return True

    def index(self, document: Document) -> int:
        """The place of the chosen optimizer among those of the experiment."""
        return document.colours.index(self.optimizer.currentData())

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that its runs need."""
        quantity = self.quantity.currentData()
        return (quantity,) if quantity in discover("measure") else ()

    def differ_from(self, other: PlanePane, experiment: Experiment) -> None:
        """Choose the same optimizer as another pane, and another result of it."""
        results = (*experiment.objective.finals, STEPS, VERDICT)
        quantity = next(name for name in results if name != other.quantity.currentData())
        self.choose(quantity, other.optimizer.currentData(), other.rank.isChecked())

    def show_plane(self, plane: Plane, beside: PlanePane | None = None) -> None:
        """Draw a plane of two settings in the chosen colours; beside: a pane over the same axes."""
        if plane != self.view.layer.plane:
            self.legend.show_marks((Mark(tr(COMPUTING), hollow=True),))
        self.view.name = self.optimizer.currentText()
        like = None if beside is None else beside.view
        self.view.show_plane(plane, self.quantity.currentData(), like)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        recolour(theme, self.view, self.bar, self.legend, self.edge, self.edge_key)
        self.overview.recolour(theme)
        self._show_edge()
        icons.put(self.rank, "rank", theme.muted, 16)
        icons.put(self.close_button, "close", theme.muted, 16)

    def close_down(self) -> None:
        """Give up what is being computed."""
        self.view.layer.close()
        self.edge.close()
        self.overview.close_down()

    def _show_edge(self) -> None:
        """Say what the line means, or why there is none."""
        mark = self.edge.mark
        self.edge_key.setVisible(mark is not None)
        self.edge_key.show_marks(() if mark is None else (mark,))

    def _rescale(self) -> None:
        self.view.layer.by_rank = self.rank.isChecked()
        self.view.layer.repaint()

    def _show_keys(self, colours: Painted) -> None:
        """The scale of the colours, and the marks that it does not have."""
        scale = colours.scale
        self.bar.setVisible(scale is not None)
        if scale is not None:
            name = self.quantity.currentText()
            self.bar.show_scale(name, scale.ends, value_colours(), log=scale.log, ranks=scale.ranks)
        self.legend.show_marks(self._marks())

    def _marks(self) -> tuple[Mark, ...]:
        theme, layer, marks = self.view.theme, self.view.layer, list[Mark]()
        picture = layer.picture
        if picture is None:
            return ()
        verdicts = picture.verdict[picture.known]
        if layer.quantity == VERDICT:
            marks = [
                Mark(tr(ENDED_WORDS[each]), theme.verdict(each))
                for each in Verdict
                if (verdicts == each).any()
            ]
        elif (verdicts == Verdict.DIVERGED).any():
            colour = QColor(*lost_colours()[128].tolist()).name()
            marks = [Mark(tr("diverged: the darker the sooner"), colour)]
        if layer.shown is None or not picture.complete:
            marks.append(Mark(tr(COMPUTING), hollow=True))
        if self.view.limit:
            marks.insert(0, Mark(self.view.limit, hollow=True))
        return tuple(marks)


def _quantities(experiment: Experiment) -> dict[str, str]:
    """The results that colours can stand for, by name, with their words."""
    objective = experiment.objective
    names = {name: tr(NAMES.get(name, name)) for name in objective.finals}
    names |= {name: tr(words) for name, words in QUANTITIES.items()}
    names |= {name: name.replace("_", " ") for name in discover("measure")}
    if not has_basins(objective):
        del names[BASIN]
    return names
