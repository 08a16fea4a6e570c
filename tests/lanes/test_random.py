"""Philox is Random123's, and its numbers are uniform and normal, with the same bits in lanes."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.lanes.random import normal_pair, philox, uniform
from tests.lanes.drawing import numbers_in_lanes, philox_in_lanes

# Counter, key and result, from kat_vectors of Random123 1.14 (philox 4x32 10).
KNOWN = [
    ("00000000 " * 4, "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff " * 4, "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]
PRECISIONS = ["float32", "float64"]


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    """The words of 2**16 counters under one key."""
    n = 2**16
    counters = np.zeros((n, 4), np.uint32)
    counters[:, 0], counters[:, 2] = np.arange(n) % 256, np.arange(n) // 256
    keys = np.tile(np.array([[20_240_607, 0]], np.uint32), (n, 1))
    return philox_in_lanes(counters, keys)


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_philox_gives_the_published_words(counter: str, key: str, expected: str) -> None:
    assert list(philox(*words(counter), *words(key))) == words(expected)


def test_philox_in_lanes_gives_the_published_words() -> None:
    rows = [KNOWN[i % len(KNOWN)] for i in range(8)]
    counters = np.array([words(c) for c, _, _ in rows], np.uint32)
    keys = np.array([words(k) for _, k, _ in rows], np.uint32)
    expected = np.array([words(e) for _, _, e in rows], np.uint32)
    np.testing.assert_array_equal(philox_in_lanes(counters, keys), expected)


def test_philox_in_lanes_is_philox_of_plain_integers() -> None:
    rng = np.random.default_rng(1)
    counters = rng.integers(0, 2**32, (64, 4), dtype=np.uint32)
    keys = rng.integers(0, 2**32, (64, 2), dtype=np.uint32)
    found = philox_in_lanes(counters, keys)
    for counter, key, row in zip(counters.tolist(), keys.tolist(), found.tolist(), strict=True):
        assert list(philox(*counter, *key)) == row


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_lanes_have_the_bits_of_plain_python(dtype: str) -> None:
    corners = np.array([0, 1, 255, 256, 2**31, 2**32 - 256, 2**32 - 1], np.uint32)
    grid = np.stack(np.meshgrid(corners, corners, corners[:3], corners[-3:]), -1).reshape(-1, 4)
    given = np.concatenate(
        [grid[: len(grid) // 8 * 8], philox_in_lanes(grid[:400], grid[:400, :2])]
    )
    like = np.dtype(dtype).type(0)
    found = numbers_in_lanes(given, dtype)
    for row, got in zip(given.tolist(), found, strict=True):
        expected = [uniform(*row[:2], like), uniform(*row[2:], like), *normal_pair(*row, like)]
        assert [type(n) for n in expected] == [type(like)] * 4
        assert expected == list(got)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_uniforms_reach_from_0_to_below_1(dtype: str) -> None:
    like, most = np.dtype(dtype).type(0), 2**32 - 1
    bits = 24 if dtype == "float32" else 53
    assert uniform(0, 0, like) == 0
    assert uniform(most, most, like) == 1 - 2.0**-bits
    assert uniform(2**31, 0, like) == 0.5


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_uniforms_are_uniform(drawn: np.ndarray, dtype: str) -> None:
    from scipy import stats

    found = numbers_in_lanes(drawn, dtype)[:, :2].astype(float)
    for column in found.T:
        assert column.min() >= 0 and column.max() < 1
        assert stats.kstest(column, "uniform").pvalue > 0.01
    assert abs(np.corrcoef(found.T)[0, 1]) < 4 / np.sqrt(len(found))


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_normals_are_normal_and_independent(drawn: np.ndarray, dtype: str) -> None:
    from scipy import stats

    found = numbers_in_lanes(drawn, dtype)[:, 2:].astype(float)
    n = len(found)
    for column in found.T:
        assert stats.kstest(column, "norm").pvalue > 0.01
        assert abs(column.mean()) < 4 / np.sqrt(n)
        assert abs(column.var() - 1) < 4 * np.sqrt(2 / n)
        assert abs(stats.kurtosis(column)) < 4 * np.sqrt(24 / n)
        assert 3.8 < np.abs(column).max() < 6.8
    first, second = found.T
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(n)
    assert abs(np.corrcoef(first**2, second**2)[0, 1]) < 4 / np.sqrt(n)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_normals_stay_finite_at_the_ends(dtype: str) -> None:
    like, most = np.dtype(dtype).type(0), 2**32 - 1
    for row in [(0, 0, 0, 0), (most, most, most, most), (most, most, 0, 0), (0, 0, most, most)]:
        assert np.isfinite(normal_pair(*row, like)).all()
    # The largest radius: sqrt(2 * 24 * ln 2) = 5.77, or sqrt(2 * 53 * ln 2) = 8.57.
    assert float(normal_pair(most, most, 0, 0, like)[0]) == pytest.approx(
        np.sqrt(2 * np.log(2) * (24 if dtype == "float32" else 53)), rel=1e-6
    )


def test_neighbouring_runs_and_steps_draw_independently() -> None:
    from scipy import stats

    n = 256
    run, step = (grid.ravel() for grid in np.meshgrid(np.arange(n), np.arange(n)))
    counters = np.stack([run, np.zeros_like(run), step, np.zeros_like(run)], 1).astype(np.uint32)
    drawn = numbers_in_lanes(philox_in_lanes(counters, np.zeros((n * n, 2), np.uint32)), "float64")
    normals = drawn[:, 2].reshape(n, n)
    for table in (normals, normals.T):
        correlations = np.corrcoef(table)[np.triu_indices(n, 1)]
        assert abs(correlations).max() < 6 / np.sqrt(n)
        assert stats.kstest(correlations * np.sqrt(n), "norm").pvalue > 0.01
