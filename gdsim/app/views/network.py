"""The view of a network: what the inspected run puts out, its numbers, or another of its views."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from gdsim.app.controls.buttons import segment
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import (
    GRID,
    LIGHT,
    Theme,
    class_colour,
    class_mark,
    pale_colours,
    value_colours,
)
from gdsim.app.network.page import Seen, Tools
from gdsim.app.network.pages import OUTPUTS, Pages
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views import surface as pictures
from gdsim.app.views.fit_curve import FitView
from gdsim.app.views.images import ImagesView
from gdsim.app.views.legend import Bar, Legend, Mark, with_keys
from gdsim.app.views.numbers import Numbers, story
from gdsim.app.views.outputs import OutputsView
from gdsim.app.views.pairs import MOST, PairsView
from gdsim.app.views.run_view import RunView
from gdsim.objectives import Network

OVER_SEEDS = QT_TR_NOOP(
    "Shade what the runs give that differ from this one in seeds alone: the mean of their shares "
    "of the classes, or between which outputs most of them are"
)
NO_PICTURE = QT_TR_NOOP(
    "A sample has {count} inputs: too many for a picture of the outputs.\n"
    "These are the numbers of the run above. Play to train it, click a curve or a row to look at "
    "another run, or choose data of fewer inputs at the left."
)


class NetworkView(QWidget):
    """Draws the inspected run of a network."""

    released = Signal()  # the best run is wanted again
    turned = Signal()  # another view is shown

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        background = tools.background
        self._network: Network | None = None
        self._has_seeds = False  # whether there are runs that differ from it in seeds alone
        self._theme = LIGHT
        self.large = Numbers(large=True)
        self.outputs, self.fit_curve = OutputsView(background), FitView(background)
        self.pairs, self.images = PairsView(background), ImagesView(background)
        self.bar, self.legend = Bar(), Legend()
        self.sentence = QLabel()
        self.sentence.setProperty("role", "muted")
        self.sentence.setWordWrap(True)
        self.pages = QStackedWidget()
        numbers = self._large_page()
        for page in (self.outputs, self.fit_curve, self.pairs.page, numbers, self.images):
            self.pages.addWidget(page)
        self._picture: RunView | ImagesView | None = None  # what is drawn; None: numbers alone
        drawn = QWidget()
        with_its_keys = QVBoxLayout(drawn)
        with_its_keys.setContentsMargins(0, GRID // 2, 0, 0)
        with_its_keys.addLayout(with_keys(self.pages, self.bar, self.legend))
        self.views = Pages(tools, drawn)
        self.views.turned.connect(self.turned)
        self.views.turned.connect(self._offer_seeds)
        self.seeds = segment(tr("Seeds"), tr(OVER_SEEDS), tr("What other seeds give"))
        self.seeds.hide()
        self.seeds.toggled.connect(self._draw_over_seeds)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, GRID, 0)
        line.addWidget(self.views.tabs, 1)
        line.addWidget(self.seeds)
        layout.addLayout(line)
        layout.addWidget(self.views, 1)
        self.large.released.connect(self.released)

    def show_network(self, network: Network) -> None:
        """Draw another network: its samples, and no run yet."""
        old, self._network = self._network, network
        self.views.show_network(network)
        if old is not None and old.layers == network.layers and old.data == network.data:
            return  # another loss or batch: the samples are the same, the outputs come anew
        count = len(network.data.raw_names)
        few: dict[int, RunView] = {1: self.fit_curve, 2: self.outputs}
        self._picture = few.get(count, self.pairs if count <= MOST else None)
        if network.data.image_side is not None and network.data.classes:
            self._picture = self.images
        page = self.pairs.page if self._picture is self.pairs else self._picture
        self.pages.setCurrentIndex(3 if page is None else self.pages.indexOf(page))
        if self._picture is not None:
            self._picture.show_network(network)
        self.sentence.setText(tr(NO_PICTURE, count=count))
        self.bar.setVisible(count == 2 and not network.data.classes)
        self._draw_keys()
        self.clear_runs()

    def draw(self, seen: Seen) -> None:
        """Draw the inspected run of a frame."""
        self.views.draw(seen)
        self._has_seeds = len(seen.focus.seeds) > 1
        self._offer_seeds()
        if self.views.page is not None or self._network is None:
            return
        if self._picture is not None:
            self._picture.show_run(seen.focus, seen.scene.experiment.dtype, seen.colour)
        else:
            told = story(seen.scene, seen.state, seen.focus, seen.label)
            self.large.show_run(told, seen.colour, seen.pinned)

    def _offer_seeds(self) -> None:
        """Offer what other seeds give, where that is drawn: classes, and fits of one input."""
        drawn = self._network is not None and (
            self._picture is self.fit_curve
            or (self._picture is self.outputs and len(self._network.data.classes) > 0)
        )
        self.seeds.setVisible(drawn and self._has_seeds and self.views.page is None)

    def _draw_over_seeds(self, wanted: bool) -> None:
        for picture in (self.outputs, self.fit_curve):
            picture.over_seeds = wanted
            picture.compute()

    def clear_runs(self) -> None:
        """Draw no run."""
        for picture in (self.outputs, self.fit_curve, self.pairs, self.images):
            picture.clear_run()
        self.large.clear()
        self.views.clear_runs()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the view that is shown."""
        if (page := self.views.page) is not None:
            page.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """Show all samples, or all that another view has."""
        if (page := self.views.page) is not None:
            page.fit()
        elif self._picture is not None:
            self._picture.fit()

    @property
    def is_large(self) -> bool:
        """Whether it says the numbers of the run itself."""
        return self._picture is None and self.views.tabs.choice == OUTPUTS

    @property
    def cost(self) -> float:
        """Seconds of the last painting."""
        if (page := self.views.page) is not None:
            return page.cost
        return 0.0 if self._picture is None else self._picture.cost

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        recolour(theme, self.large, self.outputs, self.fit_curve, self.pairs, self.images)
        recolour(theme, self.bar, self.legend, self.views)
        self._draw_keys()

    def close_down(self) -> None:
        """Give up what is being computed."""
        self.views.close_down()

    def _large_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(3 * GRID)
        self.sentence.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        layout.addStretch(1)
        layout.addWidget(self.large)
        layout.addWidget(self.sentence)
        layout.addStretch(2)
        return page

    def _draw_keys(self) -> None:
        if self._network is None:
            return
        data = self._network.data
        plain = QColor(self._theme.muted).name()
        parts = [Mark(tr("training"), plain)]
        if len(data.test_inputs):
            parts.append(Mark(tr("test"), plain, hollow=True))
        named = [
            Mark(name, class_colour(index, self._theme).name(), symbol=class_mark(index))
            for index, name in enumerate(data.classes)
        ]
        if self._picture is self.pairs and data.classes:
            parts.append(Mark(tr("wrong"), self._theme.text, hollow=True))
        has_marks = self._picture is not None and self._picture is not self.images
        self.legend.show_marks((*named, *parts) if has_marks else ())
        if not data.classes:
            tables = pale_colours(self._theme), value_colours()
            words = tr("Left: what the network puts out. Right: targets of the samples.")
            self.bar.show_scale(words, pictures.ends_of(data), *tables)
