"""The published maps of trainability: the shipped files against a second version of their notebook.

Source: Sohl-Dickstein 2024, arXiv:2402.06184, and its notebook: `net`, `loss`, `train_step`,
`convergence_measure`, here for all pixels at once. Weights, data and batches are gdsim's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

import gdsim as gd
from gdsim.base import assets
from gdsim.engine.networks import batches
from gdsim.objectives.network import Network
from gdsim.results import plots
from gdsim.results.plots.trainability import colours

STEPS, PIXELS = 60, 6
Array = np.ndarray


@dataclass(frozen=True)
class Condition:
    """What a file's title says, for the notebook."""

    samples: int = 272
    activation: Callable[[Array], Array] = lambda z: np.tanh(z * np.sqrt(2))
    slope: Callable[[Array], Array] = lambda a: np.sqrt(2) * (1 - a) * (1 + a)  # of activation a
    batch: int | None = None
    drifts: bool = False


CONDITIONS = {
    "trainability": Condition(),
    "trainability_relu": Condition(
        activation=lambda z: np.maximum(z, 0) * np.sqrt(2), slope=lambda a: np.sqrt(2) * (a > 0)
    ),
    "trainability_identity": Condition(16, activation=lambda z: z, slope=np.ones_like),
    "trainability_mini_batches": Condition(batch=16),
    "trainability_one_sample": Condition(1),
    "trainability_drift": Condition(drifts=True),
}
every_condition = pytest.mark.parametrize("name", CONDITIONS)


@cache
def small(name: str, pixels: int = PIXELS, window: tuple[float, float] = (1e-3, 1e6)):
    """A shipped experiment on a coarse grid, and what came of it."""
    experiment = gd.Experiment.load(assets.path(f"experiments/{name}.toml"))
    axis = gd.logspace(*window, pixels)
    assert set(experiment.axes) in ({"lr_1", "lr_2"}, {"drift_1", "lr"})
    names = experiment.axes.keys() & {"lr_1", "lr_2", "drift_1"}
    objective = experiment.objective.replace(**dict.fromkeys(sorted(names), axis))
    coarse = experiment.replace(objective=objective, steps=STEPS, record="train_loss")
    coarse = coarse.replace(lr=axis) if "lr" in experiment.axes else coarse
    assert coarse.shape == (1, pixels, pixels)
    return coarse, coarse.run()


def published(
    condition: Condition, network: Network, rates: Array, nudge: int | None = None
) -> tuple[Array, Array]:
    """Losses (steps, runs) and measures (runs,) of the notebook, for pixels in gdsim's order.

    nudge: seed of errors in the last bit of activations, as another tanh would make; None: none.
    """
    x, y = network.data.inputs, network.data.targets
    assert x.shape == (condition.samples, 16) and y.shape == (condition.samples, 1)
    one, two = (rate.ravel()[:, None, None] for rate in np.meshgrid(rates, rates, indexing="ij"))
    first, second = (matrix.T for matrix, _ in network.weights(network.initial()))
    w0 = np.repeat(first[None], len(one), axis=0)
    w1 = np.repeat(second[None], len(one), axis=0)
    nudged = np.random.default_rng(nudge).random((len(x), 16)) < (0 if nudge is None else 0.5)
    losses = []
    with np.errstate(all="ignore"):
        for step in range(STEPS):
            w0 = w0 + one if condition.drifts else w0
            a = condition.activation(x @ w0 / np.sqrt(16))
            losses.append(((net(a, w1) - y) ** 2).mean(axis=(1, 2)))
            chosen = batches.order(len(x), condition.batch, True, 0, step)
            a = np.where(nudged & (np.abs(a) < 1), np.nextafter(a, 0), a)[:, chosen]
            error = 2 * (net(a, w1) - y[chosen]) / len(chosen)
            back = error @ w1.transpose(0, 2, 1) / 16 * condition.slope(a)
            w0 = w0 - (two if condition.drifts else one) * (x[chosen].T @ back / np.sqrt(16))
            w1 = w1 - two * (a.transpose(0, 2, 1) @ error / 16)
    return np.array(losses), np.array([convergence_measure(row) for row in np.transpose(losses)])


def net(a: Array, w1: Array) -> Array:
    z = a @ w1 / np.sqrt(16)
    return z / np.sqrt(16)


def convergence_measure(losses: Array) -> float:
    values = np.array([each if np.isfinite(each) else 1e6 for each in losses])
    values = np.minimum(values / values[0], 1e6)
    return -np.sum(values) if np.mean(values[-20:]) < 1 else np.sum(1 / values)


def is_smooth(losses: Array, nudged: list[Array]) -> Array:
    """Runs in which errors in the last bit are still not seen after all steps."""
    with np.errstate(invalid="ignore"):
        apart = np.abs(np.array(nudged) - losses) <= 1e-10 * losses
    return (apart | ~np.isfinite(losses)).all(axis=(0, 1))


