"""Data and networks that several tests of networks take."""

import numpy as np

import gdsim as gd

RNG = np.random.default_rng(7)
POINTS = RNG.normal(size=(11, 3))
VALUES = gd.datasets.from_arrays(POINTS, RNG.normal(size=(11, 2)), names=["a", "b", "c"])
TWO = gd.datasets.from_arrays(POINTS, ["no", "yes", "yes", "no"] * 2 + ["no"] * 3, True)
THREE = gd.datasets.from_arrays(POINTS, [0, 2, 1, 1, 0, 2, 0, 1, 2, 2, 1], ["p", "q", "r"])


def network(layers=(3, 5, 2), **changes):
    return gd.Network(list(layers), **{"data": VALUES, **changes})
