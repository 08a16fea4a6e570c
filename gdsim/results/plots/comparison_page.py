"""A whole comparison on one page: curves, standings, intervals and sentences."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.results.analysis import ecdf, profiles, standings
from gdsim.results.analysis.comparison import MOST_PAIRS, times
from gdsim.results.plots.comparison import intervals_panel, pair_names
from gdsim.results.plots.ecdf import ecdf_panel
from gdsim.results.plots.profiles import profiles_panel
from gdsim.results.plots.sheet import new_sheet, write
from gdsim.results.plots.style import STYLE, pen

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 10.4  # inches
_ROW = 0.19  # of a line of the table
_LINE = 0.15  # of a line of a sentence
_LETTERS = 16.5  # letters of a sentence an inch
_MUTED = "#5B6470"
_EDGES = (0.39, 0.49, 0.58, 0.70, 1.0)  # the right ends of the columns, as shares


def write_page(result: xarray.Dataset, path: Path) -> None:
    """Write one page of what `gdsim.compare` gives: a .pdf, .png or .svg file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):
        sheet = new_sheet()
        draw_page(sheet, result, standings(result), ecdf(result), profiles(result))
    write(sheet, path)


def draw_page(
    sheet: Figure,
    result: xarray.Dataset,
    table: xarray.Dataset,
    curve: xarray.Dataset,
    profile: xarray.Dataset,
) -> None:
    """One page of what `gdsim.compare` gives, and of its `standings`, `ecdf` and `profiles`."""
    lines = [line for each in _findings(result) for line in _wrapped(each)]
    rows = max(table.sizes["optimizer"], result.sizes["pair"])
    heights = (0.55, 3.0, _ROW * rows + 1.0, _LINE * len(lines) + 0.15)
    sheet.set_size_inches(WIDTH, sum(heights))
    parts: Any = sheet.subfigures(4, 1, height_ratios=heights)
    head, above, middle, below = parts
    _entitle(head, result)
    left, right = above.subplots(1, 2)
    ecdf_panel(left, curve)
    left.set_title(f"Targets reached: {curve.attrs['of']}")
    profiles_panel(right, profile)
    right.set_title(f"Performance profile; score: area up to τ = {profile.attrs['tau_max']:g}")
    standing, between = middle.subplots(1, 2, width_ratios=(1.5, 1))
    _write_table(standing, table, [str(each) for each in result["optimizer"].values], rows)
    title, names = pair_names(result)
    intervals_panel(between, result, names)
    between.set_ylim(result.sizes["pair"] - rows - 0.6, result.sizes["pair"] - 0.4)
    between.set_title(title, pad=20)
    between.legend(fontsize=7.5, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
    below.text(0.012, 0.98, "\n".join(lines), va="top", fontsize=7.5, linespacing=1.4)


def _entitle(head: Any, result: xarray.Dataset) -> None:
    """The title, and below it the procedure."""
    head.text(0.012, 0.95, result.attrs["title"], va="top", fontsize=12, fontweight="bold")
    head.text(0.012, 0.42, result.attrs["of"], va="top", fontsize=8, color=_MUTED)


def _write_table(panel: Axes, table: xarray.Dataset, order: list[str], rows: int) -> None:
    """The standings as lines of text, each after a piece of its curve."""
    panel.set_axis_off()
    panel.set(xlim=(0, 1), ylim=(-rows - 0.5, 0.5))
    panel.set_title("Standings", pad=4, x=0.0)
    panel.plot([0, 1], [-0.5, -0.5], color="#C9CED6", linewidth=0.8)
    for row, name in enumerate(map(str, table["optimizer"].values)):
        panel.plot([0.0, 0.055], [-row - 1, -row - 1], **pen(order.index(name)))
        panel.text(0.07, -row - 1, name, va="center", fontsize=8)
    for place, (column, cells) in zip(_EDGES, columns(table).items(), strict=True):
        panel.text(place, 0, column, ha="right", va="center", fontsize=7.5, color=_MUTED)
        for row, cell in enumerate(cells):
            panel.text(place, -row - 1, cell, ha="right", va="center", fontsize=8)


def columns(table: xarray.Dataset) -> dict[str, list[str]]:
    """The columns of the standings by name, as text."""
    ends = (table[f"best_lr{end}"].values for end in ("_low", "", "_high"))
    return {
        "score": [f"{each:.2f}" for each in table["score"].values],
        "solved": [f"{each:.0%}" for each in table["solved"].values],
        "steps": [f"{each:,.0f}" if np.isfinite(each) else "–" for each in table["steps"].values],
        "diverged": [f"{each:.1%}" if each else "–" for each in table["diverged"].values],
        "best lr (range)": [_between(*each) for each in zip(*ends, strict=True)],
    }


def _between(low: float, middle: float, high: float) -> str:
    """A median and, where they differ, the extremes."""
    if not np.isfinite(middle):
        return "–"
    return f"{middle:.2g}" if low == high else f"{middle:.2g}  ({_rounded(low)} – {_rounded(high)})"


def _rounded(value: float) -> str:
    """A number in one digit, written out if it has few zeros: 10, 0.0003, 1e-06."""
    return f"{float(f'{value:.1g}'):g}"


def _findings(result: xarray.Dataset) -> list[str]:
    """The sentences; with many pairs, one for all that differ in their loss."""
    sentences, pairs = list(result.attrs["sentences"]), result.sizes["pair"]
    if pairs <= MOST_PAIRS:
        return sentences
    real = result["real"].sel(measure="loss").values
    factors = result["factor"].sel(measure="loss").values
    _, names = pair_names(result)
    by_first = {"lower": real & (factors > 1), "higher": real & (factors < 1)}
    summaries = []
    for word, chosen in by_first.items():
        each = [
            f"{name.removeprefix('than ')} ({times(max(factor, 1 / factor))} times)"
            for name, factor, is_chosen in zip(names, factors, chosen, strict=True)
            if is_chosen
        ]
        if each:
            summaries.append(
                f"{_subject(result, word)} {', '.join(each)}: the differences are real."
            )
    rest = [sentence for sentence, known in zip(sentences, real, strict=False) if not known]
    return [*summaries, *rest, *sentences[pairs:]]


def _subject(result: xarray.Dataset, word: str) -> str:
    """The sentence about optimizers that end lower or higher than others."""
    firsts, seconds = (set(map(str, result[name].values)) for name in ("first", "second"))
    if len(firsts) == 1:
        return f"{firsts.pop()} ends {word} than"
    return f"These end {word} than {seconds.pop()}:"


def _wrapped(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, int(WIDTH * _LETTERS), subsequent_indent="   ")
