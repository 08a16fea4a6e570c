"""`gdsim.page`: an experiment as one HTML file."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gdsim.base.errors import SettingError
from gdsim.base.files import check_writable, file_name, written_whole
from gdsim.base.settings import whole
from gdsim.learn.diagnosis.diagnosis import diagnosis
from gdsim.learn.page.document import document
from gdsim.learn.page.subject import PageSubject
from gdsim.learn.page.traces import traces

LARGEST = 2_000_000  # bytes of a page
MOST_REASONS = 24  # runs whose reason is given: each is computed again, closely observed
_TRACES = 1_000_000  # bytes of the traces, before base64 makes them a third larger
_MOST_STEPS = 1 << 24

Report = Callable[[int, int], None]


def page(
    subject: Any,
    path: str | os.PathLike[str],
    *,
    steps: int | None = None,
    progress: Report | None = None,
) -> None:
    """Write an experiment as one HTML file: its runs to scrub, to play and to point at.

    subject: an Experiment, its file, its result (or a part of one, or the file of one: .nc, .zarr),
    or the name of a lesson or an example. It shows at most 48 runs, a sample of more, each
    computed again with the same bits, and of long runs as many recorded steps as fit into 2 MB, or
    at most `steps`. The file needs no network, no server and no other file; it says what was left
    out. An existing file is replaced. progress: called with the amount done and the total.

    Errors: SettingError for a name that does not end in .html, a file that cannot be written, and
    what Experiment.load and gdsim.load refuse; SettingTypeError for any other subject.
    """
    target = check_page(path)
    most = None if steps is None else whole(steps, "steps", 2, _MOST_STEPS)
    with written_whole(target) as part:
        made = text(PageSubject.of(subject), most, progress)
        part.write_text(made, encoding="utf-8", newline="\n")


def text(subject: PageSubject, most: int | None = None, progress: Report | None = None) -> str:
    """The text of the page. most: recorded steps of a run to keep, if fewer than fit."""
    experiment, numbers = subject.experiment, subject.runs[:MOST_REASONS]
    total, done = len(subject.runs) + len(numbers), itertools.count()

    def heed() -> None:
        if progress is not None:
            progress(next(done), total)

    made, reasons = traces(experiment, subject.runs, _TRACES, most, heed), []
    for number in numbers:
        heed()
        reasons.append(diagnosis(experiment, number).conclusion)
    return document(subject, made, reasons)


def check_page(path: str | os.PathLike[str]) -> Path:
    """The path of a page; SettingError if no page can be written there."""
    target = file_name(path)
    if target.suffix.lower() not in (".html", ".htm"):
        raise SettingError(f"a page's name ends in .html, got {target.name}", "path")
    check_writable(target)
    return target
