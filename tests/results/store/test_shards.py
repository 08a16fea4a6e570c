"""How a grid is divided into shards."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gdsim as gd
from gdsim.results.blocks import chunk_shape, pieces
from gdsim.results.store.shards import (
    COARSE_RUNS,
    MOST_BYTES,
    MOST_RUNS,
    SECOND,
    Shards,
    run_bytes,
    shard_runs,
)

shapes = st.lists(st.integers(1, 12), max_size=4)
with_empty = st.lists(st.integers(0, 12), max_size=4)


@given(with_empty, st.integers(1, 5000))
@settings(deadline=None)
def test_chunks_are_consecutive_runs_and_cover_each_run_once(shape, runs):
    chunk = chunk_shape(shape, runs)
    assert math.prod(chunk) <= runs and len(chunk) == len(shape)
    numbers = np.arange(math.prod(shape)).reshape(shape)
    found = [numbers[slices].ravel() for slices in pieces(shape, chunk)]
    for each in found:
        np.testing.assert_array_equal(np.diff(each), 1)
    np.testing.assert_array_equal(np.sort(np.concatenate([*found, []])), numbers.ravel())


@given(shapes.filter(bool), st.integers(1, 5000))
@settings(deadline=None)
def test_chunks_are_about_as_large_as_asked(shape, runs):
    # No chunk that is half the size or less would still do with a longer slice of its dimension.
    chunk = chunk_shape(shape, runs)
    split = next((i for i, n in enumerate(chunk) if n > 1), len(shape) - 1)
    inner = math.prod(shape[split + 1 :])
    assert inner * (shape[split] if chunk[split] == shape[split] else 2 * chunk[split]) >= min(
        runs / 2, inner * shape[split]
    )


def wide(**changes):
    return gd.Experiment(
        "rosenbrock",
        ["adam", "sgd"],
        schedule=["constant", "cosine"],
        lr=gd.logspace(1e-4, 1.0, 300),
        start=gd.grid(40, 50),
        steps=100,
    ).replace(**changes)


def test_every_shard_stands_where_its_runs_are():
    shards = Shards.of(wide(), runs=7000)
    assert shards.chunk == (3, 50, 40) and len(shards) == 4 * 100
    numbers = np.arange(math.prod(wide().shape)).reshape(wide().shape)
    seen = np.zeros(numbers.size, dtype=int)
    for i in range(len(shards)):
        shard = shards[i]
        assert shard.number == i and shards.at(shard.chunk) == shard
        here = numbers[shard.place].ravel()
        seen[here] += 1
        assert here[0] // wide().layout.runs == shard.pair
    assert (seen == 1).all()
    with pytest.raises(IndexError):
        shards[400]


def test_shards_are_taken_from_all_over_the_grid_and_from_each_optimizer():
    shards = Shards.of(wide(), runs=7000)
    assert sorted(shards.order) == list(range(400))
    for count in (8, 20, 100, 200):
        there = np.zeros(400, dtype=bool)
        there[shards.order[:count]] = True
        for pair in there.reshape(4, 100):
            assert pair.sum() == count / 4
            gaps = np.diff(np.flatnonzero(pair), prepend=-1, append=100)
            assert gaps.max() <= 4 * 100 / (count / 4)


def test_a_shard_is_a_second_of_work_and_bounded_in_runs_and_bytes():
    large = {"lr": gd.logspace(1e-4, 1.0, 10**6), "schedule": None}
    assert shard_runs(wide(**large, steps=1000)) == SECOND / 1000
    assert shard_runs(wide(**large, steps=3)) == MOST_RUNS
    traced = wide(**large, steps=1000, record=["params"])
    assert run_bytes(traced) == 3 * 4 + 4 + 1 + 8 + 1 + 1001 * 2 * 4
    assert shard_runs(traced) == MOST_BYTES // run_bytes(traced)
    network = gd.Network([2, 16, 16, 1], data=gd.datasets.spiral(samples=100), init_seed=range(999))
    trained = gd.Experiment(network, "adam", lr=gd.logspace(1e-4, 1.0, 999), steps=1000)
    assert 64 <= shard_runs(trained) < shard_runs(wide(**large, steps=1000)) / 1000
    assert shard_runs(trained.replace(steps=10**6)) == 64


def test_a_small_sweep_has_shards_enough_to_see_its_progress():
    assert len(Shards.of(wide())) >= 16
    assert len(Shards.of(gd.Experiment("sphere", "sgd"))) == 1


def test_how_a_grid_is_divided_does_not_depend_on_the_machine(monkeypatch):
    before = Shards.of(wide()).chunk
    monkeypatch.setattr("gdsim.base.machine.processors", lambda: 64)
    assert Shards.of(wide()).chunk == before


@pytest.mark.parametrize("shape", [(300, 40, 50), (2048, 2048), (10**9,), (31623, 31623, 4)])
def test_the_coarse_grid_is_small_and_covers_each_dimension(shape):
    sizes = dict(zip(("b", "a"), shape[1:], strict=False))
    objective = gd.Function("rosenbrock", **{n: gd.linspace(1.0, 9.0, k) for n, k in sizes.items()})
    given = gd.Experiment(objective, "sgd", lr=gd.logspace(1e-6, 1.0, shape[0]), steps=50)
    coarse = Shards.of(given, runs=2**12).coarse
    counts = [len(range(each.size)[coarse[each.name]]) for each in given.layout.dimensions]
    assert min(COARSE_RUNS, given.runs // 64) // 4 <= math.prod(counts) <= COARSE_RUNS
    assert math.prod(counts) <= given.runs / 64
    for each in given.layout.dimensions:
        taken = range(each.size)[coarse[each.name]]
        # What is left out before the first and behind the last is half a gap.
        assert taken[0] <= taken.step / 2 and each.size - taken[-1] <= 1.5 * taken.step


def test_a_small_sweep_has_no_coarse_grid():
    assert Shards.of(wide(lr=0.1, start=gd.grid(9, 9), schedule=None)).coarse is None
