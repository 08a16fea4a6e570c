"""What the gradients of batches are drawn from, computed in the background; without Qt."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from gdsim.app.network.last_moments import LastMoments
from gdsim.experiment import Experiment
from gdsim.learn.networks.gradient_cloud import GradientCloud, gradient_cloud


@dataclass(frozen=True, eq=False)
class Job:
    """Gradients to compute: of a run by its number over all dimensions, at parameters (P,).

    step: that comes next. pair: the two weights that are drawn; None: the gradient and the spread
    across it, whose direction stays on the side of that in `last`.
    """

    experiment: Experiment
    run: int
    params: np.ndarray
    step: int
    pair: tuple[int, int] | None
    last: Picture | None


@dataclass(frozen=True, eq=False)
class Picture:
    """Gradients as places in two directions, (2, P): the full one (2,), and (n, 2) of the others.

    ellipse: one standard deviation of batches. seconds: of processor time that it took.
    """

    job: Job
    cloud: GradientCloud
    directions: np.ndarray
    full: np.ndarray
    singles: np.ndarray
    batches: np.ndarray
    ellipse: np.ndarray
    seconds: float

    @property
    def is_noisy(self) -> bool:
        """Whether steps see less than all samples."""
        return self.cloud.size < self.cloud.count or self.cloud.replacement


class Pictures:
    """Makes pictures; it keeps what is known of the last run."""

    def __init__(self) -> None:
        self._moments = LastMoments()

    def of(self, job: Job) -> Picture:
        """The picture of a job."""
        begun = time.thread_time()
        moments = self._moments.of(job.experiment, job.run)
        with np.errstate(all="ignore"):
            cloud = gradient_cloud(
                moments.network, job.params, job.step, moments.seed, moments.penalties
            )
            last = job.last
            is_like = last is not None and last.directions.shape[1] == len(cloud.full)
            if job.pair is not None:
                directions = np.eye(len(cloud.full))[list(job.pair)]
            else:
                directions = cloud.directions(last.directions if last and is_like else None)
            full, singles, batches = (
                each @ directions.T for each in (cloud.full, cloud.singles, cloud.batches)
            )
            ellipse = cloud.ellipse(directions)
        seconds = time.thread_time() - begun
        return Picture(job, cloud, directions, full, singles, batches, ellipse, seconds)
