"""Pictures of final losses: over one axis, over many starts, of single runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdsim.analysis.subject import Subject, top
from gdsim.plots.style import DIVERGED, legend, log_if_positive, pen, scale_as_given

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_axis(sheet: Figure, subject: Subject) -> None:
    """Loss at the end against the one axis; over starts the median, and most of them as a band."""
    panel = sheet.subplots()
    place, values, words = subject.dimension(subject.axes[0])
    heights = np.moveaxis(subject.heights(subject.final), place, 1)
    heights = heights.reshape((len(heights), len(values), -1))
    ceiling = top(heights)
    for index, name in enumerate(subject.labels):
        low, middle, high = _quantiles(heights[index], axis=1)
        panel.plot(values, np.where(np.isfinite(middle), middle, np.nan), **pen(index), label=name)
        if heights.shape[2] > 1:
            panel.fill_between(
                values, low, np.where(np.isfinite(high), high, ceiling),
                where=np.isfinite(low), color=pen(index)["color"], alpha=0.15, linewidth=0,
            )  # fmt: skip
        gone = ~np.isfinite(middle)
        if gone.any():
            panel.plot(
                values[gone], np.full(gone.sum(), 1.02 + 0.025 * index), "s", clip_on=False,
                color=pen(index)["color"], markersize=2.5, transform=panel.get_xaxis_transform(),
            )  # fmt: skip
    log_if_positive(panel, heights)
    scale_as_given(panel.set_xscale, values)
    runs = "" if heights.shape[2] == 1 else f", median and 10-90 % of {heights.shape[2]:,} runs"
    panel.set(xlabel=words, ylabel=f"{subject.loss_name} at the end")
    gone_words = "; squares above: diverged" if not np.isfinite(heights).all() else ""
    panel.set_title(f"Final loss{runs}{gone_words}", pad=10 + 4 * len(subject.labels))
    legend(panel)


def draw_distribution(sheet: Figure, subject: Subject) -> None:
    """The share of runs that ended at or below a loss."""
    panel = sheet.subplots()
    heights = subject.heights(subject.final)
    heights = heights.reshape((len(heights), -1))
    for index, name in enumerate(subject.labels):
        found = np.sort(heights[index][np.isfinite(heights[index])])
        share = np.arange(1, len(found) + 1) / heights.shape[1]
        gone = heights.shape[1] - len(found)
        words = f"{name} ({gone / heights.shape[1]:.0%} diverged)" if gone else name
        panel.step(found, share, where="post", **pen(index), label=words)
    if np.isfinite(heights).any() and heights.min() > 0:
        panel.set_xscale("log")
    panel.set(xlabel=f"{subject.loss_name} at the end", ylabel="share of runs", ylim=(0, 1.02))
    panel.set_title(f"How the final losses of {heights.shape[1]:,} runs are distributed")
    legend(panel)


def draw_bests(sheet: Figure, subject: Subject) -> None:
    """The loss at the end of each optimizer's one run."""
    panel = sheet.subplots()
    heights = subject.heights(subject.final).reshape(-1)
    places = np.arange(len(heights))[::-1]
    for index, (place, height) in enumerate(zip(places, heights, strict=True)):
        if np.isfinite(height):
            panel.plot(height, place, "o", color=pen(index)["color"])
        else:
            panel.text(
                0.01, place, "diverged", color=DIVERGED, va="center",
                transform=panel.get_yaxis_transform(),
            )  # fmt: skip
    if np.isfinite(heights).any() and heights.min() > 0:
        panel.set_xscale("log")
    panel.set_yticks(places, subject.labels)
    panel.set(xlabel=f"{subject.loss_name} at the end", ylim=(-0.6, len(heights) - 0.4))


def _quantiles(values: NDArray[np.float64], axis: int) -> tuple[NDArray[np.float64], ...]:
    """The 10, 50 and 90 % quantiles; "higher", as a mean with infinity is no number."""
    shares = (0.1, 0.5, 0.9)
    return tuple(np.quantile(values, share, axis=axis, method="higher") for share in shares)
