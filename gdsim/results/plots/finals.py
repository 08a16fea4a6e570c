"""The distribution of final losses over many runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdsim.base.words import counted
from gdsim.results.analysis.subject import Subject
from gdsim.results.plots.style import legend, pen

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_distribution(sheet: Figure, subject: Subject) -> None:
    """The share of runs that ended at or below a loss."""
    panel = sheet.subplots()
    heights = subject.heights(subject.final)
    heights = heights.reshape((len(heights), -1))
    most = 0
    for index, name in enumerate(subject.labels):
        done = heights[index][~np.isnan(heights[index])]
        finite = np.sort(done[np.isfinite(done)])
        most, gone = max(most, len(done)), len(done) - len(finite)
        share = np.arange(1, len(finite) + 1) / max(len(done), 1)
        words = f"{name} ({gone / len(done):.0%} diverged)" if gone else name
        panel.step(finite, share, where="post", **pen(index), label=words)
    if np.isfinite(heights).any() and np.nanmin(heights) > 0:
        panel.set_xscale("log")
    panel.set(xlabel=f"{subject.loss_name} at the end", ylabel="share of runs", ylim=(0, 1.02))
    panel.set_title(f"How the final losses of {counted(most, 'run')} are distributed")
    legend(panel)
