"""What gdsim refuses, and where it stood."""

from __future__ import annotations

import contextlib
import difflib
import reprlib
import sys
from collections.abc import Iterable, Iterator
from typing import Any

_LONGEST = 200  # letters of a value that a sentence quotes
_LONGEST_NAME = 60  # letters of a name that is compared with known ones: none of those is longer


class SettingError(ValueError):
    """Input that cannot be used: one sentence with the value and what is allowed.

    `key` is its place in an experiment, as an experiment file spells it ("optimizers[1].beta2").
    """

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


class SettingTypeError(SettingError, TypeError):
    """Input of a wrong type, such as text where a number belongs."""


@contextlib.contextmanager
def placed(key: str) -> Iterator[None]:
    """Put errors raised inside, whose keys begin at `key`, where they stand in the whole."""
    try:
        yield
    except SettingError as error:
        error.key = f"{key}.{error.key}" if error.key else key
        raise


def printable(text: str) -> str:
    """The text with control characters, which could move a terminal's cursor, as their escapes."""
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)


class _Quoted(reprlib.Repr):
    """The `repr` of a value in bounded time; of a value that has none, its type."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxlist, self.maxtuple, self.maxdict = 4, 30, 30, 30
        self.maxset = self.maxfrozenset = self.maxdeque = self.maxarray = 30
        self.maxstring = self.maxlong = self.maxother = _LONGEST

    def repr_int(self, x: int, level: int) -> str:
        if x.bit_length() > 1000:  # of which Python writes out only so many digits
            return f"a whole number of {x.bit_length():,} bits"
        return super().repr_int(x, level)

    def repr_instance(self, x: Any, level: int) -> str:
        try:
            return repr(x)
        except Exception:  # whatever somebody's class makes of it
            return f"<a value of type {type(x).__name__[:_LONGEST_NAME]}>"


_quoted = _Quoted()


def shown(value: Any) -> str:
    """A value as a sentence quotes it: its `repr` on one line, of long ones what fits."""
    text = _quoted.repr(value)
    if not isinstance(value, str):
        text = " ".join(text.split())
    return text if len(text) <= _LONGEST + 2 else f"{text[: _LONGEST - 3]}..."


def without(what: str, package: str, extra: str) -> str:
    """What to say of something that needs a package which comes with an extra of gdsim's."""
    if getattr(sys, "frozen", False):
        how = f"no part of this program: install gdsim for Python, with its extra {extra!r}"
    else:
        how = f"not installed: pip install 'gdsim[{extra}]'"
    return f"{what} need {package}, which is {how}"


def suggestion(name: str, known: Iterable[str]) -> str:
    """What to say after "unknown ...": the nearest known names, or all of them."""
    names = list(known)
    wanted, by_fold = _folded(name), {each.casefold(): each for each in names}
    near = difflib.get_close_matches(wanted, by_fold, n=6, cutoff=0.6)
    if near:
        slips = {each: _slips(wanted, each) for each in near}
        nearest = [each for each in near if slips[each] == min(slips.values())]
        return f"did you mean {' or '.join(by_fold[each] for each in nearest[:2])}?"
    return f"known: {', '.join(names)}" if names else "it has none"


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """What to say of the name of a method that there is none of."""
    names = list(known)
    said = f"unknown {what} {shown(name)}; {suggestion(name, names)}"
    wanted = _folded(name)
    if min((_slips(wanted, each.casefold()) for each in names), default=3) <= min(2, len(name) / 3):
        return said
    words = "ne of your own needs its catalogue: --catalogue PATH, or gdsim.use_catalogue"
    return f"{said} O{words}" if said.endswith("?") else f"{said}; o{words}"


def _folded(name: str) -> str:
    """A name as it is compared with others, in bounded time."""
    return name[:_LONGEST_NAME].casefold()


def _slips(typed: str, meant: str) -> int:
    """Slips of the finger between two words: letters missed, added, mistaken or exchanged."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        before, above, row = row, before, [i]
        for j, wanted in enumerate(meant, 1):
            least = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == meant[j - 2] and wanted == typed[i - 2]:
                least = min(least, above[j - 2] + 1)
            row.append(least)
    return row[-1]
