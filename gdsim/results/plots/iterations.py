"""The steps that runs take to converge, over their starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdsim.engine.verdict import Verdict
from gdsim.results import analysis
from gdsim.results.analysis import suite_tables
from gdsim.results.analysis.basins import MISSING
from gdsim.results.plots.basins import NOWHERE
from gdsim.results.plots.kind import Kind
from gdsim.results.plots.lacking import lacks_starts
from gdsim.results.plots.over_starts import add_to_title, key, paint, start_panels
from gdsim.results.plots.style import DIVERGED

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure


def draw_iterations(sheet: Figure, data: xarray.Dataset) -> None:
    """Steps until each start has converged, one map per optimizer."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import ListedColormap, LogNorm, Normalize

    steps = data["iterations"].values
    known = steps[np.isfinite(steps)]
    low = max(float(known.min()), 1.0) if known.size else 1.0
    high = max(float(known.max()), low * 1.01) if known.size else 10.0
    norm = LogNorm(low, high) if high > 10 * low else Normalize(low, high)
    drawn = start_panels(sheet, data, "iterations", "verdict")
    for panel, (values, verdict) in drawn:
        never = (verdict != MISSING) & (verdict != Verdict.CONVERGED)
        other = np.ma.masked_where(~never, (verdict == Verdict.DIVERGED).astype(float))
        paint(panel, data, other, cmap=ListedColormap([NOWHERE, DIVERGED]), vmin=0, vmax=1)
        counts = np.ma.masked_invalid(np.maximum(values, 1.0))
        paint(panel, data, counts, norm=norm, cmap="viridis")
        done = max(int(np.count_nonzero(verdict != MISSING)), 1)
        add_to_title(panel, f"{counts.count() / done:.0%} converge")
    if known.size:
        shown = [panel for panel, _ in drawn]
        bar = sheet.colorbar(ScalarMappable(norm, "viridis"), ax=shown, shrink=0.85, pad=0.02)
        bar.set_label("steps to converge")
        bar.outline.set_visible(False)
    every = data["verdict"].values
    never = (every != MISSING) & (every != Verdict.CONVERGED) & (every != Verdict.DIVERGED)
    colours = {"not converged": (NOWHERE, never), "diverged": (DIVERGED, every == Verdict.DIVERGED)}
    key(sheet, {name: colour for name, (colour, where) in colours.items() if where.any()})


KIND = Kind(
    "iterations", "How many steps each start takes to converge.",
    analysis.iterations, draw_iterations, lacks_starts, suite_tables.of_iterations,
)  # fmt: skip
