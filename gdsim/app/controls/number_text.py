"""Settings as text, and back: a number, several, an axis, or a number of things with commas."""

from __future__ import annotations

import math
import re

from gdsim.app.look.figures import styled
from gdsim.base.axes import Axis, Values, linspace, logspace
from gdsim.base.given_numbers import GivenNumbers
from gdsim.base.settings import Setting

Typed = float | list[float] | Axis
Shown = Setting | list[float] | None
_SPACED = re.compile(r"(logspace|linspace)\(([^,]+),([^,]+),([^,]+)\)$")
_COMMAS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")  # between the thousands of a number


def shown(value: Shown) -> str:
    """A setting as text that reads back as the same setting; a long array in words."""
    if is_long(value):
        return repr(value).strip("<>")
    if isinstance(value, Values) and value.is_whole:
        return ", ".join(map(shown, value.values.tolist()))
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return repr(value).strip("[]") if value is not None else ""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        digits = str(int(value))
        kept = digits.rstrip("0")
        is_power = abs(value) >= 1e6 and len(kept.lstrip("-")) == 1
        return f"{kept}e{len(digits) - len(kept)}" if is_power else digits
    return styled(repr(float(value))) if math.isfinite(value) else repr(float(value))


def parsed(text: str) -> Typed | None:
    """The setting that a text stands for: a number, several, an axis; None for other texts."""
    text = "".join(text.split()).replace("−", "-")
    match = _SPACED.match(text)
    try:
        if match:
            make = logspace if match[1] == "logspace" else linspace
            return make(float(match[2]), float(match[3]), int(match[4]))
        numbers = [float(number) for number in text.strip("[]()").split(",") if number]
    except ValueError:
        return None
    if not numbers or "," not in text:
        return numbers[0] if numbers else None
    return numbers


def counted(value: Shown) -> str:
    """A number of things as text: 1,000,000."""
    is_whole = isinstance(value, (int, float)) and float(value).is_integer()
    return f"{value:,.0f}" if is_whole else shown(value)


def count(text: str) -> Typed | None:
    """The number of things that a text stands for: 1,000,000, 1000000 or 1e6."""
    value = parsed(_COMMAS.sub("", "".join(text.split())))
    return int(value) if isinstance(value, float) and value.is_integer() else value


def is_long(value: Shown) -> bool:
    """Whether a setting is an array too long to be written out."""
    return isinstance(value, GivenNumbers) and value.is_long
