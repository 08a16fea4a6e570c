"""Draws a lesson's picture, for a light or a dark page."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.learn.lessons.measurements import Run
from gdsim.learn.lessons.pictures import Array, Picture
from gdsim.objectives.function import Function
from gdsim.results.analysis.scales import Scale
from gdsim.results.geometry.contours import levels_of_equal_area
from gdsim.results.plots.panels import diverged_key, hatch_ground, pixels
from gdsim.results.plots.style import DASHES, OKABE_ITO, STYLE, log_if_positive, scale_as_given

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LIGHT = {"text": "#1C2128", "muted": "#5B6470", "line": "#E1E4E8", "ground": "#FFFFFF"}
_DARK = {"text": "#E6E9EE", "muted": "#9AA4B2", "line": "#2C323B", "ground": "#14171C"}
_BRIGHT = ("#4DA3E0", "#E69F00", "#2BB98A", "#DE8FBC", "#F0E442", "#E6E9EE")
_FEW = 200.0  # ratio of a log scale's ends up to which its ticks are plain numbers
_FINE = 240  # places along each side of a landscape
_MOST_DOTS = 100  # steps up to which each point of a path has a dot
_LEGEND_LETTERS = 60  # letters that have room above a picture
_KEY_LETTERS = 7  # the room of a line's key, in letters
_JITTER = 0.12  # how far dots of one place are spread, as a share of the gap to the next


def draw(picture: Picture, runs: Mapping[str, Run], dark: bool = False) -> Figure:
    """The picture of results, as a matplotlib Figure without a title."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_style(dark)):
        sheet = Figure(figsize=(4.8, 3.5), dpi=160, layout="constrained")
        _DRAWINGS[picture.kind](sheet.subplots(), picture, runs, dark)
    return sheet


def svg(sheet: Figure, dark: bool = False) -> str:
    """A figure as the text of an SVG element, with a transparent ground."""
    import matplotlib as mpl

    file = io.StringIO()
    with mpl.rc_context(_style(dark)):
        sheet.savefig(file, format="svg", facecolor="none", metadata={"Date": None})
    text = file.getvalue()
    return text[text.index("<svg") :]


def _style(dark: bool) -> dict[str, Any]:
    look = _look(dark)
    return {
        **STYLE, "font.size": 11, "svg.fonttype": "path",
        "text.color": look["text"], "axes.labelcolor": look["text"],
        "axes.edgecolor": look["muted"], "xtick.color": look["muted"],
        "ytick.color": look["muted"], "grid.color": look["line"],
        "figure.facecolor": look["ground"], "axes.facecolor": look["ground"],
        "savefig.facecolor": look["ground"], "legend.edgecolor": look["ground"],
    }  # fmt: skip


def _pen(index: int, dark: bool) -> dict[str, Any]:
    turn, place = divmod(index, len(OKABE_ITO))
    colour = (_BRIGHT if dark else OKABE_ITO)[place]
    return {"color": colour, "linestyle": DASHES[turn % len(DASHES)]}


def _lines(panel: Axes, picture: Picture, runs: Mapping[str, Run], dark: bool) -> None:
    curves = picture.curves(runs)
    for index, curve in enumerate(curves):
        look = _pen(index, dark)
        if picture.dots:
            panel.plot(
                _spread(curve.x), curve.y, ".", color=look["color"], label=curve.name,
                alpha=0.6, markersize=4, markeredgewidth=0,
            )  # fmt: skip
        else:
            panel.plot(curve.x, curve.y, **look, label=curve.name or None)
    look = {"color": _look(dark)["muted"], "linewidth": 0.9}
    for index, (level, name) in enumerate(picture.levels(picture.bounds, runs)):
        style = DASHES[1 + index % 3]
        panel.axhline(level, **look, linestyle=style, label=name or None)
    for index, (level, name) in enumerate(picture.levels(picture.marks, runs)):
        panel.axvline(level, **look, linestyle=DASHES[2 - index % 2], label=name or None)
    if picture.x not in ("step", "epoch"):
        scale_as_given(panel.set_xscale, np.unique(curves[0].x))
    heights = np.concatenate([curve.y for curve in curves])
    log_if_positive(panel, heights)
    panel.set(xlabel=picture.words(runs, picture.x), ylabel=picture.label)
    for axis in (panel.xaxis, panel.yaxis):
        _mark(axis)
    if picture.box:
        panel.set(**dict(zip(("xlim", "ylim"), picture.box, strict=False)))
    _legend(panel)


