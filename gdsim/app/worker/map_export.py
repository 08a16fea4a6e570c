"""Maps written to files, run by run, in bounded memory: as a picture or as a stored sweep."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gdsim.app.model.grid import NOT_ALLOWED, Grid
from gdsim.app.worker import computing
from gdsim.app.worker.background import IsWanted
from gdsim.app.worker.png import PngWriter
from gdsim.app.worker.strokes import Pixels
from gdsim.app.worker.survey import Picture, picture_of
from gdsim.base.files import written_whole
from gdsim.experiment import programs
from gdsim.sweeps.sweep import Progress
from gdsim.sweeps.whole import run_whole

BAND = 0.15  # s that the runs of a band may take, if a row of it does not take longer
LARGEST = 2**19  # runs of a band
BLANK = 64  # rows without runs that are written at once

Report = Callable[[float], None]  # the share that is done


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """The export is no longer wanted."""


@dataclass(frozen=True, eq=False)
class Margins:
    """What stands around a map in a picture, such as axes: above and below it as wide as all."""

    above: Pixels
    left: Pixels
    right: Pixels
    below: Pixels

    @classmethod
    def none(cls, width: int, height: int) -> Margins:
        """Nothing around a map of so many pixels."""
        beside, across = np.empty((height, 0, 4), np.uint8), np.empty((0, width, 4), np.uint8)
        return cls(across, beside, beside, across)


def write_picture(
    path: Path,
    grid: Grid,
    paint: Callable[[Picture], Pixels],
    surroundings: Callable[[], Margins],
    report: Report,
    is_wanted: IsWanted,
) -> None:
    """Write a grid as a PNG file, in the colours that `paint` gives a picture with row 0 first.

    Errors: SettingError if it cannot be written, Stopped; the file is then what it was before.
    """
    margins = surroundings()
    height = len(margins.above) + len(grid.rows) + len(margins.below)
    with written_whole(path) as part, part.open("wb") as file:
        text = {"Software": "gdsim", "gdsim": grid.experiment.to_toml()}
        writer = PngWriter(file, margins.above.shape[1], height, text)
        writer.write(margins.above)
        at = 0
        for rows in pixel_rows(grid, paint, is_wanted):
            here = slice(at, at + len(rows))
            writer.write(np.concatenate([margins.left[here], rows, margins.right[here]], axis=1))
            at = here.stop
            report(at / len(grid.rows))
        writer.write(margins.below)
        writer.close()


def write_sweep(path: Path, grid: Grid, report: Report, is_wanted: IsWanted) -> None:
    """Write a grid as a stored sweep. Errors: SettingError if it cannot be written, Stopped."""

    def show(progress: Progress) -> None:
        report(progress.done.runs / progress.runs)

    if not run_whole(grid.experiment, path, progress=show, cancelled=lambda: not is_wanted()):
        raise Stopped


def pixel_rows(
    grid: Grid, paint: Callable[[Picture], Pixels], is_wanted: IsWanted
) -> Iterator[Pixels]:
    """The pixels of a grid, some rows at a time, the uppermost first; see-through without runs."""
    from_top = grid.rows[::-1]
    has_run = np.flatnonzero(from_top != NOT_ALLOWED)
    yield from _blank(int(has_run[0]), len(grid.columns))
    for rows, picture in bands(grid, is_wanted):
        colours = paint(picture)
        blank = np.zeros((len(colours), 1, 4), np.uint8)  # which the place -1 stands for
        wide = np.concatenate([colours, blank], axis=1)[:, grid.columns]
        here = from_top[(from_top >= rows.start) & (from_top < rows.stop)]
        yield wide[here - rows.start]
    yield from _blank(len(from_top) - 1 - int(has_run[-1]), len(grid.columns))


def bands(grid: Grid, is_wanted: IsWanted) -> Iterator[tuple[slice, Picture]]:
    """The runs of a grid, some rows at a time, the uppermost first. Errors: Stopped.

    Each run has the bits of the whole experiment.
    """
    rows, columns = grid.shape
    top, count = rows, 1
    experiment = grid.experiment.replace(keep_params=True)  # by which basins are known
    while top:
        here = slice(max(top - count, 0), top)
        todo = programs.parts(experiment, 0, {grid.row_dimension: here})
        began = time.perf_counter()
        outcome = computing.run_all(todo, is_wanted)
        if not outcome.done.all():
            raise Stopped
        yield here, picture_of(grid.plane, outcome, (here.stop - here.start, columns))
        spent, top = time.perf_counter() - began, here.start
        if spent < BAND / 2:
            count = min(2 * count, max(LARGEST // columns, 1))
        elif spent > 2 * BAND:
            count = max(count // 2, 1)


def _blank(count: int, width: int) -> Iterator[Pixels]:
    for first in range(0, count, BLANK):
        yield np.zeros((min(BLANK, count - first), width, 4), np.uint8)
