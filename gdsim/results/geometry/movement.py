"""The directions in which runs move most, and how much of their movement a plane leaves out.

    axes = movement.principal_axes(paths)      # of a plane that runs can be drawn in
    movement.share_outside(paths, axes)        # 0: the plane shows all movement; 1: nothing of it

Movement is the displacement of each point of a path from the first point of its run. The directions
are its principal components, about no mean: a plane of them through the start shows more of the
movement than any other.

Source: Li et al. 2018, arXiv:1712.09913, section 7.2, where displacements are from the last point.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.errors import SettingError
from gdsim.objectives.eigenvectors import with_signs

Array = NDArray[np.float64]


def principal_axes(paths: ArrayLike, count: int = 2) -> Array:
    """The first directions of movement, (count, n), orthonormal, that of most movement first.

    paths: points of runs, (..., steps, n). Each direction points the way of its largest component,
    so that the same runs have the same axes. Points that are not finite are left out.
    """
    moved = _displacements(paths)
    if not 1 <= count <= moved.shape[-1]:
        raise SettingError(
            f"count must be from 1 to {moved.shape[-1]}, the number of variables, got {count}"
        )
    if len(moved) < count:  # fewer points than directions: any others will do
        moved = np.pad(moved, ((0, count - len(moved)), (0, 0)))
    elif len(moved) > moved.shape[1]:
        # As many rows as there are variables, with the same directions.
        moved = np.asarray(np.linalg.qr(moved, mode="r"))
    axes = np.linalg.svd(moved, full_matrices=False)[2][:count]
    return with_signs(axes)


def share_outside(paths: ArrayLike, axes: ArrayLike) -> float:
    """The share of squared movement across a plane: what is lost when runs are drawn in it.

    paths: as for `principal_axes`. axes: orthonormal directions of the plane, (k, n). NaN if
    nothing has moved.
    """
    moved = _displacements(paths)
    directions = np.asarray(axes, np.float64)
    whole = float(np.sum(moved**2))
    across = float(np.sum((moved - (moved @ directions.T) @ directions) ** 2))
    return across / whole if whole > 0 else float("nan")


def _displacements(paths: ArrayLike) -> Array:
    """(m, n): the points of all runs from their first one, in parts of the farthest."""
    points = np.asarray(paths, np.float64)
    if points.ndim < 2:
        raise SettingError(f"paths must be points of runs, (..., steps, n), got {points.shape}")
    with np.errstate(invalid="ignore", over="ignore"):
        moved = (points - points[..., :1, :]).reshape(-1, points.shape[-1])
    moved = moved[np.isfinite(moved).all(axis=1)]
    farthest = float(np.max(np.abs(moved), initial=0.0))
    scaled: Array = moved / farthest if farthest > 0 else moved
    return scaled
