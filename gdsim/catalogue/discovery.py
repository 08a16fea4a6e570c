"""Discovery of the catalogue's files, and look-up of their definitions by name."""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from gdsim.base.elsewhere import folded as folded
from gdsim.catalogue import definitions
from gdsim.catalogue.additions import additions, prepare_discovery, remembered


class Kind(NamedTuple):
    """A kind of method: the class of its definitions, and the package of gdsim's own files."""

    definition: type
    package: str


KINDS: Mapping[str, Kind] = {
    "function": Kind(definitions.Function, "gdsim.catalogue.functions"),
    "optimizer": Kind(definitions.Optimizer, "gdsim.catalogue.optimizers"),
    "modifier": Kind(definitions.Modifier, "gdsim.catalogue.modifiers"),
    "schedule": Kind(definitions.Schedule, "gdsim.catalogue.schedules"),
    "activation": Kind(definitions.Activation, "gdsim.catalogue.activations"),
    "loss": Kind(definitions.Loss, "gdsim.catalogue.losses"),
    "initializer": Kind(definitions.Initializer, "gdsim.catalogue.initializers"),
    "data set": Kind(definitions.DataSet, "gdsim.objectives.datasets.sets"),
    "measure": Kind(definitions.Measure, "gdsim.catalogue.measures"),
    "suite": Kind(definitions.Suite, "gdsim.catalogue.suites"),
}


def entries(package: str, attribute: str = "DEFINITION") -> dict[str, Any]:
    """What each module of a package has under a name, by the module; those without are left out."""
    paths = importlib.import_module(package).__path__
    names = (module.name for module in pkgutil.iter_modules(paths))
    modules = {name: importlib.import_module(f"{package}.{name}") for name in names}
    values = {name: getattr(module, attribute, None) for name, module in modules.items()}
    return {name: value for name, value in values.items() if value is not None}


@remembered
def discover(kind: str) -> dict[str, Any]:
    """Name -> `DEFINITION` of every method of a kind, gdsim's own and users', sorted by name.

    kind: one of `KINDS`, such as "optimizer". Errors: SettingError where a user's own catalogue
    cannot be used.
    """
    prepare_discovery()
    own = {name: each.definition for name, each in additions().get(kind, {}).items()}
    return dict(sorted((entries(KINDS[kind].package) | own).items()))


def look_up(kind: str, name: str, what: str = "") -> Any:
    """The definition called `name`; ValueError with the nearest names if no method has it.

    what: the error's word for the method, if not its kind.
    """
    methods = discover(kind)
    if name in methods:
        return methods[name]
    near = difflib.get_close_matches(name.lower(), methods, n=2, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(methods)}"
    raise ValueError(f"unknown {what or kind} {name!r}; {hint}")


def kind_of(definition: object) -> str:
    """The kind of a definition; "" for any other object."""
    return next((word for word, kind in KINDS.items() if type(definition) is kind.definition), "")


@cache
def arguments(function: Callable[..., Any]) -> tuple[str, ...]:
    """The argument names of a definition's function, which the kernel binds by name."""
    return tuple(inspect.signature(function).parameters)
