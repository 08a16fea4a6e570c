"""ECDFs: the share of targets reached against the budget of steps."""

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


def draw_ecdf(sheet: Figure, data: xarray.Dataset) -> None:
    """The share of targets that each optimizer has reached within a budget."""
    panel = sheet.subplots()
    ecdf_panel(panel, data)
    ranked_legend(panel, np.argsort(-data["reached"].values, kind="stable"))
    chosen = [str(name) for name in data.coords if name not in ("optimizer", "budget")]
    at = [f"{o}: {', '.join(f'{n} {data[n].values[k]:.3g}' for n in chosen)}"
          for k, o in enumerate(data["optimizer"].values)] if chosen else []  # fmt: skip
    best = (
        f". At each optimizer's best setting on all problems alike: {'; '.join(at)}" if at else ""
    )
    caption(sheet, f"Of {data.attrs['of']}{best}")


def ecdf_panel(panel: Axes, data: xarray.Dataset) -> None:
    """The curves on a panel, without names."""
    budgets = data["budget"].values
    for index, name in enumerate(map(str, data["optimizer"].values)):
        # A target that is reached at the start is also reached within one step.
        panel.step(
            budgets[1:], data["share"].values[index, 1:], where="post", **pen(index), label=name
        )
    unit = "steps per parameter" if "per" in data["budget"].attrs["units"] else "steps"
    panel.set_xscale("log")
    panel.xaxis.set_major_formatter("{x:,.10g}")
    panel.set(xlim=(budgets[1], budgets[-1]), ylim=(0, 1))
    panel.set(xlabel=f"budget ({unit})", ylabel="share of targets reached")


KIND = Kind(
    "ecdf", "The share of targets reached within a budget of steps.",
    analysis.ecdf, draw_ecdf, lacks_targets, suite_tables.of_targets, of_suites=True,
)  # fmt: skip
