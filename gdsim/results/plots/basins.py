"""Basins of attraction: each start in the colour of the minimum that it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdsim.results import analysis
from gdsim.results.analysis import suite_tables
from gdsim.results.analysis.subject import Subject
from gdsim.results.plots.kind import Kind
from gdsim.results.plots.lacking import lacks_starts
from gdsim.results.plots.over_starts import add_to_title, key, paint, start_panels
from gdsim.results.plots.style import DIVERGED, OKABE_ITO

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

NOWHERE = "#C9CED6"
_TINTS = (0.0, 0.45, 0.7)  # shares of white in the colours of further minima


def shows_basins(subject: Subject) -> bool:
    """Whether a result is a map of starts on a function of a few known minima."""
    surface = subject.surface
    if surface is None or "params" not in subject.result:
        return False
    starts = [f"start_{name}" for name in reversed(surface.variables)]
    several = 2 <= len(surface.minima) <= len(_TINTS) * len(OKABE_ITO)
    return several and len(starts) == 2 and subject.axes == starts


def draw_basins(sheet: Figure, data: xarray.Dataset) -> None:
    """The minimum that runs ended at, over their starts; one map per optimizer.

    A star is a minimum. Above each map stands the share of its starts that reach one.
    """
    from matplotlib.colors import ListedColormap

    outcomes = [str(each) for each in data["outcome"].values]
    minima = data["minima"].values
    colours = [*(_colour(k) for k in range(len(minima))), NOWHERE, DIVERGED]
    look = {"cmap": ListedColormap(colours), "vmin": -0.5, "vmax": len(colours) - 0.5}
    drawn = start_panels(sheet, data, "reached")
    for panel, (values,) in drawn:
        paint(panel, data, np.ma.masked_less(values, 0), **look)
        for point in minima:
            place = point[:2] if len(point) > 1 else (*point, 0.0)
            panel.plot(*place, "*", color="white", markeredgecolor="black", markeredgewidth=0.5)
        done = max(int(np.count_nonzero(values >= 0)), 1)
        reaching = np.count_nonzero((values >= 0) & (values < len(minima)))
        add_to_title(panel, f"{reaching / done:.0%} reach one")
    shown = np.unique(np.concatenate([values.ravel() for _, (values,) in drawn]))
    key(sheet, {outcomes[k]: colours[k] for k in shown[shown >= 0]})


def _colour(number: int) -> str:
    """Okabe-Ito's colours, and paler ones if there are more minima."""
    from matplotlib.colors import to_hex, to_rgb

    turn, place = divmod(number, len(OKABE_ITO))
    white = _TINTS[min(turn, len(_TINTS) - 1)]
    return str(to_hex([part + (1 - part) * white for part in to_rgb(OKABE_ITO[place])]))


def _lacks(subject: Subject) -> str:
    if subject.surface is None:
        return "a function"
    return lacks_starts(subject) or (
        "" if "params" in subject.result else "the parameters at the end"
    )


KIND = Kind(
    "basins", "Which minimum each start leads to.",
    analysis.basins, draw_basins, _lacks, suite_tables.of_basins,
)  # fmt: skip
