"""Edits of single weights: runs then start from weights that are given exactly."""

from __future__ import annotations

import numpy as np

from gdsim.app.model.offered import network_of
from gdsim.base.axes import Axis
from gdsim.experiment import Experiment
from gdsim.objectives.weights import Vectors


def with_weight(
    experiment: Experiment, run: int, params: np.ndarray, index: int, value: float
) -> Experiment:
    """The experiment whose runs start from parameters (P,) of a run, one of them changed.

    run: its number over all dimensions. Of several given starts only that of the run changes.
    Weights that are drawn with several seeds are drawn no longer.
    """
    start = np.array(params, float)
    start[index] = value
    network = network_of(experiment.objective)
    given = experiment.starts
    if isinstance(given, Vectors) and not given.single:
        rows = given.values.copy()
        place = experiment.layout.place(experiment.place_of(run).run)
        rows[place["start"].start] = start
        return experiment.replace(start=rows)
    if isinstance(network.init_seed, Axis):
        seed = int(network.init_seed.values[0])
        return experiment.replace(objective=network.replace(init_seed=seed), start=start)
    return experiment.replace(start=start)
