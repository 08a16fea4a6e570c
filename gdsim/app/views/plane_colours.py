"""The colours of a picture of runs: a result, with runs that diverged in a hue of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdsim.app.look.theme import Theme, basin_colours, lost_colours, value_colours
from gdsim.app.worker.survey import Picture
from gdsim.engine.verdict import Verdict

STEPS, BASIN, VERDICT = "steps", "basin", "verdict"
END = 0.01  # of the pixels at either end that take no colours of their own


@dataclass(frozen=True)
class Painted:
    """A picture in colours.

    `colours`: (rows, columns, 4) bytes, transparent where nothing has run. `ends`: what the first
    and the last colour of the scale stand for; logarithms if `log`. None: it has no scale.
    """

    colours: NDArray[np.uint8]
    ends: tuple[float, float] | None
    log: bool


def painted(picture: Picture, quantity: str, theme: Theme, share: float = 1.0) -> Painted:
    """A picture coloured by a result: one of its numbers, "steps", "basin" or "verdict".

    share: how much is left of the colours where something is drawn over them.
    """
    lost = picture.known & (picture.verdict == Verdict.DIVERGED)
    if quantity == VERDICT:
        table = np.array([_rgb(theme.verdict(each)) for each in Verdict], np.uint8)
        colours, ends, log = table[picture.verdict], None, False
    elif quantity == BASIN:
        colours, ends, log = _of_basins(picture, theme), None, False
    else:
        values = picture.steps if quantity == STEPS else picture.numbers[quantity]
        values = np.where(picture.known & ~lost, values, np.nan).astype(float)
        ends, log = scale(values)
        colours = value_colours()[_places(values, ends, log), :3]
    if quantity != VERDICT:
        colours[lost] = lost_colours()[_shade(picture.steps[lost]), :3]
    if share < 1:
        ground = np.array(_rgb(theme.background), float)
        colours = (share * colours + (1 - share) * ground).round().astype(np.uint8)
    opacity = np.where(picture.known, 255, 0).astype(np.uint8)
    whole = np.concatenate([colours, opacity[..., None]], axis=-1)
    return Painted(np.ascontiguousarray(whole), ends, log)


def scale(values: NDArray[np.float64]) -> tuple[tuple[float, float], bool]:
    """The ends of the colours for some values, and whether they are logarithms."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return (0.0, 1.0), False
    low, high = (float(end) for end in np.quantile(finite, (END, 1 - END)))
    log = high > 10 * low and bool((finite >= 0).all())
    if log:
        logarithms = np.log10(finite[finite > 0])
        low, high = (float(end) for end in np.quantile(logarithms, (END, 1 - END)))
    if high - low < 1e-9 * max(abs(low), abs(high), 1e-12):
        low, high = low - 0.5, high + 0.5
    return (float(low), float(high)), log


def _places(values: NDArray[np.float64], ends: tuple[float, float], log: bool) -> NDArray[np.intp]:
    with np.errstate(all="ignore"):
        at = np.log10(np.maximum(values, 1e-300)) if log else values
        share = (at - ends[0]) / (ends[1] - ends[0])
    return np.asarray(np.clip(np.nan_to_num(share, nan=0.0) * 255, 0, 255).astype(np.intp))


def _shade(steps: NDArray[np.int64]) -> NDArray[np.intp]:
    """The place on a scale for the step at which a run diverged, the same for any picture."""
    share = np.log1p(steps) / np.log1p(10_000)
    return np.asarray(np.clip(share * 255, 0, 255).astype(np.intp))


def _of_basins(picture: Picture, theme: Theme) -> NDArray[np.uint8]:
    """A hue for each minimum, darker where runs took longer to come near it."""
    table = basin_colours(theme)
    hues = table[picture.basin % len(table)].astype(float)
    steps = np.where(picture.known, picture.steps, 0)
    most = max(int(picture.plane.experiment.steps), 2)
    share = np.log1p(steps) / np.log1p(most)
    ground = np.array(_rgb(theme.background), float)
    depth = (0.30 + 0.55 * (1 - share))[..., None]
    mixed = depth * hues + (1 - depth) * ground
    mixed[picture.basin < 0] = np.array(_rgb(theme.surface), float)
    return np.asarray(mixed.round().astype(np.uint8))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
