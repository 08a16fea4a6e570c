"""What users' own catalogues add to gdsim's; `gdsim.catalogue.plugins` reads and checks them."""

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
    """A definition that is a user's own.

    `module` is what its file is imported as, `beside` are the modules of the user's that it imports
    in turn, and `digest` is a SHA-256 of the sources of all of them. `catalogue` is the name of the
    catalogue that it came with.
    """

    definition: Any
    module: str
    beside: tuple[str, ...]
    digest: str
    file: str
    catalogue: str


Additions = Mapping[str, Mapping[str, Addition]]

# By kind and name; how often they have changed; and
# what is to be called before anything is looked up, as it may add some.
_additions: Additions = {}
_changes = 0
_before: list[Callable[[], None]] = []
_lock = threading.RLock()


def additions() -> Additions:
    """The definitions that are users' own, by kind and name."""
    return MappingProxyType(_additions)


def addition(kind: str, name: str) -> Addition | None:
    """The user's own definition of that name; None if there is none."""
    return _additions.get(kind, {}).get(name)


def set_additions(found: Additions) -> None:
    """Have these definitions besides gdsim's own, and no others."""
    global _additions, _changes
    _additions = {kind: dict(named) for kind, named in found.items()}
    _changes += 1


def call_before_discovery(prepare: Callable[[], None]) -> None:
    """Have `prepare` called, until it succeeds once, before anything is looked up."""
    _before.append(prepare)


def prepare_discovery() -> None:
    """Call what is to be called before anything is looked up."""
    with _lock:
        while _before:
            prepare = _before.pop()  # which may look something up itself
            try:
                prepare()
            except BaseException:
                _before.append(prepare)
                raise


def remembered(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """Like `functools.cache`, until the definitions that there are change."""

    @cache
    def kept(changes: int, *args: Any, **named: Any) -> Found:
        return function(*args, **named)

    @wraps(function)
    def recalled(*args: Given.args, **named: Given.kwargs) -> Found:
        return kept(_changes, *args, **named)  # type: ignore[arg-type]

    return recalled
