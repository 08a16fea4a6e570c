"""Which views of a network's run there are, and the one of them that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from gdsim.app.controls.tabs import Tabs
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import LIGHT, Theme
from gdsim.app.network.page import NetworkPage, Seen, Tools
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.turning import turn_to
from gdsim.objectives import Network

OUTPUTS = "outputs"
KEY = "network_view"  # of what is chosen, in the settings


@dataclass(frozen=True)
class Entry:
    """A view: its title and what it shows; its class, of `NetworkPage`, and where that is."""

    title: str
    tip: str
    module: str = ""
    kind: str = ""


VIEWS = {
    OUTPUTS: Entry(QT_TR_NOOP("Outputs"), QT_TR_NOOP("What the network puts out, and the samples")),
    "diagram": Entry(
        QT_TR_NOOP("Diagram"),
        QT_TR_NOOP("Units and weights, the gradient and the last update; what each unit sees"),
        "gdsim.app.network.diagram",
        "DiagramPage",
    ),
    "backpropagation": Entry(
        QT_TR_NOOP("Backprop"),
        QT_TR_NOOP("Backpropagation of one sample to the next update, one number at a time"),
        "gdsim.app.network.backpropagation",
        "BackpropagationPage",
    ),
    "slice": Entry(
        QT_TR_NOOP("Slice"),
        QT_TR_NOOP("The loss about the weights of the run, and the ways of all runs"),
        "gdsim.app.network.slice_page",
        "SlicePage",
    ),
    "layers": Entry(
        QT_TR_NOOP("Layers"),
        QT_TR_NOOP("Gradients, weights, dead units, sharpness and activations along the run"),
        "gdsim.app.network.layers_page",
        "LayersPage",
    ),
    "batches": Entry(
        QT_TR_NOOP("Batches"),
        QT_TR_NOOP(
            "Gradients of samples and batches about the full one; a batch as large as the noise "
            "scale has as much noise as signal (McCandlish and others 2018)"
        ),
        "gdsim.app.network.batches_page",
        "BatchesPage",
    ),
    "classes": Entry(
        QT_TR_NOOP("Classes"),
        QT_TR_NOOP("How many samples of each class are put into which"),
        "gdsim.app.network.classes_page",
        "ClassesPage",
    ),
    "draw": Entry(
        QT_TR_NOOP("Draw"),
        QT_TR_NOOP("Samples of your own: points drawn with the mouse, or by a typed formula"),
        "gdsim.app.network.draw_page",
        "DrawPage",
    ),
}


class Pages(QStackedWidget):
    """Shows one of the views, by the tabs above them; the outputs are there from the start."""

    turned = Signal()  # another view is shown

    def __init__(self, tools: Tools, outputs: QWidget) -> None:
        super().__init__()
        self._tools, self._theme = tools, LIGHT
        self._network: Network | None = None
        self._seen: Seen | None = None  # the last frame
        self._made: dict[str, NetworkPage] = {}
        self._outputs = outputs
        self.addWidget(outputs)
        self.tabs = Tabs({n: (tr(entry.title), tr(entry.tip)) for n, entry in VIEWS.items()})
        self.tabs.chosen.connect(self._turn)

    @property
    def page(self) -> NetworkPage | None:
        """The view that is shown; None: the outputs."""
        return self._made.get(self.tabs.choice)

    @property
    def wants_update(self) -> bool:
        """Whether the view that is shown needs the parameters before the last step."""
        return self.page is not None and self.page.wants_update

    def remember_in(self, settings: QSettings) -> None:
        """Choose what was chosen last, and keep what is chosen from now on."""
        kept = str(settings.value(KEY, OUTPUTS))
        self.tabs.chosen.connect(lambda name: settings.setValue(KEY, name))
        if kept in VIEWS and kept != OUTPUTS:  # it is made after the window is painted
            QTimer.singleShot(0, self, lambda: self.tabs.choose(kept))

    def show_network(self, network: Network) -> None:
        """Draw another network."""
        self._network, self._seen = network, None
        if (page := self.page) is not None:
            page.show_network(network)

    def draw(self, seen: Seen) -> None:
        """Draw a frame in the view that is shown."""
        self._seen = seen
        if (page := self.page) is not None:
            page.draw(seen)

    def clear_runs(self) -> None:
        """Draw no run."""
        self._seen = None
        for page in self._made.values():
            page.clear_runs()

    def close_down(self) -> None:
        """Give up what is being computed."""
        for page in self._made.values():
            page.close_down()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        recolour(theme, *self._made.values())

    def _turn(self, name: str) -> None:
        if name == OUTPUTS:
            turn_to(self, self._outputs)
        else:
            page = self._page(name)
            if self._network is not None:
                page.show_network(self._network)
            if self._seen is not None:
                page.draw(self._seen)
            turn_to(self, page)
        self.turned.emit()

    def _page(self, name: str) -> NetworkPage:
        if name not in self._made:
            entry = VIEWS[name]
            page: NetworkPage = getattr(import_module(entry.module), entry.kind)(self._tools)
            page.recolour(self._theme)
            page.turned.connect(self.turned)
            self.addWidget(page)
            self._made[name] = page
        return self._made[name]
