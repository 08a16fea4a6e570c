"""A lesson, measured, as one HTML file that needs no network: for a phone, light and dark."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape

from gdsim.base.palette import DARK, LIGHT
from gdsim.experiment.script import call
from gdsim.learn.lessons.claims import Finding
from gdsim.learn.lessons.drawing import svg
from gdsim.learn.lessons.lesson import Lesson, Measured
from gdsim.learn.lessons.questions import Question
from gdsim.learn.lessons.words import as_html

_COLUMNS = 42  # of an explanation's text; more would not fit on a phone

_COLOURS = "text", "muted", "background", "surface", "line", "accent"
_STYLE = """
body { margin: 0 auto; padding: 24px 16px 64px; max-width: 40rem; background: var(--background);
  color: var(--text); font: 17px/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
figure { margin: 1.6rem 0; } img { width: 100%; height: auto; }
figcaption, .numbers, footer { color: var(--muted); font-size: .88em; }
details, .claim { border-top: 1px solid var(--line); padding: 10px 0; }
fieldset { border: 0; border-left: 3px solid var(--line); margin: 0 0 1.4rem;
  padding: 0 0 0 12px; min-width: 0; } legend { padding: 0; float: left; width: 100%; }
legend + * { clear: both; }
summary { cursor: pointer; color: var(--accent); } label { display: block; padding: 3px 0; }
input:not([type=radio]) { font: inherit; width: 9em; padding: 4px; color: inherit;
  background: var(--surface); border: 1px solid var(--line); }
pre { background: var(--surface); padding: 12px; overflow-x: auto; font-size: 12px;
  line-height: 1.45; } pre.command { white-space: pre-wrap; } sup, sub { line-height: 0; }
"""


def page(measured: Measured) -> str:
    """The text of an .html file: text, questions with folded answers, picture, claims, code."""
    lesson = measured.lesson
    parts = [f"<h1>{as_html(lesson.title)}</h1>"]
    parts += [f"<p>{as_html(paragraph)}</p>" for paragraph in lesson.paragraphs]
    asked = [each for each in measured.findings if each.claim.ask is not None]
    if asked:
        parts.append("<h2>Predict first</h2>")
        parts += [_question(f"q{n}", finding) for n, finding in enumerate(asked)]
    if lesson.picture is not None:
        parts.append(_figure(measured))
    parts.append("<h2>Measured</h2>")
    parts += [f'<div class="claim">{_claim(finding)}</div>' for finding in measured.findings]
    parts += [*_task(lesson), *_worked(lesson), *_code(lesson)]
    if lesson.source:
        parts.append(f"<footer><p>Source: {as_html(lesson.source)}</p></footer>")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(lesson.title)}</title>\n<style>{_style()}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _style() -> str:
    """The style sheet, with the colours of both looks, of which the browser shows one."""
    light, dark = (
        "".join(f" --{name}: {getattr(theme, name)};" for name in _COLOURS)
        for theme in (LIGHT, DARK)
    )
    return (
        f"\n:root {{ color-scheme: light dark;{light} }}"
        f"\n@media (prefers-color-scheme: dark) {{ :root {{{dark} }} }}{_STYLE}"
    )


def _question(name: str, finding: Finding) -> str:
    ask = finding.claim.ask
    assert ask is not None
    right = f"<div>{as_html(ask.right)}.</div>" if ask.right else ""
    answer = f"<details><summary>Answer</summary>{right}{_claim(finding)}</details>"
    return f"<fieldset><legend>{as_html(ask.words)}</legend>{_inputs(name, ask)}{answer}</fieldset>"


def _inputs(name: str, ask: Question) -> str:
    if ask.place:
        return f'<input type="text" aria-label="{escape(ask.words)}">'
    if not ask.choices:
        return f'<input type="number" step="any" aria-label="{escape(ask.words)}">'
    return "".join(
        f'<label><input type="radio" name="{name}"> {as_html(choice)}</label>'
        for choice in ask.choices
    )


def _claim(finding: Finding) -> str:
    claim = finding.claim
    mark = "✓" if finding.held else "✗"
    said = [f"<div>{mark} {as_html(claim.sentence)}</div>"]
    said.append(f'<div class="numbers">{as_html(finding.numbers)}</div>')
    if claim.otherwise:
        said.append(f"<div>Often said, but not true: {as_html(claim.otherwise)}</div>")
    return "".join(said)


def _figure(measured: Measured) -> str:
    """The picture in both looks, of which the browser shows the one that fits."""
    picture = measured.lesson.picture
    assert picture is not None
    light, dark = (_data(svg(measured.figure(look), look)) for look in (False, True))
    return (
        f'<figure><picture><source media="(prefers-color-scheme: dark)" srcset="{dark}">'
        f'<img src="{light}" alt="{escape(picture.caption)}"></picture>'
        f"<figcaption>{as_html(picture.caption)}</figcaption></figure>"
    )


def _data(text: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}"


def _task(lesson: Lesson) -> Iterator[str]:
    task = lesson.task
    if task is None:
        return
    yield f"<h2>Task</h2><p>{as_html(task.text)}</p>"
    yield f'<pre class="command">gdsim lesson {escape(lesson.name)} {escape(task.tries)}</pre>'
    yield f"<details><summary>One solution</summary>{escape(task.solved)}</details>"


def _worked(lesson: Lesson) -> Iterator[str]:
    if lesson.has_explanations:
        yield "<h2>Worked through</h2>"
    for each in lesson.explanations():
        steps = escape(each.text(_COLUMNS))
        yield f"<details><summary>{as_html(each.title)}</summary><pre>{steps}</pre></details>"


def _code(lesson: Lesson) -> Iterator[str]:
    made = call(lesson.experiments[lesson.variants[0]])
    lines = f"import gdsim as gd\n\nexperiment = {made}\nresult = experiment.run()"
    yield "<h2>Go on from here</h2>"
    yield f"<pre>{escape(lines)}</pre>"
