"""What a network puts out over its inputs, as a picture or as curves; computed off the window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

SIDE = 80  # values along each side of the surface
FINER = 4  # times as many are drawn, interpolated
CURVE = 400  # values along the curve of a network of one input
MOST_POINTS = 1500  # samples of each part that are drawn

Box = tuple[float, float, float, float]  # left, right, bottom, top


@dataclass(frozen=True)
class Surface:
    """A network's outputs over a box of its two raw inputs, row 0 at the bottom.

    `shares` (rows, columns, classes): how much each class has there; or `values` (rows, columns).
    `border` (n, 2): where two classes have the same share, with NaN rows between lines.
    """

    box: Box
    shares: np.ndarray | None
    values: np.ndarray | None
    border: np.ndarray


@dataclass(frozen=True)
class Fit:
    """A network of one input: places (n,) and what it puts out there, (n, curves)."""

    x: np.ndarray
    y: np.ndarray


@dataclass(frozen=True)
class Samples:
    """The samples that are drawn of a part of the data: (n, inputs), and (n,) classes or values."""

    points: np.ndarray
    marks: np.ndarray


def surface(network: Any, params: np.ndarray, box: Box, dtype: str, side: int = SIDE) -> Surface:
    """The outputs of a network of two raw inputs over a box."""
    left, right, bottom, top = box
    xs, ys = np.linspace(left, right, side), np.linspace(bottom, top, side)
    points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        found = np.asarray(network.outputs(params, points, dtype=dtype), float)
        if not network.data.classes:
            values = finer(found[:, :1].reshape(side, side, 1))
            return Surface(box, None, values[..., 0], np.empty((0, 2)))
        shares = shares_of(network, found).reshape(side, side, -1)
        return Surface(box, finer(shares), None, _border(xs, ys, shares))


def finer(values: np.ndarray) -> np.ndarray:
    """Values on a grid (rows, columns, k) with `FINER` times as many of them, interpolated."""
    for _ in range(2):  # along the rows, turn, along the other side, turn back
        last = len(values) - 1
        places = np.linspace(0, last, last * FINER + 1)
        low = np.minimum(places.astype(int), max(last - 1, 0))
        share = (places - low)[:, None, None]
        values = values[low] * (1 - share) + values[np.minimum(low + 1, last)] * share
        values = values.swapaxes(0, 1)
    return values


def fit(network: Any, params: np.ndarray, ends: tuple[float, float], dtype: str) -> Fit:
    """The outputs of a network of one raw input over an interval: of two classes, one's share."""
    xs = np.linspace(*ends, CURVE)
    with np.errstate(all="ignore"):
        found = np.asarray(network.outputs(params, xs[:, None], dtype=dtype), float)
        if network.data.classes:
            shares = shares_of(network, found)
            found = shares[:, 1:] if shares.shape[1] == 2 else shares
    return Fit(xs, np.where(np.isfinite(found), found, np.nan))


def shares_of(network: Any, outputs: np.ndarray) -> np.ndarray:
    """(m, classes): outputs (m, k) as shares of 1; NaN where they are not finite.

    One output is a share of class 1 where it lies between what the two classes are trained to be;
    outputs behind a softmax are shares already, others are cut to 0..1 and divided by their sum.
    """
    middle = network.goal.midpoint
    if outputs.shape[1] == 1:
        share = np.clip(0.5 + (outputs - middle) / (2 * (1.0 - middle)), 0, 1)
        return np.concatenate([1 - share, share], axis=1)
    low = -1.0 if network.goal.marks == "signs" else 0.0
    cut = np.clip((outputs - low) / (1.0 - low), 0, None)
    total = cut.sum(axis=1, keepdims=True)
    return np.where(total > 0, cut / np.where(total > 0, total, 1), 1 / outputs.shape[1])


def blended(shares: np.ndarray, colours: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """(…, 4) bytes: class colours (classes, 3) mixed by shares (…, classes), pale where unsure.

    Where the network puts out no number the picture is see-through.
    """
    count = shares.shape[-1]
    known = np.isfinite(shares).all(axis=-1)
    some = np.where(known[..., None], shares, 1 / count)
    mixed = some @ colours[:count]
    sure = np.clip((some.max(axis=-1, keepdims=True) - 1 / count) / (1 - 1 / count), 0, 1)
    strength = 0.08 + 0.47 * sure
    picture = np.empty((*known.shape, 4), np.uint8)
    picture[..., :3] = strength * (mixed - ground) + ground + 0.5
    picture[..., 3] = np.where(known, 255, 0)
    return picture


def coloured(values: np.ndarray, ends: tuple[float, float], table: np.ndarray) -> np.ndarray:
    """(…, 4) bytes: values looked up in 256 colours, cut at the ends; no number is see-through."""
    low, high = ends
    known = np.isfinite(values)
    places = np.clip((np.where(known, values, low) - low) / (high - low) * 255, 0, 255)
    picture = table[places.astype(int)].copy()
    picture[~known, 3] = 0
    return picture


def samples(data: Any, test: bool) -> Samples:
    """An even choice of the training or of the test samples."""
    points = data.raw_test_inputs if test else data.raw_inputs
    marks = data.test_targets if test else data.targets
    chosen = np.unique(np.linspace(0, len(points) - 1, min(len(points), MOST_POINTS)).astype(int))
    if not len(points):
        chosen = chosen[:0]
    return Samples(points[chosen], marks[chosen])


def box_of(data: Any) -> Box:
    """A box around all samples of two raw inputs, with a margin."""
    points = np.concatenate([data.raw_inputs, data.raw_test_inputs])
    (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
    x, y = 0.08 * max(right - left, 1e-9), 0.08 * max(top - bottom, 1e-9)
    return float(left - x), float(right + x), float(bottom - y), float(top + y)


def ends_of(data: Any) -> tuple[float, float]:
    """The least and the largest target value of the first output."""
    found = np.concatenate([data.targets[:, 0], data.test_targets[:, 0]])
    low, high = float(found.min()), float(found.max())
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _border(xs: np.ndarray, ys: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Where the largest share of a class passes from one to another."""
    import contourpy

    parts = []
    count = shares.shape[-1]
    for index in range(1 if count == 2 else 0, count):
        others = np.delete(shares, index, axis=-1).max(axis=-1)
        lead = np.ma.masked_invalid(shares[..., index] - others)
        maker = contourpy.contour_generator(
            xs, ys, lead, line_type=contourpy.LineType.ChunkCombinedNan
        )
        parts += [points for points in maker.lines(0.0)[0] if points is not None]
    gap = np.full((1, 2), np.nan)
    return np.concatenate([each for part in parts for each in (part, gap)] or [np.empty((0, 2))])
