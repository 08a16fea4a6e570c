"""The gradient: found by hand with the direction wheel, then revealed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gdsim.app.calculus.contour_plot import ContourPlot
from gdsim.app.calculus.side import side
from gdsim.app.calculus.subject import Subject
from gdsim.app.calculus.wheel import Wheel
from gdsim.app.calculus.worked import Worked
from gdsim.app.controls.buttons import segment
from gdsim.app.controls.fields import Choices
from gdsim.app.controls.section import label
from gdsim.app.look.figures import figures, with_minus
from gdsim.app.look.formula import Formulas
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.words import Sentence
from gdsim.app.model.cut import Pair
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.worker.background import Background
from gdsim.learn.derivatives.compass import Compass, compass

NEAR = 2.0  # degrees from the gradient at which it counts as found
FIND = QT_TR_NOOP("Turn the arrow: in which direction is the slope largest?")


class GradientView(QWidget):
    """Shows a function from above; `moved` has the point that is wanted."""

    moved = Signal(object)
    refused = Signal(str)

    def __init__(self, formulas: Formulas, background: Background, pictures: Background) -> None:
        super().__init__()
        self._background = background
        self._subject: Subject | None = None
        self.compass: Compass | None = None
        self._best: float | None = None  # degrees of the largest slope that was turned to
        self.plot, self.wheel = ContourPlot(pictures), Wheel()
        self.view = self.plot
        self.first, self.second = (Choices(lambda _: self._planes()) for _ in range(2))
        self.first.setAccessibleName(tr("Variable across"))
        self.second.setAccessibleName(tr("Variable upwards"))
        self.reveal = segment(tr("Reveal the gradient"))  # a click leaves the keys to the point
        self.task, self.kinks = Sentence("muted"), Sentence("muted")
        self.slope, self.worked = Worked(formulas), Worked(formulas)
        self.reveal.toggled.connect(self._reveal)
        self.wheel.turned.connect(self._turned)
        self.plot.moved.connect(self._move)
        self.plot.double_clicked.connect(self.plot.fit)
        self._lay_out()
        self.wheel.turn(30.0)

    def show_subject(self, subject: Subject) -> None:
        """Show another function, or another point of it."""
        old, self._subject = self._subject, subject
        if old is None or old.function != subject.function:
            names = {name: name for name in subject.function.variables}
            listed = list(names)
            self.first.show_names(names, listed[0], {})
            self.second.show_names(names, listed[min(1, len(listed) - 1)], {})
            self._planes_shown.setVisible(len(names) > 2)
            self.reveal.setChecked(False)
            self._ask(afresh=True)
        else:
            self._ask(afresh=old.point != subject.point)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        recolour(theme, self.plot, self.wheel)

    def _planes(self) -> None:
        """Other variables; where both are one, the second gives way."""
        if self._subject is not None:
            if self.first.currentData() == self.second.currentData():
                names = self._subject.function.variables
                place = (names.index(self.first.currentData()) + 1) % len(names)
                self.second.setCurrentIndex(place)
            self._ask(afresh=True)

    def _ask(self, afresh: bool) -> None:
        """Have the slopes at the point measured."""
        subject = self._subject
        assert subject is not None
        names = self.first.currentData(), self.second.currentData()
        by = names if names[0] != names[1] else None
        if by is not None and afresh:
            if self.compass is None:  # the first slopes take long: what measures them is imported
                self._show_plane(subject, names)
            self._show_place(subject, names)  # at once: the numbers follow

        def work() -> Compass | str:
            try:
                return compass(subject.function, subject.coordinates, by)
            except ValueError as error:
                return str(error)

        def deliver(made: Compass | str) -> None:
            if isinstance(made, str):
                self.refused.emit(made)
                return
            self.refused.emit("")
            self._show(subject, made, afresh)

        self._background.ask("compass", work, deliver)

    def _show_plane(self, subject: Subject, names: tuple[str, str]) -> None:
        first, second = (subject.function.variables.index(name) for name in names)
        self.plot.show_function(subject.function, _pair(subject, first, second))

    def _show_place(self, subject: Subject, names: tuple[str, str]) -> None:
        at = subject.coordinates
        self.plot.show_place((at[names[0]], at[names[1]]))

    def _show(self, subject: Subject, made: Compass, afresh: bool) -> None:
        self.compass = made
        self._show_plane(subject, made.names)
        self._show_place(subject, made.names)
        if afresh:
            self._best = None
        self.wheel.show_slopes(made.slopes, made.names, afresh)
        self.kinks.say(with_minus(" ".join(made.kinks)))
        self._turned(self.wheel.degrees)
        self._reveal(self.reveal.isChecked())

    def _turned(self, degrees: float) -> None:
        """The arrow is turned: its slope, and the largest so far."""
        self.plot.show_direction(degrees)
        made = self.compass
        if made is None:
            return
        self._show_slope(made)
        slope = made.measured(degrees)
        if self._best is None or slope > made.measured(self._best):
            self._best = degrees
        self._say_best(made, self._best)

    def _show_slope(self, made: Compass) -> None:
        """The slope in the direction, as measured; by the partial derivatives once revealed."""
        degrees, is_revealed = self.wheel.degrees, self.reveal.isChecked()
        step = made.step(degrees) if is_revealed else made.measured_step(degrees)
        self.slope.show_steps((step,))

    def _say_best(self, made: Compass, best: float) -> None:
        said = tr(
            "Your steepest so far: {degrees}°, with slope {slope}.",
            degrees=f"{best:.0f}", slope=figures(made.measured(best)),
        )  # fmt: skip
        ascent = made.ascent
        if ascent is None:
            self.task.say(said)
            return
        off = abs((best - ascent + 180) % 360 - 180)
        if self.reveal.isChecked():
            said += " " + tr("The gradient is {off}° away.", off=f"{off:.1f}")
        elif off <= NEAR:
            said += " " + tr("No direction is steeper: reveal the gradient.")
        else:
            said = f"{tr(FIND)} {said}"
        self.task.say(said)

    def _reveal(self, is_revealed: bool) -> None:
        made = self.compass
        self.wheel.reveal(is_revealed)
        self.plot.show_ascent(made.ascent if made is not None and is_revealed else None)
        if made is not None:
            typed = self._subject.text if self._subject is not None else ""
            self.worked.show_steps(made.steps if is_revealed else made.steps[:1], typed)
            self._show_slope(made)
            self._say_best(made, self._best if self._best is not None else self.wheel.degrees)

    def _move(self, x: float, y: float) -> None:
        if self._subject is None or self.compass is None:
            return
        at = self._subject.coordinates
        if not at.keys() >= set(self.compass.names):  # the picture is of the function before
            return
        for name, number, pixel in zip(self.compass.names, (x, y), self.plot.pixel, strict=True):
            at[name] = self.plot.tidy(number, pixel)
        self.moved.emit(tuple(at.values()))

    def _lay_out(self) -> None:
        self._planes_shown = QWidget()
        planes = QHBoxLayout(self._planes_shown)
        planes.setContentsMargins(0, 0, 0, 0)
        for part in (label(tr("across")), self.first, label(tr("upwards")), self.second):
            planes.addWidget(part)
        planes.addStretch(1)
        self.wheel.setMinimumHeight(220)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.setSpacing(0)
        layout.addWidget(self.plot, 1)
        parts = (
            self._planes_shown, self.wheel, self.slope, self.task, self.reveal, self.worked,
            self.kinks,
        )  # fmt: skip
        layout.addWidget(side(*parts))


def _pair(subject: Subject, first: int, second: int) -> Pair:
    """The plane of two variables; the two themselves do not move it."""
    origin = tuple(0.0 if i in (first, second) else x for i, x in enumerate(subject.point))
    return Pair(subject.function.variables, origin, first, second)
