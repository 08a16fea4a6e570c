"""Claims: sentences of a lesson, and the measured numbers that confirm or refute them.

In a lesson's file a claim is a table:

    [[lesson.claims]]
    sentence = "Momentum reaches a loss of 1e-6 in fewer steps than plain descent."
    rising = [                                  # each number is less than the next
        { of = "steps_to", below = 1e-6, optimizer = "Momentum", name = "momentum" },
        { of = "steps_to", below = 1e-6, optimizer = "SGD", name = "plain descent" },
    ]
    factor = 2                                  # or at most 1/2 of it

or `equal = [a, b]` with `within` = 0.01, the allowed difference as a share of b (of 1 if b is 0).
Numbers are measured (`gdsim.learn.lessons.measurements`) or written as numbers. A sentence that
many believe but that is false has `expected = false`, and `otherwise` says what is true instead.
What a reader is asked before it is measured is in `ask`: see `gdsim.learn.lessons.questions`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gdsim.base.errors import SettingError, placed
from gdsim.base.figures import number
from gdsim.base.settings import number as checked
from gdsim.experiment.toml.values import read_table
from gdsim.learn.lessons.measurements import Measurement, Run, named, read, value
from gdsim.learn.lessons.questions import Answer, Question, read_question
from gdsim.learn.lessons.tables import needed_text, only_kind

_KEYS = ("sentence", "rising", "factor", "equal", "within", "expected", "otherwise", "ask")


@dataclass(frozen=True)
class Claim:
    """A sentence, and the comparison of numbers that it asserts.

    kind: "rising" (each side is greater than the one before, and at least `factor` times it) or
    "equal" (`within` a share of the last side). expected: whether it holds; if not, `otherwise`
    says what is true. ask: what a reader is asked before it is measured.
    """

    sentence: str
    kind: str
    sides: tuple[Measurement | float, ...]
    factor: float = 1.0
    within: float = 0.0
    expected: bool = True
    otherwise: str = ""
    ask: Question | None = None

    def measure(self, runs: Mapping[str, Run]) -> Finding:
        """Measure all sides; SettingError if the experiments lack what is to be measured."""
        values = tuple(value(side, runs) for side in self.sides)
        place = tuple(value(each, runs) for each in self.ask.place) if self.ask else ()
        return Finding(self, values, self._holds(values), place)

    def _holds(self, values: tuple[float, ...]) -> bool:
        pairs = list(itertools.pairwise(values))
        if self.kind == "rising":
            return all(a < b and a * self.factor <= b for a, b in pairs)
        return all(abs(a - b) <= self.within * (abs(b) or 1.0) or a == b for a, b in pairs)


@dataclass(frozen=True)
class Finding:
    """The result of measuring a claim: the numbers of its sides, and whether it held.

    place: the measured place that its question asks for. reason: why it did not hold, if it is a
    task's.
    """

    claim: Claim
    values: tuple[float, ...]
    held: bool
    place: tuple[float, ...] = ()
    reason: str = ""

    def verdict(self, answer: Answer) -> str:
        """A sentence that compares a reader's answer to the claim's question with what is true."""
        assert self.claim.ask is not None
        return self.claim.ask.verdict(answer, self.place or self.values)

    def is_right(self, answer: Answer) -> bool:
        """Whether a reader's answer to the claim's question is right, or close."""
        assert self.claim.ask is not None
        return self.claim.ask.is_right(answer, self.place or self.values)

    @property
    def as_expected(self) -> bool:
        """Whether the claim held or failed as its lesson says."""
        return self.held == self.claim.expected

    @property
    def numbers(self) -> str:
        """The numbers with their names and how they compare: "61 (momentum) < 842 (descent)"."""
        sides = self.claim.sides
        measured = any(isinstance(side, Measurement) for side in sides)
        words = [_with_name(*pair, measured) for pair in zip(sides, self.values, strict=True)]
        if self.claim.kind == "equal":
            return (" = " if len(set(self.values)) == 1 else " ≈ " if self.held else " ≠ ").join(
                words
            )
        parts = [words[0]]
        for word, a, b in zip(words[1:], self.values, self.values[1:], strict=False):
            parts += ["<" if a < b else "=" if a == b else ">" if a > b else "?", word]
        written = " ".join(parts)
        first, last = self.values[0], self.values[-1]
        if self.claim.factor > 1 and len(self.values) == 2 and first > 0 and math.isfinite(last):
            written += f" ({number(float(f'{last / first:.3g}'))} times)"
        return written

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON-like data; inf and nan are words."""
        names = [named(side) for side in self.claim.sides]
        finite = [each if math.isfinite(each) else str(each) for each in self.values]
        return {
            "sentence": self.claim.sentence,
            "held": self.held,
            "expected": self.claim.expected,
            "otherwise": self.claim.otherwise,
            "numbers": [
                {"name": name, "value": each} for name, each in zip(names, finite, strict=True)
            ],
            "measured": self.numbers,
        }


def read_claim(table: Any, key: str, variants: tuple[str, ...]) -> Claim:
    """A claim from its table in a file; SettingError with the key."""
    table = read_table(table, key, _KEYS, "a table")
    sentence = needed_text(table, "sentence", "a claim needs a sentence", key)
    problem = "a claim is rising = [a, b, ...] or equal = [a, b]"
    kind = only_kind(table, ("rising", "equal"), problem, key)
    given = table[kind]
    if not isinstance(given, list) or len(given) < 2:
        raise SettingError(f"{kind} needs at least two numbers to compare", f"{key}.{kind}")
    expected, otherwise = table.get("expected", True), table.get("otherwise", "")
    if not isinstance(expected, bool) or bool(otherwise) == expected:
        raise SettingError(
            "expected = false needs otherwise, which says what is true, and only it does", key
        )
    sides = tuple(read(each, f"{key}.{kind}", variants) for each in given)
    ask = None
    if "ask" in table:
        names = [named(each) for each in sides]
        ask = read_question(table["ask"], f"{key}.ask", names, variants)
    return Claim(
        " ".join(sentence.split()),
        kind,
        sides,
        checked(table.get("factor", 1.0), "factor", key=f"{key}.factor"),
        checked(table.get("within", 0.0), "within", key=f"{key}.within"),
        expected,
        " ".join(str(otherwise).split()),
        ask,
    )


def measured(claim: Claim, runs: Mapping[str, Run], key: str) -> Finding:
    """Measure the claim at `key` of a file; errors have this key."""
    with placed(key):
        return claim.measure(runs)


def _with_name(side: Measurement | float, value: float, marked: bool) -> str:
    """A number and what it is of; marked: whether one that the claim states is called so."""
    stated = "stated" if marked and not isinstance(side, Measurement) else ""
    name = named(side) or stated
    return f"{number(value)} ({name})" if name else number(value)
