"""The outputs of a network over its inputs, as a picture or as curves; without Qt."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from gdsim.app.look.figures import figures
from gdsim.app.translation import tr
from gdsim.base.evenly import evenly
from gdsim.objectives import Network
from gdsim.objectives.datasets import Data
from gdsim.results.geometry.contours import contours
from gdsim.results.geometry.sample_plane import Box as Box
from gdsim.results.geometry.sample_plane import box_of as box_of
from gdsim.results.geometry.sample_plane import ends_of as ends_of
from gdsim.results.geometry.sample_plane import shares_of as shares_of

SIDE = 80  # values along each side of the surface
FINER = 4  # times as many values are drawn, interpolated
QUANTILES = (0.1, 0.9)  # between which a band over seeds is
CURVE = 400  # values along the curve of a network of one input
MOST_POINTS = 1500  # samples of each part that are drawn


@dataclass(frozen=True)
class Surface:
    """A network's outputs over a box of its two raw inputs, row 0 at the bottom.

    `outputs` (rows, columns, k): the shares of k classes; without classes values, and k is 1.
    `mean` (rows, columns, k): the mean of such shares over several runs; or None.
    `border` (n, 2): the lines on which two classes have the same share, with NaN rows between them.
    """

    box: Box
    outputs: np.ndarray
    border: np.ndarray
    mean: np.ndarray | None = None


@dataclass(frozen=True)
class Fit:
    """A network of one input: places (n,) and its outputs there, (n, curves).

    band: (2, n, curves) between which most of several runs have them; or None.
    """

    x: np.ndarray
    y: np.ndarray
    band: np.ndarray | None = None


@dataclass(frozen=True)
class Samples:
    """The samples of a part of the data that are drawn: (n, inputs), and (n,) classes or values."""

    points: np.ndarray
    marks: np.ndarray


@dataclass(frozen=True)
class Answers:
    """What a network puts out for its samples, (n, inputs), those of the training first.

    targets: (n,) classes, or (n, k) values. outputs: the shares of the classes, or values.
    """

    points: np.ndarray
    targets: np.ndarray
    outputs: np.ndarray

    @property
    def are_wrong(self) -> np.ndarray:
        """(n,): which samples are put into a wrong class; none without classes."""
        if self.targets.ndim > 1:
            return np.zeros(len(self.targets), bool)
        wrong: np.ndarray = self.outputs.argmax(axis=1) != self.targets
        return wrong

    def words(self, sample: int, data: Data) -> str:
        """The target and the answer of one sample."""
        if not np.isfinite(self.outputs[sample]).all():
            return tr("output undefined")
        if not data.classes:
            target, output = (figures(float(each[sample].flat[0]), 3)
                              for each in (self.targets, self.outputs))  # fmt: skip
            return tr("target {target}   output {output}", target=target, output=output)
        best = int(self.outputs[sample].argmax())
        name, share = data.classes[int(self.targets[sample])], self.outputs[sample, best]
        if self.are_wrong[sample]:
            name = tr("{name}, taken for {other}", name=name, other=data.classes[best])
        return f"{name} ({share:.0%})"


def surface(
    network: Network, params: np.ndarray, box: Box, dtype: str, side: int = SIDE
) -> Surface:
    """The outputs of a network of two raw inputs over a box."""
    xs, ys, points = _grid(box, side)
    with np.errstate(all="ignore"):
        outputs = np.asarray(network.outputs(params, points, dtype=dtype), float)
        if not network.data.classes:
            values = finer(outputs[:, :1].reshape(side, side, 1))
            return Surface(box, values, np.empty((0, 2)))
        shares = shares_of(network, outputs).reshape(side, side, -1)
        return Surface(box, finer(shares), _border(xs, ys, shares))


def mean_shares(network: Network, params: np.ndarray, box: Box, dtype: str) -> np.ndarray:
    """(rows, columns, classes): the mean over runs, (k, P), of their shares of the classes."""
    *_, points = _grid(box, SIDE)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where no run has an output
        outputs = np.asarray(network.outputs(params, points, dtype=dtype), float)
        shares = np.stack([shares_of(network, each) for each in outputs])
        return finer(np.nanmean(shares, axis=0).reshape(SIDE, SIDE, -1))


def band(network: Network, params: np.ndarray, ends: tuple[float, float], dtype: str) -> np.ndarray:
    """(2, n, curves): between these are the outputs of most runs (k, P) over an interval."""
    curves = np.stack([fit(network, each, ends, dtype).y for each in params])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where no run has an output
        return np.asarray(np.nanquantile(curves, QUANTILES, axis=0))


def _grid(box: Box, side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The coordinates along both sides of a box, (side,), and all their points, (side**2, 2)."""
    left, right, bottom, top = box
    xs, ys = np.linspace(left, right, side), np.linspace(bottom, top, side)
    return xs, ys, np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def finer(values: np.ndarray) -> np.ndarray:
    """Values on a grid (rows, columns, k) with `FINER` times as many of them, interpolated."""
    for _ in range(2):  # along the rows, turn, along the other side, turn back
        last = len(values) - 1
        places = np.linspace(0, last, last * FINER + 1)
        low = np.minimum(places.astype(int), max(last - 1, 0))
        share = (places - low)[:, None, None]
        values = values[low] * (1 - share) + values[np.minimum(low + 1, last)] * share
        values = values.swapaxes(0, 1)
    return values


