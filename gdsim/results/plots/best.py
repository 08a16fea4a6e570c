"""Best settings: each optimizer's best setting, its loss there, and the verdicts of its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdsim.base.words import counted
from gdsim.engine.verdict import Verdict
from gdsim.results import analysis
from gdsim.results.analysis import tables
from gdsim.results.analysis.best import spelled_rows
from gdsim.results.plots.kind import Kind
from gdsim.results.plots.sheet import caption
from gdsim.results.plots.style import DIVERGED, OKABE_ITO, VERDICTS

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = NDArray[np.float64]

_ROW = 0.42  # inches


def draw_best(sheet: Figure, data: xarray.Dataset) -> None:
    """Draw the answer of `analysis.best`: per row a best setting, its loss, shares of verdicts."""
    name = data.attrs["value"]
    losses = data[name].values.ravel()
    shares = data["share"].values.reshape(len(losses), -1)
    places = np.arange(len(losses))[::-1]
    sheet.set_size_inches(8.4, max(3.2, _ROW * len(losses) + 1.6))
    left, right = sheet.subplots(1, 2, sharey=True, width_ratios=(1.6, 1))
    _losses(left, places, losses, data["steps"].values.ravel())
    names = ["\n".join(filter(None, row)) for row in spelled_rows(data)]
    left.set_yticks(places, names, fontsize=8)
    left.set(xlabel=data[name].attrs["long_name"], ylim=(-0.6, len(losses) - 0.4))
    left.set_title(data.attrs["shown"])
    start = np.zeros(len(losses))
    for each in sorted(Verdict, key=lambda each: each != Verdict.CONVERGED):
        share = shares[:, each]
        if share.any():
            hatch = {"hatch": "////", "edgecolor": "white"} if each == Verdict.DIVERGED else {}
            right.barh(
                places,
                share,
                left=start,
                height=0.5,
                color=VERDICTS[each],
                label=str(each),
                linewidth=0,
                **hatch,
            )
        start += share
    right.set(xlim=(0, 1), xlabel="share of runs there")
    right.tick_params(axis="y", length=0)
    for panel in (left, right):
        panel.grid(False, axis="y")
    sheet.legend(loc="outside lower right", ncols=5, fontsize=8)
    if (data["at_end"] != 0).any():
        caption(sheet, "* the end of its axis, which should be wider")


def _losses(panel: Axes, places: NDArray[np.intp], losses: Array, steps: Array) -> None:
    finite = np.isfinite(losses)
    if finite.any() and losses.min() > 0 and losses[finite].max() > 10 * losses.min():
        panel.set_xscale("log")
    if not finite.any():
        panel.set_xticks([])
    panel.plot(losses[finite], places[finite], "o", color=OKABE_ITO[0])
    panel.margins(x=0.3)  # for the words beside the first and the last
    for place, loss, count in zip(places[finite], losses[finite], steps[finite], strict=True):
        panel.annotate(
            f"{loss:.3g} in {counted(round(count), 'step')}", (loss, place), (0, 6), fontsize=7,
            textcoords="offset points", ha="center", va="bottom",
        )  # fmt: skip
    for place in places[~finite]:
        panel.text(
            0.02,
            place,
            "diverged",
            color=DIVERGED,
            va="center",
            transform=panel.get_yaxis_transform(),
        )


KIND = Kind(
    "best", "The best setting of each optimizer, and what becomes of its runs there.",
    analysis.best, draw_best, table=tables.of_best,
)  # fmt: skip
