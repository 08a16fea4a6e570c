"""A thinned trace of a network is the full one at its steps, to the bit, whatever is recorded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gdsim.engine.backends import cpu
from gdsim.engine.program import Cycle, Program
from gdsim.engine.verdict import Verdict
from gdsim.objectives.records import NETWORK_RECORDS
from tests.engine.networks.programs import program_of
from tests.engine.networks.test_bits import ADAM, RUNS, breaking, program, same_bits
from tests.reference.network_cases import NetworkCase, stored_cases

RULES = ["log:2", "log:9", "log:25", "linear:12", 7]
RECORD = tuple(NETWORK_RECORDS)


def is_full_one_thinned(thin: cpu.Outcome, full: cpu.Outcome, given: Program) -> None:
    """All of a thinned program's outcome is that of the program that records each step."""
    steps = given.recorded_steps
    assert {len(trace[0]) for trace in thin.traces.values()} == {len(steps)}
    assert set(thin.traces) == set(given.record)
    same_bits(thin, replace(full, traces={n: full.traces[n][:, steps] for n in full.traces}))


def watched(**changes: object) -> Program:
    """A network with all that can be recorded of one whose targets are no classes."""
    record = tuple(n for n in RECORD if "accuracy" not in n and "class" not in n)
    return program(record=record, every=1, dtype="float64", **changes)


def of_classes() -> NetworkCase:
    """A case whose data have classes, with hidden layers and mini-batches."""
    return next(
        case
        for case in stored_cases()
        if case.choice.depth > 0
        and program_of(case).network.midpoint is not None
        and program_of(case).network.batch is not None
    )


@pytest.fixture(scope="module")
def full() -> cpu.Outcome:
    return cpu.run(watched(), threads=1)


@pytest.mark.parametrize("every", RULES)
def test_all_that_is_recorded_is_what_the_full_trace_has(
    full: cpu.Outcome, every: int | str
) -> None:
    given = watched()
    assert {"params", "sharpness", "dead", "layer_grad_norm", "train_loss"} < set(given.record)
    thinned = replace(given, every=every)
    is_full_one_thinned(cpu.run(thinned), full, thinned)


@pytest.mark.parametrize(("threads", "blocks"), [(1, 2), (3, 1)])
def test_threads_and_blocks_change_no_bit(full: cpu.Outcome, threads: int, blocks: int) -> None:
    thinned = replace(watched(), every="log:11")
    found = cpu.run(thinned, threads=threads, blocks=blocks)
    is_full_one_thinned(found, full, thinned)


@pytest.mark.parametrize("size", [1, 6, 17])
def test_calls_change_no_bit(full: cpu.Outcome, size: int) -> None:
    thinned = replace(watched(), every="log:11")
    batch = cpu.Batch([thinned], threads=1)
    batch.advance(0)
    for step in range(0, thinned.steps, size):
        batch.advance(min(size, thinned.steps - step))
    is_full_one_thinned(batch.outcome(), full, thinned)
    batch.close()


def test_accuracies_too() -> None:
    case = of_classes()
    record = ("train_accuracy", "train_loss", "loss", "grad_norm")
    given = program_of(case, record=record, every=1)
    thinned = replace(given, every="log:10")
    is_full_one_thinned(cpu.run(thinned), cpu.run(given), thinned)


@pytest.mark.parametrize("every", ["log:40", "linear:60"])
def test_runs_that_diverge_have_nothing_behind(every: str) -> None:
    given = breaking()
    thinned = replace(given, every=every)
    found = cpu.run(thinned)
    is_full_one_thinned(found, cpu.run(given), thinned)
    behind = found.steps[:, None] < thinned.recorded_steps
    np.testing.assert_array_equal(np.isnan(found.traces["loss"]), behind)
    assert len(np.unique(behind.sum(axis=1))) > 2
    assert {Verdict.DIVERGED} < set(found.verdict)


def test_gradients_are_recorded_of_runs_that_may_converge_by_them() -> None:
    rates = {"lr": Cycle(np.geomspace(1e-3, 0.1, RUNS), 1), **ADAM}
    given = program(settings=rates, tolerance=0.03, steps=200, noise=0.0, every=1)
    assert given.network is not None
    # A batch's gradient ends no run.
    full = replace(given.network, batch=None)
    given = replace(given, network=full, record=("grad_norm", "lr"))
    thinned = replace(given, every="log:30")
    found = cpu.run(thinned)
    is_full_one_thinned(found, cpu.run(given), thinned)
    assert Verdict.CONVERGED in found.verdict and found.steps.max() == 200
