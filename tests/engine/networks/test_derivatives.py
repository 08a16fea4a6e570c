"""Outputs, gradients and curvatures of many parameters at once are those of torch and the twin."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.engine.networks import queries
from gdsim.engine.perceptron import Perceptron
from tests.engine.networks.programs import activation_of, perceptron_of
from tests.reference.naive_network import NaiveNetwork
from tests.reference.network_cases import NetworkCase, stored_cases

every_case = pytest.mark.parametrize("case", stored_cases(), ids=lambda case: case.key)
ROWS = 11  # of parameters: more than a vector has lanes


def parameters(case: NetworkCase) -> np.ndarray:
    """From where training starts to where it ends; the start itself is the third."""
    shares = (np.arange(ROWS) - 2) / ROWS
    return case.start + shares[:, np.newaxis] * (case.final - case.start)


def penalties(case: NetworkCase) -> dict[str, float]:
    return {"l1": case.choice.l1, "l2": case.choice.l2}


def same(found: np.ndarray, expected: np.ndarray, rtol: float = 1e-11) -> None:
    largest = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=1e-12 * largest)


@every_case
def test_outputs_are_those_of_torch(case: NetworkCase) -> None:
    found = queries.outputs(perceptron_of(case), parameters(case), case.inputs, "float64")
    assert found.shape == (ROWS, *case.outputs.shape)
    same(found[2], case.outputs)
    same(found[-1], case.naive.outputs(parameters(case)[-1], case.inputs))


@every_case
def test_loss_and_gradient_are_those_of_torch(case: NetworkCase) -> None:
    rows, data = parameters(case), (case.inputs, case.targets)
    loss, gradient = queries.loss_and_gradient(
        perceptron_of(case), rows, penalties(case), "float64"
    )
    same(gradient[2], case.gradient)
    same(gradient[-1], case.naive.gradient(rows[-1], *data))
    same(loss, np.array([case.naive.value(p, *data) for p in rows]))


@every_case
def test_hessian_times_a_vector_is_that_of_torch(case: NetworkCase) -> None:
    rows, data = parameters(case), (case.inputs, case.targets)
    vectors = np.linspace(-1, 1, ROWS)[:, np.newaxis] + case.vector
    vectors[2] = case.vector
    found = queries.hessian_vector_product(perceptron_of(case), rows, vectors, penalties(case))
    same(found[2], case.product)
    same(found[-1], case.naive.hessian_vector_product(rows[-1], vectors[-1], *data))


@every_case
def test_sharpness_is_the_largest_eigenvalue_of_the_hessian(case: NetworkCase) -> None:
    rows = parameters(case)
    found = queries.sharpness(perceptron_of(case), rows, penalties(case))
    assert found.shape == (ROWS,)
    assert found[2] == pytest.approx(case.eigenvalues[1], rel=1e-11)
    hessian = case.naive.hessian(rows[-1], case.inputs, case.targets)
    assert found[-1] == pytest.approx(np.linalg.eigvalsh(hessian)[-1], rel=1e-11)


@pytest.mark.parametrize(
    ("sizes", "names", "loss", "output", "samples", "dtype", "rtol"),
    [
        ((2, 16, 16, 1), ("tanh", "gelu"), "mse", "identity", 131, "float64", 1e-12),
        ((5, 33, 7), ("silu",), "cross_entropy", "softmax", 77, "float32", 3e-6),
    ],
)
def test_networks_of_hundreds_of_parameters_are_as_exact(
    sizes: tuple[int, ...],
    names: tuple[str, ...],
    loss: str,
    output: str,
    samples: int,
    dtype: str,
    rtol: float,
) -> None:
    draw = np.random.default_rng(1)
    inputs = draw.standard_normal((samples, sizes[0]))
    targets = np.eye(sizes[-1])[np.arange(samples) % sizes[-1]]
    ones, nothing = (1.0,) * (len(sizes) - 1), (inputs[:0], targets[:0])
    functions = tuple(activation_of(name) for name in names)
    wide = Perceptron(sizes, functions, output, loss, ones, True, inputs, targets, *nothing)
    twin = NaiveNetwork(sizes, tuple((name,) for name in names), loss, output, l1=0.003, l2=0.01)
    rows, vectors = 0.4 * draw.standard_normal((2, 9, wide.parameters))
    settings = {"l1": twin.l1, "l2": twin.l2}
    losses, gradients = queries.loss_and_gradient(wide, rows, settings, dtype)
    products = queries.hessian_vector_product(wide, rows, vectors, settings, dtype)
    sharpness = queries.sharpness(wide, rows, settings, dtype)
    for run in (0, 8):
        p, data = rows[run], (inputs, targets)
        eigenvalues = np.linalg.eigvalsh(twin.hessian(p, *data))
        for found, expected in [
            (losses[run], twin.value(p, *data)),
            (gradients[run], twin.gradient(p, *data)),
            (products[run], twin.hessian_vector_product(p, vectors[run], *data)),
            (sharpness[run], eigenvalues[-1]),
        ]:
            largest = np.abs(expected).max()
            np.testing.assert_allclose(found, expected, rtol=0, atol=rtol * largest)
