"""The gradients of samples and of mini-batches about the full gradient, at one point of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.evenly import evenly
from gdsim.learn.networks.sample_gradients import SampleGradients
from gdsim.objectives.eigenvectors import largest_eigenvectors
from gdsim.objectives.network import Network
from gdsim.objectives.weights import Vectors

Array = NDArray[np.float64]
SINGLES = 500  # samples whose own gradients are kept, at most; and
NUMBERS = 2_000_000  # of these gradients, together
BATCHES = 64  # batches of an epoch, at most; and
SEEN = 20_000  # samples in these, if one batch has no more
CIRCLE = np.linspace(0, 2 * np.pi, 65)


@dataclass(frozen=True, eq=False)
class GradientCloud:
    """Gradients at one vector of parameters: that of all samples, `full`, (P,), and parts of it.

    samples: the numbers of the samples of `singles`, (s, P), evenly picked among `count`. steps:
    those of `batches`, (b, P), evenly picked among the steps of one epoch. present: the place among
    these of the step that was asked for. size: of a batch, of which the last of an epoch may have
    fewer. replacement: whether batches draw their samples anew.
    """

    full: Array
    count: int
    samples: NDArray[np.int64]
    singles: Array
    steps: NDArray[np.int64]
    batches: Array
    present: int
    size: int
    replacement: bool

    @property
    def spread(self) -> float:
        """The root of the mean squared distance of single samples' gradients from the full one."""
        return float(np.sqrt(((self.singles - self.full) ** 2).sum(axis=1).mean()))

    @property
    def batch_spread(self) -> float:
        """The same of batches, as `spread_of_means` says."""
        return spread_of_means(self.spread, self.size, self.count, self.replacement)

    @property
    def noise_scale(self) -> float:
        """The simple gradient noise scale, in samples: `spread` squared over the full one's square.

        With replacement, a batch of this size has as much noise as signal. Infinite, or NaN, where
        the full gradient is 0.

        Source: McCandlish et al. 2018, arXiv:1812.06162, equation 2.9, with the training samples as
        the distribution.
        """
        with np.errstate(all="ignore"):
            return float(np.float64(self.spread) ** 2 / (self.full @ self.full))

    @property
    def angles(self) -> Array:
        """The angle of each batch's gradient to the full one, in degrees, (b,)."""
        return angles_to(self.full, self.batches)

    def directions(self, like: Array | None = None) -> Array:
        """Orthonormal vectors, (2, P): the full gradient's, and across it that of largest spread.

        like: directions of a moment ago, whose second one points to the same side: a direction of
        spread has two.
        """
        axes = axes_of(self.singles, self.full)
        if like is not None and axes[1] @ like[1] < 0:
            axes[1] *= -1
        return axes

    def ellipse(self, directions: ArrayLike) -> Array:
        """One standard deviation of batches about the full gradient, as (65, 2) places.

        directions: (2, P), orthonormal. It is the shadow of what `batch_spread` is the size of.
        """
        axes = np.asarray(directions, np.float64)
        strayed = (self.singles - self.full) @ axes.T
        values, vectors = np.linalg.eigh(strayed.T @ strayed / len(strayed))
        share = spread_of_means(1.0, self.size, self.count, self.replacement)
        reach = share * np.sqrt(np.maximum(values, 0.0))
        circle = np.stack([np.cos(CIRCLE), np.sin(CIRCLE)], axis=1)
        places: Array = self.full @ axes.T + (circle * reach) @ vectors.T
        return places


def gradient_cloud(
    network: Network, params: ArrayLike, step: int, seed: int, penalties: Mapping[str, float]
) -> GradientCloud:
    """The cloud of gradients at parameters (P,), with the batches of the epoch of a step.

    step: from 0. seed: of the run, which its batches are drawn with. penalties: "l1" and "l2" of
    the run. Of many samples, parameters or batches some are picked evenly, the same each time.
    Errors: SettingError.
    """
    from gdsim.engine.networks import queries

    point = Vectors.of(params, network.size, "params", "params").values[0]
    perceptron = network.perceptron()
    count, per_epoch = perceptron.samples, perceptron.steps_per_epoch
    samples = evenly(count, min(SINGLES, max(NUMBERS // network.size, 2)))
    size = count if perceptron.batch is None else perceptron.batch
    first = step - step % per_epoch
    steps = np.union1d(first + evenly(per_epoch, min(BATCHES, max(SEEN // size, 1))), step)
    seen = [network.batch(int(each), seed) for each in steps]
    known = np.unique(np.concatenate([samples, *seen]))
    gradients = SampleGradients(network, point, known, penalties)
    full = queries.loss_and_gradient(perceptron, point[None], penalties)[1][0]
    return GradientCloud(
        full,
        count,
        samples,
        gradients.of(np.searchsorted(known, samples)),
        steps,
        np.stack([gradients.mean(np.searchsorted(known, each)) for each in seen]),
        int(np.searchsorted(steps, step)),
        size,
        network.replacement,
    )


def angles_to(full: Array, gradients: Array) -> Array:
    """The angle of each gradient, (k, P), to the full one, in degrees, (k,); 90 if one is 0."""
    lengths = np.linalg.norm(gradients, axis=1) * np.linalg.norm(full)
    products = gradients @ full
    cosines = np.divide(products, lengths, np.zeros_like(products), where=lengths > 0)
    degrees: Array = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
    return degrees


def axes_of(gradients: Array, full: Array) -> Array:
    """Unit vectors, (2, P): along the full gradient, and across it where gradients spread most.

    gradients: (k, P). One that does not exist is 0.
    """
    length = float(np.linalg.norm(full))
    along = full / length if length > 0 else np.zeros_like(full)
    rest = gradients - np.outer(gradients @ along, along)
    rest = rest - rest.mean(axis=0)
    widest = largest_eigenvectors(lambda rows: (rows @ rest.T) @ rest, len(full), 1)[1][0]
    across = widest - (widest @ along) * along
    size = float(np.linalg.norm(across))
    is_there = size > 1e-9 and bool(rest.any())
    return np.stack([along, across / size if is_there else np.zeros_like(full)])


def spread_of_means(single: float, size: int, count: int, replacement: bool = False) -> float:
    """The spread of means of `size` of `count` samples, each of which has the spread `single`."""
    if replacement:
        return single / float(np.sqrt(size))
    if count == 1:
        return 0.0
    return single * float(np.sqrt((count - size) / (size * (count - 1))))
