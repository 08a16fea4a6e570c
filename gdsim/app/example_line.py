"""The line that says how many of the examples are compiled, by a process beside the window."""

from __future__ import annotations

from PySide6.QtCore import QProcess, QProcessEnvironment

from gdsim.app.progress_line import ProgressLine
from gdsim.app.translation import tr
from gdsim.app.worker import examples
from gdsim.engine import own_process

ENDS = 1000  # ms in which a killed process ends


class ExampleLine(ProgressLine):
    """Compiles the shipped experiments and lessons, and says how far that is; hidden otherwise."""

    def __init__(self) -> None:
        super().__init__(
            tr("Hide"),
            tr("Hide how many examples are ready"),
            tr("Go on without saying so"),
            tr("Share of the examples that is ready"),
        )
        self.button.clicked.connect(self._leave)
        self.process = QProcess(self)
        self.process.readyReadStandardOutput.connect(self._read)
        self.process.finished.connect(self._leave)
        self._is_wanted = True

    def start(self) -> None:
        """Start the process, unless all is compiled; where none can be started nothing is said."""
        if examples.are_compiled():
            return
        line, environment = own_process.command(examples.ARGUMENT)
        chosen = QProcessEnvironment()
        for name, value in environment.items():
            chosen.insert(name, value)
        self.process.setProcessEnvironment(chosen)
        self.process.setStandardErrorFile(QProcess.nullDevice())
        self.process.start(line[0], line[1:])

    def close_down(self) -> None:
        """End the process."""
        self.process.blockSignals(True)
        if self.process.state() != QProcess.ProcessState.NotRunning:
            self.process.kill()
            self.process.waitForFinished(ENDS)

    def _read(self) -> None:
        while self.process.canReadLine():
            done, total = map(int, bytes(self.process.readLine().data()).split())
            self.bar.setMaximum(total)
            self.bar.setValue(done)
            text = tr(
                "Getting examples and lessons ready: {done} of {total}", done=done, total=total
            )
            self.words.setText(text)
            if self._is_wanted and self.isHidden():
                self.appear(True)

    def _leave(self) -> None:
        self._is_wanted = False
        if not self.isHidden():
            self.appear(False)
