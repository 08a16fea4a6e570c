"""How far a reader has come with a lesson, kept while the window is open."""

from __future__ import annotations

from dataclasses import dataclass, field

from gdsim.learn.lessons.claims import Finding
from gdsim.learn.lessons.lesson import Lesson, Measured
from gdsim.learn.lessons.questions import Answer


@dataclass
class Progress:
    """What a reader has answered, measured and solved of one lesson.

    answers: by the index of the claim; None for a question that was skipped.
    """

    lesson: Lesson
    answers: dict[int, Answer | None] = field(default_factory=dict)
    measured: Measured | None = None
    attempt: Finding | None = None  # the last one at the task
    solved: bool = False

    def finding(self, index: int) -> Finding | None:
        """What was measured of a claim, once it may be seen: its question has been answered."""
        is_hidden = self.lesson.claims[index].ask is not None and index not in self.answers
        return None if is_hidden or self.measured is None else self.measured.findings[index]

    @property
    def shown(self) -> int:
        """How many claims have been measured, and can be seen."""
        return sum(self.finding(index) is not None for index in range(len(self.lesson.claims)))

    @property
    def right(self) -> int:
        """How many answers were right."""
        return sum(
            finding.is_right(answer)
            for index, answer in self.answers.items()
            if answer is not None and (finding := self.finding(index)) is not None
        )

    @property
    def answered(self) -> int:
        """How many questions were answered, not skipped."""
        return sum(answer is not None for answer in self.answers.values())

    @property
    def is_done(self) -> bool:
        """Whether every claim has been measured, and the task is solved if there is one."""
        return self.shown == len(self.lesson.claims) and (self.solved or self.lesson.task is None)
