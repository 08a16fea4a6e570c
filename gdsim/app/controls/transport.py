"""Play, pause, step, reset, rewind and speed."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSlider,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls.buttons import tool_button
from gdsim.app.look import icons
from gdsim.app.look.figures import figures
from gdsim.app.look.theme import GRID, LIGHT, Theme, tabular
from gdsim.app.look.type_size import fix, px
from gdsim.app.model.offered import same_subject
from gdsim.app.translation import grouped, tr
from gdsim.app.worker.frame import Frame, State
from gdsim.app.worker.scene import Scene
from gdsim.experiment import Experiment

SLOWEST, FASTEST = 1.0, 1e6  # steps per second at the ends of the slider
_TICKS = 600
_UNITS = {1e12: "T", 1e9: "G", 1e6: "M", 1e3: "k"}
_PACE = 120  # px of the speeds in words
_SLOW, _SCRUB = 64, 90  # px of the slider of the speed, and of that of the steps, at least
# What gives way where the slider of the steps has less room, one after the other: the words of the
# step, those of the speed, the slider of the speed, the buttons that go back.
_SHORT, _WORDLESS, _SLIDERLESS, _TIGHTEST = 1, 2, 3, 4
RATE = 100.0


class JumpSlider(QSlider):
    """A slider whose handle jumps to the place of a click."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            span = self.width() - 14
            position = int(event.position().x()) - 7
            value = QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), position, span)
            self.setSliderDown(True)
            self.setSliderPosition(value)
        super().mousePressEvent(event)


