"""The progress of a stored sweep, as the command and its JSON report it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import numpy as np
import pytest

import gdsim as gd
from gdsim.cli import run_command
from gdsim.engine.verdict import Verdict
from gdsim.results.store.store import Store
from gdsim.results.verdicts import verdict_table
from gdsim.sweeps import status
from gdsim.sweeps.status import status_of

GIVEN = gd.Experiment(
    gd.Function("rosenbrock", b=[10.0, 100.0]),
    [gd.Adam(), gd.SGD()],
    lr=gd.logspace(1e-4, 1.0, 23),
    schedule=["cosine", "constant"],
    start=gd.uniform(7, seed=3),
    target=0.05,
    steps=90,
    title="Banana",
)


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweeps")
    gd.run(GIVEN, folder / "whole.zarr", shard_runs=50)
    asked = iter(range(10**9))
    gd.run(GIVEN, folder / "part.zarr", shard_runs=50, threads=1, cancelled=lambda: next(asked) > 9)
    Store.create(folder / "new.zarr", GIVEN, 50)
    return folder


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    for name in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", ["whole", "part", "new"])
def test_json_has_the_verdicts_of_the_runs_that_are_there(sweeps, capsys, name):
    path = sweeps / f"{name}.zarr"
    assert run_command(["status", str(path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    result = gd.load(path)
    done = result["done"].values if "done" in result else np.ones(GIVEN.shape, bool)
    assert said["title"] == "Banana" and said["objective"] == GIVEN.objective.text
    assert said["runs"] == GIVEN.runs and said["done"] == int(done.sum())
    assert said["shards"] == len(Store.open(path).shards) and said["running"] is False
    assert said["committed"] == said["read"] == int(Store.open(path).committed().sum())
    for row, expected in zip(said["optimizers"], verdict_table(result), strict=True):
        assert (row["optimizer"], row["schedule"]) == (expected["optimizer"], expected["schedule"])
        assert row["runs"] == GIVEN.layout.runs and row["done"] == row["read"] == expected["runs"]
        for verdict in map(str, Verdict):
            assert row[verdict] == expected[verdict]
    steps = result["steps"].values[done].sum()
    assert sum(row["steps"] for row in said["optimizers"]) == steps


def test_the_cases_differ(sweeps):
    done = [status_of(sweeps / f"{name}.zarr").done for name in ("new", "part", "whole")]
    assert done[0] == 0 < done[1] < done[2] == GIVEN.runs


def test_the_command_says_how_far_it_is_and_how_to_go_on(sweeps, capsys):
    path = sweeps / "part.zarr"
    found = status_of(path)
    assert run_command(["status", str(path)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Banana\nobjective: ")
    left = GIVEN.runs - found.done
    assert f"{found.done:,} of {GIVEN.runs:,} runs done" in said and f"{left:,} left" in said
    assert f"{found.committed} of {found.shards} shards" in said
    assert f"gdsim run {path}" in said
    rows = [line.split() for line in said.splitlines() if line.split()[:1] in (["Adam"], ["SGD"])]
    assert [row[:2] for row in rows] == [
        [o, s] for o in ("Adam", "SGD") for s in ("Cosine", "Constant")
    ]
    for row, pair in zip(rows, found.pairs, strict=True):
        assert row[2] == str(pair.done)
        assert row[3] == str(pair.tally.verdicts[Verdict.CONVERGED])
    assert run_command(["status", str(sweeps / "whole.zarr")]) == 0
    said = capsys.readouterr().out
    assert "(100.0%), 0 left" in said and "finished" in said
    assert run_command(["status", str(sweeps / "new.zarr")]) == 0
    said = capsys.readouterr().out
    assert "(0.0%)" in said and "optimizer" not in said and "ago" not in said


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(7, "7 s"), (200, "3 min"), (7300, "2 h"), (100_000, "28 h"), (10**6, "12 days")],
)
def test_the_age_of_the_last_shard_is_that_of_its_file(sweeps, capsys, seconds, words):
    path = sweeps / "part.zarr"
    for file in (path / "done").glob("c.*"):
        os.utime(file, (0, time.time() - seconds - 50))
    os.utime(file, (0, time.time() - seconds))
    assert seconds <= status_of(path).since_last < seconds + 30
    run_command(["status", str(path)])
    said = capsys.readouterr().out
    number, unit = words.split()
    last = said.split("the last shard was committed ")[1].split(" ago")[0].split()
    assert last[1] == unit and int(number) <= int(last[0]) <= int(number) + 30 * (unit == "s")


def test_the_size_is_that_of_all_files(sweeps):
    path = sweeps / "whole.zarr"
    sizes = [os.path.getsize(file) for file in path.rglob("*") if file.is_file()]
    assert status_of(path).bytes_on_disk == sum(sizes) > 10_000


HOLDS = """
import sys
from gdsim.results.store.store import Store
with Store.open(sys.argv[1]).locked():
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_a_process_that_is_at_it_is_seen(sweeps, capsys):
    path = sweeps / "part.zarr"
    assert not status_of(path).is_running
    command = [sys.executable, "-c", HOLDS, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"locked\n"
        assert status_of(path).is_running
        run_command(["status", str(path)])
        said = capsys.readouterr().out
        assert "a process is computing it now" in said and "to resume" not in said
        other.stdin.close()
    assert not status_of(path).is_running


def test_of_very_many_shards_some_are_read_and_all_are_counted(sweeps, monkeypatch, capsys):
    exact = status_of(sweeps / "whole.zarr")
    monkeypatch.setattr(status, "MOST_SHARDS", 9)
    found = status_of(sweeps / "whole.zarr")
    assert found.read == 9 < found.committed == exact.committed
    assert found.done == exact.done == GIVEN.runs
    for some, every in zip(found.pairs, exact.pairs, strict=True):
        assert 0 < some.tally.runs < every.tally.runs == some.done
        for a, b in zip(some.tally.verdicts, every.tally.verdicts, strict=True):
            assert a <= b
    store = Store.open(sweeps / "whole.zarr")
    chunks = [file for name in store.variables for file in (store.path / name).glob("c.*")]
    size = sum(os.path.getsize(file) for file in chunks)
    assert 0.8 * size < found.bytes_on_disk < 1.2 * size
    assert status_of(sweeps / "whole.zarr", exact=True).pairs == exact.pairs
    run_command(["status", str(sweeps / "whole.zarr")])
    said = capsys.readouterr().out
    assert "shares are of 9 shards" in said and "; about " in said and "%" in said
    run_command(["status", str(sweeps / "whole.zarr"), "--exact"])
    assert "shares are of" not in capsys.readouterr().out


def test_a_damaged_sweep_is_refused_with_what_repairs_it(tmp_path, capsys):
    given = gd.Experiment("x**2", "sgd", lr=gd.linspace(0.1, 0.2, 40))
    gd.run(given, tmp_path / "s.zarr", shard_runs=10)
    (tmp_path / "s.zarr" / "steps" / "c.0.2").unlink()
    assert run_command(["status", str(tmp_path / "s.zarr")]) == 2
    said = capsys.readouterr().err
    assert "shard 2 is damaged" in said and "gdsim verify --repair" in said
    assert said.count("\n") == 1
