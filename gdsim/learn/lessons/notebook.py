"""A lesson as a Jupyter notebook: its text, its questions, and cells that measure and go on."""

from __future__ import annotations

import json
import re
from typing import Any

from gdsim.base import assets
from gdsim.base.version import __version__
from gdsim.experiment.script import call
from gdsim.learn.lessons.lesson import Lesson


def notebook(lesson: Lesson) -> str:
    """The text of an .ipynb file (nbformat 4.5), its cells not yet executed."""
    shipped = lesson.path.parent == assets.path("lessons")
    name = lesson.name if shipped else str(lesson.path)
    cells = [
        _markdown(f"# {_plain(lesson.title)}", *map(_plain, lesson.paragraphs)),
        *_questions(lesson),
        _code("import gdsim as gd", "", f"lesson = gd.learn.lesson({name!r})", "lesson.run()"),
    ]
    if lesson.has_explanations:
        cells.append(_code("for each in lesson.explanations():", "    display(each)"))
    if lesson.task is not None:
        changes = ", ".join(f"{each!r}: ..." for each in lesson.task.change)
        cells += [
            _markdown(f"**Task.** {_plain(lesson.task.text)}"),
            _code(f"# print(lesson.attempt({{{changes}}}))"),
        ]
    experiment = lesson.experiments[lesson.variants[0]]
    cells += [
        _markdown("**Go on from here.** The experiment; change what you like."),
        _code(f"experiment = {call(experiment)}", "result = experiment.run()",
              "gd.verdict_table(result)"),
    ]  # fmt: skip
    if lesson.source:
        cells.append(_markdown(f"Source: {_plain(lesson.source)}"))
    return _file([{"id": f"cell-{n}", **cell} for n, cell in enumerate(cells)])


def _questions(lesson: Lesson) -> list[dict[str, Any]]:
    asked = [claim.ask for claim in lesson.claims if claim.ask is not None]
    if not asked:
        return []
    lines = ["**Predict first**, then run the cell below."]
    for number, ask in enumerate(asked, 1):
        choices = f" ({' / '.join(map(_plain, ask.choices))})" if ask.choices else ""
        lines.append(f"{number}. {_plain(ask.words)}{choices}")
    return [_markdown(*lines)]


def _file(cells: list[dict[str, Any]]) -> str:
    made = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "gdsim": __version__,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def _markdown(*parts: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": "\n\n".join(parts)}


def _code(*lines: str) -> dict[str, Any]:
    source = "\n".join(lines)
    return {
        "cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [],
        "source": source,
    }  # fmt: skip


def _plain(words: str) -> str:
    """Words with Markdown's special characters escaped, so that a * b * c is no emphasis."""
    return re.sub(r"([\\`*_|<>$])", r"\\\1", words)
