"""The catalogue as the pickers list it."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QImage

from gdsim.app.controls.picker import Item
from gdsim.app.look.data_picture import picture_of
from gdsim.app.look.theme import Theme
from gdsim.app.model.network_edits import named_data, title
from gdsim.app.translation import tr
from gdsim.catalogue.additions import remembered
from gdsim.catalogue.choices import Kind
from gdsim.catalogue.discovery import discover
from gdsim.objectives import Function
from gdsim.objectives.datasets import catalogue


@remembered
def functions() -> tuple[Item, ...]:
    """Every objective function, those of two variables first."""
    ordered = []
    for name, definition in discover("function").items():
        title = definition.title or name.replace("_", " ").capitalize()
        count = len(definition.domain)
        note = tr("{count} variable", "{count} variables", count)
        item = Item(name, title, definition.summary, partial(_latex, name), note)
        ordered.append((count != 2, title, item))
    return tuple(item for *_, item in sorted(ordered, key=lambda each: each[:2]))


@remembered
def optimizers() -> tuple[Item, ...]:
    """Every optimizer, by its public name."""
    return _methods("optimizer")


@remembered
def data_sets() -> tuple[Item, ...]:
    """Every data set, those that can be drawn first."""
    ordered = []
    for name, definition in catalogue().items():
        names = definition.class_names({})
        classes = names if definition.hyper else named_data(name).classes
        kind = tr("{count} class", "{count} classes", len(classes)) if classes else tr("values")
        count = len(definition.inputs)
        inputs = tr("{count} input", "{count} inputs", count) if count else tr("any inputs")
        note, picture = f"{inputs}, {kind}", partial(_picture, name)
        item = Item(name, title(name), definition.summary, None, note, picture)
        ordered.append((count not in (1, 2), item.title, item))
    return tuple(item for *_, item in sorted(ordered, key=lambda each: each[:2]))


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


def _picture(name: str, theme: Theme, side: int) -> QImage:
    """A picture of a data set with its default settings."""
    return picture_of(named_data(name), theme, side)


def _latex(name: str) -> str:
    return Function(name).latex
