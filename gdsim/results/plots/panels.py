"""Maps side by side: one labelled panel per optimizer, with pixels at the values of two axes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.results.analysis.scales import Scale
from gdsim.results.plots.style import DIVERGED, scale_as_given

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

MOST_PANELS = 12
_LETTERS = 36  # characters of a label along a panel
HATCH = "////"  # over diverged pixels, for prints in grey


def panels(
    sheet: Figure,
    labels: Sequence[str],
    down: xarray.DataArray,
    across: xarray.DataArray,
    logarithmic: bool = True,
) -> list[Axes]:
    """A labelled panel for each optimizer, up to what fits on a sheet.

    With `logarithmic` its scales are as the axes of the experiment are spaced.
    """
    shown = min(len(labels), MOST_PANELS)
    width = min(shown, 4)
    depth = -(-shown // width)
    sheet.set_size_inches(max(5.2, 2.9 * width + 1.0), 2.9 * depth + 0.9)
    grid = sheet.subplots(depth, width, squeeze=False, sharex=True, sharey=True).ravel()
    for index, panel in enumerate(grid[:shown]):
        if logarithmic:
            scale_as_given(panel.set_xscale, across.values)
            scale_as_given(panel.set_yscale, down.values)
            _mark(panel.xaxis, across.values)
            _mark(panel.yaxis, down.values)
        panel.set_title(labels[index])
        panel.grid(False)
        if index + width >= shown:
            panel.set_xlabel(textwrap.fill(spelled(across), _LETTERS))
            panel.tick_params(labelbottom=True)  # also where the row below has no panel
        if index % width == 0:
            panel.set_ylabel(textwrap.fill(spelled(down), _LETTERS))
    for panel in grid[shown:]:
        panel.set_axis_off()
    return list(grid[:shown])


def _mark(axis: Any, values: NDArray[Any]) -> None:
    """Limit the ticks to the powers of ten that fit side by side, and to whole numbers."""
    from matplotlib.ticker import LogLocator, MaxNLocator

    if axis.get_scale() == "log":
        axis.set_major_locator(LogLocator(numticks=5))
    elif (values == np.round(values)).all():
        axis.set_major_locator(MaxNLocator("auto", integer=True))


def left_out(labels: Sequence[str]) -> str:
    """A sentence about the optimizers that have no panel; or ""."""
    missing = labels[MOST_PANELS:]
    return f"not shown: {', '.join(missing)}" if missing else ""


def spelled(coordinate: xarray.DataArray) -> str:
    """The name of a coordinate, with its unit."""
    words = str(coordinate.attrs.get("long_name", coordinate.name))
    unit = coordinate.attrs.get("units", "1")
    return words if unit == "1" else f"{words} ({unit})"


def pixels(
    panel: Axes, down: NDArray[Any], across: NDArray[Any], values: NDArray[Any], **look: Any
) -> None:
    """Values as pixels around their positions, on the scales on which these are evenly spaced."""
    panel.pcolormesh(edges(across), edges(down), values, rasterized=True, **look)


def edges(values: NDArray[Any]) -> NDArray[np.float64]:
    """The edges of pixels: midway between values in rising order, and as far outside the ends."""
    scale = Scale.of(values)
    places = scale.places(values)
    if len(places) == 1:
        half = 0.5 * abs(places[0]) or 0.5
        return scale.values([places[0] - half, places[0] + half])
    middles = (places[1:] + places[:-1]) / 2
    first, last = 2 * places[0] - middles[0], 2 * places[-1] - middles[-1]
    return scale.values([first, *middles, last])


def hatch_ground(panel: Axes) -> None:
    """Draw the ground of divergence, which shows through masked pixels."""
    panel.patch.set(facecolor=DIVERGED, edgecolor="white", hatch=HATCH, linewidth=0)


def diverged_key() -> Patch:
    """The ground of divergence, for a legend."""
    from matplotlib.patches import Patch

    look: dict[str, Any] = {
        "facecolor": DIVERGED,
        "edgecolor": "white",
        "hatch": HATCH,
        "linewidth": 0,
    }
    return Patch(label="diverged", **look)
