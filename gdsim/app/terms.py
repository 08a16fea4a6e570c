"""The terms of an update: each formula with its value beside it, or below it if room is short."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLayout, QWidget

from gdsim.app.controls.calculus_wanted import LOOK
from gdsim.app.look.figures import shortened, written
from gdsim.app.look.formula import FormulaLabel, Formulas
from gdsim.app.look.theme import GRID, tabular
from gdsim.app.translation import tr
from gdsim.learn.explanations.names import latex_name
from gdsim.learn.explanations.step import Step


class Terms(QWidget):
    """Shows steps of an explanation; rows are kept from one to the next, so that nothing jumps."""

    clicked = Signal(object)  # the step whose formula was clicked

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self._formulas = formulas
        self.rows: list[tuple[FormulaLabel, QLabel]] = []
        self._steps: tuple[Step, ...] = ()
        self._shown = 0  # of the rows
        self._widest = 0  # px of the values so far
        self._beside: dict[int, bool] = {}  # whether the value of each row is beside its formula
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)

    @property
    def values(self) -> list[str]:
        """The values that are shown."""
        return [value.text() for _, value in self.rows[: self._shown]]

    def show_steps(self, steps: tuple[Step, ...], typed: str) -> None:
        """Show the formula and the value of each step; `typed`: the text that formulas are from."""
        self._steps = steps
        if len(steps) != self._shown:
            self._shown, self._widest = len(steps), 0
        while len(self.rows) < len(steps):
            self._add_row()
        for (formula, value), step in zip(self.rows, steps, strict=False):
            latex = " = ".join(part for part in (latex_name(step.name), step.latex) if part)
            plain = " = ".join(part for part in (step.name, step.formula) if part)
            latex, plain = shortened(latex, typed), shortened(plain, typed)
            formula.show_formula(("term", latex), partial(str, latex), plain)
            value.setText(written(step.value))
            leads = tr(LOOK) if step.formula and step.values else ""
            formula.lead(leads)
            for part in (formula, value):
                said = filter(None, (plain, step.sentence, leads if part is formula else ""))
                part.setToolTip("\n".join(said))
                part.show()
        for row in self.rows[len(steps) :]:
            for part in row:
                part.hide()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _add_row(self) -> None:
        formula, value = FormulaLabel(self._formulas, 12, 26), QLabel()
        place = len(self.rows)
        formula.clicked.connect(lambda: self.clicked.emit(self._steps[place]))
        for part in (formula, value):
            part.setParent(self)  # or it would be a window until it has its place
        formula.drawn.connect(self._place)
        value.setFont(tabular(value.font()))
        self.rows.append((formula, value))

    def _place(self) -> None:
        """A value stands beside its formula unless that would have to shrink."""
        shown = self.rows[: self._shown]
        widths = [value.sizeHint().width() for _, value in shown]
        self._widest = max([self._widest, *widths])
        room = self.width() - self._widest - 2 * GRID
        for place, (formula, value) in enumerate(shown):
            is_beside = formula.full_width <= room
            if self._beside.get(place) != is_beside:
                self._beside[place] = is_beside
                self._grid.addWidget(formula, 2 * place, 0, 1, 1 if is_beside else 2)
                self._grid.addWidget(value, 2 * place + (not is_beside), 1)
