"""How a GPU is made to work: launches, memory, sessions, and what is said where it fails."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import CudaError
from gdsim.cli.doctor import examine
from gdsim.engine import backends
from gdsim.engine.backends import cuda
from gdsim.engine.backends.cuda import presence, segment
from gdsim.engine.backends.cuda.device import open_device
from tests.engine.backends.cuda.conftest import plugged_in
from tests.engine.backends.cuda.host import HostDriver
from tests.engine.programs import noisy, same_bits
from tests.engine.test_ends import spikes

# The same runs throughout, so that one kernel is compiled.
EXPERIMENT = gd.Experiment(
    "rosenbrock",
    gd.Momentum(momentum=0.8),
    lr=gd.logspace(1e-4, 0.01, 300),
    noise=[0.0, 0.3],
    steps=90,
    limit=1e4,
    record="loss",
    every=9,
)

XOR = gd.Network([2, 3, 1], data="xor")


def test_segments_and_launches_change_no_bit(
    card: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cuda.run(noisy())
    gc.collect()  # numba-cuda keeps the error of a missing driver, with the frames of its import
    assert card.launches == [768] * len(card.launches) and not card.held
    # The runs are put at their start by the card itself: they have 13 rows of four bytes.
    assert card.given < 13 * 4 * 768 / 2
    monkeypatch.setattr(cuda, "LARGEST", 256)
    monkeypatch.setattr(segment, "LAUNCH", 0.0)
    card.launches.clear()
    reported: list[int] = []
    same_bits(cuda.run(noisy(), progress=reported.append), whole)
    assert len(card.launches) == 3 * noisy().steps
    assert reported == [0, 256, 512, 700]


def test_threads_are_launched_for_the_runs_that_are_left(
    card: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "LAUNCH", 0.0)  # a step a launch
    monkeypatch.setattr("gdsim.engine.backends.cuda.device.THREADS", 1)
    found = cuda.run(spikes(np.nan))
    np.testing.assert_array_equal(found.steps, np.arange(found.steps.size))
    # Of 41 runs one ends at each step; they are listed anew when more than a quarter has ended.
    assert card.launches[:13] == [41] * 11 + [30] * 2
    assert card.launches[-1] < 4 and sorted(card.launches, reverse=True) == card.launches


def test_cancelled_runs_are_kept_as_far_as_they_came(
    card: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cuda, "LARGEST", 256)
    monkeypatch.setattr(segment, "LAUNCH", 0.0)
    answers = iter([False] * 60 + [True] * 9)  # in the second segment
    found = cuda.run(noisy(), cancelled=lambda: next(answers))
    whole = cuda.run(noisy())
    same_bits(found.part(slice(256)), whole.part(slice(256)))
    live = whole.steps[256:512] > 3
    assert set(found.steps[256:512][live]) == {3} and not found.done[256:512][live].any()
    np.testing.assert_array_equal(
        found.traces["loss"][256:512, 0], whole.traces["loss"][256:512, 0]
    )
    assert not found.done[512:].any() and np.isnan(found.params[512:]).all()


def test_a_result_is_that_of_the_cpu_and_says_what_computed_it(card: HostDriver) -> None:
    found, expected = EXPERIMENT.run(backend="cuda"), EXPERIMENT.run()
    assert found.attrs.pop("backend") == "cuda, the host"
    assert found.identical(expected) and card.launches


def test_auto_is_a_gpu_where_there_is_one_and_it_pays(
    card: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = EXPERIMENT.run(backend="auto")
    assert few.attrs["backend"] == "cpu: so few steps take less time on the CPU"
    assert not card.launches
    monkeypatch.setattr(backends, "FEW", EXPERIMENT.runs * EXPERIMENT.steps)
    assert EXPERIMENT.run(backend="auto").attrs["backend"] == "cuda, the host" and card.launches
    network = gd.Experiment(XOR, "sgd", lr=gd.logspace(1e-3, 1.0, 900)).programs()
    assert backends.why_not_cuda(network) == "so few networks take less time on the CPU"
    monkeypatch.setattr(backends, "MANY", 900)
    assert backends.why_not_cuda(network) is None
    card.fails_at = len(card.launches) + 3  # in the middle
    failed = EXPERIMENT.run(backend="auto")
    assert failed.attrs["backend"] == "cpu: the GPU failed: cuLaunchKernel reports 719"
    np.testing.assert_array_equal(failed.loss, few.loss)
    card.cards = 0
    alone = EXPERIMENT.run(backend="auto")
    assert alone.attrs["backend"] == "cpu: the NVIDIA driver finds no card that it can use"
    np.testing.assert_array_equal(alone.loss, few.loss)


def test_a_sweep_on_disk_has_the_files_of_the_cpu(card: HostDriver, tmp_path: Path) -> None:
    options = {"shard_runs": 150}
    gd.run(EXPERIMENT, out=tmp_path / "gpu.zarr", backend="cuda", **options)
    assert len(card.launches) >= 4
    gd.run(EXPERIMENT, out=tmp_path / "cpu.zarr", **options)
    assert files(tmp_path / "gpu.zarr") == files(tmp_path / "cpu.zarr")


def files(folder: Path) -> dict[str, bytes]:
    """The content of each file of a store, by its name."""
    found = {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
    assert found
    return found


def test_a_session_has_the_bits_of_the_cpu(card: HostDriver) -> None:
    sessions = [gd.Session(EXPERIMENT, backend=name) for name in ("cpu", "cuda")]
    seen: list[list[gd.Snapshot]] = []
    for each in sessions:
        each.advance(31)
        shots = [each.snapshot()]
        fork = each.fork(lr=gd.logspace(1e-3, 0.02, 300))
        fork.advance(20)
        shots.append(fork.snapshot())
        each.rewind(10)
        shots.append(each.snapshot(np.array([3, 300, 599])))
        assert each.restart_as(EXPERIMENT.replace(start=(0.5, -0.5)))
        each.advance(1000)
        seen.append([*shots, each.snapshot()])
    for one, other in zip(*seen, strict=True):
        for name in ("loss", "best_loss", "grad_norm", "steps", "verdict", "params"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert sessions[0].finished and sessions[1].finished
    assert sessions[1].result().loss.identical(sessions[0].result().loss)
    assert sum(card.launches) > 1000


def test_memory_is_planned_and_what_it_does_not_hold_is_refused(
    monkeypatch: pytest.MonkeyPatch, card: HostDriver
) -> None:
    # A block of runs has 21 kB: of the 48 kB that are taken, two fit.
    small = plugged_in(HostDriver(memory=60_000), monkeypatch)
    same = cuda.run(noisy(record=()))
    assert max(small.launches) == 512 and same.done.all()
    with pytest.raises(CudaError, match=r"need about .* of the memory of the host, of which at"):
        cuda.Batch([noisy(record=())] * 3)
    with pytest.raises(CudaError, match="the memory of the host is used up: 61 kB more"):
        open_device().new(61_000)


def test_what_a_segment_takes_here_is_counted(card: HostDriver) -> None:
    plain = gd.Experiment("rosenbrock", "momentum", lr=gd.logspace(1e-4, 1e-2, 2**21), steps=9)
    # Of at most 2^20 runs: 11 rows, the rate, and two short numbers for the place of each.
    assert 2**20 * 12 * 4 < cuda.beside(plain.programs()) < 2**20 * 13 * 4 + 2**24
    # A window for the records of three blocks, and what is copied of it.
    without = cuda.beside(EXPERIMENT.replace(record=()).programs())
    assert cuda.beside(EXPERIMENT.programs()) - without == 2 * 3 * 256 * 11 * 4


class _Taken(HostDriver):
    """A card that another process has for itself."""

    def cuDevicePrimaryCtxRetain(self, device: int) -> tuple[int, int]:  # noqa: N802
        return 46, 0


def test_a_card_that_cannot_be_opened_is_said_and_auto_does_without(
    card: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged_in(_Taken(), monkeypatch)
    said = "the GPU failed: cuDevicePrimaryCtxRetain reports 46"
    with pytest.raises(CudaError, match=f"^{said}$"):
        EXPERIMENT.run(backend="cuda")
    monkeypatch.setattr(backends, "FEW", 1)
    assert EXPERIMENT.run(backend="auto").attrs["backend"] == f"cpu: {said}"
    assert examine()["gpu"] == f"not used: {said}"


def test_a_session_is_on_the_cpu_where_a_card_does_not_hold_all_runs(
    card: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged_in(HostDriver(memory=30_000), monkeypatch)
    monkeypatch.setattr(backends, "FEW", 1)
    with pytest.raises(CudaError, match="use fewer runs, or the cpu"):
        gd.Session(EXPERIMENT, backend="cuda")
    sessions = [gd.Session(EXPERIMENT, backend=name) for name in ("auto", "cpu")]
    losses = []
    for each in sessions:
        each.advance(9)
        losses.append(each.snapshot().loss)
    np.testing.assert_array_equal(*losses)


def test_a_failed_launch_is_one_sentence(card: HostDriver) -> None:
    card.fails_at = 2
    with pytest.raises(CudaError, match=r"^the GPU failed: cuLaunchKernel reports 719$"):
        EXPERIMENT.run(backend="cuda")


class _NoLibrary(HostDriver):
    """The package where there is no driver."""

    def cuDriverGetVersion(self) -> tuple[int, int]:  # noqa: N802
        raise RuntimeError("libcuda.so.1 was not found")


class _NotStarting(HostDriver):
    """A driver that is newer than the part of it in the system's kernel."""

    def cuInit(self, flags: int) -> tuple[int]:  # noqa: N802
        return (803,)


@pytest.mark.parametrize(
    ("driver", "said"),
    [
        (_NoLibrary(), "no NVIDIA driver was found"),
        (HostDriver(version=12080), "the NVIDIA driver is for CUDA 12.8; install one for CUDA 13"),
        (HostDriver(cards=0), "finds no card"),
        (_NotStarting(), r"does not start \(803\); restart the machine"),
    ],
    ids=["no driver", "an old one", "no card", "a broken one"],
)
def test_what_is_missing_is_said(
    driver: HostDriver, said: str, card: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged_in(driver, monkeypatch)
    with pytest.raises(CudaError, match=f'^backend="cuda" cannot compute here: .*{said}'):
        EXPERIMENT.run(backend="cuda")
    monkeypatch.setattr(presence, "version_of", lambda name: None)
    with pytest.raises(
        CudaError, match=r'not installed; for an NVIDIA GPU type: pip install "gdsim\[cuda\]"$'
    ):
        EXPERIMENT.run(backend="cuda")


def test_a_variable_that_hides_the_card_is_named(
    card: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "7")
    card.cards = 0
    with pytest.raises(CudaError, match=r"finds no card.*; CUDA_VISIBLE_DEVICES=7 may hide it"):
        EXPERIMENT.run(backend="cuda")
