"""Playing: the transport bar drives the worker."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gdsim.app.controls.transport import Transport
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.worker.frame import Frame, State
from gdsim.app.worker.worker import Worker

HINT = QT_TR_NOOP("Press Space to have the runs follow their paths")


class Playing(QObject):
    """Plays, pauses, steps, resets and rewinds the runs.

    wanted: whether runs advance, also those after the next edit. held: the step of the scrubber's
    handle while it is held.
    """

    scrubbed = Signal()  # the handle is held at another step
    hinted = Signal(str)  # how runs are made to advance, once for each time that they are at rest

    def __init__(self, bar: Transport, worker: Worker, workbench: Workbench) -> None:
        super().__init__(bar)
        self._bar, self._worker, self._workbench = bar, worker, workbench
        self.wanted = False
        self.held: int | None = None
        self._state = State.EMPTY
        self._goes_on = False  # whether it played when the handle was grabbed
        self._is_hinted = False
        bar.toggled.connect(self.toggle)
        bar.step.connect(self.step)
        bar.back.connect(self.back)
        bar.reset.connect(self.reset)
        bar.scrub.sliderPressed.connect(self._grabbed)
        bar.scrubbed.connect(self._scrubbed)
        bar.rewound.connect(self._rewound)
        bar.rate_changed.connect(self._set_rate)
        self._set_rate(bar.rate)

    def toggle(self) -> None:
        """Pause what plays or will once it is compiled, else play."""
        waits = self._state is State.COMPILING and self.wanted
        (self.pause if waits or self._state is State.PLAYING else self.play)()

    def play(self) -> None:
        """Advance until paused; also after the next edit."""
        self.wanted, self._is_hinted = True, False
        self._tell(State.PLAYING)
        self._worker.play()

    def pause(self) -> None:
        """Stop advancing."""
        self.wanted = False
        self._tell(State.PAUSED)
        self._worker.pause()

    def step(self) -> None:
        """One step."""
        self.go(1)

    def back(self) -> None:
        """One step back."""
        self.go(-1)

    def go(self, steps: int) -> None:
        """One step forward (1) or back (-1)."""
        self.wanted = False
        self._tell(State.PAUSED)
        (self._worker.step if steps > 0 else self._worker.back)()

    def reset(self) -> None:
        """Back to step 0."""
        self._worker.reset()

    def show_frame(self, frame: Frame) -> None:
        """Show where the runs are."""
        self._state = frame.state
        self._bar.show_frame(frame)

    def start_over(self) -> None:
        """The worker has another experiment; go on with it as with the one before."""
        self.held = None
        if self.wanted:
            self._worker.play()

    def hint(self) -> None:
        """Runs have another start: say how they are made to advance, if they are at rest."""
        if not (self.wanted or self._is_hinted):
            self._is_hinted = True
            self.hinted.emit(tr(HINT))

    def _tell(self, state: State) -> None:
        """Take a command as obeyed, of which a frame will tell later, if there are runs."""
        if self._state in (State.PAUSED, State.PLAYING, State.FINISHED):
            self._state = state

    def _grabbed(self) -> None:
        """Note whether runs go on once the handle is released: not if they had finished."""
        self._goes_on = self._state is State.PLAYING

    def _scrubbed(self, step: int) -> None:
        self.held = step
        if not self._workbench.experiment.objective.has_domain:
            self._worker.peek(step)  # parameters are not recorded: the session goes back there
        elif self.wanted:
            self._worker.pause()
        self.scrubbed.emit()

    def _rewound(self, step: int) -> None:
        self.held = None
        self._worker.rewind(step)
        if self._goes_on:
            self._worker.play()

    def _set_rate(self, rate: float) -> None:
        self._worker.rate = rate
