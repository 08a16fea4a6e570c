"""The catalogue as the pickers list it."""

from __future__ import annotations

from functools import partial

from gdsim.app.controls.picker import Item
from gdsim.app.model.network_edits import named_data, title
from gdsim.catalogue.additions import remembered
from gdsim.catalogue.choices import Kind
from gdsim.catalogue.discovery import discover
from gdsim.objectives import Function
from gdsim.objectives.datasets import catalogue


@remembered
def functions() -> tuple[Item, ...]:
    """Every objective function, those of two variables first."""
    items = [
        Item(
            name,
            definition.title or name.replace("_", " ").capitalize(),
            definition.summary,
            partial(_latex, name),
            {1: "1 variable", 2: "2 variables"}.get(
                len(definition.domain), f"{len(definition.domain)} variables"
            ),
        )
        for name, definition in discover("function").items()
    ]
    return tuple(sorted(items, key=lambda item: (item.note != "2 variables", item.title)))


@remembered
def optimizers() -> tuple[Item, ...]:
    """Every optimizer, by its public name."""
    return _methods("optimizer")


@remembered
def data_sets() -> tuple[Item, ...]:
    """Every data set, those that can be drawn first."""
    items = []
    for name, definition in catalogue().items():
        classes = definition.classes if definition.hyper else named_data(name).classes
        kind = f"{len(classes)} classes" if classes else "values"
        count = len(definition.inputs)
        inputs = f"{count} input{'s' * (count != 1)}" if count else "any inputs"
        items.append(Item(name, title(name), definition.summary, None, f"{inputs}, {kind}"))
    return tuple(sorted(items, key=lambda item: (item.note[0] not in "12", item.title)))


@remembered
def activations() -> tuple[str, ...]:
    """The names of the activations of hidden layers."""
    definitions = discover("activation")
    return tuple(name for name, definition in definitions.items() if definition.whole is None)


@remembered
def schedules() -> tuple[Item, ...]:
    """Every schedule, the constant one first."""
    return tuple(sorted(_methods("schedule"), key=lambda item: item.name != "constant"))


def _methods(kind: Kind) -> tuple[Item, ...]:
    items = [
        Item(name, definition.name, definition.summary, partial(str, definition.formula))
        for name, definition in discover(kind).items()
    ]
    return tuple(sorted(items, key=lambda item: item.title.casefold()))


def _latex(name: str) -> str:
    return Function(name).latex
