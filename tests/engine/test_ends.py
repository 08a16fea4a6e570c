"""When and with which verdict a run ends, which depends only on its own losses."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest

from gdsim.engine.backends import cpu
from gdsim.engine.filling import empty_outcome, take
from gdsim.engine.kernel import Kernel
from gdsim.engine.program import Program
from gdsim.engine.segment import Segment
from gdsim.engine.verdict import Verdict
from tests.engine.programs import cycle, program, same_as_naive, same_bits, stepping

# One step with the loss `spike`, all others with the loss `level`.
SPIKE = "where(abs(s - k) < 0.5, spike, level); k = 0, spike = 0, level = 1"
PLACES = 41  # spikes at steps 0 to 40


def spikes(spike: float, level: float = 1.0, **changes: object) -> Program:
    """Runs that differ in where their spike is: run k has it at step k."""
    parameters = {"k": cycle(*range(PLACES)), "spike": spike, "level": level}
    known = {"runs": PLACES, "steps": 45, "record": ("loss",)}
    return stepping(SPIKE, parameters=parameters, **{**known, **changes})


ENDINGS = {
    "nan": (spikes(nan), Verdict.DIVERGED),
    "infinite": (spikes(inf), Verdict.DIVERGED),
    "minus infinite": (spikes(-inf), Verdict.DIVERGED),
    "above the limit": (spikes(5.0, limit=4.0), Verdict.DIVERGED),
    "far above the limit": (spikes(1e300, limit=4.0), Verdict.DIVERGED),
    "below minus the limit": (spikes(-5.0, limit=4.0), Verdict.DIVERGED),
    "above the limit among losses below 0": (
        spikes(120.0, -1.5, limit=100.0, steps=2000),
        Verdict.DIVERGED,
    ),
    "at the target": (spikes(-0.5, target=-0.5, limit=1e6), Verdict.CONVERGED),
    "below the target": (spikes(-0.5, target=-0.25), Verdict.CONVERGED),
    "below target and limit": (spikes(-9.0, target=-0.25, limit=4.0), Verdict.DIVERGED),
    "in single precision": (spikes(nan, dtype="float32"), Verdict.DIVERGED),
    "among large losses": (spikes(nan, 3.0, limit=4.0), Verdict.DIVERGED),
}


@pytest.mark.parametrize(("given", "verdict"), ENDINGS.values(), ids=ENDINGS)
def test_a_run_ends_at_the_very_step(given: Program, verdict: Verdict) -> None:
    found = cpu.run(given)
    np.testing.assert_array_equal(found.steps, np.arange(PLACES))
    assert set(found.verdict) == {verdict}
    # It stays where it was, and later steps are not recorded.
    np.testing.assert_array_equal(found.params[:, 0], np.arange(PLACES))
    for run, trace in enumerate(found.traces["loss"]):
        assert np.isnan(trace[run + 1 :]).all()
        np.testing.assert_array_equal(trace[run], found.loss[run])
        assert np.isfinite(trace[:run]).all()
    same_as_naive(given, found, [0, 1, 16, 40])


@pytest.mark.parametrize("kind", ["nan", "above the limit among losses below 0", "at the target"])
def test_a_run_alone_ends_at_the_very_step(kind: str) -> None:
    # Strides are at their longest while no run of the lane group ends.
    given, verdict = ENDINGS[kind]
    for place in range(0, 220, 1 if kind == "nan" else 7):
        parameters = {**given.parameters, "k": cycle(place)}
        found = cpu.run(replace(given, parameters=parameters, runs=1, steps=2500), threads=1)
        assert (found.steps[0], found.verdict[0]) == (place, verdict)
        np.testing.assert_array_equal(found.traces["loss"][0, place], found.loss[0])
        assert np.isfinite(found.traces["loss"][0, :place]).all()
        assert np.isnan(found.traces["loss"][0, place + 1 :]).all()


@pytest.mark.parametrize("steps", [40, 41, 47, 50, 64, 163, 900])
def test_where_a_stride_begins_does_not_matter(steps: int) -> None:
    given = spikes(nan, steps=steps, record=())
    np.testing.assert_array_equal(cpu.run(given).steps, np.arange(PLACES))


def test_a_gradient_of_zero_at_one_step_ends_a_run_there() -> None:
    given = program(
        "1 - where(abs(s - k) < 0.5, 0, s/1073741824); k = 0",
        start=(0.0,),
        settings={"lr": 2.0**30},
        parameters={"k": cycle(*range(PLACES))},
        tolerance=1e-12,
        runs=PLACES,
        dtype="float64",
    )
    found = cpu.run(given)
    np.testing.assert_array_equal(found.steps, np.arange(PLACES))
    assert set(found.verdict) == {Verdict.CONVERGED}
    assert set(found.grad_norm) == {0.0}
    # With tolerance 0 even a gradient of exactly 0 does not end a run: it stands still.
    still = cpu.run(replace(given, tolerance=0.0, steps=200))
    assert set(still.steps) == {200}
    assert set(still.verdict) == {Verdict.STALLED}


def test_a_function_that_is_undefined_for_one_step_ends_the_run() -> None:
    # Newton's step from 0.5 leaves the domain of log, and would come back.
    given = program(
        "log(x)**2", "newton", start=(3.0,), settings={"damping": 0.0}, record=("params",)
    )
    found = cpu.run(given)
    assert Verdict(found.verdict[0]) == Verdict.DIVERGED
    assert np.isnan(found.loss[0]) and found.params[0, 0] <= 0
    same_as_naive(given, found, [0])


@pytest.mark.parametrize("start", [(-1.0,), (0.0,), (nan,), (inf,), (1e300,)])
def test_a_start_without_a_loss_is_diverged_at_step_0(start: tuple[float]) -> None:
    given = program("log(x)*x**3", start=(cycle(2.0, *start),), runs=2, record=("loss", "params"))
    found = cpu.run(given)
    assert Verdict(found.verdict[1]) == Verdict.DIVERGED
    assert found.steps[1] == 0 and found.steps[0] > 0
    assert np.isnan(found.traces["loss"][1, 1:]).all()
    assert found.best_loss[1] == inf
    same_as_naive(given, found, [0, 1])


def test_losses_that_a_precision_cannot_hold_are_beyond_any_limit() -> None:
    # 1e300 is infinite in float32: the limit then is the largest number.
    given = program("x**4", start=(1.0,), settings={"lr": 3.0}, limit=1e300)
    single = cpu.run(given)
    assert Verdict(single.verdict[0]) == Verdict.DIVERGED
    assert not np.isfinite(single.loss[0]) and np.isfinite(single.best_loss[0])
    same_as_naive(given, single, [0])
    double = cpu.run(replace(given, dtype="float64"))
    assert double.steps[0] > single.steps[0]


def test_neighbours_never_notice_a_run_that_ends() -> None:
    rates = np.geomspace(1e-4, 30, 60)
    given = program(settings={"lr": cycle(*rates)}, runs=60, steps=300, record=("loss", "params"))
    together = cpu.run(given)
    assert len(set(together.steps)) > 3  # some diverge, at several steps
    assert {Verdict.RUNNING, Verdict.DIVERGED} <= set(together.verdict)
    for run in range(0, 60, 3):
        alone = cpu.run(
            replace(given, settings={**given.settings, "lr": cycle(rates[run])}, runs=1)
        )
        np.testing.assert_array_equal(together.params[run], alone.params[0])
        for name in ("loss", "best_loss", "grad_norm", "steps", "verdict"):
            np.testing.assert_array_equal(getattr(together, name)[run], getattr(alone, name)[0])
        for name, trace in together.traces.items():
            np.testing.assert_array_equal(trace[run], alone.traces[name][0])


# A function, start, learning rate and what becomes of 200 steps of plain descent.
VERDICTS = {
    "slowly downhill": ("x**2", 1.0, 1e-3, Verdict.RUNNING),
    "at the bottom": ("x**2 + 1", 1.0, 0.3, Verdict.STALLED),
    "on a plateau": ("exp(-x**2)", 30.0, 0.1, Verdict.STALLED),
    "from slope to slope": ("abs(x)", 1.0, 0.3, Verdict.OSCILLATING),
    "round a minimum": ("exp(x) - x", 0.1, 2.3, Verdict.OSCILLATING),
    # Twice over the curvature it jumps between two points of the same loss, for ever.
    "between equals": ("x**2", 1.5, 1.0, Verdict.STALLED),
    "away": ("x**2", 1.0, 1.1, Verdict.DIVERGED),
    "downhill for ever": ("-exp(x)", 0.0, 0.1, Verdict.DIVERGED),
}


@pytest.mark.parametrize("case", VERDICTS.values(), ids=VERDICTS)
def test_verdict_says_what_became_of_a_run(case: tuple[str, float, float, Verdict]) -> None:
    text, start, rate, verdict = case
    given = program(text, start=(start,), settings={"lr": rate}, steps=200)
    found = cpu.run(given)
    assert Verdict(found.verdict[0]) == verdict
    same_as_naive(given, found, [0])


def test_a_run_converges_by_its_target_or_its_gradient() -> None:
    given = program("x**2 + 1", start=(1.0,), settings={"lr": 0.1}, steps=500, record=("loss",))
    by_target = cpu.run(replace(given, target=1.25))
    assert Verdict(by_target.verdict[0]) == Verdict.CONVERGED
    assert by_target.loss[0] <= 1.25 < by_target.traces["loss"][0, by_target.steps[0] - 1]
    by_gradient = cpu.run(replace(given, tolerance=0.01, record=("grad_norm",)))
    assert Verdict(by_gradient.verdict[0]) == Verdict.CONVERGED
    before = by_gradient.traces["grad_norm"][0, by_gradient.steps[0] - 1]
    assert by_gradient.grad_norm[0] <= 0.01 < before
    # At the start, if it is good enough.
    assert cpu.run(replace(given, target=2.0)).steps[0] == 0


@pytest.mark.parametrize(
    "steps", [1, 2, 3, 9, 10, 11, 15, 16, 17, 26, 31, 32, 33, 99, 100, 101, 111, 165]
)
def test_a_run_of_any_length_is_judged_like_its_twin(steps: int) -> None:
    given = program(
        "abs(x) + c*y**2; c = 1",
        "momentum",
        start=(1.0, 0.7),
        settings={"lr": cycle(0.01, 0.3, 0.9, 1.9, 2.5)},
        parameters={"c": cycle(0.1, 1.0, stride=5)},
        runs=10,
        steps=steps,
        record=("loss", "lr"),
        every=4,
    )
    found = cpu.run(given)
    same_as_naive(given, found, range(0, 10, 3))
    assert found.traces["loss"].shape == (10, steps // 4 + 1)


def test_a_run_that_ends_at_the_last_step_has_ended() -> None:
    given = spikes(nan, runs=PLACES)
    for steps in (1, 16, 40):
        found = cpu.run(replace(given, steps=steps))
        assert Verdict(found.verdict[steps]) == Verdict.DIVERGED
        assert found.steps[steps] == steps
        later = found.verdict[steps + 1 :]
        assert Verdict.DIVERGED not in later and set(found.steps[steps + 1 :]) <= {steps}


@pytest.mark.parametrize("width", [4, 64])
def test_how_many_runs_are_advanced_at_once_does_not_matter(width: int) -> None:
    # Runs of three blocks end at every step of the first strides, and stay beside those that go on.
    given = spikes(nan, runs=600, record=("loss",), every=4)
    same_bits(cpu.run(given, width=width), cpu.run(given))


def leaving(steps: int) -> Segment:
    """600 runs in three blocks, of which every seventh stays and the others end by step 40."""
    runs = np.arange(600)
    places = np.where(runs % 7, runs % PLACES, 10**6)
    parameters = {"k": cycle(*places), "spike": nan, "level": 1.0}
    given = replace(spikes(nan, runs=600, record=()), steps=steps, parameters=parameters)
    return Segment(Kernel.of(given), 0, 3)


def test_lanes_of_ended_runs_are_given_to_others_within_a_call() -> None:
    segment = leaving(300)
    segment.advance(300)
    assert segment.is_moved
    stayed = np.arange(600) % 7 == 0
    assert set(segment.lanes[:600][stayed]) == set(range(stayed.sum()))
    np.testing.assert_array_equal(segment.held[segment.lanes], np.arange(segment.lanes.size))
    outcome = empty_outcome(segment.kernel.program)
    take(outcome, segment)
    np.testing.assert_array_equal(outcome.steps, np.where(stayed, 300, np.arange(600) % PLACES))
    np.testing.assert_array_equal(outcome.params[:, 0], outcome.steps)
    np.testing.assert_array_equal(outcome.verdict == Verdict.DIVERGED, ~stayed)


def test_a_state_is_restored_after_runs_were_moved_within_a_call() -> None:
    segment, other = leaving(300), leaving(300)
    segment.advance(5)
    state = segment.copy_state()
    segment.advance(200)
    assert not np.array_equal(segment.lanes, state[1])
    segment.restore(state)
    segment.advance(200)
    other.advance(205)
    results = []
    for each in (segment, other):
        results.append(empty_outcome(each.kernel.program))
        take(results[-1], each)
    same_bits(*results)


def test_a_step_that_is_only_shown_ends_no_run() -> None:
    # At step 8 run 8 is beyond the limit: a look tells its loss, and the next step its end.
    segment = leaving(60)
    places = segment.kernel.recipe.places
    status, loss, p = (segment.rows[0, places[name].start] for name in ("status", "loss", "p"))
    segment.advance(8, look=True)
    assert set(np.flatnonzero(status[:PLACES] >= Verdict.CONVERGED)) == {1, 2, 3, 4, 5, 6}
    assert np.isnan(loss[8]) and np.isfinite(loss[[7, 9]]).all()
    assert set(p[7:PLACES]) == {8.0}
    segment.advance(1, look=True)
    assert status[8] == Verdict.DIVERGED and p[8] == 8.0
    assert set(p[9:PLACES]) == {9.0}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 16, 19])
def test_taking_the_steps_in_several_calls_changes_nothing(size: int) -> None:
    given = spikes(5.0, limit=4.0)
    whole = cpu.run(given)
    batch = cpu.Batch([given], threads=1)
    for step in range(0, given.steps, size):
        batch.advance(min(size, given.steps - step))
    same_bits(batch.outcome(), whole)
    assert batch.finished
    batch.close()