def fit(network: Network, params: np.ndarray, ends: tuple[float, float], dtype: str) -> Fit:
    """The outputs of a network of one raw input over an interval; for two classes one share."""
    xs = np.linspace(*ends, CURVE)
    with np.errstate(all="ignore"):
        ys = np.asarray(network.outputs(params, xs[:, None], dtype=dtype), float)
        if network.data.classes:
            shares = shares_of(network, ys)
            ys = shares[:, 1:] if shares.shape[1] == 2 else shares
    return Fit(xs, np.where(np.isfinite(ys), ys, np.nan))


def blended(shares: np.ndarray, colours: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """(…, 4) bytes: class colours (classes, 3) mixed by shares (…, classes), pale where unsure.

    The picture is transparent where an output is not finite.
    """
    count = shares.shape[-1]
    finite = np.isfinite(shares).all(axis=-1)
    filled = np.where(finite[..., None], shares, 1 / count)
    mixed = filled @ colours[:count]
    sure = np.clip((filled.max(axis=-1, keepdims=True) - 1 / count) / (1 - 1 / count), 0, 1)
    strength = 0.08 + 0.47 * sure
    picture = np.empty((*finite.shape, 4), np.uint8)
    picture[..., :3] = strength * (mixed - ground) + ground + 0.5
    picture[..., 3] = np.where(finite, 255, 0)
    return picture


def coloured(values: np.ndarray, ends: tuple[float, float], table: np.ndarray) -> np.ndarray:
    """(…, 4) bytes: values looked up in 256 colours, cut at the ends; NaN is transparent."""
    picture: np.ndarray = table[places_between(values, ends, len(table))]
    picture[~np.isfinite(values), 3] = 0
    return picture


def places_between(values: np.ndarray, ends: tuple[float, float], count: int) -> np.ndarray:
    """The places of values among so many from the low to the high end; NaN has the first."""
    low, high = ends
    places = (np.where(np.isfinite(values), values, low) - low) * ((count - 1) / (high - low))
    whole: np.ndarray = np.clip(places, 0, count - 1).astype(np.intp)
    return whole


def samples(data: Data, test: bool) -> Samples:
    """Evenly picked samples of the training or the test data."""
    points = data.raw_test_inputs if test else data.raw_inputs
    marks = data.test_targets if test else data.targets
    chosen = evenly(len(points), MOST_POINTS)
    return Samples(points[chosen], marks[chosen])


def answers(network: Network, params: np.ndarray, dtype: str) -> Answers:
    """The answers of a network to its samples."""
    parts = [samples(network.data, test) for test in (False, True)]
    points = np.concatenate([part.points for part in parts])
    targets = np.concatenate([part.marks for part in parts])
    with np.errstate(all="ignore"):
        outputs = np.asarray(network.outputs(params, points, dtype=dtype), float)
        shares = shares_of(network, outputs) if network.data.classes else outputs
    return Answers(points, targets, shares)


def _border(xs: np.ndarray, ys: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The lines on which the class with the largest share changes, with NaN gaps."""
    parts = [np.empty((0, 2))]
    count = shares.shape[-1]
    for index in range(1 if count == 2 else 0, count):
        others = np.delete(shares, index, axis=-1).max(axis=-1)
        parts.append(contours(xs, ys, shares[..., index] - others, 0.0))
    return np.concatenate(parts)
