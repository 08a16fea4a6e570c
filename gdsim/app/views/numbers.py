"""The inspected run: which one it is, and its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls.buttons import tool_button
from gdsim.app.look.figures import figures
from gdsim.app.look.strokes import Swatch
from gdsim.app.look.theme import GRID, VERDICT_WORDS, Theme, strong, tabular
from gdsim.app.look.type_size import fix, px
from gdsim.app.look.words import Elided
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.worker.focus import Focus
from gdsim.app.worker.frame import State
from gdsim.app.worker.scene import Scene
from gdsim.engine.verdict import Verdict
from gdsim.experiment import Experiment

HEIGHT = 66
NAMES = {
    "train_loss": QT_TR_NOOP("train loss"),
    "test_loss": QT_TR_NOOP("test loss"),
    "train_accuracy": QT_TR_NOOP("train accuracy"),
    "test_accuracy": QT_TR_NOOP("test accuracy"),
}


@dataclass(frozen=True)
class Story:
    """A run in words: its optimizer and axes, its place among other runs, and its numbers."""

    title: str
    about: str
    numbers: tuple[tuple[str, str, str], ...]  # name, text, the number in full


def story(scene: Scene, state: State, focus: Focus, label: str) -> Story:
    """The inspected run in words; label: the name of its optimizer."""
    words = run_words(scene.experiment, focus.run)
    title = "   ".join([label, *words])
    numbers = [(n, shown(n, focus.numbers[n]), repr(focus.numbers[n])) for n in NAMES
               if n in focus.numbers and not np.isnan(focus.numbers[n])]  # fmt: skip
    if not numbers:  # a run that has diverged has lost them
        numbers = [(n, "–", "nan") for n in NAMES if n in focus.numbers]
    return Story(title, _about(scene, state, focus), tuple(numbers))


def _about(scene: Scene, state: State, focus: Focus) -> str:
    if focus.verdict is Verdict.DIVERGED:
        return tr("diverged at step {step}", step=grouped(focus.steps_taken))
    if focus.verdict is not Verdict.RUNNING and focus.steps_taken < scene.step:
        verdict, step = tr(VERDICT_WORDS[focus.verdict]), grouped(focus.steps_taken)
        return tr("{verdict} at step {step}", verdict=verdict, step=step)
    if scene.step == 0 and state is State.PAUSED:
        return tr("not trained yet: press Space")
    if focus.best_of <= 1:  # the only run, or one that was picked
        return ""
    return tr("best of {count} run", "best of {count} runs", focus.best_of)


def run_words(experiment: Experiment, run: int) -> list[str]:
    """The values of all axes at a run: "lr 0.01", "start (−1.5, 2)"."""
    starts = experiment.start_coordinates.values()
    words = []
    for name, index, values in coordinates(experiment, run):
        points = [coordinate.values[index] for coordinate in starts if coordinate.dim == name]
        if len(points) > 1:
            value = f"({', '.join(figures(float(each), 3) for each in points)})"
        else:
            value = figures(values[index], 3) if values is not None else str(index)
        words.append(f"{axis_title(name)} {value}")
    return words


def axis_title(name: str) -> str:
    """A dimension in words: "init_seed" is "init seed", "lr_1" is "lr₁"."""
    lowered = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    return re.sub(r"_(\d+)$", lambda match: match[1].translate(lowered), name).replace("_", " ")


def coordinates(experiment: Experiment, run: int) -> list[tuple[str, int, np.ndarray | None]]:
    """The name, index and values of each axis after the optimizer's at a run."""
    sizes = experiment.shape[1:]
    indices = np.unravel_index(run, sizes) if sizes else ()
    names = experiment.dims[1:]
    return [
        (name, int(index), experiment.axes.get(name))
        for name, index, size in zip(names, indices, sizes, strict=True)
        if size > 1
    ]


def shown(name: str, value: float) -> str:
    """A loss in four figures, an accuracy in per cent."""
    return f"{value:.1%}" if name.endswith("_accuracy") else figures(value)


_NARROW = QSizePolicy.Policy.Ignored  # names are cut before the window has to grow


class Numbers(QWidget):
    """The inspected run, and below it its numbers; `large` where there is no picture."""

    released = Signal()  # the best run is wanted again
    stepped = Signal(int)  # the next run of the same optimizer is wanted, or -1: the one before

    def __init__(self, large: bool = False) -> None:
        super().__init__()
        self._large = large
        self._cells: dict[str, QLabel] = {}
        self.swatch, self.title, self.about = Swatch(0), Elided("plain"), QLabel()
        self.title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.about.setProperty("role", "muted")
        self.best = QToolButton()
        self.best.setText(tr("Best"))
        self.best.setToolTip(tr("Look at the best run again (Esc)"))
        self.best.clicked.connect(self.released)
        self.best.hide()
        self.back = _arrow(Qt.ArrowType.LeftArrow, tr("The run before, of this optimizer"))
        self.on = _arrow(Qt.ArrowType.RightArrow, tr("The next run of this optimizer"))
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.on.clicked.connect(lambda: self.stepped.emit(1))
        if not large:
            fix(self, height=HEIGHT)  # with and without a run
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(self.swatch)
        top.setContentsMargins(0, 0, GRID, 0)
        top.addWidget(self.title, 1)
        top.addWidget(self.about)
        for button in (self.back, self.on, self.best):
            top.addWidget(button)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID // 2 if large else 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 0, GRID, GRID // 2)
        layout.setSpacing(GRID if large else GRID // 2)
        layout.addLayout(top)
        layout.addLayout(self._grid)

    def show_run(self, story: Story, colour: int, pinned: bool) -> None:
        """Show the numbers of a run."""
        if colour != self.swatch.number:
            self.swatch.number = colour
            self.swatch.update()
        self.swatch.show()
        self.title.say(story.title)
        self.about.setText(story.about)
        self.best.setVisible(pinned)
        names = [name for name, _, _ in story.numbers]
        if names != list(self._cells):
            self._build(names)
        for name, text, full in story.numbers:
            self._cells[name].setText(text)
            self._cells[name].setToolTip(full)

    def offer_others(self, are_many: bool) -> None:
        """Offer the other runs of the same optimizer, if there are any."""
        for button in (self.back, self.on):
            button.setVisible(are_many)

    def clear(self) -> None:
        """Show no run."""
        self.swatch.hide()
        self.offer_others(False)
        self.title.say("")
        self.about.setText("")
        self.best.hide()
        for cell in self._cells.values():
            cell.setText("–")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.swatch.recolour(theme)

    def _build(self, names: list[str]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._cells = {}
        across = 2 if self._large else len(names)
        for index, name in enumerate(names):
            label, value = Elided(), QLabel()
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            label.say(tr(NAMES[name]))
            for widget in (label, value):
                widget.setSizePolicy(_NARROW, QSizePolicy.Policy.Fixed)
            font = tabular(strong(value.font()) if self._large else value.font())
            if self._large:
                font.setPixelSize(px(30))
            value.setFont(font)
            value.setContentsMargins(0, 0, 0, 2 * GRID if self._large else 0)
            row, column = 2 * (index // across), index % across
            self._grid.addWidget(label, row, column)
            self._grid.addWidget(value, row + 1, column)
            self._grid.setColumnStretch(column, 1)
            self._cells[name] = value


def _arrow(way: Qt.ArrowType, tip: str) -> QToolButton:
    button = tool_button(tip)
    button.setArrowType(way)
    button.hide()
    return button
