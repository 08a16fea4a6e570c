"""How the files of the catalogue are found, and their definitions looked up by name."""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from gdsim.catalogue import definitions
from gdsim.catalogue.additions import additions, prepare_discovery, remembered


class Kind(NamedTuple):
    """A kind of definitions: their class, and the package whose modules have gdsim's own."""

    definition: type
    package: str


KINDS: Mapping[str, Kind] = {
    "function": Kind(definitions.Function, "gdsim.catalogue.functions"),
    "optimizer": Kind(definitions.Optimizer, "gdsim.catalogue.optimizers"),
    "schedule": Kind(definitions.Schedule, "gdsim.catalogue.schedules"),
    "activation": Kind(definitions.Activation, "gdsim.catalogue.activations"),
    "loss": Kind(definitions.Loss, "gdsim.catalogue.losses"),
    "initializer": Kind(definitions.Initializer, "gdsim.catalogue.initializers"),
    "data set": Kind(definitions.DataSet, "gdsim.objectives.datasets.sets"),
    "measure": Kind(definitions.Measure, "gdsim.catalogue.measures"),
    "suite": Kind(definitions.Suite, "gdsim.catalogue.suites"),
}


@remembered
def discover(kind: str) -> dict[str, Any]:
    """Name -> `DEFINITION` of every method of a kind, gdsim's own and users', by name.

    kind: one of `KINDS`, such as "optimizer". Errors: SettingError where a user's own catalogue
    cannot be used.
    """
    prepare_discovery()
    package = KINDS[kind].package
    found = {}
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        definition = getattr(
            importlib.import_module(f"{package}.{module.name}"), "DEFINITION", None
        )
        if definition is not None:
            found[module.name] = definition
    found |= {name: each.definition for name, each in additions().get(kind, {}).items()}
    return dict(sorted(found.items()))


def look_up(kind: str, name: str, what: str = "") -> Any:
    """The definition called `name`; ValueError with the nearest names if there is none.

    what: what the error calls it, if not by its kind.
    """
    known = discover(kind)
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name.lower(), known, n=2, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(known)}"
    raise ValueError(f"unknown {what or kind} {name!r}; {hint}")


def kind_of(definition: object) -> str:
    """The kind of a definition; "" if it is none."""
    return next((word for word, kind in KINDS.items() if type(definition) is kind.definition), "")


def folded(name: str) -> str:
    """A name without what people spell differently: case, hyphens and underscores."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def arguments(function: Callable[..., Any]) -> tuple[str, ...]:
    """The argument names of a definition's function: what the kernel binds by name."""
    return tuple(inspect.signature(function).parameters)
