"""Initializers of networks' weights: `gdsim.inits.normal(std=0.1)`, `gdsim.inits.orthogonal()`.

Every initializer of the catalogue is a function here; a setting may be a number or several (an
axis). All take `bias`, the initial value of biases.
"""

from __future__ import annotations

from gdsim.base.errors import suggestion
from gdsim.catalogue.choices import Method, methods


def __getattr__(name: str) -> Method:
    known = {} if name.startswith("_") else methods("initializer")
    if name in known:
        return known[name]
    hint = "" if name.startswith("_") else f"; {suggestion(name, known)}"
    raise AttributeError(f"gdsim.inits has no {name!r}{hint}")


def __dir__() -> list[str]:
    return sorted(methods("initializer"))
