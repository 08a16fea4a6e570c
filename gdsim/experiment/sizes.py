"""How much memory running an experiment takes, and how to make it less."""

from __future__ import annotations

import numpy as np

from gdsim.engine import memory
from gdsim.experiment.design import Design
from gdsim.experiment.programs import outlines


def to_run(design: Design, threads: int) -> int:
    """Peak memory of running an experiment, in bytes, result included."""
    # The values of an axis are held in float64, for a kernel, and once more for the result.
    size = 16 + np.dtype(design.dtype).itemsize
    return memory.of_runs(outlines(design), threads) + _bytes_of_axes(design) * size // 8


def to_take_less(design: Design) -> list[str]:
    """Advice to the user where it takes more memory than is available."""
    advice = [memory.LESS] if design.record else []
    largest = max(design.layout.dimensions, key=lambda each: each.size, default=None)
    if largest is not None and largest.size > 1:
        advice.append(f"give {largest.name} fewer values than {largest.size:,}")
    elif not design.record:
        advice.append("list fewer optimizers")
    return advice


def _bytes_of_axes(design: Design) -> int:
    """Bytes of the values of axes and starts; a start has one value per variable."""
    starts = design.objective.size if design.objective.has_domain else 0
    return 8 * (sum(design.layout.shape) + starts * max(design.layout.shape, default=1))
