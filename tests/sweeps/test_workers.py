"""Sweeps on processes of this machine: the same bits, even if processes are lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import psutil
import pytest
import xarray

import gdsim as gd
from gdsim.results.store.store import Store
from gdsim.sweeps import workers
from gdsim.sweeps.work import Tally
from tests.sweeps.kills import committed, files, worker_processes

pytestmark = pytest.mark.slow  # much to compile, or many processes

GIVEN = gd.Experiment(
    gd.Function("rosenbrock", b=[30.0, 100.0]),
    [gd.Momentum(momentum=0.8), gd.Adam(beta2=0.98)],
    lr=gd.logspace(1e-4, 1.0, 24),
    start=gd.uniform(16, seed=3),
    noise=0.1,
    steps=70,
    record=["loss", "params"],
    every="log:5",
)


def test_processes_share_the_work_and_one_that_is_killed_is_replaced(tmp_path):
    # Some seconds of work, so that both have begun, and one is lost, long before the end.
    given = GIVEN.replace(steps=20_000)
    gd.run(given, tmp_path / "threads.zarr", shard_runs=8)
    killed, path = {}, tmp_path / "workers.zarr"

    def kill_one(progress):
        seen.append(progress)
        if len(progress.workers) == 2 and not killed:
            killed.update(committed(path))
            os.kill(worker_processes(os.getpid())[-1], 9)

    seen = []
    found = gd.run(given, path, shard_runs=8, workers=2, progress=kill_one)
    xarray.testing.assert_identical(found.load(), given.run())
    assert files(path) == files(tmp_path / "threads.zarr")
    assert 0 < len(killed) < given.runs / 8, "there was something left to do without it"
    assert {name: committed(path)[name] for name in killed} == killed
    of_each = seen[-1].workers
    assert sorted(of_each) == ["0", "1"] and all(each.runs for each in of_each.values())
    assert sum(each.runs for each in of_each.values()) == given.runs == seen[-1].done.runs
    assert seen[-1].to_dict()["workers"]["1"] == of_each["1"].runs
    assert not worker_processes(os.getpid())


def test_no_port_is_opened_that_others_could_hand_code_to(tmp_path):
    seen = set()

    def look(progress):
        mine = psutil.Process()
        for each in (mine, *mine.children(recursive=True)):
            seen.update(each.net_connections("inet"))

    before = set(psutil.Process().net_connections("inet"))
    found = gd.run(GIVEN, tmp_path / "a.zarr", shard_runs=64, workers=2, progress=look)
    assert seen <= before
    xarray.testing.assert_identical(found.load(), GIVEN.run())


def test_what_is_called_off_ends_with_the_shards_in_hand_and_goes_on(tmp_path):
    path, seen = tmp_path / "a.zarr", []
    part = gd.run(
        GIVEN, path, shard_runs=16, workers=2, progress=seen.append, cancelled=lambda: len(seen) > 3
    )
    there = committed(path)
    assert int(part["done"].sum()) == seen[-1].done.runs == 16 * len(there) < GIVEN.runs
    whole = gd.run(GIVEN, path, workers=1)
    assert {name: committed(path)[name] for name in there} == there
    xarray.testing.assert_identical(whole.load(), GIVEN.run())


def script(folder, patch: str = "", guard: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a sweep of two workers, all of which run the patch first."""
    GIVEN.save(folder / "e.toml")
    call = "gd.run('e.toml', out='a.zarr', shard_runs=64, workers=2)"
    text = f"import os\nimport gdsim as gd\nfrom gdsim.sweeps import tasks, work\n{patch}\n"
    text += f"if __name__ == '__main__':\n    {call}\n" if guard else f"{call}\n"
    (folder / "script.py").write_text(text)
    return subprocess.run(
        [sys.executable, "script.py"], cwd=folder, stderr=subprocess.PIPE, text=True, check=False
    )


def test_a_script_without_a_guard_is_told_what_it_lacks(tmp_path):
    done = script(tmp_path, guard=False)
    assert done.returncode == 1 and "if __name__" in done.stderr.splitlines()[-1]
    assert done.stderr.count("Traceback") == 1, done.stderr
    assert not committed(tmp_path / "a.zarr")


