"""Mini-batches: their gradients are those of training, their spread is that of statistics."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import gdsim as gd
from gdsim.engine.networks.batches import order
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.networks.batches import batches
from gdsim.learn.networks.passes import passes

DATA = gd.datasets.moons(samples=120, noise=0.2, test=0.5)
NETWORK = gd.Network(
    [2, 4, 1], "tanh", loss="binary_cross_entropy", data=DATA, l2=0.05, init_seed=3
)
COUNT = 60
PENALTIES = {"l2": 0.05}
PARAMS = np.random.default_rng(1).normal(0, 0.7, NETWORK.size)


@pytest.fixture(scope="module")
def explained() -> Explanation:
    return batches(NETWORK, PARAMS, sizes=[8, 1, 30], draws=150, seed=4, epochs=3, lr=0.2)


@pytest.fixture(scope="module")
def singles() -> NDArray[np.float64]:
    """The gradient of each sample, in plain Python; that of a batch is their mean."""
    network = NETWORK.perceptron()
    return np.array([passes(network, PARAMS, [i], PENALTIES).gradient for i in range(COUNT)])


def test_the_cloud_is_what_training_sees_at_its_first_step(
    explained: Explanation, singles: NDArray[np.float64]
) -> None:
    full = singles.mean(axis=0)
    for cloud in explained.data["clouds"]:
        seen = [order(COUNT, cloud["size"], False, seed, 0) for seed in range(4, 154)]
        gradients = np.array([singles[samples].mean(axis=0) for samples in seen])
        np.testing.assert_allclose(cloud["mean"], gradients.mean(axis=0), rtol=1e-9, atol=1e-12)
        strayed = ((gradients - full) ** 2).sum(axis=1)
        assert cloud["spread"] == pytest.approx(np.sqrt(strayed.mean()), rel=1e-9)
        cosines = gradients @ full / np.linalg.norm(gradients, axis=1) / np.linalg.norm(full)
        np.testing.assert_allclose(np.cos(np.radians(cloud["angles"])), cosines, atol=1e-9)
        assert cloud["downhill"] == np.mean(cosines > 0)


@pytest.mark.parametrize("replacement", [False, True])
def test_a_batch_is_what_a_step_of_training_sees(explained: Explanation, replacement: bool) -> None:
    assert explained  # which has compiled the kernel
    network = NETWORK.replace(batch_size=8, replacement=replacement)
    params, seen = PARAMS, []
    for step in range(10):
        seen.append(network.batch(step, seed=9).tolist())
        samples = [passes(NETWORK.perceptron(), params, [i], PENALTIES).gradient for i in seen[-1]]
        params = params - 0.3 * np.mean(samples, axis=0)
    run = gd.Experiment(network, gd.SGD(lr=0.3), start=PARAMS, seed=9, steps=10, dtype="float64")
    np.testing.assert_allclose(run.run()["params"].values.ravel(), params, rtol=1e-11)
    lengths = [len(each) for each in seen]
    assert lengths == [8] * 10 if replacement else lengths == [8] * 7 + [4] + [8] * 2
    if not replacement:
        assert sorted(i for each in seen[:8] for i in each) == list(range(COUNT))
    assert network.batch(3).tolist() != seen[3] and network.batch(3).dtype == np.int64


def test_a_batch_is_asked_for_with_a_step_a_seed_and_one_size() -> None:
    assert NETWORK.batch(2**24, seed=5).tolist() == list(range(COUNT))
    sized = NETWORK.replace(batch_size=[4, 8])
    with pytest.raises(gd.SettingError, match=r"batch_size has several values, .*replace\("):
        sized.batch(0)
    for step, seed, words in (
        (-1, 0, "step"),
        (0.5, 0, "step"),
        (0, -1, "seed"),
        (0, None, "seed"),
    ):
        with pytest.raises(gd.SettingError, match=f"{words} must be a"):
            NETWORK.batch(step, seed=seed)  # type: ignore[arg-type]


def test_the_spread_of_single_samples_is_over_every_one_of_them(
    explained: Explanation, singles: NDArray[np.float64]
) -> None:
    full = singles.mean(axis=0)
    np.testing.assert_allclose(explained.data["full"], full, rtol=1e-12, atol=1e-14)
    expected = np.sqrt(((singles - full) ** 2).sum(axis=1).mean())
    assert explained.data["single_spread"] == pytest.approx(expected, rel=1e-9)


def test_the_spread_falls_as_statistics_say(explained: Explanation) -> None:
    for cloud in explained.data["clouds"]:
        size = cloud["size"]
        expected = explained.data["single_spread"] * np.sqrt((COUNT - size) / (size * (COUNT - 1)))
        assert cloud["predicted_spread"] == pytest.approx(expected)
        assert cloud["spread"] == pytest.approx(expected, rel=0.15)  # of 150 draws


def test_pictures_keep_lengths_along_the_full_gradient(explained: Explanation) -> None:
    full = np.array(explained.data["full"])
    for cloud in explained.data["clouds"]:
        along, across = np.transpose(cloud["cloud"])
        angles = np.radians(cloud["angles"])
        # Along the full gradient: length times cosine; across: no more than what is left.
        assert np.mean(along) == pytest.approx(np.mean(cloud["mean"] @ full) / np.linalg.norm(full))
        assert (np.abs(across) <= np.abs(along * np.tan(angles)) + 1e-9).all()


def test_each_size_sees_the_same_samples_in_its_own_number_of_steps(explained: Explanation) -> None:
    descents = explained.data["descents"]
    assert {size: each["steps"] for size, each in descents.items()} == {
        "1": 180, "8": 24, "30": 6, "60": 3,
    }  # fmt: skip
    start = NETWORK.replace(l2=0).evaluate([PARAMS])[0]
    for each in descents.values():
        assert each["seen"][0] == 0 and each["seen"][-1] == 180
        assert each["loss"][0] == pytest.approx(start, rel=1e-12)
        assert each["loss"][-1] == each["final"]
        assert np.all(np.diff(each["seen"]) > 0)
    alone = gd.Experiment(
        NETWORK.replace(batch_size=8), gd.SGD(lr=0.2), start=PARAMS, seed=4, epochs=3,
        dtype="float64",
    )  # fmt: skip
    assert descents["8"]["final"] == alone.run()["train_loss"].values.item()


def test_the_text_tells_cost_angle_and_the_best(explained: Explanation) -> None:
    text = " ".join(explained.text().split())
    assert "A step costs 8/60 of a full one" in text
    assert "lead downhill" in text
    finals = {size: each["final"] for size, each in explained.data["descents"].items()}
    best = min(finals, key=finals.__getitem__)
    assert f"batches of {best} reach the least loss" in explained.conclusion


def test_few_samples_leave_out_the_sizes_that_they_do_not_fill() -> None:
    data = gd.datasets.from_arrays([[0.1], [0.5], [0.9]], [[1.0], [0.2], [0.7]])
    found = batches(gd.Network([1, 2, 1], data=data, replacement=True, batch_size=2), draws=5)
    assert [cloud["size"] for cloud in found.data["clouds"]] == [1]
    assert len(found.data["descents"]) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"network": "x**2"}, "mini-batches are explained on a Network"),
        (
            {"network": NETWORK, "sizes": [8, 60]},
            "sizes must be below 60, the number of samples, got 60",
        ),
        ({"network": NETWORK, "sizes": 8}, "sizes must be a list"),
        ({"network": NETWORK, "sizes": [0]}, "sizes must be a whole number from 1"),
        ({"network": NETWORK, "draws": 1}, "draws must be a whole number from 2"),
        ({"network": NETWORK, "params": [1.0]}, "vector of the network's 17 parameters"),
    ],
)
def test_wrong_input_gets_its_sentence(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        batches(**arguments)
