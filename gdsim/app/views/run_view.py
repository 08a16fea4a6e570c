"""What both pictures of a network share: its samples, and the run that is drawn among them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QTimer

from gdsim.app.look.theme import Theme
from gdsim.app.model.offered import network_of
from gdsim.app.views.plot import Plot
from gdsim.app.views.spots import Scatter
from gdsim.app.views.surface import Box
from gdsim.app.worker.background import Background
from gdsim.app.worker.focus import Focus, Place
from gdsim.objectives import Network
from gdsim.objectives.datasets import Data

REDRAW = 60  # ms after the last zoom or pan until the outputs are computed anew


class Job(NamedTuple):
    """Outputs to compute: of a network, with the parameters of a run, over the visible box.

    over_seeds: whether those of the runs that differ in seeds alone are wanted, too.
    """

    network: Network
    focus: Focus
    box: Box
    dtype: str
    over_seeds: bool = False

    @property
    def own(self) -> Network:
        """The run's own network, of several widths or batch sizes."""
        return network_of(self.focus.objective)


class RunView(Plot):
    """Draws the samples of a network and the outputs of one run.

    A subclass computes and draws the outputs, and draws the samples.
    """

    def __init__(self, x: str, y: str, background: Background) -> None:
        super().__init__(x, y)
        self._helper = background
        self._network: Network | None = None
        self._focus: Focus | None = None
        self._dtype, self._colour = "float64", 0
        self.over_seeds = False  # whether what other seeds give is drawn, too
        self._asked: tuple[Place, int, Box, bool] | None = None  # the run, step and box of a job
        self.drawn: tuple[Place, int] | None = None  # the drawn run and its step
        self._test = Scatter()
        self._train = Scatter()
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw.timeout.connect(self.compute)
        self.box.disableAutoRange()

    # what a subclass has of its own

    def axis_names(self, data: Data) -> tuple[str, str]:
        """The labels of the axes."""
        raise NotImplementedError

    def ask_for(self, job: Job) -> None:
        """Have outputs computed in the background."""
        raise NotImplementedError

    def fit(self) -> None:
        """Show all samples."""
        raise NotImplementedError

    def clear_outputs(self) -> None:
        """Draw no outputs."""
        raise NotImplementedError

    def draw_samples(self, data: Data) -> None:
        """Draw the samples in the theme's colours."""
        raise NotImplementedError

    # what they share

    def show_network(self, network: Network) -> None:
        """Draw the samples of another network, and no run yet."""
        old, self._network = self._network, network
        self.clear_run()
        self.name_axes(*self.axis_names(network.data))
        self.draw_samples(network.data)
        if old is None or old.data != network.data:
            self.fit()

    def show_run(self, focus: Focus, dtype: str, colour: int = 0) -> None:
        """Have the outputs of a run, of the optimizer with this colour, computed and drawn."""
        self._focus, self._dtype, self._colour = focus, dtype, colour
        self.compute()

    def clear_run(self) -> None:
        """Draw no run."""
        self._focus = self._asked = self.drawn = None
        self.clear_outputs()

    def compute(self) -> None:
        """Have the outputs of the run over the visible box computed, unless they are already."""
        network, focus = self._network, self._focus
        if network is None or focus is None:
            return
        (left, right), (bottom, top) = self.box.viewRange()
        box = left, right, bottom, top
        request = focus.place, focus.step, box, self.over_seeds
        if request != self._asked:
            self._asked = request
            self.ask_for(Job(network, focus, box, self._dtype, self.over_seeds))

    def accepts(self, job: Job) -> bool:
        """Whether the outputs of a job are still to be drawn; if so they are the drawn ones."""
        if job.network is not self._network or self._focus is None:
            return False
        self.drawn = job.focus.place, job.focus.step
        return True

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        if self._network is not None:
            self.draw_samples(self._network.data)
