"""The division of runs over threads, blocks, lanes and calls changes no bit of any run."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace

import numpy as np
import pytest

from gdsim.engine import division, traces
from gdsim.engine.backends import cpu
from gdsim.engine.kernel import Kernel
from gdsim.engine.program import Program
from gdsim.engine.segment import Segment
from gdsim.engine.verdict import Verdict
from gdsim.lanes.host import BLOCK
from tests.engine.programs import cycle, noisy, program, same_as_naive, same_bits


@pytest.fixture(scope="module")
def whole() -> cpu.Outcome:
    """What the noisy runs come to on one thread, a block a segment."""
    return cpu.run(noisy(), threads=1, blocks=1)


def test_the_runs_are_those_of_plain_python(whole: cpu.Outcome) -> None:
    assert {Verdict.DIVERGED, Verdict.RUNNING} < set(whole.verdict)
    same_as_naive(noisy(), whole, [0, 255, 256, 511, 699])


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("blocks", [1, 2, 3, 32])
def test_threads_and_segments_change_no_bit(whole: cpu.Outcome, threads: int, blocks: int) -> None:
    same_bits(cpu.run(noisy(), threads=threads, blocks=blocks), whole)


@pytest.mark.parametrize("width", [16, 32, 64])
def test_the_number_of_lanes_changes_no_bit(whole: cpu.Outcome, width: int) -> None:
    same_bits(cpu.run(noisy(), width=width), whole)


def test_the_number_of_lanes_changes_no_bit_in_double_precision() -> None:
    given = program(
        "waves",
        "newton",
        settings={"lr": cycle(0.1, 1.0, 1.9)},
        start=(cycle(*np.linspace(-2, 2, 11), stride=3), 0.3),
        runs=300,
        noise=0.01,
        dtype="float64",
    )
    same_bits(cpu.run(given, width=4), cpu.run(given, width=16))


@pytest.mark.parametrize("size", [1, 2, 15, 16, 17, 40])
def test_steps_in_several_calls_change_no_bit(
    whole: cpu.Outcome, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(division, "CALL", size * BLOCK)
    same_bits(cpu.run(noisy(), blocks=1), whole)


@pytest.mark.parametrize("size", [1, 700, 20_000])
@pytest.mark.parametrize("every", [1, 5, "log:9"])
def test_the_size_of_the_window_that_is_recorded_to_changes_no_bit(
    every: int | str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = noisy(every=every, runs=300)
    wide = cpu.run(given, blocks=1)
    same_as_naive(given, wide, [0, 255, 299])
    monkeypatch.setattr(traces, "WINDOW_BYTES", size)  # from two steps a call on
    same_bits(cpu.run(given, blocks=2), wide)


@pytest.mark.parametrize("runs", [1, 2, 63, 64, 65, 255, 256, 257])
def test_any_number_of_runs_gives_the_first_of_many(whole: cpu.Outcome, runs: int) -> None:
    found = cpu.run(noisy(runs=runs))
    arrays = set(vars(whole)) - {"traces", "finals", "measures"}
    first = {n: getattr(whole, n)[:runs] for n in arrays}
    same_bits(found, cpu.Outcome(**first, traces={n: t[:runs] for n, t in whole.traces.items()}))


def test_the_first_run_moves_the_random_streams_and_nothing_else() -> None:
    given = noisy(settings={"lr": 0.05}, start=(-1.2, 1.0), noise=0.3, runs=300)
    found, later = cpu.run(given), cpu.run(replace(given, first_run=200, runs=100))
    for name in ("loss", "params", "best_loss", "grad_norm"):
        np.testing.assert_array_equal(getattr(later, name), getattr(found, name)[200:])
    assert len(np.unique(found.loss)) == 300
    quiet = replace(given, noise=0.0)
    same_bits(cpu.run(quiet), cpu.run(replace(quiet, first_run=12345)))


def test_random_streams_go_on_beyond_32_bits() -> None:
    given = noisy(first_run=2**32 - 70, runs=140, record=())
    found = cpu.run(given)
    same_as_naive(given, found, [0, 69, 70, 71, 139])


def test_another_seed_is_another_stream() -> None:
    given = noisy(settings={"lr": 0.05}, start=(-1.2, 1.0), noise=0.3, runs=4, record=())
    a, b = cpu.run(given), cpu.run(replace(given, seed=2**32 - 1))
    assert not set(a.loss) & set(b.loss)
    # An axis of seeds gives each seed its own.
    same_as_naive(given, cpu.run(replace(given, seed=cycle(4, 4))), [0, 1, 2, 3])
    axis = replace(given, seed=cycle(4, 2**32 - 1, stride=2))
    found = cpu.run(axis)
    np.testing.assert_array_equal(found.loss, [*a.loss[:2], *b.loss[2:]])


def test_progress_rises_to_all_runs_in_the_callers_thread() -> None:
    told: list[int] = []
    names: set[str] = set()

    def progress(done: int) -> None:
        told.append(done)
        names.add(threading.current_thread().name)

    cpu.run(noisy(runs=1200), threads=2, blocks=1, progress=progress)
    assert told == sorted(told) and told[-1] == 1200 and len(told) == 6
    assert told[0] == 0  # there is a kernel
    assert names == {threading.current_thread().name}


def long() -> Program:
    """Ten seconds of work or more; every fourth run diverges at once."""
    rates = cycle(1e-4, 2e-4, 3e-4, 10.0)
    return program(settings={"lr": rates}, runs=200 * BLOCK, steps=2**20)


def test_cancelling_returns_at_once_with_what_was_done() -> None:
    asked = itertools.count()  # before each call of a kernel, of which a segment here takes 32
    found = cpu.run(long(), threads=2, blocks=1, cancelled=lambda: next(asked) >= 8)
    assert next(asked) < 16
    done, begun = found.done.reshape(-1, BLOCK), found.steps.reshape(-1, BLOCK) > 0
    # The two segments that were under way have their diverged runs done, the others not.
    cut = begun.any(axis=1) & ~done.all(axis=1)
    assert 0 < np.count_nonzero(cut) <= 2
    np.testing.assert_array_equal(done[cut], np.tile([False, False, False, True], (cut.sum(), 64)))
    assert np.isfinite(found.loss[found.done & (found.verdict != Verdict.DIVERGED)]).all()
    # The others were not begun.
    assert not done[~begun.any(axis=1)].any() and np.count_nonzero(begun) < begun.size / 2
    assert np.isnan(found.params[found.steps == 0]).all()


def test_runs_that_were_done_before_cancelling_are_whole(whole: cpu.Outcome) -> None:
    answers = iter([False, False, True])  # one question a segment: all steps fit into one call
    told: list[int] = []
    found = cpu.run(
        noisy(), threads=1, blocks=1, progress=told.append, cancelled=lambda: next(answers)
    )
    done = found.done
    np.testing.assert_array_equal(done, np.arange(700) < 2 * BLOCK)
    assert max(told) == 2 * BLOCK
    for name in ("loss", "best_loss", "grad_norm", "steps", "verdict", "params"):
        np.testing.assert_array_equal(getattr(found, name)[done], getattr(whole, name)[done])
    for name, trace in found.traces.items():
        np.testing.assert_array_equal(trace[done], whole.traces[name][done])


def test_cancelling_before_the_start_does_nothing() -> None:
    told: list[int] = []
    found = cpu.run(long(), cancelled=lambda: True, progress=told.append)
    assert not found.done.any() and set(told) == {0}
    assert np.isnan(found.loss).all()


def test_an_interrupt_stops_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    advance = Segment.advance

    def counted(segment: Segment, n_steps: int, look: bool) -> None:
        calls.append(n_steps)
        advance(segment, n_steps, look)

    def interrupt(done: int) -> None:
        if done:
            raise KeyboardInterrupt

    monkeypatch.setattr(Segment, "advance", counted)
    given = noisy(runs=100 * BLOCK, record=())
    with pytest.raises(KeyboardInterrupt):
        cpu.run(given, threads=2, blocks=1, progress=interrupt)
    assert len(calls) < 100
    before = len(calls)
    time.sleep(0.05)
    assert len(calls) == before  # nothing goes on behind


def test_an_interrupt_while_threads_are_begun_stops_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled: list[int] = []
    submit, fill = cpu.ThreadPoolExecutor.submit, cpu.fill

    def counted(outcome: cpu.Outcome, segment: Segment, is_stopped: Callable[[], bool]) -> None:
        filled.append(segment.first_block)
        fill(outcome, segment, is_stopped)

    def interrupted(pool: Executor, work: Callable[[int], int], first: int) -> Future[int]:
        if first == 99:
            raise KeyboardInterrupt
        return submit(pool, work, first)

    monkeypatch.setattr(cpu, "fill", counted)
    monkeypatch.setattr(cpu.ThreadPoolExecutor, "submit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        cpu.run(long(), threads=2, blocks=1)
    assert len(filled) < 50


def test_an_error_in_a_callback_reaches_the_caller() -> None:
    def broken() -> bool:
        raise RuntimeError("a broken button")

    with pytest.raises(RuntimeError, match="broken button"):
        cpu.run(noisy(), cancelled=broken)


def test_a_run_of_adam_in_the_plane_takes_at_most_64_bytes() -> None:
    given = noisy(noise=0.0, record=(), runs=256 * 40)
    segment = Segment(Kernel.of(given), 0, 40)
    arrays = (segment.rows, segment.varying, segment.integers)
    assert sum(array.nbytes for array in arrays) <= 64 * given.runs
    assert max(array.nbytes for array in arrays) > 16 * given.runs


def test_results_have_the_promised_types(whole: cpu.Outcome) -> None:
    arrays = set(vars(whole)) - {"traces", "finals", "measures"}
    types = {name: getattr(whole, name).dtype for name in arrays}
    single = np.dtype(np.float32)
    assert types == {
        "loss": single,
        "best_loss": single,
        "grad_norm": single,
        "params": single,
        "gradient_point": single,
        "steps": np.dtype(np.int32),
        "verdict": np.dtype(np.uint8),
        "done": np.dtype(bool),
    }
    assert whole.params.shape == (700, 2)
    assert {n: t.shape for n, t in whole.traces.items()} == {
        "loss": (700, 12),
        "params": (700, 12, 2),
        "lr": (700, 12),
        "grad_norm": (700, 12),
    }


def test_best_loss_is_the_least_of_all_steps() -> None:
    given = noisy(every=1, record=("loss",))
    found = cpu.run(given)
    np.testing.assert_array_equal(found.best_loss, np.nanmin(found.traces["loss"], axis=1))
    last = found.traces["loss"][np.arange(700), found.steps]
    np.testing.assert_array_equal(found.loss, last)
