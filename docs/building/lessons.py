"""A page for each lesson, with what its claims measured when the page was made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from words import plain

import gdsim
from gdsim.experiment.script import call
from gdsim.learn import lesson, lessons
from gdsim.learn.lessons.claims import Finding
from gdsim.learn.lessons.drawing import svg
from gdsim.learn.lessons.lesson import Lesson, Measured
from gdsim.learn.lessons.words import as_html

COLUMNS = 88  # of explanations


def listed() -> list[str]:
    """The names of the lessons, in the order in which they are read."""
    return list(lessons())


def make(folder: Path) -> None:
    """Write the pages of lessons that have none, or one older than the lesson or the library."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = Path(gdsim.__file__).parent.rglob("*.py")
    changed = max(each.stat().st_mtime for each in (*sources, *Path(__file__).parent.glob("*.py")))
    for name in listed():
        given, page = lesson(name), folder / f"{name}.md"
        if not page.is_file() or page.stat().st_mtime < max(changed, given.path.stat().st_mtime):
            print(f"measuring the lesson {name}", flush=True)
            measured = given.run()
            if not measured.as_expected:
                raise RuntimeError(f"the lesson {name} is not measured as it says")
            _draw(measured, folder)
            page.write_text("\n".join(_page(measured)), encoding="utf-8")


def _draw(measured: Measured, folder: Path) -> None:
    """The lesson's picture for both looks."""
    if measured.lesson.picture is not None:
        for look, is_dark in (("light", False), ("dark", True)):
            picture = svg(measured.figure(is_dark), is_dark)
            (folder / f"{measured.lesson.name}-{look}.svg").write_text(picture, encoding="utf-8")


def _page(measured: Measured) -> Iterator[str]:
    given = measured.lesson
    yield f"# {plain(given.title)}\n"
    for paragraph in given.paragraphs:
        yield f"{_words(paragraph)}\n"
    if given.picture is not None:
        for look in ("light", "dark"):
            yield f"```{{image}} {given.name}-{look}.svg\n:class: only-{look}"
            yield f":alt: {given.picture.caption}\n```\n"
        yield f"*{_words(given.picture.caption)}*\n"
    yield "## Measured\n"
    for finding in measured.findings:
        yield from _claim(finding)
    yield from _task(given)
    yield from _worked(given)
    made = call(given.experiments[given.variants[0]])
    yield "## Go on from here\n"
    yield f"The window has it under Start; `gdsim lesson {given.name} --ask` asks, then measures.\n"
    yield f"```python\nimport gdsim as gd\n\nexperiment = {made}\nresult = experiment.run()\n```\n"
    if given.source:
        yield f"Source: {_words(given.source)}\n"


def _claim(finding: Finding) -> Iterator[str]:
    claim = finding.claim
    yield f"- {'✓' if finding.held else '✗'} {_words(claim.sentence)}"
    yield f'  <br><span class="claim-numbers">{_words(finding.numbers)}</span>'
    if claim.otherwise:
        yield f"  <br>Often said, but not true: {_words(claim.otherwise)}"
    yield ""


def _task(given: Lesson) -> Iterator[str]:
    task = given.task
    if task is None:
        return
    yield f"## Task\n\n{_words(task.text)}\n"
    yield f"```sh\ngdsim lesson {given.name} {task.tries}\n```\n"
    yield f"<details><summary>One solution</summary>{escape(task.solved)}</details>\n"


def _worked(given: Lesson) -> Iterator[str]:
    if given.has_explanations:
        yield "## Worked through\n"
    for each in given.explanations():
        steps = escape(each.text(COLUMNS)).replace("\n", "&#10;")  # a blank line ends HTML
        yield f"<details><summary>{as_html(each.title)}</summary><pre>{steps}</pre></details>\n"


def _words(text: str) -> str:
    """Words of a lesson, of which only exponents, indices and arrows are set otherwise."""
    marked = as_html(" ".join(text.split()))
    return "".join(
        part if part.startswith(("<su", "</su", "&")) else plain(part) for part in _parts(marked)
    )


def _parts(marked: str) -> list[str]:
    return re.split(r"(</?su[bp]>|&\w+;)", marked)
