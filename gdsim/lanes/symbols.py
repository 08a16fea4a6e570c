"""The names of functions in code for a GPU."""

from __future__ import annotations

# The kernels of joined modules: that which begins the work, and that which tells where parts are.
ENTRY, ADDRESSES = "advance", "addresses"


def symbol(module: str, part: str) -> str:
    """The name of a part of a module."""
    return f"{module}_{part}"
