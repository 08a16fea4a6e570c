"""What a call recorded is copied to the traces of its runs, wherever they are."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine import segment
from gdsim.engine.recipe import Recipe
from gdsim.engine.recipes import recipe_of
from gdsim.engine.room import Room
from gdsim.engine.traces import keep
from gdsim.experiment.session import Session


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


@pytest.mark.parametrize("width", [1, 16])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_nan_is_that_of_numpy(dtype: str, width: int) -> None:
    """Roots of negative numbers and other NaN have other bits."""
    of = recipe(dtype, width)
    window = np.full((32 // width, 9, of.traced_rows, width), -np.float64(np.nan)).astype(dtype)
    window[:, ::2] = -1.0
    traces = {n: np.zeros((30, 9, *of.trace_shape(n)), dtype) for n in of.record}
    keep(window, None, of, traces)
    unknown = np.full((30, 9), np.nan, dtype)
    assert traces["grad_norm"].tobytes() == unknown.tobytes()
    unknown[:, ::2] = -1.0
    assert traces["loss"].tobytes() == unknown.tobytes()


def test_nothing_of_an_earlier_call_is_in_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where whole blocks end early, runs are moved, and the last lanes have no run."""
    rates = gd.logspace(1e-3, 1e9, 300)
    given = gd.Experiment(
        "rosenbrock", "sgd", lr=rates, steps=40, record=("loss", "params", "grad_norm"), limit=1e6
    )
    whole = given.run(threads=1)
    steps = whole["steps"].values[0]
    assert steps.min() < 5 and steps.max() == 40

    def used(room: Room) -> np.ndarray:
        return np.full(room.shape, 777.0, room.dtype)

    monkeypatch.setattr(segment, "window", used)
    for session in (Session(given, 1), Session(given.replace(lr=[1e9, 1e-3]), 1)):
        expected = whole["trace_loss"].values
        for n in (3, 1, 36):
            session.advance(n)
            found = session.traces()["loss"]
        if found.shape == expected.shape:
            np.testing.assert_array_equal(found, expected)
        else:
            np.testing.assert_array_equal(found[0], expected[0, [-1, 0]])
