"""`gdsim verify SWEEP`: whether a stored sweep is undamaged, and what its experiment gives."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gdsim.base.errors import how_to_repair
from gdsim.base.words import counted
from gdsim.cli.bar import Bar
from gdsim.cli.screen import print_json

if TYPE_CHECKING:
    from gdsim.sweeps.verification import Report

_SHOWN = 20  # damages that are listed


def verify(
    sweep: Annotated[Path, typer.Argument(help="Stored sweep (.zarr).")],
    sample: Annotated[
        int, typer.Option(min=0, help="Groups of up to 32 runs that are computed again.")
    ] = 64,
    seed: Annotated[int, typer.Option(min=0, help="Seed that selects the groups.")] = 0,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Repair: un-commit damaged shards, so that they are computed again, and rewrite "
            "damaged descriptions.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> int:
    """Check every file of a stored sweep, and compute a sample of its runs again.

    Checksums, coordinates and descriptions of all shards are checked, and the sampled runs are
    compared bit by bit. The exit status is 1 if anything is damaged.
    """
    from gdsim.results.store.store import Store
    from gdsim.sweeps import verification

    store = Store.open(sweep, for_repair=True)
    with store.locked() if repair else contextlib.nullcontext():
        with Bar(f"checking {sweep}") as bar:
            report = verification.verify(store, sample, seed, bar.show)
        if repair:
            verification.repair(store, report.damages)
    if as_json:
        print_json({**report.to_dict(), **({"repaired": True} if repair else {})})
    else:
        _print(sweep, report, repair)
    return 1 if report.damages else 0


def _print(sweep: Path, report: Report, repair: bool) -> None:
    committed = f"{report.committed:,} of {counted(report.shards, 'shard')} committed"
    print(f"{sweep}: {counted(report.runs, 'run')}; {committed}")
    files, again = counted(report.chunks, "file"), counted(report.recomputed, "run")
    print(f"{files} checked, {again} computed again")
    if not report.damages:
        print(
            "no damage: files and sampled runs are correct"
            if report.recomputed
            else "no damage: all files are as written"
        )
        return
    count = len(report.damages)
    print(f"{counted(count, 'thing is', 'things are')} damaged:")
    for damage in report.damages[:_SHOWN]:
        print(f"  {damage}")
    if count > _SHOWN:
        print(f"  and {count - _SHOWN:,} more (--json has all)")
    if not repair:
        print(how_to_repair(sweep))
        return
    if any(damage.is_description for damage in report.damages):
        print("coordinates and descriptions are rewritten")
    if any(not damage.is_description for damage in report.damages):
        print("damaged shards are un-committed; the same gdsim run as before computes them again")
