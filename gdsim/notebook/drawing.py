"""What the widget draws: the ground, the paths and the losses of an experiment's runs, as bytes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.engine.verdict import Verdict
from gdsim.experiment import Experiment
from gdsim.objectives import Objective
from gdsim.results.analysis.scales import ends_apart, need_logarithms
from gdsim.results.geometry.contours import contours, levels_of_equal_area
from gdsim.results.plots.style import pen
from gdsim.results.plots.traces import ROOM_ABOVE

PIXELS = 160  # of the ground along each side
BANDS = 22  # of equal area on it
MOST_RUNS = 24  # of an optimizer that are drawn
SLOTS = 600  # recorded steps of a run, about
Array = NDArray[np.float64]


def ground(objective: Objective) -> dict[str, Any]:
    """The picture below the paths.

    kind: "plane" with `shades` (PIXELS, PIXELS) of a byte each, the lowest row first, 0 where the
    function is low, and contours as its `line`; "line", the graph over one variable; "" otherwise.
    line: (n, 2) of float32, with rows of NaN between its parts. box: left, right, bottom, top.
    names: of the variables.
    """
    if not objective.has_domain or len(objective.variables) > 2:
        return {"kind": ""}
    (left, right), *others = objective.domain
    x = np.linspace(left, right, PIXELS)
    if not others:
        heights = objective.evaluate(x[:, None])
        low, high = ends_apart(heights)
        line = np.stack([x, heights], axis=-1)
        names = [objective.variables[0], "f"]
        return {"kind": "line", "box": [left, right, low, high], "line": _bytes(line),
                "names": names}  # fmt: skip
    low, high = others[0]
    y = np.linspace(low, high, PIXELS)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    heights = objective.evaluate(points).reshape(PIXELS, PIXELS)
    levels = levels_of_equal_area(heights, np.linspace(0, 1, BANDS + 1)[1:-1])
    return {
        "kind": "plane", "box": [left, right, low, high], "pixels": PIXELS,
        "shades": _shades(heights, levels).tobytes(), "names": list(objective.variables),
        "line": _bytes(contours(x, y, heights, levels)),
    }  # fmt: skip


def runs(experiment: Experiment) -> dict[str, Any]:
    """The runs of an experiment: `steps` (s,), and of each its colour, path, losses and verdict.

    All arrays are float32; a path has (s, 2) places on the ground. of: the least and greatest loss
    that curves show, over logarithms if `log`.
    """
    objective = experiment.objective
    drawn = objective.has_domain and len(objective.variables) < 3
    fields = ("loss", "params") if drawn else ("loss",)
    every = max(1, experiment.steps // SLOTS)
    result = experiment.replace(record=fields, every=every).run()
    count = len(experiment.optimizers)
    losses = result["trace_loss"].values.astype(np.float64)
    losses = losses.reshape(count, -1, losses.shape[-1])
    verdicts = result["verdict"].values.reshape(count, -1)
    lasts = result["steps"].values.reshape(count, -1)
    paths = None
    if drawn:
        points = result["trace_params"].values.astype(np.float64)
        paths = points.reshape(count, -1, *points.shape[-2:])
        if paths.shape[-1] == 1:
            paths = np.concatenate([paths, losses[..., None]], axis=-1)
    shown = losses[:, :MOST_RUNS]
    log = need_logarithms(shown)
    low, high = ends_apart(shown)
    first = shown[:, :, 0][np.isfinite(shown[:, :, 0])]
    if log:  # what diverges must not flatten the others
        high = min(high, ROOM_ABOVE * float(first.max(initial=low)))
    return {
        "steps": _bytes(result["step"].values), "of": [low, high], "log": log,
        "runs": [
            {
                "label": label if run == 0 else "", **pen(index),
                "losses": _bytes(losses[index, run]),
                "path": b"" if paths is None else _bytes(paths[index, run]),
                "end": _ended(Verdict(verdicts[index, run]), int(lasts[index, run])),
            }
            for index, label in enumerate(experiment.labels)
            for run in range(min(losses.shape[1], MOST_RUNS))
        ],
    }  # fmt: skip


def _ended(verdict: Verdict, step: int) -> str:
    return f"{verdict.name.lower()} at step {step:,}"


def _shades(heights: Array, levels: Array) -> NDArray[np.uint8]:
    """The number of each height's band, from 0 to 255; what is not finite is highest."""
    bands = np.searchsorted(levels, np.where(np.isfinite(heights), heights, np.inf), side="right")
    return np.asarray(np.round(255 * bands / max(len(levels), 1)), np.uint8)


def _bytes(values: ArrayLike) -> bytes:
    with np.errstate(over="ignore"):  # beyond float32 is as far away as infinity
        return np.asarray(values, np.float32).tobytes()
