"""Every initializer has the scale that its paper and torch.nn.init give it."""

from __future__ import annotations

import inspect
import math
import re
from fractions import Fraction

import numpy as np
import pytest

from gdsim.catalogue import initializers
from gdsim.catalogue.discovery import arguments

ALL = initializers.catalogue()

# The variance of a weight, from the papers: n inputs, m outputs, gain g.
VARIANCES = {
    "xavier_normal": lambda n, m, g: Fraction(2) * g * g / (n + m),
    "xavier_uniform": lambda n, m, g: Fraction(2) * g * g / (n + m),
    "he_normal": lambda n, m, g: Fraction(2, n),
    "he_uniform": lambda n, m, g: Fraction(2, n),
    "lecun_normal": lambda n, m, g: Fraction(1, n),
    "lecun_uniform": lambda n, m, g: Fraction(1, n),
}


def scale(name: str, **known: object) -> object:
    function = ALL[name].scale
    return function(**{each: known[each] for each in arguments(function)})


def test_the_catalogue_has_every_initializer() -> None:
    plain = {"zeros", "constant", "normal", "uniform", "orthogonal", "ntk"}
    assert set(ALL) == plain | set(VARIANCES)


@pytest.mark.parametrize("name", ALL)
def test_texts_are_for_a_learner(name: str) -> None:
    definition = ALL[name]
    assert definition.name.lower() == name.replace("_", "")
    assert re.fullmatch(r"[A-Z][^\n]{10,99}\.", definition.summary)
    assert len(definition.source) > 10
    for hyper in definition.hyper.values():
        assert hyper.summary.endswith(".") and hyper.default in hyper.range


@pytest.mark.parametrize("name", ALL)
def test_formula_can_be_drawn(name: str) -> None:
    from matplotlib.mathtext import MathTextParser

    assert MathTextParser("path").parse(f"${ALL[name].formula}$").width > 0


@pytest.mark.parametrize("name", ALL)
def test_scale_asks_for_what_there_is_and_for_every_setting(name: str) -> None:
    definition = ALL[name]
    asked = set(arguments(definition.scale))
    assert set(definition.hyper) <= asked <= set(definition.hyper) | {"fan_in", "fan_out"}
    assert definition.distribution in ("constant", "normal", "uniform", "orthogonal")


@pytest.mark.parametrize("name", VARIANCES)
@pytest.mark.parametrize(("n", "m"), [(1, 1), (3, 7), (16, 2), (1000, 10)])
@pytest.mark.parametrize("gain", [0.5, 1.25])
def test_weights_have_the_published_variance(name: str, n: int, m: int, gain: float) -> None:
    found = scale(name, fan_in=n, fan_out=m, gain=gain)
    variance = found**2 / (3 if ALL[name].distribution == "uniform" else 1)
    assert variance == pytest.approx(float(VARIANCES[name](n, m, Fraction(gain))), rel=1e-15)


@pytest.mark.parametrize("name", ["xavier_normal", "he_normal", "lecun_normal"])
@pytest.mark.parametrize("n", [2, 16, 300])
def test_the_uniform_one_has_the_spread_of_the_normal_one(name: str, n: int) -> None:
    known = {"fan_in": n, "fan_out": 5, "gain": 1.7}
    uniform = scale(name.replace("normal", "uniform"), **known)
    assert uniform == pytest.approx(math.sqrt(3) * scale(name, **known), rel=1e-15)


def test_settings_of_all_runs_at_once_have_the_bits_of_one_after_the_other() -> None:
    values = np.geomspace(1e-3, 50, 17)
    for name, definition in ALL.items():
        for setting in definition.hyper:
            together = scale(name, fan_in=7, fan_out=3, **{setting: values})
            single = [scale(name, fan_in=7, fan_out=3, **{setting: float(v)}) for v in values]
            np.testing.assert_array_equal(together, single)


def test_plain_ones_are_what_is_said() -> None:
    assert scale("zeros") == 0
    assert scale("constant", value=-0.7) == -0.7
    assert scale("normal", std=0.3) == 0.3
    assert scale("uniform", bound=0.2) == 0.2
    assert scale("orthogonal", gain=1.4) == 1.4
    assert scale("ntk") == 1


def test_only_ntk_divides_sums_by_the_width() -> None:
    assert [name for name, definition in ALL.items() if definition.multiplier] == ["ntk"]
    multiplier = ALL["ntk"].multiplier
    assert multiplier(16, False) == 0.25
    assert multiplier(16, True) == 1 / 16
    assert multiplier(2, False) == pytest.approx(2**-0.5, rel=1e-15)


@pytest.mark.parametrize("name", ["xavier_normal", "xavier_uniform", "orthogonal"])
def test_gain_has_the_default_of_torch(name: str) -> None:
    assert list(inspect.signature(ALL[name].scale).parameters)[-1] == "gain"
    assert ALL[name].hyper["gain"].default == 1


# What torch.nn.init fills a matrix of 5 rows and 3 columns with, by torch 2.13: the scale of each.
TORCH = {
    "xavier_uniform": ({"gain": 5 / 3}, 1.4433756729740643),
    "xavier_normal": ({"gain": 5 / 3}, 0.8333333333333334),
    "he_uniform": ({}, 1.4142135623730951),
    "he_normal": ({}, 0.8164965809277261),
}


@pytest.mark.parametrize("name", TORCH)
def test_a_layer_of_torch_has_the_same_scale(name: str) -> None:
    settings, expected = TORCH[name]
    assert scale(name, fan_in=3, fan_out=5, **settings) == pytest.approx(expected, rel=1e-15)