def test_a_shard_that_ends_every_process_ends_the_sweep_and_the_rest_is_kept(tmp_path):
    done = script(
        tmp_path,
        "def compute_shard(store, shard, **options):\n"
        "    return os._exit(7) if shard.number == 9 else work.compute_shard(store, shard)\n"
        "tasks.compute_shard = compute_shard",
    )
    last = done.stderr.splitlines()[-1]
    assert done.returncode == 1 and last.startswith(
        "gdsim.base.errors.SettingError: 5 worker processes"
    )
    assert "computed shard 9 ended, the last with status 7" in last
    assert done.stderr.count("Traceback") == 1, done.stderr
    assert 0 < len(committed(tmp_path / "a.zarr")) < GIVEN.runs / 64


def test_what_a_process_cannot_do_is_a_sentence_that_names_it(tmp_path):
    done = script(
        tmp_path,
        "def compute_shard(store, shard, **options):\n"
        "    raise OSError(28, os.strerror(28))\n"
        "tasks.compute_shard = compute_shard",
    )
    last = done.stderr.splitlines()[-1]
    assert last.startswith("gdsim.base.errors.SettingError: worker ") and "cannot write" in last
    assert "No space left on device; completed shards are kept" in last


def test_a_process_that_ends_before_it_is_ready_is_replaced_once_another_was(tmp_path, monkeypatch):
    started = []

    class Pipe:
        def __init__(self):
            self.says, self.told = [], []

        def recv(self):
            if not self.says:
                raise EOFError
            return self.says.pop(0)

        def send(self, number):
            self.told.append(number)

        def close(self):
            pass

    def start(self, name):
        process = SimpleNamespace(exitcode=-9, join=lambda: None)
        started.append(workers._Worker(name, process, Pipe()))
        return started[-1]

    monkeypatch.setattr(workers._Crew, "_start", start)
    store = Store.create(tmp_path / "a.zarr", GIVEN, 64)
    todo = iter(store.shards)
    crew = workers._Crew(store, 2, next(todo))
    started[1].pipe.says = [Tally(), Tally((1, 2, 3, 4, 5), 6)]
    assert list(crew._come_in(1)) == []  # it is ready
    assert list(crew._come_in(0)) == [] and crew.workers[0] is started[2]
    crew._hand_out(todo)
    assert [each.pipe.told for each in started] == [[], [0], []]
    ((shard, tally, name),) = crew._come_in(1)
    assert (shard.number, tally.runs, name) == (0, 15, "1")
    crew._hand_out(todo)
    assert list(crew._come_in(1)) == [] and crew.workers[1] is started[3]
    started[2].pipe.says = [Tally()]
    assert list(crew._come_in(0)) == []
    crew._hand_out(todo)
    assert started[2].pipe.told == [1], "the shard that was lost comes before all others"
    never = workers._Crew(store, 1, store.shards[0])
    with pytest.raises(gd.SettingError, match="ended with status -9 before it was ready"):
        list(never._come_in(0))


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_reaches_the_sweep_and_not_its_workers(tmp_path):
    GIVEN.replace(steps=3000).save(tmp_path / "e.toml")
    command = [sys.executable, "-m", "gdsim", "run", tmp_path / "e.toml", "--workers", "1"]
    path = tmp_path / "a.zarr"
    process = subprocess.Popen(
        [*command, "--out", path, "--shard-runs", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    while process.poll() is None and len(committed(path)) < 5:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    _, said = process.communicate()
    assert process.returncode == 130
    assert said.startswith("gdsim: interrupted with ") and len(said.splitlines()) == 1, said
    assert 5 <= len(committed(path)) < GIVEN.runs / 2


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_processes_end_with_the_one_that_started_them(tmp_path):
    GIVEN.replace(steps=3000).save(tmp_path / "e.toml")
    path = tmp_path / "a.zarr"
    process = subprocess.Popen(
        [sys.executable, "-m", "gdsim", "run", tmp_path / "e.toml", "--workers", "2", "--out", path,
         "--shard-runs", "2"], stdout=subprocess.DEVNULL
    )  # fmt: skip
    while process.poll() is None and len(committed(path)) < 3:
        time.sleep(0.05)
    children = [psutil.Process(each) for each in worker_processes(process.pid)]
    assert len(children) == 2
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive
