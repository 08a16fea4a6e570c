"""Runs in memory, and the calls of compiled code that advance them."""

from __future__ import annotations

import numpy as np

from gdsim.kernels.kernel import Kernel, spreader
from gdsim.kernels.program import Cycle
from gdsim.lanes.host import BLOCK


class Segment:
    """Consecutive blocks of runs and where they are: what one call of a kernel advances.

    `rows` is (blocks, rows, 256), a row a quantity of `recipe.rows`. Lanes behind the last run
    repeat earlier ones.
    """

    def __init__(self, kernel: Kernel, first_block: int, blocks: int) -> None:
        self.kernel, self.first_block, self.blocks = kernel, first_block, blocks
        program, recipe = kernel.program, kernel.recipe
        self.rows = np.empty((blocks, len(recipe.rows), BLOCK), program.dtype)
        self.varying = np.empty((blocks, len(recipe.rowed), BLOCK), program.dtype)
        self.integers = np.empty((blocks, len(recipe.integers), BLOCK), np.uint32)
        self.trace = np.empty((blocks, program.slots, len(recipe.traced), BLOCK), program.dtype)
        self.restart()

    def restart(self) -> None:
        """Put every run to its start, step 0."""
        self.step = 0
        self.trace[...] = np.nan
        for array, row, value in self.kernel.fills:
            target = getattr(self, array)
            if isinstance(value, Cycle):
                spreader()(target, row, value.values, value.stride, self.first_block * BLOCK)
            else:
                target[:, row, :] = value

    def advance(self, n_steps: int) -> None:
        """Take the next `n_steps` steps, at most as many as are left; 0 only looks at the runs."""
        kernel = self.kernel
        program, recipe = kernel.program, kernel.recipe
        call = (
            kernel.stride,
            program.first_run + self.first_block * BLOCK,
            self.step,
            n_steps,
            program.steps,
            program.window,
            kernel.born,
            program.every,
            program.slots,
            len(recipe.rows),
            len(recipe.rowed),
            len(recipe.integers),
            len(recipe.traced),
            recipe.scratch,
        )
        kernel.advance(
            self.rows.reshape(-1),
            self.varying.reshape(-1),
            self.integers.reshape(-1),
            kernel.uniform,
            kernel.prepared,
            kernel.factors,
            self.trace.reshape(-1),
            kernel.ends,
            np.array(call, np.int64),
        )
        self.step += n_steps

    @property
    def finished(self) -> bool:
        """Whether all runs have ended or used up their steps."""
        return self.step >= self.kernel.program.steps or not bool(np.any(self.read("status") < 3))

    @property
    def runs(self) -> slice:
        """The numbers of the runs in here, without what pads the last block."""
        first = self.first_block * BLOCK
        return slice(first, min(first + self.blocks * BLOCK, self.kernel.program.runs))

    def read(self, row: str) -> np.ndarray:
        """A row of `recipe.rows` over the runs in here: a copy of shape (runs,)."""
        index = self.kernel.recipe.rows.index(row)
        runs = self.runs
        return self.rows[:, index, :].reshape(-1)[: runs.stop - runs.start]

    def copy_state(self) -> tuple[int, np.ndarray]:
        """All that advancing changes but the traces, to be given to `restore`."""
        return self.step, self.rows.copy()

    def restore(self, state: tuple[int, np.ndarray]) -> None:
        """Go back to a state; what was traced behind its step is forgotten."""
        self.step, rows = state
        self.rows[...] = rows
        self.trace[:, self.step // self.kernel.program.every + 1 :] = np.nan

    def take_over(self, other: Segment) -> None:
        """Put the runs where those of another segment are, which has the same runs and variables.

        With the same rows (the same optimizer) all of the state is taken over; else the parameters
        are, and the optimizer begins afresh. What was recorded goes along if the same is recorded.
        """
        self.step = other.step
        recipe, others = self.kernel.recipe, other.kernel.recipe
        if recipe.continues(others):
            self.rows[...] = other.rows
        else:
            for i in recipe.dimensions:
                moved = other.rows[:, others.rows.index(f"p{i}")]
                self.rows[:, recipe.rows.index(f"p{i}")] = moved
                for slot, value in recipe.definition.state.items():
                    if value == "p":
                        self.rows[:, recipe.rows.index(f"{slot}_{i}")] = moved
        program, before = self.kernel.program, other.kernel.program
        if recipe.traced == others.traced and program.every == before.every:
            kept = self.step // program.every + 1
            self.trace[:, :kept] = other.trace[:, :kept]
        if self.step < program.steps or not recipe.continues(others):
            self.advance(0)
