"""The desk of a reader: which lesson is open, and what its parts do to the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from gdsim.app.appearance import Appearance
from gdsim.app.files import Files
from gdsim.app.layout import Body
from gdsim.app.lesson.cards import POINT
from gdsim.app.lesson.measuring import Measuring
from gdsim.app.lesson.panel import LessonPanel
from gdsim.app.lesson.player import Player
from gdsim.app.lesson.progress import Progress
from gdsim.app.look.theme import DARK, Theme
from gdsim.app.model.document import Document
from gdsim.app.model.kinds import has_lesson
from gdsim.app.model.recent import examples, lessons
from gdsim.app.model.workbench import Workbench
from gdsim.app.playing import Playing
from gdsim.app.stage import Stage
from gdsim.app.translation import tr
from gdsim.app.turns import Turns
from gdsim.app.workspaces import Workspaces
from gdsim.experiment import Experiment
from gdsim.learn.lessons.actions import Action
from gdsim.learn.lessons.claims import Finding
from gdsim.learn.lessons.lesson import Measured
from gdsim.learn.lessons.lessons import load, proved
from gdsim.learn.lessons.questions import Answer


class Taught(Protocol):
    """The window, as far as lessons drive it."""

    workbench: Workbench
    playing: Playing
    files: Files
    stage: Stage
    body: Body
    appearance: Appearance
    workspaces: Workspaces
    turns: Turns

    def complain(self, sentence: str) -> None: ...


class LessonDesk(QObject):
    """Opens lessons beside the views, and keeps how far the reader has come with each."""

    def __init__(self, window: Taught, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = window
        self._progress: dict[Path, Progress] = {}
        self.progress: Progress | None = None  # of the lesson that is open
        self._checked: Document | None = None  # what the task was last tried with
        self.panel = LessonPanel(self)
        self.panel.hide()
        self.measuring = Measuring(self)
        self.player = Player(self.panel, window.playing, self.measuring, self)
        window.body.add_lesson(self.panel)
        self.panel.closed.connect(self.close)
        self.panel.turned.connect(self.turn)
        self.panel.played.connect(self.player.toggle)
        self.player.changed.connect(self.panel.show_playing)
        self.measuring.measured.connect(self._show_measured)
        self.measuring.drawn.connect(self._show_picture)
        self.measuring.checked.connect(self._show_attempt)
        self.measuring.failed.connect(self._show_failure)

    def open(self, path: Path) -> None:
        """Show the lesson of a file, whose experiment is open; of another, show none."""
        try:
            if not has_lesson(path):
                self.close()
                return
            shipped = {*lessons().values(), *examples().values()}
            lesson = load(path) if path in shipped else proved(path)
        except (ValueError, OSError) as error:
            self._window.complain(str(error))
            return
        self.rest()
        self.measuring.drop()
        progress = self._progress.get(path)
        if progress is None or progress.lesson != lesson:  # or its file was edited
            progress = self._progress[path] = Progress(lesson)
        self.progress = progress
        titles, paths = list(lessons()), list(lessons().values())
        is_example = path in examples().values()
        place = tr("An example") if is_example else tr("A lesson of your own")
        following = ""
        if path in paths:
            number = paths.index(path) + 1
            place = tr("Lesson {number} of {count}", number=number, count=len(paths))
            following = "".join(titles[number : number + 1])
        self.panel.show_lesson(progress, place, following)
        for button in (self.panel.earlier, self.panel.later):
            button.setVisible(path in paths)
        self._window.body.show_lesson(True)
        if progress.measured is not None:
            self._show_measured(progress.measured)

    def rest(self) -> None:
        """Play no further, and take no click on the map: another experiment may be opened."""
        self.player.stop()
        self._window.stage.ask_place(None)

    def close(self) -> None:
        """Close the lesson; its experiment stays."""
        self.rest()
        self.measuring.drop()
        self._window.body.show_lesson(False)
        self.progress = None

    def is_done(self, path: Path) -> bool:
        """Whether the reader has measured and solved all of a lesson."""
        return path in self._progress and self._progress[path].is_done

    def play(self) -> None:
        """Let the lesson go through by itself, or stop it."""
        if self.progress is not None:
            self.player.toggle()

    def go(self, by: int) -> None:
        """Go to the next part of the lesson (1), or to the one before (-1)."""
        if self.progress is not None:
            self.player.go(by)

    def turn(self, by: int) -> None:
        """Open the next lesson (1), or the one before (-1)."""
        self._window.turns.finish()  # the lesson that is being opened is the one to go on from
        paths = list(lessons().values())
        if self.progress is None or self.progress.lesson.path not in paths:
            return
        at = paths.index(self.progress.lesson.path) + by
        if 0 <= at < len(paths):
            self._window.workbench.offer(self._window.workbench.document)  # it was for trying
            self._window.files.open_example(paths[at])

    def do(self, action: Action) -> None:
        """Set the controls to what is to be looked at, and play it."""
        assert self.progress is not None
        lesson = self.progress.lesson
        self._set_up(lambda: lesson.set_up(action), f"lesson.do.{action.text}")

    def begin_task(self) -> None:
        """Set the controls to where the task begins."""
        assert self.progress is not None
        self._set_up(self.progress.lesson.task_set_up, "lesson.task")

    def show_solution(self) -> None:
        """Set the controls to a solution of the task."""
        assert self.progress is not None
        lesson = self.progress.lesson
        assert lesson.task is not None
        solution = lesson.task.solution
        self._set_up(lambda: lesson.task_set_up(solution), "lesson.solution")

    def check(self) -> None:
        """Measure whether the experiment reaches the task."""
        assert self.progress is not None and self.panel.task is not None
        self.panel.task.show_checking(True)
        self._checked = self._window.workbench.document
        self.measuring.check(self.progress.lesson, self._checked.experiment)

    def answer(self, index: int, answer: Answer | None) -> None:
        """Take an answer to the question of a claim, and measure."""
        assert self.progress is not None
        self._window.stage.ask_place(None)
        self.progress.answers[index] = answer
        self.panel.show_progress(self.progress)
        self.measure()

    def ask_place(self, index: int) -> None:
        """Take the next click on the map as the answer to the question of a claim."""
        assert self.progress is not None
        if self.progress.lesson.claims[index].ask is None:
            return
        self._window.workspaces.go_home()
        self._window.stage.ask_place(lambda point: self.answer(index, tuple(map(float, point))))
        self._window.stage.note(tr(POINT))

    def measure(self) -> None:
        """Measure the claims, unless they have been."""
        assert self.progress is not None
        if self.progress.measured is None and not self.measuring.is_measuring:
            self.measuring.measure(self.progress.lesson)
            self.panel.show_busy(tr("Measuring the claims…"))

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.panel.recolour(theme)
        if self.progress is not None and self.progress.measured is not None:
            self._draw(self.progress.measured)

    def close_down(self) -> None:
        """End what computes."""
        self.player.stop()
        self.measuring.close()

    def _set_up(self, make: Callable[[], Experiment], key: str) -> None:
        window = self._window
        try:
            document = Document.of(make())
        except (ValueError, TypeError) as error:
            self.panel.trouble.say(str(error))
            return
        self.panel.trouble.say("")
        window.stage.ask_place(None)
        window.complain(window.workbench.set_up(document, key) or "")
        window.workspaces.go_home()
        window.playing.reset()
        window.playing.play()

    def _show_measured(self, measured: Measured) -> None:
        if self.progress is None or measured.lesson is not self.progress.lesson:
            return
        self.progress.measured = measured
        self.panel.show_progress(self.progress)
        self._draw(measured)

    def _draw(self, measured: Measured) -> None:
        if measured.lesson.picture is not None:
            self.measuring.draw(measured, self._window.appearance.theme.name == DARK.name)

    def _show_picture(self, image: QImage) -> None:
        self.panel.show_image(image)

    def _show_attempt(self, finding: Finding) -> None:
        if self.progress is None or self.panel.task is None:
            return
        assert self._checked is not None
        self._window.workbench.offer(self._checked)  # an answer, which nobody keeps in a file
        self.progress.attempt = finding
        self.progress.solved = self.progress.solved or finding.held
        self.panel.task.show_checking(False)
        self.panel.show_progress(self.progress)
        self.panel.reveal(self.panel.task)

    def _show_failure(self, topic: str, sentence: str) -> None:
        if topic == "task" and self.panel.task is not None:
            self.panel.task.refuse(sentence)
        elif self.progress is not None:
            self.panel.show_progress(self.progress)  # it is waited for no longer
            self.panel.trouble.say(sentence)
