"""The panel of a lesson: its parts one below the other, with what leads through them above."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gdsim.app.controls.buttons import WordButton, tool_button
from gdsim.app.lesson.cards import (
    ActionCard,
    Card,
    ClaimCard,
    PictureCard,
    Teacher,
    TextCard,
)
from gdsim.app.lesson.progress import Progress
from gdsim.app.lesson.task_card import TaskCard
from gdsim.app.lesson.words import Words
from gdsim.app.look import icons
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.words import Elided, Sentence
from gdsim.app.translation import tr
from gdsim.learn.lessons.actions import Action
from gdsim.learn.lessons.lesson import UNNAMED, Lesson


class LessonPanel(QWidget):
    """Shows one lesson, and marks the part that the reader has come to."""

    closed = Signal()
    turned = Signal(int)  # to the next lesson (1) or the one before (-1)
    played = Signal()  # it is to go through by itself, or no longer

    def __init__(self, teacher: Teacher) -> None:
        super().__init__()
        self.setObjectName("lesson")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._teacher, self._theme = teacher, LIGHT
        self.cards: list[Card] = []
        self._progress: Progress | None = None
        self._coming: Iterator[QWidget] = iter(())
        self._growing = QTimer(self, interval=0)
        self._growing.timeout.connect(self._grow)
        self.picture: PictureCard | None = None
        self.task: TaskCard | None = None
        self.at = 0
        self.place, self.title, self.state = Elided.saying(""), Words("", "heading"), Words()
        self.trouble = Sentence()
        self.earlier = tool_button(tr("The lesson before"), lambda: self.turned.emit(-1))
        self.later = tool_button(tr("The next lesson"), lambda: self.turned.emit(1))
        self.play = tool_button(tr("Play this lesson (F6)"), self.played.emit)
        self.play.setCheckable(True)
        self.close_button = tool_button(tr("Close the lesson"), self.closed.emit)
        head = QHBoxLayout()
        head.setContentsMargins(2 * GRID, GRID, GRID, 0)
        head.setSpacing(GRID // 2)
        head.addWidget(self.place, 1)
        for button in (self.earlier, self.later, self.play, self.close_button):
            head.addWidget(button)
        titles = QVBoxLayout()
        titles.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID // 2)
        titles.setSpacing(GRID // 2)
        self.state.setProperty("role", "muted")
        for each in (self.title, self.state, self.trouble):
            titles.addWidget(each)
        self.view = QScrollArea()
        self.view.setWidgetResizable(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # One that came and went would change the width of what wraps, and with it its own need.
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, GRID)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(titles)
        column.addWidget(self.view, 1)

    def show_lesson(self, progress: Progress, place: str, following: str) -> None:
        """Show a lesson from its beginning, where it stands among others, and the next's title.

        Its parts come one after the other, so that the window is not held; `finish` waits for them.
        """
        lesson = progress.lesson
        self.at, self._progress = 0, progress
        self.picture, self.task = None, None
        self.place.say(place)
        self.title.say(lesson.title)
        self.trouble.say("")
        inside = Inside()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(GRID, 0, GRID, GRID)
        self._column.setSpacing(GRID // 2)
        self._column.addStretch(1)
        self.cards = []
        self._coming = self._parts(lesson, following)
        self.view.setWidget(inside)
        self._grow()
        self._growing.start()
        self.show_progress(progress)

    def finish(self) -> None:
        """Have all parts of the lesson."""
        while self._growing.isActive():
            self._grow()

    def _grow(self) -> None:
        """Add the next part."""
        part = next(self._coming, None)
        if part is None:
            self._growing.stop()
            return
        self._column.insertWidget(self._column.count() - 1, part)  # above the stretch
        if isinstance(part, Card):
            part.recolour(self._theme)
            self.cards.append(part)
            if self._progress is not None:
                part.show_progress(self._progress)

    def _parts(self, lesson: Lesson, following: str) -> Iterator[QWidget]:
        """The headings and cards of a lesson, from above."""
        teacher = self._teacher
        yield from map(TextCard, lesson.paragraphs)
        yield _heading(tr("Try it"))
        for action in lesson.actions or map(_shown, lesson.variants):
            yield ActionCard(action, teacher)
        yield _heading(tr("Predict and measure"))
        for index, claim in enumerate(lesson.claims):
            yield ClaimCard(index, claim, teacher)
        if lesson.picture:
            self.picture = PictureCard(lesson.picture)
            yield self.picture
        if lesson.task:
            yield _heading(tr("Task"))
            self.task = TaskCard(lesson.task, teacher)
            yield self.task
        if lesson.source:
            yield TextCard(tr("Source: {source}", source=lesson.source), "muted")
        if following:
            button = WordButton(tr("Next lesson: {title}", title=following))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setToolTip(following)
            button.clicked.connect(lambda: self.turned.emit(1))
            yield button

    def show_progress(self, progress: Progress) -> None:
        """Show what was answered, measured and solved."""
        for card in self.cards:
            card.show_progress(progress)
        lesson = progress.lesson
        count = len(lesson.claims)
        said = [tr("{shown} of {count} claims measured", shown=progress.shown, count=count)]
        if asked := progress.answered:
            right = progress.right
            said.append(tr("{right} of {count} answers right", right=right, count=asked))
        if lesson.task is not None:
            said.append(tr("task solved") if progress.solved else tr("task open"))
        self.state.say(" · ".join(said))

    def show_busy(self, words: str) -> None:
        """Say what is waited for."""
        self.state.say(words)

    def show_image(self, image: QImage) -> None:
        """Show the picture of what was measured, once all questions have been answered."""
        self.finish()
        if self.picture is not None and self._progress is not None:
            self.picture.show_image(image)
            self.picture.show_progress(self._progress)

    def go_to(self, at: int) -> bool:
        """Send the reader to a part, and do what belongs to it; whether runs were set up."""
        self.finish()
        self.at = min(max(at, 0), len(self.cards) - 1)
        card = self.cards[self.at]
        for each in self.cards:
            each.mark(each is card)
        were_set_up = card.enter()
        self.reveal(card)
        return were_set_up

    def reveal(self, card: Card) -> None:
        """Scroll to a part, once it has its place."""
        QTimer.singleShot(0, card, lambda: self._reveal(card))

    def _reveal(self, card: Card) -> None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.view.ensureWidgetVisible(card, 0, 3 * GRID)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        pictures = {
            self.earlier: "left", self.later: "right", self.close_button: "close",
            self.play: "pause" if self.play.isChecked() else "play",
        }  # fmt: skip
        for button, name in pictures.items():
            icons.put(button, name, theme.muted, 16)
        for card in self.cards:
            card.recolour(theme)

    def show_playing(self, is_playing: bool) -> None:
        """Whether the lesson goes through by itself."""
        self.play.setChecked(is_playing)
        icons.put(self.play, "pause" if is_playing else "play", self._theme.muted, 16)


class Inside(QWidget):
    """Holds the parts: as high as they are at the width there is, and no higher."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)  # the layout's has the height of the narrowest column


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    label.setContentsMargins(GRID, GRID, 0, 0)
    return label


def _shown(variant: str) -> Action:
    """An action that only shows a variant."""
    as_written = tr("The experiment as it is written")
    return Action(as_written if variant == UNNAMED else variant, variant)
