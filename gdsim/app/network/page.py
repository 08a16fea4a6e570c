"""What every view of a network's run has: what it works with, what it is shown, what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gdsim.app.look.formula import Formulas
from gdsim.app.look.theme import LIGHT, Theme
from gdsim.app.model.document import Document
from gdsim.app.model.offered import network_of
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP
from gdsim.app.worker.background import Background
from gdsim.app.worker.focus import Focus, Place
from gdsim.app.worker.frame import State
from gdsim.app.worker.scene import Scene
from gdsim.objectives import Network

NO_WEIGHTS = QT_TR_NOOP("this run has diverged: its weights are no numbers")


@dataclass(frozen=True)
class Tools:
    """What views work with.

    complain: says why an edit was refused; "" if it was not. pick: looks closely at another run.
    """

    workbench: Workbench
    formulas: Formulas
    background: Background
    complain: Callable[[str], None]
    pick: Callable[[Place], None]


@dataclass(frozen=True)
class Seen:
    """One frame: a scene, in which one run is looked at closely.

    pinned: whether that run was picked. label: the name of its optimizer.
    """

    scene: Scene
    focus: Focus
    state: State
    document: Document
    pinned: bool
    label: str

    @property
    def network(self) -> Network:
        """The run's own network, of several widths or batch sizes."""
        return network_of(self.focus.objective)

    @property
    def colour(self) -> int:
        """The colour number of its optimizer."""
        return self.scene.colours[self.focus.optimizer]

    @property
    def run(self) -> int:
        """The number of the run over all dimensions of the experiment, optimizers first."""
        return self.focus.optimizer * self.scene.runs + self.focus.run


class NetworkPage(QWidget):
    """One view of a network's run. It is made when it is first wanted, and drawn while it is shown.

    wants_ways: whether frames need the weights along all runs, as `Scene.ways`.
    """

    turned = Signal()  # it shows something else, for which frames may need more

    wants_ways = False

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self.tools, self.theme = tools, LIGHT

    @property
    def cost(self) -> float:
        """Seconds of the last painting."""
        return 0.0

    @property
    def wants_update(self) -> bool:
        """Whether frames need the parameters before the last step, as `Focus.before`."""
        return False

    def show_network(self, network: Network) -> None:
        """Draw another network, and no run of it yet."""

    def draw(self, seen: Seen) -> None:
        """Draw a frame."""
        raise NotImplementedError

    def clear_runs(self) -> None:
        """Draw no run: none is known, or the old ones belong to another network."""

    def fit(self) -> None:
        """Show all there is, after a zoom."""

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.theme = theme

    def close_down(self) -> None:
        """Give up what is being computed."""
