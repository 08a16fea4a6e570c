"""One of an experiment's runs, as an experiment of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gdsim.base.axes import Axis
from gdsim.experiment.settled import with_settings
from gdsim.objectives.weights import Vectors

if TYPE_CHECKING:
    from gdsim.experiment.experiment import Experiment


def one_run(
    experiment: Experiment, optimizer: int = 0, run: int = 0, schedule: int = 0
) -> Experiment:
    """The experiment that has one optimizer, one schedule and one run of them: of number `run`.

    It gives the bits of that run, except with noise: noise is drawn by a run's number, and the run
    of the new experiment is its first. Nothing but finals is recorded.
    Errors: IndexError for a number that the experiment does not have.
    """
    layout = experiment.layout
    if not 0 <= run < layout.runs:
        raise IndexError(f"there are {layout.runs} runs of each optimizer, got run {run}")
    place = layout.place(run)

    def value(owner: str, name: str, given: Any) -> Any:
        if not isinstance(given, Axis):
            return given
        number = float(given.section(place[layout.names[owner, name]])[0])
        return int(number) if given.is_whole else number

    chosen = experiment.replace(
        optimizers=[experiment.optimizers[optimizer]],
        schedule=None if experiment.schedule is None else experiment.schedules[schedule],
        record=(),
        every=1,
        measures=(),
    )
    changes: dict[str, Any] = {}
    starts = experiment.starts
    if isinstance(starts, Vectors):
        if not starts.single:
            changes["start"] = starts.values[place["start"].start]
    elif starts is not None:
        coordinates = experiment.objective.start_coordinates(starts, place)
        changes["start"] = tuple(float(each.values[0]) for each in coordinates.values())
    return with_settings(chosen, value).replace(**changes)
