"""`gdsim export SWEEP OUT`: a stored sweep or a result in another format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.base.errors import SettingError
from gdsim.base.words import counted
from gdsim.cli.bar import Bar
from gdsim.engine.memory import in_words


def export(
    origin: Annotated[
        Path, typer.Argument(metavar="RESULT", help="Stored sweep (.zarr), or result (.nc).")
    ],
    out: Annotated[
        Path,
        typer.Argument(
            help="File to write: .csv, .parquet (one row per run), .nc, .npz; or a folder (--coco, "
            "--ioh)."
        ),
    ],
    variables: Annotated[
        str | None, typer.Option(help="Only these, such as loss,steps; by default all.")
    ] = None,
    params: Annotated[bool, typer.Option(help="Include the parameters of each run.")] = True,
    coco: Annotated[
        bool, typer.Option("--coco", help="Write traced runs as data of COCO, for cocopp.")
    ] = False,
    ioh: Annotated[
        bool, typer.Option("--ioh", help="Write traced runs as data of IOHprofiler.")
    ] = False,
) -> int:
    """Write a stored sweep, finished or not, or a result as CSV, Parquet, NetCDF or NPZ.

    Memory use is bounded, whatever the size, but for COCO and IOHprofiler. Traces are only in
    .nc and .npz, and in the data of these: one folder per algorithm.
    """
    if coco or ioh:
        if coco and ioh:
            raise SettingError("--coco and --ioh exclude each other; give one of them")
        if variables is not None or not params:
            flag = "--coco" if coco else "--ioh"
            raise SettingError(f"{flag} has only losses: leave out --variables and --no-params")
        return _export_runs(origin, out, coco)
    from gdsim.results.files import export as write

    chosen = None if variables is None else [name.strip() for name in variables.split(",")]
    with Bar(f"writing {out}") as bar:
        missing = write(origin, out, variables=chosen, params=params, progress=bar.show)
    if missing:
        how = "have no row" if out.suffix.lower() in (".csv", ".parquet") else "are marked not done"
        print(f"{origin} is not finished: its {counted(missing, 'missing run')} {how}")
    print(f"wrote {out} ({in_words(out.stat().st_size)})")
    return 0


def _export_runs(origin: Path, out: Path, coco: bool) -> int:
    from gdsim.results.files import load
    from gdsim.results.interchange.coco import write_coco
    from gdsim.results.interchange.folders import gaps
    from gdsim.results.interchange.ioh import write_ioh

    result = load(origin)
    written = (write_coco if coco else write_ioh)(result, out)
    print(f"wrote {counted(len(written), 'algorithm')} to {out}")
    if note := gaps(result):
        print(f"note: {note}")
    return 0
