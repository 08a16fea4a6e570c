"""Questions: what a reader is asked about a claim before it is measured.

In a lesson's file a claim may have one:

    ask = { question = "Which is faster?", choices = ["momentum", "SGD"], right = "momentum" }
    ask = { question = "How many steps does momentum need?", number = "momentum" }
    ask = { question = "Where does the run end?", within = 0.2, place = [
        { of = "params", variable = "x" }, { of = "params", variable = "y" } ] }

A number that is asked for is the measured one of the side with that name. The right choice is what
the claim says, so that measuring the claim proves it. A place of the objective is measured as the
sides of claims are, one number per variable; an answer is right that is `within` that distance.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.figures import number
from gdsim.experiment.toml.values import read_table
from gdsim.learn.lessons.measurements import Measurement, read
from gdsim.learn.lessons.tables import needed_text, only_kind

_CLOSE = 0.1  # how far an answer may be off, as a share of the number, and is still close
# A decimal comma, as in 6,5; with three figures after it, it may stand between thousands.
_DECIMAL = re.compile(r"^([-+]?\d+),(?!\d{3}$)(\d+)$")
_KEYS = ("question", "choices", "right", "number", "place", "within")
Answer = str | float | tuple[float, ...]  # a choice, a number, or a place


@dataclass(frozen=True)
class Question:
    """A question with choices, of which one is right, about the number of a claim's side, or where.

    side: the index of that side; -1 with others. place: what is measured of the place that is asked
    for, per variable. within: the distance from it up to which an answer is right.
    """

    words: str
    choices: tuple[str, ...] = ()
    right: str = ""
    side: int = -1
    place: tuple[Measurement | float, ...] = ()
    within: float = 0.0

    def read(self, text: str) -> Answer:
        """A reader's answer: a choice, given by its number from 1 or its words, or a number.

        A place is its numbers with commas between them. Errors: SettingError.
        """
        given = text.strip()
        if self.place:
            return self._read_place(text)
        if not self.choices:
            try:
                return float(_DECIMAL.sub(r"\1.\2", given))
            except ValueError:
                raise SettingError(f"the answer must be a number, got {shown(text)}") from None
        if given.isdecimal() and 1 <= int(given) <= len(self.choices):
            return self.choices[int(given) - 1]
        for choice in self.choices:
            if given.casefold() == choice.casefold():
                return choice
        last = len(self.choices)
        raise SettingError(f"the answer must be a number from 1 to {last}, got {shown(text)}")

    def _read_place(self, text: str) -> tuple[float, ...]:
        count = len(self.place)
        try:
            place = tuple(float(part) for part in text.split(","))
        except ValueError:
            place = ()
        if len(place) != count:
            expected = "a number" if count == 1 else f"{count} numbers with commas between them"
            raise SettingError(f"the answer must be {expected}, got {shown(text)}")
        return place

    def is_right(self, answer: Answer, values: Sequence[float]) -> bool:
        """Whether an answer is right, or close; values as of `verdict`."""
        if isinstance(answer, str):
            return answer == self.right
        if isinstance(answer, tuple):
            return math.dist(answer, values) <= self.within
        true = values[self.side]
        return answer == true or abs(answer - true) <= _CLOSE * abs(true)

    def verdict(self, answer: Answer, values: Sequence[float]) -> str:
        """A sentence that compares a reader's answer with what was measured.

        values: the numbers of the claim's sides, or the place that was asked for.
        """
        right = self.is_right(answer, values)
        if isinstance(answer, str):
            return "You were right." if right else f"You said: {answer}; right is: {self.right}."
        if isinstance(answer, tuple):
            said, true_place = (f"({', '.join(map(_short, each))})" for each in (answer, values))
            distance = _short(math.dist(answer, values))
            away = "which is close" if right else f"{distance} away"
            return f"You said {said}, {away}; measured: {true_place}."
        true, said = values[self.side], f"You said {number(answer)}"
        measured = f"measured: {number(true)}."
        if answer == true:
            return f"{said}, which is right."
        if right:
            return f"{said}, which is close; {measured}"
        if answer * true <= 0 or not math.isfinite(answer * true):
            return f"{said}; {measured}"
        ratio = number(float(f"{max(answer / true, true / answer):.2g}"))
        size = "large" if abs(answer) > abs(true) else "small"
        return f"{said}, {ratio} times too {size}; {measured}"


def read_question(
    table: Any, key: str, names: Sequence[str], variants: tuple[str, ...]
) -> Question:
    """A question from its table; names: those of the claim's sides. SettingError with the key."""
    table = read_table(table, key, _KEYS, "a table")
    problem = "ask needs a question, which ends with a question mark"
    words = needed_text(table, "question", problem, key, end="?")
    problem = "ask needs either choices and right, or number, or place and within"
    kind = only_kind(table, ("choices", "number", "place"), problem, key)
    if kind == "place":
        return _about_place(table, words, key, variants)
    if kind == "number":
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


def _about_place(
    table: dict[str, Any], words: str, key: str, variants: tuple[str, ...]
) -> Question:
    place, within = table["place"], table.get("within")
    if not isinstance(place, list) or not 1 <= len(place) <= 2:
        raise SettingTypeError("place must be measurements of one variable or two", f"{key}.place")
    if isinstance(within, bool) or not isinstance(within, int | float) or not within > 0:
        raise SettingError(f"within must be a distance above 0, got {shown(within)}", key)
    sides = tuple(read(each, f"{key}.place", variants) for each in place)
    return Question(words, place=sides, within=float(within))


def _short(value: float) -> str:
    """A coordinate to three figures."""
    return number(float(f"{value:.3g}"))
