"""Samples that are images, each with its class and the one that a run puts it into."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gdsim.app.controls.fields import Choices
from gdsim.app.controls.section import label, line
from gdsim.app.look.data_picture import sample_image
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.type_size import px
from gdsim.app.model.offered import network_of
from gdsim.app.translation import grouped, tr
from gdsim.app.views import surface as pictures
from gdsim.app.views.surface import Answers
from gdsim.app.worker.background import Background
from gdsim.app.worker.focus import Focus
from gdsim.objectives import Network
from gdsim.objectives.datasets import Data

MOST = 240  # images that are shown
SIDE, WORDS, GAP = 52, 17, 8  # px of an image, of the line below it, and between them
EVERY = -1  # stands for all classes in the list of them


@dataclass(frozen=True)
class Tile:
    """An image, the words below it, and whether a run puts it into a wrong class."""

    image: QImage
    words: str
    is_wrong: bool


def tiles(data: Data, answers: Answers, theme: Theme, mark: int) -> tuple[list[Tile], int, int]:
    """The first images, how many there are, and how many of them are in a wrong class.

    The wrong ones come first, the surest ahead, then the others, the least sure ahead. mark: the
    class of the images, or `EVERY`.
    """
    side = data.image_side
    assert side is not None
    chosen = np.flatnonzero((answers.targets == mark) | (mark == EVERY))
    shares = answers.outputs[chosen]
    are_known = np.isfinite(shares).all(axis=1)
    are_wrong = answers.are_wrong[chosen] & are_known
    sure = np.where(are_known, shares.max(axis=1), 0.0)
    order = np.lexsort((np.where(are_wrong, -sure, sure), ~are_wrong))
    most = float(data.raw_inputs.max())
    made = []
    for place in order[:MOST].tolist():
        sample = int(chosen[place])
        name = data.classes[int(answers.targets[sample])]
        words = name
        if are_wrong[place]:
            taken = data.classes[int(answers.outputs[sample].argmax())]
            words = f"{name} → {taken}"
        image = sample_image(answers.points[sample].reshape(side, side), most, theme)
        made.append(Tile(image, words, bool(are_wrong[place])))
    return made, len(chosen), int(are_wrong.sum())


class ImagesView(QWidget):
    """A sheet of images, those in a wrong class first; of all classes, or of one."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._network: Network | None = None
        self._focus: Focus | None = None
        self._asked: object = None
        self._dtype, self._theme = "float64", LIGHT
        self.drawn: object = None  # the run and the step that are drawn
        self.which = Choices(lambda _: self._ask())
        self.which.setAccessibleName(tr("Class of the images"))
        self.about = label("")
        self.sheet = _Sheet()
        scroll = QScrollArea()
        scroll.setWidget(self.sheet)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll = scroll
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line(tr("class"), self.which, self.about))
        layout.addWidget(scroll, 1)

    @property
    def cost(self) -> float:
        """Seconds of the last painting."""
        return self.sheet.cost

    def show_network(self, network: Network) -> None:
        """Show the images of another network, and no run yet."""
        self._network, data = network, network.data
        names = {EVERY: tr("all"), **dict(enumerate(data.classes))}
        self.which.show_names(names, EVERY, {})
        self.clear_run()

    def show_run(self, focus: Focus, dtype: str, colour: int = 0) -> None:
        """Have the answers of a run found in the background."""
        self._focus, self._dtype = focus, dtype
        self._ask()

    def clear_run(self) -> None:
        """Show no run."""
        self._focus = self._asked = self.drawn = None
        self._background.drop("images")
        self.sheet.show_tiles([], self._theme)
        self.about.setText("")

    def fit(self) -> None:
        """Show the first images."""
        self._scroll.verticalScrollBar().setValue(0)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._ask()

    def _ask(self) -> None:
        network, focus, mark = self._network, self._focus, self.which.currentData()
        if network is None or focus is None:
            return
        theme, dtype, data = self._theme, self._dtype, network.data
        asked = focus.place, focus.step, mark, theme
        if asked == self._asked:
            return
        self._asked = asked

        def work() -> tuple[list[Tile], int, int]:
            answers = pictures.answers(network_of(focus.objective), focus.params, dtype)
            return tiles(data, answers, theme, mark)

        def show(got: tuple[list[Tile], int, int]) -> None:
            made, count, wrong = got
            self.drawn = focus.place, focus.step
            self.sheet.show_tiles(made, theme)
            self.about.setText(tr("{wrong} of {count} in a wrong class", wrong=grouped(wrong),
                              count=grouped(count)))  # fmt: skip

        self._background.ask("images", work, show)


class _Sheet(QWidget):
    """Paints images in rows."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles: list[Tile] = []
        self.cost = 0.0
        self._theme = LIGHT
        self.setAccessibleName(tr("Images, those in a wrong class first"))

    def show_tiles(self, tiles: list[Tile], theme: Theme) -> None:
        """Show other images."""
        self.tiles, self._theme = tiles, theme
        self._fit()
        self.update()

    @property
    def columns(self) -> int:
        """How many images are beside each other."""
        return max((self.width() - 2 * GRID) // px(SIDE + GAP), 1)

    def sizeHint(self) -> QSize:
        rows = -(-len(self.tiles) // self.columns)
        return QSize(100, rows * px(SIDE + WORDS + GAP) + 2 * GRID)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the images that are seen."""
        start = time.thread_time()
        painter = QPainter(self)
        side, columns = px(SIDE), self.columns
        centre = int(Qt.AlignmentFlag.AlignHCenter)
        for number, tile in enumerate(self.tiles):
            row, column = divmod(number, columns)
            left, top = 2 * GRID + column * px(SIDE + GAP), GRID + row * px(SIDE + WORDS + GAP)
            box = QRectF(left, top, side, side + px(WORDS))
            if not box.intersects(QRectF(event.rect())):
                continue
            painter.drawImage(QRectF(left, top, side, side), tile.image)
            colour = self._theme.error if tile.is_wrong else self._theme.muted
            painter.setPen(QColor(colour))
            if tile.is_wrong:
                painter.drawRect(QRectF(left - 0.5, top - 0.5, side, side))
            painter.drawText(QRectF(left - 4, top + side, side + 8, px(WORDS)), centre, tile.words)
        self.cost = time.thread_time() - start

    def _fit(self) -> None:
        self.setMinimumHeight(self.sizeHint().height())
