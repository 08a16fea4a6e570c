"""The view "Slice": the loss about the weights of the run, and the ways of all runs."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from gdsim.app.look.figures import figures
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import Theme, map_colours
from gdsim.app.made import made
from gdsim.app.network.line_plot import LinePlot
from gdsim.app.network.page import NO_WEIGHTS, NetworkPage, Seen, Tools
from gdsim.app.network.slice_head import SliceHead
from gdsim.app.network.slice_plot import SlicePlot
from gdsim.app.network.slice_work import (
    CURVATURE,
    LINE,
    PCA,
    RANDOM,
    SIDES,
    WEIGHTS,
    Job,
    Kind,
    Line,
    Slice,
    line_between,
    settled,
    slices,
)
from gdsim.app.slicing import sentence
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.landscape import Box
from gdsim.app.views.legend import Bar, Legend, with_keys
from gdsim.app.views.numbers import run_words
from gdsim.app.worker.frame import State
from gdsim.objectives import Network

MOST_RUNS = 200  # that a list of them has
NO_WAYS = QT_TR_NOOP("the ways of the runs are not recorded")
NO_OTHER = QT_TR_NOOP("a line needs a second run")


class SlicePage(NetworkPage):
    """Draws slices of the loss through the weights of the run, coarse while it moves.

    The directions stay while the run moves, so that its way can be followed; they are laid anew
    when others are chosen, another run is, or runs come to rest at another step.
    """

    wants_ways = True

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.head, self.plot = SliceHead(), SlicePlot()
        self.bar = Bar()
        self._seen: Seen | None = None
        self._key: object = None  # what the last slice that was asked for depends on
        self._last: Slice | None = None  # in whose plane the next one is, too
        self._laid_at = 0  # the step at which its directions were found
        self._is_busy = self._is_late = False  # computing the first of a slice; asked meanwhile
        self._zoomed: Box | None = None
        self.head.chosen.connect(self._choose)
        self.head.rescaled.connect(self._ask)
        self.plot.picked.connect(tools.pick)
        self.plot.moved.connect(self._zoom)
        self.pictures = QStackedWidget()
        self.pictures.addWidget(self.plot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addLayout(with_keys(self.pictures, self.bar, Legend()))

    @cached_property
    def line(self) -> LinePlot:
        """The losses between two runs, made when they are wanted."""
        plot = LinePlot()
        plot.recolour(self.theme)
        self.pictures.addWidget(plot)
        return plot

    @property
    def cost(self) -> float:
        """Seconds of the last painting."""
        return self.line.cost if self._is_line else self.plot.cost

    @property
    def _is_line(self) -> bool:
        return self.head.kind.name == LINE

    def show_network(self, network: Network) -> None:
        """Draw another network, and no run of it yet."""
        self.clear_runs()
        self.head.weights.offer(network)

    def draw(self, seen: Seen) -> None:
        """Draw a frame."""
        self._seen = seen
        self._offer_runs(seen)
        self._ask()

    def clear_runs(self) -> None:
        """Draw no run."""
        self._seen = self._key = self._last = self._zoomed = None
        self._is_busy = self._is_late = False
        self.tools.background.drop("slice")
        self._clear_plots()
        self.head.about.say("")

    def fit(self) -> None:
        """Show all of the ways."""
        self._zoomed = self._last = self._key = None
        self._ask()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        recolour(theme, self.plot, *made(self, "line"), self.bar)
        if self.plot.slice is not None:
            self._show_bar(self.plot.slice)

    def close_down(self) -> None:
        """Give up what is being computed."""
        self.tools.background.drop("slice")

    def _clear_plots(self) -> None:
        for plot in (self.plot, *made(self, "line")):
            plot.clear()

    def _choose(self) -> None:
        self._zoomed = self._last = None
        self._ask()

    def _zoom(self, box: Box) -> None:
        self._zoomed = box
        self._ask()

    def _ask(self) -> None:
        """Have the slice computed, unless it is that already; after the one that is begun."""
        seen = self._seen
        if seen is None:
            return
        self.pictures.setCurrentWidget(self.line if self._is_line else self.plot)
        self.bar.setVisible(not self._is_line)
        point = np.asarray(seen.focus.params, np.float64)
        if not np.isfinite(point).all():
            self.tools.background.drop("slice")
            self._is_busy, self._key = False, None
            self._clear_plots()
            self.head.about.say(tr(NO_WEIGHTS))
            return
        other = self.head.other.currentData() if self._is_line else None
        key = (
            self.head.kind, self.head.is_log, seen.focus.place, seen.scene.step, other,
            self._zoomed, id(seen.scene.experiment), seen.scene.ways is None,
        )  # fmt: skip
        if key == self._key:
            return
        if self._is_busy:
            self._is_late = True
            return
        self._key, self._is_busy, self._is_late = key, True, False
        if self._is_line:
            self._ask_for_line(seen, point, other)
        else:
            if self._last is None:  # the first time, what computes it may have to be compiled
                self.head.about.say(tr("computing…"))
            job = self._job(seen, point)
            self.tools.background.follow(
                "slice",
                lambda is_wanted: slices(job, is_wanted),
                lambda computed: self._show(computed, seen),
                lambda _: self._give_up(),
            )

    def _job(self, seen: Seen, point: np.ndarray) -> Job:
        """What is to be computed: in the plane so far while runs move."""
        scene, kind = seen.scene, self.head.kind
        if kind.name == PCA and (scene.ways is None or scene.ways.params.shape[2] < 2):
            kind = Kind(RANDOM)  # nothing has moved that directions could be found of
        plane, box, last = None, self._zoomed, self._last
        if last is not None and self._keeps(last.job, seen, kind):
            plane, box = last.plane, self._zoomed or last.box
        return Job(
            kind, scene.experiment, seen.network, seen.focus.place, scene.step, point, scene.ways,
            plane, box, self.head.is_log,
        )  # fmt: skip

    def _keeps(self, last: Job, seen: Seen, kind: Kind) -> bool:
        """Whether the directions of the last slice are still those that are wanted."""
        same = last.kind == kind and last.place == seen.focus.place
        same &= last.experiment is seen.scene.experiment
        is_fixed = kind.name in (WEIGHTS, RANDOM) or seen.state is State.PLAYING
        is_fixed |= seen.scene.is_past  # the step handle is held
        return same and (is_fixed or self._laid_at == seen.scene.step)

    def _show(self, computed: Slice, seen: Seen) -> None:
        self._is_busy = False
        if computed.job.plane is None:
            self._laid_at = computed.job.step
        self._last = computed
        self.plot.show_slice(computed, seen, self._names(computed))
        self._show_bar(computed)
        if not self._is_first(computed):
            self.head.about.say(self._words(computed))
        if self._is_late or self._seen is not seen:
            self._ask()

    def _is_first(self, computed: Slice) -> bool:
        """Whether a slice is a coarse one of the same directions, of which less is known."""
        return len(computed.losses) == SIDES[0] and computed.job.plane is not None

    def _give_up(self) -> None:
        self._is_busy = False
        self.head.about.say("")

    def _names(self, computed: Slice) -> tuple[str, str]:
        kind, network = computed.job.kind, computed.job.own
        if kind.name == WEIGHTS:
            first, second = kind.pair
            return network.variables[first], network.variables[second]
        if kind.name == PCA:
            return tr("first principal direction"), tr("second principal direction")
        if kind.name == CURVATURE:
            return tr("direction of the largest curvature"), tr("of the second largest")
        return tr("first random direction"), tr("second random direction")

    def _words(self, computed: Slice) -> str:
        words = []
        if computed.curvatures is not None:
            first, second = (figures(float(each), 3) for each in computed.curvatures)
            words.append(tr("curvatures {first} and {second}", first=first, second=second))
        if computed.job.ways is None:
            words.append(tr(NO_WAYS))
        else:
            words.append(sentence(computed.outside))
        return ", ".join(filter(None, words))

    def _show_bar(self, computed: Slice) -> None:
        table = map_colours(self.theme)
        self.bar.show_scale(tr("loss"), computed.ends, table, log=computed.job.is_log)

    def _offer_runs(self, seen: Seen) -> None:
        """Offer the runs of the frame, but for the one that is looked at, as ends of a line."""
        scene = seen.scene
        ways = scene.ways
        runs: dict[tuple[int, int], str] = {}
        if ways is not None:
            labels = seen.document.labels_in(scene.experiment, scene.colours)
            for optimizer, colour in enumerate(scene.colours):
                for run in ways.numbers.tolist():
                    if (optimizer, run) != seen.focus.place and len(runs) < MOST_RUNS:
                        words = run_words(scene.experiment, run)
                        runs[optimizer, run] = "   ".join([labels[colour], *words])
        self.head.offer_runs(runs)

    def _ask_for_line(self, seen: Seen, point: np.ndarray, other: tuple[int, int] | None) -> None:
        ways = seen.scene.ways
        way = None if ways is None or other is None else ways.of(*other)
        if way is None or not np.isfinite(way[-1]).all():
            self._is_busy = False
            self.line.clear()
            self.head.about.say(tr(NO_WAYS if ways is None else NO_OTHER))
            return
        ends = np.stack([point, way[-1].astype(np.float64)])
        experiment, own, place = seen.scene.experiment, seen.network, seen.focus.place
        self.tools.background.ask(
            "slice",
            lambda: line_between(settled(experiment, own, place), ends, experiment.dtype),
            lambda line: self._show_line(line, seen),
            lambda _: self._give_up(),
        )

    def _show_line(self, line: Line, seen: Seen) -> None:
        self._is_busy = False
        self.line.show_line(line, seen.colour, self.head.is_log)
        self.head.about.say(tr("height of the barrier {number}", number=figures(line.barrier)))
        if self._is_late or self._seen is not seen:
            self._ask()
