"""The page of an experiment, written in the background."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gdsim.app.worker.background import IsWanted
from gdsim.app.worker.map_export import Report, Stopped
from gdsim.base.files import written_whole

if TYPE_CHECKING:
    from gdsim.experiment.experiment import Experiment
    from gdsim.experiment.toml.window import WindowTable


def write_page(
    path: Path, experiment: Experiment, look: WindowTable, report: Report, is_wanted: IsWanted
) -> None:
    """Write the page of an experiment, with the names and colours of its optimizers.

    Errors: SettingError if it cannot be written, Stopped; the file is then what it was before.
    """
    from gdsim.learn.page.page import text
    from gdsim.learn.page.subject import PageSubject

    def heed(done: int, total: int) -> None:
        if not is_wanted():
            raise Stopped
        report(done / total)

    made = text(PageSubject.of_experiment(experiment, look), progress=heed)
    if not is_wanted():
        raise Stopped
    with written_whole(path) as part:
        part.write_text(made, encoding="utf-8", newline="\n")
