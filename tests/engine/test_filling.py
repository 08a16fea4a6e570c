"""What becomes of runs is copied to the same bits by compiled code and by NumPy."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine import filling
from gdsim.engine.kernel import Kernel
from gdsim.engine.outcome import CONCLUDED
from gdsim.engine.rows import LOSS
from gdsim.engine.segment import Segment


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("lr", [1e-5, 5e-3])  # with the larger one, most runs diverge
def test_many_runs_are_copied_as_few_are(
    dtype: str, lr: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = gd.uniform(n=803, seed=3)
    experiment = gd.Experiment("rosenbrock", "momentum", lr=lr, start=start, steps=60, dtype=dtype)
    (program,) = experiment.programs()
    segment = Segment(Kernel.of(program), 0, 4)
    segment.advance(60)
    assert segment.is_moved == (lr > 1e-3)
    segment.rows[:, LOSS, ::7] = np.nan
    many, few = (filling.empty_outcome(program, params=True) for _ in range(2))
    some = np.arange(5, 795)
    of_some = filling.empty_outcome(program, runs=len(some), traces=False, params=True)
    bare = filling.empty_outcome(program, params=False)
    filling.take(many, segment)
    filling.take(bare, segment)
    filling.take_some(of_some, segment, slice(0, len(some)), some)
    monkeypatch.setattr(filling, "FEW_RUNS", program.runs)
    filling.take(few, segment)
    assert np.isnan(few.loss).any() and not np.isnan(few.best_loss).any()
    for name in CONCLUDED:
        bits = getattr(few, name).view(np.uint8)
        np.testing.assert_array_equal(getattr(many, name).view(np.uint8), bits)
        if name != "params":
            np.testing.assert_array_equal(getattr(bare, name).view(np.uint8), bits)
        expected = getattr(few, name)[some].view(np.uint8)
        np.testing.assert_array_equal(getattr(of_some, name).view(np.uint8), expected)
