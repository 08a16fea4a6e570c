"""`gdsim page FILE -o page.html`: an experiment as one HTML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.cli.arguments import ExperimentOrResult
from gdsim.cli.bar import Bar


def page(
    file: ExperimentOrResult,
    out: Annotated[Path, typer.Option("--out", "-o", help="Page to write: .html.")],
    steps: Annotated[
        int | None,
        typer.Option(help="Recorded steps to keep of each run; by default those that 2 MB have."),
    ] = None,
) -> int:
    """Write an experiment as one HTML file: its runs to scrub, to play and to point at.

    The page needs no network, no server and no other file: it may be mailed, or put into a course.
    It shows at most 48 runs, a sample of more, and says so.
    """
    from gdsim.engine.memory import in_words
    from gdsim.learn.page.page import page as write

    with Bar(f"writing {out}") as bar:
        write(file, out, steps=steps, progress=bar.show)
    print(f"wrote {out} ({in_words(out.stat().st_size)})")
    return 0
