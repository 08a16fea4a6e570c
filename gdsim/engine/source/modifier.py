"""The names that a kernel gives to a modifier's functions and their arguments, bound by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gdsim.catalogue.definitions import Modifier
from gdsim.catalogue.discovery import arguments
from gdsim.engine.recipe import Recipe, slot_name
from gdsim.engine.source.text import definition_lines, setting_name, targets


class Modifying:
    """The calls of a recipe's modifier, in the names of the kernel's code."""

    def __init__(self, name: str, definition: Modifier) -> None:
        self.name, self.definition = name, definition

    @property
    def slots(self) -> list[str]:
        """The names of its state among all slots."""
        return [slot_name(self.name, slot) for slot in self.definition.state]

    @property
    def settings(self) -> list[str]:
        """The names of its settings in code."""
        return [self._setting(each) for each in self.definition.hyper]

    def imports(self) -> list[str]:
        """Import its functions."""
        module, definition = f"m_{self.name}", self.definition
        functions = [n for n in ("gradient", "update", "prepare") if getattr(definition, n)]
        return [
            *definition_lines("modifier", self.name, module),
            *(f"{module}_{name} = {module}.DEFINITION.{name}" for name in functions),
            *(f'{module}_{name} = {module}.DEFINITION.sums["{name}"]' for name in definition.sums),
        ]

    def gradient(self, known: Mapping[str, str]) -> str:
        """The changed component of the gradient."""
        return self._call("gradient", self.definition.gradient, known)

    def update(self, known: Mapping[str, str], slots: Iterable[str]) -> str:
        """The changed parameter, and its slots."""
        own = dict(zip(self.definition.state, slots, strict=True))
        return self._call("update", self.definition.update, {**known, **own})

    def term(self, name: str, known: Mapping[str, str], slots: Iterable[str]) -> str:
        """The term of one parameter in a sum."""
        own = dict(zip(self.definition.state, slots, strict=True))
        return self._call(name, self.definition.sums[name], {**known, **own})

    def sum_name(self, name: str) -> str:
        """The name of a sum in code."""
        return f"s_{self.name}__{name}"

    def prepare(self, **known: str) -> list[str]:
        """Compute the coefficients from sums; no line if there are none."""
        if self.definition.prepare is None:
            return []
        sums = {name: self.sum_name(name) for name in self.definition.sums}
        call = self._call("prepare", self.definition.prepare, {"t": "t", **sums, **known})
        return [f"{targets(map(self._coefficient, self.definition.coefficients))} = {call}"]

    def _call(
        self, word: str, function: Callable[..., Any] | None, known: Mapping[str, str]
    ) -> str:
        assert function is not None  # or nothing calls this
        names = {n: self._coefficient(n) for n in self.definition.coefficients} | dict(known)
        bound = (names.get(a) or self._setting(a) for a in arguments(function))
        return f"m_{self.name}_{word}({', '.join(bound)})"

    def _setting(self, name: str) -> str:
        return setting_name(f"{self.name}.{name}")

    def _coefficient(self, name: str) -> str:
        return f"k_{self.name}__{name}"


def of_gradient(recipe: Recipe) -> list[Modifying]:
    """The modifiers that change the gradient, in the order in which they act."""
    return [each for each in _all(recipe) if each.definition.gradient is not None]


def of_step(recipe: Recipe) -> list[Modifying]:
    """The modifiers that change the step, in the order in which they act."""
    return [each for each in _all(recipe) if each.definition.update is not None]


def imports(recipe: Recipe) -> list[str]:
    """Import the functions of all of a recipe's modifiers."""
    return [line for each in _all(recipe) for line in each.imports()]


def _all(recipe: Recipe) -> list[Modifying]:
    return [Modifying(name, each) for name, each in recipe.modifying.items()]
