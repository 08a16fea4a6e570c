"""`gdsim diagnose FILE`: what happened to a run and why, and what to try."""

from __future__ import annotations

from typing import Annotated

import typer

from gdsim.cli.arguments import ExperimentOrResult, Run
from gdsim.cli.screen import print_json, width

_WIDEST = 100  # columns of running text


def diagnose(
    file: ExperimentOrResult,
    run: Run = 0,
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
