"""Maps of basins: which minimum runs reached, over where they started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdsim.analysis.subject import Subject
from gdsim.plots.panels import diverged_key, hatch_ground, panels, pixels
from gdsim.plots.style import OKABE_ITO
from gdsim.verdict import Verdict

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NOWHERE = "#C9CED6"
_NEAR = 0.02  # shares of the domain within which a run counts as having reached a minimum


def draw_basins(sheet: Figure, subject: Subject) -> None:
    """Which of the known minima runs ended at, over where they started; a map an optimizer."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    function = subject.function
    assert function is not None  # as `shows_basins` has found
    minima = np.array(function.minima)
    ends = subject.rows("params").astype(np.float64)
    sides = np.ptp(np.array(function.domain), axis=1)
    # Shares of the domain, as one axis may be a thousand times as long as the other.
    far = np.abs((ends[..., np.newaxis, :] - minima) / sides).max(axis=-1)
    far = np.where(np.isnan(far), np.inf, far)
    reached = np.where(far.min(axis=-1) <= _NEAR, far.argmin(axis=-1), len(minima))
    reached = np.where(subject.rows("verdict") == Verdict.DIVERGED, -1, reached)
    first = subject.grouped(reached, subject.axes)[..., 0]
    down, across = (subject.result[name] for name in subject.axes)
    colours = ListedColormap([*OKABE_ITO[: len(minima)], _NOWHERE])
    for panel, values in zip(panels(sheet, subject.labels, down, across), first, strict=False):
        hatch_ground(panel)
        drawn = np.ma.masked_where(values < 0, values)
        pixels(panel, down.values, across.values, drawn, cmap=colours, vmin=0, vmax=len(minima))
        for point in minima:
            panel.plot(*point, "*", color="white", markeredgecolor="black", markeredgewidth=0.5)
    names = [f"({', '.join(f'{x:.3g}' for x in point)})" for point in minima]
    keys = [
        Patch(color=colours(index), label=name)
        for index, name in enumerate([*names, "none of them"])
        if (first == index).any()
    ]
    if (first < 0).any():
        keys.append(diverged_key())
    sheet.legend(handles=keys, loc="outside lower right", ncols=4, fontsize=8)


def shows_basins(subject: Subject) -> bool:
    """Whether a result is a map of starts on a function of a few known minima."""
    function = subject.function
    if function is None:
        return False
    starts = [f"start_{name}" for name in reversed(function.variables)]
    several = 2 <= len(function.minima) <= len(OKABE_ITO)
    return several and len(starts) == 2 and subject.axes == starts
