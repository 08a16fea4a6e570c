"""The largest eigenvalues of a symmetric matrix that is known by its products alone.

Source: block Lanczos with full orthogonalization and Rayleigh-Ritz values, Golub and Van Loan 2013,
"Matrix Computations", section 10.3.6; of Hessians of networks as Yao and others 2020,
arXiv:1912.07145, section 3.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BLOCK = 8  # vectors of each product, which fill the lanes of a kernel
MOST = 48  # products at most
SETTLED = 1e-6  # of the largest eigenvalue: the residual of an eigenvector that is found


def largest_eigenvectors(
    product: Callable[[Array], Array], size: int, count: int
) -> tuple[Array, Array]:
    """The largest eigenvalues, (count,), descending, and their eigenvectors, (count, size).

    product: from vectors (k, size) to the matrix times each. It begins at the same random vectors
    each time, and ends when the residuals are below `SETTLED` of the largest eigenvalue, after
    `MOST` products, or when the basis is the whole space.
    """
    width = min(max(BLOCK, count), size)
    fresh = np.random.default_rng(0).normal(size=(width, size))
    basis = images = np.empty((0, size))
    for _ in range(MOST):
        fresh = _orthonormal(fresh, basis)
        if not len(fresh):
            break
        basis = np.concatenate([basis, fresh])
        images = np.concatenate([images, product(fresh)])
        inner = basis @ images.T
        values, mixes = np.linalg.eigh((inner + inner.T) / 2)
        values, mixes = values[::-1][:count], mixes.T[::-1][:count]
        vectors = mixes @ basis
        residuals = np.linalg.norm(mixes @ images - values[:, None] * vectors, axis=1)
        if len(basis) >= count and residuals.max() <= SETTLED * np.abs(values).max():
            break
        fresh = images[-len(fresh) :]
    return values, with_signs(vectors)


def with_signs(vectors: Array) -> Array:
    """Vectors (k, n), each turned so that its largest component is above 0."""
    largest = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=1)[:, None], axis=1)
    turned: Array = vectors * np.where(largest < 0, -1.0, 1.0)
    return turned


def _orthonormal(vectors: Array, basis: Array) -> Array:
    """Orthonormal rows that span what vectors, (k, n), add to orthonormal rows, (m, n)."""
    room = basis.shape[1] - len(basis)
    rest = vectors
    for _ in range(2):  # once more, against rounding errors of the first time
        rest = rest - (rest @ basis.T) @ basis
    sizes = np.linalg.norm(vectors, axis=1, keepdims=True)
    _, weights, rows = np.linalg.svd(rest / np.where(sizes > 0, sizes, 1.0), full_matrices=False)
    kept: Array = rows[weights > 1e-10][:room]
    return kept - (kept @ basis.T) @ basis
