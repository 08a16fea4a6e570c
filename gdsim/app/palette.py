"""The command palette: all that the window can do, found by its words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from gdsim.app.controls import catalogue_items
from gdsim.app.controls.picker import Item, Picker
from gdsim.app.files import Files
from gdsim.app.look.formula import Formulas
from gdsim.app.look.type_size import px
from gdsim.app.menus import Menus, plain
from gdsim.app.model.recent import examples, lessons
from gdsim.app.model.workbench import Workbench
from gdsim.app.panel import Panel
from gdsim.app.translation import tr
from gdsim.catalogue.choices import methods

WIDTH = 560  # px


class Searched(Protocol):
    """The window, as far as its palette commands it."""

    files: Files
    menus: Menus
    panel: Panel
    workbench: Workbench

    def go_to(self, workspace: str) -> None: ...


@dataclass(frozen=True)
class Command:
    """An entry, what it does, and why it cannot be done at present ("": it can)."""

    item: Item
    do: Callable[[], object]
    refusal: str = ""


class Palette:
    """Pops up over the window: actions, functions, optimizers, lessons and examples."""

    def __init__(self, window: Searched, over: QWidget, formulas: Formulas) -> None:
        self._window, self._over, self._formulas = window, over, formulas
        self.picker: Picker | None = None

    def pop_up(self) -> None:
        """Show the list, made anew: what can be done depends on the experiment."""
        if self.picker is not None:
            self.picker.deleteLater()
        commands = {command.item.name: command for command in self.commands()}
        hint = tr("Search commands, functions, optimizers, lessons and examples")
        items = [command.item for command in commands.values()]
        self.picker = Picker(items, self._formulas, self._over, hint)
        self.picker.refuse({name: c.refusal for name, c in commands.items() if c.refusal})
        self.picker.picked.connect(lambda name: commands[name].do())
        self.picker.pop_up(self._over)
        width = min(px(WIDTH), self._over.width())
        self.picker.resize(width, self.picker.height())
        middle = (self._over.width() - width) // 2
        self.picker.move(self._over.mapToGlobal(QPoint(middle, 48)))

    def commands(self) -> Iterator[Command]:
        """All entries."""
        window = self._window
        for number, (menu, action) in enumerate(window.menus.actions):
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            item = Item(f"action {number}", plain(action.text()), menu, None, keys)
            refusal = "" if action.isEnabled() else tr("There is nothing for it to do at present.")
            yield Command(item, action.trigger, refusal)
        for item in catalogue_items.functions():
            yield Command(_entry(item, tr("function")), partial(self._minimise, item.name))
        optimizers = methods("optimizer")
        objective = window.workbench.experiment.objective
        for item in catalogue_items.optimizers():
            why = objective.why_not(optimizers[item.name].definition)
            add = partial(window.panel.optimizers.choose, item.name)
            refusal = f"{item.title} {why}." if why else ""
            yield Command(_entry(item, tr("add optimizer")), add, refusal)
        for kind, files in ((tr("lesson"), lessons()), (tr("example"), examples())):
            for title, path in files.items():
                item = Item(f"{kind} {path.name}", title, path.name, None, kind)
                yield Command(item, partial(window.files.open_example, path))

    def _minimise(self, function: str) -> None:
        if not self._window.workbench.experiment.objective.has_domain:
            self._window.go_to("descent")
        self._window.panel.objective.choose(function)


def _entry(item: Item, kind: str) -> Item:
    """An item of the catalogue in a list of several kinds, without its formula."""
    return Item(f"{kind} {item.name}", item.title, item.summary, None, kind)
