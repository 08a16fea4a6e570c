"""From a program to a compiled kernel and the arrays it is called with."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from gdsim.kernels import cache as disk
from gdsim.kernels.program import Cycle, Program, Value
from gdsim.kernels.schedule import factors
from gdsim.kernels.source import Recipe, fill, write
from gdsim.lanes.host import BLOCK, vector_unit


@cache
def compiled(recipe: Recipe) -> Callable[..., None]:
    """The compiled `advance` of a recipe, from the disk cache if it is there."""
    advance: Callable[..., None] = disk.load("advance", write(recipe)).advance
    return advance


@cache
def spreader() -> Callable[..., None]:
    """The compiled `spread` of `gdsim.kernels.spread`."""
    spread: Callable[..., None] = disk.load("spread", fill("spread", None)).spread
    return spread


def _settings(program: Program) -> dict[str, Value | bool]:
    """Every setting a kernel reads, under the names that recipes use."""
    parameters = {**program.expression.parameters, **program.parameters}
    return {
        **program.settings,
        **{f"objective.{name}": value for name, value in parameters.items()},
        "noise": program.noise,
        "clip_value": program.clip_value,
        "clip_norm": program.clip_norm,
        "target": program.target,
        # The kernel compares squared norms; a negative number is never reached.
        "tolerance": program.tolerance**2 if program.tolerance > 0 else -1.0,
        "limit": program.limit,
    }


def _is_off(value: Value, off: float) -> bool:
    return not isinstance(value, Cycle) and value == off


def _cast(value: Value, dtype: str) -> Value:
    if isinstance(value, Cycle):
        return Cycle(value.values.astype(dtype), value.stride)
    return value


def recipe_of(program: Program, width: int | None = None) -> Recipe:
    """The recipe of a program's kernel; `width` lanes, or as many as suit this machine."""
    settings = _settings(program)
    varying = {name for name, value in settings.items() if isinstance(value, Cycle)}
    if isinstance(program.seed, Cycle):
        varying.add("seed")
    if any(isinstance(v, Cycle) for v in program.schedule_settings.values()):
        varying.add("schedule")
    return Recipe(
        expression=program.expression,
        optimizer=program.optimizer,
        dtype=program.dtype,
        width=width or min(vector_unit().width(program.dtype), BLOCK),
        varying=frozenset(varying),
        flags=tuple((n, v) for n, v in program.settings.items() if isinstance(v, bool)),
        record=program.record,
        noisy=not _is_off(program.noise, 0.0),
        clips_value=not _is_off(program.clip_value, math.inf),
        clips_norm=not _is_off(program.clip_norm, math.inf),
    )


@dataclass(frozen=True)
class Kernel:
    """A program ready to run: compiled code and everything that its runs share."""

    program: Program
    recipe: Recipe
    advance: Callable[..., None]
    uniform: np.ndarray
    factors: np.ndarray
    # What fills a segment before its first step: (array, row, value), values in their precision.
    fills: tuple[tuple[str, int, Value], ...]

    @classmethod
    def of(cls, program: Program, width: int | None = None) -> Kernel:
        """Compile (or load) the kernel of a program and tabulate its schedule."""
        recipe = recipe_of(program, width)
        settings = _settings(program)
        table, variants = factors(program)
        whole: dict[str, Any] = {"seed": program.seed, "schedule": variants}
        fills = [("rows", i, _cast(v, program.dtype)) for i, v in enumerate(program.start)]
        for i, name in enumerate(recipe.rowed):
            fills.append(("varying", i, _cast(settings[name], program.dtype)))
        if not recipe.integers:
            fills.append(("integers", 0, program.seed))
        for i, name in enumerate(recipe.integers):
            fills.append(("integers", i, _cast(whole[name], "uint32")))
        return cls(
            program,
            recipe,
            compiled(recipe),
            np.array([settings[name] for name in recipe.uniform], program.dtype),
            table,
            tuple(fills),
        )

    @property
    def blocks(self) -> int:
        """The number of blocks that hold all runs."""
        return -(-self.program.runs // BLOCK)

    def segment(self, first_block: int, blocks: int) -> Segment:
        """The runs of some blocks, at step 0."""
        return Segment(self, first_block, blocks)


class Segment:
    """Consecutive blocks of runs and where they are: what one call of a kernel advances.

    `rows` is (blocks, rows, 256), a row a quantity of `recipe.rows`. Lanes behind the last run
    repeat earlier ones.
    """

    def __init__(self, kernel: Kernel, first_block: int, blocks: int) -> None:
        self.kernel, self.first_block, self.blocks = kernel, first_block, blocks
        program, recipe = kernel.program, kernel.recipe
        self.step = 0
        self.rows = np.empty((blocks, len(recipe.rows), BLOCK), program.dtype)
        self.varying = np.empty((blocks, len(recipe.rowed), BLOCK), program.dtype)
        self.integers = np.full((blocks, max(len(recipe.integers), 1), BLOCK), 0, np.uint32)
        self.trace = np.full(
            (blocks, program.slots, len(recipe.traced), BLOCK), np.nan, program.dtype
        )
        self.shared = np.array([*recipe.definition.shared.values(), 0.0], program.dtype)
        for array, row, value in kernel.fills:
            target = getattr(self, array)
            if isinstance(value, Cycle):
                spreader()(target, row, value.values, value.stride, first_block * BLOCK)
            else:
                target[:, row, :] = value

    def advance(self, n_steps: int) -> None:
        """Take the next `n_steps` steps; the first call also observes step 0."""
        program = self.kernel.program
        self.kernel.advance(
            self.rows.reshape(-1),
            self.varying.reshape(-1),
            self.integers.reshape(-1),
            self.kernel.uniform,
            self.shared,
            self.kernel.factors,
            self.trace.reshape(-1),
            np.array(
                [
                    program.first_run + self.first_block * BLOCK,
                    self.step,
                    n_steps,
                    program.steps,
                    program.window,
                    program.every,
                    program.slots,
                    self.fresh,
                ],
                np.int64,
            ),
        )
        self.fresh = False
        self.step += n_steps

    fresh = True

    @property
    def finished(self) -> bool:
        """Whether all runs have stopped or used up their steps."""
        if self.fresh:
            return False
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

    def copy_state(self) -> tuple[Any, ...]:
        """All that advancing changes but the traces, to be given to `restore`."""
        return self.step, self.fresh, self.rows.copy(), self.shared.copy()

    def restore(self, state: tuple[Any, ...]) -> None:
        """Go back to a state; what was traced behind its step is forgotten."""
        self.step, self.fresh, rows, shared = state
        self.rows[...], self.shared[...] = rows, shared
        kept = 0 if self.fresh else self.step // self.kernel.program.every + 1
        self.trace[:, kept:] = np.nan

    def take_over(self, other: Segment) -> None:
        """Put the runs where those of another segment are, which has the same runs and variables.

        With the same optimizer its state is taken over too; another one begins afresh.
        """
        self.step = other.step
        same = self.kernel.recipe.optimizer == other.kernel.recipe.optimizer
        if same and self.kernel.recipe.rows == other.kernel.recipe.rows:
            self.rows[...], self.shared[...], self.fresh = other.rows, other.shared, other.fresh
        else:
            variables = self.kernel.program.dimensions
            self.rows[:, :variables] = other.rows[:, :variables]
            self.fresh = True
        if self.fresh or self.step < self.kernel.program.steps:
            self.advance(0)
