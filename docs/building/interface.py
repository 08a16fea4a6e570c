"""The pages of the Python interface: the public names, by module, from their docstrings."""

from __future__ import annotations

import inspect
import re
from typing import Any

import gdsim
from gdsim.base.public import MODULES, PUBLIC

TITLES = {
    "interface": ("The names of gdsim", "gdsim"),
    **{name: (f"gdsim.{name}", f"gdsim.{name}") for name in MODULES if name != "inits"},
}
# A paragraph or a sentence that begins with names and a colon.
_ITEM = re.compile(r"(?:^|(?<=\. ))([a-z]\w*(?:, [a-z]\w*)*|Errors|Source): ")


def listed() -> list[str]:
    """The names of the pages, in their order."""
    return [f"api-{name}" for name in TITLES]


def pages() -> dict[str, str]:
    """The text of each page, by its file."""
    return {f"api-{name}.rst": _page(*TITLES[name]) for name in TITLES}


def _page(title: str, module: str) -> str:
    owner = gdsim if module == "gdsim" else getattr(gdsim, module.partition(".")[2])
    names = PUBLIC if owner is gdsim else getattr(owner, "__all__", dir(owner))
    parts = [title, "=" * len(title), ""]
    for name in sorted(names, key=str.lower):
        each = getattr(owner, name)
        is_class = inspect.isclass(each)
        if name.startswith("_") or not (is_class or inspect.isfunction(each)):
            continue
        parts += [name, "-" * len(name), ""]
        parts.append(f".. auto{'class' if is_class else 'function'}:: {module}.{name}")
        if is_class and not issubclass(each, Exception):
            parts += ["   :members:", "   :inherited-members: object, int, tuple, Enum, IntEnum"]
        parts.append("")
    return "\n".join(parts)


def as_rst(app: Any, what: str, name: str, each: Any, options: Any, lines: list[str]) -> None:
    """Make a plain docstring what reStructuredText shows as it was written.

    A sentence that begins with names and a colon becomes an item of a list; lines that are set in
    are code.
    """
    made = [_paragraph(each.splitlines()) for each in re.split(r"\n\s*\n", "\n".join(lines))]
    lines[:] = "\n\n".join(made).splitlines()


def _paragraph(lines: list[str]) -> str:
    if lines and all(line.startswith("    ") for line in lines):
        return "::\n\n" + "\n".join(lines)
    before, *rest = _ITEM.split(" ".join(line.strip() for line in lines))
    pairs = zip(rest[::2], rest[1::2], strict=True)
    items = [f"- **{_escaped(label)}**: {_escaped(words)}" for label, words in pairs]
    return "\n\n".join(each for each in (_escaped(before), "\n".join(items)) if each)


def _escaped(text: str) -> str:
    """Words with what is in `backquotes` as code, and nothing else marked."""
    parts = re.split(r"`([^`]+)`", text)
    for n, part in enumerate(parts):
        if n % 2:
            parts[n] = rf"\ ``{part}``\ "
        else:
            parts[n] = re.sub(r"([\\*|`]|_(?=\W|$))", r"\\\1", part)
    return "".join(parts).strip()
