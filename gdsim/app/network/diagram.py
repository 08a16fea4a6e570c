"""The diagram of a run's network: its weights, gradient or last update, and what its units see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QElapsedTimer, QPoint
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from gdsim.app.controls.tabs import Tabs
from gdsim.app.look.figures import figures
from gdsim.app.look.picture import image_of
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.type_size import px
from gdsim.app.look.words import Elided
from gdsim.app.model.weight_edits import with_weight
from gdsim.app.network.canvas import Look
from gdsim.app.network.last_moments import LastMoments
from gdsim.app.network.naming import bias_of, edge_name, names_of, node_name
from gdsim.app.network.page import NetworkPage, Seen, Tools
from gdsim.app.network.seeing import Seeing, Unit, has_pictures, seeing
from gdsim.app.network.signs import NEGATIVE, POSITIVE, painted
from gdsim.app.network.sketch import Edge, Node
from gdsim.app.network.walk import ARROWS, WalkedCanvas
from gdsim.app.network.weight_field import WeightField
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.legend import Legend, Mark
from gdsim.app.worker.frame import State
from gdsim.objectives import Network

WEIGHTS, GRADIENT, UPDATE = "weights", "gradient", "update"
BEFORE, AFTER = "before", "after"
QUANTITIES = {
    WEIGHTS: (QT_TR_NOOP("Weights"), QT_TR_NOOP("the weights of the run")),
    GRADIENT: (
        QT_TR_NOOP("Gradient"),
        QT_TR_NOOP("how the loss of the samples that the step sees changes with each weight"),
    ),
    UPDATE: (QT_TR_NOOP("Update"), QT_TR_NOOP("what the last step added to each weight")),
}
TIMES = {
    BEFORE: (QT_TR_NOOP("Before"), QT_TR_NOOP("what the last step began with")),
    AFTER: (QT_TR_NOOP("After"), QT_TR_NOOP("what the last step left, and the next one has")),
}
HINT = QT_TR_NOOP(
    "Click an edge, or choose it with the arrow keys and Enter, to type its weight; or drag it"
)
KEYS = 72  # px of the marks of a legend, and between them
PACE = 80  # ms from one look at what units see to the next while runs play
SOON = 50  # ms for which a picture waits for what units see
PER_PIXEL = 0.02  # of the largest weight, that a drag upwards adds


class Answer(NamedTuple):
    """What was computed for a run: at which parameters, what its units see, and its gradient.

    images: the pictures of what units see in the colours of a theme.
    """

    params: np.ndarray
    seen: Seeing
    images: Mapping[Unit, QImage]
    gradient: np.ndarray | None

    def answers(self, params: np.ndarray, wants_gradient: bool) -> bool:
        """Whether it is what is asked for."""
        return self.params is params and (self.gradient is not None or not wants_gradient)


class DiagramPage(NetworkPage):
    """Draws the network of the inspected run, whose weights can be changed by hand."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._seen: Seen | None = None
        self._network: Network | None = None  # that is drawn
        self._answer: Answer | None = None
        self._moments = LastMoments()  # the helper's alone
        self._pictures: Mapping[Unit, QImage] = {}
        self._pace = QElapsedTimer()  # since pictures were asked for
        self._held: np.ndarray | None = None  # the weights when a drag began
        self.quantity = Tabs({n: (tr(a), tr(b)) for n, (a, b) in QUANTITIES.items()})
        self.when = Tabs({n: (tr(a), tr(b)) for n, (a, b) in TIMES.items()})
        self.when.choose(AFTER)
        self.note = Elided()
        self.canvas = WalkedCanvas()
        self.canvas.setAccessibleName(tr("Diagram of the network"))
        self.field = WeightField(self.canvas, self._set_weight)
        self.readout = Elided.saying(tr(HINT))
        self.legend = Legend()
        self.legend.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.quantity.chosen.connect(lambda _: self._turn())
        self.when.chosen.connect(lambda _: self._turn())
        self.canvas.pointed.connect(lambda _: self._describe())
        self.canvas.clicked.connect(self._ask_number)
        self.canvas.entered.connect(self._enter)
        self.canvas.dragged.connect(self._drag)
        self.canvas.released.connect(self._let_go)
        self._build()

    @property
    def wants_update(self) -> bool:
        """Whether frames need the parameters before the last step."""
        return self.quantity.choice == UPDATE or self.when.choice == BEFORE

    @property
    def cost(self) -> float:
        """Seconds of the last painting."""
        return self.canvas.cost

    def draw(self, seen: Seen) -> None:
        """Draw the network of a frame."""
        self._seen = seen
        network = seen.network
        if self._network is None or not _looks_same(self._network, network):
            self.field.hide()
            self._answer, self._pictures = None, {}
            self.canvas.show_network(network, names_of(network), has_pictures(network.data))
        self._network = network
        self._ask()
        is_asked = self.tools.background.is_asked("diagram") and self._pace.elapsed() < SOON
        if not (is_asked and seen.state is State.PLAYING and self.canvas.look is not None):
            self._show()  # else it would be painted twice, and edges before units

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow keys are those of the drawing, also before it has the focus."""
        if event.key() in ARROWS and not self.canvas.hasFocus():
            self.canvas.setFocus()
            self.canvas.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def clear_runs(self) -> None:
        """Draw no network."""
        self._seen = self._answer = None
        self._pictures = {}
        self.canvas.show_look(None)
        self.note.say("")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self.canvas.recolour(theme)
        self.legend.recolour(theme)
        marks = ((tr("positive"), POSITIVE), (tr("negative"), NEGATIVE))
        self.legend.show_marks(tuple(Mark(text, hues[theme.name]) for text, hues in marks))
        words = sum(self.fontMetrics().horizontalAdvance(text) for text, _ in marks)
        self.legend.setFixedWidth(words + px(KEYS))
        if self._answer is not None:
            self._pictures = pictures_in(self._answer.seen.pictures, theme)
            self._show()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, GRID, 0)
        top.setSpacing(0)
        top.addWidget(self.quantity)
        top.addWidget(self.when)
        top.addWidget(self.note, 1)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(2 * GRID, 0, GRID, GRID // 2)
        bottom.setSpacing(2 * GRID)
        bottom.addWidget(self.readout, 1)
        bottom.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(bottom)

    def _turn(self) -> None:
        """Another quantity is wanted: frames may need what was before the last step."""
        self.when.setEnabled(self.quantity.choice != UPDATE)
        self.turned.emit()
        if self._seen is not None:
            self.draw(self._seen)

    @property
    def _params(self) -> np.ndarray | None:
        """The parameters before or after the last step; None where they are not known."""
        if self._seen is None:
            return None
        focus = self._seen.focus
        is_before = self.when.choice == BEFORE and self.quantity.choice != UPDATE
        return focus.before if is_before else focus.params

    def _ask(self) -> None:
        """Have what the units see computed, and the gradient if it is wanted."""
        seen, params = self._seen, self._params
        if seen is None or params is None:
            return
        wants_gradient = self.quantity.choice == GRADIENT
        known = self._answer
        if known is not None and known.answers(params, wants_gradient):
            return
        helper = self.tools.background
        is_early = self._pace.isValid() and self._pace.elapsed() < PACE
        if seen.state is State.PLAYING and (is_early or helper.is_asked("diagram")):
            return  # a later frame will do
        self._pace.start()
        step = max(seen.focus.step - (self.when.choice == BEFORE), 0)
        experiment, run, network = seen.scene.experiment, seen.run, seen.network
        theme = self.theme

        def work() -> Answer:
            gradient = None
            if wants_gradient:
                gradient = self._moments.of(experiment, run).gradient(params, step)
            found = seeing(network, params)
            return Answer(params, found, pictures_in(found.pictures, theme), gradient)

        helper.ask("diagram", work, self._take)

    def _take(self, answer: Answer) -> None:
        if self._seen is None or len(answer.params) != len(self._seen.focus.params):
            return
        self._answer = answer
        self._pictures = answer.images
        self._ask()  # the run may be further by now
        self._show()

    def _numbers(self) -> tuple[np.ndarray | None, str]:
        """The numbers that edges show, and why there are none."""
        assert self._seen is not None
        focus, quantity = self._seen.focus, self.quantity.choice
        if self._params is None or (quantity == UPDATE and focus.before is None):
            return None, tr("no step has been taken yet") if focus.step == 0 else ""
        if quantity == UPDATE:
            assert focus.before is not None
            return focus.params - focus.before, ""
        if quantity == GRADIENT:
            return (None if self._answer is None else self._answer.gradient), ""
        return self._params, ""

    def _show(self) -> None:
        seen, network = self._seen, self._network
        if seen is None or network is None:
            return
        numbers, reason = self._numbers()
        values = np.zeros(network.size) if numbers is None else numbers
        largest = largest_weight(network, values)
        curves = {} if self._answer is None else self._answer.seen.curves
        between = norms_of(network, numbers)
        look = Look(values, largest, self._pictures, curves, between=between)
        self.canvas.show_look(look)
        widest = tr("widest {number}", number=figures(largest, 3)) if numbers is not None else ""
        self.note.say(reason or widest)
        self._read()

    def _read(self) -> None:
        """Say what is under the mouse."""
        under, network = self.canvas.under, self._network
        if under is None or network is None or self._seen is None or self.canvas.look is None:
            self.readout.say(tr(HINT))
            return
        name = edge_name(network, under) if isinstance(under, Edge) else node_name(network, under)
        index = under.index if isinstance(under, Edge) else bias_of(network, under)
        if index is None:
            self.readout.say("   ".join([name, *self._about_several(under)]))
            return
        kind = tr("weight") if isinstance(under, Edge) else tr("bias")
        told = [name]
        if self._params is not None:
            told.append(f"{kind} {figures(float(self._params[index]))}")
        numbers, _ = self._numbers()
        if self.quantity.choice != WEIGHTS and numbers is not None:
            words = tr("gradient") if self.quantity.choice == GRADIENT else tr("update")
            told.append(f"{words} {figures(float(numbers[index]))}")
        self.readout.say("   ".join(told))

    def _describe(self) -> None:
        """Say what is under the mouse or chosen with the keys, to readers of the screen too."""
        self._read()
        self.canvas.setAccessibleDescription(self.readout.whole)

    def _about_several(self, under: Node | Edge) -> list[str]:
        if isinstance(under, Node):
            is_open = under.is_rest and under.layer not in self.canvas.whole
            return [tr("click to show them")] if is_open else []
        number = figures(self.canvas.rest_of(under), 3)
        return [tr("root mean square {number}", number=number)]

    def _enter(self, chosen: Node | Edge) -> None:
        """A unit or an edge was chosen with the keys: its number is typed, or a layer opened."""
        if isinstance(chosen, Node) and chosen.is_rest:
            self.canvas.open_layer(chosen.layer)
        else:
            self._ask_number(chosen)

    def _ask_number(self, thing: Node | Edge) -> None:
        """Have another weight typed in, where the edge is; or another bias, where the unit is."""
        if self._params is None or self._network is None:
            return
        is_edge = isinstance(thing, Edge)
        index = thing.index if isinstance(thing, Edge) else bias_of(self._network, thing)
        if index is not None:
            middle = thing.line.pointAt(0.5) if isinstance(thing, Edge) else thing.box.center()
            self.field.setAccessibleName(tr("Weight") if is_edge else tr("Bias"))
            place = middle.toPoint() - QPoint(0, GRID)
            self.field.open(index, float(self._params[index]), place)

    def _drag(self, edge: Edge, up: float) -> None:
        """A drag upwards adds to a weight."""
        if self._held is None:
            self._held = None if self._params is None else self._params.copy()
        if self._held is not None and edge.index is not None and self._network is not None:
            unit = largest_weight(self._network, self._held) or 1.0
            value = float(self._held[edge.index]) + PER_PIXEL * unit * up
            self._edit(edge.index, float(f"{value:.3g}"), self._held)

    def _let_go(self) -> None:
        self._held = None

    def _set_weight(self, index: int, value: float) -> None:
        if self._params is not None:
            self._edit(index, value, self._params)

    def _edit(self, index: int, value: float, params: np.ndarray) -> None:
        """Have runs start from these weights, one of them changed."""
        seen = self._seen
        if seen is None:
            return
        sentence = self.tools.workbench.edit(
            lambda experiment: with_weight(experiment, seen.run, params, index, value),
            f"weight {index}",
        )
        self.tools.complain(sentence or "")


def _looks_same(old: Network, new: Network) -> bool:
    return old is new or (old.layers, old.bias, old.data) == (new.layers, new.bias, new.data)


def largest_weight(network: Network, values: np.ndarray) -> float:
    """The largest size among the weights, biases apart; 0 if none is finite."""
    parts = [np.abs(weights[np.isfinite(weights)]) for weights, _ in network.weights(values)]
    return max(float(part.max(initial=0.0)) for part in parts)


def norms_of(network: Network, values: np.ndarray | None) -> tuple[str, ...]:
    """The norm of each layer's weights, in words."""
    if values is None:
        return ()
    pairs = enumerate(network.weights(values), start=1)
    return tuple(f"‖W{layer}‖ {figures(float(np.linalg.norm(w)), 3)}" for layer, (w, _) in pairs)


def pictures_in(pictures: Mapping[Unit, np.ndarray], theme: Theme) -> dict[Unit, QImage]:
    """Pictures in the colours of a theme, each up to its own largest number."""
    return {place: image_of(painted(values, theme)) for place, values in pictures.items()}
