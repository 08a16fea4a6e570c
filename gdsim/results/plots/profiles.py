"""Performance profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdsim.results import analysis
from gdsim.results.analysis import suite_tables
from gdsim.results.plots.kind import Kind
from gdsim.results.plots.lacking import lacks_targets
from gdsim.results.plots.ranked import ranked_legend
from gdsim.results.plots.sheet import caption
from gdsim.results.plots.style import pen

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_profiles(sheet: Figure, data: xarray.Dataset) -> None:
    """The share of instances that each optimizer solves within a factor of the fewest steps."""
    panel = sheet.subplots()
    profiles_panel(panel, data, scored=True)
    ranked_legend(panel, np.argsort(-data["score"].values, kind="stable"))
    caption(
        sheet,
        f"{data.attrs['of']}. In brackets the score: the area under a curve up to τ = "
        f"{data.attrs['tau_max']:g} (the line), divided by its width.",
    )


def profiles_panel(panel: Axes, data: xarray.Dataset, scored: bool = False) -> None:
    """The curves on a panel, named with their scores."""
    taus, last = data["tau"].values, data.attrs["tau_max"]
    for index, name in enumerate(map(str, data["optimizer"].values)):
        words = f"{name} ({data['score'].values[index]:.2f})" if scored else name
        panel.step(taus, data["rho"].values[index], where="post", **pen(index), label=words)
    panel.axvline(last, color="#5B6470", linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
    panel.set_xscale("log", base=2)
    ticks = 2.0 ** np.arange(0, np.floor(np.log2(taus[-1])) + 1)
    panel.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    panel.set(xlim=(1, taus[-1]), ylim=(0, 1))
    panel.set(xlabel="τ: times the fewest steps of any", ylabel="share solved within, ρ(τ)")


KIND = Kind(
    "profiles", "Performance profiles: on what share each is how far from the fastest.",
    analysis.profiles, draw_profiles, lacks_targets, suite_tables.of_targets, of_suites=True,
)  # fmt: skip
