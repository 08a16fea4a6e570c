"""The error of a text that is not a valid expression, with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gdsim.base.errors import SettingError

MOST_TOLD = 3  # problems of a message besides the first
_QUOTED = re.compile(r"""'[^']*'|"[^"]*"|.""", re.DOTALL)


class ExpressionError(SettingError):
    """A text that gdsim cannot use as an expression: one sentence and a column.

    `problem` is the sentence without the column; `column` counts from 0, but in the message from 1.
    `others`: what else is wrong, further on in the reading of the text.
    """

    def __init__(
        self, problem: str, text: str, column: int, others: Sequence[ExpressionError] = ()
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.text = text
        self.column = column
        self.others = tuple(others)
        # A copy, also in another process, is made from these.
        self.args = (problem, text, column, self.others)

    def __str__(self) -> str:
        first = f"column {self.column + 1}: {self.problem}"
        told = self.others[:MOST_TOLD]
        others = [f"column {e.column + 1}: {_without_hint(e.problem)}" for e in told]
        if len(self.others) > MOST_TOLD:
            others.append(f"and {len(self.others) - MOST_TOLD} more")
        return f"{first}; also {', '.join(others)}" if others else first

    @property
    def columns(self) -> tuple[int, ...]:
        """The columns of all problems, from 0."""
        return self.column, *(each.column for each in self.others)

    @property
    def pointer(self) -> str:
        """The text on one line, cut around the column, and a caret line below it."""
        first = max(self.column - 60, 0)
        line = "".join(c if c.isprintable() else " " for c in self.text[first : self.column + 60])
        return f"{line}\n{' ' * (self.column - first)}^"


def _without_hint(problem: str) -> str:
    """A problem up to its first "; ", after which comes a hint; one that is quoted begins none."""
    parts = _QUOTED.findall(problem)
    ends = (i for i, part in enumerate(parts) if part == ";" and parts[i + 1 : i + 2] == [" "])
    return "".join(parts[: next(ends, None)])
