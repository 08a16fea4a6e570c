"""The look of pictures: colours that everybody can tell apart, scales, legends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.engine.verdict import Verdict
from gdsim.results.analysis.scales import is_by_factors, need_logarithms

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#1C2128")
DIVERGED = "#D55E00"  # the one warm colour, which stands for nothing else
UNKNOWN = "#F1F3F5"  # where no value is known
# They differ in lightness too, for prints in grey; diverged pixels are also hatched.
VERDICTS = {
    Verdict.CONVERGED: "#0072B2", Verdict.RUNNING: "#8CCBF0", Verdict.STALLED: "#7F8792",
    Verdict.OSCILLATING: "#F0CFE1", Verdict.DIVERGED: DIVERGED,
}  # fmt: skip
DASHES = ("-", "--", ":", "-.")
MOST_FULL = 4  # optimizers whose quantiles are all drawn; more bands would be unreadable
MOST_NAMES = 7  # in a legend inside a panel; a longer legend is put beside it
STYLE: Any = {
    "font.size": 9, "axes.titlesize": 9, "axes.titlelocation": "left",
    "axes.edgecolor": "#5B6470", "axes.labelcolor": "#1C2128", "text.color": "#1C2128",
    "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.8,
    "xtick.color": "#5B6470", "ytick.color": "#5B6470",
    "axes.grid": True, "grid.color": "#E1E4E8", "grid.linewidth": 0.6, "axes.axisbelow": True,
    "legend.edgecolor": "#FFFFFF", "legend.fancybox": False,
    "lines.linewidth": 1.4, "lines.solid_capstyle": "round",
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "gdsim",
}  # fmt: skip


def pen(index: int) -> dict[str, Any]:
    """The colour and dashes of optimizer `index`: six colours in a fixed order, then dashes."""
    turn, colour = divmod(index, len(OKABE_ITO))
    return {"color": OKABE_ITO[colour], "linestyle": DASHES[turn % len(DASHES)]}


def log_if_positive(panel: Axes, heights: NDArray[np.float64]) -> None:
    """A log scale for losses, unless some are 0 or below or all are within a factor of 3."""
    if need_logarithms(heights):
        panel.set_yscale("log")


def say_in_middle(panel: Axes, words: str) -> None:
    """Say why a panel is empty, where its curves would be."""
    panel.set_yticks([])
    panel.text(
        0.5, 0.5, words, ha="center", va="center", transform=panel.transAxes, color="#5B6470"
    )


def scale_as_given(set_scale: Callable[[str], Any], values: NDArray[Any]) -> None:
    """Set a log scale if values are spaced by factors, not by distances."""
    if is_by_factors(values):
        set_scale("log")


def scale_steps(panel: Axes, times: NDArray[Any]) -> None:
    """Steps by their logarithm, with a place for 0, where they were recorded ever more rarely."""
    gaps = np.diff(times)
    if len(gaps) > 3 and gaps.max() > 4 * gaps.min():
        first = float(times[times > 0].min())
        panel.set_xscale("symlog", linthresh=first, linscale=0.3)
        panel.set_xlim(times[0], times[-1])  # such a scale would have negative steps too


def legend(panel: Axes) -> None:
    """Add a legend, if more than one thing is drawn."""
    handles, names = panel.get_legend_handles_labels()
    if len(names) > MOST_NAMES:
        panel.figure.legend(handles, names, fontsize=7, loc="outside right center")
    elif len(names) > 1:
        panel.legend(handles, names, fontsize=8, loc="best", facecolor="#FFFFFF", framealpha=0.8)
