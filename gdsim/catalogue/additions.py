"""Users' own definitions, which `gdsim.catalogue.plugins` reads, checks and sets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Addition:
    """A user's own definition.

    `module` is the name under which its file is imported, `beside` the user's own modules that it
    imports in turn, and `digest` a SHA-256 of the sources of all of them. `catalogue` is the name
    of the catalogue that it belongs to.
    """

    definition: Any
    module: str
    beside: tuple[str, ...]
    digest: str
    file: str
    catalogue: str


Additions = Mapping[str, Mapping[str, Addition]]

_additions: Additions = {}  # by kind and name
_changes = 0  # how often _additions has been replaced
_before: list[Callable[[], None]] = []  # called before the first look-up: they may add definitions
_lock = threading.RLock()


def additions() -> Additions:
    """Users' own definitions, by kind and name."""
    return MappingProxyType(_additions)


def addition(kind: str, name: str) -> Addition | None:
    """The user's own definition of that name, or None."""
    return _additions.get(kind, {}).get(name)


def set_additions(found: Additions) -> None:
    """Replace the users' own definitions by these."""
    global _additions, _changes
    _additions = {kind: dict(named) for kind, named in found.items()}
    _changes += 1


def changes() -> int:
    """How often users' own definitions have changed: what was made before is out of date."""
    return _changes


def call_before_discovery(prepare: Callable[[], None]) -> None:
    """Have `prepare` called before each look-up until it has succeeded once."""
    _before.append(prepare)


def prepare_discovery() -> None:
    """Call the functions that `call_before_discovery` was passed."""
    with _lock:
        while _before:
            prepare = _before.pop()  # removed first: it may look something up itself
            try:
                prepare()
            except BaseException:
                _before.append(prepare)
                raise


def remembered(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """Like `functools.cache`, but forgets when users' own definitions change."""

    @cache
    def kept(changes: int, *args: Any, **named: Any) -> Found:
        return function(*args, **named)

    @wraps(function)
    def recalled(*args: Given.args, **named: Given.kwargs) -> Found:
        return kept(_changes, *args, **named)  # type: ignore[arg-type]

    return recalled
