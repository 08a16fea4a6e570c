"""A small picture of an experiment's runs: their paths over the objective, or their losses.

It is computed once for each file, and kept in the folder of caches under the file's content. Those
of the files that gdsim ships are shipped too (`make sketches`), so that no card is grey at first.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gdsim.app.views.landscape import curve, landscape
from gdsim.engine import cache
from gdsim.experiment import Experiment
from gdsim.experiment.one_run import one_run
from gdsim.objectives import Function

FORMAT = b"4"  # raised when sketches are computed in another way
SHAPE = 1.75  # the width of a picture over its height
APART = 4  # of the heights of a map, one in so many along each side; and of points of its contours
MARGIN = 0.2  # of the room that runs take, on each side of it
LEAST = {1: 0.4, 2: 0.25}  # by variables, of a side of the domain that is seen at least
EQUAL = 4.0  # how many times longer one side of a domain may be for both to have one scale
POINTS = 160  # of a line, at most
MOST = 4  # optimizers
STEPS = 3000  # of a run, at most


@dataclass(frozen=True, eq=False)
class Sketch:
    """What is drawn, places as shares of the width and of the height from the bottom.

    heights: (n, n) bytes, row 0 at the bottom, or none. ground: (n, 2), what the runs move on:
    contours, or the graph of a function of one variable, a row of NaN after each line; none of
    losses. lines: one per optimizer, (n, 2).
    """

    heights: np.ndarray
    ground: np.ndarray
    lines: tuple[np.ndarray, ...]

    @classmethod
    def load(cls, path: Path) -> Sketch | None:
        """The one that is shipped with a file, or was kept of its content; None without any."""
        at_hand = shipped(path)
        try:
            at = at_hand if at_hand.is_file() else _kept(path)
            with at.open("rb") as file, np.load(file) as kept:
                names = sorted(name for name in kept.files if name.startswith("line"))
                lines = tuple(kept[name] for name in names)
                return cls(kept["heights"], kept["ground"], lines)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
            return None  # there is none, or only a part of one was written

    @property
    def arrays(self) -> dict[str, Any]:
        """Its arrays by name, as they are kept in a file."""
        return {
            "heights": self.heights,
            "ground": self.ground,
            **{f"line{n:02}": line for n, line in enumerate(self.lines)},
        }

    def save(self, path: Path) -> None:
        """Keep it of a file's content; a folder that cannot be written is no trouble."""
        kept = _kept(path)
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            np.savez_compressed(kept, **self.arrays)
        except OSError:
            return


def sketch(experiment: Experiment) -> Sketch:
    """Run the middle one of each optimizer's runs. Errors: SettingError if it cannot be run."""
    objective = experiment.objective
    has_map = isinstance(objective, Function) and objective.has_domain and objective.size <= 2
    runs = [_alone(experiment, n, has_map) for n in range(min(len(experiment.optimizers), MOST))]
    objective = runs[0].objective  # with one value of each setting
    if isinstance(objective, Function) and has_map:
        paths = [run.run(threads=1)["trace_params"].values[0] for run in runs]
        drawn = _on_map if objective.size == 2 else _on_graph
        return drawn(objective, [path[np.isfinite(path).all(axis=1)] for path in paths])
    losses = [run.run(threads=1)["trace_loss"].values[0] for run in runs]
    return Sketch(np.empty((0, 0), np.uint8), np.empty((0, 2), np.float32), _curves(losses))


