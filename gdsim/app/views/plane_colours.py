"""The colours of a picture of runs: a result, with runs that diverged in a hue of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdsim.app.look.theme import Theme, basin_colours, lost_colours, rgba, value_colours
from gdsim.app.views.pixels import scale_of
from gdsim.app.views.surface import coloured
from gdsim.app.worker.survey import Picture
from gdsim.engine.verdict import Verdict

STEPS, BASIN, VERDICT = "steps", "basin", "verdict"


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
        table = np.array([rgba(theme.verdict(each))[:3] for each in Verdict], np.uint8)
        colours, ends, log = table[picture.verdict], None, False
    elif quantity == BASIN:
        colours, ends, log = _of_basins(picture, theme), None, False
    else:
        values = picture.steps if quantity == STEPS else picture.numbers[quantity]
        values = np.where(picture.known & ~lost, values, np.nan).astype(float)
        ends, log = scale(values)
        with np.errstate(divide="ignore"):  # 0 has the first colour of a logarithmic scale
            heights = np.fmax(np.log10(values), ends[0]) if log else values
        colours = coloured(heights, ends, value_colours())[..., :3]
    if quantity != VERDICT:
        colours[lost] = lost_colours()[_shade(picture.steps[lost]), :3]
    if share < 1:
        ground = np.array(rgba(theme.background)[:3], float)
        colours = (share * colours + (1 - share) * ground).round().astype(np.uint8)
    opacity = np.where(picture.known, 255, 0).astype(np.uint8)
    whole = np.concatenate([colours, opacity[..., None]], axis=-1)
    return Painted(np.ascontiguousarray(whole), ends, log)


def scale(values: NDArray[np.float64]) -> tuple[tuple[float, float], bool]:
    """The ends of the colours for some values, and whether they are logarithms; 0 is left out."""
    positive = np.where(values > 0, values, np.nan)
    return scale_of(values if (values < 0).any() else positive, robust=True)


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
    ground = np.array(rgba(theme.background)[:3], float)
    depth = (0.30 + 0.55 * (1 - share))[..., None]
    mixed = depth * hues + (1 - depth) * ground
    mixed[picture.basin < 0] = np.array(rgba(theme.surface)[:3], float)
    return np.asarray(mixed.round().astype(np.uint8))
