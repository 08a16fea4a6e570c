"""Reading the code of a GPU: whether each operation on floats is rounded as in IEEE 754."""

from __future__ import annotations

import re

# Sums, products, quotients and roots of floats, which all have a mode of rounding.
_ROUNDED = re.compile(r"\b(add|sub|mul|mad|fma|div|rcp|sqrt)\.[a-z0-9.]*f(32|64)\b")
_LOOSE = re.compile(r"\b\w+\.[a-z0-9.]*(approx|ftz|full)[a-z0-9.]*|\brsqrt\.\S+")
_CALL = re.compile(r"\bcall\S*")


def loose(code: str, calls: bool = False) -> list[str]:
    """The instructions that are not rounded to nearest, flush to zero, or, but for networks, call.

    A product and a sum without a mode may be joined later, when the driver assembles them.
    """
    rounded = [match[0] for match in _ROUNDED.finditer(code)]
    others = [_LOOSE] if calls else [_LOOSE, _CALL]
    return [each for each in rounded if ".rn" not in each] + [
        match[0] for pattern in others for match in pattern.finditer(code)
    ]


def fused(code: str) -> int:
    """The number of multiply-adds."""
    return code.count("fma.rn.f")
