"""Two hundred kills of a sweep: of all its processes, of one worker, of some of several at once.

Targets: at the end not a byte differs from a sweep that was not interrupted, and no committed shard
was computed twice.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from measure import Line

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.sweeps.kills import Report, Sweep, kill_workers, run_and_kill, run_at_once

KILLS = 200
WORKERS = ("--workers", "2")


def run(quick: bool) -> Iterator[Line]:
    share = 40 if quick else 1
    # What is killed, how often, and the runs of a shard: hundreds of shards in a sweep.
    sorts: dict[str, tuple[Callable[..., Report], int, int, tuple[str, ...]]] = {
        "all processes, threads": (run_and_kill, KILLS, 32, ()),
        "all processes, --workers 2": (run_and_kill, KILLS // 4, 32, WORKERS),
        "one worker of --workers 2": (kill_workers, KILLS // 4, 8, WORKERS),
    }
    for what, (torment, kills, runs, arguments) in sorts.items():
        with tempfile.TemporaryDirectory() as folder:
            report = torment(Sweep(Path(folder), runs, arguments), -(-kills // share), seed=20)
        note = (
            f"{report.kills} kills, {report.while_computing} after commits; {report.stores} sweeps "
            f"finished, {report.shards:,} shards; {report.leftovers} half-written files"
        )
        yield Line(f"{what}: files or shards that are wrong", len(report.wrong), "", 0, note=note)
        for words in report.wrong[:5]:
            print(words)
    for together in (2, 5, 20):
        with tempfile.TemporaryDirectory() as folder:
            report = run_at_once(
                Sweep(Path(folder), 128), together, -(-KILLS // share), seed=together
            )
        note = f"{report.kills} kills; {report.stores} sweeps finished, {report.shards:,} shards"
        what = f"{together} processes at one store: files or shards that are wrong"
        yield Line(what, len(report.wrong), "", 0, note=note)
        for words in report.wrong[:5]:
            print(words)
