"""Drawing: the newest frame goes to all views of the runs, in which one optimizer may be lit."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSplitter

from gdsim.app.frame_timer import FrameTimer
from gdsim.app.layout import Body
from gdsim.app.look.formula import Formulas
from gdsim.app.looking import Looking
from gdsim.app.made import made
from gdsim.app.model.offered import same_subject
from gdsim.app.model.workbench import Workbench
from gdsim.app.panel import Panel
from gdsim.app.playing import Playing
from gdsim.app.stage import Stage
from gdsim.app.views.loss import LossView
from gdsim.app.views.verdicts import VerdictTable
from gdsim.app.worker.frame import Frame, State
from gdsim.app.worker.scene import Scene
from gdsim.app.worker.worker import Worker
from gdsim.base import machine

if TYPE_CHECKING:
    from gdsim.app.inspector import Inspector

FRAME = 0.016  # s from one frame to the next, at least; at most SLOWEST
SLOWEST = 0.2
# s for which curves, verdicts and the inspector may stay behind the map while edits follow each
# other, and for which they wait for the map to be painted, or for the runs of an edit.
BEHIND, AWAITED = 0.2, 0.1
# Times what a frame takes, until the next one: a third of the time is for the user. While runs play
# as fast as they go most of what all processors do is for them: so many times, over their number;
# but who watches sees a frame every WATCHED s, where two thirds of the time suffice for it.
USUAL, FULL_SPEED, WATCHED = 1.5, 8.0, 0.05


class Drawn(Protocol):
    """The window, as far as runs are drawn in it."""

    workbench: Workbench
    worker: Worker
    playing: Playing
    looking: Looking
    panel: Panel
    stage: Stage
    loss: LossView
    verdicts: VerdictTable
    body: Body
    side: QSplitter  # where losses, verdicts and the inspector are
    formulas: Formulas

    @property
    def inspector(self) -> Inspector: ...


class Drawing(QObject):
    """Takes frames from the worker and draws them: the map at once, all else in a turn of its own.

    So the hand that drags sees the map sooner. frame: the last one. lit: the colour number of the
    optimizer under the mouse, or of the chosen one.
    """

    def __init__(self, window: Drawn, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self.frame: Frame | None = None
        self.lit: int | None = None
        self._drew_curves = False  # with the last frame
        self._is_painted = True  # what of it was drawn at first
        self._chosen: int | None = None  # in the list
        self._drawn: tuple[Scene, State] | None = None  # what the map shows
        self._others_at = 0.0  # when what is beside the map was drawn
        self._others = QTimer(self, singleShot=True)  # while it is behind the map
        self._others.timeout.connect(self._draw_others)
        self.timer = FrameTimer(window.worker, self)
        self.timer.due.connect(self.look)

    def look(self) -> None:
        """Draw the newest frame, unless it is drawn already."""
        window = self._window
        frame = window.worker.take()
        if frame is None:
            return
        start = time.thread_time()
        old, self.frame = self.frame, frame
        if frame.state is not State.COMPILING:
            window.formulas.begin()  # not before: runs are to move first
        window.playing.show_frame(frame)
        compiling = frame.state is State.COMPILING
        window.stage.busy(frame.message + "…" if compiling and frame.message else "")
        if frame.state is State.FAILED:
            window.panel.trouble.say(frame.message)
        elif not compiling:
            window.panel.note.say(frame.message)
        if not (compiling and old is not None and frame.scene is old.scene):
            is_late = self._others.isActive() and not self._may_wait
            self._is_painted = not self._draw_map()
            if is_late:  # frames come faster than they are painted
                self._draw_others()
            elif not self._is_painted:
                self._wait()
            spent = time.thread_time() - start
            parts = (window.stage, window.loss) if self._drew_curves else (window.stage,)
            cost = spent + sum(part.cost for part in parts if self._is_seen(part))
            is_full = frame.state is State.PLAYING and window.worker.rate == math.inf
            self.timer.rest(interval(cost, is_full, machine.processors()) - spent)

    @property
    def is_behind(self) -> bool:
        """Whether curves, verdicts and the inspector do not show yet what the map shows."""
        return self._others.isActive()

    def expect(self) -> None:
        """Draw the frame of an edit as soon as it comes, and what is behind the map after it."""
        self.timer.hurry()
        if self._others.isActive() and self._may_wait:
            self._is_painted = True  # or it is painted too late
            self._wait()

    def painted(self) -> None:
        """Draw what is behind the map, which is being painted, unless an edit comes first."""
        if not self._is_painted and self._others.isActive():
            self._is_painted = True
            self._others.start(0)

    def catch_up(self) -> None:
        """Draw what is behind the map: a picture is to be made of all views."""
        if self.is_behind:
            self._draw_others()

    @property
    def _may_wait(self) -> bool:
        """Whether what is beside the map was drawn a short while ago."""
        return time.perf_counter() - self._others_at < BEHIND

    def _wait(self) -> None:
        """Have the others wait for the next painting, for an edit, but not for long."""
        self._others.start(round(1000 * AWAITED))

    def draw(self) -> None:
        """Draw the last frame, at the scrubbed step while the handle is held."""
        if self._draw_map():
            self._draw_others()

    def _draw_map(self) -> bool:
        """Draw the last frame where its runs are seen; whether there is more to draw of it."""
        self._others.stop()
        self._drawn = None
        frame, window = self.frame, self._window
        if frame is None or frame.scene is None:
            return False
        scene, state = frame.scene, frame.state
        if window.playing.held is not None:  # runs that had not ended there were still running
            scene, state = scene.until(window.playing.held), State.PAUSED
        document = window.workbench.document
        if not same_subject(scene.experiment.objective, document.experiment.objective):
            self.clear()  # the runs of the new objective are still being compiled
            return False
        self._drawn = scene, state
        window.worker.wants_all = window.stage.shows_all_runs
        window.worker.wants_ways = window.stage.wants_ways
        window.worker.want_update(window.stage.wants_update)
        window.panel.show_step(scene.step)
        if self._is_seen(window.stage):
            window.stage.draw(scene, state, document, self.lit, window.looking.pinned is not None)
        return self._is_seen(window.loss)

    def _draw_others(self) -> None:
        """Draw the curves, the verdicts and the inspector of what the map shows."""
        self._others.stop()
        window = self._window
        document = window.workbench.document
        if self._drawn is None or not self._is_seen(window.loss):
            return
        scene, state = self._drawn
        if not same_subject(scene.experiment.objective, document.experiment.objective):
            return
        self._others_at = time.perf_counter()
        plays = state is State.PLAYING
        self._drew_curves = not plays or window.loss.differs(scene, document, self.lit)
        if self._drew_curves:
            window.loss.draw(scene, document, self.lit, plays)
        window.verdicts.draw(scene, state, document)
        chosen = window.panel.optimizers.chosen
        for inspector in [window.inspector] if chosen is not None else made(window, "inspector"):
            inspector.show_run(scene, state, document, chosen)

    def _is_seen(self, part: Stage | LossView) -> bool:
        """Whether a part has a place in the workspace that is shown; `draw` is called when it has.

        It says so before the window is shown, too.
        """
        window = self._window
        shown = part if isinstance(part, Stage) else window.side
        return not (window.body.has_page or shown.isHidden())

    def clear(self) -> None:
        """Draw no runs."""
        self._others.stop()
        self._drawn = None
        window = self._window
        views: tuple[Stage | LossView | VerdictTable, ...]
        views = window.stage, window.loss, window.verdicts
        for view in views:
            view.clear_runs()
        for table in (window.loss, window.verdicts):
            table.show_objective(window.workbench.experiment.objective)
        window.panel.show_step(None)
        for inspector in made(window, "inspector"):
            inspector.clear()

    def light(self, colour: int | None) -> None:
        """Light an optimizer, else the one that is chosen in the list; the others fade."""
        chosen = self._window.panel.optimizers.chosen
        colour = chosen if colour is None else colour
        if (colour, chosen) != (self.lit, self._chosen):  # the one under the mouse may be chosen
            self.lit, self._chosen = colour, chosen
            self._window.looking.point_optimizer(colour)
            self.draw()


def interval(cost: float, is_full: bool, processors: int) -> float:
    """Seconds from one frame to the next, of which one takes the interface thread `cost` seconds.

    is_full: whether runs play as fast as they go.
    """
    wanted = usual = USUAL * cost
    if is_full:
        wanted = max(min(FULL_SPEED / processors * cost, WATCHED), usual)
    return min(max(FRAME, wanted), SLOWEST)
