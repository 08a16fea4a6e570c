"""Legends in the order of the optimizers' ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gdsim.results.plots.style import MOST_NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray


def ranked_legend(panel: Axes, order: NDArray[Any]) -> None:
    """Name the curves of a panel, the best first; beside the panel if there are many."""
    handles, names = panel.get_legend_handles_labels()
    handles, names = [handles[k] for k in order], [names[k] for k in order]
    if len(names) > MOST_NAMES:
        panel.figure.legend(handles, names, fontsize=7, loc="outside right center")
    else:
        panel.legend(handles, names, fontsize=8, loc="best", facecolor="#FFFFFF", framealpha=0.8)
