"""The line of a key in a TOML text: errors need it, and the parser does not give it."""

from __future__ import annotations

import re


def line_of(text: str, key: str) -> int | None:
    """The line, from 1, of a key such as "optimizers[1].beta2", or else of what encloses it."""
    first, *rest = re.findall(r"[^.\[\]]+|\[\d+\]", key) or [""]
    index = int(rest[0][1:-1]) if rest and rest[0].startswith("[") else 0
    inner = [name for name in rest if not name.startswith("[")]
    header = re.compile(rf"\s*\[\[?\s*{re.escape(first)}\s*(\.[^\]]*)?\]")
    nearest, headers, inside, is_list = None, 0, "", False
    named: dict[int, int] = {}  # the depth of a name in the key -> the first line that has it
    for number, line in enumerate(text.splitlines(), 1):
        if header.match(line):
            # [objective.network] and [objective.network.data] are parts of one table, and
            # [optimizers.schedule] of the last one of [[optimizers]].
            begins = line.lstrip().startswith("[[")
            if begins or not is_list:
                inside = "table" if not begins or headers == index else ""
                nearest = number if headers == index or nearest is None else nearest
                headers, is_list = headers + 1, begins
        elif re.match(r"\s*\[\[?[\w.\"' -]+\]", line):
            inside = ""
        elif first and _at_start(line, first) and not headers:
            nearest, inside = number, "value"
        elif inside == "value" and re.match(r"\s*[\w.\"'-]+\s*=", line):
            inside = ""  # the next key: a value of several lines has ended
        for depth, name in enumerate(inner if inside else ()):
            if _names(line, name):
                named.setdefault(depth, number)
    return named[max(named)] if named else nearest


def _at_start(line: str, name: str) -> bool:
    return bool(re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[.=]", line))


def _names(line: str, name: str) -> bool:
    return bool(re.search(rf"(^|[\s{{,.])[\"']?{re.escape(name)}[\"']?\s*[.=]", line))
