"""A thinned trace is the full trace at its steps, to the bit, however the runs are computed."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import numpy as np
import pytest

from gdsim.engine.backends import cpu
from gdsim.engine.backends.cpu import Outcome
from gdsim.engine.division import segment_blocks
from gdsim.engine.program import Program
from gdsim.engine.recipes import recipe_of
from gdsim.engine.verdict import Verdict
from tests.engine.programs import cycle, program, same_as_naive, same_bits
from tests.engine.test_ends import spikes

RULES = ["log:2", "log:3", "log:20", "log:150", "linear:2", "linear:37", 11, 256, "log:999"]
STEPS = 300  # several strides and windows
RUNS = 90


def descents(optimizer: str = "momentum", **changes: object) -> Program:
    """Runs that converge, diverge and do neither, at all sorts of steps, with noise."""
    known = {
        "settings": {"lr": cycle(*np.geomspace(3e-4, 0.06, 30)), "momentum": 0.8},
        "noise": cycle(0.0, 0.3, stride=30),
        "clip_norm": cycle(np.inf, 5.0, stride=45),
        "schedule": "cosine",
        "schedule_settings": {"warmup": 7},
        "runs": RUNS,
        "steps": STEPS,
        "target": 0.02,
        "record": ("loss", "params", "grad_norm", "lr"),
    }
    return program("banana", optimizer, **{**known, **changes})


def newton(**changes: object) -> Program:
    """The optimizer whose strides have a Hessian, in float64 on a surface of three variables."""
    start = (cycle(*np.linspace(-2, 2, 9)), cycle(0.3, 1.7, stride=9), -0.9)
    known = {"start": start, "settings": {"lr": 0.4, "damping": 0.1}, "dtype": "float64"}
    return program(
        "saddle", "newton", runs=18, steps=STEPS, record=("params", "lr"), **{**known, **changes}
    )


def is_full_one_thinned(thin: Outcome, full: Outcome, given: Program) -> None:
    """All of a thinned program's outcome is that of the program that records each step."""
    assert len(given.recorded_steps) == given.slots
    at = {n: trace[:, given.recorded_steps] for n, trace in full.traces.items()}
    same_bits(thin, replace(full, traces=at))


FULL = {"descents": descents(), "newton": newton()}


@pytest.fixture(scope="module", params=FULL)
def full(request: pytest.FixtureRequest) -> tuple[Program, Outcome]:
    given = FULL[request.param]
    return given, cpu.run(given, threads=1)


def test_the_runs_end_in_all_ways_and_at_many_steps() -> None:
    found = cpu.run(FULL["descents"])
    assert {Verdict.CONVERGED, Verdict.DIVERGED} < set(found.verdict)
    assert len(np.unique(found.steps)) > 20 and found.steps.min() < 16 < found.steps.max() == STEPS


@pytest.mark.parametrize("every", RULES)
def test_any_rule_records_what_the_full_trace_has(
    full: tuple[Program, Outcome], every: int | str
) -> None:
    given, outcome = full
    thinned = replace(given, every=every)
    is_full_one_thinned(cpu.run(thinned, threads=2), outcome, thinned)


@pytest.mark.parametrize(("width", "threads"), [(4, 1), (4, 3)])  # fewer lanes than suit any unit
def test_width_threads_and_blocks_change_no_bit(
    full: tuple[Program, Outcome], width: int, threads: int
) -> None:
    given, outcome = full
    thinned = replace(given, every="log:20")
    found = cpu.run(thinned, width=width, threads=threads, blocks=1)
    is_full_one_thinned(found, outcome, thinned)


@pytest.mark.parametrize("size", [1, 5, 16, 113])
def test_calls_change_no_bit(full: tuple[Program, Outcome], size: int) -> None:
    given, outcome = full
    thinned = replace(given, every="log:20")
    batch = cpu.Batch([thinned], threads=1)
    batch.advance(0)
    for step in range(0, STEPS, size):
        batch.advance(min(size, STEPS - step))
    is_full_one_thinned(batch.outcome(), outcome, thinned)
    batch.close()


@pytest.mark.parametrize("spike", [nan, 9.0], ids=["not a number", "beyond the limit"])
def test_strides_that_are_taken_back_leave_nothing_recorded(spike: float) -> None:
    """Runs that end at each step of several strides, by themselves and side by side."""
    given = spikes(spike, limit=4.0, record=("params", "loss"), steps=90)
    whole = cpu.run(given)
    for every in ("log:30", "linear:23", 4):
        thinned = replace(given, every=every)
        found = cpu.run(thinned)
        is_full_one_thinned(found, whole, thinned)
        behind = found.steps[:, None] < thinned.recorded_steps
        np.testing.assert_array_equal(np.isnan(found.traces["params"][:, :, 0]), behind)
        assert behind[:, :-1].any(axis=0).sum() > 8 and Verdict.DIVERGED in found.verdict
        same_as_naive(thinned, found, range(0, given.runs, 9))


@pytest.mark.parametrize("optimizer", ["adam", "rprop", "schedule_free_sgd"])
def test_the_slow_twin_records_the_same(optimizer: str) -> None:
    given = program(
        "waves", optimizer, runs=6, steps=140, every="log:31", first_run=2**33,
        start=(cycle(1.7, -2.0, 0.2), cycle(-1.1, 0.4, stride=3)), noise=0.1, limit=3.0,
        record=("lr", "grad_norm", "params", "loss"), dtype="float64",
    )  # fmt: skip
    same_as_naive(given, cpu.run(given), range(0, 6, 2))


def test_the_steps_are_not_compiled_in() -> None:
    given = descents()
    recipes = {recipe_of(replace(given, every=every, steps=n)) for every in RULES for n in (9, 999)}
    assert recipes == {recipe_of(given)}


def test_few_slots_of_many_steps_need_little_memory() -> None:
    given = descents(steps=2**20, every="log:64", runs=5000)
    kernel = cpu.Kernel.of(given)
    assert given.slots == len(kernel.recorded) == 64
    blocks = segment_blocks(given, kernel.recipe, 1)
    segment = cpu.Segment(kernel, 0, blocks)
    assert blocks * kernel.recipe.block > 1000
    assert {n: t.shape[:2] for n, t in segment.traces.items()} == dict.fromkeys(
        given.record, (blocks * kernel.recipe.block, 64)
    )
