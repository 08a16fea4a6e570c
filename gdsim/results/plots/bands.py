"""Bands: quantiles of a loss over seeds or starts, step by step, one colour per optimizer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.results import analysis
from gdsim.results.analysis import tables
from gdsim.results.analysis.dimensions import spoken
from gdsim.results.analysis.subject import LOSSES, Subject, row_labels, rows, top
from gdsim.results.geometry.curve_ends import ROOM_ABOVE
from gdsim.results.plots.kind import Kind
from gdsim.results.plots.sheet import caption
from gdsim.results.plots.style import (
    DIVERGED,
    MOST_FULL,
    legend,
    log_if_positive,
    pen,
    scale_steps,
)

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_bands(sheet: Figure, data: xarray.Dataset) -> None:
    """Draw the answer of `analysis.bands`: a band per pair of quantiles, the middle one a line.

    A line ends in a cross where it becomes infinite.
    """
    labels, name = row_labels(data), data.attrs["value"]
    panel = sheet.subplots()
    times = data[data.attrs["clock"]].values
    curves = rows(data, name)
    shares = data["quantile"].values
    # Diverging curves leave the picture at the top; they must not flatten the others.
    ceiling = min(top(curves), ROOM_ABOVE * max(top(curves[..., 0]), 1e-300))
    pairs = _pairs(data)
    for index, label in enumerate(labels):
        _bands(panel, times, curves[index], pairs, pen(index)["color"], ceiling)
        line = curves[index, len(shares) // 2]
        panel.plot(times, np.where(np.isfinite(line), line, np.nan), **pen(index), label=label)
        lost = np.flatnonzero(np.isposinf(line))
        if lost.size and lost[0] > 0:
            before = lost[0] - 1
            panel.plot(
                times[before],
                min(line[before], ceiling),
                "x",
                color=DIVERGED,
                markersize=6,
                markeredgewidth=1.6,
                zorder=5,
                clip_on=False,
            )
    log_if_positive(panel, curves)
    if top(curves) > ceiling:
        panel.set_ylim(top=ceiling)
    scale_steps(panel, times)
    if len(times) > 1:
        panel.set_xlim(times[0], times[-1])
    words = data[name].attrs["long_name"]
    panel.set(xlabel=data.attrs["clock"], ylabel=words[0].upper() + words[1:])
    panel.set_title(_heading(data))
    legend(panel)
    ended, shown = data.attrs["ended"], data.attrs["words"].replace("\n", "; ")
    caption(sheet, ". ".join(filter(None, [ended[0].upper() + ended[1:], shown])))


def _bands(
    panel: Axes, times: NDArray[Any], curves: NDArray[np.float64], pairs: range, colour: str,
    ceiling: float,
) -> None:  # fmt: skip
    """The bands between the outermost quantiles, the next ones, and so on inwards."""
    for pair in pairs:
        low, high = curves[pair], curves[-1 - pair]
        panel.fill_between(
            times, low, np.where(np.isfinite(high), high, ceiling), where=np.isfinite(low),
            color=colour, alpha=0.1 + 0.06 * pair, linewidth=0,
        )  # fmt: skip


def _pairs(data: xarray.Dataset) -> range:
    """The pairs of quantiles to draw; with many optimizers only the innermost, to stay readable."""
    count = data.sizes["quantile"] // 2
    return range(0 if len(row_labels(data)) <= MOST_FULL else max(count - 1, 0), count)


def _heading(data: xarray.Dataset) -> str:
    shares = [100 * float(each) for each in data["quantile"].values]
    pairs = [f"{one:g}-{other:g} %" for one, other in zip(shares, shares[::-1], strict=True)]
    middle = "Median" if 50 in shares else f"{shares[len(shares) // 2]:g} % quantile"
    said = spoken([middle, *(pairs[pair] for pair in _pairs(data))])
    shown = data.attrs["shown"]
    return f"{said} of {shown}" if (data["runs"] > 1).any() else shown


def _lacks(subject: Subject) -> str:
    has_loss = any(f"trace_{name}" in subject.result for name in LOSSES)
    return "" if has_loss else 'a traced loss: record = "loss" in the experiment'


KIND = Kind(
    "bands", "Quantiles of the loss over seeds or starts, step by step.",
    analysis.bands, draw_bands, _lacks, tables.of_bands,
)  # fmt: skip
