"""Networks on a GPU have the bits of the CPU.

What NVVM is given is compiled for the host and run there; see `tests.engine.backends.cuda.host`.
Together the networks have every kind of module; tests/benchmarks compares all of the catalogue.
"""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import CudaError
from gdsim.engine.backends import cpu, cuda
from gdsim.engine.backends.cuda import network, segment
from gdsim.engine.outcome import Outcome
from gdsim.engine.verdict import Verdict
from tests.engine.backends.cuda.conftest import plugged_in
from tests.engine.backends.cuda.host import HostDriver
from tests.engine.backends.cuda.networks import NETWORKS, case
from tests.engine.backends.cuda.test_running import files
from tests.engine.programs import same_bits

# The same runs throughout, so that one kernel is compiled. Some diverge.
EXPERIMENT = gd.Experiment(
    gd.Network([2, 3, 1], "relu", data="xor", batch_size=2),
    gd.Momentum(momentum=0.8),
    lr=gd.logspace(1e-3, 300.0, 45),
    limit=1e3,
    steps=40,
    record="loss",
    every=9,
)


SMALL = 24_000  # bytes, of which two rows of runs need most


def same(found: Outcome, expected: Outcome) -> None:
    """Every number of two outcomes of networks has the same bits."""
    same_bits(found, expected)
    assert set(found.finals) == set(expected.finals)
    for name, values in found.finals.items():
        np.testing.assert_array_equal(values, expected.finals[name], err_msg=name, strict=True)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_has_the_bits_of_the_cpu(name: str, card: HostDriver) -> None:
    given = case(name)
    expected = cpu.run(given)
    same(cuda.run(given), expected)
    assert len(card.launches) > 2 and card.stack == network.STACK
    assert np.isfinite(expected.loss).any() and len(set(expected.verdict)) > 1


def test_segments_and_launches_change_no_bit(
    card: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program,) = EXPERIMENT.programs()
    whole = cuda.run(program)
    assert {Verdict.DIVERGED} < set(whole.verdict)
    gc.collect()
    assert not card.held
    monkeypatch.setattr(cuda, "LARGEST", 2 * network.row_of(program))
    monkeypatch.setattr(segment, "LAUNCH", 0.0)  # a step a launch
    monkeypatch.setattr("gdsim.engine.backends.cuda.device.THREADS", 1)
    card.launches.clear()
    same(cuda.run(program), whole)
    # Runs that have ended have no threads in the end.
    assert len(card.launches) > program.steps and min(card.launches) < max(card.launches)


def test_a_segment_has_the_runs_that_a_card_holds(
    card: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdsim.engine.backends.cuda.device.THREADS", 1)
    (program,) = EXPERIMENT.replace(record=()).programs()
    whole = cuda.run(program)
    small = plugged_in(HostDriver(memory=SMALL), monkeypatch)
    same(cuda.run(program), whole)
    assert max(small.launches) < program.runs
    plugged_in(HostDriver(memory=SMALL // 3), monkeypatch)
    with pytest.raises(CudaError, match=r"need about .* of the memory of the host, of which at"):
        cuda.run(program)


def test_a_result_and_a_sweep_are_those_of_the_cpu(card: HostDriver, tmp_path: Path) -> None:
    found = EXPERIMENT.run(backend="cuda")
    assert found.attrs.pop("backend") == "cuda, the host" and card.launches
    assert found.identical(EXPERIMENT.run())
    for backend in ("cuda", "cpu"):
        out = tmp_path / f"{backend}.zarr"
        gd.run(EXPERIMENT, out=out, backend=backend, shard_runs=20)
    assert files(tmp_path / "cuda.zarr") == files(tmp_path / "cpu.zarr")


def test_a_session_has_the_bits_of_the_cpu(card: HostDriver) -> None:
    seen: list[list[gd.Snapshot]] = []
    for name in ("cpu", "cuda"):
        session = gd.Session(EXPERIMENT, backend=name)
        session.advance(11)
        shots = [session.snapshot()]
        fork = session.fork(lr=gd.logspace(1e-3, 3.0, 45))
        fork.advance(20)
        shots.append(fork.snapshot())
        session.rewind(5)
        shots.append(session.snapshot(np.array([3, 30, 44])))
        session.advance(1000)
        seen.append([*shots, session.snapshot()])
    for one, other in zip(*seen, strict=True):
        for name in ("loss", "best_loss", "grad_norm", "steps", "verdict", "params"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert len(card.launches) > 4
