"""The figures of a comparison: what each draws of the library's labelled data, and says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

from gdsim.app.compare.curves import Axes, Line
from gdsim.app.compare.rows import Mark, Row
from gdsim.app.look.figures import figures, with_minus
from gdsim.app.look.theme import Theme, series_colour, usual_colour
from gdsim.app.translation import tr
from gdsim.results.analysis.comparison import MEASURES, times
from gdsim.results.analysis.scales import is_by_factors, need_logarithms
from gdsim.results.analysis.subject import row_labels, rows
from gdsim.results.plots.comparison import pair_names

if TYPE_CHECKING:
    import xarray

FARTHEST = 1e12  # larger factors are drawn at this one
BAND = 7.0  # px of the stroke of a band of values that work
Colours = Sequence[int]


def sensitivity(data: xarray.Dataset, colours: Colours) -> tuple[list[Line], Axes]:
    """The median along the axis with its quantiles, and where it is best."""
    axis, value = data.attrs["axis"], data.attrs["value"]
    values, losses = data[axis].values, rows(data, value)
    middle = int(np.flatnonzero(data["quantile"].values == 0.5)[0])
    has_band = data.sizes["quantile"] > 1 and bool((data["runs"] > 1).any())
    best = zip(rows(data, "best_at"), rows(data, "best"), strict=True)
    lines = [
        Line(
            label, colour, values, loss[:, middle],
            loss[:, 0] if has_band else None, loss[:, -1] if has_band else None,
            (float(at), float(least)) if np.isfinite(least) else None,
        )
        for label, colour, loss, (at, least) in zip(
            row_labels(data), colours, losses, best, strict=True
        )
    ]  # fmt: skip
    names = named(data[axis]), named(data[value])
    return lines, Axes(*names, is_by_factors(values), need_logarithms(losses))


def heading(name: str, data: xarray.Dataset) -> str:
    """What a figure shows, in the library's words."""
    if name == "sensitivity":
        shares, shown = 100 * data["quantile"].values, str(data.attrs["shown"])
        if not (data["runs"] > 1).any():
            return shown
        ends = f"{shares[0]:g}–{shares[-1]:g} %"
        return tr("median and {ends} of {what}", ends=ends, what=shown)
    if name == "bands":
        return str(data.attrs["rule"])
    if name == "profiles":
        last = f"{data.attrs['tau_max']:g}"
        return tr("{what}; score: area up to τ = {last}", what=data.attrs["of"], last=last)
    return str(data.attrs.get("of", data.attrs.get("shown", "")))


def ecdf(data: xarray.Dataset, colours: Colours) -> tuple[list[Line], Axes]:
    """The share of targets that are reached within a budget of steps."""
    budgets = data["budget"].values[1:]  # reached at the start is also reached within one step
    lines = [
        Line(str(label), colour, budgets, share[1:], is_held=True)
        for label, colour, share in zip(
            data["optimizer"].values, colours, data["share"].values, strict=True
        )
    ]
    return lines, Axes(tr("budget (steps)"), tr("share of targets reached"), y_share=True)


def profiles(data: xarray.Dataset, colours: Colours) -> tuple[list[Line], Axes]:
    """The share of instances that are solved within a multiple of the fewest steps."""
    lines = [
        Line(str(label), colour, data["tau"].values, rho, is_held=True)
        for label, colour, rho in zip(
            data["optimizer"].values, colours, data["rho"].values, strict=True
        )
    ]
    return lines, Axes(
        tr("τ: times the fewest steps of any"), tr("share solved within τ"), y_share=True
    )


def bands(data: xarray.Dataset, colours: Colours, theme: Theme) -> list[Row]:
    """The stretch of values that work for each row, its best one, and where runs diverged."""
    values = data[data.attrs["axis"]].values
    medians = rows(data.sel(quantile=0.5), data.attrs["value"])
    numbers = {n: rows(data, n) for n in ("low", "high", "best_at", "open_low", "open_high")}
    made = []
    for index, (label, colour) in enumerate(zip(row_labels(data), colours, strict=True)):
        one = {name: each[index] for name, each in numbers.items()}
        gone = tuple(float(each) for each in values[np.isposinf(medians[index])])
        mark = Mark(
            float(one["low"]), float(one["high"]), float(one["best_at"]),
            series_colour(colour, theme), BAND, is_filled=False, open_low=bool(one["open_low"]),
            open_high=bool(one["open_high"]), crosses=gone,
        )  # fmt: skip
        made.append(Row(label, (mark,), width_in_words(data, index)))
    return made


