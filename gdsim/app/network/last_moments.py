"""The moments of the run that was asked for last; without Qt."""

from __future__ import annotations

from gdsim.experiment import Experiment
from gdsim.learn.networks.moment import RunMoments


class LastMoments:
    """Keeps the moments of one run, for the one thread that asks for them."""

    def __init__(self) -> None:
        self._kept: tuple[Experiment, RunMoments] | None = None

    def of(self, experiment: Experiment, run: int) -> RunMoments:
        """Those of a run by its number over all dimensions. Errors: SettingError."""
        kept = self._kept
        if kept is None or kept[0] is not experiment or kept[1].run != run:
            kept = self._kept = experiment, RunMoments(experiment, run)
        return kept[1]
