"""What runs begin with is written for any first run, in any order of numbers."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.backends import cpu
from gdsim.engine.beginning import Beginning
from gdsim.engine.program import Cycle, Value


@pytest.mark.parametrize("dtype", ["float32", "float64", "uint32"])
def test_rows_have_the_numbers_of_their_runs(dtype: str) -> None:
    rows = np.zeros((3, 6, 8), dtype)
    whole = Cycle(np.arange(1, 6).astype(dtype), 1)
    values: list[Value] = [
        7,
        whole,
        Cycle(whole.values[:3], 4),
        Cycle(whole.values[:2], 1000),
        Cycle(whole.values[:1], 3),
    ]
    beginning = Beginning((rows, range(row, row + 1), value) for row, value in enumerate(values))
    of_two = Beginning([(rows, range(2), 7), (rows, range(2, 4), whole)])
    for first in (0, 24, 989):
        rows[...] = 0
        beginning.write(first)
        runs = np.arange(first, first + 24)
        for row, value in enumerate(values):
            expected = value.of_runs(runs) if isinstance(value, Cycle) else np.full(24, value)
            np.testing.assert_array_equal(rows[:, row].ravel(), expected)
        assert not rows[:, len(values)].any()
        of_two.write(first)
        assert (rows[:, :2] == 7).all()
        np.testing.assert_array_equal(rows[:, 2], rows[:, 3])
        np.testing.assert_array_equal(rows[:, 3].ravel(), whole.of_runs(runs))


def test_memory_of_a_thread_is_used_for_its_next_runs() -> None:
    experiment = gd.Experiment(
        "rosenbrock",
        "adam",
        lr=gd.logspace(3.0, 1e-3, 60),
        start=gd.uniform(n=20, seed=1),
        noise=0.1,
        steps=40,
        target=5.0,  # ends some runs: the others are moved to their lanes
        record="loss",
    )
    (program,) = experiment.programs()
    one = cpu.run(program, threads=1)
    whole, parts = cpu.run(program, blocks=5), cpu.run(program, threads=1, blocks=1)
    assert 0 < (one.verdict == gd.Verdict.CONVERGED).sum() < one.verdict.size
    for other in (whole, parts):
        for name in ("loss", "best_loss", "grad_norm", "steps", "verdict", "params"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
        np.testing.assert_array_equal(one.traces["loss"], other.traces["loss"])
