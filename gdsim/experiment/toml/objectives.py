"""The objective of an experiment file: a table whose key names its kind.

Functions and networks have forms of their own. Other kinds are written as their arguments,
`objective = { KIND = { ... } }`, and read by their class.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from gdsim.base.errors import SettingError, placed, shown
from gdsim.base.sources import Sources
from gdsim.experiment.toml import function, network
from gdsim.experiment.toml.values import Named, read_setting, read_table, table_text
from gdsim.objectives.objective import KINDS, Objective

Written = tuple[str, list[str]]  # what follows `objective =`, and the lines of a table


class Form(NamedTuple):
    """How a kind of objective is read and written; `keys` are those of the table `objective`."""

    keys: tuple[str, ...]
    read: Callable[[dict[str, Any], Sources], Objective]
    write: Callable[[Any, Path | None, bool, Named | None], Written]


def _of_arguments(kind: str) -> Form:
    """The form of a kind that has none of its own: its arguments by name."""

    def read(table: dict[str, Any], sources: Sources) -> Objective:
        key = f"objective.{kind}"
        given = read_table(table[kind], key, None, f"a table of a {kind}'s arguments")
        fields = {
            name: read_setting(value, f"{key}.{name}", sources)
            if isinstance(value, dict)
            else value
            for name, value in given.items()
        }
        with placed(key):
            return KINDS[kind](**fields)

    def write(
        objective: Objective, folder: Path | None, by_content: bool, named: Named | None
    ) -> Written:
        return f"{{ {kind} = {table_text(dict(objective.file_fields()), named)} }}", []

    return Form((kind,), read, write)


_FORMS = {
    "function": Form(function.KEYS, function.read, function.write),
    "network": Form(network.KEYS, network.read, network.write),
}


def read_objective(value: Any, sources: Sources) -> Objective:
    """The objective of a file; a plain string is a function's name or text."""
    if isinstance(value, str):
        value = {"function": value}
    forms = {kind: _form(kind) for kind in KINDS}
    known = tuple(key for form in forms.values() for key in form.keys)
    table = read_table(value, "objective", known, "a function's name or text, or a table")
    kinds = [kind for kind in forms if kind in table]
    if not kinds:
        raise SettingError(f"the key {' or '.join(map(repr, forms))} is missing", "objective")
    form = forms[kinds[-1]]
    for name in table:
        if name not in form.keys:
            raise SettingError(f"a {kinds[-1]} takes no {shown(name)} here", f"objective.{name}")
    return form.read(table, sources)


def write_objective(
    objective: Objective, folder: Path | None, by_content: bool, named: Named | None
) -> Written:
    """What follows `objective =`, and the lines of a table of its own."""
    return _form(objective.kind).write(objective, folder, by_content, named)


def _form(kind: str) -> Form:
    return _FORMS.get(kind) or _of_arguments(kind)
