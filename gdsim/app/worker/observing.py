"""What the worker does with sessions besides advancing them: scenes with a focus, and forks."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np

from gdsim.app.worker.focus import Focus, Place, Wanted, picked
from gdsim.app.worker.scene import Scene, cloud, own_params, slots_of, thinned
from gdsim.app.worker.seeds import over_seeds
from gdsim.app.worker.ways import ways_of
from gdsim.engine.verdict import Verdict
from gdsim.experiment import Experiment

if TYPE_CHECKING:
    from gdsim.experiment.session import Session, Snapshot


def observed(
    session: Session,
    colours: tuple[int, ...],
    wanted: Wanted,
    best: Place | None,
    numbers: np.ndarray | None = None,
    before: np.ndarray | None = None,
) -> tuple[Scene, Place | None]:
    """The scene of a session, focused on the wanted run if runs have finals; and the best run.

    numbers: those of the runs that it is of, which have no finals; None: all. before: (o, r, n) the
    parameters before the last step, where they are wanted.
    """
    snapshot = session.snapshot(numbers)
    scene = thinned(session, snapshot, colours, numbers)
    if not scene.finals:
        return scene, None
    choice = picked(wanted, scene.finals, scene.verdict, best)
    if choice is None:
        return scene, best
    place, best_of = choice
    focus = focused(session, snapshot, scene, place, best_of)
    scene = replace(scene, ways=ways_of(session, snapshot, place[1]))
    if before is not None:
        last = before[place].astype(float)
        focus = replace(focus, before=own_params(scene.experiment, focus.objective, last))
    return replace(scene, focus=focus), place if wanted.optimizer is None else best


def moved(session: Session, scene: Scene) -> Scene:
    """The scene of many runs that play, a little later: where they are is as it is now.

    Their curves and numbers, of which a scene takes longer to make, stay.
    """
    return replace(
        scene,
        step=session.step,
        heads=session.params_of(scene.drawn).astype(float),
        cloud=cloud(session, is_whole=False),
    )


def focused(
    session: Session, snapshot: Snapshot, scene: Scene, place: Place, best_of: int
) -> Focus:
    """The run at a place, at a snapshot of the session and over the slots of its scene."""
    optimizer, run = place
    params = snapshot.params
    of_optimizer = params.reshape(params.shape[0], -1, params.shape[-1])[optimizer]
    params, experiment = of_optimizer[run].astype(float), scene.experiment
    alike = over_seeds(experiment, run)
    seeds = of_optimizer[alike if len(alike) > 1 else []].astype(float)
    own = experiment.variant(experiment.structural_places(run % experiment.layout.runs))
    steps, drawn = scene.experiment.recorded_steps, scene.path_loss[..., 0].size
    slots, _ = slots_of(scene.step, steps, drawn)
    names = [each for each in experiment.record if each != "params"]
    traces = session.traces(np.array([run]), slots, names)
    now = {**scene.finals, "loss": scene.loss}
    curves = {}
    for name, trace in traces.items():
        if name in now:
            curve = trace[optimizer, 0].astype(float)
            if len(scene.slots) > len(curve):
                alive = scene.steps_taken[place] >= scene.step
                curve = np.append(curve, now[name][place] if alive else np.nan)
            curves[name] = curve
    return Focus(
        optimizer=optimizer,
        run=run,
        step=scene.step,
        objective=own,
        params=own_params(experiment, own, params),
        numbers={name: float(values[place]) for name, values in now.items()},
        curves=curves,
        verdict=Verdict(int(scene.verdict[place])),
        steps_taken=int(scene.steps_taken[place]),
        best_of=best_of,
        seeds=own_params(experiment, own, seeds),
    )


def forked(session: Session, experiment: Experiment) -> Session | None:
    """The session resumed under another experiment; None if that has other runs."""
    changes = {field.name: getattr(experiment, field.name) for field in fields(experiment)}
    changes.pop("epochs", None)
    try:
        return session.fork(**changes)
    except (ValueError, TypeError):
        return None
