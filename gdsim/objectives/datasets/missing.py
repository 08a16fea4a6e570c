"""Missing values: which values are missing, and whether their samples are refused or dropped."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown

WORDS = frozenset({"", "?", "na", "n/a", "#n/a", "<na>", "nan", "-nan", "nat", "null", "none"})
CHOICES = ("refuse", "drop")


def is_missing(value: Any, names: Container[str] = ()) -> bool:
    """Whether a value is missing: NaN, None, pandas' NA, or text such as "?".

    names: of classes; a text that is the name of a class is not missing.
    """
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if isinstance(value, str):
        return value.strip().casefold() in WORDS and value not in names
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float | np.floating) and bool(np.isnan(value))


def checked(choice: Any) -> str:
    """Check the choice for samples with missing values: "refuse" or "drop"."""
    if not isinstance(choice, str) or choice not in CHOICES:
        kind = SettingError if isinstance(choice, str) else SettingTypeError
        raise kind(f"missing must be 'refuse' or 'drop', got {shown(choice)}", "missing")
    return choice


def complete(
    gaps: NDArray[np.bool_], choice: str, words: Callable[[int], str], what: str
) -> NDArray[np.int64]:
    """The indices of the samples to use: those without a gap, bool (n,).

    Errors: SettingError if a sample has a gap and `choice` is not "drop"; `words` describes a
    sample's gap, and `what` names the source of the samples.
    """
    count = int(np.count_nonzero(gaps))
    if count and choice != "drop":
        those = "this sample" if count == 1 else f"the {count:,} samples that miss one"
        problem = f"{words(int(np.argmax(gaps)))}; missing='drop' leaves {those} out"
        raise SettingError(problem, "missing")
    if count == len(gaps):
        raise SettingError(f"{what}: every sample misses a value", "missing")
    return np.flatnonzero(~gaps)
