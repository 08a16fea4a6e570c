"""A small picture of an experiment's runs: their paths over the landscape, or their losses.

It is computed once for each file, and kept in the folder of caches under the file's content. Those
of the files that gdsim ships are shipped too (`make sketches`), so that no card is grey at first.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gdsim.engine import cache
from gdsim.experiment import Experiment
from gdsim.experiment.one_run import one_run
from gdsim.objectives import Function

FORMAT = b"3"  # raised when sketches are computed in another way
SIDE = 48  # heights along each side
POINTS = 160  # of a line, at most
MOST = 4  # optimizers
STEPS = 3000  # of a run, at most


@dataclass(frozen=True, eq=False)
class Sketch:
    """What is drawn: heights (SIDE, SIDE) in bytes, row 0 at the bottom, or none; and lines.

    lines: one per optimizer, (n, 2), as shares of the width and of the height from the bottom.
    """

    heights: np.ndarray
    lines: tuple[np.ndarray, ...]

    @classmethod
    def load(cls, path: Path) -> Sketch | None:
        """The one that is shipped with a file, or was kept of its content; None without any."""
        at_hand = shipped(path)
        try:
            with np.load(at_hand if at_hand.is_file() else _kept(path)) as kept:
                names = sorted(name for name in kept.files if name.startswith("line"))
                return cls(kept["heights"], tuple(kept[name] for name in names))
        except (OSError, ValueError, KeyError):
            return None

    @property
    def arrays(self) -> dict[str, Any]:
        """Its arrays by name, as they are kept in a file."""
        return {
            "heights": self.heights,
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
    is_flat = isinstance(objective, Function) and objective.has_domain and objective.size == 2
    runs = [_alone(experiment, n, is_flat) for n in range(min(len(experiment.optimizers), MOST))]
    objective = runs[0].objective  # with one value of each setting
    if isinstance(objective, Function) and is_flat:
        box = np.array(objective.domain, float)
        paths = [run.run(threads=1)["trace_params"].values[0] for run in runs]
        return Sketch(_heights(objective, box), tuple(_thinned(_shares(p, box)) for p in paths))
    losses = [run.run(threads=1)["trace_loss"].values[0] for run in runs]
    return Sketch(np.empty((0, 0), np.uint8), _curves(losses))


def _alone(experiment: Experiment, optimizer: int, is_flat: bool) -> Experiment:
    run = one_run(experiment, optimizer, experiment.layout.runs // 2)
    return run.replace(
        record=("params" if is_flat else "loss",), steps=min(experiment.steps, STEPS), every=1
    )


def _heights(function: Function, box: np.ndarray) -> np.ndarray:
    """Ranks of the values over the box: equal shares of it have equal shares of the colours."""
    x, y = (np.linspace(low, high, SIDE) for low, high in box)
    with np.errstate(all="ignore"):
        values = function.evaluate(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2))
    values = np.nan_to_num(values, nan=np.inf)
    ranks = np.searchsorted(np.sort(values), values)  # equal values have one colour
    return (255 * ranks // (SIDE * SIDE - 1)).astype(np.uint8).reshape(SIDE, SIDE)


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
