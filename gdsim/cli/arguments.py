"""Arguments that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.cli.completion import experiments

# An experiment, in a file or shipped, or the result of one.
ExperimentOrResult = Annotated[
    Path,
    typer.Argument(
        help="Experiment file (.toml), result (.nc, .zarr), or the name of a lesson or example.",
        autocompletion=experiments(".toml", ".nc", ".zarr"),
    ),
]
# One of its runs.
Run = Annotated[int, typer.Option(help="Number of the run, from 0; the last axis varies fastest.")]
