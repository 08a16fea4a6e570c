"""What TOML texts say; of short ones it is kept, as a file that is opened is read several times."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

SHORT = 2**15  # characters of a text that is kept
KEPT = 128  # texts: as many as examples and lessons, and more


def tables(text: str) -> dict[str, Any]:
    """The keys and tables of a text, which the caller may change.

    Errors: ValueError (tomllib.TOMLDecodeError) if it is no TOML, RecursionError if it is nested
    too deeply.
    """
    own: dict[str, Any] = _copied(_of(text))
    return own


def has(text: str, key: str) -> bool:
    """Whether a text has a key or table of this name, in no other table. Errors: as of `tables`."""
    return key in _of(text)


def _of(text: str) -> dict[str, Any]:
    """The tables, which are not to be changed: those of a short text are kept."""
    return _read(text) if len(text) <= SHORT else tomllib.loads(text)


@lru_cache(KEPT)
def _read(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def _copied(value: Any) -> Any:
    """A copy of the tables and arrays; what else TOML has cannot be changed."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value
