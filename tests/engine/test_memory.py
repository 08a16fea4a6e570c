"""Runs take the memory that was estimated, and too large experiments are refused."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.base import machine
from gdsim.engine import memory
from gdsim.engine.backends import cpu
from gdsim.engine.footprint import Footprint
from gdsim.engine.kernel import Kernel
from gdsim.engine.outcome import Outcome
from gdsim.experiment import sizes
from gdsim.experiment.programs import outlines
from gdsim.experiment.session import Session

ALL = ("loss", "params", "grad_norm")
NOISE = 2**19  # bytes of objects that are not arrays
THREADS = 2


def functions(**changes: Any) -> gd.Experiment:
    known = {"lr": gd.logspace(1e-4, 1e-2, 20), "steps": 90, "tolerance": 0.0}
    return gd.Experiment("rosenbrock", changes.pop("optimizers", "adam"), **{**known, **changes})


def networks(**changes: Any) -> gd.Experiment:
    data = gd.datasets.circle(samples=20, seed=3, test=0.2)
    settings = {name: changes.pop(name) for name in ("batch_size",) if name in changes}
    network = gd.Network([2, 3, 1], loss="binary_cross_entropy", data=data, **settings)
    known = {"lr": gd.logspace(1e-3, 0.1, 45), "steps": 60}
    return gd.Experiment(network, changes.pop("optimizers", "adam"), **{**known, **changes})


EXPERIMENTS = {
    "single runs, every step": functions(
        optimizers=["adam", "momentum"], lr=1e-3, steps=100_000, record=ALL
    ),
    "many runs": functions(start=gd.uniform(n=10_000, seed=2), steps=3),
    "many runs in float64": functions(lr=gd.logspace(1e-4, 1e-2, 90_000), dtype="float64", steps=2),
    "traces of many": functions(start=gd.uniform(n=200, seed=2), record=ALL, steps=200),
    "thinned traces": functions(
        start=gd.uniform(n=3000, seed=2), record="loss", every="log:32", steps=300
    ),
    "schedules": functions(
        schedule=gd.Cosine(warmup=[0, 10, 20, 30]), lr=1e-3, steps=100_000, record=("loss", "lr")
    ),
    "networks": networks(lr=gd.logspace(1e-3, 0.1, 2000), record=("loss", "params")),
    "mini-batches": networks(batch_size=6, record=("loss", "weight_norm")),
    "measured": networks(batch_size=6, measures=["trainability"], steps=700),
}


@pytest.fixture(params=EXPERIMENTS, ids=list(EXPERIMENTS))
def experiment(request: pytest.FixtureRequest) -> gd.Experiment:
    return EXPERIMENTS[request.param]


def peak(work: Callable[[], object]) -> int:
    """Bytes that arrays and objects had at most during some work."""
    tracemalloc.start()  # it sees nothing of what was there before, garbage included
    try:
        before, _ = tracemalloc.get_traced_memory()
        kept = work()
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    del kept
    return most - before


def test_every_array_of_a_batch_and_its_outcome_is_counted(experiment: gd.Experiment) -> None:
    programs = experiment.programs()
    batch = cpu.Batch(programs, THREADS)
    outlined = [Footprint(each, THREADS, len(programs)) for each in outlines(experiment)]
    assert [each.segments for each in outlined] == [len(each) for each in batch.segments]
    for each, segments in zip(outlined, batch.segments, strict=True):
        arrays = [(s.rows, s.varying, s.integers, s.lanes, s.held, s.whole) for s in segments]
        assert each.lanes == sum(array.nbytes for several in arrays for array in several)
        assert each.state == sum(s.rows.nbytes + s.lanes.nbytes for s in segments)
        kernel = segments[0].kernel
        tables = kernel.factors.nbytes + kernel.prepared.nbytes
        if experiment.every != 1:
            tables += np.asarray(kernel.recorded).nbytes
        if kernel.parts is None:
            assert each.shared == tables
        else:
            assert each.shared > tables
    total = sum(array.nbytes for array in batch.traces.values())
    assert outlined[0].traces(len(programs)) == total
    outcome = batch.outcome()
    several = [outcome.traces, outcome.finals, outcome.measures]
    arrays = [each for each in vars(outcome).values() if isinstance(each, np.ndarray)]
    arrays += [array for each in several for array in each.values()]
    assert memory.of_outcome(outlines(experiment)) == sum(array.nbytes for array in arrays)
    batch.close()


def test_a_result_takes_what_is_said_beforehand(experiment: gd.Experiment) -> None:
    experiment.replace(steps=min(experiment.steps, 99)).run(threads=1)  # the kernels are there
    said = sizes.to_run(experiment, THREADS)

    def outcome() -> Outcome:
        return experiment._outcome(cpu, THREADS, None, None)

    alone = memory.of_runs(outlines(experiment), 1)  # a thread may end before the next begins
    assert 0.8 * alone - NOISE < peak(outcome) < 1.05 * said + NOISE + drawing(experiment)
    labelled = peak(lambda: experiment.run(threads=THREADS))
    assert labelled < 1.05 * said + NOISE + drawing(experiment)


def drawing(experiment: gd.Experiment) -> int:
    """What drawing starts takes for a moment, of some at a time."""
    return 140 * min(experiment.starts.n, 2**16) if hasattr(experiment.starts, "n") else 0


def test_a_session_takes_what_is_said_beforehand(experiment: gd.Experiment) -> None:
    Session(experiment.replace(steps=min(experiment.steps, 99)), threads=1).snapshot()
    outlined = outlines(experiment)
    alone, said = (
        memory.of_batch(outlined, threads) + memory.of_state(outlined, threads)
        for threads in (1, THREADS)
    )

    def played() -> object:
        session = Session(experiment, threads=THREADS)
        session.advance(experiment.steps)
        return session, session.snapshot()

    # A call of a kernel and a look at the runs are not at the same moment here, and a thread may
    # end before the next begins.
    assert 0.8 * alone - NOISE < peak(played) < 1.05 * said + NOISE + drawing(experiment)


def test_traces_of_single_runs_grow_with_runs_and_not_with_lanes() -> None:
    def traced(runs: int) -> int:
        given = functions(lr=list(np.geomspace(1e-4, 1e-2, runs)), steps=40_000, record=ALL)
        given.replace(steps=9).run(threads=1)
        return peak(lambda: given.run(threads=1))

    one, nine = traced(1), traced(9)
    numbers = 4 * 40_001 * 4  # of one run, in bytes
    assert one < 10 * 2**20 < 64 * numbers
    assert nine - one == pytest.approx(8 * numbers, rel=0.2)


def test_the_outcome_of_several_optimizers_is_not_put_together_afterwards() -> None:
    given = functions(optimizers=["adam", "momentum"], lr=1e-3, steps=300_000, record=ALL)
    result = given.run(threads=1)
    whole = sum(variable.nbytes for variable in result.data_vars.values())
    del result
    assert peak(lambda: given.run(threads=1)) < 1.5 * whole + 8 * 2**20


@pytest.mark.parametrize("kind", ["run", "session"])
def test_what_would_take_too_much_is_refused_in_a_sentence(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "available", lambda: 10**8)
    given = functions(optimizers=["adam", "momentum"], lr=1e-3, steps=10**7, record=ALL)
    with pytest.raises(gd.SettingError) as caught:
        given.run() if kind == "run" else Session(given)
    said = str(caught.value)
    assert "of the 100 MB available at most 80 MB are taken" in said and "\n" not in said
    assert 'record less (every="log:64", or no traces)' in said
    assert ('out="sweep.zarr"' in said) is (kind == "run")
    thin = given.replace(every="log:64", steps=10**5)
    assert thin.memory_estimate < 8e7


def test_a_result_of_a_session_is_refused_where_it_cannot_be_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = Session(functions(lr=1e-3, steps=100_000, record=ALL))
    monkeypatch.setattr(memory, "available", lambda: 10**6)
    with pytest.raises(gd.SettingError, match=r"a copy of the result needs about 1\.6 MB"):
        session.result()
    session.advance(3)
    assert session.snapshot().step == 3


def test_saved_states_stay_within_the_memory_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    given = functions(start=gd.uniform(n=500, seed=2), steps=160)
    needed, state = memory.of_batch(outlines(given), 1), memory.of_state(outlines(given), 1)
    monkeypatch.setattr(memory, "SHARE", 1.0)
    monkeypatch.setattr(memory, "available", lambda: needed + 3 * state)
    session, free = Session(given, threads=1), Session(given, threads=1)
    while not session.finished:
        session.advance(10)
    assert len(session._checkpoints) == 3
    free.advance(47)
    session.rewind(47)
    np.testing.assert_array_equal(session.snapshot().params, free.snapshot().params)


@pytest.mark.parametrize(
    ("limits", "free"),
    [
        ({"": (9000, 2000)}, 7000 + 300),
        ({"": (9000, 2000), "some": (5000, 1500)}, 3500 + 300),
        ({"": (4000, 2000), "some/group": (5000, 1500)}, 2000 + 300),
        ({"some/group": (100, 5000)}, 0),
        ({"some": ("max", 1500)}, 50_000 * 1024),
    ],
)
@pytest.mark.parametrize("version", [1, 2])
def test_the_limits_of_control_groups_count(
    version: int, limits: dict[str, tuple[Any, int]], free: int, tmp_path: Path
) -> None:
    line = "4:cpu,memory:/some/group" if version == 1 else "0::/some/group"
    _write(tmp_path / "proc/self/cgroup", f"9:name=systemd:/else\n{line}\n")
    _write(tmp_path / "proc/meminfo", "MemTotal: 90000 kB\nMemAvailable:   50000 kB\n")
    for group, (limit, used) in limits.items():
        if version == 1:
            folder = tmp_path / "sys/fs/cgroup/memory" / group
            limit = 9223372036854771712 if limit == "max" else limit
            _write(folder / "memory.limit_in_bytes", f"{limit}\n")
            _write(folder / "memory.usage_in_bytes", f"{used}\n")
            _write(folder / "memory.stat", "cache 9\ntotal_inactive_file 300\n")
        else:
            folder = tmp_path / "sys/fs/cgroup" / group
            _write(folder / "memory.max", f"{limit}\n")
            _write(folder / "memory.high", "max\n")
            _write(folder / "memory.current", f"{used}\n")
            _write(folder / "memory.stat", "anon 9\ninactive_file 300\n")
    assert machine.available(tmp_path) == free


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_kernels_of_one_experiment_share_a_networks_data() -> None:
    one, other = networks(optimizers=["adam", "sgd"], batch_size=6).programs()
    kernels = [Kernel.of(one), Kernel.of(other)]
    inputs = [kernel.parts._samples.arrays["inputs"] for kernel in kernels]
    assert inputs[0] is inputs[1] and inputs[0].dtype == np.float32


def test_sweeps_suites_and_explanations_ask_for_memory_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = functions(lr=[1e-3, 2e-3], steps=50, record=ALL)
    result = given.run(threads=1)
    monkeypatch.setattr(memory, "available", lambda: 1000)
    refused = r"about .* of memory, but of the 1 kB available at most 800 B are taken; "
    with pytest.raises(gd.SettingError, match=f"a shard of 2 runs needs {refused}begin the sweep"):
        gd.run(given, out=tmp_path / "sweep.zarr")
    with pytest.raises(
        gd.SettingError, match=f"each step of 64 runs of rosenbrock needs {refused}take fewer steps"
    ):
        gd.compare("rosenbrock", ["sgd", "adam"], budget=8, fresh=8, steps=50)
    with pytest.raises(gd.SettingError, match=f"with observations, needs {refused}choose a run"):
        gd.explain(result, run=0)