def _mark(axis: Any) -> None:
    """On a log scale of few decades, ticks at 1, 2 and 5, written as plain numbers."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    low, high = axis.get_view_interval()
    if axis.get_scale() == "log" and high < _FEW * low:
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axis.set_major_formatter(FuncFormatter(lambda number, _: f"{number:g}"))
        axis.set_minor_formatter(NullFormatter())


def _spread(places: Array) -> Array:
    """Places with a small horizontal spread, so that equal numbers do not hide each other."""
    gaps = np.diff(np.unique(places))
    width = _JITTER * gaps.min() if len(gaps) else 0.1
    turns = (np.arange(len(places)) * 0.6180339887) % 1.0 - 0.5
    spread: Array = places + 2 * width * turns
    return spread


def _map(panel: Axes, picture: Picture, runs: Mapping[str, Run], dark: bool) -> None:
    from matplotlib.colors import LogNorm, Normalize

    x, y, numbers = picture.pixels(runs)
    known = numbers[np.isfinite(numbers)]
    low, high = picture.limits or (known.min(), known.max())
    norm = (LogNorm if high > 3 * low > 0 else Normalize)(low, high)
    across = _places(x, panel.set_xscale, panel.set_xticks)
    down = _places(y, panel.set_yscale, panel.set_yticks)
    if not np.isfinite(numbers).all():
        hatch_ground(panel)
        panel.figure.legend(handles=[diverged_key()], loc="outside upper right", fontsize=9)
    pixels(panel, down, across, np.ma.masked_invalid(numbers), norm=norm, cmap="viridis")
    bar = panel.figure.colorbar(panel.collections[-1], ax=panel, pad=0.02)
    bar.set_label(picture.label)
    bar.outline.set_visible(False)
    _mark(bar.ax.yaxis)
    for index, (level, name) in enumerate(picture.levels(picture.marks, runs)):
        panel.axvline(level, color="#FFFFFF", linewidth=1, linestyle=DASHES[1 + index % 3])
        place: dict[str, Any] = {"ha": "right", "va": "center", "fontsize": 9, "color": "#FFFFFF"}
        panel.text(level, np.median(down), f"{name} ", **place, backgroundcolor="#00000080")
    panel.grid(False)
    _mark(panel.xaxis)
    panel.set(xlabel=picture.words(runs, picture.x), ylabel=picture.words(runs, picture.y))


def _places(values: Array, set_scale: Callable[[str], Any], set_ticks: Callable[..., Any]) -> Array:
    """Where values stand on an axis of a map: evenly, with their names, if they are uneven."""
    even = np.ptp(np.diff(Scale.of(values).places(values))) < 1e-6 * np.ptp(values)
    if even:
        scale_as_given(set_scale, values)
        return values
    set_ticks(np.arange(len(values)), [f"{value:g}" for value in values])
    return np.arange(len(values), dtype=float)


def _paths(panel: Axes, picture: Picture, runs: Mapping[str, Run], dark: bool) -> None:
    function, routes = picture.function(runs), picture.routes(runs)
    box = np.array(picture.box or function.domain)
    ground = _curve if len(function.variables) == 1 else _landscape
    ground(panel, function, box, dark)
    for index, (name, points) in enumerate(routes):
        look = _pen(index, dark)
        if points.shape[1] == 1:
            heights = function.evaluate(points)
            points = np.stack([points[:, 0], heights], axis=1)
        few: dict[str, Any] = (
            {"marker": "o", "markersize": 3} if len(points) <= _MOST_DOTS + 1 else {}
        )
        panel.plot(*points.T, **look, **few, linewidth=1.2, label=name or None)
        panel.plot(*points[0], "o", color=_look(dark)["text"], markersize=4)
        panel.plot(*points[-1], "o", color=look["color"], markersize=5)
    for point in function.minima:
        place = point if len(point) == 2 else (point[0], function.evaluate(np.array([point]))[0])
        panel.plot(*place, "*", color=_look(dark)["text"], markersize=10, markeredgewidth=0)
    panel.set_xlim(*box[0])
    _legend(panel)


def _curve(panel: Axes, function: Function, box: Array, dark: bool) -> None:
    """The curve of a function of one variable."""
    places = np.linspace(box[0][0], box[0][1], _FINE)
    panel.plot(places, function.evaluate(places[:, None]), color=_look(dark)["muted"])
    if len(box) > 1:
        panel.set_ylim(*box[1])
    panel.set(xlabel=function.variables[0], ylabel="loss")


def _landscape(panel: Axes, function: Function, box: Array, dark: bool) -> None:
    """Contour lines of a function of two variables, with equal areas between them."""
    x, y = (np.linspace(low, high, _FINE) for low, high in box)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    heights = function.evaluate(points).reshape(_FINE, _FINE)
    levels = levels_of_equal_area(heights, np.linspace(0, 1, 16))
    ranks = np.searchsorted(levels, np.nan_to_num(heights, nan=levels[-1]))
    shade = "Greys_r" if dark else "Greys"
    panel.imshow(
        ranks, extent=(*box[0], *box[1]), origin="lower", aspect="auto", cmap=shade, alpha=0.35
    )
    panel.contour(x, y, heights, levels=levels, colors=_look(dark)["muted"], linewidths=0.4)
    panel.set(ylim=box[1], xlabel=function.variables[0], ylabel=function.variables[1])
    panel.grid(False)


def _legend(panel: Axes) -> None:
    """The names above the panel, where they cover nothing, in as many columns as have room."""
    handles, names = panel.get_legend_handles_labels()
    if names:
        columns = max(1, _LEGEND_LETTERS // (max(map(len, names)) + _KEY_LETTERS))
        panel.figure.legend(
            handles, names, fontsize=9, loc="outside upper center", ncols=min(columns, len(names))
        )


def _look(dark: bool) -> Mapping[str, str]:
    return _DARK if dark else _LIGHT


_DRAWINGS: dict[str, Callable[[Axes, Picture, Mapping[str, Run], bool], None]] = {
    "lines": _lines, "map": _map, "paths": _paths,
}  # fmt: skip
