"""A sweep that is there whole or not at all."""

import errno
import os

import pytest
import xarray

import gdsim as gd
from gdsim.results.store.store import Store
from gdsim.sweeps.whole import run_whole

SMALL = gd.Experiment("booth", ["adam"], lr=gd.logspace(1e-3, 0.5, 20), noise=0.1, steps=30,
                      start=gd.uniform(30))  # fmt: skip


def test_it_is_the_sweep_of_run_and_nothing_else_is_left(tmp_path):
    shares = []
    show = lambda progress: shares.append(progress.done.runs / progress.runs)  # noqa: E731
    assert run_whole(SMALL, tmp_path / "a.zarr", shard_runs=60, progress=show)
    assert os.listdir(tmp_path) == ["a.zarr"] and shares[0] == 0 and shares[-1] == 1
    assert len(shares) > 4
    result = gd.run(SMALL, tmp_path / "a.zarr")  # resumed: it is complete
    xarray.testing.assert_identical(result.load(), SMALL.run())


def test_a_sweep_that_is_given_up_leaves_nothing(tmp_path):
    seen = []
    given_up = run_whole(
        SMALL, tmp_path / "a.zarr", threads=1, shard_runs=30,
        progress=lambda progress: seen.append(progress.done.runs),
        cancelled=lambda: len(seen) > 2,
    )  # fmt: skip
    assert not given_up and 0 < seen[-1] < SMALL.runs and os.listdir(tmp_path) == []


def test_a_path_that_is_taken_or_cannot_be_is_refused_before_anything_runs(tmp_path):
    (tmp_path / "a.zarr").mkdir()
    for path, words in (("a.zarr", "exists already"), ("no/b.zarr", "there is no folder")):
        with pytest.raises(gd.SettingError, match=words):
            run_whole(SMALL, tmp_path / path, progress=pytest.fail)
    assert os.listdir(tmp_path) == ["a.zarr"]


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Store, "write", full)
    with pytest.raises(gd.SettingError) as error:
        run_whole(SMALL, tmp_path / "a.zarr")
    assert str(error.value) == f"cannot write {tmp_path / 'a.zarr'}: No space left on device"
    assert os.listdir(tmp_path) == []
