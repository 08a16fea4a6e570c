"""`gdsim app [FILE]`: the window."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.cli.completion import experiments
from gdsim.cli.window import open_window


def app(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Experiment, the name of a lesson or example, stored sweep, result (.nc) or data "
            "(.csv, .npz) to open; by default the welcome experiment.",
            autocompletion=experiments(".toml", ".zarr", ".nc", ".csv", ".npz"),
        ),
    ] = None,
    screenshot: Annotated[
        Path | None, typer.Option(help="Draw the window into this .png file and exit.")
    ] = None,
) -> int:
    """Open the window."""
    return open_window(file, screenshot)
