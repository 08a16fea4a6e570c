"""The colours of a picture of runs: a result, with runs that diverged in a hue of their own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gdsim.app.look.theme import (
    COLOURS,
    DARK,
    Theme,
    basin_colours,
    lost_colours,
    rgba,
    value_colours,
)
from gdsim.app.translation import QT_TR_NOOP
from gdsim.app.views.pixels import scale_of
from gdsim.app.views.surface import places_between
from gdsim.app.worker.survey import Picture
from gdsim.engine.verdict import Verdict

STEPS, BASIN, VERDICT = "steps", "basin", "verdict"
QUANTITIES = {  # the results of every run, in words
    "loss": QT_TR_NOOP("final loss"),
    "best_loss": QT_TR_NOOP("best loss"),
    STEPS: QT_TR_NOOP("steps taken"),
    VERDICT: QT_TR_NOOP("verdict"),
    BASIN: QT_TR_NOOP("minimum reached"),
}
RANKS = 5  # numbers along a scale of ranks
SHADES = 256  # of the hue of a basin


@dataclass(frozen=True)
class Look:
    """In which colours a picture is wanted: see `painted`."""

    quantity: str
    theme: Theme
    share: float = 1.0
    by_rank: bool = False

    def suits(self, picture: Picture) -> bool:
        """Whether a picture has the result that is wanted."""
        return self.quantity in (VERDICT, *picture.layers)

    def scale(self, picture: Picture) -> Scale | None:
        """What colours stand for in a picture; None for a result without a scale."""
        if self.quantity in (VERDICT, BASIN):
            return None
        return Scale.of(_values(picture, self.quantity), self.by_rank)

    def paint(self, picture: Picture, scale: Scale | None = None) -> Painted:
        """The picture in these colours; with the scale of another one if it is given."""
        scale = self.scale(picture) if scale is None else scale
        return painted(picture, self.quantity, self.theme, self.share, scale)


@dataclass(frozen=True, eq=False)
class Scale:
    """What colours stand for.

    ends: of the first and the last colour; logarithms if `log`. known: of a scale of ranks, all
    values in their order, with their `shares` from 0 to 1. ranks: those at even places of it.
    """

    ends: tuple[float, float]
    log: bool = False
    known: NDArray[np.float64] | None = None
    shares: NDArray[np.float64] | None = None
    ranks: tuple[float, ...] = ()

    @classmethod
    def of(cls, values: NDArray[np.float64], by_rank: bool) -> Scale:
        """The scale of some values, of which NaN has no colour.

        by_rank: whether each colour has as many pixels as any other, so that all detail is seen;
        else colours stand for values, or for logarithms of values that are spread widely.
        """
        if not by_rank:
            return cls(*scale(values))
        known, counts = np.unique(values[np.isfinite(values)], return_counts=True)
        if not known.size:
            return cls((0.0, 1.0), False, known, known)
        below = np.cumsum(counts) - counts
        shares = below / max(int(below[-1]), 1)
        places = np.searchsorted(shares, np.linspace(0, 1, RANKS), side="right") - 1
        return cls((0.0, 1.0), False, known, shares, tuple(known[places].tolist()))

    def heights(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where values are between the ends; NaN stays."""
        if self.known is None or self.shares is None:
            return on_scale(values, self.ends, self.log)
        finite = np.isfinite(values)
        heights = np.full(values.shape, np.nan)
        if self.known.size:
            heights[finite] = np.interp(values[finite], self.known, self.shares)
        return heights


@dataclass(frozen=True)
class Painted:
    """A picture in colours.

    `colours`: (rows, columns, 4) bytes, transparent where nothing has run. `scale`: what they stand
    for; None for a result without a scale.
    """

    colours: NDArray[np.uint8]
    scale: Scale | None


