"""`gdsim run` with a sweep on disk: what it prints, and how it is interrupted."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xarray

import gdsim as gd
from gdsim.cli import INTERRUPTED, run_command
from gdsim.results.store.store import Store

GIVEN = gd.Experiment(
    "rosenbrock",
    ["adam", "momentum"],
    lr=gd.logspace(1e-4, 1.0, 200),
    start=gd.uniform(64, seed=2),
    steps=2000,
    tolerance=0.0,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    GIVEN.save(tmp_path / "a.toml")
    return tmp_path / "a.toml"


def test_a_sweep_prints_verdicts_and_goes_on_without_a_word_to_say_again(file, tmp_path, capsys):
    out = tmp_path / "a.zarr"
    assert run_command(["run", str(file), "-o", str(out), "--shard-runs", "3000"]) == 0
    said = capsys.readouterr()
    assert "Momentum" in said.out and "25,600 runs," in said.out and f"wrote {out}" in said.out
    assert said.err == "", "no bar where nobody looks"
    assert run_command(["run", str(out)]) == 0
    assert "0 runs (25,600 were complete before)" in capsys.readouterr().out


def test_lines_of_json_tell_how_far_it_is(file, tmp_path, capsys):
    out = tmp_path / "a.zarr"
    assert run_command(["run", str(file), "-o", str(out), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["event"] == "progress" and lines[0]["done"] == 0
    assert [line["done"] for line in lines] == sorted(line["done"] for line in lines)
    last = lines[-1]
    assert (last["event"], last["done"], last["left"]) == ("end", GIVEN.runs, 0)
    verdicts = gd.load(out)["verdict"].values
    assert last["converged"] == (verdicts == gd.Verdict.CONVERGED).sum()
    assert last["diverged"] == (verdicts == gd.Verdict.DIVERGED).sum() > 0


def test_a_run_in_memory_tells_its_outcome_as_json_too(file, tmp_path, capsys):
    assert run_command(["run", str(file), "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["event"] == "end" and last["done"] == GIVEN.runs
    assert [row["optimizer"] for row in last["verdicts"]] == ["Adam", "Momentum"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl_c", "terminate"])
@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_finishes_what_is_in_hand_and_says_how_to_go_on(number, file, tmp_path):
    out = tmp_path / "a.zarr"
    command = [sys.executable, "-m", "gdsim", "run", str(file), "-o", str(out)]
    process = subprocess.Popen(
        [*command, "--shard-runs", "256", "--threads", "1"], stderr=subprocess.PIPE, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    while not list((out / "done").glob("c.*")) and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(number)
    said, errors = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED
    there = Store.open(out).committed()
    left = GIVEN.runs - int(gd.load(out)["done"].sum())
    assert 0 < there.sum() < there.size
    assert f"interrupted with {left:,} runs not done; completed runs are kept in {out}" in errors
    assert "resumes it" in errors and "not done" in said
    assert not list(out.rglob("*.partial"))
    xarray.testing.assert_identical(gd.run(out).load(), GIVEN.run())


def test_a_picture_of_a_finished_sweep_is_drawn(file, tmp_path):
    out, picture = tmp_path / "a.zarr", tmp_path / "a.png"
    assert run_command(["run", str(file), "-o", str(out), "--picture", str(picture)]) == 0
    assert picture.read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--workers", "2"], "--workers is for sweeps on disk: name one, --out NAME.zarr"),
        (["-o", "a.zarr", "--backend", "gpu"], "unknown backend 'gpu'; known: cpu, cuda, auto"),
        (["-o", "a.zarr", "--shard-runs", "0"], "shard_runs must be a whole number from 1"),
        (["-o", "nowhere/a.zarr"], "there is no folder nowhere"),
    ],
    ids=["workers", "backend", "shards", "folder"],
)
def test_what_cannot_be_is_said_in_a_sentence(options, sentence, file, capsys, monkeypatch):
    monkeypatch.chdir(file.parent)
    assert run_command(["run", str(file), *options]) == 2
    said = capsys.readouterr()
    assert sentence in said.err and said.err.count("\n") == 1 and not said.out
