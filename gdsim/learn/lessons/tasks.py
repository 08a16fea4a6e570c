"""Tasks: what a reader is to reach with a lesson's experiment, by changing some of its settings.

A lesson's file may have one:

    [lesson.task]
    text = "Reach a loss below 1e-6 within the 60 steps."
    change = ["lr", "momentum"]                  # what may be changed, and nothing else
    rising = [{ of = "convergence" }, 60]        # reached if this holds, as of a claim
    solution = { lr = 0.033, momentum = 0.67 }   # a test tries it
    variant = "base"                             # which experiment; by default the first

A setting is a key of the experiment file, "objective.network.batch_size" if it is within tables, or
else a setting of the optimizers.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gdsim.base.errors import SettingError, suggestion
from gdsim.experiment.design import Design
from gdsim.experiment.toml.values import read_table
from gdsim.learn.lessons.claims import Claim, read_claim
from gdsim.learn.lessons.tables import needed_text

_KEYS = ("text", "change", "solution", "variant")
_FIELDS = [each.name for each in dataclasses.fields(Design)]


@dataclass(frozen=True)
class Task:
    """A task: the condition to be reached, what may be changed, and changes that reach it."""

    claim: Claim
    variant: str
    change: tuple[str, ...]
    solution: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What the reader is to reach."""
        return self.claim.sentence

    def applied(self, document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        """An experiment's document with the changes; SettingError for one that is not allowed."""
        changed = copy.deepcopy(dict(document))
        for name, value in changes.items():
            if name not in self.change:
                hint = suggestion(name, self.change)
                raise SettingError(f"the task does not let {name!r} be changed; {hint}", name)
            first, *_ = name.split(".")
            if first in _FIELDS:
                *path, last = name.split(".")
                table = changed
                for key in path:
                    table = table.setdefault(key, {})
                table[last] = value
            else:
                changed["optimizers"] = _with_setting(changed["optimizers"], name, value)
        return changed


def _with_setting(optimizers: Any, name: str, value: Any) -> list[dict[str, Any]]:
    """The optimizers of a document, each with a setting replaced."""
    several = optimizers if isinstance(optimizers, list) else [optimizers]
    tables = [each if isinstance(each, dict) else {"name": each} for each in several]
    return [{**each, name: value} for each in tables]


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
    variant = table.get("variant", variants[0])
    if variant not in variants:
        hint = suggestion(str(variant), variants)
        raise SettingError(f"unknown variant {variant!r}; {hint}", f"{key}.variant")
    claim = read_claim({"sentence": text, **condition}, key, (variant,))
    return Task(claim, variant, tuple(change), solution)
