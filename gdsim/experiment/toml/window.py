"""The table [window] of an experiment file: how the window shows the experiment.

    [window]
    names = ["Fast", ""]                 # of the optimizers, in their order; "": the usual one
    colours = ["#C03030", 3]             # "#RRGGBB", the number of one of the twelve, or ""

    [[window.views]]                     # bookmarks of the map
    name = "learning rate 0.001-1, momentum 0-1"
    x = { setting = "optimizer.lr", range = [0.001, 1.0] }
    y = { setting = "optimizer.momentum", range = [0.0, 1.0] }
    colour = "best_loss"                 # the result that it is coloured by
    ranks = true                         # whether each colour has as many pixels
    optimizer = 0                        # whose runs they are

It changes no run: it is no part of an `Experiment`, of its hash, or of a result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.settings import flag, number, whole
from gdsim.experiment.toml.values import read_table, table_text, value_text

KEY = "window"
LONGEST = 200  # characters of a name
MOST_VIEWS = 1000
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_SIDE = ("setting", "range")


@dataclass(frozen=True)
class Side:
    """A side of a view of the map: the key of a setting, and the part of it that is seen."""

    setting: str
    range: tuple[float, float]


@dataclass(frozen=True)
class View:
    """A view of the map: its sides, the result that colours it, and whose runs they are."""

    name: str
    x: Side
    y: Side
    colour: str = "loss"
    ranks: bool = False
    optimizer: int = 0


@dataclass(frozen=True)
class WindowTable:
    """What a file says of how the window shows its experiment.

    names, colours: of the optimizers, in their order; "" for the usual one.
    """

    names: tuple[str, ...] = ()
    colours: tuple[str | int, ...] = ()
    views: tuple[View, ...] = ()

    def of_first(self, optimizers: int) -> WindowTable:
        """The table without what it says of further optimizers."""
        views = tuple(view for view in self.views if view.optimizer < optimizers)
        return WindowTable(self.names[:optimizers], self.colours[:optimizers], views)


def read_window(document: dict[str, Any], optimizers: int) -> WindowTable:
    """The table of a parsed file with so many optimizers; SettingError has the key."""
    table = read_table(document.get(KEY, {}), KEY, ("names", "colours", "views"), "a table")
    names = _listed(table, "names", optimizers)
    colours = _listed(table, "colours", optimizers)
    views = _listed(table, "views", MOST_VIEWS)
    return WindowTable(
        tuple(_name(value, f"{KEY}.names") for value in names),
        tuple(map(_colour, colours)),
        tuple(_view(value, f"{KEY}.views[{i}]", optimizers) for i, value in enumerate(views)),
    )


def window_lines(table: WindowTable) -> Iterator[str]:
    """The lines of a table in a file, none if it says nothing."""
    if table == WindowTable():
        return
    yield from ("", f"[{KEY}]")
    for name in ("names", "colours"):
        values = getattr(table, name)
        if values:
            yield f"{name} = {value_text(values)}"
    for view in table.views:
        yield from ("", f"[[{KEY}.views]]", f"name = {value_text(view.name)}")
        for name, side in (("x", view.x), ("y", view.y)):
            yield f"{name} = {table_text({'setting': side.setting, 'range': side.range})}"
        for name in ("colour", "ranks", "optimizer"):
            yield f"{name} = {value_text(getattr(view, name))}"


def _listed(table: dict[str, Any], name: str, most: int) -> list[Any]:
    key, values = f"{KEY}.{name}", table.get(name, [])
    if not isinstance(values, list):
        raise SettingTypeError(f"{key} must be a list, got {shown(values)}", key)
    if len(values) > most:
        of_what = "views" if name == "views" else "optimizers"
        raise SettingError(f"{key} has {len(values)} values for {most} {of_what}", key)
    return values


def _name(value: Any, key: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or not (value + " ").isprintable():
        raise SettingError(
            f"a name must be one line of at most {LONGEST} characters, got {shown(value)}", key
        )
    return value


def _colour(value: Any) -> str | int:
    is_number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    is_text = isinstance(value, str) and (not value or _COLOUR.fullmatch(value))
    if not is_number and not is_text:
        raise SettingError(
            f'a colour must be "#RRGGBB", the number of one of the twelve, or "", '
            f"got {shown(value)}",
            f"{KEY}.colours",
        )
    colour: str | int = value
    return colour


def _view(value: Any, key: str, optimizers: int) -> View:
    known = ("name", "x", "y", "colour", "ranks", "optimizer")
    table = read_table(value, key, known, "a table with a name, x and y")
    for name in ("name", "x", "y"):
        if name not in table:
            raise SettingError(f"{key} has no {name}", key)
    return View(
        _name(table["name"], f"{key}.name"),
        _side(table["x"], f"{key}.x"),
        _side(table["y"], f"{key}.y"),
        _name(table.get("colour", "loss"), f"{key}.colour"),
        flag(table.get("ranks", False), "ranks", f"{key}.ranks"),
        whole(table.get("optimizer", 0), "optimizer", 0, optimizers - 1, f"{key}.optimizer"),
    )


def _side(value: Any, key: str) -> Side:
    table = read_table(value, key, _SIDE, "a table with a setting and a range")
    ends = table.get("range")
    if not isinstance(ends, list) or len(ends) != 2:
        raise SettingError(f"range must be [low, high], got {shown(ends)}", key)
    low, high = (number(end, "an end of range", key=key) for end in ends)
    if not low < high:
        raise SettingError(f"range must rise from low to high, got {shown(ends)}", key)
    return Side(_name(table.get("setting"), key), (low, high))
