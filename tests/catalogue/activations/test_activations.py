"""Every activation is torch's, with two derivatives, and stays finite for any input."""

from __future__ import annotations

import re

import mpmath
import numpy as np
import pytest

from gdsim.catalogue import activations
from gdsim.catalogue.activations import softmax
from tests.reference import elements

ALL = activations.catalogue()
ELEMENTWISE = {name: definition for name, definition in ALL.items() if definition.text}
SMALLEST = 1e-300

# Far from 0 each is a straight line: its slope below and above (None: it is none).
FAR = {
    "identity": (1, 1),
    "relu": (0, 1),
    "leaky_relu": (0.3, 1),
    "elu": (0, 1),
    "gelu": (0, 1),
    "gelu_tanh": (0, 1),
    "silu": (0, 1),
    "sigmoid": (0, 0),
    "tanh": (0, 0),
    "softplus": (0, 1),
    "sin": (None, None),
}
TRUTH = {
    "elu": lambda z: z if z > 0 else mpmath.mpf(2.5) * mpmath.expm1(z),
    "gelu": lambda z: z * mpmath.ncdf(z),
    "gelu_tanh": lambda z: (
        z / 2 * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (z + mpmath.mpf("0.044715") * z**3)))
    ),
    "silu": lambda z: z / (1 + mpmath.exp(-z)),
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    "sin": mpmath.sin,
}
SETTINGS = {"leaky_relu": {"slope": 0.3}, "elu": {"alpha": 2.5}}


def of(name: str, z: float) -> tuple[float, ...]:
    found = elements.expression(ALL[name], SETTINGS.get(name, {}))
    return elements.with_derivatives(found, (z,), 0)


def test_the_catalogue_has_every_activation_of_networks() -> None:
    names = "identity relu leaky_relu elu gelu gelu_tanh silu sigmoid tanh softplus sin softmax"
    assert set(ALL) == set(names.split())
    assert [name for name, definition in ALL.items() if definition.whole] == ["softmax"]


@pytest.mark.parametrize("name", ALL)
def test_texts_are_for_a_learner(name: str) -> None:
    definition = ALL[name]
    assert definition.name.lower() == name.replace("_", "")
    assert re.fullmatch(r"[A-Z][^\n]{10,99}\.", definition.summary)
    assert re.search(r"(19|20)\d\d|torch", definition.source)
    for hyper in definition.parameters.values():
        assert hyper.summary.endswith(".") and hyper.default in hyper.range


@pytest.mark.parametrize("name", ALL)
def test_formula_can_be_drawn(name: str) -> None:
    from matplotlib.mathtext import MathTextParser

    assert MathTextParser("path").parse(f"${ALL[name].formula}$").width > 0


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_text_has_one_variable_and_every_setting_changes_it(name: str) -> None:
    definition = ALL[name]
    usual = elements.expression(definition, {})
    assert usual.variables == ("z",)
    for setting, hyper in definition.parameters.items():
        other = elements.expression(definition, {setting: hyper.default + 0.5})
        assert other.value((-0.7,)) != usual.value((-0.7,))


@pytest.mark.parametrize("case", elements.cases("activation"))
def test_value_and_derivatives_are_those_of_torch(case: str) -> None:
    name, settings = elements.named(case)
    found = elements.expression(ALL[name], settings)
    ours = np.transpose([elements.with_derivatives(found, (z,), 0) for z in elements.POINTS])
    theirs = elements.STORED[f"activation {case}"]
    if name == "elu":  # its slope jumps at 0, where torch says that it does not bend
        ours[2, elements.POINTS == 0] = 0
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=2e-15)


def test_there_is_a_case_of_torch_for_every_activation() -> None:
    assert {elements.named(case)[0] for case in elements.cases("activation")} == set(ELEMENTWISE)


@pytest.mark.parametrize("name", TRUTH)
@pytest.mark.parametrize("z", [-800.0, -30.0, -9.5, -4.0, -0.3, -1e-9, 2e-5, 1.1, 7.0, 25.0, 5e3])
def test_value_and_derivatives_are_right_to_float64(name: str, z: float) -> None:
    with mpmath.workdps(60):
        true = [mpmath.diff(TRUTH[name], mpmath.mpf(z), order, h=1e-15) for order in range(3)]
    value, slope, bend = of(name, z)
    # Where 1 + erf(z) cancels, as in torch, an error of the size of z's own rounding stays.
    allowed = 1e-15 * max(1.0, abs(z))
    assert [value, slope] == pytest.approx([float(t) for t in true[:2]], rel=1e-13, abs=allowed)
    # Bends multiply what is left of 1 - sigmoid(u) by the square of u's slope, up to 150.
    assert bend == pytest.approx(float(true[2]), rel=1e-13, abs=200 * allowed)


