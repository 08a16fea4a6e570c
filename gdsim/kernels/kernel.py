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
from gdsim.kernels.recipe import NOTED, WATCHED, Recipe
from gdsim.kernels.schedule import factors
from gdsim.kernels.source import advance_text, fill, prepare_needs, prepare_text, stride_text
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
    number: float = np.dtype(dtype).type(value)
    return number


def _warms_up(program: Program) -> bool:
    return not _is_off(program.schedule_settings.get("warmup", 0.0), 0.0)


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
        tolerant=program.tolerance > 0,
        scheduled=program.schedule != "constant" or _warms_up(program),
    )


def _ends(program: Program) -> np.ndarray:
    """Target, squared tolerance and limit, as kernels compare them."""
    # A squared norm is never below 0: -1 switches the tolerance off.
    tolerance = program.tolerance**2 if program.tolerance > 0 else -1.0
    largest = float(np.finfo(program.dtype).max)
    return np.array([program.target, tolerance, min(program.limit, largest)], program.dtype)


def _prepared(recipe: Recipe, settings: Mapping[str, Any], table: np.ndarray, born: int) -> Any:
    """The coefficients of each update of an optimizer that begins at step `born`, a row each."""
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
    @np.errstate(over="ignore")  # a number too large for float32 is infinite there
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
