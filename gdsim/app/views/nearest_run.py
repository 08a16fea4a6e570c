"""Which of many runs a click means: the nearest one, heads before paths."""

from __future__ import annotations

import numpy as np

ON_HEAD, ON_PATH = 8.0, 5.0  # px from a head and from a path that still mean their run


def nearest_run(
    place: tuple[float, float],
    heads: np.ndarray,
    paths: np.ndarray,
    pixel: np.ndarray,
) -> tuple[int, int] | None:
    """The optimizer and the run, by their places in heads (o, d, 2), or None if none is near.

    paths: (o, d, s, 2), with NaN for what is not known. pixel: its size, (2,).
    """
    with np.errstate(all="ignore"):
        to_heads = np.hypot(*np.moveaxis((heads - place) / pixel, -1, 0))
        points = (paths - place) / pixel
        start, step = points[:, :, :-1], np.diff(points, axis=2)
        along = -(start * step).sum(axis=-1) / np.maximum((step**2).sum(axis=-1), 1e-12)
        to_lines = np.hypot(*np.moveaxis(start + np.clip(along, 0, 1)[..., None] * step, -1, 0))
        to_paths = np.fmin.reduce(to_lines, axis=2, initial=np.inf)
    for distances, reach in ((to_heads, ON_HEAD), (to_paths, ON_PATH)):
        known = np.where(np.isfinite(distances), distances, np.inf)
        if known.size and known.min() <= reach:
            optimizer, run = np.unravel_index(int(known.argmin()), known.shape)
            return int(optimizer), int(run)
    return None
