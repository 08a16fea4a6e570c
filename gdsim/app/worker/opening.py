"""Opens sessions; where many modules have to be compiled first, helper processes do that.

Compiling holds Python's lock for up to 0.2 s at a time, which would make the window stutter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdsim.experiment.experiment import Experiment
from gdsim.experiment.programs import outlines
from gdsim.experiment.session import Session

if TYPE_CHECKING:
    from gdsim.engine.warming import Progress


def open_session(experiment: Experiment, progress: Progress) -> Session:
    """A session of the experiment; `progress(done, total)` may raise to give it up."""
    from gdsim.engine.warming import warm

    warm(outlines(experiment), progress)
    return Session(experiment)
