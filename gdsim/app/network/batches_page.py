"""The view "Batches": the gradients of samples and batches at the present weights of the run."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from gdsim.app.controls.buttons import segment
from gdsim.app.controls.fields import Choices
from gdsim.app.look.figures import figures
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import GRID, Theme, series_colour
from gdsim.app.look.words import Elided
from gdsim.app.network.batches_plot import BatchesPlot
from gdsim.app.network.batches_work import Job, Picture, Pictures
from gdsim.app.network.paced_page import PACE, PacedPage
from gdsim.app.network.page import NO_WEIGHTS, Seen, Tools
from gdsim.app.network.weight_pair import WeightPair
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.views.legend import Legend, Mark
from gdsim.learn.networks.gradient_cloud import GradientCloud
from gdsim.objectives import Network

REST = 2.0  # times what the last one took
SPREAD, WEIGHTS = "spread", "weights"
KINDS = {
    SPREAD: (
        QT_TR_NOOP("Gradient and spread"),
        QT_TR_NOOP("Along the full gradient, and across it where samples differ most."),
    ),
    WEIGHTS: (
        QT_TR_NOOP("Two weights"),
        QT_TR_NOOP("How the loss changes with two of the weights."),
    ),
}
ALL_SEEN = QT_TR_NOOP(
    "Every step sees all {count} samples: its gradient is the full one, without noise"
)


class BatchesPage(PacedPage):
    """Draws the gradients about the full one, and says how large noise is against signal."""

    topic = "batches"
    wants_ways = True  # the weights of earlier steps, for the step handle

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.kinds = Choices(self._choose)
        self.kinds.setAccessibleName(tr("Directions of the gradients"))
        self.kinds.fit_names()
        tips = {name: tr(about) for name, (_, about) in KINDS.items()}
        self.kinds.show_names({n: tr(title) for n, (title, _) in KINDS.items()}, SPREAD, tips)
        self.weights = WeightPair()
        self.weights.hide()
        self.about = Elided.saying("")
        tip, name = tr("Draw the gradient of each sample, too"), tr("Gradients of single samples")
        self.samples = segment(tr("Samples"), tip, name)
        self.samples.setChecked(True)
        self.plot, self.legend = BatchesPlot(), Legend()
        self._pictures = Pictures()  # the helper's alone
        self.weights.chosen.connect(self._ask)
        self.samples.toggled.connect(self._show_samples)
        self._build()

    @property
    def cost(self) -> float:
        """Seconds of the last painting."""
        return self.plot.cost

    def show_network(self, network: Network) -> None:
        """Draw another network, and no run of it yet."""
        self.clear_runs()
        self.weights.offer(network)

    def clear_runs(self) -> None:
        """Draw no run."""
        super().clear_runs()
        self.plot.clear()
        self.about.say("")

    def fit(self) -> None:
        """Show all of the gradients."""
        self.plot.fit()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        recolour(theme, self.plot, self.legend)
        self._draw_keys()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(2 * GRID, 0, GRID, GRID // 2)
        head.setSpacing(GRID)
        for part in (self.kinds, self.weights):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.samples)
        self.about.setContentsMargins(2 * GRID, 0, GRID, GRID // 2)
        keys = QHBoxLayout()
        keys.setContentsMargins(2 * GRID, 0, GRID, GRID // 2)
        keys.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.about)
        layout.addWidget(self.plot, 1)
        layout.addLayout(keys)

    def _choose(self, name: str) -> None:
        self.kinds.setToolTip(tr(KINDS[name][1]))
        self.weights.setVisible(name == WEIGHTS)
        self._ask()

    def _show_samples(self, wanted: bool) -> None:
        self.plot.show_samples(wanted)
        self._draw_keys()

    def _ask(self) -> None:
        """Have the gradients computed, unless they are; after those that are begun."""
        seen = self._seen
        if seen is None:
            return
        focus, experiment = seen.focus, seen.scene.experiment
        pair = self.weights.pair if self.kinds.currentData() == WEIGHTS else None
        key = focus.place, focus.step, id(experiment), pair
        if not self._begins(key, seen.state):
            return
        params = np.asarray(focus.params, np.float64)
        if not np.isfinite(params).all():
            self._is_busy = False
            self.plot.clear()
            self.about.say(tr(NO_WEIGHTS))
            return
        if self.plot.picture is None:
            self.about.say(tr("computing…"))
        job = Job(experiment, seen.run, params, focus.step, pair, self.plot.picture)
        self.tools.background.ask(
            self.topic,
            lambda: self._pictures.of(job),
            lambda picture: self._show(picture, seen),
            lambda _: self._give_up(),
        )

    def _give_up(self) -> None:
        super()._give_up()
        if self.plot.picture is None:
            self.about.say("")

    def _show(self, picture: Picture, seen: Seen) -> None:
        self._is_busy, self._pace = False, max(PACE, REST * picture.seconds)
        self.plot.show_picture(picture, seen.colour, self._names(picture, seen.network))
        self.about.say(words_of(picture))
        self._draw_keys()
        self._ask()  # the run may be further by now, or other directions chosen

    def _names(self, picture: Picture, network: Network) -> tuple[str, str]:
        if picture.job.pair is None:
            return tr("along the full gradient"), tr("across it, where samples differ most")
        first, second = (network.variables[index] for index in picture.job.pair)
        return tr("gradient by {name}", name=first), tr("gradient by {name}", name=second)

    def _draw_keys(self) -> None:
        picture, seen, text = self.plot.picture, self._seen, self.theme.text
        if picture is None or seen is None:
            self.legend.show_marks(())
            return
        colour = series_colour(seen.colour, self.theme).name()
        marks = [Mark(tr("full gradient"), text, symbol="t2")]
        if picture.is_noisy:
            marks += [
                Mark(tr("batches"), colour),
                Mark(tr("next batch"), text, hollow=True),
                Mark(tr("standard deviation"), colour, hollow=True),
            ]
        marks += [Mark(tr("samples"))] if self.samples.isChecked() else []
        self.legend.show_marks(tuple(marks))


def words_of(picture: Picture) -> str:
    """How large the noise is against the signal, and what is left out."""
    cloud = picture.cloud
    count = grouped(cloud.count)
    words = _of_noise(cloud) if picture.is_noisy else [tr(ALL_SEEN, count=count)]
    if len(cloud.samples) < cloud.count:
        part = grouped(len(cloud.samples))
        words.append(tr("{part} of {count} samples are drawn", part=part, count=count))
    return ", ".join(words)


def _of_noise(cloud: GradientCloud) -> list[str]:
    if not np.isfinite(cloud.noise_scale):
        return [tr("no noise scale: the full gradient is 0")]
    ratio = figures(cloud.batch_spread / float(np.linalg.norm(cloud.full)), 2)
    angle, middle = (
        figures(float(each), 2) for each in (cloud.angles[cloud.present], np.median(cloud.angles))
    )
    scale = figures(cloud.noise_scale, 3)
    return [
        tr("noise {ratio} times the gradient", ratio=ratio),
        tr("noise scale {scale} samples", scale=scale),
        tr("next batch {angle}° off, middle {middle}°", angle=angle, middle=middle),
    ]
