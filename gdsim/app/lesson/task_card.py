"""The task of a lesson, which is solved with the window's own controls."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from gdsim.app.lesson.cards import FAILED, HELD, Card, Teacher
from gdsim.app.lesson.progress import Progress
from gdsim.app.lesson.words import Words
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.words import Sentence
from gdsim.app.model.turnable import words_of
from gdsim.app.translation import tr
from gdsim.learn.lessons.tasks import Task


class TaskCard(Card):
    """What is to be reached, where it begins, and whether the experiment reaches it."""

    def __init__(self, task: Task, teacher: Teacher) -> None:
        super().__init__()
        self.begin, self.check = QPushButton(tr("Set up")), QPushButton(tr("Check"))
        self.solution = QPushButton(tr("Show a solution"))
        self.begin.setToolTip(tr("Set the controls to where the task begins"))
        self.check.setToolTip(tr("Measure whether the experiment reaches it"))
        names = ", ".join(words_of(name.rpartition(".")[2]) for name in task.change)
        self.result, self.reason, self.error = Words(), Words(), Sentence()
        self.column.addWidget(Words(task.text))
        self.column.addWidget(Words(tr("Change only: {names}", names=names), "muted"))
        line = QHBoxLayout()
        line.setSpacing(GRID // 2)
        for button in (self.begin, self.check, self.solution):
            line.addWidget(button)
        line.addStretch(1)
        self.column.addLayout(line)
        for each in (self.result, self.reason, self.error):
            self.column.addWidget(each)
        self.begin.clicked.connect(lambda: teacher.begin_task())
        self.check.clicked.connect(lambda: teacher.check())
        self.solution.clicked.connect(lambda: teacher.show_solution())
        self._enter = teacher.begin_task

    def enter(self) -> bool:
        self._enter()
        return True

    def show_checking(self, is_checking: bool) -> None:
        """Whether the experiment is being measured."""
        self.check.setEnabled(not is_checking)
        self.check.setText(tr("Checking…") if is_checking else tr("Check"))
        self.error.say("")

    def refuse(self, sentence: str) -> None:
        """Say why the experiment cannot be checked."""
        self.show_checking(False)
        self.result.say("")
        self.reason.say("")
        self.error.say(sentence)

    def show_progress(self, progress: Progress) -> None:
        attempt = progress.attempt
        self.solution.setVisible(attempt is not None and not progress.solved)
        if attempt is None:
            self.result.say("")
            self.reason.say("")
            return
        word = tr("Reached") if attempt.held else tr("Not reached")
        self.result.say(f"{HELD if attempt.held else FAILED} {word}: {attempt.numbers}")
        self.reason.say(attempt.reason)
        self.recolour(self.theme)

    def recolour(self, theme: Theme) -> None:
        super().recolour(theme)
        colour = theme.converged if self.result.plain.startswith(HELD) else theme.error
        self.result.setStyleSheet(f"color: {colour}")
