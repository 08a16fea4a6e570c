"""`gdsim app [FILE]`: the window."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.cli.window import open_window


def app(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Experiment, stored sweep, result (.nc) or data (.csv, .npz) to open; by default "
            "the welcome experiment."
        ),
    ] = None,
    screenshot: Annotated[
        Path | None, typer.Option(help="Draw the window into this .png file and exit.")
    ] = None,
) -> int:
    """Open the window."""
    return open_window(file, screenshot)
