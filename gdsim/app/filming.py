"""Filming: the runs go from step to step, and what is seen of each becomes a frame of a file."""

from __future__ import annotations

import contextlib
import math
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from gdsim.app.drawing import Drawing
from gdsim.app.export_line import ExportLine
from gdsim.app.model.workbench import Workbench
from gdsim.app.playing import Playing
from gdsim.app.translation import tr
from gdsim.app.views.picture_sheet import PictureSheet
from gdsim.app.views.plot import Plot
from gdsim.app.worker.background import Background, IsWanted
from gdsim.app.worker.frame import Frame, State
from gdsim.app.worker.map_export import Report, Stopped
from gdsim.app.worker.movie_file import write_movie
from gdsim.app.worker.strokes import Pixels
from gdsim.app.worker.worker import Worker

LOOK = 3  # ms from one look at what is drawn to the next
PATIENCE = 5.0  # s that pictures of a step may take until it is filmed without them
HELD = 3  # frames that wait until they are written
SAMPLE = 4  # frames that are filmed before the others, for the colours of a GIF
AT_REST = State.PAUSED, State.FINISHED


class Filmed(Protocol):
    """The window, as far as it is filmed."""

    worker: Worker
    workbench: Workbench
    playing: Playing
    background: Background

    @property
    def drawing(self) -> Drawing: ...
    @property
    def frame(self) -> Frame | None: ...


class Filming(QObject):
    """Films runs at given steps, one frame in each turn of the event loop.

    The runs are then where they were, and play on if they played.
    """

    def __init__(
        self, window: Filmed, parent: QObject, line: ExportLine, note: Callable[[str], None]
    ) -> None:
        super().__init__(parent)
        self._window, self._line, self._note = window, line, note
        self._frames: queue.Queue[QImage] = queue.Queue(HELD)
        self._sheet: Callable[[], PictureSheet | None] = lambda: None
        self._size = 0, 0
        self._todo: list[int] = []  # the steps, the next one last
        self._drawn: Frame | None = None  # the last frame that was looked at
        self._since, self._is_settled, self._is_seen = 0.0, False, True
        self._before, self._played = 0, False
        self._plots: set[Plot] = set()  # those that are told that they are filmed
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self._look)
        line.shown.connect(lambda is_on: None if is_on else self.end())
        window.workbench.experiment_changed.connect(self._give_up)

    def start(
        self, path: Path, sheet: Callable[[], PictureSheet | None], steps: Sequence[int],
        size: tuple[int, int], rate: int,
    ) -> None:  # fmt: skip
        """Film `sheet()` at each step. size: (width, height) of a frame; rate: frames per second.

        `sheet()` is None while what is filmed is not seen.
        """
        window = self._window
        assert window.frame is not None
        self._before, self._played = window.frame.step, window.playing.wanted
        window.playing.pause()
        self._sheet, self._size, self._frames = sheet, size, queue.Queue(HELD)
        tried = [steps[place] for place in np.linspace(0, len(steps) - 1, SAMPLE).astype(int)]
        tried = tried if path.suffix.lower() == ".gif" else []
        self._todo = [*tried, *steps][::-1]
        count, frames = len(self._todo), self._frames

        def work(report: Report, is_wanted: IsWanted) -> None:
            made = _pixels(frames, size, count, report, is_wanted)
            write_movie(path, made, rate, islice(made, len(tried)))

        self._line.start(path.name, work)
        self._go()
        self._timer.start()

    def end(self) -> None:
        """Film no longer, and go back to where the runs were."""
        if self._timer.isActive():
            self._stop()
            self._window.worker.rewind(self._before)
            if self._played:
                self._window.playing.play()

    def close_down(self) -> None:
        """The window closes."""
        self._timer.stop()

    def _give_up(self) -> None:
        """Other runs are wanted, and these go nowhere."""
        if self._timer.isActive():
            self._stop()
            self._line.stop()
            self._note(tr("The animation was not exported: the experiment was changed"))

    def _stop(self) -> None:
        self._timer.stop()
        for plot in self._plots:
            plot.filmed.emit(False)
        self._plots.clear()

    def _go(self) -> None:
        for view in self._views:
            plots = {view} if isinstance(view, Plot) else set(view.findChildren(Plot))
            for plot in plots - self._plots:
                plot.filmed.emit(True)
                self._plots.add(plot)
        self._drawn, self._is_settled = None, False
        self._since = time.monotonic()
        self._window.worker.peek(self._todo[-1])

    def _look(self) -> None:
        """Film the next step once it is drawn, and there is room for a frame."""
        sheet = self._sheet()
        if sheet is None or self._window.playing.held is not None:
            if self._is_seen:
                self._note(tr("The export waits until its views are shown again"))
            self._is_seen = False
            return
        if not self._is_seen:  # what was drawn meanwhile was not drawn there
            self._is_seen = True
            self._go()
        elif self._todo and self._is_there() and not self._frames.full():
            self._frames.put(sheet.image(math.ceil(self._size[0] / sheet.size.width())))
            self._todo.pop()
            if self._todo:
                self._go()

    def _is_there(self) -> bool:
        """Whether the wanted step is drawn, with all its pictures or after some time."""
        frame, wanted = self._window.frame, self._todo[-1]
        if frame is None:
            return False
        is_late = frame.state is State.FINISHED and frame.step < wanted  # all runs stopped before
        if frame.state not in AT_REST or not (frame.step == wanted or is_late):
            if frame is not self._drawn:
                self._drawn = frame
                if frame.state is State.PLAYING:
                    self._window.playing.pause()
                self._window.worker.peek(wanted)
            return False
        was_settled, self._is_settled = self._is_settled, not self._is_busy
        # What has just become ready is delivered in the next turn.
        return (was_settled and self._is_settled) or time.monotonic() > self._since + PATIENCE

    @property
    def _views(self) -> Sequence[QWidget]:
        """What is filmed, while it is seen."""
        sheet = self._sheet()
        return sheet.views if sheet is not None else ()

    @property
    def _is_busy(self) -> bool:
        helpers = [self._window.background]
        for view in self._views:
            helpers += view.findChildren(Background)
        return self._window.drawing.is_behind or any(helper.is_busy for helper in helpers)


def _pixels(
    frames: queue.Queue[QImage],
    size: tuple[int, int],
    count: int,
    report: Report,
    is_wanted: IsWanted,
) -> Iterator[Pixels]:
    """The pixels of so many frames of a size, as they come. Errors: Stopped."""
    for number in range(count):
        image = _fitted(_next(frames, is_wanted), size)
        flat: Pixels = np.frombuffer(image.constBits(), np.uint8)
        yield flat.reshape(image.height(), -1, 4).copy()  # the image does not outlive its turn
        report((number + 1) / count)
    if not is_wanted():
        raise Stopped


def _next(frames: queue.Queue[QImage], is_wanted: IsWanted) -> QImage:
    while is_wanted():
        with contextlib.suppress(queue.Empty):
            return frames.get(timeout=0.05)
    raise Stopped


def _fitted(image: QImage, size: tuple[int, int]) -> QImage:
    """An image scaled to fit into (width, height) pixels; its corner's colour fills the rest."""
    kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    whole = QImage(*size, QImage.Format.Format_RGBA8888)
    whole.fill(image.pixelColor(0, 0))
    image.setDevicePixelRatio(1.0)
    painter = QPainter(whole)
    painter.drawImage(0, 0, image.scaled(*size, kept, smooth))
    painter.end()
    return whole
