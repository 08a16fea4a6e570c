"""Recording curvatures of networks: sharpness and preconditioned sharpness at every step."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from measure import Line, interleaved

RUNS, STEPS = 64, 100


def run(quick: bool) -> Iterator[Line]:
    import numpy as np

    import gdsim as gd
    from gdsim.engine.networks import queries
    from gdsim.engine.scratch import LANCZOS  # the most products that one sharpness takes

    data = gd.datasets.spiral(samples=300, noise=0.1)
    network = gd.Network([2, 16, 16, 1], "tanh", data=data, init_seed=range(RUNS))
    perceptron = network.perceptron()
    plain = gd.Experiment(network, "adam", lr=0.01, steps=STEPS)
    one = plain.replace(record="sharpness")
    both = plain.replace(record=["sharpness", "preconditioned_sharpness"])
    start = network.replace(init_seed=0).initial()
    params = np.repeat(start[np.newaxis], RUNS * (STEPS + 1), axis=0)
    times = interleaved(
        {
            "training": lambda: plain.run(threads=1),
            "sharpness": lambda: one.run(threads=1),
            "both": lambda: both.run(threads=1),
            "product": lambda: queries.hessian_vector_product(
                perceptron, params, params, dtype="float32"
            ),
        },
        3 if quick else 9,
    )
    took = {name: median(each[1:]) for name, each in times.items()}
    full = took["training"] + LANCZOS * took["product"]
    # Products outside of a kernel take a quarter more, so 1.2 of these are 1.5 of a record's own.
    note = f"full: training, and {LANCZOS} products with the Hessian per step"
    yield Line("sharpness, of a full one", took["sharpness"] / full, "x", note=note)
    yield Line("sharpness and preconditioned sharpness", took["both"] / full, "x", 1.2, note=note)
    yield Line("   the two, at 101 steps of 64 runs", took["both"], "s")
