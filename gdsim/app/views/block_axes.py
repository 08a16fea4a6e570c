"""The axes of a block of heights: along two edges in front, and upright at its left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdsim.app.look.figures import between, told_apart
from gdsim.app.look.type_size import thick
from gdsim.app.views.axis import even_places
from gdsim.app.views.landscape import Box, Scale
from gdsim.app.views.relief import Camera

APART = 64  # px between numbers along an edge, at least
STACKED = 26  # and between numbers one above the other
TICK = 5  # px
OFF = 15  # px from an edge to the middle of its numbers, and
NAMED = 34  # to the middle of its name
SHORT = 24  # px below which an axis has no numbers


@dataclass(frozen=True, eq=False)
class Text:
    """A text with its middle, or its right end if `is_left`, at a pixel (2,)."""

    text: str
    pixel: np.ndarray
    is_name: bool = False
    is_left: bool = False


@dataclass(frozen=True, eq=False)
class Axes:
    """Lines, (n, 2, 2) pixels from the bottom left, and texts; `back` are behind the block."""

    back: np.ndarray
    lines: np.ndarray
    texts: tuple[Text, ...]


def axes_of(camera: Camera, box: Box, scale: Scale, names: tuple[str, str]) -> Axes:
    """The axes of a box with heights of a scale, as a camera sees them."""
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)
    seen = camera.project(np.concatenate([corners, np.zeros((4, 1))], axis=1))
    near_x, near_y = corners[np.argmin(seen[:, 2])]
    left = corners[np.argmin(seen[:, 0])]
    lines: list[np.ndarray] = []
    texts: list[Text] = []
    middle = camera.project(np.array([0.5, 0.5, 0.0]))[:2]
    far = np.argmax(seen[:, 2])
    back = np.array([[seen[far, :2], seen[far - 1, :2]], [seen[far, :2], seen[far - 3, :2]]])
    for side, name in enumerate(names):
        ends = np.array([[0, near_y], [1, near_y]] if side == 0 else [[near_x, 0], [near_x, 1]])
        _add_edge(lines, texts, camera, ends, box[2 * side : 2 * side + 2], name, middle)
    _add_upright(lines, texts, camera, left, scale)
    return Axes(back, np.array(lines), tuple(texts))


def _add_edge(
    lines: list[np.ndarray],
    texts: list[Text],
    camera: Camera,
    ends: np.ndarray,
    span: tuple[float, ...],
    name: str,
    middle: np.ndarray,
) -> None:
    """An edge of the base, with numbers on the side away from its middle."""
    low, high = span
    first, last = camera.project(np.concatenate([ends, np.zeros((2, 1))], axis=1))[:, :2]
    along = last - first
    length = float(np.hypot(*along))
    lines.append(np.array([first, last]))
    if length < SHORT:
        return
    out = np.array([-along[1], along[0]]) / length
    if out @ (middle - first) > 0:
        out = -out
    step, places = even_places(low, high, max(int(length / thick(APART)), 2))
    for place, text in zip(places, between(places, step), strict=True):
        tick = first + along * ((place - low) / (high - low))
        lines.append(np.array([tick, tick + thick(TICK) * out]))
        texts.append(Text(text, tick + thick(OFF) * out))
    texts.append(Text(name, (first + last) / 2 + thick(NAMED) * out, is_name=True))


def _add_upright(
    lines: list[np.ndarray],
    texts: list[Text],
    camera: Camera,
    corner: np.ndarray,
    scale: Scale,
) -> None:
    """The axis of heights at a corner, with numbers to its left."""
    foot, top = camera.project(np.array([[*corner, 0.0], [*corner, 1.0]]))[:, :2]
    length = float(top[1] - foot[1])
    if length < SHORT:
        return
    lines.append(np.array([foot, top]))
    out = np.array([-1.0, 0.0])
    values = round_values(scale, thick(STACKED) / length)
    for value, text in zip(values, told_apart(values, most=16), strict=True):
        tick = foot + (top - foot) * float(scale.heights(np.array(value)))
        lines.append(np.array([tick, tick + thick(TICK) * out]))
        texts.append(Text(text, tick + 2 * thick(TICK) * out, is_left=True))
    texts.append(Text("f", top + np.array([0.0, thick(OFF)]), is_name=True))


def round_values(scale: Scale, apart: float) -> list[float]:
    """Round values of a scale, whose heights are so far apart at least."""
    low, high = scale.least, scale.most
    if not high > low:
        return [low]
    chosen: list[float] = []
    heights: list[float] = []
    for values in _rounder_first(low, high):
        for value in values:
            if low <= value <= high:
                height = float(scale.heights(np.array(value)))
                if all(abs(height - other) >= apart for other in heights):
                    chosen.append(value)
                    heights.append(height)
    return sorted(chosen)


def _rounder_first(low: float, high: float) -> list[list[float]]:
    """Values between two ends, in groups: powers of ten, 2 and 5 times these, and even ones."""
    size = max(abs(low), abs(high))
    if not np.isfinite(size):
        return []
    top = int(np.floor(np.log10(size)))
    decades = [10.0**n for n in range(top, top - 12, -1)]
    signs = (1.0, -1.0) if low < 0 else (1.0,)
    groups = [[0.0, *(sign * decade for decade in decades for sign in signs)]]
    groups += [[sign * m * d for d in decades for sign in signs] for m in (5.0, 2.0)]
    return [*groups, even_places(low, high, 5)[1]]
