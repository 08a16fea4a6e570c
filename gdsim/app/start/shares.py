"""Places as shares of a small picture, no more of them than it needs."""

from __future__ import annotations

import numpy as np

APART = 4  # of the points of lines, one in so many


def shares_of(points: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Points (n, 2) as shares of a picture between corners, (2, 2): low and high of each axis."""
    low, high = corners.T
    shares: np.ndarray = (points - low) / (high - low)
    return shares


def kept(shares: np.ndarray) -> np.ndarray:
    """Shares as they are kept: of few digits, and not far beside the picture."""
    near: np.ndarray = np.clip(shares, -2, 3).astype(np.float32)
    return near


def fewer(lines: np.ndarray) -> np.ndarray:
    """Some of the points of lines, (n, 2), with their ends and the rows of NaN after each."""
    is_gap = np.isnan(lines[:, 0])
    is_end = is_gap | np.roll(is_gap, 1) | np.roll(is_gap, -1)
    some: np.ndarray = lines[is_end | (np.arange(len(lines)) % APART == 0)]
    return some
