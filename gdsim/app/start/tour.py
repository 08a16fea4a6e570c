"""The tour: marks at the window's own controls, one by one, each with something to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gdsim.app.controls.transport import Transport
from gdsim.app.lesson.words import Words
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.type_size import px
from gdsim.app.model.workbench import Workbench
from gdsim.app.panel import Panel
from gdsim.app.playing import Playing
from gdsim.app.rail import Rail
from gdsim.app.stage import Stage
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.views.loss import LossView
from gdsim.app.views.verdicts import VerdictTable
from gdsim.app.workspaces import Workspaces

LOOK = 150  # ms between looks at whether what is asked for has been done
WIDTH = 300  # px
DONE = 700  # ms until the next mark


class Toured(Protocol):
    """The window, as far as the tour shows it."""

    workbench: Workbench
    playing: Playing
    panel: Panel
    rail: Rail
    stage: Stage
    loss: LossView
    verdicts: VerdictTable
    transport: Transport
    workspaces: Workspaces


@dataclass(frozen=True)
class Mark:
    """A control, what to do with it, and what changes once it has been done."""

    at: Callable[[Toured], QWidget]
    words: str
    state: Callable[[Toured], object]


MARKS = (
    Mark(
        lambda w: w.stage,
        QT_TR_NOOP(
            "The landscape: height is loss, and each line is the way of an optimizer. "
            "Click anywhere: the runs start from there."
        ),
        lambda w: w.workbench.experiment.start,
    ),
    Mark(
        lambda w: w.transport,
        QT_TR_NOOP(
            "Here runs are played. Press Space to play or pause, or drag the handle to go back."
        ),
        lambda w: (w.playing.wanted, w.playing.held),
    ),
    Mark(
        lambda w: w.panel.optimizers,
        QT_TR_NOOP(
            "The optimizers that run. Drag on the number of a learning rate, or type another one: "
            "all runs follow at once."
        ),
        lambda w: w.workbench.experiment.optimizers,
    ),
    Mark(
        lambda w: w.panel.objective,
        QT_TR_NOOP("What they descend. Choose another function, or type one of your own."),
        lambda w: w.workbench.experiment.objective,
    ),
    Mark(
        lambda w: w.loss,
        QT_TR_NOOP("The loss by step. Point at a curve: its run lights up in the landscape."),
        lambda w: None,
    ),
    Mark(
        lambda w: w.verdicts,
        QT_TR_NOOP(
            "What became of each run. Click a row for the reason, and its next step worked out."
        ),
        lambda w: w.panel.optimizers.chosen,
    ),
    Mark(
        lambda w: w.rail,
        QT_TR_NOOP(
            "The workspaces: calculus by hand, networks, maps on which every pixel is a run, and "
            "optimizers compared. Start has lessons. Whatever you look for, Ctrl+K finds it, and "
            "? lists the keys."
        ),
        lambda w: None,
    ),
)


class Frame(QWidget):
    """A frame around a control, through which the mouse goes."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.colour = LIGHT.accent
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.colour), 3))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 6, 6)
        painter.end()


class Tour(QObject):
    """Shows the marks. What a mark asks for, or Next, or Enter leads on; Escape ends it."""

    def __init__(self, window: Toured, over: QWidget) -> None:
        super().__init__(over)
        self._window, self._over = window, over
        self.at, self._before = -1, object()
        self.frame, self.card = Frame(over), QFrame(over)
        self.card.setObjectName("popup")
        self.words, self.place = Words(), QLabel()
        self.place.setProperty("role", "muted")
        self.next, self.skip = QPushButton(tr("Next")), QPushButton(tr("End the tour"))
        line = QHBoxLayout()
        line.addWidget(self.place)
        line.addStretch(1)
        line.addWidget(self.skip)
        line.addWidget(self.next)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.words)
        column.addLayout(line)
        self.card.hide()
        self.next.clicked.connect(self.go_on)
        self.skip.clicked.connect(self.end)
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self._look_at_it)
        self._done = QTimer(self, singleShot=True, interval=DONE)
        self._done.timeout.connect(self.go_on)

    @property
    def is_shown(self) -> bool:
        """Whether the tour is on its way."""
        return self.at >= 0

    def start(self) -> None:
        """Begin with the first mark, where runs are drawn."""
        self._window.workspaces.go_home()
        self._over.installEventFilter(self)
        self._show(0)

    def go_on(self) -> None:
        """The next mark, or the end."""
        if self.at + 1 < len(MARKS):
            self._show(self.at + 1)
        else:
            self.end()

    def end(self) -> None:
        """Leave the window as it is."""
        self.at = -1
        self._look.stop()
        self._done.stop()
        self._over.removeEventFilter(self)
        for each in (self.frame, self.card):
            each.hide()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.frame.colour = theme.accent
        self.frame.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the window, and its size."""
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self.card, self._place)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.end()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.go_on()
                return True
        return False

    def _show(self, at: int) -> None:
        self.at, mark = at, MARKS[at]
        self._done.stop()
        self._before = mark.state(self._window)
        self.words.say(tr(mark.words))
        self.place.setText(f"{at + 1} / {len(MARKS)}")
        last = at + 1 == len(MARKS)
        self.next.setText(tr("Done") if last else tr("Next"))
        self._place()
        self._look.start()

    def _look_at_it(self) -> None:
        self._place()  # what it stands at may have moved
        done = MARKS[self.at].state(self._window) != self._before
        if done and not self._done.isActive():
            self._look.stop()
            self._done.start()

    def _place(self) -> None:
        if not self.is_shown:
            return
        target = MARKS[self.at].at(self._window)
        around = QRect(target.mapTo(self._over, QPoint(0, 0)), target.size())
        self.frame.setGeometry(around)
        self.card.setFixedWidth(px(WIDTH))
        self.card.adjustSize()
        place = _beside(around, self.card.size().width(), self.card.size().height(), self._over)
        self.card.move(place)
        for each in (self.frame, self.card):
            each.show()
            each.raise_()


def _beside(around: QRect, width: int, height: int, over: QWidget) -> QPoint:
    """A place beside a control where a card of this size is whole: right, left, above, inside."""
    room = over.rect().adjusted(GRID, GRID, -GRID, -GRID)
    y = min(max(around.center().y() - height // 2, room.top()), room.bottom() - height)
    if around.right() + GRID + width <= room.right():
        return QPoint(around.right() + GRID, y)
    if around.left() - GRID - width >= room.left():
        return QPoint(around.left() - GRID - width, y)
    x = min(max(around.center().x() - width // 2, room.left()), room.right() - width)
    if around.top() - GRID - height >= room.top():
        return QPoint(x, around.top() - GRID - height)
    return QPoint(x, min(around.bottom() - GRID - height, room.bottom() - height))
