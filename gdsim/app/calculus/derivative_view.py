"""The derivative at a point: the tangent, secants that close in on it, and the slope everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdsim.app.calculus.curve_plots import SlopePlot, TangentPlot
from gdsim.app.calculus.error_plot import ErrorPlot
from gdsim.app.calculus.side import side
from gdsim.app.calculus.subject import Subject
from gdsim.app.calculus.worked import Worked
from gdsim.app.controls.fields import Check, Choices, NumberField
from gdsim.app.controls.section import label
from gdsim.app.look.figures import figures, with_minus
from gdsim.app.look.formula import Formulas
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.type_size import fix, px
from gdsim.app.look.words import Sentence
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.worker.background import Background
from gdsim.base.ranges import Hyper, Range
from gdsim.learn.derivatives.slice import SecantErrors, Slice, SliceCurve

H = Hyper(0.5, Range(1e-15, 1.0), log=True, summary=QT_TR_NOOP("Width of the secant."))
AXIS = 54  # px of the left axes, so that both plots have one width
REDRAW = 120  # ms after the last move of the view: the visible part is computed
TOLD = 3  # corners in view that sentences tell of
RARE = 0.02  # of the values, beyond which heights are shown for half of the others more
SHOWN = 0.35  # of the view on either side of what is fitted that a curve is drawn beyond it


class DerivativeView(QWidget):
    """Shows a function along one variable; `moved` has the point that is wanted."""

    moved = Signal(object)
    refused = Signal(str)

    def __init__(self, formulas: Formulas, background: Background) -> None:
        super().__init__()
        self._background = background
        self._subject: Subject | None = None
        self.slice: Slice | None = None
        self.h = H.default
        self.curve, self.slope, self.errors = TangentPlot(), SlopePlot(), ErrorPlot()
        self.view = self.curve
        self.by = Choices(lambda _: self._prepare())
        self.by.setAccessibleName(tr("Variable that moves"))
        self._along = label(tr("along"))
        self.whole = Check(tr("Slope everywhere"))
        self.whole.toggled.connect(self.slope.show_whole)
        self.h_field = NumberField(self._set_h, H, within=None)
        self.h_field.setAccessibleName(tr("Width of the secant"))
        self.h_field.set_value(self.h)
        self.worked, self.secant = Worked(formulas), Worked(formulas)
        self.kinks, self.note = Sentence("muted"), Sentence("muted")
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW)
        self._redraw.timeout.connect(self._compute)
        self.slope.box.setXLink(self.curve.box)
        self.slope.box.setMouseEnabled(True, False)
        self.curve.box.sigXRangeChanged.connect(lambda *_: self._redraw.start())
        for plot in (self.curve, self.slope):
            plot.moved.connect(lambda x, _: self._move(x))
            plot.double_clicked.connect(self.fit)
        self.errors.width_wanted.connect(self._take_h)
        self._lay_out()

    @property
    def at(self) -> float:
        """The number of the variable that moves."""
        assert self._subject is not None and self.slice is not None
        return self._subject.point[self.slice.index]

    def show_subject(self, subject: Subject) -> None:
        """Show another function, or another point of it."""
        old, self._subject = self._subject, subject
        if old is None or old.function != subject.function:
            names = {name: name for name in subject.function.variables}
            self.by.show_names(names, next(iter(names)), {})
            for part in (self.by, self._along):
                part.setVisible(len(names) > 1)
            self.slice = None
            self._prepare()
        elif self.slice is None or not self._is_on_line(subject):
            self._prepare()
        else:
            self.slope.pass_over(old.point[self.slice.index], self.at)
            self._show_point()

    def fit(self) -> None:
        """Show the domain, with all the curve's heights."""
        if self.slice is not None:
            self.curve.box.setXRange(*self.slice.window(self.at), padding=0)
            self._background.ask("curve", self._curve_of(self.slice), self._show_and_fit)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        recolour(theme, self.curve, self.slope, self.errors)
        for plot in (self.curve, self.slope):
            plot.item.getAxis("left").setWidth(px(AXIS))

    def _prepare(self) -> None:
        """Have the function along the variable read, and its curve computed."""
        subject, by = self._subject, self.by.currentData()
        if subject is None or by is None:
            return
        is_new = self.slice is None or self.slice.variable != by

        def work() -> tuple[Slice, SliceCurve] | str:
            try:
                made = Slice(subject.function, subject.coordinates, by)
                seen = self.curve.box.viewRange()[0]
                left, right = made.window(made.x) if is_new else seen
                made.slope_step(made.x)  # writes the formula of the slope
                return made, made.curve(left, right)
            except ValueError as error:
                return str(error)

        def deliver(made: tuple[Slice, SliceCurve] | str) -> None:
            if isinstance(made, str):
                self.refused.emit(made)
                return
            self.refused.emit("")
            self.slice = made[0]
            name, f = made[0].variable, made[0].place.name
            self.curve.name_axes(name, f"{f}({name})")
            self.slope.name_axes(name, made[0].formulas[1].name)
            self._show_point()
            if is_new:
                self.slope.forget()
                self.curve.box.setXRange(*made[1].x[[0, -1]], padding=0)
                self._show_and_fit(made[1])
            else:
                self._show_curve(made[1])

        self._background.ask("slice", work, deliver)

    def _curve_of(self, made: Slice) -> Callable[[], SliceCurve]:
        (left, right), _ = self.curve.box.viewRange()
        beyond = SHOWN * (right - left)
        return lambda: made.curve(left - beyond, right + beyond)

    def _compute(self) -> None:
        """Have what is seen of the curve computed."""
        if self.slice is not None:
            self._background.ask("curve", self._curve_of(self.slice), self._show_curve)

    def _show_and_fit(self, curve: SliceCurve) -> None:
        self._show_curve(curve)
        seen = (curve.x >= self.curve.box.viewRange()[0][0]) & (
            curve.x <= self.curve.box.viewRange()[0][1]
        )
        for plot, values in ((self.curve, curve.values), (self.slope, curve.slopes)):
            finite = values[seen & np.isfinite(values)]
            if finite.size:
                plot.box.setYRange(*heights(finite, plot.place), padding=0.08)

    def _show_curve(self, curve: SliceCurve) -> None:
        self.curve.show_curve(curve)
        self.slope.show_curve(curve)
        self._say_kinks()

    def _say_kinks(self) -> None:
        """Tell of the corners in view, but for that at the point, of which its slope tells."""
        made = self.slice
        if made is None:
            return
        here = made.kink(self.at)
        others = [k for k in self.curve.kinks if here is None or k.x != here.x]
        self.kinks.say(with_minus("\n".join(kink.sentence for kink in others[:TOLD])))

    def _is_on_line(self, subject: Subject) -> bool:
        """Whether the variables that are held constant are as they were."""
        assert self.slice is not None
        index = self.slice.index
        return all(
            i == index or x == y
            for i, (x, y) in enumerate(zip(subject.point, self.slice.place.point, strict=True))
        )

    def _show_point(self) -> None:
        """The tangent, the secant and the numbers at the point."""
        made = self.slice
        if made is None:
            return
        x = self.at
        value, slope, kink = made.value_step(x), made.slope_step(x), made.kink(x)
        self.curve.show_place((x, value.value))
        self.slope.show_place((x, np.nan if kink is not None else slope.value))
        self.curve.show_lines(made.tangent(x), made.secant(x, self.h), kink)
        text = made.place.function.text
        name = f"{value.name}({made.variable})"
        self.worked.show_steps((replace(value, name=name), slope), text)
        self._show_secant()
        self._say_kinks()
        self._background.ask("errors", lambda: made.secant_errors(x), self._show_errors)

    def _show_secant(self) -> None:
        made = self.slice
        assert made is not None
        secant = made.secant(self.at, self.h)
        self.secant.show_steps((made.secant_step(self.at, self.h),))
        slope = made.formulas[1].name
        self.note.say(
            tr("Off from {slope} by {error}.", slope=slope, error=figures(secant.error, 3))
            if np.isfinite(secant.error)
            else tr("There is no slope here that secants on both sides close in on.")
        )
        self.errors.show_width(self.h, secant.error)

    def _show_errors(self, errors: SecantErrors) -> None:
        self.errors.show_errors(errors)
        if self.slice is not None:
            self.errors.show_width(self.h, self.slice.secant(self.at, self.h).error)

    def _move(self, x: float) -> None:
        if self._subject is None or self.slice is None:
            return
        at = self._subject.coordinates
        if self.slice.variable not in at:  # the curve is of the function before
            return
        at[self.slice.variable] = self.curve.tidy(self.curve.snapped(x), self.curve.pixel[0])
        self.moved.emit(tuple(at.values()))

    def _set_h(self, value: object) -> str | None:
        if not isinstance(value, int | float) or value not in H.range:
            return tr("The width must be a number from 1e-15 to 1.")
        self._take_h(float(value))
        return None

    def _take_h(self, h: float) -> None:
        self.h = h
        self.h_field.set_value(h)
        if self.slice is not None and self._subject is not None:
            made = self.slice
            self.curve.show_lines(
                made.tangent(self.at), made.secant(self.at, h), made.kink(self.at)
            )
            self._show_secant()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(2 * GRID, 0, GRID, 0)
        for part in (self._along, self.by, self.whole):
            top.addWidget(part)
        top.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.curve, 3)
        left.addLayout(top)
        left.addWidget(self.slope, 2)
        width = QHBoxLayout()
        fix(self.h_field, 120)
        width.addWidget(label(tr("Secant of width h ="), tr("From x to x + h")))
        width.addWidget(self.h_field)
        width.addStretch(1)
        holder = QWidget()
        holder.setLayout(width)
        width.setContentsMargins(0, GRID, 0, 0)
        self.errors.setMinimumHeight(180)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.setSpacing(0)
        layout.addLayout(left, 1)
        parts = (self.worked, self.kinks, holder, self.secant, self.note)
        layout.addWidget(side(*parts, last=self.errors))


def heights(values: np.ndarray, place: tuple[float, float] | None) -> tuple[float, float]:
    """The heights to show of finite values, (n,): not all of a pole, but that of the point."""
    low, high = np.quantile(values, RARE), np.quantile(values, 1 - RARE)
    beyond = (high - low) / 2
    ends = [max(float(values.min()), low - beyond), min(float(values.max()), high + beyond)]
    if place is not None and np.isfinite(place[1]):
        ends = [min(ends[0], place[1]), max(ends[1], place[1])]
    return ends[0], ends[1] if ends[1] > ends[0] else ends[0] + 1
