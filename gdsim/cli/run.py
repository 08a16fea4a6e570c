"""`gdsim run FILE`: run an experiment headless."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from gdsim.files import check_writable

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment import Experiment


def run(
    file: Annotated[Path, typer.Argument(help="Experiment file (.toml).")],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Result to write: .nc, .npz or .csv; or a picture."),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Picture to draw: .png, .svg or .pdf.")
    ] = None,
    backend: Annotated[str, typer.Option(help="What computes.")] = "cpu",
    threads: Annotated[
        int | None, typer.Option(help="Threads to use; all processors if not given.")
    ] = None,
) -> int:
    """Run an experiment; print verdicts, and write the result.

    A progress bar shows on what takes longer than a second. The result is written if you name a
    file for it. Ctrl-C ends promptly; what was done until then is kept and written.
    """
    from gdsim.experiment import Experiment
    from gdsim.plots import SUFFIXES as PICTURES

    if out is not None and picture is None and out.suffix.lower() in PICTURES:
        out, picture = None, out
    return carry_out(Experiment.load(file), out, picture, backend, threads)


def carry_out(
    experiment: Experiment,
    out: Path | None,
    picture: Path | None,
    backend: str = "cpu",
    threads: int | None = None,
) -> int:
    """Run an experiment, write and print what came of it; the exit status."""
    from gdsim import plots, result_file
    from gdsim.cli.screen import Meter, print_verdicts

    if out is not None:
        result_file.check_suffix(out)
        check_writable(out)
    if picture is not None:
        plots.check_suffix(picture)
        check_writable(picture)
    before = time.perf_counter()
    with _interruptible() as interrupted, Meter(experiment.runs, experiment.steps) as meter:
        result = experiment.run(backend, threads, progress=meter.show, cancelled=interrupted.is_set)
    seconds = time.perf_counter() - before
    if out is not None:
        result_file.save(result, out)
    if picture is not None:
        plots.picture(result, picture, experiment)
    done = int(result["done"].sum()) if "done" in result else experiment.runs
    if done:
        print_verdicts(result)
    _print_summary(result, done, seconds, [each for each in (out, picture) if each is not None])
    if not interrupted.is_set():
        return 0
    kept = f"what was done is kept in {out}" if out else "nothing was kept, as no file was named"
    left = experiment.runs - done
    raise typer.Abort(f"interrupted with {left:,} runs not done; {kept}")


@contextmanager
def _interruptible() -> Iterator[Event]:
    """An event that Ctrl-C sets; a second Ctrl-C ends the program at once."""
    interrupted = Event()
    before = signal.getsignal(signal.SIGINT)

    def interrupt(number: int, frame: FrameType | None) -> None:
        interrupted.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def _print_summary(result: xarray.Dataset, runs: int, seconds: float, written: list[Path]) -> None:
    taken = int(result["steps"].sum(dtype="int64"))
    print(f"{runs:,} runs, {taken:,} steps in {seconds:.2f} s ({taken / seconds:.3g} steps/s)")
    for path in written:
        print(f"wrote {path}")
