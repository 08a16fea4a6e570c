"""Pictures of results, for where there is no window: `picture(result, "result.png")`.

What is drawn follows from what the result has: trajectories over a contour map where parameters of
two variables were traced, loss curves where losses were and the edge of stability where sharpness
was, a map for two axes (of trainability in its own colours), curves for one, and the distribution
of final losses for many starts. Colours can be told apart by all: Okabe-Ito for optimizers, viridis
for losses, and vermilion, which neither has, for what diverged.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gdsim.analysis.subject import Subject
from gdsim.errors import SettingError
from gdsim.files import written_whole
from gdsim.plots.finals import draw_axis, draw_bests, draw_distribution
from gdsim.plots.maps import draw_basins, draw_maps, shows_basins
from gdsim.plots.stability import draw_stability, shows_stability
from gdsim.plots.style import STYLE
from gdsim.plots.traces import draw_curves, draw_trajectories
from gdsim.plots.trainability import draw_trainability, shows_trainability
from gdsim.results import check_result

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

    from gdsim.experiment import Experiment

SUFFIXES = (".png", ".svg", ".pdf")
_LETTERS = 9.5  # letters of the title an inch


def picture(
    result: xarray.Dataset, path: str | os.PathLike[str], experiment: Experiment | None = None
) -> None:
    """Draw a result into a .png, .svg or .pdf file. Errors: SettingError.

    experiment: what the result is of. Without it, it is read from the result, which needs the files
    of a network's data where they were.
    """
    import matplotlib as mpl

    check_suffix(path)
    check_result(result)
    with mpl.rc_context(STYLE), written_whole(path) as part:
        figure(result, experiment).savefig(part, dpi=160)


def check_suffix(path: str | os.PathLike[str]) -> None:
    """SettingError unless `path` ends in something that `picture` draws."""
    if Path(path).suffix.lower() not in SUFFIXES:
        raise SettingError(f"{path}: a picture's name must end in {', '.join(SUFFIXES)}")


def figure(result: xarray.Dataset, experiment: Experiment | None = None) -> Figure:
    """The picture as a matplotlib Figure."""
    from matplotlib.figure import Figure

    subject = Subject.of(result, experiment)
    sheet = Figure(figsize=(7.2, 4.4), layout="constrained")
    _drawing(subject)(sheet, subject)
    # A long title is broken into lines by the width that its letters take on average.
    title = textwrap.fill(result.attrs["title"], int(sheet.get_figwidth() * _LETTERS))
    sheet.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
    return sheet


def _drawing(subject: Subject) -> Callable[[Figure, Subject], None]:
    if shows_trainability(subject):
        return draw_trainability
    if shows_stability(subject):
        return draw_stability
    traced, function = subject.experiment.record, subject.function
    if "params" in traced and function is not None and len(function.variables) == 2:
        return draw_trajectories
    if {"loss", "train_loss", "test_loss"} & set(traced):
        return lambda sheet, subject: draw_curves(sheet.subplots(), subject)
    if shows_basins(subject):
        return draw_basins
    if len(subject.axes) >= 2:
        return draw_maps
    if subject.axes:
        return draw_axis
    return draw_distribution if subject.experiment.layout.runs > 1 else draw_bests
