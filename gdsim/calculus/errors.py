"""The error of a text that is not a valid expression, with its place in the text."""

from __future__ import annotations

from gdsim.base.errors import SettingError


class ExpressionError(SettingError):
    """A text that gdsim cannot use as an expression: one sentence and a column.

    `problem` is the sentence without the column; `column` counts from 0, but in the message from 1.
    """

    def __init__(self, problem: str, text: str, column: int) -> None:
        super().__init__(problem)
        self.args = (problem, text, column)  # a copy, also in another process, is made from these
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
