"""`gdsim run FILE`: run an experiment without a window, in memory or as a sweep on disk."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from gdsim.base.errors import SettingError
from gdsim.base.files import check_writable
from gdsim.base.words import counted
from gdsim.cli.bar import Meter
from gdsim.cli.completion import experiments
from gdsim.cli.screen import duration, print_verdicts
from gdsim.engine.verdict import Verdict

if TYPE_CHECKING:
    import xarray

    from gdsim.sweeps.planning import InMemory, OnDisk
    from gdsim.sweeps.sweep import Progress

OFTEN = 0.5  # seconds between two lines of progress


def run(
    file: Annotated[
        Path,
        typer.Argument(
            help="Experiment file (.toml), or the name of a lesson or example; or a sweep (.zarr) "
            "to resume.",
            autocompletion=experiments(".toml", ".zarr"),
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            help="Result to write: .zarr (a sweep on disk, which the same command resumes if it "
            "was interrupted), .nc, .npz, .csv or .parquet; or a picture.",
        ),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Picture to draw: .png, .svg or .pdf.")
    ] = None,
    backend: Annotated[
        str, typer.Option(help="What computes: cpu, cuda (an NVIDIA GPU), or auto.")
    ] = "cpu",
    threads: Annotated[
        int | None, typer.Option(help="Threads to use; by default one per processor.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="For a sweep: worker processes on this machine.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            help="For a sweep: address of a Dask scheduler, tcp://HOST:PORT, or its file."
        ),
    ] = None,
    shard_runs: Annotated[
        int | None,
        typer.Option(help="For a new sweep: runs that are computed and stored together."),
    ] = None,
    json_lines: Annotated[
        bool, typer.Option("--json", help="Print progress and outcome as lines of JSON.")
    ] = False,
) -> int:
    """Run an experiment; print verdicts, and write the result.

    A progress bar appears after a second. The result is written if you name a file for it. Ctrl-C
    ends promptly; the runs completed by then are kept and written.

    A result that ends in .zarr is a sweep on disk: of any size, because it needs memory for only a
    few shards. Ctrl-C finishes the shards in progress; the same command, or `gdsim run NAME.zarr`,
    resumes where the last one ended, even if that was killed. See also: gdsim status, verify,
    export, plot.
    """
    from gdsim.results.plots import SUFFIXES as PICTURES
    from gdsim.sweeps.planning import OnlyOnDiskError, plan

    if out is not None and picture is None and out.suffix.lower() in PICTURES:
        out, picture = None, out
    try:
        planned = plan(
            file, out, backend=backend, threads=threads, cluster=cluster, workers=workers,
            shard_runs=shard_runs,
        )  # fmt: skip
    except OnlyOnDiskError as error:
        option = error.argument.replace("_", "-")
        raise SettingError(f"--{option} is for sweeps on disk: name one, --out NAME.zarr") from None
    return carry_out(planned, picture, json_lines)


def carry_out(
    planned: InMemory | OnDisk, picture: Path | None = None, json_lines: bool = False
) -> int:
    """Do what is planned, draw the picture and print the outcome; return the exit status."""
    from gdsim.results import plots
    from gdsim.sweeps.planning import OnDisk

    if picture is not None:
        plots.check_suffix(picture)
        check_writable(picture)
    if isinstance(planned, OnDisk):
        return _sweep(planned, picture, json_lines)
    return _run(planned, picture, json_lines)


def _run(planned: InMemory, picture: Path | None, json_lines: bool) -> int:
    """Run an experiment in memory, write and print its outcome; return the exit status."""
    from gdsim.results import files as result_file
    from gdsim.results import plots

    experiment, out = planned.experiment, planned.out
    before = time.perf_counter()
    line = _Lines(json_lines)
    with _interruptible() as interrupted, Meter(experiment.runs, experiment.steps) as meter:

        def show(done: int) -> None:
            meter.show(done)
            line({"event": "progress", "runs": experiment.runs, "done": done})

        result = experiment.run(planned.backend, planned.threads, show, interrupted.is_set)
    seconds, compiling = meter.seconds, time.perf_counter() - before - meter.seconds
    if out is not None:
        result_file.save(result, out)
    if picture is not None:
        plots.picture(result, picture, experiment)
    done = int(result["done"].sum()) if "done" in result else experiment.runs
    written = [each for each in (out, picture) if each is not None]
    if json_lines:
        line(_in_the_end(result, done, seconds, written), last=True)
    else:
        if done:
            print_verdicts(result)
        _print_summary(result, done, seconds, compiling, written)
    if not interrupted.is_set():
        return 0
    kept = f"completed runs are kept in {out}" if out else "nothing is kept: no file was named"
    left = experiment.runs - done
    raise typer.Abort(f"interrupted with {counted(left, 'run')} not done; {kept}")


def _sweep(planned: OnDisk, picture: Path | None, json_lines: bool) -> int:
    """Run or resume a sweep on disk, and print its outcome; return the exit status."""
    from gdsim.results import files as result_file
    from gdsim.results import plots
    from gdsim.sweeps.sweep import begin, carry_on

    experiment, out = planned.experiment, planned.out
    store = begin(planned)
    line = _Lines(json_lines)
    finish = "finishing the shards in progress; Ctrl-C again abandons them"
    with _interruptible(finish) as interrupted, Meter(experiment.runs, experiment.steps) as meter:
        progress = carry_on(store, planned.engine, _shown(meter, line), interrupted.is_set)
    left = progress.runs - progress.done.runs
    written = [out]
    if picture is not None and not left:
        plots.picture(result_file.load(out), picture, experiment)
        written.append(picture)
    if json_lines:
        line({"event": "end", **progress.to_dict(), "left": left}, last=True)
    else:
        if progress.done.runs:
            print_verdicts(result_file.load(out))
        _print_sweep(progress, written)
    if not left:
        return 0
    raise typer.Abort(
        f"interrupted with {counted(left, 'run')} not done; completed runs are kept in {out}, and "
        "the same command resumes it"
    )


def _shown(meter: Meter, line: _Lines) -> Callable[[Progress], None]:
    def show(progress: Progress) -> None:
        line({"event": "progress", **progress.to_dict()})
        words = []
        if progress.done.runs:
            shares = (Verdict.CONVERGED, Verdict.DIVERGED)
            words = [f"{progress.done.share(each):.0%} {each}" for each in shares]
        if progress.now.runs:
            words.append(f"{progress.runs_per_second:.2g} runs/s")
            words.append(f"{progress.steps_per_second:.2g} run-steps/s")
            words.append(f"{duration(progress.seconds_left)} left")
        if progress.workers:
            words.append(f"{counted(len(progress.workers), 'worker')}")
        meter.show(progress.done.runs, words=", ".join(words))

    return show


class _Lines:
    """Prints lines of JSON, if wanted, at most one every OFTEN seconds and the last."""

    def __init__(self, asked: bool) -> None:
        self.asked, self.next = asked, 0.0

    def __call__(self, event: dict[str, object], last: bool = False) -> None:
        if self.asked and (last or time.monotonic() >= self.next):
            print(json.dumps(event), flush=True)
            self.next = time.monotonic() + OFTEN


@contextmanager
def _interruptible(words: str = "") -> Iterator[Event]:
    """An event that Ctrl-C or SIGTERM sets; a second signal ends the process at once.

    `words` are then printed on a terminal. A signal that was ignored before stays ignored: a shell
    makes its background jobs ignore Ctrl-C, which is meant for the foreground job.
    """
    interrupted = Event()
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}
    heeded = [number for number in numbers if before[number] is not signal.SIG_IGN]

    def interrupt(number: int, frame: FrameType | None) -> None:
        interrupted.set()
        signal.signal(number, before[signal.Signals(number)])
        if words and sys.stderr.isatty():
            print(f"\n{words}", file=sys.stderr)

    for number in heeded:
        signal.signal(number, interrupt)
    try:
        yield interrupted
    finally:
        for number in heeded:
            signal.signal(number, before[number])


def _in_the_end(
    result: xarray.Dataset, done: int, seconds: float, written: list[Path]
) -> dict[str, object]:
    from gdsim.engine import cache
    from gdsim.results.verdicts import verdict_table

    rows = [{n: None if v != v else v for n, v in row.items()} for row in verdict_table(result)]
    files = [str(path) for path in written]
    event: dict[str, object] = {"event": "end", "runs": int(result["loss"].size), "done": done}
    event["kernels"] = cache.counts()
    return {**event, "seconds": round(seconds, 3), "verdicts": rows, "written": files}


def _print_summary(
    result: xarray.Dataset, runs: int, seconds: float, compiling: float, written: list[Path]
) -> None:
    steps = int(result["steps"].sum(dtype="int64"))
    if seconds:
        before = f", after {compiling:.1f} s of preparing" if compiling > 0.5 else ""
        took = f"{seconds:.2f} s ({steps / seconds:.3g} steps/s){before}"
    else:  # interrupted before anything was done: nothing says when the first step began
        took = f"{compiling:.2f} s with preparing"
    print(f"{counted(runs, 'run')}, {counted(steps, 'step')} in {took}")
    _print_written(written)


def _print_sweep(progress: Progress, written: list[Path]) -> None:
    before = progress.done.runs - progress.now.runs
    earlier = f" ({before:,} {'was' if before == 1 else 'were'} complete before)" if before else ""
    print(
        f"{counted(progress.now.runs, 'run')}{earlier}, {counted(progress.now.steps, 'step')} in "
        f"{progress.seconds:.2f} s ({progress.steps_per_second:.3g} steps/s)"
    )
    for name, tally in sorted(progress.workers.items()):
        speed = f"{tally.runs / progress.seconds:.3g} runs/s"
        print(f"  worker {name}: {counted(tally.runs, 'run')}, {speed}")
    _print_written(written)


def _print_written(written: list[Path]) -> None:
    for path in written:
        print(f"wrote {path}")
