"""`gdsim gather SOURCES -o OUT`: runs of several programs side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.base.files import check_writable
from gdsim.base.words import counted
from gdsim.cli.screen import show, table


def gather(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="SOURCES",
            help="Folders with data of COCO or IOHprofiler, results (.nc) with traced losses, and "
            "what was gathered before.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Result to write: .nc, .npz or .csv.")
    ] = None,
    minimum: Annotated[
        float, typer.Option(help="Least value of the functions of IOH data; 0 for those of BBOB.")
    ] = 0.0,
    problem: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="A name for the one function, which programs name differently."
        ),
    ] = None,
) -> int:
    """Put runs of several programs on the same functions side by side.

    OUT is a result whose pictures `gdsim plot OUT ecdf`, `profiles` and `comparison` draw. Targets
    are those of COCO: 51 values above the minimum, from 100 to 1e-8.
    """
    from gdsim.results.files import check_suffix, save
    from gdsim.results.interchange.gathering import gather as read

    if out is not None:
        check_suffix(out)
        check_writable(out)
    result = read(sources, minimum=minimum, problem=problem)
    runs = result["hit"].notnull().any("target")
    printed = table(
        "algorithm", "runs", "problems", "targets reached", numbers=("runs", "problems")
    )
    reached = (result["hit"] < float("inf")).sum(("problem", "start", "target"))
    for index, name in enumerate(result["optimizer"].values):
        own = runs.isel(optimizer=index)
        count = int(own.sum())
        share = int(reached[index]) / (count * result.sizes["target"])
        printed.add_row(str(name), f"{count:,}", f"{int(own.any('start').sum()):,}", f"{share:.1%}")
    show(printed)
    if out is not None:
        save(result, out)
        print(f"wrote {counted(int(runs.sum()), 'run')} to {out}")
    return 0