class Transport(QWidget):
    """The bar below the views."""

    toggled = Signal()  # play or pause
    step = Signal()
    back = Signal()
    reset = Signal()
    scrubbed = Signal(int)  # while the handle is dragged
    rewound = Signal(int)  # when it is released
    rate_changed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("transport")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._playing, self._last = LIGHT, False, 0
        self._epoch, self._steps = 1, 0  # steps of an epoch, and of the whole experiment
        self._tightness = 0  # how much gives way
        self.reset_button = _button(tr("Back to step 0 (R)"), self.reset.emit)
        self.play_button = _button(tr("Play or pause (Space)"), self.toggled.emit)
        self.play_button.setProperty("primary", True)
        fix(self.play_button, 34, 34)
        self.back_button = _button(tr("One step back (,)"), self.back.emit)
        self.step_button = _button(tr("One step (.)"), self.step.emit)
        self.count = QLabel()
        self.count.setFont(tabular(self.count.font()))
        self.scrub = JumpSlider(Qt.Orientation.Horizontal)
        self.scrub.setToolTip(tr("Rewind to any step that was recorded"))
        self.scrub.setAccessibleName(tr("Step"))
        self.scrub.sliderMoved.connect(self._moved)
        self.scrub.sliderReleased.connect(self._released)
        self.speed = JumpSlider(Qt.Orientation.Horizontal)
        self.speed.setRange(0, _TICKS)
        self.speed.setMinimumWidth(_SLOW)
        self.speed.setMaximumWidth(136)
        self.speed.setToolTip(tr("Steps per second"))
        self.speed.setAccessibleName(tr("Speed"))
        self.speed_label = QLabel()
        self.speed_label.setProperty("role", "muted")
        self.pace = QLabel()
        self.pace.setFont(tabular(self.pace.font()))
        self.pace.setProperty("role", "muted")
        self.pace.setToolTip(tr("Steps of all runs together, computed in a second"))
        self.pace.hide()
        self.rates = QWidget()
        rates = QVBoxLayout(self.rates)
        rates.setContentsMargins(0, 0, 0, 0)
        rates.setSpacing(0)
        for words in (self.speed_label, self.pace):
            fix(words, _PACE)
            rates.addWidget(words)
        self.speed.valueChanged.connect(self._speed_changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        for widget in self._buttons:
            layout.addWidget(widget)
        layout.addSpacing(GRID)
        layout.addWidget(self.count)
        layout.addWidget(self.scrub, 4)
        layout.addSpacing(2 * GRID)
        layout.addWidget(self.speed, 1)
        layout.addWidget(self.rates)
        self.set_rate(RATE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the slider of the steps."""
        super().resizeEvent(event)
        self._make_room()

    @property
    def _buttons(self) -> tuple[QToolButton, ...]:
        return self.reset_button, self.back_button, self.play_button, self.step_button

    @property
    def rate(self) -> float:
        """Steps per second; infinite at the right end."""
        value = self.speed.value()
        if value == _TICKS:
            return math.inf
        rate = SLOWEST * (FASTEST / SLOWEST) ** (value / _TICKS)
        return float(f"{rate:.2g}")

    def set_rate(self, rate: float) -> None:
        """Move the slider to a rate."""
        share = math.log(rate / SLOWEST) / math.log(FASTEST / SLOWEST) if rate < FASTEST else 1
        self.speed.setValue(round(min(max(share, 0), 1) * _TICKS))
        self._speed_changed()

    def show_frame(self, frame: Frame) -> None:
        """Show the session's step and state; a handle that is held stays put."""
        if (is_playing := frame.state is State.PLAYING) != self._playing:
            self._playing = is_playing
            self._put_play()
        scene, step = frame.scene, frame.step
        if scene is not None and not same_subject(
            scene.experiment.objective, frame.experiment.objective
        ):
            scene, step = None, 0  # it is that of runs which are no longer wanted
        if not self.scrub.isSliderDown():  # while it is dragged, the session may go back with it
            self._last = step
        experiment = frame.experiment if scene is None else scene.experiment
        self._measure(experiment)
        ready = frame.state in (State.PAUSED, State.PLAYING, State.FINISHED)
        for widget in (self.play_button, self.step_button, self.reset_button, self.scrub):
            widget.setEnabled(ready)
        self.back_button.setEnabled(ready and step > 0)
        self.pace.setText(paced(frame.pace))
        self.pace.setVisible(frame.pace > 0)
        self.step_button.setEnabled(ready and frame.state is not State.FINISHED)
        last = experiment.steps if scene is None else last_step(frame, scene)
        self.scrub.setRange(0, max(last, 1))
        if not self.scrub.isSliderDown():
            self.scrub.setValue(step)
            self._count(step)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._make_room()
        self._put_play()
        icons.put(self.back_button, "back", theme.text, 18)
        icons.put(self.step_button, "step", theme.text, 18)
        icons.put(self.reset_button, "reset", theme.text, 18)

    def _put_play(self) -> None:
        name = "pause" if self._playing else "play"
        icons.put(self.play_button, name, self._theme.on_accent, 16)

    def _measure(self, experiment: Experiment) -> None:
        """Count epochs too, below, if they have several steps."""
        counted = experiment.objective.steps_per_epoch or 1, experiment.steps
        if counted != (self._epoch, self._steps):
            self._epoch, self._steps = counted
            self._make_room()

    def _make_room(self) -> None:
        """Fix the sizes of what changes many times a second, or all would be laid out as often."""
        old = self._tightness
        fits = (each for each in range(_TIGHTEST) if self._left_with(each) >= px(_SCRUB))
        self._tightness = next(fits, _TIGHTEST)
        self.rates.setVisible(self._tightness < _WORDLESS)
        self.speed.setVisible(self._tightness < _SLIDERLESS)
        for button in (self.reset_button, self.back_button):
            button.setVisible(self._tightness < _TIGHTEST)
        if self._tightness != old:
            self._count(self.scrub.value())
        lines = (2 if self._epoch > 1 else 1) * self.count.fontMetrics().lineSpacing()
        self.count.setFixedSize(self._room_of_count(self._tightness), lines + 2)
        self.pace.setFixedHeight(self.pace.fontMetrics().lineSpacing() + 2)

    def _left_with(self, tightness: int) -> int:
        """The px that are left for the slider of the steps."""
        buttons = self._buttons if tightness < _TIGHTEST else self._buttons[2:]
        widths = [button.minimumWidth() for button in buttons]
        widths += [self._room_of_count(tightness), 5 * GRID]  # the edges, and before the count
        if tightness < _WORDLESS:
            widths.append(px(_PACE))
        if tightness < _SLIDERLESS:
            widths.append(_SLOW)
        return self.width() - sum(widths) - (len(widths) + 1) * GRID

    def _room_of_count(self, tightness: int) -> int:
        words = self._counted(self._steps, tightness)
        width = self.count.fontMetrics().horizontalAdvance(words) + 4
        return width if tightness else max(px(132), width)

    def _count(self, step: int) -> None:
        words = self._counted(step, self._tightness)
        if self._epoch > 1:
            words += "\n" + tr("epoch {epoch}", epoch=f"{step / self._epoch:.1f}")
        self.count.setText(words)

    def _counted(self, step: int, tightness: int) -> str:
        """A step, and how many there are."""
        if tightness >= _SHORT:
            return f"{grouped(step)} / {grouped(self._steps)}"
        return tr(
            "{step} of {count} step", "{step} of {count} steps", self._steps, step=grouped(step)
        )

    def _moved(self, step: int) -> None:
        step = min(step, self._last)
        self.scrub.setSliderPosition(step)
        self._count(step)
        self.scrubbed.emit(step)

    def _released(self) -> None:
        self.rewound.emit(min(self.scrub.sliderPosition(), self._last))

    def _speed_changed(self) -> None:
        rate = self.rate
        if rate == math.inf:
            words = tr("full speed")
        else:
            number = grouped(round(rate)) if rate >= 1000 else figures(rate)
            words = tr("{number} steps/s", number=number)
        self.speed_label.setText(words)
        self.speed.setToolTip(f"{tr('Steps per second')}: {words}")
        self.rate_changed.emit(rate)


def last_step(frame: Frame, scene: Scene) -> int:
    """The step at which the last run stops, as far as that is known; else the last of all."""
    if frame.state is State.FINISHED:
        return frame.step
    ahead = scene.ahead
    return (
        scene.experiment.steps if ahead is None else max(frame.step, int(ahead.steps_taken.max()))
    )


def paced(rate: float) -> str:
    """Run-steps per second in two figures at least: "840 run-steps/s", "1.2 M run-steps/s"."""
    unit = next((unit for unit in _UNITS if rate >= 0.9995 * unit), 1.0)
    number = rate / unit
    digits = f"{number:.1f}" if number < 9.95 and unit > 1 else f"{number:.0f}"
    return tr("{number} run-steps/s", number=f"{digits} {_UNITS.get(unit, '')}".rstrip())


def _button(tip: str, do: Callable[[], object]) -> QToolButton:
    button = tool_button(tip, do, side=32)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
