"""The run in hand as a training script for another package, on the clipboard."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QApplication

from gdsim.app.made import made
from gdsim.app.model.workbench import Workbench
from gdsim.app.stage import Stage
from gdsim.app.translation import tr
from gdsim.app.worker.background import Background
from gdsim.app.worker.frame import Frame
from gdsim.app.worker.scene import runs_of_each

PACKAGES = {"torch": "PyTorch", "optax": "optax", "keras": "Keras"}


class Carried(Protocol):
    """The window, as far as runs are carried out of it."""

    workbench: Workbench
    background: Background
    stage: Stage

    @property
    def frame(self) -> Frame | None: ...
    def note(self, text: str) -> None: ...
    def complain(self, sentence: str) -> None: ...


class Carrying:
    """Copies runs as code."""

    def __init__(self, window: Carried) -> None:
        self._window = window

    @property
    def run(self) -> int:
        """The number of the run in hand, over all: the one inspected or looked at, else the first.

        The first is that of the first optimizer that is not hidden.
        """
        window = self._window
        document, frame = window.workbench.document, window.frame
        runs = runs_of_each(document.experiment)
        scene = None if frame is None else frame.scene
        if scene is not None and (scene.colours, scene.experiment.shape) == (
            document.colours,
            document.experiment.shape,
        ):  # else it is of runs before an edit
            for inspector in made(window, "inspector"):
                if inspector.run is not None:
                    return int(inspector.run)
            if scene.focus is not None:
                return scene.focus.optimizer * runs + scene.focus.run
        shown = (i for i, c in enumerate(document.colours) if c not in document.hidden)
        return next(shown, 0) * runs

    def copy(self, package: str) -> None:
        """Put a script that trains as the run in hand does on the clipboard.

        package: "torch", "optax" or "keras".
        """
        window, experiment, run = self._window, self._window.workbench.experiment, self.run

        def work() -> tuple[str, str]:
            from gdsim.learn.code.code import code
            from gdsim.learn.diagnosis.single_run import SingleRun

            return code(experiment, run, package), SingleRun.of(experiment, run).words

        def deliver(copied: tuple[str, str]) -> None:
            script, words = copied
            QApplication.clipboard().setText(script)
            name = PACKAGES[package]
            window.note(tr("Copied as a script for {package}: {run}", package=name, run=words))

        window.background.ask("script", work, deliver, lambda error: window.complain(str(error)))
