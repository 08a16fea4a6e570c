"""`gdsim list`: the contents of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gdsim.base.ranges import Flag
from gdsim.cli.screen import print_json, show, table, width

if TYPE_CHECKING:
    from rich.table import Table

    from gdsim.catalogue.choices import Method

WIDE = 120  # terminal columns from which formulas or settings have their own table column


class Kind(StrEnum):
    """The kinds that can be listed."""

    FUNCTIONS = "functions"
    OPTIMIZERS = "optimizers"
    MODIFIERS = "modifiers"
    SCHEDULES = "schedules"
    ACTIVATIONS = "activations"
    LOSSES = "losses"
    INITIALIZERS = "initializers"
    DATASETS = "datasets"
    SUITES = "suites"


def list_methods(
    kind: Annotated[Kind, typer.Argument(help="What to list.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> int:
    """List functions, suites, optimizers, schedules, or the parts of networks."""
    listed = rows(kind)
    if as_json:
        print_json(listed)
        return 0
    show(_functions_table(listed) if kind is Kind.FUNCTIONS else _methods_table(listed))
    return 0


def rows(kind: Kind) -> list[dict[str, Any]]:
    """What there is of a kind: name, settings, summary and whatever else a kind has."""
    return _ROWS.get(kind, lambda: _methods(kind))()


def _functions_table(rows: list[dict[str, Any]]) -> Table:
    if width() >= WIDE:
        made = table("name", "formula", "summary")
        for row in rows:
            made.add_row(row["name"], row["text"], row["summary"])
        return made
    made = table("name", "summary, formula")
    for row in rows:
        made.add_row(row["name"], f"{row['summary']}\n{row['text']}")
    return made


def _methods_table(rows: list[dict[str, Any]]) -> Table:
    wide = width() >= WIDE
    # In Python an activation or a loss is its name in quotes, which needs no column of its own.
    several = any(row["class"] != repr(row["name"]) for row in rows)
    columns = ["settings", "summary"] if wide else ["summary, settings"]
    made = table("name", *["in Python"] * several, *columns)
    for row in rows:
        settings = ", ".join(f"{k}={v['default']}" for k, v in row["settings"].items())
        words = [settings, row["summary"]] if wide else [f"{row['summary']}\n{settings}"]
        made.add_row(row["name"], *[row["class"]] * several, *words)
    return made


def _functions() -> list[dict[str, Any]]:
    from gdsim.catalogue.discovery import discover

    return [
        {
            "name": name,
            "title": each.title or name.replace("_", " ").capitalize(),
            "text": each.text,
            "parameters": {key: _setting(hyper) for key, hyper in each.parameters.items()},
            "domain": [list(pair) for pair in each.domain],
            "start": list(each.start),
            "minima": [list(point) for point in each.minima],
            "minimum": each.minimum,
            "summary": each.summary,
            "source": each.source,
        }
        for name, each in discover("function").items()
    ]


def _methods(kind: Kind) -> list[dict[str, Any]]:
    from gdsim.catalogue.choices import Kind as MethodKind
    from gdsim.catalogue.choices import methods

    singular: dict[Kind, MethodKind] = {
        Kind.OPTIMIZERS: "optimizer",
        Kind.MODIFIERS: "modifier",
        Kind.SCHEDULES: "schedule",
        Kind.ACTIVATIONS: "activation",
        Kind.LOSSES: "loss",
        Kind.INITIALIZERS: "initializer",
    }
    return [
        {
            "name": name,
            "class": _in_python(method),
            "settings": {key: _setting(hyper) for key, hyper in method.hyper.items()},
            "formula": method.definition.formula,
            "summary": method.definition.summary,
            "source": method.definition.source,
        }
        for name, method in methods(singular[kind]).items()
    ]


def _in_python(method: Method) -> str:
    from gdsim.catalogue.choices import CALLED

    if method.kind in CALLED:
        return method.title
    return f"inits.{method.name}" if method.kind == "initializer" else repr(method.name)


def _datasets() -> list[dict[str, Any]]:
    from gdsim.objectives import datasets

    return [
        {
            "name": name,
            "class": f"datasets.{name}",
            "inputs": list(each.inputs),
            "classes": list(each.class_names({})),
            "settings": {key: _setting(hyper) for key, hyper in each.hyper.items()},
            "summary": each.summary,
            "source": each.source,
        }
        for name, each in datasets.catalogue().items()
    ]


def _suites() -> list[dict[str, Any]]:
    from gdsim import suites

    return [
        {
            "name": name,
            "class": f'suite("{name}")',
            "settings": {},
            "functions": list(suites.suite(name, starts=1).names),
            "summary": each.summary,
        }
        for name, each in suites.known().items()
    ]


_ROWS: dict[Kind, Callable[[], list[dict[str, Any]]]] = {
    Kind.FUNCTIONS: _functions,
    Kind.DATASETS: _datasets,
    Kind.SUITES: _suites,
}


def _setting(hyper: Any) -> dict[str, Any]:
    if isinstance(hyper, Flag):
        return {"default": hyper.default, "allowed": "true or false", "summary": hyper.summary}
    return {
        "default": int(hyper.default) if hyper.whole else hyper.default,
        "allowed": str(hyper.range),
        "summary": hyper.summary,
    }
