"""Sensitivity: loss along one axis with its quantiles, and below it the bands that work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.results import analysis
from gdsim.results.analysis import tables
from gdsim.results.analysis.subject import Subject, row_labels, rows, top
from gdsim.results.plots.kind import Kind
from gdsim.results.plots.panels import spelled
from gdsim.results.plots.sheet import caption
from gdsim.results.plots.style import (
    DIVERGED,
    MOST_FULL,
    log_if_positive,
    pen,
    say_in_middle,
    scale_as_given,
)

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TRACK = 0.19  # inches that each optimizer's band takes
_SHARES = 0.8  # inches of the panel of shares


def draw_sensitivity(sheet: Figure, data: xarray.Dataset) -> None:
    """Draw the answer of `analysis.sensitivity`.

    Above, the median of the loss at the end and most of its runs, broken where it is infinite; in
    the middle the share of runs that converged; below, a bar over what works for each optimizer.
    """
    labels, axis = row_labels(data), data[data.attrs["axis"]]
    ended = bool((data["converged"] > 0).any() or (data["diverged"] > 0).any())
    several = ended and bool((data["runs"] > 1).any())
    tracks = max(_TRACK * len(labels) + 0.1, 0.45)
    heights = [2.6, *([_SHARES] * several), tracks]
    sheet.set_size_inches(7.2, sum(heights) + 1.5)
    panels = sheet.subplots(len(heights), 1, sharex=True, height_ratios=heights)
    _losses(panels[0], data, labels)
    if several:
        _shares(panels[1], data, labels)
    _bands(panels[-1], data, labels)
    scale_as_given(panels[0].set_xscale, axis.values)
    if axis.size > 1:
        panels[0].set_xlim(axis.values[0], axis.values[-1])
    panels[-1].set_xlabel(spelled(axis))
    sheet.align_ylabels(panels)
    rule = data.attrs["rule"]
    caption(
        sheet,
        f"Bars: {rule}. Arrows: the axis ends before the band. Crosses: the median run diverged.",
    )


def _losses(panel: Axes, data: xarray.Dataset, labels: list[str]) -> None:
    values = data[data.attrs["axis"]].values
    losses = rows(data, data.attrs["value"])
    shares = data["quantile"].values
    middle = int(np.flatnonzero(shares == 0.5)[0])
    ceiling = top(losses)
    for index, name in enumerate(labels):
        low, line, high = losses[index][:, (0, middle, -1)].T
        finite = np.isfinite(line)
        dots: dict[str, Any] = {"marker": "o", "markersize": 2.5} if len(values) <= 24 else {}
        panel.plot(values, np.where(finite, line, np.nan), **pen(index), label=name, **dots)
        if _has_band(data):
            panel.fill_between(
                values, low, np.where(np.isfinite(high), high, ceiling),
                where=np.isfinite(low), color=pen(index)["color"], alpha=0.15, linewidth=0,
            )  # fmt: skip
        at, best = rows(data, "best_at")[index], rows(data, "best")[index]
        if np.isfinite(best):
            panel.plot(
                at,
                best,
                "o",
                color=pen(index)["color"],
                markeredgecolor="white",
                markersize=6,
                zorder=5,
                clip_on=False,
            )
    log_if_positive(panel, losses)
    if not np.isfinite(losses).any():
        say_in_middle(panel, "no run came to a finite loss")
    panel.set_ylabel(_broken(data[data.attrs["value"]].attrs["long_name"]))
    panel.set_title(_heading(data))


def _heading(data: xarray.Dataset) -> str:
    shares, shown = data["quantile"].values, str(data.attrs["shown"])
    if not (data["runs"] > 1).any():
        return shown
    ends = f" and {100 * shares[0]:g}-{100 * shares[-1]:g} %" if _has_band(data) else ""
    return f"Median{ends} of {shown}"


def _has_band(data: xarray.Dataset) -> bool:
    """Whether the outermost quantiles are drawn around the median."""
    few = len(row_labels(data)) <= MOST_FULL
    return few and data.sizes["quantile"] > 1 and bool((data["runs"] > 1).any())


def _shares(panel: Axes, data: xarray.Dataset, labels: list[str]) -> None:
    """The shares of runs that converged (solid) and that diverged (dotted)."""
    values = data[data.attrs["axis"]].values
    for index in range(len(labels)):
        colour = pen(index)["color"]
        panel.plot(values, rows(data, "converged")[index], color=colour, linewidth=1.1)
        panel.plot(
            values, rows(data, "diverged")[index], color=colour, linewidth=1.1, linestyle=":"
        )
    panel.set(ylim=(-0.04, 1.04), ylabel="share of runs")
    panel.set_yticks([0, 0.5, 1])
    panel.set_title("converged (line) and diverged (dotted)", fontsize=8)


def _bands(panel: Axes, data: xarray.Dataset, labels: list[str]) -> None:
    """A bar over the values that work, labelled with its width, and crosses where runs diverged."""
    values = data[data.attrs["axis"]].values
    medians = rows(data.sel(quantile=0.5), data.attrs["value"])
    places = np.arange(len(labels))[::-1]
    for index, place in enumerate(places):
        colour = pen(index)["color"]
        gone = np.isposinf(medians[index])
        panel.axhline(float(place), **{**pen(index), "linewidth": 0.7, "alpha": 0.5}, zorder=0)
        panel.plot(
            values[gone],
            np.full(gone.sum(), place),
            "x",
            color=DIVERGED,
            markersize=3,
            markeredgewidth=0.8,
        )
        _bar(panel, data, index, float(place), colour)
        panel.annotate(
            _width(data, index),
            (1.03, place),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=7.5,
            annotation_clip=False,
        )
    panel.set_yticks(places, labels, fontsize=8)
    panel.set_ylabel("works")
    panel.set_ylim(-0.6, len(labels) - 0.4)
    panel.grid(False, axis="y")
    panel.tick_params(axis="y", length=0, pad=8)  # room for an arrow
    panel.spines["left"].set_visible(False)


def _bar(panel: Axes, data: xarray.Dataset, index: int, place: float, colour: str) -> None:
    values = data[data.attrs["axis"]].values
    works = rows(data, "works")[index]
    ends = rows(data, "low")[index], rows(data, "high")[index]
    look: Any = {"color": colour, "solid_capstyle": "butt"}
    if works.any():
        inside = (values >= ends[0]) & (values <= ends[1])
        apart = values[works & ~inside]
        panel.plot(apart, np.full(len(apart), place), "|", color=colour, markersize=6)
    if np.isfinite(ends).all():
        panel.plot(ends, (place, place), linewidth=6, **look)
    for end, is_open, marker in (
        (ends[0], rows(data, "open_low")[index], "<"),
        (ends[1], rows(data, "open_high")[index], ">"),
    ):
        if is_open:
            panel.plot(end, place, marker, color=colour, markersize=8, clip_on=False)


def _width(data: xarray.Dataset, index: int) -> str:
    width = rows(data, "width")[index]
    if not np.isfinite(width):
        return "none"
    least = "≥ " if rows(data, "open_low")[index] or rows(data, "open_high")[index] else ""
    unit = data["width"].attrs["units"]
    if unit == "decade":
        return f"{least}{width:.2f} decades"
    return f"{least}{width:.3g} wide"


def _broken(words: str) -> str:
    """A long label in two lines."""
    return words.replace(" above the minimum", "\nabove the minimum") if len(words) > 24 else words


def _lacks(subject: Subject) -> str:
    return "" if subject.axes else "an axis, such as several learning rates"


KIND = Kind(
    "sensitivity", "Loss along one axis, such as the learning rate; the band that works.",
    analysis.sensitivity, draw_sensitivity, _lacks, tables.of_sensitivity,
)  # fmt: skip
