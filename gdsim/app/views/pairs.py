"""A network of several inputs: its samples over two of them, and which ones it gets wrong."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdsim.app.controls.fields import Choices
from gdsim.app.controls.section import line
from gdsim.app.look.figures import figures
from gdsim.app.look.theme import Theme
from gdsim.app.look.type_size import thick
from gdsim.app.translation import tr
from gdsim.app.views import surface as pictures
from gdsim.app.views.run_view import Job
from gdsim.app.views.sample_plane import SamplePlane
from gdsim.app.views.spots import Scatter
from gdsim.app.views.surface import Answers
from gdsim.app.worker.background import Background
from gdsim.objectives import Network

MOST = 12  # inputs of which two can be chosen: pixels of pictures say nothing
NEAR = 10.0  # px to a sample that is read
RING = 15  # px of the ring round a sample that is put into a wrong class


class PairsView(SamplePlane):
    """Draws samples over two inputs, with a ring round those that a run puts into a wrong class."""

    LIKE_UNITS = False

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self.answers: Answers | None = None
        self.rings = Scatter()
        for depth, item in enumerate((self._test, self._train, self.rings)):
            self.add_item(item, depth)
        self.across, self.upwards = Choices(self._turn), Choices(self._turn)
        for choices, name in ((self.across, "x"), (self.upwards, "y")):
            choices.setAccessibleName(tr("Input along {axis}", axis=name))
            choices.setToolTip(tr("The input along {axis}", axis=name))
            choices.fit_names()
        self.page = QWidget()
        layout = QVBoxLayout(self.page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line(tr("across"), self.across, tr("upwards"), self.upwards))
        layout.addWidget(self, 1)

    def show_network(self, network: Network) -> None:
        """Draw the samples of another network over its last two inputs, or over those chosen."""
        names = network.data.raw_names
        if max(self.columns) >= len(names) or self.across.count() != len(names):
            self.columns = len(names) - 2, len(names) - 1
        self._offer(names)
        super().show_network(network)

    def ask_for(self, job: Job) -> None:
        """Have the answers to all samples computed in the background."""
        self._helper.ask(
            "answers",
            lambda: pictures.answers(job.own, job.focus.params, job.dtype),
            lambda answers: self._show(job, answers),
        )

    def clear_outputs(self) -> None:
        """Draw no rings."""
        self.answers = None
        self.rings.setData([], [])

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        self._draw_rings()

    def read(self, x: float, y: float) -> str:
        """The sample under the mouse, with its answer; else the place."""
        if self._network is None:
            return ""
        data, (across, upwards) = self._network.data, self.axis_names(self._network.data)
        place = f"{across} {figures(x, 3)}   {upwards} {figures(y, 3)}"
        answers = self.answers
        if answers is None or not len(answers.points):
            return place
        away = np.hypot(*((answers.points[:, list(self.columns)] - (x, y)) / self.pixel).T)
        near = int(away.argmin())
        return place if away[near] > NEAR else f"{place}   {answers.words(near, data)}"

    def _show(self, job: Job, answers: Answers) -> None:
        if self.accepts(job):
            self.answers = answers
            self._draw_rings()
            self.read_again()

    def _draw_rings(self) -> None:
        if self.answers is None:
            return
        wrong = self.answers.points[self.answers.are_wrong][:, list(self.columns)]
        pen = pg.mkPen(self.theme.text, width=thick(1.4))
        self.rings.setData(*wrong.T, size=thick(RING), symbol="o", pen=pen, brush=None)

    def _turn(self, _: object) -> None:
        """Other inputs are chosen; if both are the same, the one that was not turned gives way."""
        across, upwards = self.across.currentData(), self.upwards.currentData()
        if across == upwards:
            old = self.columns
            across, upwards = (across, old[0]) if across != old[0] else (old[1], upwards)
        self.columns = across, upwards
        if self._network is not None:
            self._offer(self._network.data.raw_names)
            self.name_axes(*self.axis_names(self._network.data))
            self.draw_samples(self._network.data)
            self._draw_rings()
            self.fit()

    def _offer(self, names: tuple[str, ...]) -> None:
        words = {column: name.replace("_", " ") for column, name in enumerate(names)}
        for choices, column in zip((self.across, self.upwards), self.columns, strict=True):
            choices.show_names(words, column, {})
