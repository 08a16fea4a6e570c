"""Questions: what a reader is asked about a claim before it is measured.

In a lesson's file a claim may have one:

    ask = { question = "Which is faster?", choices = ["momentum", "SGD"], right = "momentum" }
    ask = { question = "How many steps does momentum need?", number = "momentum" }

A number that is asked for is the measured one of the side with that name. The right choice is what
the claim says, so that measuring the claim proves it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.figures import number
from gdsim.experiment.toml.values import read_table
from gdsim.learn.lessons.tables import needed_text, only_kind

_CLOSE = 0.1  # how far an answer may be off, as a share of the number, and is still close
_KEYS = ("question", "choices", "right", "number")


@dataclass(frozen=True)
class Question:
    """A question with choices, of which one is right, or about the number of a claim's side.

    side: the index of that side; -1 with choices.
    """

    words: str
    choices: tuple[str, ...] = ()
    right: str = ""
    side: int = -1

    def read(self, text: str) -> str | float:
        """A reader's answer: a choice, given by its number from 1 or its words, or a number.

        Errors: SettingError.
        """
        given = text.strip()
        if not self.choices:
            try:
                return float(given)
            except ValueError:
                raise SettingError(f"the answer must be a number, got {shown(text)}") from None
        if given.isdecimal() and 1 <= int(given) <= len(self.choices):
            return self.choices[int(given) - 1]
        for choice in self.choices:
            if given.casefold() == choice.casefold():
                return choice
        last = len(self.choices)
        raise SettingError(f"the answer must be a number from 1 to {last}, got {shown(text)}")

    def verdict(self, answer: str | float, values: Sequence[float]) -> str:
        """A sentence that compares a reader's answer with the claim's measured numbers."""
        if isinstance(answer, str):
            return "You were right." if answer == self.right else f"You said: {answer}."
        true, said = values[self.side], f"You said {number(answer)}"
        measured = f"measured: {number(true)}."
        if answer == true:
            return f"{said}, which is right."
        if abs(answer - true) <= _CLOSE * abs(true):
            return f"{said}, which is close; {measured}"
        if answer * true <= 0 or not math.isfinite(answer * true):
            return f"{said}; {measured}"
        ratio = number(float(f"{max(answer / true, true / answer):.2g}"))
        size = "large" if abs(answer) > abs(true) else "small"
        return f"{said}, {ratio} times too {size}; {measured}"


def read_question(table: Any, key: str, names: Sequence[str]) -> Question:
    """A question from its table; names: those of the claim's sides. SettingError with the key."""
    table = read_table(table, key, _KEYS, "a table")
    problem = "ask needs a question, which ends with a question mark"
    words = needed_text(table, "question", problem, key, end="?")
    problem = "ask needs either choices and right, or number"
    if only_kind(table, ("choices", "number"), problem, key) == "number":
        side = table["number"]
        if side not in names:
            hint = suggestion(str(side), [name for name in names if name])
            raise SettingError(f"no side of the claim is called {side!r}; {hint}", f"{key}.number")
        return Question(words, side=list(names).index(side))
    choices, right = table["choices"], table.get("right")
    if not isinstance(choices, list) or not all(isinstance(each, str) for each in choices):
        raise SettingTypeError(f"choices must be texts, got {shown(choices)}", f"{key}.choices")
    if len(set(choices)) < max(2, len(choices)):
        raise SettingError("choices must be at least two, and different", f"{key}.choices")
    if right not in choices:
        hint = suggestion(str(right), choices)
        raise SettingError(
            f"right must be one of the choices, got {right!r}; {hint}", f"{key}.right"
        )
    return Question(words, tuple(choices), str(right))
