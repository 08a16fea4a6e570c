"""The loss of a network over a plane of 128 x 128 points, as the window draws it."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from measure import Line, interleaved

SIDE = 128


def run(quick: bool) -> Iterator[Line]:
    import numpy as np

    import gdsim as gd
    from gdsim.results.analysis.loss_plane import laid, losses_on

    data = gd.datasets.spiral(samples=500, test=0.0)
    network = gd.Network([2, 8, 8, 8, 1], "tanh", loss="binary_cross_entropy", data=data)
    point = network.initial()
    plane, _ = laid("random", network, point)
    side = np.linspace(-1, 1, SIDE)
    times = interleaved(
        {
            dtype: lambda dtype=dtype: losses_on(network, plane, side, side, dtype)
            for dtype in ("float32", "float64")
        }
        | {"curvature": lambda: laid("curvature", network, point)},
        5 if quick else 15,
    )
    took = {name: median(each[1:]) for name, each in times.items()}
    note = f"2-8-8-8-1 on 500 samples, {SIDE} x {SIDE} points, one thread"
    yield Line("loss slice in float32", took["float32"], "s", 0.3, note=note)
    yield Line("   the same in float64", took["float64"], "s", note=note)
    yield Line("   directions of the largest curvatures", took["curvature"], "s")
