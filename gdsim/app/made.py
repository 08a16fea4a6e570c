"""Parts of the window that are made when they are first wanted: those with `cached_property`."""

from __future__ import annotations

from typing import Any


def made(owner: object, *names: str) -> list[Any]:
    """Those of the named parts of an owner that have been made; none is made for it."""
    return [vars(owner)[name] for name in names if name in vars(owner)]
