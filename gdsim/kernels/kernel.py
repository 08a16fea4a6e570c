"""From a program to a compiled kernel and the arrays it is called with."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from gdsim.kernels import cache as disk
from gdsim.kernels.program import Cycle, Program, Value
from gdsim.kernels.schedule import factors
from gdsim.kernels.source import (
    NOTED,
    WATCHED,
    Recipe,
    advance_text,
    fill,
    prepare_needs,
    prepare_text,
    stride_text,
)
from gdsim.lanes.host import BLOCK, vector_unit


@cache
def compiled(recipe: Recipe) -> int:
    """The address of the compiled `stride` of a recipe, from the disk cache if it is there."""
    address: int = disk.load("stride", stride_text(recipe)).stride.address
    return address


@cache
def advancer(dtype: str, width: int) -> Callable[..., None]:
    """The compiled `advance` of a precision and width."""
    advance: Callable[..., None] = disk.load("advance", advance_text(dtype, width)).advance
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


def _ends(program: Program) -> np.ndarray:
    """Target, squared tolerance and limit, as kernels compare them."""
    # A squared norm is never below 0: -1 switches the tolerance off.
    tolerance = program.tolerance**2 if program.tolerance > 0 else -1.0
    largest = float(np.finfo(program.dtype).max)
    return np.array([program.target, tolerance, min(program.limit, largest)], program.dtype)


def _prepared(recipe: Recipe, settings: Mapping[str, Any], table: np.ndarray, born: int) -> Any:
    """The coefficients of each update of an optimizer that begins at step `born`, a row an update."""
    count = len(recipe.definition.coefficients)
    if not recipe.prepares_once:
        return np.zeros(1, recipe.dtype)
    found = np.empty((table.size - born) * count, recipe.dtype)
    needs = [settings[n] for n in prepare_needs(recipe.optimizer, recipe.dtype)] or [0.0]
    shared = [*recipe.definition.shared.values(), 0.0]
    prepare = disk.load("prepare", prepare_text(recipe.optimizer, recipe.dtype)).prepare
    # A setting that varies is not one that `prepare` needs, or it would not be tabulated.
    prepare(np.array(needs, recipe.dtype), np.array(shared, recipe.dtype), table, found, born)
    return found


@dataclass(frozen=True)
class Kernel:
    """A program ready to run: compiled code and everything that its runs share.

    `born` is the step at which the optimizer begins, 0 but in a fork.
    """

    program: Program
    recipe: Recipe
    stride: int
    advance: Callable[..., None]
    uniform: np.ndarray
    ends: np.ndarray
    factors: np.ndarray
    prepared: np.ndarray
    # What fills a segment before its first step: (array, row, value), values in their precision.
    fills: tuple[tuple[str, int, Value], ...]
    born: int = 0

    @classmethod
    def of(cls, program: Program, width: int | None = None, born: int = 0) -> Kernel:
        """Compile (or load) the kernel of a program and tabulate its schedule."""
        recipe = recipe_of(program, width)
        settings = _settings(program)
        table, variants = factors(program)
        return cls(
            program,
            recipe,
            compiled(recipe),
            advancer(recipe.dtype, recipe.width),
            np.array([*(settings[name] for name in recipe.uniform), 0.0], program.dtype),
            _ends(program),
            table,
            _prepared(recipe, settings, table, born),
            tuple(_fills(program, recipe, settings, variants)),
            born,
        )

    @property
    def blocks(self) -> int:
        """The number of blocks that hold all runs."""
        return -(-self.program.runs // BLOCK)

    def segment(self, first_block: int, blocks: int) -> Segment:
        """The runs of some blocks, at step 0."""
        return Segment(self, first_block, blocks)


def _fills(
    program: Program, recipe: Recipe, settings: Mapping[str, Any], variants: Cycle | None
) -> Iterator[tuple[str, int, Value]]:
    """What is in a segment's arrays before the first step."""
    row = recipe.rows.index
    initial: dict[str, Any] = {**NOTED, **WATCHED}
    if recipe.prepares_in_lanes:
        initial |= recipe.definition.shared
    for i, start in enumerate(program.start):
        initial[f"p{i}"] = start
        for slot, value in recipe.definition.state.items():
            known = start if value == "p" else settings[value] if isinstance(value, str) else value
            initial[f"{slot}_{i}"] = known
    for name, value in initial.items():
        yield "rows", row(name), _cast(value, program.dtype)
    for i, name in enumerate(recipe.rowed):
        yield "varying", i, _cast(settings[name], program.dtype)
    whole: dict[str, Any] = {"seed": program.seed, "schedule": variants}
    for i, name in enumerate(recipe.integers):
        yield "integers", i, _cast(whole[name], "uint32")


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
        self.integers = np.empty((blocks, len(recipe.integers), BLOCK), np.uint32)
        self.trace = np.full(
            (blocks, program.slots, len(recipe.traced), BLOCK), np.nan, program.dtype
        )
        for array, row, value in kernel.fills:
            target = getattr(self, array)
            if isinstance(value, Cycle):
                spreader()(target, row, value.values, value.stride, first_block * BLOCK)
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
        are, and the optimizer begins afresh.
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
        if self.step < self.kernel.program.steps:
            self.advance(0)
