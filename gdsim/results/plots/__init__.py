"""Pictures of results without the window: `picture(result, "result.png")`.

What is drawn follows from what the result has: trajectories over a contour map where parameters of
two variables were traced, loss curves where losses were and the edge of stability where sharpness
was, a map for two axes (of trainability in its own colours), curves for one, and the distribution
of final losses for many starts. Colours can be told apart by all: Okabe-Ito for optimizers, viridis
for losses, and vermilion, which neither has, for what diverged.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from gdsim.results import analysis
from gdsim.results.analysis.subject import Subject
from gdsim.results.plots.basins import draw_basins, shows_basins
from gdsim.results.plots.best import draw_best
from gdsim.results.plots.finals import draw_distribution
from gdsim.results.plots.heat_map import draw_heat_map
from gdsim.results.plots.kinds import plot
from gdsim.results.plots.sensitivity import draw_sensitivity
from gdsim.results.plots.sheet import SUFFIXES, check_suffix, entitle, new_sheet, write
from gdsim.results.plots.stability import draw_stability, shows_stability
from gdsim.results.plots.style import STYLE
from gdsim.results.plots.traces import draw_curves, draw_trajectories
from gdsim.results.plots.trainability import draw_trainability, shows_trainability
from gdsim.results.verdicts import check_result

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

    from gdsim.experiment.experiment import Experiment

__all__ = ["SUFFIXES", "check_suffix", "figure", "picture", "plot"]


def picture(
    result: xarray.Dataset,
    path: str | os.PathLike[str] | None = None,
    experiment: Experiment | None = None,
) -> Figure:
    """Draw a result, and write it if a path is given: a .png, .svg or .pdf file.

    experiment: that of the result. If not given, it is read from the result, which needs the files
    of a network's data where they were. Returns the matplotlib Figure, which a notebook shows.
    Errors: SettingError.
    """
    if path is not None:
        check_suffix(path)
    check_result(result)
    sheet = figure(result, experiment)
    if path is not None:
        write(sheet, path)
    return sheet


def figure(result: xarray.Dataset, experiment: Experiment | None = None) -> Figure:
    """The picture as a matplotlib Figure."""
    import matplotlib as mpl

    subject = Subject.of(result, experiment)
    with mpl.rc_context(STYLE):
        sheet = new_sheet()
        _drawing(subject)(sheet, subject)
        entitle(sheet, result.attrs["title"])
    return sheet


def _drawing(subject: Subject) -> Callable[[Figure, Subject], None]:
    if shows_trainability(subject):
        return draw_trainability
    if shows_stability(subject):
        return draw_stability
    traced, surface = subject.experiment.record, subject.surface
    if "params" in traced and surface is not None and surface.size == 2:
        return draw_trajectories
    if {"loss", "train_loss", "test_loss"} & set(traced):
        return lambda sheet, subject: draw_curves(sheet.subplots(), subject)
    if shows_basins(subject):
        return _basins
    if len(subject.axes) >= 2:
        return _map
    if subject.axes:
        return _axis
    several = subject.result["verdict"].size > len(subject.labels)
    return draw_distribution if several else _singles


def _basins(sheet: Figure, subject: Subject) -> None:
    draw_basins(sheet, analysis.basins(subject.result, experiment=subject.experiment))


def _map(sheet: Figure, subject: Subject) -> None:
    draw_heat_map(sheet, analysis.heat_map(subject.result, experiment=subject.experiment))


def _axis(sheet: Figure, subject: Subject) -> None:
    (axis,) = subject.axes
    answer = analysis.sensitivity(
        subject.result, axis, subject.final, experiment=subject.experiment
    )
    draw_sensitivity(sheet, answer)


def _singles(sheet: Figure, subject: Subject) -> None:
    answer = analysis.best(subject.result, value=subject.final, experiment=subject.experiment)
    draw_best(sheet, answer)
    surface = subject.surface
    more = '["params", "loss"]' if surface is not None and surface.size == 2 else '"loss"'
    sheet.supxlabel(f"The way of a run is drawn if it is recorded: record={more}", fontsize=8)
