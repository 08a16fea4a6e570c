"""Maps: two axes of an experiment, a pixel a run (or the median of several)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.analysis.subject import Subject
from gdsim.plots.style import DIVERGED, OKABE_ITO, scale_as_given
from gdsim.verdict import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 12
_NOWHERE = "#C9CED6"
_NEAR = 0.02  # shares of the domain within which a run counts as having reached a minimum


def draw_maps(sheet: Figure, subject: Subject) -> None:
    """Losses over the last two axes, a map an optimizer; over all other axes the median."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import LogNorm, Normalize

    heights = over_map(subject, subject.heights(subject.mapped[0]))
    # The median of an even count may lie between a number and infinity: take the one above.
    middle = np.quantile(heights, 0.5, axis=3, method="higher")
    gone = (over_map(subject, subject.rows("verdict")) == Verdict.DIVERGED).mean(axis=3) > 0.5
    shown = np.ma.masked_where(gone | ~np.isfinite(middle), middle)
    finite = shown.compressed()
    low, high = _ends(finite, subject)
    norm = LogNorm(low, high) if high > 10 * low > 0 else Normalize(low, high)
    shown_on = list(panels(sheet, subject))
    for panel, values in zip(shown_on, shown, strict=False):
        panel.set_facecolor(DIVERGED)
        _pixels(panel, subject, values, norm=norm, cmap="viridis")
    if finite.size:
        bar = sheet.colorbar(ScalarMappable(norm, "viridis"), ax=shown_on, shrink=0.85, pad=0.02)
        bar.set_label(subject.mapped[1])
        bar.outline.set_visible(False)
    if gone.any():
        _key(sheet, {"diverged": DIVERGED})


def draw_basins(sheet: Figure, subject: Subject) -> None:
    """Which of the known minima runs ended at, over where they started; a map an optimizer."""
    from matplotlib.colors import ListedColormap

    function = subject.function
    assert function is not None  # as `shows_basins` has found
    minima = np.array(function.minima)
    ends = subject.rows("params").astype(np.float64)
    sides = np.ptp(np.array(function.domain), axis=1)
    # Shares of the domain, as one axis may be a thousand times as long as the other.
    far = np.abs((ends[..., np.newaxis, :] - minima) / sides).max(axis=-1)
    far = np.where(np.isnan(far), np.inf, far)
    reached = np.where(far.min(axis=-1) <= _NEAR, far.argmin(axis=-1), len(minima))
    reached = np.where(subject.rows("verdict") == Verdict.DIVERGED, len(minima) + 1, reached)
    first = over_map(subject, reached)[..., 0]
    colours = [*OKABE_ITO[: len(minima)], _NOWHERE, DIVERGED]
    for panel, values in zip(panels(sheet, subject), first, strict=False):
        _pixels(panel, subject, values, cmap=ListedColormap(colours), vmin=0, vmax=len(colours) - 1)
        for point in minima:
            panel.plot(*point, "*", color="white", markeredgecolor="black", markeredgewidth=0.5)
    names = [f"({', '.join(f'{x:.3g}' for x in point)})" for point in minima]
    keys = dict(zip([*names, "none of them", "diverged"], colours, strict=True))
    _key(sheet, {name: colours[i] for i, name in enumerate(keys) if (first == i).any()})


def shows_basins(subject: Subject) -> bool:
    """Whether a result is a map of starts on a function of a few known minima."""
    function = subject.function
    if function is None:
        return False
    starts = [f"start_{name}" for name in reversed(function.variables)]
    several = 2 <= len(function.minima) <= len(OKABE_ITO)
    return several and len(starts) == 2 and subject.axes == starts


def _ends(finite: NDArray[Any], subject: Subject) -> tuple[float, float]:
    """The losses at the ends of the colours; no lucky run of a network takes most of them."""
    if not finite.size:
        return 0.0, 1.0
    if subject.function is not None:
        return float(finite.min()), float(finite.max())
    low, high = np.quantile(finite, (0.01, 0.99))
    return float(low), float(high)


def over_map(subject: Subject, values: NDArray[Any]) -> NDArray[Any]:
    """Values of runs as (row, down, across, all other dimensions in one)."""
    places = [subject.dimension(name)[0] for name in subject.axes[-2:]]
    moved = np.moveaxis(values, places, (1, 2))
    reshaped: NDArray[Any] = moved.reshape((*moved.shape[:3], -1))
    return reshaped


def panels(sheet: Figure, subject: Subject, logarithmic: bool = True) -> Iterator[Axes]:
    """A labelled panel for each optimizer, up to what fits on a sheet.

    With `logarithmic` its scales are as the axes of the experiment are spaced.
    """
    (_, down, down_words), (_, across, across_words) = map(subject.dimension, subject.axes[-2:])
    shown = min(len(subject.labels), MOST_PANELS)
    width = min(shown, 4)
    depth = -(-shown // width)
    sheet.set_size_inches(max(5.2, 2.9 * width + 1.0), 2.9 * depth + 0.9)
    grid = sheet.subplots(depth, width, squeeze=False, sharex=True, sharey=True).ravel()
    for index, panel in enumerate(grid):
        if index >= shown:
            panel.set_axis_off()
            continue
        if logarithmic:
            scale_as_given(panel.set_xscale, across)
            scale_as_given(panel.set_yscale, down)
        panel.set_title(subject.labels[index])
        panel.grid(False)
        if index + width >= shown:
            panel.set_xlabel(across_words)
        if index % width == 0:
            panel.set_ylabel(down_words)
        yield panel


def _pixels(panel: Axes, subject: Subject, values: NDArray[Any], **look: Any) -> None:
    _, down, _ = subject.dimension(subject.axes[-2])
    _, across, _ = subject.dimension(subject.axes[-1])
    panel.pcolormesh(across, down, values, shading="nearest", rasterized=True, **look)


def _key(sheet: Figure, colours: dict[str, str]) -> None:
    from matplotlib.patches import Patch

    handles = [Patch(color=colour, label=name) for name, colour in colours.items()]
    sheet.legend(handles=handles, loc="outside lower right", ncols=4, fontsize=8)
