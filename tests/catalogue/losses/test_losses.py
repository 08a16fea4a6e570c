"""Every loss is torch's, with gradient and curvature, and stays finite for large outputs."""

from __future__ import annotations

import re

import mpmath
import numpy as np
import pytest

from gdsim.catalogue import activations, losses
from gdsim.catalogue.losses import cross_entropy
from tests.reference import elements

ALL = losses.catalogue()
ELEMENTWISE = {name: definition for name, definition in ALL.items() if definition.text}


def test_the_catalogue_has_every_loss() -> None:
    assert set(ALL) == {
        "mse",
        "mae",
        "huber",
        "binary_cross_entropy",
        "cross_entropy",
        "hinge",
    }
    assert [name for name, definition in ALL.items() if definition.whole] == ["cross_entropy"]


@pytest.mark.parametrize("name", ALL)
def test_texts_are_for_a_learner(name: str) -> None:
    definition = ALL[name]
    assert definition.name.lower() == name.replace("_", "")
    assert re.fullmatch(r"[A-Z][^\n]{10,99}\.", definition.summary)
    assert re.search(r"(17|18|19|20)\d\d", definition.source)
    for hyper in definition.parameters.values():
        assert hyper.summary.endswith(".") and hyper.default in hyper.range


@pytest.mark.parametrize("name", ALL)
def test_formula_can_be_drawn(name: str) -> None:
    from matplotlib.mathtext import MathTextParser

    assert MathTextParser("path").parse(f"${ALL[name].formula}$").width > 0


@pytest.mark.parametrize("name", ALL)
def test_a_loss_says_which_outputs_and_targets_it_is_for(name: str) -> None:
    definition = ALL[name]
    assert definition.targets in ("values", "bits", "signs", "classes")
    assert set(definition.outputs) <= activations.catalogue().keys()
    if definition.contains:
        assert definition.outputs == (definition.contains,)
    if definition.text:
        used = {"t", "z" if definition.contains else "y"}
        assert set(elements.expression(definition, {}).variables) == used


@pytest.mark.parametrize("case", elements.cases("loss"))
def test_value_gradient_and_curvature_are_those_of_torch(case: str) -> None:
    name, settings = elements.named(case)
    t = settings.pop("t")
    found = elements.expression(ALL[name], settings)
    ours = np.transpose(
        [elements.with_derivatives(found, (t, y), 1) for y in elements.POINTS]  # t, then y or z
    )
    theirs = elements.STORED[f"loss {case}"]
    # torch loses digits to a difference where the network is sure and right.
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-15)


def test_there_is_a_case_of_torch_for_every_loss_that_torch_has() -> None:
    compared = {elements.named(case)[0] for case in elements.cases("loss")}
    assert compared == set(ELEMENTWISE) - {"hinge"}


@pytest.mark.parametrize("t", [-1.0, 1.0])
@pytest.mark.parametrize("y", [-3.0, -1.0, -0.2, 0.0, 0.7, 1.0, 4.0])
def test_hinge_is_what_is_missing_to_the_margin(t: float, y: float) -> None:
    found = elements.expression(ALL["hinge"], {})
    missing = 1 - t * y
    expected = (missing, -t, 0) if missing > 0 else (0, 0, 0)
    assert elements.with_derivatives(found, (t, y), 1) == pytest.approx(expected, abs=0)


@pytest.mark.parametrize("t", [0.0, 1.0])
@pytest.mark.parametrize("z", [-750.0, -45.0, -3.0, 0.0, 0.4, 36.0, 740.0])
def test_binary_cross_entropy_keeps_its_digits_on_both_sides(t: float, z: float) -> None:
    found = elements.expression(ALL["binary_cross_entropy"], {})
    value, slope, _ = elements.with_derivatives(found, (t, z), 1)
    with mpmath.workdps(400):
        towards = mpmath.mpf(z) if t == 0 else -mpmath.mpf(z)
        true = mpmath.log(1 + mpmath.exp(towards))
        true_slope = (1 - 2 * t) / (1 + mpmath.exp(-towards))
    assert value == pytest.approx(float(true), rel=1e-14, abs=1e-320)
    assert slope == pytest.approx(float(true_slope), rel=1e-14, abs=1e-320)


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("y", [-1e150, -1e5, 1e5, 1e150])
def test_large_outputs_have_finite_gradients(name: str, y: float) -> None:
    found = elements.expression(ALL[name], {})
    assert np.isfinite(elements.with_derivatives(found, (1.0, y), 1)).all()


def test_huber_with_a_wide_margin_is_half_the_squared_error() -> None:
    huber = elements.expression(ALL["huber"], {"delta": 1e6})
    mse = elements.expression(ALL["mse"], {})
    for y in (-4.0, 0.3, 17.5):
        assert huber.value((0.5, y)) == pytest.approx(mse.value((0.5, y)) / 2, rel=1e-15)


# --- Cross-entropy ------------------------------------------------------------------------------


@pytest.mark.parametrize("case", elements.cases("cross_entropy"))
def test_cross_entropy_and_its_derivatives_are_those_of_torch(case: str) -> None:
    z, _, v, *_, slope, curvature = elements.STORED[f"softmax {case}"]
    target, value = elements.STORED[f"cross_entropy {case}"]
    n = len(z)
    t = np.eye(n)[int(target)]
    d, h = np.empty((2, n))
    cross_entropy.gradient(n, z, t, d)
    cross_entropy.curvature(n, z, t, v, h)
    assert cross_entropy.value(n, z, t) == pytest.approx(value, rel=1e-14)
    np.testing.assert_allclose([d, h], [slope, curvature], rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("case", elements.cases("cross_entropy"))
def test_cross_entropy_can_write_over_its_arguments(case: str) -> None:
    z, _, v, *_, slope, curvature = elements.STORED[f"softmax {case}"]
    t = np.eye(len(z))[int(elements.STORED[f"cross_entropy {case}"][0])]
    h, d = v.copy(), z.copy()
    cross_entropy.curvature(len(z), z, t, h, h)
    cross_entropy.gradient(len(z), d, t, d)
    np.testing.assert_allclose([d, h], [slope, curvature], rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("number", [float, np.float32, np.float64])
def test_logits_of_a_thousand_are_no_trouble(number: type) -> None:
    z = [number(each) for each in (1000, -1000, 0)]
    right, wrong = ([number(each) for each in row] for row in ((1, 0, 0), (0, 1, 0)))
    d = [number(0)] * 3
    assert cross_entropy.value(3, z, right) == 0
    assert cross_entropy.value(3, z, wrong) == 2000
    cross_entropy.gradient(3, z, wrong, d)
    assert d == [1, -1, 0]
    assert {type(each) for each in d} == {number}


def test_two_classes_cost_the_same_by_either_cross_entropy() -> None:
    binary = elements.expression(ALL["binary_cross_entropy"], {})
    for z in (-30.0, -0.6, 2.0):
        for t in (0.0, 1.0):
            whole = cross_entropy.value(2, [0.0, z], [1 - t, t])
            assert whole == pytest.approx(binary.value((t, z)), rel=1e-14)
