"""Explanations as text for a terminal, and their numbers in short form."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gdsim.base.figures import elided, number, values, written
from gdsim.learn.explanations.step import Step

NARROWEST = 30
_INDENT = "    "


def substituted(formula: str, named: Mapping[str, Any]) -> str:
    """A formula with its names replaced by numbers: "2*x + 3" becomes "2*1 + 3"."""
    numbers = {name: value for name, value in named.items() if is_number(value)}
    if not numbers:
        return formula
    longest_first = sorted(numbers, key=len, reverse=True)
    # A name inside another one does not count: u in du/dx, x in x2.
    pattern = rf"(?<![\w∂])(?:{'|'.join(map(re.escape, longest_first))})(?![\w(])"

    def replaced(match: re.Match[str]) -> str:
        digits = number(numbers[match.group()])
        before, after = formula[: match.start()], formula[match.end() :]
        alone = before.endswith(("(", ", ")) or not before
        alone = alone and (after.startswith((")", ",", " ")) or not after)
        return f"({digits})" if digits.startswith("-") and not alone else digits

    return re.sub(pattern, replaced, formula)


def is_number(value: Any) -> bool:
    """Whether a value is a single number."""
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def is_table(named: Mapping[str, Any]) -> bool:
    """Whether the values of a step are the columns of a table."""
    columns = list(named.values())
    return bool(columns) and all(
        isinstance(each, list | tuple | np.ndarray) and len(each) == len(columns[0])
        for each in columns
    )


def is_heading(step: Step) -> bool:
    """Whether a step is only a heading for those that follow."""
    return not step.formula and step.value is None and not step.values and step.check is None


def equation(step: Step) -> list[str]:
    """The sides of a step's equation: its formula, the formula with numbers, and its value."""
    sides = [step.formula] if step.formula else []
    if step.formula and not is_table(step.values):
        sides.append(substituted(step.formula, step.values))
    if step.value is not None and not is_matrix(step.value):
        sides.append(written(step.value))
    return list(dict.fromkeys(sides))


def is_matrix(value: Any) -> bool:
    """Whether a value is a matrix: rows of numbers."""
    rows = isinstance(value, list | tuple | np.ndarray) and len(value) > 0
    return rows and all(
        isinstance(row, list | tuple | np.ndarray) and all(np.ndim(each) == 0 for each in row)
        for row in value
    )


def left_out(step: Step) -> dict[str, Any]:
    """The values of a step that its formula does not show."""
    if is_table(step.values):
        return {}
    sample = {name: 0.0 for name in step.values}
    return {
        name: value
        for name, value in step.values.items()
        if not is_number(value) or substituted(step.formula, {name: sample[name]}) == step.formula
    }


def plain(value: Any) -> Any:
    """Anything in an explanation as JSON-like data: lists for sequences, words for inf and nan."""
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, Step):
        return plain(vars(value))
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def text(title: str, steps: Iterable[Step], conclusion: str, width: int = 80) -> str:
    """An explanation as plain text, no line longer than `width` columns."""
    width = max(width, NARROWEST)
    head = textwrap.wrap(title, width)
    lines = [*head, "─" * max(map(len, head), default=0)]
    dense = False
    for step in steps:
        shown = list(_step(step, width))
        # There is no empty line between steps of one line each.
        was_dense, dense = dense, len(shown) == 1
        lines += [*([] if was_dense and dense else [""]), *shown]
    if conclusion:
        lines += ["", *textwrap.wrap(conclusion, width)]
    return "\n".join(line.rstrip() for line in lines)


