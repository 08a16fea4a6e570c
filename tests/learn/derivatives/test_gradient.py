"""The gradient explained: partial derivatives, steepest ascent, curvature, and stable rates."""

import math

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.learn.derivatives.gradient import gradient

NETWORK = gd.Network([2, 5, 4, 1], "tanh", data="moons", init_seed=3, l2=1e-3)


def steps(explanation):
    return {step.name: step for step in explanation.steps}


def rosenbrock_hessian(x, y, b):
    return np.array([[2 + 12 * b * x * x - 4 * b * y, -4 * b * x], [-4 * b * x, 2 * b]])


def test_partial_derivatives_are_told_one_by_one():
    found = steps(gradient(gd.Function("rosenbrock", b=50), (0.5, -0.8)))
    x, y = -4 * 50 * 0.5 * (-0.8 - 0.25) - 2 * (1 - 0.5), 2 * 50 * (-0.8 - 0.25)
    assert found["∂f/∂x"].formula == "-4*b*x*(y - x**2) - 2*(a - x)"
    assert "With y held" in found["∂f/∂x"].sentence
    assert found["∂f/∂x"].value == pytest.approx(x)
    assert found["∂f/∂y"].check["value"] == pytest.approx(y, rel=1e-8)
    assert found["∇f"].value == pytest.approx((x, y))
    assert found["|∇f|"].value == pytest.approx(math.hypot(x, y))


def test_curvature_is_that_of_the_hessian():
    explained = gradient(gd.Function("rosenbrock", b=50), (0.5, -0.8), momentum=0.7)
    found, hessian = steps(explained), rosenbrock_hessian(0.5, -0.8, 50)
    eigenvalues = np.linalg.eigvalsh(hessian)
    assert np.array(found["Hessian"].value) == pytest.approx(hessian)
    assert found["eigenvalues"].value == pytest.approx(tuple(eigenvalues))
    assert found["condition number"].value == pytest.approx(eigenvalues[1] / eigenvalues[0])
    assert found["∂²f/∂x∂y"].formula == "-4*b*x"
    assert found["largest stable rate"].value == pytest.approx(2 / eigenvalues[1])
    assert found["with momentum 0.7"].value == pytest.approx(2 * 1.7 / eigenvalues[1])
    for name in ("largest stable rate", "with momentum 0.7"):
        assert found[name].check["value"] == pytest.approx(found[name].value, rel=1e-6)
    assert explained.data["rates"]["mu"] == 0.7


@pytest.mark.parametrize("mu", [0.0, 0.6, 0.9])
def test_descent_settles_below_the_largest_stable_rate_and_not_above(mu):
    text = "3*x**2 + 0.5*y**2 + x*y"
    rates = gradient(text, (1.0, -2.0), momentum=mu).data["rates"]
    for bound, method in ((rates["sgd"], gd.SGD()), (rates["momentum"], gd.Momentum(momentum=mu))):
        run = gd.Experiment(
            text, method, lr=[0.97 * bound, 1.03 * bound], start=[1.0, -2.0], steps=2000,
            limit=1e300, dtype="float64",
        ).run()  # fmt: skip
        below, above = run["loss"].values.ravel()
        assert below < 1e-9 and not above < 1e9


@pytest.mark.parametrize(
    ("text", "at"), [("x**2 + 3*y", (1.0, 2.0)), ("sin(x)*y", (2.0, -1.5)), ("beale", (-1.2, 0.7))]
)
def test_of_360_directions_the_gradients_is_the_steepest(text, at):
    explained = gradient(text, at)
    around = explained.data["directions"]
    assert len(around["degrees"]) == len(around["slopes"]) == 360
    slope = np.array(explained.data["gradient"])
    radians = np.radians(around["degrees"])
    expected = slope[0] * np.cos(radians) + slope[1] * np.sin(radians)
    assert around["slopes"] == pytest.approx(expected, rel=1e-5, abs=1e-5 * np.abs(slope).max())
    best = around["degrees"][int(np.argmax(around["slopes"]))]
    angle = math.degrees(math.atan2(slope[1], slope[0])) % 360
    assert abs((best - angle + 180) % 360 - 180) <= 0.5 + 1e-6
    step = steps(explained)["direction"]
    assert np.linalg.norm(step.value) == pytest.approx(1)
    assert np.dot(step.value, step.check["value"]) > math.cos(math.radians(0.6))


