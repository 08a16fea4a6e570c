"""A program ready to run: compiled code, and the arrays it is called with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from gdsim.catalogue.additions import changes
from gdsim.engine.modules import advancer, called, point_of, preparer, strider
from gdsim.engine.networks.parts import Parts
from gdsim.engine.program import Cycle, Program, Value
from gdsim.engine.recipe import Recipe
from gdsim.engine.recipes import recipe_of, settings_of
from gdsim.engine.recording import Steps, as_array, sequence
from gdsim.engine.room import Room
from gdsim.engine.rows import NOTED, WATCHED
from gdsim.engine.schedule import factors
from gdsim.engine.source import prepare_needs

# A step that is never reached, as a list of recorded steps ends with.
NEVER = np.array([np.iinfo(np.int64).max])


def _cast(value: Value, dtype: str) -> Value:
    if isinstance(value, Cycle):
        return Cycle(value.values.astype(dtype), value.stride)
    number: float = np.dtype(dtype).type(value)
    return number


def _ends(program: Program) -> np.ndarray:
    """The bounds of `gdsim.engine.rows.ENDS`, and those that every step is beyond: (2, bounds)."""
    target, tolerance = program.target, program.tolerance
    if program.looks:  # those of batches say nothing: see `gdsim.engine.looks`
        target, tolerance = -np.inf, 0.0
    # A squared norm is never below 0: -1 switches the tolerance off.
    square = tolerance**2 if tolerance > 0 else -1.0
    numbers = np.dtype(program.dtype).type
    limit = numbers(min(program.limit, float(np.finfo(program.dtype).max)))
    floor = max(numbers(target), np.nextafter(-limit, numbers(-np.inf)))
    return np.array([[floor, square, limit], [np.inf, square, limit]], program.dtype)


def _plan(program: Program, recipe: Recipe) -> np.ndarray:
    """The address of the objective, if it is called."""
    plan = np.zeros(1, np.int64)
    if recipe.calls:
        plan[0] = called(program).load().objective_at.address
    return plan


def _uniform(program: Program, recipe: Recipe, settings: Mapping[str, Any]) -> np.ndarray:
    """The settings that all runs share; a 0 if there are none."""
    return np.array([*(settings[name] for name in recipe.uniform), 0.0], program.dtype)


def _size(program: Program) -> tuple[object, ...]:
    """What the memory of a program depends on besides its recipe."""
    kept = program.keep_params, program.keep_points, program.only_measured, program.measures
    return program.runs, program.steps, program.every, program.measured, *kept


def _are_equal(settings: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    """Whether settings are equal numbers; those that differ from run to run are not compared."""
    return not _vary(settings.values()) and settings == others


def prepared_room(program: Program, recipe: Recipe, born: int = 0) -> Room:
    """The coefficients of each update of an optimizer that begins at step `born`."""
    count = len(recipe.definition.coefficients) if recipe.prepares_once else 0
    return Room(((program.steps + 1 - born) * count + (count == 0),), recipe.dtype)


def _prepared(
    program: Program, recipe: Recipe, settings: Mapping[str, Any], table: np.ndarray, born: int
) -> Any:
    """The coefficients, row after row; a single 0 if there are none."""
    coefficients = prepared_room(program, recipe, born).new()
    if not recipe.prepares_once:
        coefficients[:] = 0.0
        return coefficients
    needs = [settings[n] for n in prepare_needs(recipe.optimizer, recipe.dtype)] or [0.0]
    shared = [*recipe.definition.shared.values(), 0.0]
    prepare = preparer(recipe.optimizer, recipe.dtype).load().prepare.ctypes
    # It reads no setting that varies, or it would not be tabulated; if factors vary, it reads none
    # of them, and the first row will do.
    given, of_all = np.array(needs, recipe.dtype), np.array(shared, recipe.dtype)
    places = (each.ctypes.data for each in (given, of_all, table, coefficients))
    prepare(*places, born, program.steps + 1 - born)
    return coefficients


@lru_cache(2)
def _ending(steps: range) -> Steps:
    """Steps, and after them one that is never reached; nobody writes to them."""
    return np.concatenate([as_array(steps), NEVER])


def _differ_in_start(program: Program, other: Program) -> bool:
    """Whether two programs are the same but for the one point at which all their runs start."""
    starts = program.start, other.start
    if any(not isinstance(start, tuple) or _vary(start) for start in starts):
        return False
    if program.numbers is not None or program.placed is not None:
        return False  # arrays, which are not compared
    return {**vars(program), "start": None} == {**vars(other), "start": None}


def _vary(values: Iterable[object]) -> bool:
    return any(isinstance(value, Cycle) for value in values)


@dataclass(frozen=True)
class Kernel:
    """A program ready to run: compiled code and everything that its runs share.

    `loop` is the module of `gdsim.engine.templates.advance`. `recorded` are the recorded steps,
    `looks` those at which the whole loss is computed. `born` is the step at which the optimizer
    begins, which is 0 except in a fork. `parts` is what compiled code looks up about a network.
    `point` is the compiled `gradient_point` of an optimizer that has one. `changes` is that of
    users' own definitions when it was made. `plan` has the address of the objective if the kernel
    calls it.
    """

    program: Program
    recipe: Recipe
    stride: int
    loop: Any
    uniform: np.ndarray
    ends: np.ndarray
    factors: np.ndarray
    prepared: np.ndarray
    plan: np.ndarray
    recorded: range | Steps
    looks: tuple[int, ...]
    # The contents of a segment before its first step: (array, rows, value in its precision).
    fills: tuple[tuple[str, range, Value], ...]
    born: int = 0
    parts: Parts | None = None
    point: Any = None
    changes: int = field(default_factory=changes)

    @classmethod
    @np.errstate(over="ignore")  # a number too large for float32 becomes infinite
    def of(cls, program: Program, width: int | None = None, born: int = 0) -> Kernel:
        """Compile (or load) the kernel of a program and tabulate its schedule."""
        recipe = recipe_of(program, width)
        parts = None if program.network is None else Parts(program, recipe)
        stride = strider(recipe).load().stride.address if parts is None else parts.stride
        loop = advancer(recipe.dtype, recipe.width, recipe.block).load()
        return cls.made(program, recipe, stride, loop, point_of(recipe), born, parts)

    @classmethod
    @np.errstate(over="ignore")
    def made(
        cls,
        program: Program,
        recipe: Recipe,
        stride: int,
        loop: Any,
        point: Any,
        born: int = 0,
        parts: Parts | None = None,
    ) -> Kernel:
        """The kernel of compiled code, with the tables of a program."""
        table, variants = factors(program)
        return cls(
            program,
            recipe,
            stride,
            loop,
            recorded=sequence(program.every, program.steps)[: program.slots],
            looks=program.looks,
            born=born,
            parts=parts,
            point=point,
            **_numbers(program, recipe, table, variants, born),
        )

    @np.errstate(over="ignore")
    def renewed(self, program: Program) -> Kernel | None:
        """The kernel of another program that needs the same code and memory; None if it does not.

        Tables that stay the same are shared. Only functions have such kernels.
        """
        old, shared = self.program, self.recipe
        if self.parts is not None or changes() != self.changes:
            return None
        if _differ_in_start(program, old):
            return replace(self, program=program, fills=self._fills_at(program))
        if _size(program) != _size(old) or recipe_of(program, shared.width) != shared:
            return None
        table, variants = self.factors, None
        is_same = _are_equal(program.schedule_settings, old.schedule_settings)
        if not (is_same and program.schedule == old.schedule):
            is_same, (table, variants) = False, factors(program)
        is_prepared = is_same and _are_equal(program.settings, old.settings)
        prepared = self.prepared if is_prepared else None
        numbers = _numbers(program, shared, table, variants, self.born, prepared)
        return replace(self, program=program, **numbers)

    def _fills_at(self, program: Program) -> tuple[tuple[str, range, Value], ...]:
        """The fills with the start of another program, which is the same for all its runs."""
        moved = dict(_start_fills(program, self.recipe))
        return tuple(
            (array, rows, moved.get(rows, value) if array == "rows" else value)
            for array, rows, value in self.fills
        )

    @property
    def blocks(self) -> int:
        """The number of blocks that hold all runs."""
        return self.recipe.blocks(self.program.runs)

    def slots_before(self, step: int) -> int:
        """The number of recorded steps before this one."""
        return bisect_left(self.recorded, step)

    def recorded_at(self, slots: slice) -> Steps:
        """The recorded steps of some slots, and after them a step that is never reached."""
        steps = self.recorded[slots]
        if isinstance(steps, range):  # mostly that of other programs too
            return _ending(steps)
        return np.concatenate([steps, NEVER])

    @property
    def scratch(self) -> int:
        """The rows of scratch memory of a stride."""
        return self.recipe.scratch if self.parts is None else self.parts.scratch


def _numbers(
    program: Program,
    recipe: Recipe,
    table: np.ndarray,
    variants: Cycle | None,
    born: int,
    prepared: np.ndarray | None = None,
) -> dict[str, Any]:
    """What a kernel has besides code and memory: the fields that hold a program's settings."""
    settings = settings_of(program)
    if prepared is None:
        prepared = _prepared(program, recipe, settings, table, born)
    return {
        "uniform": _uniform(program, recipe, settings),
        "ends": _ends(program),
        "factors": table,
        "prepared": prepared,
        "fills": tuple(_fills(program, recipe, settings, variants)),
        "plan": _plan(program, recipe),
    }


