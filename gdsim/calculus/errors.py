"""What a text cannot be read for, and where it stood."""

from __future__ import annotations

from gdsim.base.errors import SettingError


class ExpressionError(SettingError):
    """A text that is no expression gdsim can use: one sentence, and the column it stands at.

    `problem` is the sentence without its place, `column` counts from 0 (the sentence from 1).
    """

    def __init__(self, problem: str, text: str, column: int) -> None:
        super().__init__(problem)
        self.args = (problem, text, column)  # what a copy is made of, as in another process
        self.problem = problem
        self.text = text
        self.column = column

    def __str__(self) -> str:
        return f"column {self.column + 1}: {self.problem}"

    @property
    def pointer(self) -> str:
        """The text on one line, cut around the column, and a caret line below it."""
        first = max(self.column - 60, 0)
        line = "".join(c if c.isprintable() else " " for c in self.text[first : self.column + 60])
        return f"{line}\n{' ' * (self.column - first)}^"
