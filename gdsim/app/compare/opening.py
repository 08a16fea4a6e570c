"""Opens the run behind a point of a figure, found in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from gdsim.app.compare.answers import Answers
from gdsim.app.files import Files
from gdsim.app.model.workbench import Workbench
from gdsim.app.worker.background import Background
from gdsim.app.workspaces import Workspaces
from gdsim.experiment import Experiment

Find = Callable[[Answers], Experiment]


class Shown(Protocol):
    """The window, as far as runs are opened in it."""

    workbench: Workbench
    files: Files
    workspaces: Workspaces


def open_run(
    window: Shown,
    background: Background,
    find: Callable[[], Experiment],
    colour: int | None,
    say: Callable[[str], None],
) -> None:
    """Work on the run that `find` finds, and play it.

    colour: that of its optimizer, if it is a run of the experiment that is worked on: that is then
    an edit, which can be undone. None: it is of another one, which is given up for it.
    """

    def work() -> Experiment | str:
        try:
            return find()
        except (ValueError, TypeError, OSError) as error:
            return str(error)

    def show(run: Experiment | str) -> None:
        if isinstance(run, str):
            say(run)
        elif colour is not None:
            say(window.workbench.work_on_run(run, colour) or "")
            window.workspaces.play_run()
        elif window.files.may_leave():
            window.workbench.start_over(run)
            window.workspaces.play_run()

    background.ask("run", work, show)