def table(columns: Mapping[str, Sequence[Any]], width: int) -> list[str]:
    """Columns of numbers and words, each as wide as its longest cell; the last may be wrapped."""
    cells = {
        name: [each if isinstance(each, str) else written(each) for each in column]
        for name, column in columns.items()
    }
    widths = {name: max(map(len, [name, *column])) for name, column in cells.items()}
    right = {name: not any(isinstance(each, str) for each in column) for name, column in
             columns.items()}  # fmt: skip
    *first, last = widths
    room = width - sum(widths[name] + 2 for name in first)
    if room < min(widths[last], 12):  # too narrow for columns side by side
        return _stacked(cells, width)
    lines = []
    for row in zip(*([name, *column] for name, column in cells.items()), strict=True):
        named = dict(zip(cells, row, strict=True))
        head = "".join(
            (named[name].rjust if right[name] else named[name].ljust)(widths[name]) + "  "
            for name in first
        )
        tail = named[last].rjust(min(widths[last], room)) if right[last] else named[last]
        start, *rest = textwrap.wrap(tail, room, drop_whitespace=False) or [""]
        lines.append((head + start).rstrip())
        lines += [" " * len(head) + line.strip() for line in rest]
    return lines


def _stacked(cells: Mapping[str, Sequence[str]], width: int) -> list[str]:
    lines: list[str] = []
    for row in zip(*cells.values(), strict=True):
        for name, cell in zip(cells, row, strict=True):
            lines += wrapped(f"{name}: {cell}", width)
        lines.append("")
    return lines[:-1]


def wrapped(formula: str, width: int, hang: str = _INDENT) -> list[str]:
    """A formula on lines of at most `width`: broken at spaces, or after operators if necessary."""
    lines, line = [], ""
    for piece in _pieces(formula, width - len(hang)):
        if len((line + piece).rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = hang
        line += piece
    return [*lines, line.rstrip()]


def _pieces(formula: str, room: int) -> Iterator[str]:
    """A formula in pieces that fit into `room` columns."""
    for word in re.findall(r"\s*\S+\s*", formula):
        if len(word.rstrip()) <= room:
            yield word
            continue
        for part in re.split(r"(?<=[*/,(])(?![*])", word):
            yield from (part[i : i + room] for i in range(0, len(part), room))


def _step(step: Step, width: int) -> Iterator[str]:
    if is_heading(step):
        yield from textwrap.wrap(step.name, width)
        yield from _sentence(step.sentence, width)
        return
    yield from _equation(step, width)
    if step.value is not None and is_matrix(step.value):
        yield from (_INDENT + line for line in _matrix(step.value, width - len(_INDENT)))
    if is_table(step.values):
        yield from (_INDENT + line for line in table(step.values, width - len(_INDENT)))
    rest = left_out(step)
    if rest:
        yield from _sentence(f"with {values(rest)}", width)
    if step.sentence:
        yield from _sentence(step.sentence, width)
    if step.check is not None:
        value = written(step.check["value"])
        yield from _sentence(f"check by {step.check['by']}: {value}", width)


def _equation(step: Step, width: int) -> Iterator[str]:
    sides = equation(step)
    whole = " = ".join([step.name, *sides])
    if not sides:
        yield from textwrap.wrap(f"{step.name} =" if is_matrix(step.value) else step.name, width)
        return
    if len(whole) <= width:
        yield whole
        return
    first, *more = sides
    head = f"{step.name} = "
    hang = " " * len(step.name) if len(step.name) <= width // 4 else _INDENT
    yield from wrapped(head + first, width, hang + _INDENT)
    for side in more:
        lines = wrapped(f"{hang} = {side}", width, hang + _INDENT)
        # A long formula is not repeated with numbers.
        if side is more[-1] or len(lines) <= 3:
            yield from lines


def _matrix(rows: Sequence[Sequence[Any]], width: int) -> list[str]:
    cells = [[number(each) for each in elided(row)] if row != "…" else ["…"] for row in
             elided(rows)]  # fmt: skip
    size = max(len(cell) for row in cells for cell in row)
    lines = ["[ " + "  ".join(cell.rjust(size) for cell in row) + " ]" for row in cells]
    if max(map(len, lines)) <= width:
        return lines
    return [line for row in cells for line in wrapped(f"[{', '.join(row)}]", width)]


def _sentence(sentence: str, width: int) -> list[str]:
    return textwrap.wrap(
        sentence, width, initial_indent=_INDENT, subsequent_indent=_INDENT, break_on_hyphens=False
    )
