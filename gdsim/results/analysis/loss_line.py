"""The loss of a network along the straight line between the weights of two runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError
from gdsim.base.ranges import Range
from gdsim.base.settings import number, whole
from gdsim.results.analysis.trained import Trained, named

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment
    from gdsim.objectives.network import Network

Array = NDArray[np.float64]
DEFAULT_POINTS, BEYOND = 101, 0.25


def loss_line(
    result: xarray.Dataset,
    run: int | None = None,
    other: int | None = None,
    points: int = DEFAULT_POINTS,
    beyond: float = BEYOND,
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """The losses of the weights between two runs at their ends: (1 - share) * run + share * other.

    run, other: numbers over all dimensions; None: the one with the least training loss, and the
    one with the least of all others.
    points: of the line between them. beyond: how far it goes on past each, in parts of its length.

    Variables: loss (share), over all training samples and with penalties; test_loss (share), if
    there are test samples; chord (share), the straight line between the losses of both; barrier,
    the most by which the loss between them is above that, which is 0 where two runs lie in one
    valley; distance, the length of the line.
    Source: Goodfellow et al. 2015, arXiv:1412.6544, section 3; the barrier, Frankle et al. 2020,
    arXiv:1912.05671, section 2.
    Errors: SettingError, one sentence each.
    """
    import xarray

    trained = Trained.of(result, experiment)
    first = trained.run(run)
    second = trained.run(other, "other", but=first)
    if first == second:
        raise SettingError(f"a line needs two different runs, got {first} for both", "other")
    network, opposite = trained.network(first), trained.network(second)
    if network.layers != opposite.layers:
        raise SettingError(
            f"a line needs two runs of the same weights, got networks of {network.layout} and "
            f"{opposite.layout}",
            "other",
        )
    points = whole(points, "points", 2, 10**6, "points")
    past = number(beyond, "beyond", Range(0, 100, True, True), False, "beyond")
    ends = np.stack([trained.params(each) for each in (first, second)])
    shares = shares_of(points, past)
    dtype = trained.subject.experiment.dtype
    losses = along(network, ends, shares, dtype)
    at_ends = along(network, ends, np.array([0.0, 1.0]), dtype)
    chord = at_ends[0] + shares * (at_ends[1] - at_ends[0])
    between = (shares >= 0) & (shares <= 1)
    variables: dict[str, Any] = {
        "loss": ("share", losses, named("loss over all training samples")),
        "chord": ("share", chord, named("straight line between the losses of both runs")),
        "barrier": ((), barrier(losses[between], chord[between]), named("height of the barrier")),
        "distance": ((), float(np.linalg.norm(ends[1] - ends[0])), named("length of the line")),
    }
    if len(network.data.test_inputs):
        tested = along(network, ends, shares, dtype, test=True)
        variables["test_loss"] = "share", tested, named("loss over the test samples")
    words = f"share of the way from run {first} to run {second}"
    return xarray.Dataset(
        variables,
        {"share": ("share", shares, named(words))},
        {**trained.provenance(first), "other": second},
    )


def shares_of(points: int, beyond: float) -> Array:
    """The shares of a line at which losses are computed, (n,): points of it, and as far apart."""
    past = int(beyond * (points - 1))
    shares: Array = np.arange(-past, points + past) / (points - 1)
    return shares


def along(network: Network, ends: Array, shares: Array, dtype: str, test: bool = False) -> Array:
    """(n,): the losses at shares of the line between two vectors of parameters, (2, P)."""
    mixes = np.stack([1 - shares, shares], axis=1)
    return network.losses(mixes @ ends, dtype, test)


def barrier(losses: Array, chord: Array) -> float:
    """The most by which losses between two runs are above the straight line between theirs."""
    above = losses - chord
    if not np.isfinite(above).all():
        return float("inf")
    return max(0.0, float(above.max()))
