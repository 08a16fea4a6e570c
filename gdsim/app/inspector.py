"""The run that is looked at closely: what became of it and why, and its next step in numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls.buttons import tool_button
from gdsim.app.controls.calculus_wanted import LOOK, look_at
from gdsim.app.controls.run_choice import RunChoice
from gdsim.app.look import icons
from gdsim.app.look.figures import with_minus
from gdsim.app.look.formula import FormulaLabel, Formulas
from gdsim.app.look.theme import GRID, LIGHT, Theme, series_colour
from gdsim.app.look.words import Elided, Sentence
from gdsim.app.model.document import Document
from gdsim.app.model.offered import function_of
from gdsim.app.model.remedies import Remedy, remedies
from gdsim.app.model.workbench import Workbench
from gdsim.app.terms import Terms
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.app.views.step_arrows import Move
from gdsim.app.worker.background import Background, IsWanted
from gdsim.app.worker.frame import State
from gdsim.app.worker.scene import Scene
from gdsim.experiment import Experiment
from gdsim.learn.diagnosis.diagnosis import diagnosis
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step
from gdsim.learn.steps.run_steps import RunSteps
from gdsim.learn.steps.term_functions import function_of_term
from gdsim.objectives import Objective

MOVING = 250  # ms from one explained step to the next while runs are playing
LATE = 100  # ms that the numbers of the step before may stand while the next are computed
REST = 300  # ms after the last edit until its run is diagnosed
NEXT = QT_TR_NOOP("Next step")


class Inspector(QWidget):
    """Explains one run of a function: its verdict with advice to apply, and its next update.

    Of several runs of an optimizer one is chosen, at first the first. `moved` has the arrows of its
    update, or None. The words and numbers are the library's, and are found in the background.
    """

    moved = Signal(object)  # a Move, or None
    looks_at = Signal(object)  # an optimizer's colour number and the number of its run, or None
    refused = Signal(str)  # why advice could not be followed; "" if it could
    stepped = Signal(int)  # -1 or 1: a step back or forward is wanted
    left = Signal()  # no run is to be looked at any longer

    def __init__(self, workbench: Workbench, formulas: Formulas) -> None:
        super().__init__()
        self._workbench, self._formulas, self._theme = workbench, formulas, LIGHT
        self._helper = Background(self)
        self._steps: tuple[Experiment, int, RunSteps] | None = None  # used by the helper alone
        self._run: tuple[Experiment, int] | None = None
        self._wanted = 0  # of the runs of an optimizer
        self._step = -1
        self._has_ended = False
        self.name = Elided.saying("", "heading")
        self.choice = RunChoice()
        self.choice.chosen.connect(self.look_at)
        self.reason = Sentence("muted")
        self.note = Sentence("muted")
        self.back = tool_button(tr("Back one step"), lambda: self.stepped.emit(-1))
        self.forward = tool_button(tr("One step forward"), lambda: self.stepped.emit(1))
        self.close_button = tool_button(tr("Look at no run (Escape)"), self.left.emit)
        self.remedies: list[QPushButton] = []
        self.title = QLabel(tr(NEXT))
        self.title.setProperty("role", "heading")
        self.rule = FormulaLabel(formulas, 15, 36)
        self.terms = Terms(formulas)
        self.terms.clicked.connect(self._look_at)
        self.rule.lead(tr(LOOK))
        self.rule.clicked.connect(lambda: self._look_at(self._shown_steps[-1]))
        self._shown_steps: tuple[Step, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=MOVING)
        self._timer.timeout.connect(self._ask)
        self._late = QTimer(self, singleShot=True, interval=LATE)
        self._late.timeout.connect(self._say_computing)
        self._settled = QTimer(self, singleShot=True, interval=REST)
        self._settled.timeout.connect(self._diagnose)
        self._build()
        self.hide()

    def show_run(self, scene: Scene, state: State, document: Document, colour: int | None) -> None:
        """Explain the chosen run of an optimizer in a scene; of no optimizer, hide."""
        labels = document.labels
        if colour is None or colour not in scene.colours or colour not in labels:
            self.clear()
            return
        index = scene.colours.index(colour)
        number = min(self._wanted, scene.runs - 1)
        experiment, run = scene.experiment, index * scene.runs + number
        if not experiment.objective.has_domain:
            self.clear()
            return
        self.show()
        self.name.say(labels[colour])
        self.choice.show_run(experiment, number, scene.runs)
        self.looks_at.emit((colour, number))
        self.name.setStyleSheet(f"color: {series_colour(colour, self._theme).name()}")
        if not self._shows(experiment, run):
            if self._run is None or self._run[1] != run:
                self._say_computing()
            self._run, self._step = (experiment, run), -1
            self._say_reason("", "", ())  # the one of before is not that of this run
            self._settled.start()
        place = scene.place_of(number)
        taken = scene.step if place is None else int(scene.steps_taken[index, place])
        step = min(scene.step, taken)
        self._has_ended = taken < scene.step or step >= experiment.steps
        if step == self._step:
            return
        self._step = step
        if self._has_ended:
            self._show_end(taken)
            return
        if state is not State.PLAYING:
            self._ask()
        elif not self._timer.isActive():
            self._timer.start()

    @property
    def run(self) -> int | None:
        """The number of the run that is explained, over all runs of the experiment."""
        return None if self._run is None else self._run[1]

    def look_at(self, run: int) -> None:
        """Explain this run of an optimizer from now on, counted from 0."""
        self._wanted = run

    def clear(self) -> None:
        """Explain no run."""
        if not self.isHidden():
            self.looks_at.emit(None)
            self._run, self._step = None, -1
            self._timer.stop()
            self._late.stop()
            self._say_reason("", "", ())
            self._show_terms(tr(NEXT), (), "")
            self.hide()
            self.moved.emit(None)

    def close_down(self) -> None:
        """Give up what is being computed."""
        self._helper.close()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        pairs = ((self.back, "back"), (self.forward, "step"), (self.close_button, "close"))
        for button, name in pairs:
            icons.put(button, name, theme.muted, 16)

    def _diagnose(self) -> None:
        """Find out what becomes of the run, and why, once edits have come to rest."""
        if self._run is None:
            return
        experiment, run = self._run

        def work() -> tuple[str, str, tuple[Remedy, ...]]:
            try:
                data = diagnosis(experiment, run).data
            except (ValueError, MemoryError) as error:
                return str(error), "", ()
            given = remedies(experiment, run, data["edits"])
            return data["reason"], data["advice"], given

        def deliver(found: tuple[str, str, tuple[Remedy, ...]]) -> None:
            if self._shows(experiment, run):
                self._say_reason(*found)

        self._helper.ask("diagnosis", work, deliver)

    def _say_reason(self, reason: str, advice: str, given: tuple[Remedy, ...]) -> None:
        words = "; ".join(part for part in (reason, advice) if part)
        self.reason.say(with_minus(f"{words[:1].upper()}{words[1:]}." if words else ""))
        for button in self.remedies:
            self._offered.removeWidget(button)
            button.deleteLater()
        self.remedies = []
        for place, remedy in enumerate(given):
            button = QPushButton(with_minus(remedy.words))
            button.setToolTip(tr("Follow this advice; Edit > Undo takes it back"))
            button.clicked.connect(lambda _, remedy=remedy: self._follow(remedy))
            self._offered.insertWidget(place, button)
            self.remedies.append(button)

    def _shows(self, experiment: Experiment, run: int) -> bool:
        """Whether that is the run to explain."""
        return self._run is not None and self._run[0] is experiment and self._run[1] == run

    def _follow(self, remedy: Remedy) -> None:
        self.refused.emit(self._workbench.edit(remedy.apply, "") or "")

    def _ask(self) -> None:
        """Explain the wanted step in the background."""
        assert self._run is not None  # the timer is stopped without a run
        (experiment, run), step = self._run, self._step

        def work(is_wanted: IsWanted) -> Iterator[tuple[Explanation | str, Move | None]]:
            try:
                kept = self._steps
                if kept is None or kept[0] is not experiment or kept[1] != run:
                    kept = self._steps = experiment, run, RunSteps(experiment, run)
                explanation = kept[2].explained(step, is_wanted)
            except (ValueError, ArithmeticError) as error:
                self._steps = None
                yield str(error), None
                return
            if explanation is not None:
                yield explanation, move_of(explanation, experiment.objective)

        def deliver(answer: tuple[Explanation | str, Move | None]) -> None:
            if self._shows(experiment, run) and not self._has_ended:
                self._show_step(*answer)

        if not self._late.isActive():
            self._late.start()
        self._helper.follow("step", work, deliver)

    def _say_computing(self) -> None:
        """In place of the numbers of another run, or of a step that is long past."""
        self.moved.emit(None)
        self._show_terms(tr(NEXT), (), tr("It is being computed."))

    def _show_step(self, explanation: Explanation | str, move: Move | None) -> None:
        self._late.stop()
        self.moved.emit(move)
        if isinstance(explanation, str):
            self._show_terms(tr(NEXT), (), explanation)
            return
        title = tr("Next step: update {number}", number=grouped(explanation.data["t"]))
        self._show_terms(title, explanation.steps, "")

    def _show_end(self, taken: int) -> None:
        self._timer.stop()
        self._late.stop()
        self.moved.emit(None)
        ended = tr("The run ended after {count} step.", "The run ended after {count} steps.", taken)
        self._show_terms(tr("No next step"), (), ended)

    def _show_terms(self, title: str, steps: tuple[Step, ...], note: str) -> None:
        """Show the rule and its terms, each with its value; rows are kept from step to step."""
        self.title.setText(title)
        self.note.say(note)
        self.rule.setVisible(bool(steps))
        self._shown_steps = steps
        if steps:
            rule = steps[0]
            self.rule.show_formula(("rule", rule.latex), lambda: rule.latex, rule.formula)
        typed = self._workbench.experiment.objective.text
        self.terms.show_steps(steps[1:], typed)

    def _look_at(self, step: Step) -> None:
        """Open a term in the Calculus workspace; the gradient as the function that it is of."""
        function = function_of(self._workbench.experiment.objective).settled()
        if set(function.variables) <= set(step.values):
            at = {name: float(step.values[name]) for name in function.variables}
            look_at(self, lambda: (function, at), "gradient" if len(at) > 1 else "derivative")
        else:
            assert self._run is not None  # whose step is shown
            experiment, run = self._run
            settings = experiment.optimizers[experiment.place_of(run).optimizer].method.hyper
            look_at(self, lambda: function_of_term(step, settings), "chain")

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        for button in (self.back, self.forward, self.close_button):
            top.addWidget(button)
        self._offered = QHBoxLayout()
        self._offered.setSpacing(GRID)
        self._offered.addStretch(1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(2 * GRID, 0, GRID, GRID)
        column.setSpacing(GRID // 2)
        column.addWidget(self.choice)
        column.addWidget(self.reason)
        column.addLayout(self._offered)
        for part in (self.title, self.rule, self.note, self.terms):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID // 2)
        top.setContentsMargins(2 * GRID, 0, GRID, 0)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)


def move_of(explanation: Explanation, objective: Objective) -> Move:
    """The arrows of an explained update, of all variables; of one variable on its curve."""
    data = explanation.data
    before, after = np.array(data["before"]), np.array(data["after"])
    slope = -np.array(data["gradient"])
    remembered = (t["value"] for t in data["terms"] if t["role"] == "momentum")
    past = next((-np.array(v) for v in remembered if np.size(v) == before.size), None)
    if before.size > 1:
        return Move(before, after - before, slope, None if past is None else past.reshape(-1))
    heights = [objective.value(tuple(each.tolist())) for each in (before, after)]
    place = np.array([before[0], heights[0]])
    end = np.array([after[0], heights[1]])
    momentum = None if past is None else np.array([float(past.reshape(-1)[0]), 0.0])
    return Move(place, end - place, np.array([float(slope[0]), 0.0]), momentum)
