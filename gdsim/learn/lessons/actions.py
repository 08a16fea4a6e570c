"""Actions: what a reader is to look at, with the settings that show it.

In a lesson's file, one table each, in the order in which they are done:

    [[lesson.do]]
    text = "Take a rate beyond the border, and watch the run leave."
    variant = "hollow"                           # which experiment; by default the first
    set = { lr = 0.6 }                           # values of its settings, as of a task

The window has a button for each, which sets the controls and plays. A lesson without any has one
for each of its experiments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gdsim.base.errors import SettingError
from gdsim.experiment.toml.values import read_table
from gdsim.learn.lessons.tables import known_variant, needed_text

_KEYS = ("text", "variant", "set")


@dataclass(frozen=True)
class Action:
    """Something to look at: which experiment, and the settings that are changed."""

    text: str
    variant: str
    changes: Mapping[str, Any] = field(default_factory=dict)


def read_actions(given: Any, key: str, variants: tuple[str, ...]) -> tuple[Action, ...]:
    """The actions of a file; SettingError with the key."""
    if not isinstance(given, list):
        raise SettingError("actions are tables, [[lesson.do]]", key)
    return tuple(_action(each, f"{key}[{index}]", variants) for index, each in enumerate(given))


def _action(table: Any, key: str, variants: tuple[str, ...]) -> Action:
    table = read_table(table, key, _KEYS, "a table")
    text = needed_text(table, "text", "do needs a text, which says what to look at", key)
    variant = known_variant(table, variants, key)
    changes = read_table(table.get("set", {}), f"{key}.set", None, "a table")
    return Action(" ".join(text.split()), variant, changes)
