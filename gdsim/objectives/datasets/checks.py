"""Checks of the settings that make data: numbers inside their ranges, with a sentence if not."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.given_numbers import plain_number
from gdsim.base.ranges import Hyper, Range, nonnegative

SAMPLES = Hyper(500, Range(2, 2**17), whole=True, summary="How many samples.")
NOISE = Hyper(0.1, nonnegative, summary="How far chance moves them; 0: not at all.")
SEED = Hyper(0, Range(0, 2**32 - 1), whole=True, summary="Which of all random draws.")
TEST = Hyper(0.0, Range(0, 1, True, False), summary="Share of the samples put aside for testing.")


def number(value: Any, name: str, hyper: Hyper) -> float:
    """A number that the setting allows; a Python int if it is whole."""
    try:
        plain = plain_number(value, name)
    except SettingError as error:
        error.key = name
        raise
    if plain not in hyper.range:
        raise SettingError(f"{name} must be {_words(hyper)}, got {shown(value)}", name)
    if hyper.whole and not plain.is_integer():
        raise SettingError(f"{name} must be a whole number, got {shown(value)}", name)
    return int(plain) if hyper.whole else plain


def flag(value: Any, name: str) -> bool:
    """True or False."""
    if not isinstance(value, bool | np.bool_):
        raise SettingTypeError(f"{name} must be True or False, got {shown(value)}", name)
    return bool(value)


def _words(hyper: Hyper) -> str:
    low, high = hyper.range.low, hyper.range.high
    if hyper.whole and math.isfinite(low) and math.isfinite(high):
        return f"a whole number from {low:,.0f} to {high:,.0f}"
    return str(hyper.range)
