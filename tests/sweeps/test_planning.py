"""The plan of a run: in memory or on disk, and what is refused before anything is computed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import gdsim as gd
from gdsim.cli import run_command
from gdsim.sweeps.planning import InMemory, OnDisk, OnlyOnDiskError, plan

GIVEN = gd.Experiment("booth", ["adam", "sgd"], lr=gd.logspace(1e-3, 1.0, 6), steps=9)


@pytest.mark.parametrize("name", ["a.zarr", "A.ZARR"])
def test_a_name_of_a_store_makes_it_a_sweep_on_disk(tmp_path, name):
    planned = plan(GIVEN, tmp_path / name, workers=2, shard_runs=3)
    assert isinstance(planned, OnDisk)
    assert (planned.experiment, planned.out, planned.shard_runs) == (GIVEN, tmp_path / name, 3)


@pytest.mark.parametrize("name", [None, "a.nc", "a.csv"])
def test_any_other_name_and_none_is_a_run_in_memory(tmp_path, name):
    out = name and tmp_path / name
    assert plan(GIVEN, out, threads=3) == InMemory(GIVEN, out, "cpu", 3)


def test_a_plan_writes_nothing(tmp_path):
    for name in ("a.zarr", "a.nc"):
        plan(GIVEN, tmp_path / name)
    assert os.listdir(tmp_path) == []


def test_the_plan_of_a_file_is_that_of_its_experiment(tmp_path):
    GIVEN.save(tmp_path / "a.toml")
    assert plan(tmp_path / "a.toml", tmp_path / "a.nc") == plan(GIVEN, tmp_path / "a.nc")


def test_the_plan_of_a_stored_sweep_is_to_resume_it(tmp_path):
    path = tmp_path / "a.zarr"
    gd.run(GIVEN, path)
    planned = plan(path)
    assert isinstance(planned, OnDisk)
    assert (planned.experiment, planned.out) == (GIVEN, path)
    with pytest.raises(ValueError, match=r"results are written to it, not to .*elsewhere\.nc"):
        plan(path, tmp_path / "elsewhere.nc")


@pytest.mark.parametrize("argument", ["workers", "cluster", "shard_runs"])
def test_what_only_sweeps_have_is_refused_in_the_words_of_python_and_of_the_command_line(
    tmp_path, argument, capsys
):
    with pytest.raises(OnlyOnDiskError, match=rf"^{argument} is for sweeps on disk: give an out"):
        plan(GIVEN, tmp_path / "a.nc", **{argument: 2})
    GIVEN.save(tmp_path / "a.toml")
    option = f"--{argument.replace('_', '-')}"
    assert run_command(["run", str(tmp_path / "a.toml"), option, "2"]) == 2
    assert capsys.readouterr().err == (
        f"gdsim: {option} is for sweeps on disk: name one, --out NAME.zarr\n"
    )


@pytest.mark.parametrize(
    ("out", "options", "sentence"),
    [
        ("a.zarr", {"backend": "cuda", "workers": 2}, "backend='cuda' goes with none of them"),
        ("a.zarr", {"backend": "gpu"}, "unknown backend 'gpu'"),
        ("a.zarr", {"workers": 2, "threads": 2}, "give only one of threads and workers"),
        ("a.zarr", {"workers": 0}, "workers must be a whole number from 1"),
        ("a.zarr", {"shard_runs": 0}, "shard_runs must be a whole number from 1"),
        ("a.txt", {}, "a result's name must end in"),
        ("nowhere/a.nc", {}, "there is no folder"),
    ],
)
def test_what_cannot_be_done_is_refused_before_it_is_begun(tmp_path, out, options, sentence):
    with pytest.raises(gd.SettingError, match=sentence):
        plan(GIVEN, Path(tmp_path / out), **options)
    assert os.listdir(tmp_path) == []
