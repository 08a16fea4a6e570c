"""A network's run is a function of the experiment and its own settings, to the last bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gdsim.calculus import parse
from gdsim.engine import division, scratch, traces
from gdsim.engine.backends import cpu
from gdsim.engine.filling import empty_outcome, take
from gdsim.engine.kernel import Kernel
from gdsim.engine.networks.parts import cost
from gdsim.engine.networks.starting import initial
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Cycle, Draw, Draws, Program
from gdsim.engine.segment import Segment
from gdsim.engine.verdict import Verdict

pytestmark = pytest.mark.slow  # much to compile, or many processes

RUNS = 44


def samples(count: int, columns: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, columns))


NETWORK = Perceptron(
    sizes=(3, 5, 7, 2),
    activations=(parse("tanh(z)"), parse("where(z > 0, z, 0.2*z)")),
    output="identity",
    loss="huber",
    multipliers=(1.0, 0.8, 1.0),
    bias=True,
    inputs=samples(29, 3, 1),
    targets=samples(29, 2, 2),
    test_inputs=samples(7, 3, 3),
    test_targets=samples(7, 2, 4),
    batch=6,
)
ADAM = {"beta1": 0.8, "beta2": 0.97, "eps": 1e-7, "weight_decay": 1e-3}
# Rates of which some make runs diverge early, some late, some never; in no order.
RATES = Cycle(np.geomspace(0.3, 3e3, RUNS)[np.random.default_rng(5).permutation(RUNS)], 1)


def program(**changes: object) -> Program:
    given = Program(
        expression=None,
        network=NETWORK,
        optimizer="adam",
        settings={"lr": Cycle(np.geomspace(1e-3, 0.1, RUNS), 1), **ADAM},
        start=Draws((Draw("normal", 0.6), Draw("uniform", 0.5, 0.1), Draw("orthogonal", 1.0))),
        parameters={"init_seed": Cycle(np.arange(5.0), 1), "l2": 1e-3},
        seed=Cycle(np.array([3.0, 4.0]), 2),
        noise=0.01,
        runs=RUNS,
        steps=40,
        record=("loss", "grad_norm", "layer_grad_norm", "dead", "test_loss", "sharpness"),
        every=7,
    )
    return replace(given, **changes)


def breaking(**changes: object) -> Program:
    """Plain descent with rates of which a half end in divergence."""
    given = program(optimizer="sgd", settings={"lr": RATES, "weight_decay": 0.0}, steps=300)
    return replace(given, limit=50.0, record=("loss",), every=1, **changes)


def same_bits(found: cpu.Outcome, expected: cpu.Outcome) -> None:
    for name in ("loss", "best_loss", "grad_norm", "steps", "verdict", "params"):
        one, other = getattr(found, name), getattr(expected, name)
        np.testing.assert_array_equal(one.view(np.uint8), other.view(np.uint8), name)
    for several in ("traces", "finals"):
        for name, values in getattr(expected, several).items():
            np.testing.assert_array_equal(getattr(found, several)[name], values, name)


@pytest.fixture(scope="module", params=["float32", "float64"])
def whole(request: pytest.FixtureRequest) -> cpu.Outcome:
    return cpu.run(program(dtype=request.param), threads=1)


def test_threads_and_blocks_change_no_bit(whole: cpu.Outcome) -> None:
    same_bits(cpu.run(program(dtype=str(whole.loss.dtype)), threads=3, blocks=1), whole)


@pytest.mark.parametrize("whole", ["float32"], indirect=True)
def test_width_changes_no_bit(whole: cpu.Outcome) -> None:
    given = program(dtype=str(whole.loss.dtype))
    same_bits(cpu.run(given, width=1), whole)


def test_calls_change_no_bit(whole: cpu.Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    given = program(dtype=str(whole.loss.dtype))
    monkeypatch.setattr(division, "CALL", 3 * RUNS * cost(NETWORK))
    same_bits(cpu.run(given), whole)


@pytest.mark.parametrize("size", [1, 6000])
def test_the_window_that_is_recorded_to_changes_no_bit(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = breaking()  # runs end at many steps, so that those that go on are moved together
    wide = cpu.run(given)
    assert len(set(wide.steps)) > 5
    monkeypatch.setattr(traces, "WINDOW_BYTES", size)
    same_bits(cpu.run(given), wide)


def test_chunks_of_samples_change_no_bit(
    whole: cpu.Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "CHUNK_BYTES", 2**20)
    same_bits(cpu.run(program(dtype=str(whole.loss.dtype))), whole)


def test_a_run_is_the_same_among_others() -> None:
    given = program(record=("loss",))
    found = cpu.run(given)
    for run in (0, 17, RUNS - 1):
        seeds = given.parameters["init_seed"].of_runs(np.array(run))
        alone = replace(
            given,
            runs=1,
            first_run=run,
            settings={**given.settings, "lr": float(given.settings["lr"].values[run])},
            parameters={**given.parameters, "init_seed": float(seeds)},
            seed=float(given.seed.of_runs(np.array(run))),
        )
        one = cpu.run(alone)
        np.testing.assert_array_equal(one.params[0], found.params[run])
        np.testing.assert_array_equal(one.traces["loss"][0], found.traces["loss"][run])


@pytest.mark.parametrize("replacement", [False, True])
def test_runs_of_one_seed_see_the_samples_of_that_seed(replacement: bool) -> None:
    network = replace(NETWORK, replacement=replacement)
    given = program(network=network, noise=0.0, record=("loss",))
    own = cpu.run(given)
    for seed in (3, 4):
        shared = cpu.run(replace(given, seed=float(seed)))
        runs = given.seed.of_runs(np.arange(RUNS)) == seed
        np.testing.assert_array_equal(own.params[runs], shared.params[runs])
        assert not np.array_equal(own.params[~runs], shared.params[~runs])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_runs_that_end_leave_the_others_alone(dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run by itself, in a block of its own, is what it is among runs that are moved about."""
    given = breaking(dtype=dtype)
    monkeypatch.setattr(division, "CALL", 20 * RUNS * cost(given.network))
    found = cpu.run(given, threads=1)
    ended = found.verdict == Verdict.DIVERGED
    assert 0.3 < ended.mean() < 0.9 and len(np.unique(found.steps[ended])) > 5
    for run in range(0, RUNS, 5):
        lr = float(given.settings["lr"].values[run])
        seeds = given.parameters["init_seed"].of_runs(np.array(run))
        one = cpu.run(
            replace(
                given,
                runs=1,
                first_run=run,
                settings={**given.settings, "lr": lr},
                parameters={**given.parameters, "init_seed": float(seeds)},
                seed=float(given.seed.of_runs(np.array(run))),
            )
        )
        assert one.steps[0] == found.steps[run] and one.verdict[0] == found.verdict[run]
        np.testing.assert_array_equal(one.loss[0], found.loss[run])
        np.testing.assert_array_equal(one.params[0], found.params[run])
        np.testing.assert_array_equal(one.traces["loss"][0], found.traces["loss"][run])


