"""How runs are divided into segments, and steps into calls of a kernel; it changes no bit."""

from __future__ import annotations

import numpy as np

from gdsim.engine.networks.parts import cost
from gdsim.engine.program import Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.traces import WINDOW_BYTES

# Run-steps of one call of a kernel: a few milliseconds, so that cancelling is prompt.
CALL = 2**23
# The same where a vector holds numbers of one run, whose state is copied for each call.
CALL_OF_ONE = 2**25
# The most runs of a segment, so that its state stays in the second-level cache: of functions, and
# of networks, where they still fill most groups of lanes when some have ended. A session, which
# takes few steps at a time, goes through all memory in each call; fewer segments cost less Python.
LARGEST_SEGMENT, LARGEST_OF_NETWORKS, LARGEST_OF_SESSIONS = 8192, 512, 32768
# The most bytes of a segment, unless a single block has more; and the fewest recorded steps that
# one call has room for, so that calls are long enough.
SEGMENT_BYTES, SLOTS_OF_CALL = 2**26, 128


def segment_blocks(program: Program, recipe: Recipe, threads: int, programs: int = 0) -> int:
    """The blocks of a segment: several segments per thread if possible, so all end together.

    programs: those of a session, whose segments are all advanced in each of its calls; 0: none.
    """
    segments = min(4 * threads, -(-8 * threads // max(programs, 1)))
    # What is recorded only to be measured is kept while a segment is computed.
    measured = sum(len(recipe.traced[name]) for name in program.only_measured)
    numbers = recipe.rows + program.slots * measured
    runs = LARGEST_OF_SESSIONS if programs else LARGEST_SEGMENT
    if program.network is not None:
        runs = LARGEST_OF_NETWORKS
    size = np.dtype(program.dtype).itemsize
    runs = min(runs, SEGMENT_BYTES // (numbers * size))
    if recipe.record:
        slots = min(program.slots, SLOTS_OF_CALL)
        runs = min(runs, WINDOW_BYTES // (slots * recipe.traced_rows * size))
    blocks = -(-program.runs // recipe.block)
    return int(max(1, min(runs // recipe.block, -(-blocks // segments))))


def call_steps(program: Program, recipe: Recipe, runs: int) -> int:
    """The steps of one call of a kernel with this many runs: a few milliseconds of work."""
    price = 1.0 if program.network is None else cost(program.network)
    if recipe.definition.gradient_point is not None:
        price *= 2  # the objective is evaluated at two points
    call = CALL if program.network is None or recipe.width > 1 else CALL_OF_ONE
    return max(1, int(call / (runs * price)))
