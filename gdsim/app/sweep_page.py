"""The page of an opened sweep or result: its map, and what of it is shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.dimensions import Dimension, Dimensions
from gdsim.app.controls.fields import Choices
from gdsim.app.controls.section import label, line
from gdsim.app.look import icons
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import ENDED_WORDS, GRID, Theme, lost_colours, value_colours
from gdsim.app.look.words import Elided
from gdsim.app.model.stored import ROWS, VERDICT, Stored, StoredPicture, Wanted, picture, run_at
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.views.legend import Bar, Legend, Mark, with_keys
from gdsim.app.views.numbers import axis_title
from gdsim.app.views.stored_map import GONE, StoredMap
from gdsim.app.worker.background import Background
from gdsim.engine.verdict import Verdict

Result = TypeVar("Result")

PIXELS = 512  # along each side of a picture, at most
REFRESH = 1.0  # s from one look at a sweep that runs to the next, at least
SHARE = 4  # of the time of looking that is left between two looks
OVER = {
    "median": QT_TR_NOOP("median"),
    "least": QT_TR_NOOP("least"),
    "largest": QT_TR_NOOP("largest"),
}
NOT_THERE = QT_TR_NOOP("not computed yet")
NO_MAP = QT_TR_NOOP("{name} has no two dimensions with several values, so there is no map of it.")


@dataclass(frozen=True)
class _Refusal:
    """Why something could not be done."""

    sentence: str


class SweepPage(QWidget):
    """Shows a stored result as a map; a click opens the experiment of a pixel's run."""

    opened = Signal(object)  # the path of a result that is shown
    closed = Signal()
    run_picked = Signal(object)  # the experiment of one run
    refused = Signal(str)  # why something could not be done; "" if it could

    def __init__(self) -> None:
        super().__init__()
        self._background = Background(self)
        self.stored: Stored | None = None
        self.view = StoredMap()
        self.name = Elided.saying("", "heading")
        tip = tr("Close the result; its file stays")
        self.close_button = tool_button(tip, self.leave, tr("Close the result"))
        self.across = Choices(lambda _: self._turned(self.across))
        self.upwards = Choices(lambda _: self._turned(self.upwards))
        self.quantity, self.over = Choices(lambda _: self._ask()), Choices(lambda _: self._ask())
        named = {
            tr("Dimension along x"): self.across,
            tr("Dimension along y"): self.upwards,
            tr("Colour"): self.quantity,
            tr("Of several runs to a pixel"): self.over,
        }
        for name, choices in named.items():
            choices.setAccessibleName(name)
            choices.fit_names()
        self.over.show_names({over: tr(name) for over, name in OVER.items()}, "median", {})
        self._many = label(tr(", of several runs the"))
        self.others = Dimensions()
        self.others.changed.connect(self._ask)
        self.bar, self.legend = Bar(), Legend()
        head = QHBoxLayout()
        head.setContentsMargins(2 * GRID, GRID // 2, GRID, 0)
        head.addWidget(self.name, 1)
        head.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(line(self.quantity, self._many, self.over))
        layout.addLayout(line(tr("across"), self.across, tr("upwards"), self.upwards))
        layout.addWidget(self.others)
        layout.addLayout(with_keys(self.view, self.bar, self.legend), 1)
        self.view.moved.connect(self._ask)
        self.view.picked.connect(self._open_run)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._look_again)

    def showEvent(self, event: QShowEvent) -> None:
        """What was computed of the result while it was not seen is looked at now."""
        super().showEvent(event)
        if self.stored is not None and self.stored.missing:
            self._look_again()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._again.stop()

    @property
    def is_open(self) -> bool:
        """Whether a result is opened."""
        return self.stored is not None

    def open(self, path: Path) -> None:
        """Open a stored sweep or a result."""
        self._attempt("open", partial(Stored.open, path), self._show)

    def leave(self) -> None:
        """Close the result."""
        self._again.stop()
        self.stored = None
        self.closed.emit()

    def close_down(self) -> None:
        """Look for nothing new."""
        self._again.stop()
        self._background.close()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        recolour(theme, self.view, self.bar, self.legend)
        icons.put(self.close_button, "close", theme.muted, 16)

    @property
    def wanted(self) -> Wanted:
        """What is chosen."""
        x, y = self.across.currentData(), self.upwards.currentData()
        at = {dim: index for dim, index in self.others.at.items() if dim not in (x, y)}
        return Wanted(x, y, self.quantity.currentData(), at, self.over.currentData())

    def _show(self, stored: Stored) -> None:
        """Show another result."""
        if len(stored.sizes) < 2:
            self.refused.emit(tr(NO_MAP, name=stored.path.name))
            return
        self._describe(stored)
        titles = {dim: axis_title(dim) for dim in stored.sizes}
        ranked = sorted(titles, key=lambda d: (d in ROWS, stored.is_repeated(d)))
        self.across.show_names(titles, ranked[0], {})
        self.upwards.show_names(titles, ranked[1], {})
        self.quantity.show_names(stored.quantities, next(iter(stored.quantities)), {})
        self.others.offer(
            [Dimension(d, titles[d], v, stored.is_repeated(d)) for d, v in stored.values.items()]
        )
        self.refused.emit("")
        self.opened.emit(stored.path)  # before what is seen is known
        self._turned(self.across)

    def _describe(self, stored: Stored) -> None:
        """Take a result, or the same one further computed, and say how far it is."""
        self.stored = self.view.stored = stored
        runs = tr("{count} run", "{count} runs", stored.runs)
        if stored.missing:
            done = grouped(stored.runs - stored.missing)
            runs = tr(
                "{done} of {count} run computed",
                "{done} of {count} runs computed",
                stored.runs,
                done=done,
            )
        if stored.is_growing:
            runs = tr("{runs}, running", runs=runs)
        self.name.say(f"{stored.path.name}: {runs}")

    def _turned(self, turned: Choices) -> None:
        """Other axes; where both are one dimension, the other axis gives way."""
        if self.across.currentData() == self.upwards.currentData():
            other = self.upwards if turned is self.across else self.across
            other.setCurrentIndex((other.currentIndex() + 1) % other.count())
        if self.stored is not None:
            sides = self.across.currentData(), self.upwards.currentData()
            self.others.hide_axes(*sides)
            self.view.show_axes(self.stored, *sides)
            self._ask()

    def _ask(self) -> None:
        """Have what is seen and wanted read and drawn."""
        stored = self.stored
        if stored is None:
            return
        wanted = self.wanted
        several = set(stored.sizes) > {wanted.x, wanted.y, *wanted.at}
        for part in (self._many, self.over):
            part.setVisible(several and wanted.quantity != VERDICT)
        x, y = self.view.seen()
        start = time.perf_counter()

        def show(read: StoredPicture) -> None:
            if self.stored is stored:
                self._draw(read)
                self._wait(time.perf_counter() - start)

        self._attempt("picture", partial(picture, stored, wanted, x, y, PIXELS), show)

    def _draw(self, read: StoredPicture) -> None:
        self.view.draw(read)
        ends = self.view.ends
        self.bar.setVisible(ends is not None)
        if ends is not None:
            self.bar.show_scale(read.title, ends, value_colours(), log=self.view.log)
        self.legend.show_marks(tuple(self._marks(read)))

    def _marks(self, read: StoredPicture) -> Iterator[Mark]:
        theme = self.view.theme
        if read.wanted.quantity == VERDICT:
            for each in Verdict:
                if (read.verdict[read.known] == each).any():
                    yield Mark(tr(ENDED_WORDS[each]), theme.verdict(each))
        elif read.gone.any():
            yield Mark(tr("diverged"), QColor(*lost_colours()[GONE].tolist()).name())
        if not read.known.all():
            yield Mark(tr(NOT_THERE), hollow=True)

    def _wait(self, cost: float) -> None:
        """Look again in a while, as long as runs are missing."""
        if self.isVisible() and self.stored is not None and self.stored.missing:
            self._again.start(int(1000 * max(REFRESH, SHARE * cost)))

    def _look_again(self) -> None:
        stored = self.stored
        if stored is None:
            return
        start = time.perf_counter()

        def show(newer: Stored) -> None:
            if self.stored is not stored:
                return
            if (newer.missing, newer.is_growing) == (stored.missing, stored.is_growing):
                self._wait(time.perf_counter() - start)
            else:
                self._describe(newer)
                self._ask()

        self._attempt("again", partial(Stored.open, stored.path), show)

    def _open_run(self, column: int, row: int) -> None:
        if self.stored is not None:
            work = partial(run_at, self.stored, self.wanted, column, row)
            self._attempt("run", work, self.run_picked.emit)

    def _attempt(
        self, topic: str, work: Callable[[], Result], deliver: Callable[[Result], object]
    ) -> None:
        """Work off this thread, and deliver the result, or say why there is none."""

        def attempt() -> Result | _Refusal:
            try:
                return work()
            except (ValueError, TypeError, OSError, MemoryError) as error:
                return _Refusal(str(error) or tr("There is not enough memory for this result."))

        def shown(got: Result | _Refusal) -> None:
            if isinstance(got, _Refusal):
                self.refused.emit(got.sentence)
            else:
                deliver(got)

        self._background.ask(topic, attempt, shown)
