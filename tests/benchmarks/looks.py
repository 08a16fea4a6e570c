"""The cost of looking at the whole loss of runs on mini-batches, by which they are judged.

2-16-1, 200 samples in batches of 16, Adam, float32; beside the same runs without a look.
"""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

from measure import Line, interleaved, ratio

import gdsim as gd
from gdsim.engine.backends import cpu
from gdsim.engine.perceptron import Perceptron


def run(quick: bool) -> Iterator[Line]:
    data = gd.datasets.moons(samples=200, noise=0.3, test=0.0)
    network = gd.Network([2, 16, 1], "tanh", data=data, batch_size=16)
    for steps in (500, 5000) if quick else (500, 2000, 5000, 20_000):
        experiment = gd.Experiment(network, gd.Adam(), lr=gd.logspace(1e-4, 0.1, 64), steps=steps)
        (program,) = experiment.programs()

        def blind(program: object = program) -> object:
            with patch.object(Perceptron, "looks", lambda *_: ()):
                return cpu.run(program, threads=1)

        calls = {"looks": lambda program=program: cpu.run(program, threads=1), "none": blind}
        times = interleaved(calls, 3 if quick else 11)
        more, count = 100 * (ratio(times, "looks", "none") - 1), len(program.looks)
        target = None if steps * 16 / 200 < 240 else 2.0  # epochs from which there are more than 3
        yield Line(f"{count} looks in {steps:,} steps", more, "% more time", target=target)