@every_condition
def test_files_do_what_the_notebook_does(name: str) -> None:
    experiment, result = small(name)
    rates = next(iter(experiment.axes.values()))
    losses, expected = published(CONDITIONS[name], experiment.objective, rates)
    nudged = [published(CONDITIONS[name], experiment.objective, rates, n)[0] for n in (4, 5, 6)]
    smooth = is_smooth(losses, nudged)
    assert smooth.sum() >= PIXELS**2 / 2
    found = result["trace_train_loss"].values.reshape(PIXELS**2, -1)[smooth, :STEPS].T
    reference = np.where(np.isfinite(losses[:, smooth]), losses[:, smooth], np.nan)
    found = np.where(np.isfinite(found), found, np.nan)
    np.testing.assert_allclose(found, reference, rtol=1e-9, atol=0)
    measured = result["trainability"].values.ravel()
    np.testing.assert_allclose(measured[smooth], expected[smooth], rtol=1e-9, atol=0)
    inner = is_inner(expected.reshape(PIXELS, PIXELS)).ravel()
    np.testing.assert_array_equal(np.sign(measured[inner]), np.sign(expected[inner]))
    assert (expected[smooth] < 0).any() and (expected[smooth] > 0).any()


def is_inner(values: Array) -> Array:
    """Pixels whose neighbours are all on their side of the boundary."""
    around = np.pad(values < 0, 1, mode="edge")
    shifts = [np.roll(around, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return np.all(np.array(shifts) == around, axis=0)[1:-1, 1:-1]


# Of the measures of all pixels on the coarse grid: last bits count, as chaos makes them large.
DIGESTS = {
    "trainability": "4dc7474c1b51cd90",
    "trainability_relu": "c98daffcdb441186",
    "trainability_identity": "4836a9a699f3992f",
    "trainability_mini_batches": "133b8b11c4b89491",
    "trainability_one_sample": "fde4df816d6473ea",
    "trainability_drift": "e9152a27f51f8785",
}


@every_condition
def test_maps_have_the_same_bits_on_every_machine(name: str) -> None:
    values = small(name)[1]["trainability"].values
    assert values.dtype == np.float64
    assert hashlib.sha256(values.astype("<f8").tobytes()).hexdigest()[:16] == DIGESTS[name]


def test_a_pixel_is_the_same_in_any_window_and_resolution() -> None:
    experiment, result = small("trainability_mini_batches")
    one, two = (experiment.axes[name][places] for name, places in (("lr_1", [5, 2]), ("lr_2", [3])))
    objective = experiment.objective.replace(lr_1=one, lr_2=two)
    window = experiment.replace(objective=objective, record=()).run()["trainability"].values
    whole = result["trainability"].values
    assert window.tobytes() == whole[:, [5, 2], 3:4].tobytes()


def test_pictures_name_the_rates_and_have_the_first_layer_across() -> None:
    experiment, result = small("trainability")
    panel = plots.figure(result, experiment).axes[0]
    labels = [f"learning rate of layer {layer}" for layer in (1, 2)]
    assert [panel.get_xlabel(), panel.get_ylabel()] == labels
    shades = colours(result["trainability"].values[0])
    np.testing.assert_array_equal(panel.images[0].get_array(), shades.T)
    ticks = [f"$10^{{{power}}}$" for power in (-3, -1, 1, 3, 5)]
    assert [each.get_text() for each in panel.get_xticklabels()] == ticks
    others = experiment.replace(lr=0.5)
    panel = plots.figure(result, others).axes[0]
    words = panel.get_xlabel().replace("\n", " ")  # it may be broken into lines
    assert words == "factor on the learning rate of layer 1"
    panel = plots.figure(small("trainability_drift")[1]).axes[0]
    drift = "drift of the weights of layer 1"
    assert [panel.get_xlabel(), panel.get_ylabel()] == [drift, "learning rate"]


@pytest.mark.parametrize(
    ("window", "places", "names"),
    [
        ((2.0, 60.0), [2, 5, 10, 20, 50], ["2", "5", "10", "20", "50"]),
        ((12.5, 30.0), [12.5, 30], ["12.5", "30"]),
        ((1.23456789012, 1.23456789013), None, ["1.23456789012", "1.23456789013"]),
    ],
)
def test_zooms_name_rates_that_can_be_told_apart(window, places, names) -> None:
    experiment, result = small("trainability_one_sample", 5, window)
    panel = plots.figure(result, experiment).axes[0]
    for axis in (panel.xaxis, panel.yaxis):
        assert [each.get_text() for each in axis.get_ticklabels()] == names
        np.testing.assert_allclose(10 ** axis.get_ticklocs(), places or window, rtol=1e-14)
