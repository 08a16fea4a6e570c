"""`gdsim schema`: the JSON Schema of experiment files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.base.files import written_whole
from gdsim.cli.screen import print_json


def schema(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write; by default it is printed.")
    ] = None,
) -> int:
    """Print or write the JSON Schema of experiment files, which editors complete and check.

    It has the methods of the catalogue that is in use, your own among them. The first line of an
    experiment file names it: #:schema ./experiment.schema.json
    """
    from gdsim.experiment.toml.schema import schema as made
    from gdsim.experiment.toml.schema import text

    if out is None:
        print_json(made())
        return 0
    with written_whole(out) as part:
        part.write_text(text(), encoding="utf-8", newline="\n")
    return 0
