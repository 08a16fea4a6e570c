"""The cost of looking at the whole loss of runs on mini-batches, by which they are judged.

2-16-1, 200 samples in batches of 16, Adam, float32; beside the same runs without a look.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from unittest.mock import patch

from measure import Line, interleaved

import gdsim as gd
from gdsim.engine.backends import cpu
from gdsim.engine.looks import LEAST
from gdsim.engine.perceptron import Perceptron


def run(quick: bool) -> Iterator[Line]:
    data = gd.datasets.moons(samples=200, noise=0.3, test=0.0)
    network = gd.Network([2, 16, 1], "tanh", data=data, batch_size=16)
    for runs, steps in itertools.product((64, 1024), (500, 5000) if quick else (500, 2000, 5000)):
        rates = gd.logspace(1e-4, 0.1, runs)
        (program,) = gd.Experiment(network, gd.Adam(), lr=rates, steps=steps).programs()

        def blind(program: object = program) -> object:
            with patch.object(Perceptron, "looks", lambda *_: ()):
                return cpu.run(program, threads=1)

        calls = {"looks": lambda program=program: cpu.run(program, threads=1), "none": blind}
        times = interleaved(calls, 3 if quick else 11)
        more, count = 100 * (times.ratio("looks", "none").median - 1), len(program.looks)
        target = 2.0 if count > LEAST and runs > 64 else None  # a call costs more than few runs
        title = f"{runs:,} runs, {count} looks in {steps:,} steps"
        yield Line(title, more, "% more time", target=target)
