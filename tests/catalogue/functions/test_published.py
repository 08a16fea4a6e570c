"""Values that others have published, and forms that others use."""

from __future__ import annotations

import numpy as np
import pytest

# name: (minimum, to how many decimals it was printed, how many global minima there are)
MINIMA = {
    "eggholder": (-959.6407, 4, 1),
    "michalewicz": (-1.8013, 4, 1),
    "mccormick": (-1.9133, 3, 1),
    "branin": (0.397887, 6, 3),
    "six_hump_camel": (-1.0316, 4, 2),
    "holder_table": (-19.2085, 4, 4),
    "cross_in_tray": (-2.06261, 5, 4),
    "schaffer_2": (0.0, 12, 1),
    "schaffer_4": (0.292579, 6, 4),
    "easom": (-1.0, 12, 1),
    "drop_wave": (-1.0, 12, 1),
    "goldstein_price": (3.0, 12, 1),
    "styblinski_tang": (-39.16617 * 2, 4, 1),
    "himmelblau": (0.0, 12, 4),
    "shubert": (-186.7309, 4, 18),
    "bird": (-106.764537, 6, 2),
    "forrester": (-6.020740, 6, 1),
    "gramacy_lee": (-0.869011, 6, 1),
    "muller_brown": (-146.700, 3, 1),
    "trid": (-2.0, 12, 1),
    "schwefel": (0.0, 12, 1),
    "dixon_price": (0.0, 12, 2),
    "lennard_jones": (-1.0, 12, 1),
}

# Values away from the minimum: at the classic starts of Moré, Garbow & Hillstrom 1981, at the
# lesser minima that the literature names, and where a value can be worked out by hand.
VALUES = [
    ("rosenbrock", (-1.2, 1.0), 24.2, 12),
    ("freudenstein_roth", (0.5, -2.0), 400.5, 12),
    ("freudenstein_roth", (11.41277900, -0.89680525), 48.98425, 5),
    ("beale", (1.0, 1.0), 14.203125, 12),
    ("himmelblau", (0.0, 0.0), 170.0, 12),
    ("booth", (0.0, 0.0), 74.0, 12),
    ("matyas", (1.0, 1.0), 0.04, 12),
    ("three_hump_camel", (-1.7475523, 0.8737762), 0.298638, 5),
    ("goldstein_price", (-0.6, -0.4), 30.0, 9),
    ("goldstein_price", (1.8, 0.2), 84.0, 9),
    ("goldstein_price", (1.2, 0.8), 840.0, 9),
    ("six_hump_camel", (-1.70361, 0.796084), -0.215464, 6),
    ("muller_brown", (0.623, 0.028), -108.167, 2),
    ("muller_brown", (-0.050, 0.467), -80.768, 2),
    ("ackley", (1.0, 1.0), 20 - 20 * np.exp(-0.2), 12),
    ("rastrigin", (0.5, 1.0), 21.25, 12),
    ("griewank", (np.pi, 0.0), 2 + np.pi**2 / 4000, 12),
    ("levy", (5.0, 1.0), 1 + 10 * np.sin(2 * np.pi + 1) ** 2, 12),
    ("levy_13", (1.0, 2.0), 1.0, 12),
    ("zakharov", (2.0, 1.0), 25.0, 12),
    ("bukin_6", (-5.0, 0.0), 50.05, 12),
    ("powell_ravine", (3.0, -1.0), 305.0, 12),
    ("monkey_saddle", (1.0, 2.0), -11.0, 12),
    ("bohachevsky_1", (1.0, 0.5), 2.1, 12),
    ("schaffer_2", (1.0, 1.0), 0.5 - 0.5 / 1.002**2, 12),
    ("drop_wave", (np.pi / 12, 0.0), 0.0, 12),
    ("easom", (0.0, np.pi), np.exp(-(np.pi**2)), 12),
    ("chebyshev_rosenbrock", (0.0, -1.0), 0.25, 12),
]


@pytest.mark.parametrize("name", MINIMA)
def test_the_minimum_is_the_published_one(readings, name):
    value, decimals, count = MINIMA[name]
    definition = readings[name].definition
    assert definition.minimum == pytest.approx(value, abs=0.6 * 10**-decimals)
    assert len(definition.minima) == count


@pytest.mark.parametrize(("name", "point", "value", "decimals"), VALUES)
def test_the_value_is_the_published_one(readings, name, point, value, decimals):
    assert readings[name].value(point) == pytest.approx(value, abs=0.6 * 10**-decimals)


def test_the_cross_in_tray_is_its_usual_form(readings):
    x, y = readings["cross_in_tray"].grid(97)
    far = np.exp(np.abs(100 - np.hypot(x, y) / np.pi))
    usual = -0.0001 * (np.abs(np.sin(x) * np.sin(y) * far) + 1) ** 0.1
    np.testing.assert_allclose(readings["cross_in_tray"].values(x, y), usual, rtol=1e-12)


def test_the_fourth_schaffer_function_is_its_usual_form(readings):
    x, y = readings["schaffer_4"].grid(97)
    wave = np.cos(np.sin(np.abs(x**2 - y**2))) ** 2
    usual = 0.5 + (wave - 0.5) / (1 + 0.001 * (x**2 + y**2)) ** 2
    np.testing.assert_allclose(readings["schaffer_4"].values(x, y), usual, rtol=1e-12)


def test_the_shubert_function_is_a_product_of_sums(readings):
    x, y = readings["shubert"].grid(97)
    waves = [sum(i * np.cos((i + 1) * z + i) for i in range(1, 6)) for z in (x, y)]
    np.testing.assert_allclose(readings["shubert"].values(x, y), waves[0] * waves[1], atol=1e-11)


def test_the_neurons_are_losses_over_their_samples(readings):
    weight, bias = readings["sigmoid_neuron"].grid(41)
    samples = np.array([-1, 0, 1, 2])[:, None, None]

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    squared = ((sigmoid(weight * samples + bias) - sigmoid(1.5 * samples - 0.5)) ** 2).sum(0)
    np.testing.assert_allclose(readings["sigmoid_neuron"].values(weight, bias), squared, atol=1e-12)

    rectified = np.maximum(weight * samples + bias, 0) - np.maximum(samples + 0.5, 0)
    got = readings["relu_neuron"].values(weight, bias)
    np.testing.assert_allclose(got, (rectified**2).sum(0), rtol=1e-12)

    samples = np.array([-2, -1, 0, 1, 2])[:, None, None]
    labels = np.array([0, 0, 1, 0, 1])[:, None, None]
    chance = sigmoid(weight * samples + bias)
    entropy = -(labels * np.log(chance) + (1 - labels) * np.log1p(-chance)).sum(0)
    got = readings["cross_entropy_neuron"].values(weight, bias)
    np.testing.assert_allclose(got, entropy, rtol=1e-6)  # log(1 - chance) cancels
