"""Numbers in short form: 0.8415, (1, 2, …, 9), x = 1, y = -2."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

DIGITS = 4  # significant figures of a number that is not short
SHORT = 6  # characters up to which a number is shown in full
MOST = 8  # rows or columns of an array that are shown


def number(value: Any) -> str:
    """A number to four significant figures, or in full if that is short: 0.8415, 12.25, 7."""
    if isinstance(value, bool | np.bool_ | str) or value is None:
        return str(value)
    if isinstance(value, int | np.integer) and abs(int(value)) < 10**9:
        return str(int(value))
    as_float = float(value)
    if not math.isfinite(as_float):
        return "undefined" if math.isnan(as_float) else "-infinite"[as_float > 0 :]
    # The shortest digits of a float32, so that 0.1 is shown as 0.1, not as 0.10000000149.
    exact = str(value) if isinstance(value, np.floating) else repr(as_float)
    exact = exact.removesuffix(".0")
    digits = exact.lstrip("-")
    if "e" not in exact and len(digits) <= SHORT:
        return exact if as_float else "0"
    rounded = f"{as_float:.{DIGITS}g}"
    mantissa, _, exponent = rounded.partition("e")
    if exponent and "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}" if exponent else rounded


def values(named: Mapping[str, Any]) -> str:
    """Numbers with their names: "x = 1, y = -2"."""
    return ", ".join(f"{name} = {written(value)}" for name, value in named.items())


def written(value: Any) -> str:
    """A number, or nested sequences of them in round brackets, on one line; long ones shortened."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if not isinstance(value, list | tuple | np.ndarray):
        return number(value)
    shown = [written(each) for each in elided(value)]
    return f"({', '.join(shown)})"


def elided(sequence: Sequence[Any] | np.ndarray[Any, Any]) -> list[Any]:
    """At most MOST entries of a sequence, with "…" in place of the omitted ones."""
    entries = list(sequence)
    if len(entries) <= MOST:
        return entries
    return [*entries[: MOST - 2], "…", entries[-1]]
