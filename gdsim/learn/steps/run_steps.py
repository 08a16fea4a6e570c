"""The updates of one run of an experiment, explained one at a time."""

from __future__ import annotations

from collections.abc import Callable

from gdsim.base.settings import whole
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.one_run import one_run
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.steps.optimizer_step import explained, shown
from gdsim.learn.steps.replay import Replay

AT_ONCE = 100  # updates between two looks at whether the step is still wanted


class RunSteps:
    """Explains any update of one run, term by term, in float64.

    experiment, run: the run by its number over all dimensions, the last dimension fastest. Steps
    are cheap in order: the run is repeated from its start only to go back.
    Errors: SettingError for noise, clipping and other modifiers, which are not explained.
    """

    def __init__(self, experiment: Experiment, run: int = 0) -> None:
        run = whole(run, "run", 0, experiment.runs - 1)
        place = experiment.place_of(run)
        alone = one_run(experiment, place.optimizer, place.run, place.schedule)
        self.experiment = alone.replace(dtype="float64", tolerance=0.0, target=None)
        self._replay = Replay(self.experiment)
        self._last: tuple[int, Explanation] | None = None

    def explained(
        self, step: int, is_wanted: Callable[[], bool] = lambda: True
    ) -> Explanation | None:
        """Update number `step`, from 0; see `gdsim.learn.optimizer_step`.

        None once `is_wanted()` is False: going to a late step takes a while.
        Errors: SettingError for a step that the run does not make.
        """
        step = whole(step, "step", 0, self.experiment.steps - 1)
        if self._last is not None and self._last[0] == step:
            return self._last[1]
        if self._replay.updates > step:
            self._replay = Replay(self.experiment)
        while self._replay.updates < step:
            if not is_wanted():
                return None
            self._replay.take(min(AT_ONCE, step - self._replay.updates))
        choice = self.experiment.optimizers[0]
        update = self._replay.follow(shown(self._replay))
        self._last = step, explained(choice, self._replay, update)
        return self._last[1]
