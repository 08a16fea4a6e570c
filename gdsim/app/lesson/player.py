"""Plays a lesson: goes from part to part, as a lecturer would."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from gdsim.app.lesson.cards import ClaimCard, TextCard
from gdsim.app.lesson.measuring import Measuring
from gdsim.app.lesson.panel import LessonPanel
from gdsim.app.playing import Playing

READING = 45  # ms for each letter of a paragraph,
LEAST = 2000  # and at least so many for each part
WATCHED = 6000  # ms that runs are watched which an action has set up
POLL = 200  # ms between looks at whether the claims are measured


class Player(QObject):
    """Goes through a lesson by itself; it waits for claims, and a while for answers."""

    changed = Signal(bool)  # whether it plays

    def __init__(
        self, panel: LessonPanel, playing: Playing, measuring: Measuring, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._panel, self._playing, self._measuring = panel, playing, measuring
        self.is_playing = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._next)

    def toggle(self) -> None:
        """Begin where the reader is, or stop."""
        if self.is_playing:
            self.stop()
        else:
            self.is_playing = True
            self._panel.finish()
            self.changed.emit(True)
            self._show(0 if self._panel.at >= len(self._panel.cards) - 1 else self._panel.at)

    def stop(self) -> None:
        """Stop where it is."""
        self._timer.stop()
        if self.is_playing:
            self.is_playing = False
            self.changed.emit(False)

    def go(self, by: int) -> None:
        """Go to the next part (1), or the one before (-1), by hand."""
        self.stop()
        panel = self._panel
        panel.finish()
        at = panel.at + by
        while 0 < at < len(panel.cards) - 1 and not panel.cards[at].is_stop:
            at += by
        panel.go_to(at)

    def _next(self) -> None:
        card = self._panel.cards[self._panel.at]
        if isinstance(card, ClaimCard) and self._measuring.is_measuring:
            self._timer.start(POLL)
        elif isinstance(card, ClaimCard) and card.is_asking:
            card.skip()
            self._timer.start(LEAST)
        elif self._panel.at + 1 < len(self._panel.cards):
            self._show(self._panel.at + 1)
        else:
            self.stop()

    def _show(self, at: int) -> None:
        were_set_up = self._panel.go_to(at)
        card = self._panel.cards[self._panel.at]
        letters = len(card.text) if isinstance(card, TextCard | ClaimCard) else 0
        self._timer.start(WATCHED if were_set_up else max(LEAST, READING * letters))
