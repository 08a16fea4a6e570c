"""A small picture of an experiment's runs: paths, what a network has learned, or losses.

It is computed once for each file, and kept in the folder of caches under the file's content. Those
of the files that gdsim ships are shipped too (`make sketches`), so that no card is grey at first.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gdsim.app.start import network_sketch
from gdsim.app.start.shares import APART, fewer, kept, shares_of
from gdsim.app.views.landscape import curve, landscape
from gdsim.engine import cache
from gdsim.experiment import Experiment
from gdsim.experiment.one_run import one_run
from gdsim.objectives import Function, Network

FORMAT = b"5"  # raised when sketches are computed in another way
SHAPE = 1.75  # the width of a picture over its height
MARGIN = 0.2  # of the room that runs take, on each side of it
LEAST = {1: 0.4, 2: 0.25}  # by variables, of a side of the domain that is seen at least
EQUAL = 4.0  # how many times longer one side of a domain may be for both to have one scale
POINTS = 160  # of a line, at most
MOST = 4  # optimizers
STEPS = 3000  # of a run, at most


@dataclass(frozen=True, eq=False)
class Sketch:
    """What is drawn, places as shares of the width and of the height from the bottom.

    lines: (n, 2), one per optimizer: paths, the outputs of networks of one input, or losses.
    heights: (n, n) bytes, row 0 at the bottom. ground: (n, 2), what the runs move on: contours, or
    the graph of a function of one variable; of networks, where classes meet; a row of NaN after
    each line. outputs: (n, n, k) bytes, the shares of k classes over the plane of both inputs, or
    of one value. spots: (n, 2), samples; marks: (n,) bytes, their classes or values. layers: (n,)
    sizes, which are drawn beside losses. Without them these are empty.
    """

    lines: tuple[np.ndarray, ...] = ()
    heights: np.ndarray = field(default_factory=partial(np.empty, (0, 0), np.uint8))
    ground: np.ndarray = field(default_factory=partial(np.empty, (0, 2), np.float32))
    outputs: np.ndarray = field(default_factory=partial(np.empty, (0, 0, 0), np.uint8))
    spots: np.ndarray = field(default_factory=partial(np.empty, (0, 2), np.float32))
    marks: np.ndarray = field(default_factory=partial(np.empty, 0, np.uint8))
    layers: np.ndarray = field(default_factory=partial(np.empty, 0, np.int32))

    @classmethod
    def load(cls, path: Path) -> Sketch | None:
        """The one that is shipped with a file, or was kept of its content; None without any."""
        at_hand = shipped(path)
        try:
            at = at_hand if at_hand.is_file() else _file(path)
            with at.open("rb") as file, np.load(file) as arrays:
                names = sorted(name for name in arrays.files if name.startswith("line"))
                lines = tuple(arrays[name] for name in names)
                return cls(lines, *(arrays[each.name] for each in fields(cls)[1:]))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
            return None  # there is none, or only a part of one was written

    @property
    def arrays(self) -> dict[str, Any]:
        """Its arrays by name, as they are kept in a file."""
        others = {each.name: getattr(self, each.name) for each in fields(self)[1:]}
        return others | {f"line{n:02}": line for n, line in enumerate(self.lines)}

    def save(self, path: Path) -> None:
        """Keep it of a file's content; a folder that cannot be written is no trouble."""
        file = _file(path)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            np.savez_compressed(file, **self.arrays)
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
    results = [run.run(threads=1) for run in runs]
    losses = [result["trace_loss"].values[0] for result in results]
    if not isinstance(objective, Network):
        return Sketch(_curves(losses))
    if not network_sketch.shows_outputs(objective):
        return Sketch(**network_sketch.layers_of(objective, _curves(losses)))
    last = [float(result["loss"].item()) for result in results]
    best = min(range(len(runs)), key=lambda n: (not np.isfinite(last[n]), last[n]))
    params = [result["params"].values.ravel() for result in results]
    return Sketch(**network_sketch.outputs_of(objective, params, best, experiment.dtype))


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
        tuple(_thinned(shares_of(path, view)) for path in paths),
        map_.ranks[::APART, ::APART],
        shares_of(fewer(map_.lines), view).astype(np.float32),
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
    lines = tuple(_thinned(shares_of(path, box)) for path in on_graph)
    return Sketch(lines, ground=kept(shares_of(points, box)))


def _seen(function: Function, paths: list[np.ndarray]) -> np.ndarray:
    """(variables, 2): the part of a function's domain that its runs take, and some more of it."""
    domain = np.array(function.domain, float)
    low, high = domain.T
    points = np.clip(np.concatenate(paths), low, high)
    least, most = points.min(axis=0), points.max(axis=0)
    reach = np.maximum((most - least) * (1 + 2 * MARGIN), (high - low) * LEAST[function.size])
    middle = (least + most) / 2
    return np.stack([middle - reach / 2, middle + reach / 2], axis=-1)


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
    return kept(line[places] if len(line) else line)


def shipped(path: Path) -> Path:
    """Where the sketch of a file that gdsim ships is; elsewhere there is none."""
    folder = path.resolve().parent
    return folder.parent / "sketches" / f"{folder.name}_{path.stem}.npz"


def _file(path: Path) -> Path:
    key = hashlib.sha256(FORMAT + path.read_bytes()).hexdigest()[:24]
    return cache.root() / "sketches" / f"{key}.npz"
