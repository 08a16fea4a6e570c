"""Sweeps that are killed at random moments and started again, and what must then be true."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import gdsim as gd

# Runs that end at all sorts of steps, traces, and some hundred shards of a few milliseconds.
EXPERIMENT = gd.Experiment(
    gd.Function("rosenbrock", b=[30.0, 100.0]),
    [gd.Momentum(momentum=0.8), gd.Adam(beta2=0.98)],
    lr=gd.logspace(1e-4, 1.0, 96),
    start=gd.uniform(32, seed=3),
    noise=0.1,
    steps=400,
    record="loss",
    every="log:5",
)


def files(path: Path) -> dict[str, bytes]:
    """Every file of a store, except the temporary files of writers and locks."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.suffix != ".partial" and file.name != ".lock"
    }


def committed(path: Path) -> dict[str, tuple[int, int]]:
    """The committed shards of a store, with numbers that change when one is written again."""
    try:
        there = [each for each in os.scandir(path / "done") if each.name.startswith("c.")]
    except FileNotFoundError:
        return {}
    names = [each.name for each in there if not each.name.endswith(".partial")]
    stats = {name: os.stat(path / "done" / name) for name in names}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in stats.items()}


@dataclass
class Report:
    """The counts of a test; `wrong` describes stores and shards that are not as they must be."""

    kills: int = 0
    while_computing: int = 0
    stores: int = 0
    shards: int = 0
    leftovers: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sweep:
    """A sweep by `gdsim run` in a folder: runs per shard, and further arguments."""

    folder: Path
    shard_runs: int
    arguments: tuple[str, ...] = ()

    def reference(self) -> dict[str, bytes]:
        """The files of the store when it is not interrupted; also puts the experiment there."""
        EXPERIMENT.save(self.folder / "experiment.toml")
        path = self.folder / "reference.zarr"
        gd.run(EXPERIMENT, path, shard_runs=self.shard_runs)
        return files(path)

    def start(self, path: Path) -> subprocess.Popen[bytes]:
        """The command, as a process group of its own."""
        command = [sys.executable, "-m", "gdsim", "run", str(self.folder / "experiment.toml")]
        command += ["--out", str(path), "--shard-runs", str(self.shard_runs), *self.arguments]
        with open(self.folder / "said.txt", "wb") as output:
            return subprocess.Popen(
                command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def finish(self, report: Report, path: Path, wanted: dict[str, bytes]) -> None:
        """Let the sweep finish, and compare it with one that was not interrupted."""
        there = committed(path)
        report.leftovers += len(list(path.rglob("*.partial")))
        report.wrong += self.complaint(self.start(path))
        report.wrong += computed_again(path, there, committed(path))
        found = files(path)
        report.wrong += [
            f"{path.name}: {name} differs from that of the sweep that was not interrupted"
            for name in sorted(wanted.keys() | found.keys())
            if wanted.get(name) != found.get(name)
        ]
        report.wrong += [f"{path.name}: {left.name} is left" for left in path.rglob("*.partial")]
        report.stores += 1
        report.shards += len(committed(path))

    def complaint(self, process: subprocess.Popen[bytes]) -> list[str]:
        """The output of a process that failed; nothing of one that did not."""
        if not process.wait():
            return []
        words = (self.folder / "said.txt").read_text(errors="replace").strip()
        return [f"gdsim ended with {process.returncode}: {words}"]


def run_and_kill(sweep: Sweep, kills: int, seed: int, longest: float = 0.5) -> Report:
    """Kill `gdsim run` and all its processes `kills` times, restart it each time, compare the end.

    A quarter of the kills come at any time since the start, the others up to `longest` seconds
    after a shard was committed.
    """
    chance, report = random.Random(seed), Report()
    wanted = sweep.reference()
    startup = 1.0
    while report.kills < kills:
        path = sweep.folder / f"{report.stores}.zarr"
        there = committed(path)
        began = time.monotonic()
        process = sweep.start(path)
        try:
            if chance.random() < 0.25:
                wait(process, chance.uniform(0, 1.2 * startup))
            elif has_committed_more(process, path, len(there)):
                startup = time.monotonic() - began
                wait(process, chance.uniform(0, longest))
        finally:
            killed = kill(process)
        after = committed(path)
        report.wrong += computed_again(path, there, after)
        report.kills += killed
        report.while_computing += killed and len(after) > len(there)
        if not killed:
            report.wrong += sweep.complaint(process)
        if not killed or report.kills == kills:
            sweep.finish(report, path, wanted)
    return report


def kill_workers(sweep: Sweep, kills: int, seed: int) -> Report:
    """Kill one worker process of `gdsim run --workers` after another, until the sweep is done."""
    chance, report = random.Random(seed), Report()
    wanted = sweep.reference()
    while report.kills < kills:
        before = report.kills
        path = sweep.folder / f"{report.stores}.zarr"
        process, there = sweep.start(path), {}
        while process.poll() is None:
            if report.kills < kills and has_committed_more(process, path, len(there)):
                time.sleep(chance.uniform(0, 0.5))
                running = worker_processes(process.pid)
                if running and process.poll() is None:
                    os.kill(chance.choice(running), signal.SIGKILL)
                    report.kills += 1
                    report.while_computing += 1
            else:
                wait(process, 0.1)
            after = committed(path)
            report.wrong += computed_again(path, there, after)
            there = after
        report.wrong += sweep.complaint(process)
        sweep.finish(report, path, wanted)
        assert report.kills > before, "there were workers to be killed"
    return report


# Starts processes that have loaded everything, so that they are at the same place at the same time:
# a line of arguments forks one, whose number it says; "wait" and a number say how that ended.
SERVER = """
import json, os, sys
import numcodecs, xarray, zarr
import gdsim.engine.backends.cpu, gdsim.results.files, gdsim.sweeps.sweep
from gdsim.cli import run_command
for line in sys.stdin:
    arguments = json.loads(line)
    if arguments[0] == "wait":
        _, status = os.waitpid(arguments[1], 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
        continue
    number = os.fork()
    if not number:
        said = os.open(arguments[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1), os.dup2(said, 2)
        status = run_command(arguments[1:])
        sys.stdout.flush(), sys.stderr.flush()
        os._exit(status)
    print(number, flush=True)
"""


class Server:
    """A process that starts `gdsim` at once, many times."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, *words: object) -> int:
        """Run a command there; return its answer, a process number."""
        assert self.process.stdin is not None and self.process.stdout is not None
        print(json.dumps(list(words)), file=self.process.stdin, flush=True)
        return int(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()


BUSY = "is being computed by another process"


def run_at_once(sweep: Sweep, together: int, kills: int, seed: int, longest: float = 1.0) -> Report:
    """Several processes start, run and resume one store at once; some are killed each time.

    They start within a tenth of a second. Those that are not killed must have finished it, or say
    in one sentence that another process computes it.
    """
    chance, report, server = random.Random(seed), Report(), Server()
    wanted = sweep.reference()
    experiment, runs = str(sweep.folder / "experiment.toml"), str(sweep.shard_runs)
    try:
        while report.kills < kills:
            path = sweep.folder / f"{report.stores}.zarr"
            there, numbers = committed(path), {}
            for k in range(together):
                said = sweep.folder / f"said-{k}.txt"
                command = ["run", experiment, "--out", str(path), "--shard-runs", runs]
                numbers[server.ask(str(said), *command, "--threads", "1")] = said
                time.sleep(chance.uniform(0, 0.1 / together))
            killed = chance.sample(sorted(numbers), chance.randint(1, together))
            # Of the first ones that begin a store, some before it is there.
            moments = [chance.uniform(0, longest if there else 0.3) for _ in killed]
            began = time.monotonic()
            for moment, number in sorted(zip(moments, killed, strict=True)):
                time.sleep(max(began + moment - time.monotonic(), 0))
                os.kill(number, signal.SIGKILL)
            statuses = {number: server.ask("wait", number) for number in numbers}
            after = committed(path)
            report.wrong += computed_again(path, there, after)
            report.kills += sum(status == -signal.SIGKILL for status in statuses.values())
            report.while_computing += len(after) > len(there)
            for number, status in statuses.items():
                words = numbers[number].read_text(errors="replace").strip()
                is_told = status == 2 and BUSY in words and words.count("\n") == 0
                if not (status == 0 or status == -signal.SIGKILL or is_told):
                    report.wrong.append(f"{path.name}: gdsim ended with {status}: {words}")
            if 0 in statuses.values() or report.kills >= kills:
                for part in path.parent.glob(f".{path.name}.*"):
                    os.utime(part, (0, 0))  # what has just been left is spared for a minute
                sweep.finish(report, path, wanted)
                left = [each.name for each in path.parent.glob(f".{path.name}.*")]
                report.wrong += [f"{path.name}: {name} is left" for name in left]
    finally:
        server.close()
    return report


def wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def has_committed_more(process: subprocess.Popen[bytes], path: Path, than: int) -> bool:
    """Wait until there are more shards; False if the process ends before."""
    while process.poll() is None:
        if len(committed(path)) > than:
            return True
        time.sleep(0.01)
    return False


def kill(process: subprocess.Popen[bytes]) -> bool:
    """Kill a process group; return False if it had ended by itself."""
    running = process.poll() is None
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        running = False
    process.wait()
    return running and process.returncode == -signal.SIGKILL


def worker_processes(parent: int) -> list[int]:
    """The numbers of the worker processes of a sweep that runs."""
    import psutil

    try:
        children = psutil.Process(parent).children()
        return [each.pid for each in children if "spawn_main" in " ".join(each.cmdline())]
    except psutil.NoSuchProcess:
        return []


def computed_again(
    path: Path, before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]
) -> Iterator[str]:
    for name, stat in before.items():
        if after.get(name) != stat:
            yield f"{path.name}: shard {name} was committed, and is computed again or gone"
