"""What the worker publishes: its state, a message for the user, and the newest scene."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gdsim.app.worker.scene import Scene
from gdsim.experiment import Experiment


class State(Enum):
    """What the worker is doing."""

    EMPTY = "empty"
    COMPILING = "compiling"
    PAUSED = "paused"
    PLAYING = "playing"
    FINISHED = "finished"
    FAILED = "failed"


@dataclass(frozen=True)
class Frame:
    """One message of the worker to the window.

    experiment: the one that the worker has. scene: what can be drawn; None before the first session
    is open, and the last scene of the session before while another one is being compiled. pace: the
    run-steps per second while playing, 0 until they are measured.
    """

    experiment: Experiment
    state: State
    message: str = ""
    scene: Scene | None = None
    pace: float = 0.0

    @property
    def step(self) -> int:
        """The step of the scene; 0 without one."""
        return 0 if self.scene is None else self.scene.step
