"""The view "Layers": gradients, weights, dead units, sharpness and activations of the run."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from gdsim.app.look.figures import figures
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import GRID, Theme, value_colours
from gdsim.app.look.type_size import px
from gdsim.app.look.words import Elided
from gdsim.app.network.histograms_plot import HistogramsPlot
from gdsim.app.network.layers_work import Job, Kept, Layers, measured, picked
from gdsim.app.network.paced_page import PacedPage
from gdsim.app.network.page import Seen, Tools
from gdsim.app.network.sharpness_plot import SharpnessPlot
from gdsim.app.network.strip import Strip
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.legend import Bar
from gdsim.objectives import Network

LEAST = 108  # px of a plot at the left, in which the name of its axis and the numbers have room
NO_WAY = QT_TR_NOOP("the weights of this run are not recorded")


class LayersPage(PacedPage):
    """Draws how the layers of the run fare, from its first step to the present one."""

    topic = "layers"
    wants_ways = True

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.about = Elided.saying("")
        self.about.setContentsMargins(2 * GRID, 0, GRID, GRID // 2)
        self.gradients = Strip(tr("gradient of layer"))
        self.weights = Strip(tr("weights of layer"))
        self.dead = Strip(tr("dead units of layer"), is_share=True)
        self.sharpness, self.histograms = SharpnessPlot(), HistogramsPlot()
        self._bars = {strip: Bar() for strip in self._strips}
        self._kept: Kept | None = None
        self._drawn: Layers | None = None
        left = QWidget()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GRID // 2)
        self._rows: dict[Strip, QWidget] = {}
        for strip, bar in self._bars.items():
            self._rows[strip] = QWidget()
            row = QHBoxLayout(self._rows[strip])
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(0)
            row.addWidget(strip, 1)
            row.addWidget(bar)
            rows.addWidget(self._rows[strip], 1)
        rows.addWidget(self.sharpness, 1)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        scroll = QScrollArea()
        scroll.setAccessibleName(tr("Layers"))
        scroll.setWidget(left)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        split.addWidget(scroll)
        split.addWidget(self.histograms)
        split.setSizes([640, 360])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GRID // 2)
        layout.setSpacing(0)
        layout.addWidget(self.about)
        layout.addWidget(split, 1)
        self._give_room()

    @property
    def _strips(self) -> tuple[Strip, ...]:
        return self.gradients, self.weights, self.dead

    @property
    def cost(self) -> float:
        """Seconds of the last painting."""
        return sum(each.cost for each in (*self._strips, self.sharpness, self.histograms))

    def show_network(self, network: Network) -> None:
        """Draw another network, and no run of it yet."""
        self.clear_runs()

    def clear_runs(self) -> None:
        """Draw no run."""
        super().clear_runs()
        self._kept = self._drawn = None
        for plot in (*self._strips, self.sharpness, self.histograms):
            plot.clear()
        self.about.say("")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        recolour(theme, *self._strips, *self._bars.values(), self.sharpness, self.histograms)
        self._give_room()

    def _give_room(self) -> None:
        for plot in (*self._strips, self.sharpness):
            plot.setMinimumHeight(px(LEAST))

    def _ask(self) -> None:
        """Have the layers measured, unless they are; after what is begun has its first result."""
        seen = self._seen
        if seen is None or self._is_busy:
            return
        scene, focus = seen.scene, seen.focus
        way = None if scene.ways is None else scene.ways.of(*focus.place)
        if way is None or scene.ways is None:
            self.about.say(tr(NO_WAY))
            return
        key = focus.place, scene.step, id(scene.experiment)
        if not self._begins(key, seen.state):
            return
        if self._drawn is None:  # the first time, what measures may have to be compiled
            self.about.say(tr("computing…"))
        if self._kept is None or not self._kept.is_of(scene.experiment, focus.place):
            self._kept = Kept(scene.experiment, focus.place)
        known = np.flatnonzero(
            np.isfinite(way).all(axis=1) & (scene.ways.steps <= focus.steps_taken)
        )
        known = known if known.size else np.array([0])
        places = known[picked(scene.ways.steps[known])]
        job = Job(
            self._kept, seen.run, scene.ways.steps[places], way[places].astype(np.float64)
        )  # fmt: skip
        self.tools.background.follow(
            self.topic,
            lambda is_wanted: measured(job, is_wanted),
            lambda layers: self._show(layers, seen),
            lambda _: self._give_up(),
        )

    def _show(self, layers: Layers, seen: Seen) -> None:
        self._is_busy = False
        self._drawn = layers
        last = seen.scene.steps
        for strip, values in zip(
            self._strips, (layers.gradients, layers.weights, layers.dead), strict=True
        ):
            strip.show_values(layers.steps, values, last)
            bar = self._bars[strip]
            bar.show_scale("", strip.ends, value_colours(), log=strip is not self.dead)
        has_hidden = len(layers.dead) > 0
        self._rows[self.dead].setVisible(bool(has_hidden and (layers.dead > 0).any()))
        self.histograms.setVisible(has_hidden)
        self.sharpness.show_sharpness(
            layers.curved, layers.sharpness, layers.bound, last, seen.colour
        )  # fmt: skip
        self.histograms.show_histograms(layers.histograms, seen.colour)
        self.about.say(_words(layers))
        self._ask()  # the run may be further by now

    def _give_up(self) -> None:
        super()._give_up()
        self.about.say("")


def _words(layers: Layers) -> str:
    """What is seen at a glance: how gradients differ from layer to layer, and what is dead."""
    words = []
    now = layers.gradients[:, -1]
    if len(now) > 1 and np.isfinite(now).all() and (now > 0).all():
        ratio = figures(float(now[0] / now[-1]), 2)
        words.append(tr("first layer's gradient over the last's: {ratio}", ratio=ratio))
    if len(layers.dead) and layers.dead[:, -1].max() > 0:
        layer = int(layers.dead[:, -1].argmax())
        share = f"{layers.dead[layer, -1]:.0%}"
        words.append(tr("dead in layer {layer}: {share}", layer=layer + 1, share=share))
    if len(layers.sharpness):
        number = figures(float(layers.sharpness[-1]), 3)
        if np.isfinite(layers.bound[-1]):
            bound = figures(float(layers.bound[-1]), 3)
            words.append(tr("sharpness {number} of at most {bound}", number=number, bound=bound))
        else:
            words.append(tr("sharpness {number}, without a bound", number=number))
    return ", ".join(words)
