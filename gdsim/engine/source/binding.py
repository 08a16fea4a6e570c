"""The names that a kernel gives to the arguments of an optimizer's functions, bound by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gdsim.catalogue.definitions import Optimizer
from gdsim.catalogue.discovery import arguments
from gdsim.engine.recipe import Recipe
from gdsim.engine.source.text import access, rows, setting_name, targets


class Binding:
    """The calls of a recipe's optimizer, in the names of the kernel's code."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe, self.optimizer = recipe, recipe.definition

    def step(self, slots: Mapping[str, str]) -> str:
        """The call of `step`; `slots` has the parameter, its gradient and its state."""
        return self._call("step", self.optimizer.step, slots)

    def preconditioner(self, slots: Mapping[str, str]) -> str:
        """The call of `preconditioner`; `slots` has the state after the step."""
        return self._call("preconditioner", self.optimizer.preconditioner, slots)

    def _call(self, name: str, function: Any, slots: Mapping[str, str]) -> str:
        names = {"t": "t", "lr": "rate", **{n: n for n in self.optimizer.shared}}
        names |= {n: f"k_{n}" for n in self.optimizer.coefficients}
        names |= {n: str(v) for n, v in self.recipe.flags}
        names |= slots
        given = (names.get(a) or setting_name(a) for a in arguments(function))
        return f"{name}({', '.join(given)})"

    def access(self) -> list[str]:
        """Define what loads the settings, in kernels of one lane group at a time."""
        uniform = map(str, range(len(self.recipe.uniform)))
        return [
            access("load", "uniform", "DTYPE, 1", uniform),
            access("load", "varying", "DTYPE, ACROSS", rows(len(self.recipe.rowed))),
        ]

    def uniform_settings(self) -> list[str]:
        """Load the settings that all runs share."""
        names = targets(setting_name(n) for n in self.recipe.uniform)
        return [f"{names} = load_uniform(uniform, 0)"] if self.recipe.uniform else []

    def varying_settings(self, place: str = "0") -> list[str]:
        """Load the settings that differ from run to run."""
        names = targets(setting_name(n) for n in self.recipe.rowed)
        return [f"{names} = load_varying(varying, {place})"] if self.recipe.rowed else []

    def known(self) -> list[str]:
        """Load the rate and the coefficients of a step, in kernels of networks."""
        names = enumerate(self.optimizer.coefficients)
        return [*(f"k_{n} = load(known, {i + 1} * W)" for i, n in names), "rate = load(known, 0)"]

    def rate(self) -> str:
        """The learning rate of a step."""
        if not self.recipe.scheduled:
            return "rate = h_lr"
        if "schedule" in self.recipe.varying:
            return "rate = h_lr * gather(factors, schedule + splat_words(at))"
        return "rate = h_lr * read_one(factors, at)"

    def prepared(self) -> str:
        """Load the coefficients that `prepare` computed for this update of every run."""
        names = self.optimizer.coefficients
        loaded = targets(f"k_{n}" for n in names)
        return f"{loaded} = load_prepared(prepared, (at - born) * {len(names)})"


def prepare_arguments(optimizer: Optimizer) -> tuple[str, ...]:
    """The names that an optimizer's `prepare` takes."""
    return arguments(optimizer.prepare) if optimizer.prepare else ()


def prepare_call(optimizer: Optimizer) -> str:
    """The line that calls an optimizer's `prepare`, its arguments bound by name."""
    names = {"t": "t", "lr": "rate", **{n: n for n in optimizer.shared}}
    bound = (names.get(a, setting_name(a)) for a in prepare_arguments(optimizer))
    results = [f"k_{n}" for n in optimizer.coefficients] + list(optimizer.shared)
    return f"{targets(results)} = prepare({', '.join(bound)})"


def point_settings(optimizer: Optimizer) -> list[str]:
    """The settings that determine where an optimizer's gradient is taken."""
    own = {"p", *optimizer.state}
    return [n for n in arguments(optimizer.gradient_point) if n not in own]


def bound_at(optimizer: Optimizer, places: Mapping[str, str]) -> str:
    """The arguments of an optimizer's `gradient_point`, bound by name."""
    names = arguments(optimizer.gradient_point)
    return ", ".join(places.get(name) or setting_name(name) for name in names)
