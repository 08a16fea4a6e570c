"""The catalogue as the pickers list it."""

from __future__ import annotations

from functools import partial

from gdsim.additions import remembered
from gdsim.app.controls.picker import Item
from gdsim.catalogue import discover


@remembered
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


@remembered
def optimizers() -> tuple[Item, ...]:
    """Every optimizer, by its public name."""
    return _methods("gdsim.optimizers")


@remembered
def data_sets() -> tuple[Item, ...]:
    """Every data set, those that can be drawn first."""
    from gdsim.app.network_edits import named_data, title
    from gdsim.datasets import catalogue

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
    known = discover("gdsim.activations")
    return tuple(name for name, each in known.items() if each.whole is None)


@remembered
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
