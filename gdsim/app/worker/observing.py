"""What the worker does with sessions besides advancing them: frames with a focus, and forks."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from gdsim.app.worker.focus import Place, Wanted, focused, picked
from gdsim.app.worker.frame import Frame, State, slots_of, thinned


def observed(
    session: Any,
    experiment: Any,
    colours: tuple[int, ...],
    state: State,
    wanted: Wanted,
    best: Place | None,
) -> tuple[Frame, Place | None]:
    """A frame of a session, with the run that is wanted where runs have finals; and the best."""
    snapshot = session.snapshot()
    frame = thinned(session, snapshot, experiment, colours, state)
    if not frame.finals:
        return frame, None
    found = picked(wanted, frame.finals, frame.verdict, best)
    if found is None:
        return frame, best
    place, best_of = found
    at, _ = slots_of(frame.step, experiment.recorded_steps, frame.path_loss[..., 0].size)
    focus = focused(session, snapshot, frame, at, place, best_of)
    return replace(frame, focus=focus), place if wanted.optimizer is None else best


def forked(session: Any, experiment: Any) -> Any:
    """The session gone on with under another experiment; None where that has other runs."""
    changes = {field.name: getattr(experiment, field.name) for field in fields(experiment)}
    changes.pop("epochs", None)
    try:
        return session.fork(**changes)
    except (ValueError, TypeError):
        return None
