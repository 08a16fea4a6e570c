"""What the widget draws on the ground: paths and losses of an experiment's runs, as bytes."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdsim.engine.verdict import Verdict
from gdsim.experiment import Experiment
from gdsim.results.geometry.curve_ends import curve_ends
from gdsim.results.geometry.ground import as_bytes
from gdsim.results.plots.style import pen

MOST_RUNS = 24  # of an optimizer that are drawn
SLOTS = 600  # recorded steps of a run, about


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
    low, high, log = curve_ends(losses[:, :MOST_RUNS])
    return {
        "steps": as_bytes(result["step"].values), "of": [low, high], "log": log,
        "runs": [
            {
                "label": label if run == 0 else "", **pen(index),
                "losses": as_bytes(losses[index, run]),
                "path": b"" if paths is None else as_bytes(paths[index, run]),
                "end": _ended(Verdict(verdicts[index, run]), int(lasts[index, run])),
            }
            for index, label in enumerate(experiment.labels)
            for run in range(min(losses.shape[1], MOST_RUNS))
        ],
    }  # fmt: skip


def _ended(verdict: Verdict, step: int) -> str:
    return f"{verdict.name.lower()} at step {step:,}"
