"""Pictures of results, for where there is no window: `picture(result, "result.png")`.

What is drawn follows from what the result has: trajectories over a contour map where parameters of
two variables were traced, loss curves where losses were, a map for two axes, curves for one, and
the distribution of final losses for many starts. Colours can be told apart by all: Okabe-Ito for
optimizers, viridis for losses, and vermilion, which neither map has, for what diverged.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.errors import SettingError
from gdsim.files import written_whole
from gdsim.verdict import Verdict

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

    from gdsim.experiment import Experiment

OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#1C2128")
DIVERGED = "#D55E00"
SUFFIXES = (".png", ".svg", ".pdf")
_DASHES = ("-", "--", ":", "-.")
_MOST_CURVES = 200  # drawn curves or trajectories an optimizer; more are a smear
_MOST_PANELS = 12
_STYLE: Any = {
    "font.size": 9, "axes.titlesize": 9, "axes.titlelocation": "left",
    "axes.edgecolor": "#5B6470", "axes.labelcolor": "#1C2128", "text.color": "#1C2128",
    "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.8,
    "xtick.color": "#5B6470", "ytick.color": "#5B6470",
    "axes.grid": True, "grid.color": "#E1E4E8", "grid.linewidth": 0.6, "axes.axisbelow": True,
    "legend.frameon": False, "lines.linewidth": 1.4, "lines.solid_capstyle": "round",
    "svg.hashsalt": "gdsim",
}  # fmt: skip


def picture(result: xarray.Dataset, path: str | os.PathLike[str]) -> None:
    """Draw a result into a .png, .svg or .pdf file. Errors: SettingError."""
    import matplotlib as mpl

    check_suffix(path)
    with mpl.rc_context(_STYLE), written_whole(path) as part:
        figure(result).savefig(part, dpi=160)


def check_suffix(path: str | os.PathLike[str]) -> None:
    """SettingError unless `path` ends in something that `picture` draws."""
    if Path(path).suffix.lower() not in SUFFIXES:
        raise SettingError(f"{path}: a picture's name must end in {', '.join(SUFFIXES)}")


def figure(result: xarray.Dataset) -> Figure:
    """The picture as a matplotlib Figure."""
    from matplotlib.figure import Figure

    subject = _Subject.of(result)
    sheet = Figure(figsize=(7.2, 4.4), layout="constrained")
    _drawing(subject)(sheet, subject)
    sheet.suptitle(result.attrs["title"], x=0.01, ha="left", fontsize=11, fontweight="bold")
    return sheet


@dataclass(frozen=True)
class _Subject:
    """A result made ready to draw: a row an optimizer (and schedule), losses above the minimum."""

    result: xarray.Dataset
    experiment: Experiment
    labels: list[str]
    axes: list[str]  # the dimensions with an order, those of one value left out

    @classmethod
    def of(cls, result: xarray.Dataset) -> _Subject:
        from gdsim.experiment import Experiment

        experiment = Experiment.from_toml(result.attrs["experiment"])
        labels = [str(each) for each in result["optimizer"].values]
        if "schedule" in result.dims:
            schedules = [str(each) for each in result["schedule"].values]
            labels = [f"{one}, {other}" for one in labels for other in schedules]
        dimensions = experiment.layout.dimensions
        axes = [each.name for each in dimensions if each.axis is not None and each.size > 1]
        return cls(result, experiment, labels, axes)

    def rows(self, name: str) -> NDArray[Any]:
        """A variable as (row, *dimensions, ...)."""
        skip = 2 if "schedule" in self.result.dims else 1
        values = self.result[name].values
        rows: NDArray[Any] = values.reshape((-1, *values.shape[skip:]))
        return rows

    def heights(self, name: str) -> NDArray[np.float64]:
        """Losses above the known minimum, diverged ones infinite, none too small to show."""
        losses = self.rows(name).astype(np.float64)
        if name == "trace_loss":
            heights = losses - (self.experiment.objective.minimum or 0.0)
        else:
            diverged = self.rows("verdict") == Verdict.DIVERGED
            heights = np.where(
                diverged, np.inf, losses - (self.experiment.objective.minimum or 0.0)
            )
        if self.experiment.objective.minimum is None:
            return heights
        tiny = 1e-12 if self.experiment.dtype == "float32" else 1e-24
        return np.where(heights < tiny, tiny, heights)

    @property
    def loss_name(self) -> str:
        """What `heights` are, for an axis."""
        return "loss" if self.experiment.objective.minimum is None else "loss above the minimum"

    def dimension(self, name: str) -> tuple[int, NDArray[Any], str]:
        """Where a dimension stands in `rows`, its values and its label with units."""
        names = [each.name for each in self.experiment.layout.dimensions]
        coordinate = self.result[name]
        units = coordinate.attrs.get("units", "1")
        words = str(coordinate.attrs.get("long_name", name))
        label = words if units == "1" else f"{words} ({units})"
        return names.index(name) + 1, coordinate.values, label


def _drawing(subject: _Subject) -> Callable[[Figure, _Subject], None]:
    traced = subject.experiment.record
    if "params" in traced and len(subject.experiment.objective.variables) == 2:
        return _draw_trajectories
    if "loss" in traced:
        return lambda sheet, subject: _draw_curves(sheet.subplots(), subject)
    if len(subject.axes) >= 2:
        return _draw_maps
    if subject.axes:
        return _draw_axis
    return _draw_distribution if subject.experiment.layout.runs > 1 else _draw_bests


def _draw_trajectories(sheet: Figure, subject: _Subject) -> None:
    parts: Any = [sheet]
    if "loss" in subject.experiment.record:
        sheet.set_size_inches(9.6, 4.4)
        parts = sheet.subfigures(1, 2, width_ratios=(1.15, 1))
        _draw_curves(parts[1].subplots(), subject, legend=False)
    _draw_paths(parts[0], subject)


def _draw_paths(part: Figure | SubFigure, subject: _Subject) -> None:
    """Contours of the objective, the paths of the runs over them, and the known minima."""
    panel: Axes = part.subplots()
    function = subject.experiment.objective
    rows = subject.rows("trace_params")
    paths = rows.reshape((len(rows), -1, *rows.shape[-2:]))
    (left, right), (low, high) = function.domain
    x, y = np.linspace(left, right, 240), np.linspace(low, high, 240)
    if all(isinstance(value, int | float) for value in function.parameters.values()):
        points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        heights = function.evaluate(points).reshape(240, 240)
        # Equal shares of the area between two lines: steep walls would take most of them else.
        levels = np.unique(np.nanquantile(heights[np.isfinite(heights)], np.linspace(0, 1, 22)))
        if len(levels) > 2:
            ranks = np.searchsorted(levels, np.nan_to_num(heights, nan=levels[-1]))
            panel.contourf(x, y, ranks, levels=len(levels), cmap="Greys", alpha=0.45)
            panel.contour(x, y, heights, levels=levels, colors="#9AA4B2", linewidths=0.4)
    for index, name in enumerate(subject.labels):
        for number, path in enumerate(paths[index, :_MOST_CURVES]):
            label = name if number == 0 else None
            faint = 1.0 if paths.shape[1] == 1 else 0.5
            panel.plot(*path.T, **_pen(index), alpha=faint, label=label, linewidth=1.1)
            panel.plot(*path[0], "o", color="#5B6470", markersize=3)
            reached = path[np.isfinite(path).all(axis=1)]
            if len(reached):
                panel.plot(*reached[-1], "o", color=_pen(index)["color"], markersize=4)
    for number, point in enumerate(function.minima):
        label = "minimum" if number == 0 else None
        panel.plot(*point, "*", color="#1C2128", markersize=9, label=label, markeredgewidth=0)
    panel.set(xlim=(left, right), ylim=(low, high), xlabel=function.variables[0])
    panel.set_ylabel(function.variables[1])
    panel.grid(False)
    _legend(panel)


def _draw_curves(panel: Axes, subject: _Subject, legend: bool = True) -> None:
    """Loss against step: each run thin, and the median of an optimizer's runs."""
    rows = subject.heights("trace_loss")
    curves = rows.reshape((len(rows), -1, rows.shape[-1]))
    steps = subject.result["step"].values
    for index, name in enumerate(subject.labels):
        several = curves.shape[1] > 1
        for curve in curves[index, :_MOST_CURVES] if several else ():
            panel.plot(steps, curve, **_pen(index), linewidth=0.5, alpha=0.35)
        # A run that has stopped stays where it was, so that the median keeps counting it.
        middle = np.median(_held(curves[index]), axis=0) if several else curves[index, 0]
        panel.plot(steps, middle, **_pen(index), label=f"{name} (median)" if several else name)
    _log_if_positive(panel, rows)
    panel.set(xlabel="step", ylabel=subject.loss_name)
    if legend:
        _legend(panel)


