"""Places in a TOML text, which the parser does not give: lines of keys, tables and comments."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Iterator

_TOKENS = re.compile(
    r'''
    (?P<text> """(?:\\.|[^\\])*?"""+ | \'\'\'.*?\'\'\'+ | "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
    | (?P<skip> \#[^\n]* | [ \t\r]+ )
    | (?P<bare> [A-Za-z0-9_+:-]+ )
    | (?P<mark> [\n\[\]{}=,.] | . )
    ''',
    re.VERBOSE | re.DOTALL,
)
_END = ("end", "", 0)


def line_of(text: str, key: str) -> int | None:
    """The line, from 1, of a key such as "optimizers[1].beta2", or else of what encloses it.

    text: valid TOML. A key of a value that is not in a list may count it as the first of one, or
    may leave out tables on the way to its last name.
    """
    lines: dict[str, int] = {}
    for path, line in _Reader(text):
        shorter = path.replace("[0]", "")
        if key in (path, shorter):
            return line
        lines.setdefault(path, line)
        lines.setdefault(shorter, line)
    names = re.findall(r"[^.\[\]]+|\[\d+\]", key)
    for count in range(len(names), 0, -1):
        path = "".join(n if n[0] == "[" or not i else f".{n}" for i, n in enumerate(names[:count]))
        for wanted in (path, path.replace("[0]", "")):
            if wanted in lines:
                return lines[wanted]
        if count == 2 == len(names):
            first, last = f"{names[0]}.", f".{names[1]}"
            deeper = [
                n for path, n in lines.items() if path.startswith(first) and path.endswith(last)
            ]
            if deeper:
                return min(deeper)
    return None


def keys_of(text: str) -> list[tuple[str, int]]:
    """The path of each key, table and value of a list of a text, and its line from 1."""
    return list(_Reader(text))


def comments_of(text: str) -> Iterator[tuple[int, str]]:
    """Each comment of a text, and its place in it."""
    for match in _TOKENS.finditer(text):
        if match.lastgroup == "skip" and match[0].startswith("#"):
            yield match.start(), match[0]


def text_of(text: str, name: str) -> tuple[str, str]:
    """What a text says of a table: before the first header, and as [name] or [[name.inner]]."""
    reader = _Reader(text)
    places = list(reader)
    lines = re.split(r"(?<=\n)", text)  # splitlines also splits inside strings, at U+2028
    ends = [*(line for _, line in places), len(lines) + 1][1:]
    before, tables = "", ""
    for (path, first), end in zip(places, ends, strict=True):
        if path == name or path.startswith((f"{name}.", f"{name}[")):
            part = "".join(lines[first - 1 : end - 1])
            if reader.headers and first >= reader.headers[0]:
                tables += part
            else:
                before += part
    return before, tables


class _Reader:
    """Reads a text's tokens; it gives the path of each key and of each value of a list.

    headers: the line of each table that has been read.
    """

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._token = next(self._tokens)
        self.headers: list[int] = []
        self._counts: dict[str, int] = {}  # of the tables of each list of tables

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Each path with its line, in the order of the text."""
        table = ""
        while self._is_left():
            if self._next_is("\n"):
                self._go_on()
            elif self._next_is("["):
                line = self._token[2]
                table = self._header()
                self.headers.append(line)
                yield table, line
            else:
                yield from self._pair(table)

    def _header(self) -> str:
        """The path of a table, whose header begins here."""
        self._go_on()
        is_list = self._next_is("[")
        if is_list:
            self._go_on()
        path = ""
        for name in self._names("]"):
            path = self._last(_joined(path, name))
        self._go_on()
        if is_list:
            self._go_on()
            path = path.removesuffix(f"[{self._counts.get(path.rpartition('[')[0], 0) - 1}]")
            self._counts[path] = self._counts.get(path, 0) + 1
            return self._last(path)
        return path

    def _last(self, path: str) -> str:
        """The path of the last table of a list of tables; of anything else the path itself."""
        return f"{path}[{self._counts[path] - 1}]" if path in self._counts else path

    def _pair(self, table: str) -> Iterator[tuple[str, int]]:
        """A key and its value, and what is inside the value."""
        line, path = self._token[2], table
        for name in self._names("="):
            path = _joined(path, name)
            yield path, line
        self._go_on()
        yield from self._value(path)

    def _names(self, end: str) -> list[str]:
        """The names of a dotted key, up to a mark."""
        names = []
        while self._is_left() and not self._next_is(end):
            kind, text, _ = self._token
            if kind != "mark":
                names.append(_unescaped(text) if kind == "text" else text)
            self._go_on()
        return names

    def _value(self, path: str) -> Iterator[tuple[str, int]]:
        if self._next_is("["):
            yield from self._several(path)
        elif self._next_is("{"):
            self._go_on()
            while self._is_left() and not self._next_is("}"):
                if self._next_is(",") or self._next_is("\n"):
                    self._go_on()
                else:
                    yield from self._pair(path)
            self._go_on()
        else:
            self._go_on()
            while self._is_left() and not any(map(self._next_is, ",]}\n")):
                self._go_on()

    def _several(self, path: str) -> Iterator[tuple[str, int]]:
        """The values of a list, each with its number as path."""
        self._go_on()
        number = 0
        while self._is_left() and not self._next_is("]"):
            if self._next_is(",") or self._next_is("\n"):
                self._go_on()
                continue
            inside = f"{path}[{number}]"
            yield inside, self._token[2]
            yield from self._value(inside)
            number += 1
        self._go_on()

    def _next_is(self, mark: str) -> bool:
        return self._token[:2] == ("mark", mark)

    def _is_left(self) -> bool:
        return self._token != _END

    def _go_on(self) -> None:
        self._token = next(self._tokens, _END)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Each token's kind, text and line, between two ends of lines."""
    line = 1
    yield "mark", "\n", 0
    for match in _TOKENS.finditer(text):
        if match.lastgroup != "skip":
            yield str(match.lastgroup), match[0], line
        line += match[0].count("\n")
    yield "mark", "\n", line


def _unescaped(text: str) -> str:
    """The name that a key in quotes is; as it stands if a path cannot have the name."""
    with contextlib.suppress(tomllib.TOMLDecodeError):  # of a text that is no TOML
        name = str(tomllib.loads(f"a = {text}")["a"])
        if name and not re.search(r"[.\[\]]", name):
            return name
    return text


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
