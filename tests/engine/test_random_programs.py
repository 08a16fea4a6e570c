"""For any settings and starts: no crash, consistent verdicts, the bits of plain Python."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdsim.base.ranges import Flag, Hyper
from gdsim.catalogue import optimizers
from gdsim.engine.backends import cpu
from gdsim.engine.backends.cpu import Outcome
from gdsim.engine.program import Cycle, Program
from gdsim.engine.verdict import Verdict
from tests.engine.programs import FUNCTIONS, program, same_as_naive

pytestmark = pytest.mark.slow  # much to compile, or many processes

RUNS = 5


def numbers(hyper: Hyper) -> st.SearchStrategy[float]:
    """Numbers that a setting may have: usual ones, its ends, and anything in its range."""
    low, high = hyper.range.low, hyper.range.high
    tiny = st.sampled_from(
        [1e-45, 1e-30, 1e-8, 1e-3, 0.1, 0.5, 0.9, 0.9999999, 1.0, 3.0, 1e8, 1e30]
    )
    wild = st.floats(-1e12, 1e12)
    return st.one_of(st.just(hyper.default), tiny, wild).map(
        lambda x: x if x in hyper.range else min(max(x, low), high)
    ).filter(lambda x: x in hyper.range)  # fmt: skip


def axes(values: st.SearchStrategy[float]) -> st.SearchStrategy[Cycle]:
    """A value a run: always an axis, so that one compiled kernel serves every example."""
    return st.lists(values, min_size=RUNS, max_size=RUNS).map(
        lambda v: Cycle(np.array(v, float), 1)
    )


STARTS = st.one_of(
    *[st.floats(-3, 3)] * 3,
    st.sampled_from([0.0, -0.0, 1e-40, 1e3, -1e8, 1e19, -1e20, 1e38, 1e200, math.inf, math.nan]),
)


@st.composite
def programs(
    draw: st.DrawFn, optimizer: str, function: str, dtype: str, schedules: tuple[str, ...]
) -> Program:
    hyper = optimizers.catalogue()[optimizer].hyper
    chosen: dict[str, Any] = {
        n: h.default if isinstance(h, Flag) else draw(axes(numbers(h))) for n, h in hyper.items()
    }
    return program(
        function,
        optimizer,
        settings=chosen,
        start=tuple(draw(axes(STARTS)) for _ in FUNCTIONS[function][1]),
        noise=draw(axes(st.sampled_from([0.0, 0.1, 10.0, 1e30]))),
        clip_value=draw(axes(st.sampled_from([1e-3, 1.0, 1e30, math.inf]))),
        clip_norm=draw(axes(st.sampled_from([1e-3, 1.0, 1e30, math.inf]))),
        seed=draw(st.integers(0, 2**32 - 1)),
        first_run=draw(st.sampled_from([0, 7, 2**32 - 2, 2**40])),
        target=draw(st.sampled_from([-math.inf, -3.0, 0.01, 5.0])),
        tolerance=draw(st.sampled_from([0.1, 1e-3, 1e-30])),
        limit=draw(st.sampled_from([1e12, 1.0, 100.0, 1e300, math.inf])),
        schedule=draw(st.sampled_from(schedules)),
        schedule_settings={"warmup": draw(st.sampled_from([0, 3, 500]))},
        steps=draw(st.integers(1, 45)),
        record=("loss", "params", "grad_norm"),
        every=draw(st.sampled_from([1, 3, 100, "log:9", "linear:4"])),
        runs=RUNS,
        dtype=dtype,
    )


def check(of: Program, found: Outcome) -> None:
    """A verdict says what the last loss and gradient are, and the steps say what the trace has."""
    limit = min(of.limit, float(np.finfo(of.dtype).max))
    beyond = ~(np.abs(found.loss.astype(float)) <= np.dtype(of.dtype).type(limit))
    np.testing.assert_array_equal(found.verdict == Verdict.DIVERGED, beyond)
    arrived = found.loss <= np.dtype(of.dtype).type(of.target)
    converged = found.verdict == Verdict.CONVERGED
    assert (converged | beyond)[arrived].all()
    assert (found.grad_norm[converged & ~arrived] <= of.tolerance * 1.00001).all()
    assert ((found.steps >= 0) & (found.steps <= of.steps)).all()
    assert (found.steps[~converged & ~beyond] == of.steps).all()
    assert (found.best_loss <= found.loss)[~np.isnan(found.loss)].all()
    assert found.done.all()
    for run, steps in enumerate(found.steps):
        recorded = found.traces["grad_norm"][run], found.traces["loss"][run]
        slots = np.count_nonzero(of.recorded_steps <= steps)
        assert np.isfinite(recorded[1][: slots - 1]).all()
        assert all(np.isnan(trace[slots:]).all() for trace in recorded)


# A rate that no schedule changes has a kernel of its own, which is compiled for the first of them.
SCHEDULES = ("cosine", "exponential")
KERNELS = [
    ("adam", "banana", "float32", ("constant", *SCHEDULES)),
    ("newton", "waves", "float64", SCHEDULES),
    ("rprop", "waves", "float32", SCHEDULES),
    ("schedule_free_adamw", "saddle", "float64", SCHEDULES),
    ("radam", "saddle", "float32", SCHEDULES),
]


@pytest.mark.parametrize(("optimizer", "function", "dtype", "schedules"), KERNELS)
def test_any_program_runs_to_a_verdict_with_the_bits_of_plain_python(
    optimizer: str, function: str, dtype: str, schedules: tuple[str, ...]
) -> None:
    @settings(max_examples=15)
    @given(programs(optimizer, function, dtype, schedules))
    def holds(of: Program) -> None:
        found = cpu.run(of, threads=1)
        check(of, found)
        same_as_naive(of, found, [0, RUNS - 1])

    holds()