def _alone(experiment: Experiment, optimizer: int, has_map: bool) -> Experiment:
    run = one_run(experiment, optimizer, experiment.layout.runs // 2)
    return run.replace(
        record=("params" if has_map else "loss",), steps=min(experiment.steps, STEPS), every=1
    )


def _on_map(function: Function, paths: list[np.ndarray]) -> Sketch:
    """Paths over the part of the plane that they take, with contours as on the large map."""
    sides = np.ptp(np.array(function.domain, float), axis=1)
    view = _seen(function, paths)
    if sides.max() <= EQUAL * sides.min():
        middle, reach = view.mean(axis=1), np.ptp(view, axis=1)
        height = max(reach[0] / SHAPE, reach[1])
        view = middle[:, None] + np.outer((SHAPE * height, height), (-0.5, 0.5))
    map_ = landscape(function, tuple(view.ravel().tolist()))
    return Sketch(
        map_.ranks[::APART, ::APART],
        _shares(_fewer(map_.lines), view).astype(np.float32),
        tuple(_thinned(_shares(path, view)) for path in paths),
    )


def _on_graph(function: Function, paths: list[np.ndarray]) -> Sketch:
    """Paths on the graph of a function of one variable."""
    (view,) = _seen(function, paths)
    graph = curve(function, (view[0], view[1]))
    on_graph = [np.stack([path[:, 0], function.settled().evaluate(path)], -1) for path in paths]
    heights = np.concatenate([graph.y, *(path[:, 1] for path in on_graph)])
    heights = np.quantile(heights[np.isfinite(heights)], (0.0, 0.95))
    reach = np.ptp(heights) or max(1.0, np.abs(heights).max())  # of a graph that is level
    heights = heights + reach * MARGIN * np.array((-1, 1))
    box = np.stack([view, heights])
    points = np.stack([graph.x, graph.y], axis=-1)[::APART]
    return Sketch(
        np.empty((0, 0), np.uint8),
        np.clip(_shares(points, box), -2, 3).astype(np.float32),
        tuple(_thinned(_shares(path, box)) for path in on_graph),
    )


def _seen(function: Function, paths: list[np.ndarray]) -> np.ndarray:
    """(variables, 2): the part of a function's domain that its runs take, and some more of it."""
    domain = np.array(function.domain, float)
    low, high = domain.T
    points = np.clip(np.concatenate(paths), low, high)
    least, most = points.min(axis=0), points.max(axis=0)
    reach = np.maximum((most - least) * (1 + 2 * MARGIN), (high - low) * LEAST[function.size])
    middle = (least + most) / 2
    return np.stack([middle - reach / 2, middle + reach / 2], axis=-1)


def _fewer(lines: np.ndarray) -> np.ndarray:
    """Some of the points of lines, with their ends and the rows of NaN after each."""
    is_gap = np.isnan(lines[:, 0])
    is_end = is_gap | np.roll(is_gap, 1) | np.roll(is_gap, -1)
    fewer: np.ndarray = lines[is_end | (np.arange(len(lines)) % APART == 0)]
    return fewer


def _shares(path: np.ndarray, box: np.ndarray) -> np.ndarray:
    low, high = box.T
    shares: np.ndarray = (path - low) / (high - low)
    return shares


def _curves(losses: list[np.ndarray]) -> tuple[np.ndarray, ...]:
    """Losses by step, on a log scale where all of them are positive."""
    known = np.concatenate(losses)
    known = known[np.isfinite(known)]
    if not known.size:
        return ()
    log = bool((known > 0).all())
    lines = []
    for loss in losses:
        with np.errstate(all="ignore"):
            heights = np.log(loss) if log else loss
        lines.append(np.stack([np.linspace(0, 1, len(loss)), heights], axis=-1))
    ends = np.log(known) if log else known
    low, high = ends.min(), ends.max()
    scale = np.array([1.0, max(high - low, 1e-12)])
    return tuple(_thinned((line - (0.0, low)) / scale) for line in lines)


def _thinned(line: np.ndarray) -> np.ndarray:
    """The finite points of a line, not too many of them."""
    line = line[np.isfinite(line).all(axis=1)]
    places = np.unique(np.linspace(0, max(len(line) - 1, 0), POINTS).astype(int))
    thinned: np.ndarray = np.clip(line[places] if len(line) else line, -2, 3)
    return thinned.astype(np.float32)


def shipped(path: Path) -> Path:
    """Where the sketch of a file that gdsim ships is; elsewhere there is none."""
    folder = path.resolve().parent
    return folder.parent / "sketches" / f"{folder.name}_{path.stem}.npz"


def _kept(path: Path) -> Path:
    key = hashlib.sha256(FORMAT + path.read_bytes()).hexdigest()[:24]
    return cache.root() / "sketches" / f"{key}.npz"
