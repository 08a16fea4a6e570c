"""How runs are divided over segments, and steps over calls of a kernel: it changes no bit."""

from __future__ import annotations

import numpy as np

from gdsim.engine.networks.parts import cost
from gdsim.engine.program import Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.traces import WINDOW_BYTES

# Run-steps of one call of a kernel: a few milliseconds, so that cancelling is prompt.
CALL = 2**23
# Runs of a segment at most, whose state then stays in the second-level cache: of functions, and of
# networks, of which there are enough to fill most groups of lanes when some have ended.
LARGEST_SEGMENT, LARGEST_OF_NETWORKS = 8192, 128
# Bytes of a segment at most, unless a single block has more; and the recorded steps that one call
# has room for at least, so that calls are long enough.
SEGMENT_BYTES, SLOTS_OF_CALL = 2**26, 128


def segment_blocks(program: Program, recipe: Recipe, threads: int) -> int:
    """Blocks a segment: several segments a thread if there are enough, so that all end together."""
    # What is recorded only to be measured is kept as long as a segment is at work.
    measured = sum(len(recipe.traced[name]) for name in program.only_measured)
    numbers = recipe.rows + program.slots * measured
    runs = LARGEST_SEGMENT if program.network is None else LARGEST_OF_NETWORKS
    size = np.dtype(program.dtype).itemsize
    runs = min(runs, SEGMENT_BYTES // (numbers * size))
    if recipe.record:
        slots = min(program.slots, SLOTS_OF_CALL)
        runs = min(runs, WINDOW_BYTES // (slots * recipe.traced_rows * size))
    blocks = -(-program.runs // recipe.block)
    return int(max(1, min(runs // recipe.block, -(-blocks // (4 * threads)))))


def call_steps(program: Program, recipe: Recipe, runs: int) -> int:
    """Steps of one call of a kernel with so many runs, for a few milliseconds of work."""
    dear = 1.0 if program.network is None else cost(program.network)
    if recipe.definition.gradient_point is not None:
        dear *= 2  # the objective is looked at in two places
    return max(1, int(CALL / (runs * dear)))
