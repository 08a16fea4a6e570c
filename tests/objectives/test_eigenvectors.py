"""The largest eigenvalues from products alone are NumPy's of the whole matrix."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.objectives.eigenvectors import largest_eigenvectors
from tests.objectives.networks import network


def matrix(size, spectrum):
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(size, size)))[0]
    return turn @ np.diag(spectrum) @ turn.T, turn


def test_of_a_large_matrix_with_negative_ones():
    spectrum = np.concatenate([[-9.0], np.linspace(-1, 1, 297), [2.0, 2.5]])
    given, turn = matrix(300, spectrum)
    count = []

    def product(vectors):
        count.append(len(vectors))
        return vectors @ given

    values, vectors = largest_eigenvectors(product, 300, 2)
    np.testing.assert_allclose(values, [2.5, 2.0], rtol=1e-9)
    np.testing.assert_allclose(abs(vectors @ turn[:, [299, 298]]), np.eye(2), atol=1e-5)
    assert (vectors.max(axis=1) >= -vectors.min(axis=1)).all()
    assert sum(count) < 300  # or the whole matrix would be as cheap


@pytest.mark.parametrize("size", [1, 3, 9])
def test_of_small_matrices_and_of_zeros(size):
    given, _ = matrix(size, np.arange(size) - 1.5)
    wanted = min(2, size)
    values, _ = largest_eigenvectors(lambda v: v @ given, size, wanted)
    np.testing.assert_allclose(values, np.arange(size)[::-1][:wanted] - 1.5, atol=1e-12)
    values, vectors = largest_eigenvectors(np.zeros_like, size, wanted)
    np.testing.assert_array_equal(values, 0)
    np.testing.assert_allclose(vectors @ vectors.T, np.eye(wanted), atol=1e-12)


def test_of_a_network_both_ways(monkeypatch):
    made = network((3, 4, 2), l2=0.3)
    point = 0.7 * np.random.default_rng(2).normal(size=made.size)
    values, vectors = made.sharpest_directions(point, 3)
    whole = np.linalg.eigvalsh(made.hessian(point))
    np.testing.assert_allclose(values, whole[::-1][:3], rtol=1e-12)
    monkeypatch.setattr("gdsim.objectives.network_values.MOST_EIGENVALUES", 0)
    again, turned = made.sharpest_directions(point, 3)
    np.testing.assert_allclose(again, values, rtol=1e-9)
    np.testing.assert_allclose(turned, vectors, atol=1e-5)
    with pytest.raises(gd.SettingError, match="params must be one vector, got 2"):
        made.sharpest_directions(np.zeros((2, made.size)))
