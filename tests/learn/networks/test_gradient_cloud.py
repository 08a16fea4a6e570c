"""Gradients of samples and batches at one point are NumPy's; their noise is as it is defined."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.learn.networks import gradient_cloud as clouds
from gdsim.learn.networks.gradient_cloud import gradient_cloud
from gdsim.learn.networks.moment import RunMoments
from gdsim.learn.networks.sample_gradients import BLOCK, SampleGradients
from tests.reference.naive_network import NaiveNetwork

RNG = np.random.default_rng(3)
COUNT = 41  # more than one block, and not a multiple
POINTS = RNG.normal(size=(COUNT, 3))
VALUES = gd.datasets.from_arrays(POINTS, RNG.normal(size=(COUNT, 2)))
CLASSES = gd.datasets.from_arrays(POINTS, RNG.integers(0, 3, COUNT).tolist(), ["p", "q", "r"])
PENALTIES = {"l1": 0.003, "l2": 0.07}
FITS = gd.Network(
    [3, 4, 5, 2], ["tanh", "softplus"], loss={"name": "huber", "delta": 0.4}, data=VALUES,
    init="ntk", batch_size=6,
)  # fmt: skip
SORTS = gd.Network(
    [3, 4, 3], "sigmoid", loss="cross_entropy", data=CLASSES, bias=False, batch_size=9,
    replacement=True,
)  # fmt: skip


def naive(network, samples, params):
    """The gradients of single samples, by NumPy."""
    own = network.perceptron()
    settings = tuple(own.loss_settings.values())
    hidden = tuple((getattr(each, "name", each),) for each in network.hidden)
    twin = NaiveNetwork(
        own.sizes, hidden, own.loss, own.output, settings, own.multipliers, own.bias, **PENALTIES
    )
    return np.array(
        [twin.gradient(params, own.inputs[[i]], own.targets[[i]]) for i in samples]
    ).real


@pytest.mark.parametrize("network", [FITS, SORTS])
def test_the_gradient_of_each_sample_is_numpys(network):
    params = RNG.normal(0, 0.8, network.size)
    picked = RNG.permutation(COUNT)[:37]
    found = SampleGradients(network, params, picked, PENALTIES)
    expected = naive(network, picked, params)
    assert len(picked) > BLOCK
    np.testing.assert_allclose(found.of(np.arange(37)), expected, rtol=1e-10, atol=1e-13)
    rows = [30, 2, 2, 36]
    np.testing.assert_allclose(found.mean(rows), expected[rows].mean(axis=0), rtol=1e-10)


@pytest.mark.parametrize("network", [FITS, SORTS])
def test_a_cloud_has_the_batches_of_the_epoch_and_their_noise(network):
    params, step, seed = RNG.normal(0, 0.8, network.size), 17, 5
    cloud = gradient_cloud(network, params, step, seed, PENALTIES)
    singles = naive(network, range(COUNT), params)
    full = singles.mean(axis=0)
    np.testing.assert_allclose(cloud.full, full, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(cloud.singles, singles, rtol=1e-9, atol=1e-12)
    per_epoch = -(-COUNT // network.batch_size)
    first = step // per_epoch * per_epoch
    assert cloud.steps.tolist() == list(range(first, first + per_epoch))
    assert cloud.steps[cloud.present] == step
    batches = [singles[network.batch(int(each), seed)].mean(axis=0) for each in cloud.steps]
    np.testing.assert_allclose(cloud.batches, batches, rtol=1e-9, atol=1e-12)
    if not network.replacement:
        sizes = [6] * 6 + [5]
        assert np.allclose(sizes @ cloud.batches / COUNT, full)  # an epoch sees all

    # Noise against signal: the trace of the covariance of samples over the gradient's square.
    covariance = np.cov(singles.T, bias=True)
    assert cloud.noise_scale == pytest.approx(np.trace(covariance) / (full @ full), rel=1e-9)
    cosines = batches @ full / np.linalg.norm(batches, axis=1) / np.linalg.norm(full)
    np.testing.assert_allclose(np.cos(np.radians(cloud.angles)), cosines, atol=1e-9)

    # The plane: along the gradient, and across it where samples spread most.
    along, across = axes = cloud.directions()
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(along, full / np.linalg.norm(full), rtol=1e-9)
    rest = np.eye(len(full)) - np.outer(along, along)
    largest = np.linalg.eigvalsh(rest @ covariance @ rest)[-1]
    assert across @ covariance @ across == pytest.approx(largest, rel=1e-6)
    turned = cloud.directions(like=-axes)
    np.testing.assert_array_equal(turned, [along, -across])

    # The ellipse is one standard deviation of batches, in every direction of the plane.
    size = network.batch_size
    share = 1 / size if network.replacement else (COUNT - size) / (size * (COUNT - 1))
    strayed = cloud.ellipse(axes) - full @ axes.T
    inside = axes @ covariance @ axes.T * share
    np.testing.assert_allclose(
        np.einsum("ni,ij,nj->n", strayed, np.linalg.inv(inside), strayed), 1, rtol=1e-6
    )
    assert cloud.batch_spread == pytest.approx(np.sqrt(np.trace(covariance) * share), rel=1e-9)


def test_full_batches_have_no_noise_and_no_gradient_no_scale():
    whole = FITS.replace(batch_size=None)
    cloud = gradient_cloud(whole, FITS.initial(), 3, 0, {})
    assert cloud.steps.tolist() == [3] and cloud.size == COUNT
    np.testing.assert_allclose(cloud.batches, [cloud.full], rtol=1e-9, atol=1e-14)
    assert cloud.batch_spread == 0
    np.testing.assert_allclose(
        cloud.ellipse(cloud.directions()), np.tile([np.linalg.norm(cloud.full), 0], (65, 1)),
        atol=1e-12,
    )  # fmt: skip
    still = gd.Network([1, 1], data=gd.datasets.from_arrays([[1.0], [1.0]], [[1.0], [-1.0]]))
    balanced = gradient_cloud(still, np.zeros(2), 0, 0, {})
    assert balanced.noise_scale == np.inf and not balanced.directions()[0].any()


def test_of_many_samples_and_batches_some_are_picked(monkeypatch):
    monkeypatch.setattr(clouds, "SINGLES", 7)
    monkeypatch.setattr(clouds, "SEEN", 20)
    cloud = gradient_cloud(FITS, FITS.initial(), 8, 2, PENALTIES)
    assert len(cloud.samples) == 7 and cloud.samples[[0, -1]].tolist() == [0, COUNT - 1]
    assert len(cloud.steps) <= 4 and cloud.steps[cloud.present] == 8
    gradient = FITS.seen_by_step(FITS.initial(), 8, 2, PENALTIES)[1]
    np.testing.assert_allclose(cloud.batches[cloud.present], gradient, rtol=1e-9, atol=1e-13)


def test_a_run_has_its_own_seed_and_penalties():
    experiment = gd.Experiment(FITS.replace(l2=[0.0, 0.07]), "sgd", seed=[4, 9], steps=5)
    moments = RunMoments(experiment, experiment.runs - 1)
    assert (moments.seed, moments.penalties["l2"]) == (9, 0.07)
    with pytest.raises(gd.SettingError, match="params must be"):
        gradient_cloud(moments.network, [1.0], 0, moments.seed, moments.penalties)
