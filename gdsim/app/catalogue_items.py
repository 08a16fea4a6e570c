"""The catalogue as the pickers list it."""

from __future__ import annotations

from functools import cache, partial

from gdsim.app.controls.picker import Item
from gdsim.catalogue import discover


@cache
def functions() -> tuple[Item, ...]:
    """Every objective function, those of two variables first."""
    from gdsim.objective import Function

    found = discover("gdsim.functions")
    items = [
        Item(
            name,
            definition.title or name.replace("_", " ").capitalize(),
            definition.summary,
            partial(_latex, Function, name),
            {1: "1 variable", 2: "2 variables"}.get(
                len(definition.domain), f"{len(definition.domain)} variables"
            ),
        )
        for name, definition in found.items()
    ]
    return tuple(sorted(items, key=lambda item: (item.note != "2 variables", item.title)))


@cache
def optimizers() -> tuple[Item, ...]:
    """Every optimizer, by its public name."""
    return _methods("gdsim.optimizers")


@cache
def schedules() -> tuple[Item, ...]:
    """Every schedule, the constant one first."""
    return tuple(sorted(_methods("gdsim.schedules"), key=lambda item: item.name != "constant"))


def _methods(package: str) -> tuple[Item, ...]:
    items = [
        Item(name, each.name, each.summary, partial(str, each.formula))
        for name, each in discover(package).items()
    ]
    return tuple(sorted(items, key=lambda item: item.title.casefold()))


def _latex(function: type, name: str) -> str:
    return str(function(name).latex)
