"""Plain words as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SPECIAL = re.compile(r"([\\`*_\[\]{}$|~])")


def plain(text: str) -> str:
    """A text in which nothing is Markdown."""
    return _SPECIAL.sub(r"\\\1", text.replace("<", "&lt;"))


def code(text: object) -> str:
    """A text as code, also within a table."""
    return "`" + str(text).replace("|", r"\|") + "`"


def settings(rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A table of settings; nothing if there are none."""
    if not rows:
        return []
    lines = ["| setting | default | allowed | |", "|---|---|---|---|"]
    lines += [
        f"| {code(name)} | {code(each['default'])} | {plain(each['allowed'])} "
        f"| {plain(each['summary'])} |"
        for name, each in rows.items()
    ]
    return [*lines, ""]