@pytest.mark.parametrize("name", ["silu", "sigmoid", "softplus", "elu", "gelu_tanh"])
@pytest.mark.parametrize("z", [-5.0, -2.0, -9.0])
def test_slope_keeps_its_digits_where_it_is_small(name: str, z: float) -> None:
    with mpmath.workdps(60):
        true = mpmath.diff(TRUTH[name], mpmath.mpf(z), h=1e-15)
    assert of(name, z)[1] == pytest.approx(float(true), rel=2e-14)


@pytest.mark.parametrize("name", FAR)
@pytest.mark.parametrize("z", [1e5, 1e20, 1e105, 1e155, 1e200, 1e300])
def test_far_away_nothing_overflows(name: str, z: float) -> None:
    for sign, slope in zip((-1, 1), FAR[name], strict=True):
        value, first, second = of(name, sign * z)
        if name == "sin" and z >= 2.0**48:  # beyond the domain of angles
            assert np.isnan([value, first, second]).all()
            continue
        assert np.isfinite([value, first, second]).all()
        if slope is not None:
            assert (first, second) == (slope, 0)
            assert value == pytest.approx(slope * sign * z, abs=2.5)


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("z", [-3e38, -1e30, -1e13, -90.0, 90.0, 1e13, 1e30, 3e38])
def test_nothing_overflows_in_float32_either(name: str, z: float) -> None:
    found = elements.expression(ALL[name], {})
    point = (np.float32(z),)
    with np.errstate(all="ignore"):
        parts = elements.with_derivatives(found, point, 0)
    assert {type(part) for part in parts[:2]} == {np.float32}
    if name == "sin" and abs(z) >= 2.0**20:  # beyond the domain of angles
        assert np.isnan(parts).all()
    else:
        assert np.isfinite(parts).all()


@pytest.mark.parametrize(("name", "slope"), [("relu", 0), ("leaky_relu", 0.3), ("elu", 2.5)])
def test_kinks_have_the_slope_of_the_left(name: str, slope: float) -> None:
    assert of(name, 0.0)[:2] == (0, slope)
    assert of(name, SMALLEST)[1] == 1
    assert of(name, -SMALLEST)[1] == slope


# --- Softmax ------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", elements.cases("softmax"))
def test_softmax_and_its_derivatives_are_those_of_torch(case: str) -> None:
    z, g, v, u, *expected = elements.STORED[f"softmax {case}"]
    n = len(z)
    y, d, w, moved = np.empty((4, n))
    softmax.forward(n, z, y)
    softmax.backward(n, y, g, d)
    softmax.tangent(n, y, v, w)
    softmax.backward_tangent(n, y, w, g, u, moved)
    np.testing.assert_allclose([y, d, w, moved], expected[:4], rtol=1e-13, atol=1e-15)


def test_softmax_can_write_over_its_arguments() -> None:
    z, g, v, u, y, d, w, moved = elements.STORED["softmax 0"][:8]
    n = len(z)
    shares = z.copy()
    softmax.forward(n, shares, shares)
    over_g, over_v = g.copy(), v.copy()
    softmax.backward(n, shares, over_g, over_g)
    softmax.tangent(n, shares, over_v, over_v)
    np.testing.assert_allclose([shares, over_g, over_v], [y, d, w], rtol=1e-13)
    for number in range(3):
        arguments = [w.copy(), g.copy(), u.copy()]
        softmax.backward_tangent(n, y, *arguments, arguments[number])
        np.testing.assert_allclose(arguments[number], moved, rtol=1e-12)


@pytest.mark.parametrize("n", [1, 2, 10])
def test_shares_sum_to_one_and_shifts_do_not_count(n: int) -> None:
    z = np.random.default_rng(n).normal(size=n) * 4
    y, shifted = np.empty((2, n))
    softmax.forward(n, z, y)
    softmax.forward(n, z + 1e4, shifted)
    assert y.sum() == pytest.approx(1, abs=1e-15)
    np.testing.assert_allclose(shifted, y, rtol=1e-9)
