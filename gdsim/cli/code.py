"""`gdsim code FILE`: a run as a training script for another package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.base import presets
from gdsim.base.errors import SettingError
from gdsim.base.files import file_name, written_whole
from gdsim.cli.arguments import ExperimentOrResult, Run
from gdsim.cli.completion import packages


def code(
    file: ExperimentOrResult,
    run: Run = 0,
    to: Annotated[
        str, typer.Option(help="The package: torch, optax or keras.", autocompletion=packages)
    ] = "torch",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write the script to this file.")
    ] = None,
) -> int:
    """Write a script that trains as a run does, with torch, optax or Keras instead of gdsim."""
    from gdsim.learn.code.code import code as script

    file = presets.experiment_file(file)
    text = script(file, run, to)
    if out is None:
        print(text, end="")
        return 0
    if file_name(out).exists() and out.samefile(file):
        raise SettingError(f"{out}: the script would replace what it is made of; name another file")
    with written_whole(out) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {out}")
    return 0
