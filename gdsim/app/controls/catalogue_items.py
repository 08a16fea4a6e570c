"""The catalogue as the pickers list it."""

from __future__ import annotations

from functools import partial

from gdsim.app.controls.picker import Item
from gdsim.catalogue.additions import remembered
from gdsim.catalogue.discovery import discover


@remembered
def functions() -> tuple[Item, ...]:
    """Every objective function, those of two variables first."""
    from gdsim.objectives.function import Function

    found = discover("function")
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


@remembered
def optimizers() -> tuple[Item, ...]:
    """Every optimizer, by its public name."""
    return _methods("optimizer")


@remembered
def data_sets() -> tuple[Item, ...]:
    """Every data set, those that can be drawn first."""
    from gdsim.app.model.network_edits import named_data, title
    from gdsim.objectives.datasets import catalogue

    items = []
    for name, each in catalogue().items():
        classes = each.classes if each.hyper else named_data(name).classes
        kind = f"{len(classes)} classes" if classes else "values"
        count = len(each.inputs)
        inputs = f"{count} input{'s' * (count != 1)}" if count else "any inputs"
        items.append(Item(name, title(name), each.summary, None, f"{inputs}, {kind}"))
    return tuple(sorted(items, key=lambda item: (item.note[0] not in "12", item.title)))


@remembered
def activations() -> tuple[str, ...]:
    """The names of the activations of hidden layers."""
    known = discover("activation")
    return tuple(name for name, each in known.items() if each.whole is None)


@remembered
def schedules() -> tuple[Item, ...]:
    """Every schedule, the constant one first."""
    return tuple(sorted(_methods("schedule"), key=lambda item: item.name != "constant"))


def _methods(kind: str) -> tuple[Item, ...]:
    items = [
        Item(name, each.name, each.summary, partial(str, each.formula))
        for name, each in discover(kind).items()
    ]
    return tuple(sorted(items, key=lambda item: item.title.casefold()))


def _latex(function: type, name: str) -> str:
    return str(function(name).latex)
