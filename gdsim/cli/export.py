"""`gdsim export SWEEP OUT`: a stored sweep or a result in another format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.base.words import counted
from gdsim.cli.bar import Bar
from gdsim.engine.memory import in_words


def export(
    origin: Annotated[
        Path, typer.Argument(metavar="RESULT", help="Stored sweep (.zarr), or result (.nc).")
    ],
    out: Annotated[
        Path, typer.Argument(help="File to write: .csv, .parquet (one row per run), .nc or .npz.")
    ],
    variables: Annotated[
        str | None, typer.Option(help="Only these, such as loss,steps; by default all.")
    ] = None,
    params: Annotated[bool, typer.Option(help="Include the parameters of each run.")] = True,
) -> int:
    """Write a stored sweep, finished or not, or a result as CSV, Parquet, NetCDF or NPZ.

    Memory use is bounded, whatever the size. Traces are only in .nc and .npz.
    """
    from gdsim.results.files import export as write

    chosen = None if variables is None else [name.strip() for name in variables.split(",")]
    with Bar(f"writing {out}") as bar:
        missing = write(origin, out, variables=chosen, params=params, progress=bar.show)
    if missing:
        how = "have no row" if out.suffix.lower() in (".csv", ".parquet") else "are marked not done"
        print(f"{origin} is not finished: its {counted(missing, 'missing run')} {how}")
    print(f"wrote {out} ({in_words(out.stat().st_size)})")
    return 0
