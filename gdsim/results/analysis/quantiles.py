"""Quantiles of losses, some of which may be infinite or missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError

Array = NDArray[np.float64]


def quantiles(values: Array, shares: Sequence[float]) -> Array:
    """Quantiles over the last dimension, which becomes one of `shares`; NaN counts as missing.

    Each is one of the values: of two neighbours the one above, as numpy's method "higher", for
    between a number and infinity there is nothing. NaN where all values are missing.
    """
    if not values.shape[-1]:
        return np.full((*values.shape[:-1], len(shares)), np.nan)
    ordered = np.sort(values, axis=-1)  # NaN comes last
    last = (ordered.shape[-1] - 1) - np.isnan(ordered).sum(axis=-1)
    places = np.ceil(np.multiply.outer(np.maximum(last, 0), np.asarray(shares))).astype(np.intp)
    picked: Array = np.take_along_axis(ordered, places, axis=-1)
    return picked


def median(values: Array) -> Array:
    """The median over the last dimension, like `quantiles`."""
    middle: Array = quantiles(values, (0.5,))[..., 0]
    return middle


def checked_shares(given: Sequence[float]) -> tuple[float, ...]:
    """Shares from 0 to 1 in rising order; SettingError for anything else."""
    try:
        shares = tuple(sorted(float(each) for each in given))
    except (TypeError, ValueError):
        raise SettingTypeError(f"quantiles must be numbers from 0 to 1, got {given!r}") from None
    if not shares or not all(0 <= each <= 1 for each in shares):
        raise SettingError(f"quantiles must be numbers from 0 to 1, got {given!r}")
    return shares
