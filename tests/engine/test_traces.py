"""What a call recorded is copied to the traces of its runs, wherever they are."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.recipe import Recipe
from gdsim.engine.recipes import recipe_of
from gdsim.engine.traces import keep


def recipe(dtype: str, width: int) -> Recipe:
    """A recipe that records four rows, the last of them as a root."""
    records = ("loss", "params", "grad_norm")
    experiment = gd.Experiment("rosenbrock", "sgd", record=records, steps=9, dtype=dtype)
    return recipe_of(experiment.programs()[0], width)


@pytest.mark.parametrize("slots", [1, 7, 37])
@pytest.mark.parametrize("width", [1, 2, 16])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("moved", [False, True])
def test_each_run_gets_the_records_of_its_lane(
    dtype: str, width: int, slots: int, moved: bool
) -> None:
    runs, lanes, groups, of = 71, 96, 64 // width, recipe(dtype, width)
    random = np.random.default_rng(slots)
    window = random.random((groups, slots, of.traced_rows, width)).astype(dtype)
    held = random.permutation(lanes).astype(np.uint32) if moved else None
    traces = {n: np.zeros((runs, slots + 3, *of.trace_shape(n)), dtype) for n in of.record}
    keep(window, held, of, {name: each[:, 2:-1] for name, each in traces.items()})

    numbers = np.moveaxis(window, 3, 1).reshape(-1, slots, of.traced_rows)
    for name, rows in of.traced.items():
        expected = np.full((lanes, slots, len(rows)), np.nan, dtype)
        in_lanes = np.arange(len(numbers)) if held is None else held[: len(numbers)]
        expected[in_lanes] = numbers[:, :, rows.start : rows.stop]
        expected = np.sqrt(expected) if name == "grad_norm" else expected
        target = traces[name].reshape(runs, slots + 3, len(rows))
        np.testing.assert_array_equal(target[:, 2:-1], expected[:runs])
        assert not target[:, :2].any() and not target[:, -1].any()