def _fills(
    program: Program, recipe: Recipe, settings: Mapping[str, Any], variants: Cycle | None
) -> Iterator[tuple[str, range, Value]]:
    """The contents of a segment before the first step, but for a network's parameters."""
    initial: dict[str, Any] = {**NOTED, **WATCHED}
    if recipe.prepares_in_lanes:
        initial |= recipe.definition.shared
    for name, value in initial.items():
        yield "rows", recipe.places[name], _cast(value, program.dtype)
    for slot, value in recipe.slots.items():
        if value != "p":
            known = settings[value] if isinstance(value, str) else value
            yield "rows", recipe.places[slot], _cast(known, program.dtype)
    for rows, start in _start_fills(program, recipe):
        yield "rows", rows, start
    for i, name in enumerate((*recipe.fixed, *recipe.rowed)):
        value = settings.get(name, 0.0)  # a layer drifts by 0
        yield "varying", range(i, i + 1), _cast(value, program.dtype)
    whole: dict[str, Any] = {**settings, "seed": program.seed, "schedule": variants}
    for i, name in enumerate(recipe.integers):
        if not name.startswith("run"):
            yield "integers", range(i, i + 1), _cast(whole[name], "uint32")


def _start_fills(program: Program, recipe: Recipe) -> Iterator[tuple[range, Value]]:
    """The rows that hold a start, or begin at it, and what they hold before the first step."""
    if isinstance(program.start, tuple):
        for name in ("p", *(s for s, v in recipe.slots.items() if v == "p")):
            for row, start in zip(recipe.places[name], program.start, strict=True):
                yield range(row, row + 1), _cast(start, program.dtype)
