"""The rule of a method and its settings, as steps of an explanation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError
from gdsim.catalogue.choices import Choice
from gdsim.learn.explanations.plain import plain
from gdsim.learn.explanations.step import Step


def rule(choice: Choice) -> Step:
    """The rule as its source has it."""
    definition = choice.method.definition
    words = f"{definition.summary} Source: {definition.source}"
    return Step("rule", plain(definition.formula), definition.formula, words)


def numbers(choice: Choice) -> dict[str, Any]:
    """The number of each setting; SettingError for one with several values."""
    given = {**choice.method.defaults, **choice.settings}
    for name, value in given.items():
        if isinstance(value, Axis):
            raise SettingError(f"{name} has several values; give it one to have it explained", name)
    return {name: given[name] for name in choice.method.hyper}


def of_settings(choice: Choice, given: Mapping[str, Any]) -> Iterator[Step]:
    """Each setting with its number and what it means."""
    for name, hyper in choice.method.hyper.items():
        yield Step(name, "", "", hyper.summary, given[name])
