"""The view of a network: what the inspected run puts out, its numbers, or another of its views."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

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
from gdsim.app.made import made
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

Later = TypeVar("Later", OutputsView, FitView, PairsView, ImagesView)
PICTURES = "outputs", "fit_curve", "pairs", "images"  # the views that are made when they are wanted
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
        self._background = tools.background
        self._network: Network | None = None
        self._has_seeds = False  # whether there are runs that differ from it in seeds alone
        self._theme = LIGHT
        self.large = Numbers(large=True)
        self.bar, self.legend = Bar(), Legend()
        self.sentence = QLabel()
        self.sentence.setProperty("role", "muted")
        self.sentence.setWordWrap(True)
        self.pages = QStackedWidget()
        self._numbers = self._large_page()
        self.pages.addWidget(self._numbers)
        self._picture: RunView | ImagesView | None = None  # what is drawn; None: numbers alone
        self.seeds = segment(tr("Seeds"), tr(OVER_SEEDS), tr("What other seeds give"))
        self.seeds.hide()
        self.seeds.toggled.connect(self._draw_over_seeds)
        drawn = QWidget()
        with_its_keys = QVBoxLayout(drawn)
        with_its_keys.setContentsMargins(0, GRID // 2, 0, 0)
        with_its_keys.addLayout(
            with_keys(self.pages, self.bar, self.legend, beside=self.seeds)  # tabs have no room
        )
        self.views = Pages(tools, drawn)
        self.views.turned.connect(self.turned)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.views.tabs)
        layout.addWidget(self.views, 1)
        self.large.released.connect(self.released)

    @cached_property
    def outputs(self) -> OutputsView:
        """What a network of two inputs puts out."""
        return self._taken_in(OutputsView(self._background))

    @cached_property
    def fit_curve(self) -> FitView:
        """What a network of one input puts out."""
        return self._taken_in(FitView(self._background))

    @cached_property
    def pairs(self) -> PairsView:
        """The samples of a network of several inputs."""
        return self._taken_in(PairsView(self._background))

    @cached_property
    def images(self) -> ImagesView:
        """The samples that are images."""
        return self._taken_in(ImagesView(self._background))

    def _taken_in(self, view: Later) -> Later:
        """A view that was made just now, among the pages and in the colours of the theme."""
        recolour(self._theme, view)
        if isinstance(view, (OutputsView, FitView)):
            view.over_seeds = self.seeds.isChecked()
        self.pages.addWidget(view.page if isinstance(view, PairsView) else view)
        return view

    def _view_of(self, network: Network) -> RunView | ImagesView | None:
        """The view of a network's samples; None: they have too many inputs for a picture."""
        count = len(network.data.raw_names)
        if network.data.image_side is not None and network.data.classes:
            return self.images
        if count > 2:
            return self.pairs if count <= MOST else None
        return self.outputs if count == 2 else self.fit_curve

    def show_network(self, network: Network) -> None:
        """Draw another network: its samples, and no run yet."""
        old, self._network = self._network, network
        self.views.show_network(network)
        if old is not None and old.layers == network.layers and old.data == network.data:
            return  # another loss or batch: the samples are the same, the outputs come anew
        count = len(network.data.raw_names)
        picture = self._picture = self._view_of(network)
        page = picture.page if isinstance(picture, PairsView) else picture
        self.pages.setCurrentWidget(page or self._numbers)
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
            isinstance(self._picture, FitView)
            or (isinstance(self._picture, OutputsView) and len(self._network.data.classes) > 0)
        )
        self.seeds.setVisible(drawn and self._has_seeds)

    def _draw_over_seeds(self, wanted: bool) -> None:
        for picture in made(self, "outputs", "fit_curve"):
            picture.over_seeds = wanted
            picture.compute()

    def clear_runs(self) -> None:
        """Draw no run."""
        for picture in made(self, *PICTURES):
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
        recolour(theme, self.large, *made(self, *PICTURES))
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
        if isinstance(self._picture, PairsView) and data.classes:
            parts.append(Mark(tr("wrong"), self._theme.text, hollow=True))
        has_marks = isinstance(self._picture, RunView)
        self.legend.show_marks((*named, *parts) if has_marks else ())
        if not data.classes:
            tables = pale_colours(self._theme), value_colours()
            words = tr("Left: what the network puts out. Right: targets of the samples.")
            self.bar.show_scale(words, pictures.ends_of(data), *tables)
