"""Lessons: experiment files with a text, and with claims that are measured when they run.

A lesson is an ordinary experiment file, which opens and runs like any other, with an extra table:

    [lesson]
    order = 6                            # its place among the lessons
    text = "..."                         # paragraphs, with empty lines between them
    base = "constant"                    # the name of the file's own experiment among variants
    source = "..."                       # the papers that its claims are from

    [lesson.variants.warmup.schedule]    # the same experiment with some of its keys replaced
    name = "constant"
    warmup = 50

    [[lesson.do]]                        # see gdsim.learn.lessons.actions
    [[lesson.claims]]                    # see gdsim.learn.lessons.claims
    [lesson.picture]                     # see gdsim.learn.lessons.pictures
    [lesson.task]                        # see gdsim.learn.lessons.tasks

    [[lesson.explain]]                   # worked through by gdsim.learn.explain
    subject = "(2*x + 3)**2"             # or optimizer = "adam"; else the file's own experiment
    at = { x = 1.0 }
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gdsim.base import assets, toml_text
from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.files import read_text
from gdsim.base.words import in_paragraphs
from gdsim.experiment.toml.lines import line_of
from gdsim.learn.lessons.actions import read_actions
from gdsim.learn.lessons.claims import read_claim
from gdsim.learn.lessons.lesson import UNNAMED, Lesson
from gdsim.learn.lessons.pictures import read_picture
from gdsim.learn.lessons.tasks import read_task

_KEYS = (
    "order", "text", "base", "source", "variants", "claims", "picture", "task", "explain",
    "do",
)  # fmt: skip


def lessons() -> dict[str, Lesson]:
    """The lessons that gdsim ships, by name, in their order."""
    loaded = [load(path) for path in assets.path("lessons").glob("*.toml")]
    return {each.name: each for each in sorted(loaded, key=lambda each: (each.order, each.name))}


def lesson(name: str) -> Lesson:
    """A lesson by its name, or from the file at a path; SettingError if it does not exist."""
    if name.endswith(".toml") or os.sep in name:
        return proved(Path(name))
    folder = assets.path("lessons")
    names = sorted(path.stem for path in folder.glob("*.toml"))
    wanted = name.replace("-", "_")
    if wanted not in names:
        raise SettingError(f"there is no lesson {name!r}; {suggestion(name, names)}")
    return load(folder / f"{wanted}.toml")


def load(path: Path) -> Lesson:
    """Read a lesson's file; SettingError names the file and the line."""
    text = read_text(path)
    try:
        document = toml_text.tables(text)
    except (ValueError, RecursionError) as error:
        words = str(error) if isinstance(error, ValueError) else "nested too deeply"
        raise SettingError(f"{path}: not valid TOML: {words}") from None
    with _located(path, text):
        return _read(path, document)


def proved(path: Path) -> Lesson:
    """Read a lesson's file, and make all that it sets up; SettingError as of `load`."""
    lesson = load(path)
    with _located(path, read_text(path)):
        lesson.prove()
    return lesson


@contextmanager
def _located(path: Path, text: str) -> Iterator[None]:
    """Name the file and the line in errors that are raised inside."""
    try:
        yield
    except SettingError as error:
        line = line_of(text, error.key)
        where = f", line {line}" if line else ""
        kind = SettingTypeError if isinstance(error, TypeError) else SettingError
        raise kind(f"{path}{where} ({error.key}): {error}", error.key) from error


def _read(path: Path, document: dict[str, Any]) -> Lesson:
    table = document.get("lesson")
    if not isinstance(table, dict):
        raise SettingError("not a lesson: the file has no table [lesson]", "lesson")
    for name in table:
        if name not in _KEYS:
            raise SettingError(f"unknown key {name!r}; {suggestion(name, _KEYS)}", f"lesson.{name}")
    text, title = table.get("text"), document.get("title")
    for key, value in (("lesson.text", text), ("title", title)):
        if not isinstance(value, str) or not value.strip():
            raise SettingError("a lesson needs a title and a text", key)
    variants = table.get("variants", {})
    if not isinstance(variants, dict) or not all(isinstance(v, dict) for v in variants.values()):
        raise SettingTypeError("variants must be tables, [lesson.variants.NAME]", "lesson.variants")
    base = str(table.get("base", UNNAMED))
    if base in variants:
        raise SettingError(f"the base and a variant are both called {base!r}", "lesson.base")
    names = (base, *variants)
    claims = table.get("claims")
    if not isinstance(claims, list) or not claims:
        raise SettingError("a lesson needs claims, [[lesson.claims]]", "lesson.claims")
    order = table.get("order", 1000)
    if not isinstance(order, int | float) or isinstance(order, bool):
        raise SettingTypeError(f"order must be a number, got {shown(order)}", "lesson.order")
    return Lesson(
        name=path.stem,
        title=str(title),
        source=" ".join(str(table.get("source", "")).split()),
        paragraphs=in_paragraphs(str(text)),
        order=float(order),
        claims=tuple(
            read_claim(each, f"lesson.claims[{index}]", names) for index, each in enumerate(claims)
        ),
        picture=read_picture(table["picture"], "lesson.picture", names)
        if "picture" in table
        else None,
        task=read_task(table["task"], "lesson.task", names) if "task" in table else None,
        variants=names,
        path=path,
        document=document,
        actions=read_actions(table.get("do", []), "lesson.do", names),
    )
