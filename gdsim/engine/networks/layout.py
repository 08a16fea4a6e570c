"""What a vector of a network's kernel holds: one number of several runs, or several of one run.

The bits are the same. Lanes of runs are full whatever the network's size, if there are runs to fill
them; but all that they compute with is as many times larger, so large networks leave the caches.
Numbers of one run leave lanes empty where layers are narrow, and each layer of each sample costs
something by itself. Both are estimated in the time of a multiply-add of a vector.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from gdsim import catalogue
from gdsim.base import machine
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Program
from gdsim.lanes.host import vector_unit

# Measured with AVX-512 (AMD Zen 4), where multiply-adds of vectors take a cycle each. What a vector
# of activations, and one of an update, costs.
ACTIVATION, UPDATE = 18, 20
# What a last vector that units do not fill costs in a sample.
PARTLY = 70
# What a layer costs in a step, and in a sample of it: with numbers of a run in vectors, with runs.
LAYER, LAYER_OF_RUNS = (700, 27), (300, 17)
# The bytes of weights and gradient beyond which lanes of runs wait for memory: how much longer it
# takes then, and how much longer where even a larger cache is too small.
CACHES = ((2**21, 1.3), (2**24, 1.9))

# The multiply-adds of a product of all layers from which on several threads are sooner than one: at
# 64 samples, those of 50,000 parameters. Measured on two processors with AVX2 that had nothing else
# to do: 50,000 parameters gained a fifth, 100,000 two fifths; beside other programs these nothing.
SHARED = 3 * 10**6


def width(program: Program) -> int:
    """The lanes of the kernel of a network's program: 1 where vectors hold numbers of one run."""
    network = program.network
    assert network is not None
    several = vector_unit().narrow_width(program.dtype)
    threads, runs = machine.processors(), program.runs
    matrices = _matrices(program)
    alone = -(-runs // threads) * (_of_one(network, several) + matrices)
    groups = -(-runs // several)
    size = np.dtype(program.dtype).itemsize
    together = -(-groups // threads) * (_of_runs(network, several * size) + matrices)
    return 1 if alone < together else several


def is_shared(network: Perceptron, width: int) -> bool:
    """Whether the steps of one run of a network are large enough for several threads."""
    return width == 1 and network.parameters * (network.batch or network.samples) >= SHARED


def _of_one(network: Perceptron, along: int) -> float:
    """A step of one run, `along` of whose numbers are in a vector."""
    seen = network.batch or network.samples
    layer, sample = LAYER
    total = UPDATE * network.parameters / along
    for n, (inputs, units) in enumerate(pairwise(network.sizes)):
        total += layer + sample * seen
        # Of a single output vectors hold samples.
        total += inputs * (seen * _vectors(units, along) if units > 1 else _vectors(seen, along))
        total += seen * min(units * _vectors(inputs, along), inputs * _vectors(units, along))
        if n > 0:
            total += seen * (units + ACTIVATION) * _vectors(inputs, along)
            total += seen * PARTLY * (inputs % along > 0)
    return total


def _of_runs(network: Perceptron, size: int) -> float:
    """A step of as many runs as a vector of `size` bytes holds."""
    seen, parameters = network.batch or network.samples, network.parameters
    layer, sample = LAYER_OF_RUNS
    total = float(UPDATE * parameters)
    for n, (inputs, units) in enumerate(pairwise(network.sizes)):
        passes = 2 if n == 0 else 3
        total += layer + seen * (sample + passes * inputs * units + ACTIVATION * inputs * (n > 0))
    slower = [factor for cache, factor in CACHES if 2 * parameters * size > cache]
    return total * max(slower, default=1.0)


def _vectors(numbers: int, along: int) -> int:
    return -(-numbers // along)


def _matrices(program: Program) -> float:
    """An update of whole matrices, which takes numbers of a run one by one."""
    optimizer = catalogue.look_up("optimizer", program.optimizer)
    if not optimizer.tensor:
        return 0.0
    assert program.network is not None
    shapes = list(pairwise(program.network.sizes))
    if not optimizer.scratch:
        return float(sum(UPDATE * inputs * units for inputs, units in shapes))
    # Products of five iterations, whose sums wait for each term.
    return float(sum(40 * inputs * units * min(inputs, units) for inputs, units in shapes))