def _draw_axis(sheet: Figure, subject: _Subject) -> None:
    """Loss at the end against the one axis; over starts the median, and most of them as a band."""
    panel = sheet.subplots()
    place, values, words = subject.dimension(subject.axes[0])
    heights = np.moveaxis(subject.heights("loss"), place, 1)
    heights = heights.reshape((len(heights), len(values), -1))
    top = _top(heights)
    for index, name in enumerate(subject.labels):
        low, middle, high = _quantiles(heights[index], axis=1)
        panel.plot(values, np.where(np.isfinite(middle), middle, np.nan), **_pen(index), label=name)
        if heights.shape[2] > 1:
            panel.fill_between(
                values, low, np.where(np.isfinite(high), high, top),
                where=np.isfinite(low), color=_pen(index)["color"], alpha=0.15, linewidth=0,
            )  # fmt: skip
        gone = ~np.isfinite(middle)
        if gone.any():
            panel.plot(
                values[gone], np.full(gone.sum(), 1.02 + 0.025 * index), "s", clip_on=False,
                color=_pen(index)["color"], markersize=2.5, transform=panel.get_xaxis_transform(),
            )  # fmt: skip
    _log_if_positive(panel, heights)
    _scale_as_given(panel.set_xscale, values)
    runs = "" if heights.shape[2] == 1 else f", median and 10-90 % of {heights.shape[2]:,} runs"
    panel.set(xlabel=words, ylabel=f"{subject.loss_name} at the end")
    gone_words = "; squares above: diverged" if not np.isfinite(heights).all() else ""
    panel.set_title(f"Final loss{runs}{gone_words}", pad=10 + 4 * len(subject.labels))
    _legend(panel)


