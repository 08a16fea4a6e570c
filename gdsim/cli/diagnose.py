"""`gdsim diagnose FILE`: what became of a run and why, and what to try."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.cli.screen import print_json

_WIDEST = 100  # columns of a text that is to be read


def diagnose(
    file: Annotated[Path, typer.Argument(help="Experiment file (.toml), or result (.nc).")],
    run: Annotated[
        int, typer.Option(help="Which of its runs, from 0; the last axis goes fastest.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for a program.")] = False,
) -> int:
    """Say what became of one run and why, and what to try."""
    from gdsim.cli.screen import width
    from gdsim.learn.diagnosis.diagnosis import diagnosis

    found = diagnosis(file, run)
    if as_json:
        print_json(found.to_json())
    else:
        print(found.text(min(width(), _WIDEST)))
    return 0
