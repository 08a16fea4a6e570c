"""Pictures of traces: paths over the objective, and loss curves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis
from gdsim.base.figures import number
from gdsim.results.analysis.quantiles import median
from gdsim.results.analysis.subject import Subject, top
from gdsim.results.geometry.contours import levels_of_equal_area
from gdsim.results.geometry.curve_ends import ROOM_ABOVE
from gdsim.results.plots.style import legend, log_if_positive, pen, scale_steps

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

Array = NDArray[np.float64]

MOST_CURVES = 200  # curves or paths drawn per optimizer; more would be unreadable
MOST_NAMED = 8  # runs of an optimizer that are named where their paths end


def draw_trajectories(sheet: Figure, subject: Subject) -> None:
    """Paths over the objective, and beside them the loss curves if losses were recorded."""
    parts: Any = [sheet]
    if "loss" in subject.experiment.record:
        sheet.set_size_inches(9.6, 4.4)
        parts = sheet.subfigures(1, 2, width_ratios=(1.15, 1))
        draw_curves(parts[1].subplots(), subject, named=False)
    draw_paths(parts[0], subject)


def draw_paths(part: Figure | SubFigure, subject: Subject) -> None:
    """Contours of the objective, the paths of the runs over them, and the known minima."""
    panel: Axes = part.subplots()
    surface = subject.surface
    assert surface is not None  # paths are drawn over a domain
    rows = subject.rows("trace_params")
    paths = rows.reshape((len(rows), -1, *rows.shape[-2:]))
    (left, right), (low, high) = surface.domain
    x, y = np.linspace(left, right, 240), np.linspace(low, high, 240)
    if not any(isinstance(value, Axis) for value in surface.parameters.values()):
        points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        heights = surface.evaluate(points).reshape(240, 240)
        draw_ground(panel, x, y, heights)
    settings = _settings(subject)
    for index, name in enumerate(subject.labels):
        for place, path in enumerate(paths[index, :MOST_CURVES]):
            label = name if place == 0 else None
            faint = 1.0 if paths.shape[1] == 1 else 0.5
            panel.plot(*path.T, **pen(index), alpha=faint, label=label, linewidth=1.1)
            panel.plot(*path[0], "o", color="#5B6470", markersize=3)
            reached = path[np.isfinite(path).all(axis=1)]
            if len(reached):
                panel.plot(*reached[-1], "o", color=pen(index)["color"], markersize=4)
            if settings and np.isfinite(path[-1]).all():
                # Side by side where paths end in one place.
                across = 5 + 6 * (index + place)
                panel.annotate(
                    settings[place], path[-1], (across, 9 * across / 6), fontsize=7,
                    textcoords="offset points", color=pen(index)["color"], clip_on=True,
                    arrowprops={"arrowstyle": "-", "linewidth": 0.4, "color": pen(index)["color"]},
                )  # fmt: skip
    for place, point in enumerate(surface.minima):
        label = "minimum" if place == 0 else None
        panel.plot(*point, "*", color="#1C2128", markersize=9, label=label, markeredgewidth=0)
    panel.set(xlim=(left, right), ylim=(low, high), xlabel=surface.variables[0])
    panel.set_ylabel(surface.variables[1])
    panel.grid(False)
    legend(panel)


def draw_ground(panel: Axes, x: Array, y: Array, heights: Array) -> None:
    """Fill between contour lines of heights, (y, x), darker where they are higher."""
    levels = levels_of_equal_area(heights, np.linspace(0, 1, 22))
    if len(levels) > 2:
        # Between the lines ranks are broken numbers, or the fills would follow the grid.
        known = np.where(np.isnan(heights), levels[-1], heights)
        ranks, places = np.interp(known, levels, range(len(levels))), range(len(levels))
        panel.contourf(x, y, ranks, levels=places, cmap="Greys", alpha=0.45)
        panel.contour(x, y, ranks, levels=places, colors="#9AA4B2", linewidths=0.4)


def _settings(subject: Subject) -> list[str]:
    """What few runs of an optimizer differ in besides their starts, a text each; none for many."""
    shape = [subject.result.sizes[name] for name in subject.dims]
    axes = [place for place, name in enumerate(subject.dims) if name in subject.axes]
    if not axes or math.prod(shape) > MOST_NAMED:
        return []

    def text(axis: int, place: int) -> str:
        name = subject.dims[axis]
        return f"{name} {number(float(subject.dimension(name)[1][place]))}"

    return [", ".join(text(axis, at[axis]) for axis in axes) for at in np.ndindex(*shape)]


def draw_curves(panel: Axes, subject: Subject, named: bool = True) -> None:
    """Loss against step: each run thin, and the median of an optimizer's runs.

    Of networks the loss over all training samples if it was recorded, and dotted that of the test
    samples; against epochs if there are mini-batches.
    """
    recorded = subject.experiment.record
    main = "train_loss" if "train_loss" in recorded else "loss"
    shown = [name for name in (main, "test_loss") if name in recorded]
    rows = np.stack([subject.heights(f"trace_{name}") for name in shown])
    curves = rows.reshape((*rows.shape[:2], -1, rows.shape[-1]))
    # For the median, a stopped run continues at its last loss, or at infinity if it diverged.
    held = np.stack([subject.curves(f"trace_{name}") for name in shown]).reshape(curves.shape)
    clock = "epoch" if subject.steps_per_epoch > 1 else "step"
    times = subject.result[clock].values
    several = curves.shape[2] > 1
    for index, name in enumerate(subject.labels):
        for curve in curves[0, index, :MOST_CURVES] if several else ():
            panel.plot(times, curve, **pen(index), linewidth=0.5, alpha=0.35)
        words = f"{name} (median)" if several else name
        for kind, drawn, counted in zip(shown, curves[:, index], held[:, index], strict=True):
            middle = median(counted.T) if several else drawn[0]
            is_test = kind == "test_loss" and len(shown) > 1
            look = {**pen(index), "linestyle": ":"} if is_test else pen(index)
            panel.plot(times, middle, **look, label=f"{words}, test" if is_test else words)
    log_if_positive(panel, rows)
    scale_steps(panel, times)
    # Diverging curves leave the picture at the top; they must not flatten the others.
    ceiling = ROOM_ABOVE * top(curves[..., 0])
    if top(curves) > ceiling > 0:
        panel.set_ylim(top=ceiling)
    panel.set(xlabel=clock, ylabel=subject.loss_name)
    if named:
        legend(panel)
