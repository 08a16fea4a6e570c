"""Learning-rate schedules as tables: the factor of every step, computed once and not per run."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from gdsim import catalogue
from gdsim.catalogue.additions import remembered
from gdsim.catalogue.definitions import Schedule
from gdsim.catalogue.discovery import arguments
from gdsim.engine.cache import Source
from gdsim.engine.program import Cycle, Program
from gdsim.engine.room import Room
from gdsim.engine.source import definition_lines, fill
from gdsim.lanes.host import vector_unit

# Factors that one experiment may tabulate; a table is steps x (values of the schedule's axes).
LARGEST_TABLE = 2**28


class _Writer:
    """Writes the generated parts of a schedule's kernel."""

    def __init__(self, name: str, definition: Schedule, width: int) -> None:
        self.name, self.definition, self.width = name, definition, width

    def imports(self) -> list[str]:
        return [
            f"W = {self.width}",
            *definition_lines("schedule", self.name, "schedule"),
            "import gdsim.catalogue.schedules as schedules",
            "compile_definition(schedules)",
            "factor_of = schedule.DEFINITION.factor",
            "after_warmup, remaining_steps = schedules.after_warmup, schedules.remaining_steps",
            "warmed = schedules.warmed",
        ]

    def settings(self) -> list[str]:
        return [f"h_{n} = read_one(settings, {i + 2})" for i, n in enumerate(self.definition.hyper)]

    def factor(self) -> list[str]:
        known = {"t": "t", "steps": "steps"}
        bound = ", ".join(known.get(a, f"h_{a}") for a in arguments(self.definition.factor))
        return [f"factor = factor_of({bound})"]


@remembered
def tabulator(name: str) -> Source:
    """The module with the `tabulate` of a schedule."""
    writer = _Writer(name, catalogue.look_up("schedule", name), _width())
    return Source("schedule", fill("tabulate", writer))


def _width() -> int:
    return vector_unit().width("float64")


def table(name: str, steps: int, warmup: float, settings: dict[str, float]) -> np.ndarray:
    """The factors of a schedule at t = 0 … steps - 1, warmup included: float64, shape (steps,)."""
    definition = catalogue.look_up("schedule", name)
    values, width = [settings[n] for n in definition.hyper], _width()
    padded = np.empty(-(-steps // width) * width)
    numbers = np.array([steps, warmup, *values], float)
    tabulate = tabulator(name).load().tabulate.ctypes
    tabulate(padded.ctypes.data, numbers.ctypes.data, len(padded))
    return padded[:steps]


def factors(program: Program) -> tuple[np.ndarray, Cycle | None]:
    """A program's factors, in rows of `steps` + 1, and where each run's row begins.

    A row's last factor repeats that of the last update: kernels read one step ahead.

    If settings of the schedule differ from run to run, there is one row per combination of values,
    and the second result is the position of each run's row; else it is None.
    """
    settings = _settings(program)
    axes = {n: v for n, v in settings.items() if isinstance(v, Cycle)}
    room = table_room(program)
    if math.prod(room.shape) > LARGEST_TABLE:
        raise ValueError(
            f"the schedule's axes and {program.steps} steps need a table of "
            f"{math.prod(room.shape):.3g} factors, at most {LARGEST_TABLE} are allowed; use fewer "
            f"steps or fewer values of {', '.join(axes)}"
        )
    rows = room.new()
    for row, values in zip(
        rows, itertools.product(*(c.values for c in axes.values())), strict=True
    ):
        chosen = {**settings, **dict(zip(axes, values, strict=True))}
        warmup = float(chosen.pop("warmup"))
        row[:-1] = table(program.schedule, program.steps, warmup, chosen)
        row[-1] = row[-2]
    return rows.reshape(-1), _row_of_run(list(axes.values()), program) if axes else None


def table_room(program: Program) -> Room:
    """The table of a program's factors: one row per combination of the schedule's axes."""
    axes = [v for v in _settings(program).values() if isinstance(v, Cycle)]
    rows = math.prod(len(each.values) for each in axes)
    return Room((rows, program.steps + 1), program.dtype)


def _settings(program: Program) -> dict[str, Any]:
    """Every setting of a program's schedule, with the warmup."""
    definition = catalogue.look_up("schedule", program.schedule)
    known = {n: h.default for n, h in definition.hyper.items()}
    return {"warmup": 0.0, **known, **program.schedule_settings}


def _row_of_run(axes: list[Cycle], program: Program) -> Cycle:
    """The position of each run's row, as one cycle over the combinations of the axes."""
    # The combinations repeat with the outermost axis; within its turn they may interleave with
    # axes of other settings, so the positions are listed for one whole turn.
    stride = min(a.stride for a in axes)
    turn = max(a.stride * len(a.values) for a in axes)
    runs = np.arange(0, turn, stride)
    row = np.zeros(len(runs), np.int64)
    for axis in axes:
        row = row * len(axis.values) + (runs // axis.stride) % len(axis.values)
    return Cycle((row * (program.steps + 1)).astype(float), stride)
