"""The comments of an experiment file, kept when the file is written again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gdsim.base import toml_text
from gdsim.experiment.toml.lines import comments_of, keys_of

_OPTIMIZER = re.compile(r"optimizers\[(\d+)\]")


@dataclass
class _Comments:
    """The lines of comments above a key, and the comment beside it."""

    above: list[str] = field(default_factory=list)
    beside: str = ""


def carried(old: str, new: str, apart: str) -> str:
    """The text `new` with the comments that `old` has above and beside the same keys.

    Those of keys that are no more are lost, of optimizers that are others, and
    inside of values; the table `apart` keeps its text itself.
    """
    before, after = _document(old), _document(new)
    if "gdsim" not in before:
        return new
    known, end = _comments(old, apart)
    names, others = _optimizers(before), _optimizers(after)
    lines = new.split("\n")
    for path, line in reversed(_first_of_lines(new)):
        comments = known.get(path)
        number = _OPTIMIZER.match(path)
        place = int(number[1]) if number else -1
        if comments is None or (number and names[place : place + 1] != others[place : place + 1]):
            continue
        if comments.beside:
            lines[line - 1] += f"  {comments.beside}"
        lines[line - 1 : line - 1] = comments.above
    text = "\n".join([*lines[:-1], *end, *lines[-1:]])
    # A comment beside the beginning of a long text would be a part of the text.
    return text if _document(text) == after else new


def _comments(text: str, apart: str) -> tuple[dict[str, _Comments], list[str]]:
    """The comments of each key, by its path, and the lines of those at the end."""
    known: dict[str, _Comments] = {}
    firsts = {line: path for path, line in _first_of_lines(text)}
    waiting: list[str] = []
    last = ""
    comments = dict(_own_and_others(text))
    for line, content in enumerate(text.split("\n"), 1):
        comment, is_own = comments.get(line, ("", False))
        if is_own or (waiting and not content.strip()):  # or a blank line below one
            waiting.append(comment)
        if line not in firsts:
            continue
        path = firsts[line]
        if not _is_in(path, apart):
            above = [] if _is_in(last, apart) else waiting  # which its text has already
            known[path] = _Comments(above, comment)
        waiting, last = [], path
    while waiting and not waiting[-1]:
        waiting.pop()
    return known, [] if _is_in(last, apart) else waiting


def _own_and_others(text: str) -> Iterator[tuple[int, tuple[str, bool]]]:
    """Each comment with its line, and whether it has the line for itself."""
    for place, comment in comments_of(text):
        before = text[:place]
        is_own = not before[before.rfind("\n") + 1 :].strip()
        yield before.count("\n") + 1, (comment.rstrip("\r"), is_own)


def _first_of_lines(text: str) -> list[tuple[str, int]]:
    """The first key of each line that has one, by its path."""
    firsts: dict[int, str] = {}
    for path, line in keys_of(text):
        firsts.setdefault(line, path)
    return [(path, line) for line, path in firsts.items()]


def _is_in(path: str, table: str) -> bool:
    return path == table or path.startswith((f"{table}.", f"{table}["))


def _optimizers(document: dict[str, Any]) -> list[object]:
    """The names of the optimizers, in order."""
    given = document.get("optimizers")
    tables = given if isinstance(given, list) else [given]
    return [each.get("name") if isinstance(each, dict) else each for each in tables]


def _document(text: str) -> dict[str, Any]:
    """The content of a text; nothing if it is no TOML."""
    try:
        return toml_text.tables(text)
    except (ValueError, RecursionError):
        return {}
