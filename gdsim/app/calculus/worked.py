"""Steps of an explanation, each as its formula and the same with numbers below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from gdsim.app.look.figures import shortened, with_minus
from gdsim.app.look.formula import FormulaLabel, Formulas
from gdsim.app.look.theme import tabular
from gdsim.app.look.words import Sentence
from gdsim.learn.explanations.names import latex_name
from gdsim.learn.explanations.show import equation
from gdsim.learn.explanations.step import Step

LONG = 110  # letters of a formula with numbers from which on only its value is shown


class Worked(QWidget):
    """Shows steps; rows are kept from one to the next, so that nothing jumps."""

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self._formulas = formulas
        self.rows: list[Row] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    @property
    def text(self) -> str:
        """What is shown, a line per row, without the outlines of formulas."""
        return "\n".join(row.text for row in self.rows if not row.isHidden())

    def show_steps(self, steps: Sequence[Step], typed: str = "") -> None:
        """Show other steps; `typed`: the text that their formulas are from."""
        while len(self.rows) < len(steps):
            self.rows.append(Row(self._formulas))
            self._layout.addWidget(self.rows[-1])
        for row, step in zip(self.rows, steps, strict=False):
            row.show_step(step, typed)
            row.show()
        for row in self.rows[len(steps) :]:
            row.hide()


class Row(QWidget):
    """One step: its name and formula, its numbers, and its sentence."""

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self.formula, self.sentence = FormulaLabel(formulas, 14, 34), Sentence("muted")
        self.numbers = QLabel()
        self.numbers.setFont(tabular(self.numbers.font()))
        self.numbers.setWordWrap(True)
        self.numbers.setTextFormat(Qt.TextFormat.PlainText)
        self.numbers.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(0)
        for part in (self.formula, self.numbers, self.sentence):
            layout.addWidget(part)

    @property
    def text(self) -> str:
        """The name, the numbers and the sentence."""
        parts = (self.formula.toolTip(), self.numbers.text(), self.sentence.text())
        return " ".join(filter(None, parts))

    def show_step(self, step: Step, typed: str) -> None:
        """Show another step."""
        latex = " = ".join(part for part in (latex_name(step.name), step.latex) if part)
        plain = " = ".join(part for part in (step.name, step.formula) if part)
        latex, plain = shortened(latex, typed), shortened(plain, typed)
        self.formula.show_formula(("worked", latex), partial(str, latex), plain)
        self.numbers.setText(with_numbers(step))
        self.numbers.setVisible(bool(self.numbers.text()))
        self.sentence.say(with_minus(step.sentence))


def with_numbers(step: Step) -> str:
    """The sides of a step's equation that are numbers: "= 4·(2·1 + 3) = 20"."""
    sides = [side for side in equation(step) if side != step.formula or not step.latex]
    if len(sides) > 1 and len(sides[0]) > LONG:
        sides = sides[-1:]
    return " = ".join(["", *map(readable, sides)]).strip() if sides else ""


def readable(formula: str) -> str:
    """A formula of numbers with the signs of print."""
    return formula.replace("**", "^").replace("*", "·").replace("-", "−")
