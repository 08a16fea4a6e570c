"""What computes the window's runs: the processor, or an NVIDIA GPU. Their bits are the same.

There is one choice for the whole window. A GPU that fails is used again once one is chosen anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gdsim.base.errors import CudaError
from gdsim.engine.backends import AUTO as AUTO
from gdsim.engine.backends import are_few_networks, backend
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.programs import outlines
from gdsim.experiment.session import Session

if TYPE_CHECKING:
    from gdsim.app.worker.background import IsWanted
    from gdsim.engine.outcome import Outcome
    from gdsim.engine.program import Program

PROCESSOR, GPU = "cpu", "cuda"

Failed = Callable[[str], None]


@dataclass
class _Choice:
    name: str = PROCESSOR
    failed: Failed = field(default=lambda sentence: None)
    is_given_up: bool = False


_choice = _Choice()
_lock = threading.Lock()


def choose(name: str, failed: Failed = lambda sentence: None) -> None:
    """Compute with the processor ("cpu"), a GPU ("cuda"), or what suits the work ("auto").

    failed: called with a sentence, in any thread, once the GPU cannot be used.
    """
    global _choice
    _choice = _Choice(name, failed)


def card() -> str | None:
    """The GPU by its name; None, and it is given up, if there is none that can be used."""
    from gdsim.engine.backends.cuda.device import open_device

    try:
        return open_device().name
    except CudaError as error:
        give_up(error)
        return None


def give_up(error: CudaError) -> None:
    """Go on with the processor; of several threads that fail the first says so."""
    with _lock:
        choice, is_first = _choice, not _choice.is_given_up
        choice.is_given_up = True
    if is_first:
        choice.failed(_unusable() or str(error))


def _unusable() -> str | None:
    from gdsim.engine.backends.cuda.device import unusable

    return unusable()


def suiting(programs: Sequence[Program]) -> str:
    """The backend of programs, of which outlines suffice: "cpu" or "cuda"."""
    choice = _choice
    if choice.is_given_up or choice.name == PROCESSOR or are_few_networks(programs):
        return PROCESSOR
    try:
        return str(backend(choice.name, programs).__name__.rpartition(".")[2])
    except CudaError as error:
        give_up(error)
    return PROCESSOR


def run_all(programs: Sequence[Program], is_wanted: IsWanted) -> Outcome:
    """Run programs of equally many runs; those that have not run are not `done`."""
    name = suiting(programs)
    while True:
        try:
            outcome: Outcome = backend(name).run_all(programs, cancelled=lambda: not is_wanted())
            return outcome
        except CudaError as error:
            give_up(error)
            name = PROCESSOR


def session(experiment: Experiment, soon: bool = False) -> Session:
    """A session of an experiment; `soon` as of `Session`."""
    name = suiting(outlines(experiment))
    if name == GPU:
        try:
            return Session(experiment, backend=GPU)
        except CudaError as error:
            give_up(error)
    return Session(experiment, soon=soon)
