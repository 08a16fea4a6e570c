"""The slow twin of the network kernels does what torch does; its derivatives are derivatives."""

from __future__ import annotations

import itertools

import mpmath
import numpy as np
import pytest

from tests.reference.naive_network import ACTIVATIONS, LOSSES, STEP, NaiveNetwork
from tests.reference.naive_training import train
from tests.reference.network_cases import (
    RELATIVE_TOLERANCE,
    STEPS,
    NetworkCase,
    NetworkChoice,
    stored_cases,
)

every_case = pytest.mark.parametrize("case", stored_cases(), ids=lambda case: case.key)

# The formulas once more, for mpmath.
FORMULAS = {
    "identity": lambda z: z,
    "relu": lambda z: max(z, 0),
    "leaky_relu": lambda z: max(z, 0.2 * z),
    "elu": lambda z: z if z > 0 else 0.7 * mpmath.expm1(z),
    "gelu": lambda z: z * mpmath.ncdf(z),
    "gelu_tanh": lambda z: (
        z / 2 * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (z + 0.044715 * z**3)))
    ),
    "silu": lambda z: z / (1 + mpmath.exp(-z)),
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    "sin": mpmath.sin,
}
SETTINGS = {"leaky_relu": (0.2,), "elu": (0.7,)}
POINTS = np.array([-6.3, -2.1, -0.4, -1e-3, 2e-4, 0.3, 1.7, 5.2])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_and_slope_are_those_of_its_formula(name: str) -> None:
    value, slope = (f(POINTS, *SETTINGS.get(name, ())) for f in ACTIVATIONS[name])
    with mpmath.workdps(40):
        expected = [FORMULAS[name](mpmath.mpf(z)) for z in POINTS]
        slopes = [mpmath.diff(FORMULAS[name], z) for z in POINTS]
    np.testing.assert_allclose(value, np.array(expected, float), rtol=1e-13, atol=1e-16)
    np.testing.assert_allclose(slope, np.array(slopes, float), rtol=1e-13, atol=1e-16)


@every_case
def test_outputs_and_derivatives_are_those_of_torch(case: NetworkCase) -> None:
    network, data = case.naive, (case.inputs, case.targets)
    hessian = network.hessian(case.start, *data)
    product = network.hessian_vector_product(case.start, case.vector, *data)
    for found, expected in [
        (network.outputs(case.start, case.inputs), case.outputs),
        (network.gradient(case.start, *data), case.gradient),
        (product, case.product),
        (np.linalg.eigvalsh(hessian)[[0, -1]], case.eigenvalues),
    ]:
        largest = np.abs(expected).max()
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-13 * largest)


@every_case
def test_training_takes_the_steps_of_torch(case: NetworkCase) -> None:
    chosen = case.choice
    losses, final = train(
        case.naive,
        case.start,
        (case.inputs, case.targets),
        case.batches,
        chosen.optimizer,
        chosen.settings,
        chosen.lr_factors,
        chosen.drift,
    )
    assert len(losses) == STEPS + 1
    np.testing.assert_allclose(losses, case.losses, rtol=RELATIVE_TOLERANCE, atol=0)
    np.testing.assert_allclose(final, case.final, rtol=RELATIVE_TOLERANCE, atol=0)


@every_case
def test_gradient_is_the_complex_step_derivative(case: NetworkCase) -> None:
    network, data = case.naive, (case.inputs, case.targets)
    p = (case.start + case.final) / 2
    moved = p + 1j * STEP * np.eye(len(p))
    expected = np.array([network.value(q, *data).imag / STEP for q in moved])
    found = network.gradient(p, *data)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14 * np.abs(found).max())


def test_hessian_is_symmetric_and_the_central_difference_of_the_gradient() -> None:
    network = NaiveNetwork(
        (3, 5, 2), (("gelu",),), "mse", output="softmax", multipliers=(0.8, 1.3), l2=0.1
    )
    draw = np.random.default_rng(4)
    p, vector = draw.standard_normal((2, 3 * 5 + 5 + 5 * 2 + 2))
    data = draw.standard_normal((9, 3)), np.eye(2)[[0, 1, 1, 0, 1, 0, 0, 1, 1]]
    hessian = network.hessian(p, *data)
    np.testing.assert_allclose(hessian, hessian.T, rtol=0, atol=1e-15)
    h = 1e-5
    moved = network.gradient(p + h * vector, *data) - network.gradient(p - h * vector, *data)
    np.testing.assert_allclose(hessian @ vector, moved / (2 * h), rtol=0, atol=1e-9)


def test_losses_of_large_logits_are_exact() -> None:
    z, t = np.array([[800.0, -900.0, 0.0]]), np.array([[0.0, 0.0, 1.0]])
    assert LOSSES["cross_entropy"][0](z, t) == [800.0]
    assert LOSSES["binary_cross_entropy"][0](z[:, :2], 1 - t[:, :2]).tolist() == [[0.0, 900.0]]


def decisions(choice: NetworkChoice) -> list[tuple[str, list[object]]]:
    return [
        ("depth", [choice.depth]),
        ("loss", [(choice.loss, choice.output)]),
        ("activation", [name for name, *_ in choice.activations]),
        ("batch", [(choice.batch, choice.replacement)]),
        ("penalty", [(choice.l1 > 0, choice.l2 > 0)]),
        ("init", [choice.init]),
        ("bias", [choice.bias]),
        ("optimizer", [choice.optimizer]),
        ("factors", [max(choice.lr_factors) != 1]),
        ("drift", [max(choice.drift) != 0]),
    ]


def test_any_two_decisions_meet_in_some_case() -> None:
    tables = [decisions(case.choice) for case in stored_cases()]
    for (i, first), (j, second) in itertools.combinations(
        enumerate(name for name, _ in tables[0]), 2
    ):
        met = {pair for t in tables for pair in itertools.product(t[i][1], t[j][1])}
        known = [{value for t in tables for value in t[k][1]} for k in (i, j)]
        missing = set(itertools.product(*known)) - met
        # Without a hidden layer there is no activation.
        missing = {
            pair for pair in missing if (first, pair[0], second) != ("depth", 0, "activation")
        }
        assert not missing, f"{first} and {second}: {missing}"


def test_every_activation_loss_and_output_is_in_the_table() -> None:
    chosen = [case.choice for case in stored_cases()]
    assert {name for c in chosen for name, *_ in c.activations} == set(ACTIVATIONS)
    assert {c.loss for c in chosen} == set(LOSSES)
    outputs = {c.output for c in chosen if c.loss == "mse"}
    assert outputs == {"identity", "sigmoid", "tanh", "softmax"}
    assert {c.batch for c in chosen} == {None, 1, 5, 7}
    # Also activations that differ from layer to layer, and batches with a rest.
    assert any(len({name for name, *_ in c.activations}) == 3 for c in chosen)
    assert any(len(set(map(len, case.batches))) == 2 for case in stored_cases())
