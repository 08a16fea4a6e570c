"""Several cards in one machine, and workers of a cluster that have one: here all are the host."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

import gdsim as gd
from gdsim.base.errors import CudaError
from gdsim.cli.doctor import examine
from gdsim.engine import backends
from gdsim.engine.backends.cuda.device import open_device, open_devices
from tests.engine.backends.cuda.conftest import plugged_in
from tests.engine.backends.cuda.host import HostDriver
from tests.engine.backends.cuda.test_running import EXPERIMENT, files


@pytest.fixture
def cards(card: HostDriver, monkeypatch: pytest.MonkeyPatch) -> HostDriver:
    """Two cards."""
    return plugged_in(HostDriver(cards=2), monkeypatch)


@pytest.fixture
def by_cpu(tmp_path: Path) -> dict[str, bytes]:
    """The files of a sweep that the CPU computes."""
    gd.run(EXPERIMENT, out=tmp_path / "cpu.zarr", shard_runs=150)
    return files(tmp_path / "cpu.zarr")


def test_the_shards_of_a_sweep_are_computed_by_all_of_them(
    cards: HostDriver, by_cpu: dict[str, bytes], tmp_path: Path
) -> None:
    together = threading.Barrier(2, timeout=30)
    used: set[int] = set()
    launch = cards.cuLaunchKernel

    def launched(*arguments: object) -> tuple[int]:
        number = cards._thread.card
        if number not in used:  # none goes on until each has begun
            used.add(number)
            together.wait()
        return launch(*arguments)

    cards.cuLaunchKernel = launched  # type: ignore[method-assign]
    gd.run(EXPERIMENT, out=tmp_path / "gpus.zarr", shard_runs=150, backend="cuda")
    assert set(cards.busy) == {0, 1}
    assert files(tmp_path / "gpus.zarr") == by_cpu


def test_a_single_run_is_on_the_first_and_a_thread_may_use_another(cards: HostDriver) -> None:
    EXPERIMENT.run(backend="cuda")
    assert set(cards.busy) == {0}
    second = open_devices()[1]
    seen = []

    def compute() -> None:
        second.use()
        EXPERIMENT.run(backend="cuda")
        seen.append(open_device())

    thread = threading.Thread(target=compute)
    thread.start()
    thread.join()
    assert seen == [second] and cards.busy[-1] == 1 and open_device() is open_devices()[0]


def test_one_that_fails_ends_a_sweep_whose_shards_are_kept(
    cards: HostDriver, by_cpu: dict[str, bytes], tmp_path: Path
) -> None:
    cards.failing = {1}
    out = tmp_path / "gpus.zarr"
    with pytest.raises(CudaError, match=r"^GPU 1 failed: cuLaunchKernel reports 719$"):
        gd.run(EXPERIMENT, out=out, shard_runs=150, backend="cuda")
    cards.failing = set()
    gd.run(EXPERIMENT, out=out, backend="cuda")
    assert files(out) == by_cpu


def test_where_auto_chose_them_the_cpu_goes_on(
    cards: HostDriver,
    by_cpu: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(backends, "FEW", 1)
    cards.failing = {0, 1}
    with caplog.at_level(logging.WARNING, "gdsim"):
        gd.run(EXPERIMENT, out=tmp_path / "auto.zarr", shard_runs=150, backend="auto")
    assert files(tmp_path / "auto.zarr") == by_cpu
    (said,) = [each.getMessage() for each in caplog.records]
    assert said in [f"GPU {n} failed: cuLaunchKernel reports 719; the cpu goes on" for n in (0, 1)]


class _SecondTaken(HostDriver):
    """Two cards, of which another process has the second for itself."""

    def cuDevicePrimaryCtxRetain(self, device: int) -> tuple[int, int]:  # noqa: N802
        return (46, 0) if device == 1 else super().cuDevicePrimaryCtxRetain(device)


def test_one_that_cannot_be_opened_is_left_out(
    cards: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = plugged_in(_SecondTaken(cards=2), monkeypatch)
    assert len(open_devices()) == 1
    EXPERIMENT.run(backend="cuda")
    assert set(driver.busy) == {0}


def test_workers_of_a_cluster_compute_on_their_gpus(
    card: HostDriver, by_cpu: dict[str, bytes], tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed")
    options = {"threads_per_worker": 1, "processes": False, "dashboard_address": "127.0.0.1:0"}
    with distributed.LocalCluster(n_workers=1, resources={"GPU": 1}, **options) as made:
        address = made.scheduler_address
        out = tmp_path / "dask.zarr"
        gd.run(EXPERIMENT, out=out, shard_runs=150, backend="cuda", cluster=address)
    assert card.launches and files(out) == by_cpu


def test_a_cluster_is_said_to_have_no_gpus_and_gets_no_shards(
    card: HostDriver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    distributed = pytest.importorskip("distributed")
    options = {"threads_per_worker": 1, "processes": False, "dashboard_address": "127.0.0.1:0"}
    with distributed.LocalCluster(n_workers=1, **options) as made:
        address = made.scheduler_address
        said = lambda: "has no workers with a GPU" in caplog.text  # noqa: E731
        out = tmp_path / "dask.zarr"
        gd.run(EXPERIMENT, out=out, backend="cuda", cluster=address, cancelled=said)
        assert said() and not card.launches
    with pytest.raises(gd.SettingError, match="workers compute on the cpu"):
        gd.run(EXPERIMENT, out=tmp_path / "no.zarr", backend="cuda", workers=2)


def test_the_doctor_shows_each(cards: HostDriver) -> None:
    one = "the host, 1.07 GB of 1.07 GB free"
    assert examine()["gpu"] == f'{one}; {one} (backend="cuda")'