def test_directions_in_more_dimensions_lie_in_a_plane_of_the_gradient():
    explained = gradient("x**2 + 3*y**2 + z**2 + x*y", (1, 2, 3))
    slopes = explained.data["directions"]["slopes"]
    assert int(np.argmax(slopes)) == 0
    length = math.sqrt(4**2 + 13**2 + 6**2)
    assert slopes == pytest.approx(length * np.cos(np.radians(np.arange(360))), abs=1e-6)
    one = gradient("x**3", 2.0)
    assert one.data["directions"]["slopes"] == pytest.approx([12.0, -12.0])
    assert steps(one)["direction"].value == (1.0,)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("x**2 - y**2", (0, 0), "a saddle: it curves upwards in some directions and downwards"),
        ("x**2 + 2*y**2", (0, 0), "a minimum"),
        ("-x**2 - 2*y**2", (0, 0), "a maximum"),
        ("x**4 + y**4", (0, 0), "its curvature does not decide of which kind"),
        ("x**2 + y", (1, 0), "falls along (-2, -1)"),
        ("relu(x) + y", (0, 1), "There is a corner at x = 0"),
        ("sqrt(x) + y", (0, 1), "The gradient is not finite"),
    ],
)
def test_level_places_are_told_apart(text, at, words):
    assert words in gradient(text, at).conclusion


@pytest.mark.parametrize(("text", "curves"), [("-x**2", "downwards"), ("3*x", "nowhere upwards")])
def test_without_upward_curvature_no_rate_is_stable(text, curves):
    explained = gradient(text, 1.0)
    step = steps(explained)["largest stable rate"]
    assert step.value is None and f"the surface curves {curves}" in step.sentence
    assert explained.data["rates"]["sgd"] is None
    assert "with momentum 0.9" not in steps(explained)


def test_at_a_saddle_the_bound_is_of_the_upward_curvature_alone():
    found = steps(gradient("x**2 - 3*y**2", (0.5, 0.25)))
    assert found["largest stable rate"].value == 1.0
    assert "negative curvature -6" in found["largest stable rate"].sentence
    assert found["condition number"].value is None


@pytest.mark.parametrize(
    ("text", "point"), [("hypot(x, 3*y)", (1.0, 0.7)), ("(x + 2*y - 0.3*z)**4", (1.0, 0.3, 0.7))]
)
def test_a_curvature_of_0_within_rounding_is_a_level_direction(text, point):
    explained = gradient(text, point)
    found = steps(explained)["condition number"]
    assert explained.data["eigenvalues"][0] == 0 < explained.data["eigenvalues"][-1]
    assert found.value is None and "along a level direction" in found.sentence


def test_a_small_curvature_along_an_axis_is_one():
    found = steps(gradient("x**2 + 1e-17*y**2", (1.0, 1.0)))["condition number"]
    assert found.value == pytest.approx(1e17)


def test_the_gradient_of_a_network_is_told_by_layers():
    explained = gradient(NETWORK)
    params = NETWORK.initial()
    slopes = NETWORK.gradient([params])[0]
    found, table = steps(explained), steps(explained)["gradient by layer"].values
    assert found["|∇L|"].value == pytest.approx(np.linalg.norm(slopes))
    expected = [part for pair in NETWORK.weights(slopes) for part in pair]
    assert table["gradient"] == pytest.approx([np.linalg.norm(each) for each in expected])
    lengths = [np.linalg.norm(part) for pair in NETWORK.weights(params) for part in pair]
    assert table["length"] == pytest.approx(lengths)
    assert table["what"] == ["weights", "biases"] * 3
    sharpness = NETWORK.sharpness([params])[0]
    assert found["sharpness"].value == sharpness
    assert found["largest stable rate"].value == pytest.approx(2 / sharpness)
    assert int(np.argmax(explained.data["directions"]["slopes"])) == 0
    check = found["slope along the gradient"].check["value"]
    assert check == pytest.approx(np.linalg.norm(slopes), rel=1e-6)


def test_the_gradient_of_a_network_is_told_anywhere():
    params = np.random.default_rng(2).normal(size=NETWORK.size)
    explained = gradient(NETWORK, params, momentum=0.5)
    assert explained.data["gradient"] == NETWORK.gradient([params])[0].tolist()
    assert "with momentum 0.5" in steps(explained)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("x**2", 1.0, 1.0), "momentum must be a number in [0, 1), got 1.0"),
        (
            (NETWORK, [[0.0] * 44] * 2),
            "a network's parameters must have shape (44,), got (2, 44)",
        ),
        ((NETWORK, [1e200] * 44), "no finite loss or gradient"),
        ((NETWORK.replace(l2=[0.1, 0.2]),), "l2 has several values"),
    ],
)
def test_what_has_no_gradient_gets_its_sentence(arguments, sentence):
    with pytest.raises(SettingError) as caught:
        gradient(*arguments)
    assert sentence in str(caught.value)
