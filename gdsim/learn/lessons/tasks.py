"""Tasks: what a reader is to reach with a lesson's experiment, by changing some of its settings.

A lesson's file may have one:

    [lesson.task]
    text = "Reach a loss below 1e-6 within the 60 steps."
    change = ["lr", "momentum"]                  # what may be changed, and nothing else
    begin = { lr = 0.01 }                        # where it begins, if not with the lesson's values
    rising = [{ of = "convergence" }, 60]        # reached if this holds, as of a claim
    solution = { lr = 0.033, momentum = 0.67 }   # a test tries it
    variant = "base"                             # which experiment; by default the first
    wrong = [                                    # why it is not reached: the first that holds
        { equal = [{ of = "share", verdict = "diverged" }, 1], reason = "The rate is too large." },
        { reason = "Look at how the direction with the larger curvature moves." },
    ]

How settings are named is in `gdsim.learn.lessons.changes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gdsim.base.errors import SettingError, suggestion
from gdsim.experiment.toml.values import read_table
from gdsim.learn.lessons.changes import changed
from gdsim.learn.lessons.claims import Claim, read_claim
from gdsim.learn.lessons.measurements import Run
from gdsim.learn.lessons.tables import known_variant, needed_text

_KEYS = ("text", "change", "begin", "solution", "variant", "wrong")


@dataclass(frozen=True)
class Reason:
    """Why a task is not reached, and the condition under which that is why; None: always."""

    text: str
    condition: Claim | None = None

    def applies(self, runs: Mapping[str, Run]) -> bool:
        """Whether it is why these runs do not reach the task."""
        return self.condition is None or self.condition.measure(runs).held


@dataclass(frozen=True)
class Task:
    """A task: the condition to be reached, what may be changed, and changes that reach it."""

    claim: Claim
    variant: str
    change: tuple[str, ...]
    solution: Mapping[str, Any] = field(default_factory=dict)
    begin: Mapping[str, Any] = field(default_factory=dict)
    wrong: tuple[Reason, ...] = ()

    @property
    def text(self) -> str:
        """What the reader is to reach."""
        return self.claim.sentence

    @property
    def solved(self) -> str:
        """The solution in words."""
        return ", ".join(f"{name} = {value}" for name, value in self.solution.items())

    @property
    def tries(self) -> str:
        """How the command line is given values of one's own."""
        return " ".join(f"--try {name}=..." for name in self.change)

    def applied(self, document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        """An experiment's document with the changes; SettingError for one that is not allowed."""
        for name in changes:
            if name not in self.change:
                hint = suggestion(name, self.change)
                raise SettingError(f"the task does not let {name!r} be changed; {hint}", name)
        return changed(document, {**self.begin, **changes})

    def reason(self, runs: Mapping[str, Run]) -> str:
        """Why runs do not reach the task; "" where the lesson does not say."""
        return next((each.text for each in self.wrong if each.applies(runs)), "")


def read_task(table: Any, key: str, variants: tuple[str, ...]) -> Task:
    """A task from its table in a file; SettingError with the key."""
    table = read_table(table, key, None, "a table")
    condition = {name: value for name, value in table.items() if name not in _KEYS}
    text = needed_text(table, "text", "a task needs a text", key)
    change, solution = table.get("change"), table.get("solution")
    if not isinstance(change, list) or not change or not all(isinstance(c, str) for c in change):
        raise SettingError("a task needs change, the names of settings", f"{key}.change")
    if not isinstance(solution, dict) or not set(solution) <= set(change):
        raise SettingError("a task needs a solution, values of what it lets be changed", key)
    begin = read_table(table.get("begin", {}), f"{key}.begin", tuple(change), "a table")
    variant = known_variant(table, variants, key)
    claim = read_claim({"sentence": text, **condition}, key, (variant,))
    wrong = table.get("wrong", [])
    if not isinstance(wrong, list):
        raise SettingError("wrong must be a list of tables, each with a reason", f"{key}.wrong")
    reasons = tuple(_reason(each, f"{key}.wrong[{n}]", (variant,)) for n, each in enumerate(wrong))
    return Task(claim, variant, tuple(change), solution, begin, reasons)


def _reason(table: Any, key: str, variants: tuple[str, ...]) -> Reason:
    table = read_table(table, key, None, "a table")
    text = needed_text(table, "reason", "each of wrong needs a reason", key)
    condition = {name: value for name, value in table.items() if name != "reason"}
    if not condition:
        return Reason(text)
    return Reason(text, read_claim({"sentence": text, **condition}, key, variants))
