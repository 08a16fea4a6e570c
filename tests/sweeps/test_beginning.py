"""Stores that are started: where, by which processes, and the leftovers of killed ones."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import filelock
import pytest
import xarray

import gdsim as gd
from gdsim.cli import run_command
from gdsim.results.store import store as store_module
from gdsim.results.store.layout import ATTRIBUTE, lay_out
from gdsim.results.store.locks import workplace
from gdsim.results.store.store import Store

GIVEN = gd.Experiment("booth", ["adam", "sgd"], lr=gd.logspace(1e-3, 1.0, 6), steps=9)


def identity(path):
    """Which file a path is, and when it was last written; not when it was last read."""
    status = path.lstat()
    return status.st_ino, status.st_mode, status.st_size, status.st_mtime_ns


@pytest.mark.parametrize("kind", ["empty folder", "file", "link to nowhere"])
def test_what_is_there_already_is_not_replaced(tmp_path, capsys, kind):
    path = tmp_path / "a.zarr"
    if kind == "empty folder":
        path.mkdir(mode=0o700)
    elif kind == "file":
        path.write_text("years")
    else:
        path.symlink_to("nowhere")
    GIVEN.save(tmp_path / "e.toml")
    before = identity(path)
    assert run_command(["run", str(tmp_path / "e.toml"), "-o", str(path)]) == 2
    said = capsys.readouterr().err
    sentence = "exists already and is not a stored sweep; remove it, or choose another name"
    assert said == f"gdsim: {path} {sentence}\n"
    assert identity(path) == before and sorted(os.listdir(tmp_path)) == ["a.zarr", "e.toml"]


@pytest.mark.parametrize("same", [True, False])
def test_who_is_second_has_the_store_of_the_first_if_it_is_of_the_same(tmp_path, monkeypatch, same):
    path, first = tmp_path / "a.zarr", GIVEN if same else GIVEN.replace(steps=10)

    def lay_out_late(part, shards):
        lay_out(part, shards)
        monkeypatch.setattr(store_module, "lay_out", lay_out)
        Store.create(path, first, 3)

    monkeypatch.setattr(store_module, "lay_out", lay_out_late)
    if same:
        assert Store.create(path, GIVEN, 2).shards.chunk == (3,), "the first's shards"
    else:
        with pytest.raises(ValueError, match=r"another experiment, .* steps = 10 \(here steps = 9"):
            Store.create(path, GIVEN, 2)
    assert os.listdir(tmp_path) == ["a.zarr"]


BEGINS = """
import sys, time
import gdsim as gd
from gdsim.results.store import store
honest = store.lay_out
def lay_out(part, shards):
    honest(part, shards)
    print("laid out", flush=True)
    time.sleep(100)
store.lay_out = lay_out
store.Store.create(sys.argv[1], gd.Experiment("booth", ["adam", "sgd"], steps=9))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_what_is_left_of_a_killed_beginning_is_removed_and_of_a_living_one_not(tmp_path):
    path = tmp_path / "a.zarr"
    command = [sys.executable, "-c", BEGINS, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"laid out\n"
        (part,) = tmp_path.iterdir()
        whole = sorted(part.rglob("*"))
        os.utime(part, (0, 0))
        Store.create(path, GIVEN)
        assert sorted(part.rglob("*")) == whole, "its process is alive"
        other.send_signal(signal.SIGKILL)
        other.wait()
    os.utime(part, (0, 0))
    xarray.testing.assert_identical(gd.run(GIVEN, path).load(), GIVEN.run())
    assert os.listdir(tmp_path) == ["a.zarr"]


def test_a_folder_that_has_just_been_made_is_not_touched_before_it_is_locked(tmp_path):
    part = tmp_path / ".a.zarr.0123456789ab.part"
    part.mkdir()
    Store.create(tmp_path / "a.zarr", GIVEN)
    assert part.is_dir() and not any(part.iterdir())


@pytest.mark.parametrize("late", [True, False])
def test_a_folder_that_is_removed_before_it_is_locked_is_made_again(tmp_path, monkeypatch, late):
    honest, seen = filelock.FileLock.acquire, []

    def acquire(self, *args, **options):
        part = Path(self.lock_file).parent.parent
        seen.append(part)
        if len(seen) < 4 and not late:
            shutil.rmtree(part)
        found = honest(self, *args, **options)
        if len(seen) < 4 and late:
            shutil.rmtree(part)
        return found

    monkeypatch.setattr(filelock.FileLock, "acquire", acquire)
    with workplace(tmp_path / "a.zarr") as part:
        assert part == seen[-1] and part.is_dir() and len(set(seen)) == (4 if late else 1)
    assert os.listdir(tmp_path) == []
    with pytest.raises(FileNotFoundError), workplace(tmp_path / "nowhere" / "a.zarr"):
        pass


@pytest.mark.parametrize("name", ["a#b.zarr", "a;b.zarr", "a?b=1.zarr", "50%20 it's.zarr"])
def test_the_name_of_a_sweep_is_no_address(name, tmp_path):
    Store.create(tmp_path / name, GIVEN, 3)
    assert os.listdir(tmp_path) == [name] and Store.open(tmp_path / name).experiment == GIVEN


def test_what_xarray_opens_of_a_sweep_can_be_written_to_netcdf(tmp_path):
    gd.run(GIVEN, tmp_path / "a.zarr")
    opened = xarray.open_zarr(tmp_path / "a.zarr")
    assert isinstance(opened.attrs[ATTRIBUTE], str)
    labels = {name: opened[name].astype(object) for name in ("optimizer", "variable")}
    opened.assign_coords(labels).to_netcdf(tmp_path / "a.nc", engine="h5netcdf")
    found = xarray.open_dataset(tmp_path / "a.nc", engine="h5netcdf")
    assert found["loss"].equals(GIVEN.run()["loss"].astype(found["loss"].dtype))