def _draw_maps(sheet: Figure, subject: _Subject) -> None:
    """A map an optimizer over the last two axes; over starts and further axes the median."""
    from matplotlib.colors import LogNorm, Normalize

    rows_axis, columns_axis = subject.axes[-2:]
    (row_place, down, down_words) = subject.dimension(rows_axis)
    (column_place, across, across_words) = subject.dimension(columns_axis)
    heights = np.moveaxis(subject.heights("best_loss"), (row_place, column_place), (1, 2))
    heights = heights.reshape((*heights.shape[:3], -1))
    # The median of an even count may lie between a number and infinity: take the one above.
    middle = np.quantile(heights, 0.5, axis=3, method="higher")
    gone = (
        np.moveaxis(subject.rows("verdict"), (row_place, column_place), (1, 2)) == Verdict.DIVERGED
    )
    gone = gone.reshape(heights.shape).mean(axis=3) > 0.5
    finite = middle[np.isfinite(middle) & ~gone]
    shown = min(len(subject.labels), _MOST_PANELS)
    width = min(shown, 4)
    depth = -(-shown // width)
    sheet.set_size_inches(max(4.6, 2.9 * width + 1.0), 2.9 * depth + 0.9)
    panels = sheet.subplots(depth, width, squeeze=False, sharex=True, sharey=True).ravel()
    positive = finite.size and finite.min() > 0
    ends = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    norm = (LogNorm if positive and ends[1] > 10 * ends[0] else Normalize)(*ends)
    for index, panel in enumerate(panels):
        if index >= shown:
            panel.set_axis_off()
            continue
        values = np.ma.masked_where(gone[index] | ~np.isfinite(middle[index]), middle[index])
        panel.set_facecolor(DIVERGED)
        mesh = panel.pcolormesh(
            across, down, values, norm=norm, cmap="viridis", shading="nearest", rasterized=True
        )
        _scale_as_given(panel.set_xscale, across)
        _scale_as_given(panel.set_yscale, down)
        panel.set_title(subject.labels[index])
        panel.grid(False)
    for panel in panels[-width:]:
        panel.set_xlabel(across_words)
    for panel in panels[::width]:
        panel.set_ylabel(down_words)
    bar = sheet.colorbar(mesh, ax=list(panels), shrink=0.85, pad=0.02)
    bar.set_label(f"best {subject.loss_name}")
    bar.outline.set_visible(False)
    if gone[:shown].any():
        sheet.text(0.99, 0.985, "■ diverged", color=DIVERGED, ha="right", va="top")


def _draw_distribution(sheet: Figure, subject: _Subject) -> None:
    """The share of runs that ended at or below a loss."""
    panel = sheet.subplots()
    heights = subject.heights("loss")
    heights = heights.reshape((len(heights), -1))
    for index, name in enumerate(subject.labels):
        found = np.sort(heights[index][np.isfinite(heights[index])])
        share = np.arange(1, len(found) + 1) / heights.shape[1]
        gone = heights.shape[1] - len(found)
        words = f"{name} ({gone / heights.shape[1]:.0%} diverged)" if gone else name
        panel.step(found, share, where="post", **_pen(index), label=words)
    if np.isfinite(heights).any() and heights.min() > 0:
        panel.set_xscale("log")
    panel.set(xlabel=f"{subject.loss_name} at the end", ylabel="share of runs", ylim=(0, 1.02))
    panel.set_title(f"How the final losses of {heights.shape[1]:,} runs are distributed")
    _legend(panel)


def _draw_bests(sheet: Figure, subject: _Subject) -> None:
    """The loss at the end of each optimizer's one run."""
    panel = sheet.subplots()
    heights = subject.heights("loss").reshape(-1)
    places = np.arange(len(heights))[::-1]
    for index, (place, height) in enumerate(zip(places, heights, strict=True)):
        if np.isfinite(height):
            panel.plot(height, place, "o", color=_pen(index)["color"])
        else:
            panel.text(
                0.01, place, "diverged", color=DIVERGED, va="center",
                transform=panel.get_yaxis_transform(),
            )  # fmt: skip
    if np.isfinite(heights).any() and heights.min() > 0:
        panel.set_xscale("log")
    panel.set_yticks(places, subject.labels)
    panel.set(xlabel=f"{subject.loss_name} at the end", ylim=(-0.6, len(heights) - 0.4))


def _pen(index: int) -> dict[str, Any]:
    """The colour and dashes of optimizer `index`: six colours in a fixed order, then dashes."""
    turn, colour = divmod(index, len(OKABE_ITO))
    return {"color": OKABE_ITO[colour], "linestyle": _DASHES[turn % len(_DASHES)]}


def _held(curves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Curves with the NaN behind a stop replaced by the last loss before it."""
    known = np.where(np.isnan(curves), 0, np.arange(curves.shape[-1]))
    last = np.maximum.accumulate(known, axis=-1)
    held: NDArray[np.float64] = np.take_along_axis(curves, last, axis=-1)
    return held


def _quantiles(values: NDArray[np.float64], axis: int) -> tuple[NDArray[np.float64], ...]:
    """The 10, 50 and 90 % quantiles; "higher", as a mean with infinity is no number."""
    shares = (0.1, 0.5, 0.9)
    return tuple(np.quantile(values, share, axis=axis, method="higher") for share in shares)


def _top(heights: NDArray[np.float64]) -> float:
    finite = heights[np.isfinite(heights)]
    return float(finite.max()) if finite.size else 1.0


def _log_if_positive(panel: Axes, heights: NDArray[np.float64]) -> None:
    finite = heights[np.isfinite(heights)]
    if finite.size and finite.min() > 0:
        panel.set_yscale("log")


def _scale_as_given(set_scale: Callable[[str], Any], values: NDArray[Any]) -> None:
    """A log scale for values that are spaced by factors rather than by distances."""
    if len(values) > 2 and values.min() > 0:
        ordered = np.sort(values)
        ratios, gaps = ordered[1:] / ordered[:-1], np.diff(ordered)
        if np.ptp(ratios) / ratios.max() < np.ptp(gaps) / gaps.max():
            set_scale("log")


def _legend(panel: Axes) -> None:
    handles, names = panel.get_legend_handles_labels()
    if len(names) > 1:
        panel.legend(handles, names, fontsize=8, loc="best")
