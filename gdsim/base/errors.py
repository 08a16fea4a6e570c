"""The errors of input that gdsim refuses, and the words that their messages share."""

from __future__ import annotations

import contextlib
import difflib
import os
import reprlib
import shlex
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from gdsim.base import elsewhere

_LONGEST = 200  # characters of a value that a message quotes
_LONGEST_NAME = 60  # characters of a name that are compared; no name in gdsim is longer
_FEW = 3  # names that an abbreviation may stand for


class SettingError(ValueError):
    """Input that cannot be used; the message is one sentence with the value and what is allowed.

    `key` is its place in an experiment, written as in an experiment file ("optimizers[1].beta2").
    """

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


class SettingTypeError(SettingError, TypeError):
    """Input of the wrong type, such as text instead of a number."""


class CudaError(SettingError):
    """A GPU that cannot be used, or that has failed; the message is one sentence."""


@contextlib.contextmanager
def placed(key: str) -> Iterator[None]:
    """Prefix the keys of errors raised inside with `key`, their place in the experiment."""
    try:
        yield
    except SettingError as error:
        error.key = f"{key}.{error.key}" if error.key else key
        raise


def printable(text: str) -> str:
    """The text with control characters, which could move a terminal's cursor, escaped."""
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)


class _Quoted(reprlib.Repr):
    """The `repr` of a value in bounded time and length; its type if `repr` fails."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxlist, self.maxtuple, self.maxdict = 4, 30, 30, 30
        self.maxset = self.maxfrozenset = self.maxdeque = self.maxarray = 30
        self.maxstring = self.maxlong = self.maxother = _LONGEST

    def repr_int(self, x: int, level: int) -> str:
        if x.bit_length() > 1000:  # Python limits the digits that it converts
            return f"a whole number of {x.bit_length():,} bits"
        return super().repr_int(x, level)

    def repr_instance(self, x: Any, level: int) -> str:
        try:
            return repr(x)
        except Exception:  # a user's class may raise anything
            return f"<a value of type {type(x).__name__[:_LONGEST_NAME]}>"


_quoted = _Quoted()


def shown(value: Any) -> str:
    """A value as messages quote it: its `repr` on one line, cut if it is long."""
    text = _quoted.repr(value)
    if not isinstance(value, str):
        text = " ".join(text.split())
    return text if len(text) <= _LONGEST + 2 else f"{text[: _LONGEST - 3]}..."


def without(what: str, package: str, extra: str) -> str:
    """The message for a feature whose package is missing; an extra of gdsim installs it."""
    if getattr(sys, "frozen", False):
        how = f"not part of this program: install gdsim for Python, with its extra {extra!r}"
    else:
        how = f"not installed: pip install 'gdsim[{extra}]'"
    return f"{what} need {package}, which is {how}"


def damaged(path: str | os.PathLike[str], what: str) -> SettingError:
    """The error for the stored sweep at `path`, of which `what` is damaged."""
    return SettingError(f"{path}: {what}; {how_to_repair(path)}")


def how_to_repair(path: str | os.PathLike[str]) -> str:
    """What to do about a damaged sweep, as the end of a message."""
    return (
        f"gdsim verify --repair {shlex.quote(str(path))} marks damaged shards to be computed "
        "again, and rewrites damaged descriptions"
    )


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown name: the nearest known names, or all of them."""
    names = list(known)
    typed, by_fold = _folded(name), {known_name.casefold(): known_name for known_name in names}
    near = difflib.get_close_matches(typed, by_fold, n=6, cutoff=0.6)
    slips = {candidate: _slips(typed, candidate) for candidate in near}
    most = max(2, len(typed) // 2)  # of a short name any long one has a letter or two
    near = [each for each in near if slips[each] <= most]
    least = min((slips[candidate] for candidate in near), default=0)
    nearest = [candidate for candidate in near if slips[candidate] == least][:2]
    if not nearest and len(typed) > 1:
        longer = [candidate for candidate in by_fold if candidate.startswith(typed)]
        nearest = longer if len(longer) <= _FEW else []
    if nearest:
        return f"did you mean {' or '.join(by_fold[candidate] for candidate in nearest)}?"
    return f"known: {', '.join(names)}" if names else "it has none"


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """The message for an unknown method; it mentions catalogues if no known name is similar."""
    names = list(known)
    message = f"unknown {what} {shown(name)}; "
    if foreign := elsewhere.method(name, names):
        return message + foreign
    message += suggestion(name, names)
    slips = (_slips(_folded(name), candidate.casefold()) for candidate in names)
    if min(slips, default=3) <= min(2, len(name) / 3):
        return message
    hint = "ne of your own needs its catalogue: --catalogue PATH, or gdsim.use_catalogue"
    return f"{message} O{hint}" if message.endswith("?") else f"{message}; o{hint}"


def _folded(name: str) -> str:
    """A name for comparison: in lower case, and cut so that comparing takes bounded time."""
    return name[:_LONGEST_NAME].casefold()


def _slips(typed: str, meant: str) -> int:
    """The typing errors between two words: letters missing, added, replaced or exchanged."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        before, above, row = row, before, [i]
        for j, right in enumerate(meant, 1):
            least = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != right))
            if i > 1 and j > 1 and letter == meant[j - 2] and right == typed[i - 2]:
                least = min(least, above[j - 2] + 1)
            row.append(least)
    return row[-1]