def width_in_words(data: xarray.Dataset, index: int) -> str:
    """How wide the band of a row is."""
    width = rows(data, "width")[index]
    if not np.isfinite(width):
        return tr("none works")
    least = "≥ " if rows(data, "open_low")[index] or rows(data, "open_high")[index] else ""
    if data["width"].attrs["units"] == "decade":
        return tr("{width} decades", width=f"{least}{width:.2f}")
    return tr("{width} wide", width=f"{least}{figures(width, 3)}")


def comparison(data: xarray.Dataset, theme: Theme) -> list[Row]:
    """How much lower the first of each pair is, in loss and in steps, with intervals."""
    _, names = pair_names(data)
    made = []
    for index, name in enumerate(names):
        marks = []
        for column, shift in enumerate((0.16, -0.16)):
            ends = (data[n].values[index, column] for n in ("low", "high", "factor"))
            low, high, middle = (float(np.clip(e, 1 / FARTHEST, FARTHEST)) for e in ends)
            is_real = bool(data["real"].values[index, column])
            colour = colour_of_measure(MEASURES[column], theme)
            marks.append(Mark(low, high, middle, colour, 1.8, shift, is_real))
        made.append(Row(name, tuple(marks)))
    return made


def colour_of_measure(measure: str, theme: Theme) -> QColor:
    """The colour of differences in loss, or in steps."""
    return QColor(theme.text) if measure == "loss" else usual_colour(1, theme)


def title_of_pairs(data: xarray.Dataset) -> str:
    """What the rows of differences have in common."""
    return pair_names(data)[0]


def ends_of_pairs(data: xarray.Dataset) -> tuple[float, float]:
    """The least and the largest factor that is drawn."""
    low, high = (np.clip(data[n].values, 1 / FARTHEST, FARTHEST) for n in ("low", "high"))
    return min(float(low.min()), 0.5), max(float(high.max()), 2.0)


def say_sensitivity(data: xarray.Dataset, line: Line, place: int) -> str:
    """What is read at a value of the axis."""
    row = row_labels(data).index(line.label)
    loss = line.y[place]
    words = tr("diverged") if np.isposinf(loss) else figures(float(loss))
    said = (
        f"{line.label}, {named(data[data.attrs['axis']])} {figures(float(line.x[place]))}: {words}"
    )
    if line.low is not None and line.high is not None:
        ends = (figures(float(end[place])) for end in (line.low, line.high))
        said += f" ({' – '.join(ends)})"
    shares = [
        f"{float(rows(data, name)[row][place]):.0%} {tr(word)}"
        for name, word in (("converged", "converged"), ("diverged", "diverged"))
        if rows(data, name)[row][place] > 0
    ]
    return ", ".join([said, *shares])


def say_share(line: Line, place: int, is_profile: bool) -> str:
    """What is read of a curve of shares."""
    share, at = f"{float(line.y[place]):.1%}", float(line.x[place])
    if is_profile:
        return tr(
            "{name}: {share} within {times} times the fewest steps",
            name=line.label, share=share, times=figures(at, 3),
        )  # fmt: skip
    steps = tr("{count} step", "{count} steps", round(at))
    return tr(
        "{name}: {share} of targets within {steps}", name=line.label, share=share, steps=steps
    )


def say_pair(data: xarray.Dataset, row: int) -> str:
    """What is read of a pair: its factors with their intervals."""
    said = []
    for column, measure in enumerate(MEASURES):
        ends = [times(float(data[n].values[row, column])) for n in ("factor", "low", "high")]
        word = tr("loss") if measure == "loss" else tr("steps")
        said.append(f"{word} {ends[0]}× ({ends[1]} – {ends[2]})")
    first, second = (str(data[name].values[row]) for name in ("first", "second"))
    return tr("{first} lower than {second}: {factors}", first=first, second=second,
              factors=", ".join(said))  # fmt: skip


def say_band(data: xarray.Dataset, row: int) -> str:
    """The library's sentence about a band."""
    return with_minus(str(data.attrs["words"]).split("\n")[row])


def named(variable: xarray.DataArray) -> str:
    """The name of an axis, with its unit."""
    words, units = str(variable.attrs.get("long_name", variable.name)), variable.attrs.get("units")
    return words if units in (None, "1") else f"{words} ({units})"
