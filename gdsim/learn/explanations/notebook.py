"""Explanations for a notebook: Markdown, HTML and LaTeX, with typeset formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from gdsim.base.figures import elided, number, values, written
from gdsim.learn.explanations.names import latex_name, upright
from gdsim.learn.explanations.show import is_heading, is_matrix, is_number, is_table, left_out
from gdsim.learn.explanations.step import Step


def markdown(title: str, steps: Iterable[Step], conclusion: str) -> str:
    """An explanation as Markdown, its formulas between dollar signs."""
    parts = [f"### {_plain(title)}"]
    for step in steps:
        if is_heading(step):
            parts += [f"**{_plain(step.name)}**", _plain(step.sentence)]
            continue
        parts.append(f"$$\\displaystyle {equation(step)}$$")
        if is_table(step.values):
            parts.append(_markdown_table(step.values))
        parts += [_plain(each) for each in _sentences(step)]
    parts.append(f"**{_plain(conclusion)}**" if conclusion else "")
    return "\n\n".join(part for part in parts if part)


def html(title: str, steps: Iterable[Step], conclusion: str) -> str:
    """An explanation as HTML, its formulas between dollar signs, which notebooks typeset."""
    parts = [f"<h3>{escape(title)}</h3>"]
    for step in steps:
        if is_heading(step):
            parts.append(f"<h4>{escape(step.name)}</h4>")
            parts += [f"<p>{escape(step.sentence)}</p>"] if step.sentence else []
            continue
        parts.append(f"<p>$\\displaystyle {escape(equation(step))}$</p>")
        if is_table(step.values):
            parts.append(_html_table(step.values))
        parts += [f"<p>{escape(each)}</p>" for each in _sentences(step)]
    if conclusion:
        parts.append(f"<p><strong>{escape(conclusion)}</strong></p>")
    return "\n".join(['<div class="gdsim-explanation">', *parts, "</div>"])


def latex(steps: Iterable[Step]) -> str:
    """Only the formulas of an explanation, one below the other."""
    lines = [equation(step) for step in steps if not is_heading(step)]
    return "$\\begin{gathered}\n" + " \\\\\n".join(lines) + "\n\\end{gathered}$"


def equation(step: Step) -> str:
    """A step as a LaTeX equation: name = formula = value."""
    sides = [latex_name(step.name)]
    if step.latex:
        sides.append(step.latex)
    if step.value is not None:
        sides.append(latex_value(step.value))
    return " = ".join(dict.fromkeys(sides))


def latex_value(value: Any) -> str:
    """A number, a vector or a matrix as LaTeX; long ones are shortened."""
    if is_matrix(value):
        rows = [row if row == "…" else elided(row) for row in elided(value)]
        lines = [" & ".join(map(latex_number, row)) for row in rows]
        return r"\begin{pmatrix}" + r" \\ ".join(lines) + r"\end{pmatrix}"
    if isinstance(value, list | tuple | np.ndarray):
        inside = r",\, ".join(map(latex_value, elided(value)))
        return rf"\left({inside}\right)"
    return latex_number(value)


def latex_number(value: Any) -> str:
    """A number as LaTeX, in four figures."""
    if not is_number(value):
        return r"\dots" if value == "…" else upright(written(value))
    words = number(value)
    mantissa, _, exponent = words.partition("e")
    if words.endswith("infinite"):
        return words.replace("infinite", r"\infty")
    if words == "undefined":
        return r"\text{undefined}"
    return rf"{mantissa} \cdot 10^{{{exponent}}}" if exponent else words


def _sentences(step: Step) -> Iterator[str]:
    named = {name: each for name, each in step.values.items() if is_number(each)}
    shown = named or left_out(step)
    if shown:
        yield f"with {values(shown)}"
    if step.sentence:
        yield step.sentence
    if step.check is not None:
        yield f"check by {step.check['by']}: {written(step.check['value'])}"


def _cells(columns: Mapping[str, Sequence[Any]]) -> list[list[str]]:
    return [
        [each if isinstance(each, str) else written(each) for each in row]
        for row in zip(*columns.values(), strict=True)
    ]


def _markdown_table(columns: Mapping[str, Sequence[Any]]) -> str:
    rows = [list(columns), ["---"] * len(columns), *_cells(columns)]
    return "\n".join("| " + " | ".join(_plain(each) for each in row) + " |" for row in rows)


def _html_table(columns: Mapping[str, Sequence[Any]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    rows = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in _cells(columns)]
    return f"<table><tr>{head}</tr>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _plain(words: str) -> str:
    """Words with Markdown's special characters escaped, so that x**2 does not begin bold text."""
    return re.sub(r"([\\`*_|<>$])(?!--)", r"\\\1", words)
