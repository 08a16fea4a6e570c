"""`gdsim verify SWEEP`: whether a stored sweep is whole, and what its experiment gives."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gdsim.cli.screen import print_json

if TYPE_CHECKING:
    from gdsim.sweeps.verification import Report

_SHOWN = 20  # damages that are listed


def verify(
    sweep: Annotated[Path, typer.Argument(help="Stored sweep (.zarr).")],
    sample: Annotated[
        int, typer.Option(min=0, help="Groups of up to 32 runs that are computed again.")
    ] = 64,
    seed: Annotated[int, typer.Option(min=0, help="Which groups.")] = 0,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Mend: take damaged shards back, to be computed again, and write the rest anew.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for a program.")] = False,
) -> int:
    """Check every file of a stored sweep, and compute a sample of its runs again.

    Checksums, coordinates and descriptions of all shards are checked, and the bits of the sampled
    runs compared. The exit status is 1 if anything is damaged.
    """
    from gdsim.cli.share import ShareBar
    from gdsim.results.store.store import Store
    from gdsim.sweeps import verification

    store = Store.open(sweep, damaged=True)
    with store.locked() if repair else contextlib.nullcontext():
        with ShareBar(f"checking {sweep}") as bar:
            report = verification.verify(store, sample, seed, bar.show)
        if repair:
            verification.repair(store, report.damages)
    if as_json:
        print_json({**report.to_dict(), **({"repaired": True} if repair else {})})
    else:
        _print(sweep, report, repair)
    return 1 if report.damages else 0


def _print(sweep: Path, report: Report, repair: bool) -> None:
    from gdsim.results.store.description import mending

    committed = f"{report.committed:,} of {report.shards:,} shards are there"
    print(f"{sweep}: {report.runs:,} runs; {committed}")
    print(f"{report.chunks:,} files checked, {report.recomputed:,} runs computed again")
    if not report.damages:
        print("all is as it was computed" if report.recomputed else "all files are as written")
        return
    count = len(report.damages)
    print(f"{count:,} {'thing is' if count == 1 else 'things are'} damaged:")
    for damage in report.damages[:_SHOWN]:
        print(f"  {damage}")
    if count > _SHOWN:
        print(f"  and {count - _SHOWN:,} more (--json has all)")
    if not repair:
        print(f"{mending(sweep)} takes shards back, to be computed again, and writes the rest anew")
        return
    if any(damage.is_description for damage in report.damages):
        print("coordinates and descriptions are written anew")
    if any(not damage.is_description for damage in report.damages):
        print("shards are taken back; the same gdsim run as before computes what is missing")
