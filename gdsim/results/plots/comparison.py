"""Differences between optimizers with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdsim.results import analysis
from gdsim.results.analysis import suite_tables
from gdsim.results.analysis.comparison import MEASURES, MOST_PAIRS
from gdsim.results.analysis.subject import Subject
from gdsim.results.plots.kind import Kind
from gdsim.results.plots.sheet import caption
from gdsim.results.plots.style import OKABE_ITO

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LOOKS = {"loss": (OKABE_ITO[0], "o", 0.14), "steps": (OKABE_ITO[1], "s", -0.14)}
_FARTHEST = 1e12  # larger factors are drawn at this one


def draw_comparison(sheet: Figure, data: xarray.Dataset) -> None:
    """Draw how much lower the first of each pair is, with intervals."""
    panel = sheet.subplots()
    title, rows = pair_names(data)
    sheet.set_size_inches(
        7.2, max(2.4, 1.5 + (0.34 if len(rows) <= MOST_PAIRS else 0.22) * len(rows))
    )
    intervals_panel(panel, data, rows)
    panel.set_title(title, pad=20)
    panel.legend(fontsize=8, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
    # Many sentences of the same form would only repeat the picture.
    first = 0 if len(rows) <= MOST_PAIRS else len(rows)
    caption(sheet, " ".join(data.attrs["sentences"][first:]))


def pair_names(data: xarray.Dataset) -> tuple[str, list[str]]:
    """The title, and a name for each pair: one optimizer's, if all pairs share the other."""
    firsts, seconds = ([str(each) for each in data[name].values] for name in ("first", "second"))
    if len(firsts) > 1 and len(set(firsts)) == 1:
        return f"How much lower {firsts[0]} is", [f"than {each}" for each in seconds]
    if len(firsts) > 1 and len(set(seconds)) == 1:
        return f"How much lower each is than {seconds[0]}", firsts
    names = [f"{a} than {b}" for a, b in zip(firsts, seconds, strict=True)]
    return "How much lower the first of a pair is", names


def intervals_panel(panel: Axes, data: xarray.Dataset, rows: list[str]) -> None:
    """One line per pair, the first on top; filled if the interval excludes no difference."""
    places = np.arange(len(rows))[::-1]
    for column, measure in enumerate(MEASURES):
        colour, marker, shift = _LOOKS[measure]
        word = "loss at the end" if measure == "loss" else "steps to the last target"
        ends = [data[name].values[:, column] for name in ("low", "factor", "high")]
        low, middle, high = (np.clip(each, 1 / _FARTHEST, _FARTHEST) for each in ends)
        panel.hlines(places + shift, low, high, color=colour, linewidth=1.3)
        for real in (True, False):
            chosen = data["real"].values[:, column] == real
            panel.plot(
                middle[chosen], places[chosen] + shift, marker, color=colour, markersize=4,
                markerfacecolor=colour if real else "white", label=word if real else None,
            )  # fmt: skip
    panel.axvline(1, color="#1C2128", linewidth=0.8)
    panel.set_xscale("log")
    panel.xaxis.set_major_formatter(_factor)
    panel.set_yticks(places, rows)
    panel.set(ylim=(-0.6, len(rows) - 0.4), xlabel="times lower (hollow: no difference shown)")
    panel.grid(axis="y", visible=False)


def _factor(value: float, place: float) -> str:
    """A tick: 0.1, 1, 1,000, and beyond as a power."""
    return f"{value:,.10g}" if 1e-3 <= value <= 1e4 else f"$10^{{{np.log10(value):.0f}}}$"


def _lacks(subject: Subject) -> str:
    return "what gdsim.compare or a suite has run"


KIND = Kind(
    "comparison", "How much lower one optimizer ends than another, with intervals.",
    analysis.comparison, draw_comparison, _lacks, suite_tables.of_comparison, of_suites=True,
)  # fmt: skip