def test_runs_that_go_on_are_moved_together() -> None:
    runs = Segment(Kernel.of(breaking(), width=4), 0, RUNS // 4)
    runs.advance(150)
    runs.advance(0)
    status = runs.rows[:, runs.kernel.recipe.places["status"].start, :]
    running = (status < Verdict.CONVERGED).any(axis=1)
    assert not np.array_equal(runs.lanes, np.arange(RUNS))
    assert running.sum() <= -(-int((status < Verdict.CONVERGED).sum()) // 4) / 0.75
    assert running[: running.sum()].all()


def taken(runs: Segment) -> cpu.Outcome:
    """The state of all runs, and their losses of the first 241 steps."""
    outcome = empty_outcome(runs.kernel.program)
    take(outcome, runs)
    return replace(outcome, traces={"loss": runs.traces["loss"][:, :241].copy()})


def test_a_state_is_restored_whatever_was_moved_since() -> None:
    runs = Segment(Kernel.of(breaking(), width=4), 0, RUNS // 4)
    runs.advance(40)
    state = runs.copy_state()
    runs.advance(200)
    later = taken(runs)
    lanes = runs.lanes.copy()
    runs.restore(state)
    assert not np.array_equal(runs.lanes, lanes)
    runs.advance(200)
    same_bits(taken(runs), later)


def test_drifting_weights_move_by_their_drift_alone_at_rate_0() -> None:
    given = program(
        optimizer="sgd",
        settings={"lr": 0.0, "weight_decay": 0.0},
        parameters={"drift_2": Cycle(np.array([0.25, -0.5]), 1), "lr_1": 3.0},
        noise=0.0,
        steps=4,
        record=("params",),
        every=1,
    )
    trace = cpu.run(given).traces["params"]
    tensors = {(t.layer, t.is_bias): t for t in NETWORK.tensors}
    moved = tensors[1, False]
    drift = np.where(np.arange(RUNS) % 2, -0.5, 0.25)
    start = initial(NETWORK, given.start, 0).astype(np.float32)
    for step in range(4):
        expected = np.tile(start, (RUNS, 1))
        for _ in range(step + 1):
            expected[:, moved.first : moved.first + moved.size] += drift[:, None].astype("f4")
        np.testing.assert_array_equal(trace[:, step], expected)
