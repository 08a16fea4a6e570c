"""`gdsim diagnose FILE`: what happened to a run and why, and what to try."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.cli.completion import experiments
from gdsim.cli.screen import print_json, width

_WIDEST = 100  # columns of running text


def diagnose(
    file: Annotated[
        Path,
        typer.Argument(
            help="Experiment file (.toml), result (.nc, .zarr), or the name of a lesson or "
            "example.",
            autocompletion=experiments(".toml", ".nc", ".zarr"),
        ),
    ],
    run: Annotated[
        int, typer.Option(help="Number of the run, from 0; the last axis varies fastest.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> int:
    """Say what happened to one run and why, and what to try."""
    from gdsim.learn.diagnosis.diagnosis import diagnosis

    explanation = diagnosis(file, run)
    if as_json:
        print_json(explanation.to_json())
    else:
        print(explanation.text(min(width(), _WIDEST)))
    return 0