def painted(
    picture: Picture, quantity: str, theme: Theme, share: float = 1.0, scale: Scale | None = None
) -> Painted:
    """A picture coloured by a result: one of its numbers, "steps", "basin" or "verdict".

    share: how much is left of the colours where something is drawn over them. scale: of numbers
    and steps.
    """
    if quantity == VERDICT:
        table = np.array([rgba(theme.verdict(each))[:3] for each in Verdict], np.uint8)
        places = picture.verdict.copy()
    elif quantity == BASIN:
        table, places = _basin_table(theme), _basin_places(picture)
    else:
        values = _values(picture, quantity)
        scale = scale or Scale.of(values, by_rank=False)
        table = value_colours()[:, :3]
        places = places_between(scale.heights(values), scale.ends, len(table))
    if quantity != VERDICT:
        lost = _lost(picture)
        places[lost] = len(table) + _shade(picture.steps[lost])
        table = np.concatenate([table, lost_colours()[:, :3]])
    places[~picture.drawn] = len(table)
    pixels = _seen(table, share, theme).take(places).view(np.uint8).reshape(*places.shape, 4)
    return Painted(pixels, scale)


def _seen(table: NDArray[np.uint8], share: float, theme: Theme) -> NDArray[np.uint32]:
    """Colours as they are drawn, and last nothing, each as one number of four bytes."""
    ground = np.array(rgba(theme.background)[:3], float)
    whole = np.full((len(table) + 1, 4), 255, np.uint8)
    whole[:-1, :3] = (share * table + (1 - share) * ground).round()
    whole[-1] = 0
    return whole.view(np.uint32).ravel()


def _lost(picture: Picture) -> NDArray[np.bool_]:
    return np.asarray(picture.drawn & (picture.verdict == Verdict.DIVERGED))


def _values(picture: Picture, quantity: str) -> NDArray[np.float64]:
    """A result of the runs that have not diverged; NaN for others."""
    values = picture.steps if quantity == STEPS else picture.numbers[quantity]
    return np.where(picture.drawn & ~_lost(picture), values, np.nan).astype(float)


def scale(values: NDArray[np.float64]) -> tuple[tuple[float, float], bool]:
    """The ends of the colours for some values, and whether they are logarithms; 0 is left out."""
    positive = np.where(values > 0, values, np.nan)
    return scale_of(values if (values < 0).any() else positive, robust=True)


def on_scale(
    values: NDArray[np.float64], ends: tuple[float, float], log: bool
) -> NDArray[np.float64]:
    """Values as places of a scale (see `scale`): 0 has the first colour of a logarithmic one."""
    if not log:
        return values
    with np.errstate(all="ignore"):
        return np.where(values == 0, ends[0], np.log10(values))


def _shade(steps: NDArray[np.int64]) -> NDArray[np.intp]:
    """The place on a scale for the step at which a run diverged, the same for any picture."""
    share = np.log1p(steps) / np.log1p(10_000)
    return np.asarray(np.clip(share * 255, 0, 255).astype(np.intp))


@lru_cache(maxsize=4)
def _basin_table(theme: Theme) -> NDArray[np.uint8]:
    """`SHADES` colours for each minimum, and last that of no minimum."""
    hues = basin_colours(theme).astype(float)
    ground = np.array(rgba(theme.background)[:3], float)
    # On dark ground a hue turns to mud sooner than it pales on a bright one.
    least = 0.45 if theme.name == DARK.name else 0.30
    depth = np.linspace(0.85, least, SHADES)[:, None]
    mixed = (depth * hues[:, None] + (1 - depth) * ground).reshape(-1, 3)
    return np.concatenate([mixed, [rgba(theme.surface)[:3]]]).round().astype(np.uint8)


def _basin_places(picture: Picture) -> NDArray[np.intp]:
    """Where the colour of each pixel is in the table: paler where runs came near later."""
    most = max(int(picture.plane.experiment.steps), 2)
    share = np.log1p(picture.steps.astype(np.float32)) / np.float32(np.log1p(most))
    shade = np.minimum(share * np.float32(SHADES), SHADES - 1).astype(np.intp)
    places = picture.basin % COLOURS * SHADES + shade
    places[picture.basin < 0] = COLOURS * SHADES
    return np.asarray(places)
