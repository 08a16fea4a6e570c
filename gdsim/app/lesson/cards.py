"""The parts of a lesson, one below the other: each is a stop of a reader, and of a lecturer."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.lesson.progress import Progress
from gdsim.app.lesson.words import Choice, Words
from gdsim.app.look.figures import figures
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.words import Sentence
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.base.errors import SettingError
from gdsim.learn.lessons.actions import Action
from gdsim.learn.lessons.claims import Claim
from gdsim.learn.lessons.pictures import Picture
from gdsim.learn.lessons.questions import Answer, Question

HELD, FAILED, OPEN = "✓", "✗", "·"
POINT = QT_TR_NOOP("Click on the map where you think it is")


class Teacher(Protocol):
    """Who does what the parts of a lesson ask for."""

    def do(self, action: Action) -> None: ...
    def measure(self) -> None: ...
    def answer(self, index: int, answer: Answer | None) -> None: ...
    def ask_place(self, index: int) -> None: ...
    def begin_task(self) -> None: ...
    def check(self) -> None: ...
    def show_solution(self) -> None: ...


class Card(QFrame):
    """One part of a lesson. It is `current` while the reader is sent to it."""

    is_stop = True  # whether there is something to go to

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setProperty("current", False)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        self.column.setSpacing(GRID // 2)
        self.theme = LIGHT

    def mark(self, is_current: bool) -> None:
        """Stand out, or no longer."""
        if self.property("current") != is_current:
            self.setProperty("current", is_current)
            self.style().polish(self)

    def enter(self) -> bool:
        """Do what belongs to this part when it is reached; whether runs were set up to be seen."""
        return False

    def show_progress(self, progress: Progress) -> None:
        """Show what was answered and measured."""

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.theme = theme


class TextCard(Card):
    """A paragraph."""

    def __init__(self, text: str, role: str = "") -> None:
        super().__init__()
        self.text = text
        self.column.addWidget(Words(text, role))


class ActionCard(Card):
    """What to look at, and the button that sets it up and plays."""

    def __init__(self, action: Action, teacher: Teacher) -> None:
        super().__init__()
        self._do = partial(teacher.do, action)
        self.button = QPushButton(tr("Do this"))
        self.button.setAccessibleName(f"{self.button.text()}: {action.text}")
        self.button.clicked.connect(lambda: self._do())
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(Words(action.text), 1)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(line)

    def enter(self) -> bool:
        self._do()
        return True


class ClaimCard(Card):
    """A claim: its question first, if it has one; then the sentence, and what was measured."""

    def __init__(self, index: int, claim: Claim, teacher: Teacher) -> None:
        super().__init__()
        self.index, self.claim, self._teacher = index, claim, teacher
        self.mark_label, self.sentence = QLabel(OPEN), Words(claim.sentence)
        self.numbers, self.otherwise, self.verdict = Words("", "muted"), Words(), Words()
        self.mark_label.setFixedWidth(2 * GRID)
        self.question = QuestionPart(index, claim.ask, teacher) if claim.ask else None
        if self.question:
            self.column.addWidget(self.question)
        self._told = QWidget()
        line = QHBoxLayout(self._told)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.mark_label, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(GRID // 2)
        for each in (self.sentence, self.numbers, self.otherwise, self.verdict):
            words.addWidget(each)
        line.addLayout(words, 1)
        self.column.addWidget(self._told)

    @property
    def is_asking(self) -> bool:
        """Whether its question waits for an answer."""
        return self._told.isHidden()

    @property
    def text(self) -> str:
        """What is to be read: the question, or the sentence."""
        ask = self.claim.ask
        return ask.words + " ".join(ask.choices) if ask and self.is_asking else self.claim.sentence

    def skip(self) -> None:
        """Show the claim without an answer."""
        self._teacher.answer(self.index, None)

    def enter(self) -> bool:
        self._teacher.measure()
        return False

    def show_progress(self, progress: Progress) -> None:
        finding, ask = progress.finding(self.index), self.claim.ask
        is_answered = self.index in progress.answers
        self._told.setVisible(ask is None or is_answered)
        if self.question is not None:
            self.question.show_answer(progress.answers.get(self.index), is_answered)
        self.mark_label.setText(OPEN if finding is None else HELD if finding.held else FAILED)
        self.numbers.say("" if finding is None else finding.numbers)
        wrong = tr("Often said, but not true: {truth}", truth=self.claim.otherwise)
        self.otherwise.say("" if finding is None or self.claim.expected else wrong)
        answer = progress.answers.get(self.index)
        self.verdict.say("" if finding is None or answer is None else finding.verdict(answer))
        self.recolour(self.theme)

    def recolour(self, theme: Theme) -> None:
        super().recolour(theme)
        colours = {HELD: theme.converged, FAILED: theme.error, OPEN: theme.muted}
        colour = colours[self.mark_label.text()]
        self.mark_label.setStyleSheet(f"color: {colour}; font-weight: 600")


class QuestionPart(QWidget):
    """A question, and the means to answer it: choices, a number, or a place on the map."""

    def __init__(self, index: int, question: Question, teacher: Teacher) -> None:
        super().__init__()
        self._index, self._question, self._teacher = index, question, teacher
        self.choices = [Choice(text) for text in question.choices]
        self.number: QLineEdit | None = None
        self.point, self.predict = QPushButton(tr("Point at the map")), QPushButton(tr("Predict"))
        self.skip = QPushButton(tr("Skip"))
        self.skip.setToolTip(tr("Measure without an answer of your own"))
        self.error, self._given = Sentence(), Words("", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(Words(question.words))
        group = QButtonGroup(self)
        for choice in self.choices:
            group.addButton(choice.button)
            column.addWidget(choice)
        line = QHBoxLayout()
        line.setSpacing(GRID // 2)
        if not (question.place or self.choices):
            self.number = QLineEdit()
            self.number.setAccessibleName(question.words)
            self.number.setPlaceholderText(tr("a number"))
            self.number.returnPressed.connect(self._answer)
            line.addWidget(self.number, 1)
        self._means = self.point if question.place else self.predict
        for button in (self.point, self.predict, self.skip):
            line.addWidget(button)
            if button not in (self._means, self.skip):
                button.hide()
        line.addStretch(1 if question.place or self.choices else 0)
        column.addLayout(line)
        column.addWidget(self.error)
        column.addWidget(self._given)
        self.predict.clicked.connect(self._answer)
        self.point.clicked.connect(lambda: teacher.ask_place(index))
        self.skip.clicked.connect(lambda: teacher.answer(index, None))

    def _answer(self) -> None:
        chosen = [each.button.accessibleName() for each in self.choices if each.button.isChecked()]
        if self.choices and not chosen:
            self.error.say(tr("Choose one of the answers first."))
            return
        try:
            answer = self._question.read(chosen[0] if chosen else self._typed)
        except SettingError as error:
            self.error.say(str(error))
            return
        self.error.say("")
        self._teacher.answer(self._index, answer)

    @property
    def _typed(self) -> str:
        return "" if self.number is None else self.number.text()

    def show_answer(self, answer: Answer | None, is_answered: bool) -> None:
        """Show the answer that was given; it is not changed any more."""
        for each in filter(None, (self._means, self.skip, self.number)):
            each.setVisible(not is_answered)
        for choice in self.choices:
            choice.setEnabled(not is_answered)
            choice.setVisible(not is_answered or choice.button.accessibleName() == answer)
        self.error.say("")
        given = "" if answer is None or isinstance(answer, str) else _written(answer)
        self._given.say(tr("Your answer: {answer}", answer=given) if given else "")


class PictureCard(Card):
    """The picture of what was measured, with what is to be seen."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.image = Image()
        self.image.setAccessibleName(tr("Picture of the lesson"))
        self.image.setAccessibleDescription(picture.caption)
        self.column.addWidget(self.image)
        self.column.addWidget(Words(picture.caption, "muted"))
        self.is_stop = False
        self.hide()

    def show_image(self, image: QImage) -> None:
        """Have a picture."""
        self.image.show_image(image)

    def show_progress(self, progress: Progress) -> None:
        """It would answer the questions that are still open."""
        is_open = progress.shown < len(progress.lesson.claims)
        self.is_stop = not (is_open or self.image.whole.isNull())
        self.setVisible(self.is_stop)


class Image(QWidget):
    """An image, as wide as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_image(self, image: QImage) -> None:
        """Show another one."""
        self.whole = image
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        whole = self.whole
        return 0 if whole.isNull() else round(width * whole.height() / whole.width())

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.whole.isNull():
            return
        ratio, smooth = self.devicePixelRatioF(), Qt.TransformationMode.SmoothTransformation
        drawn = self.whole.scaledToWidth(max(1, round(self.width() * ratio)), smooth)
        drawn.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.drawImage(0, 0, drawn)
        painter.end()


def _written(answer: float | tuple[float, ...]) -> str:
    """A number, or a place."""
    if isinstance(answer, tuple):
        return f"({', '.join(figures(each, 3) for each in answer)})"
    return figures(answer)
