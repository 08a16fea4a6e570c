"""Starting weights and mini-batches have the right distributions."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.calculus import parse
from gdsim.engine.networks import batches
from gdsim.engine.networks.starting import drawn_weights, initial
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Draw, Draws
from gdsim.lanes.random import multiply_wide, philox

NONE = np.zeros((1, 1))
WIDE = Perceptron(
    sizes=(40, 90, 30),
    activations=(parse("z"),),
    output="identity",
    loss="mse",
    multipliers=(1.0, 1.0),
    bias=True,
    inputs=NONE,
    targets=NONE,
    test_inputs=NONE,
    test_targets=NONE,
)


def weights(distribution: str, seed: int = 7) -> list[np.ndarray]:
    draws = Draws((Draw(distribution, 2.0, 0.5), Draw(distribution, 3.0, -1.0)))
    flat = initial(WIDE, draws, seed)
    return [flat[t.first : t.first + t.size].reshape(t.rows, t.columns) for t in WIDE.tensors]


def test_a_shuffle_is_the_one_of_plain_python() -> None:
    samples, seed, epoch = 23, 911, 5
    order = list(range(samples))
    for i in range(samples - 1, -1, -1):
        word = philox(i // 4, epoch, 0, 0, seed, 1)[i % 4]
        j = multiply_wide(word, i + 1)[0]
        order[i], order[j] = order[j], order[i]
    assert batches.shuffle(samples, seed, epoch).tolist() == order


def test_draws_with_replacement_are_those_of_plain_python() -> None:
    words = [philox(i // 4, 12, 0, 0, 34, 2)[i % 4] for i in range(10)]
    expected = [multiply_wide(word, 17)[0] for word in words]
    assert batches.draw(17, 10, 34, 12).tolist() == expected


def test_every_epoch_goes_through_all_samples_in_a_new_order() -> None:
    seen = [[batches.order(17, 5, False, 3, 4 * e + k) for k in range(4)] for e in range(6)]
    assert [len(batch) for batch in seen[0]] == [5, 5, 5, 2]
    flat = [[i for batch in epoch for i in batch] for epoch in seen]
    assert all(sorted(epoch) == list(range(17)) for epoch in flat)
    assert len({tuple(epoch) for epoch in flat}) == 6


def test_all_orders_come_up_equally_often() -> None:
    orders = [tuple(batches.shuffle(4, seed, 0)) for seed in range(4800)]
    counts = np.unique(orders, axis=0, return_counts=True)[1]
    assert len(counts) == 24
    # 23 degrees of freedom: chi square is below 49.7 in 999 of 1000 draws.
    assert ((counts - 200) ** 2 / 200).sum() < 49.7


@pytest.mark.parametrize("bounds", [("normal", 2.0, 3.0), ("uniform", 2 / 3**0.5, 3 / 3**0.5)])
def test_weights_have_the_spread_asked_for(bounds: tuple[str, float, float]) -> None:
    distribution, *spreads = bounds
    first, first_bias, second, second_bias = weights(distribution)
    for matrix, spread in ((first, spreads[0]), (second, spreads[1])):
        assert abs(matrix.std() / spread - 1) < 0.04
        assert abs(matrix.mean()) < 4 * spread / matrix.size**0.5
    assert (first_bias == 0.5).all() and (second_bias == -1.0).all()
    # Neighbours in a row, in a column and in layers have nothing to do with each other.
    for one, other in (
        (first[:, :-1], first[:, 1:]),
        (first[:-1], first[1:]),
        (first.ravel()[: second.size], second.ravel()),
    ):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.08


def test_uniform_weights_fill_their_range() -> None:
    first = weights("uniform")[0]
    assert -2 <= first.min() < -1.99 and 1.99 < first.max() < 2


def test_constant_weights_are_the_scale() -> None:
    assert (weights("constant")[0] == 2.0).all()


def test_orthogonal_weights_have_orthonormal_rows_or_columns() -> None:
    first, _, second, _ = weights("orthogonal")
    np.testing.assert_allclose(first.T @ first, 4 * np.eye(40), atol=4e-14)
    np.testing.assert_allclose(second @ second.T, 9 * np.eye(30), atol=9e-14)


@pytest.mark.parametrize("distribution", ["normal", "uniform", "orthogonal"])
def test_each_lane_draws_for_its_own_seed(distribution: str) -> None:
    draws = Draws((Draw(distribution, 1.0), Draw(distribution, 1.0)))
    together = drawn_weights(WIDE, draws, np.array([5, 6, 7, 5], np.uint32))
    alone = drawn_weights(WIDE, draws, np.array([6], np.uint32))
    np.testing.assert_array_equal(together[:, 1], alone[:, 0])
    np.testing.assert_array_equal(together[:, 0], together[:, 3])
    assert not np.array_equal(together[:, 0], together[:, 1])
