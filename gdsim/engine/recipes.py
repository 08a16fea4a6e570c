"""The recipe of a program, and its settings under the names that recipes use."""

from __future__ import annotations

from functools import cache

from gdsim import catalogue
from gdsim.calculus import Expression, parse
from gdsim.catalogue.definitions import Optimizer
from gdsim.engine.networks import layout
from gdsim.engine.program import Cycle, Program, Value
from gdsim.engine.recipe import Recipe
from gdsim.engine.rows import WATCHED
from gdsim.lanes.host import vector_unit

# Numbers of a run that change at every step, of which two registers each leave room for the rest.
FEW = 6


@cache
def any_of(variables: int) -> Expression:
    """A function of so many variables."""
    return parse(" + ".join(f"x{i}" for i in range(variables)))


def settings_of(program: Program) -> dict[str, Value | bool]:
    """Every setting that a kernel reads, under the names that recipes use."""
    if program.expression is not None:
        parameters = {**program.expression.parameters, **program.parameters}
    else:
        parameters = {"l1": 0.0, "l2": 0.0, "init_seed": 0, **program.parameters}
        for n, (weights, biases) in enumerate(program.rate_factors, 1):
            parameters |= {f"lr_{n}": weights, f"bias_lr_{n}": biases}
    return {
        **program.settings,
        **{f"objective.{name}": value for name, value in parameters.items()},
        "noise": program.noise,
        **{
            f"{modifier}.{name}": value
            for modifier, settings in program.applied.items()
            for name, value in settings.items()
        },
    }


def _is_off(value: Value, off: float) -> bool:
    return not isinstance(value, Cycle) and value == off


def _warms_up(program: Program) -> bool:
    return not _is_off(program.schedule_settings.get("warmup", 0.0), 0.0)


def _width(program: Program) -> int:
    """The lanes that suit this machine: of functions those of one or two registers.

    Two hide the latency of long computations. They are too many where a step is short and all its
    numbers would just fit into the registers. A called objective has the same for all optimizers.
    """
    one, expression = vector_unit().narrow_width(program.dtype), program.expression
    if expression is None:
        return layout.width(program)
    if program.calls_objective:
        return 2 * one
    optimizer: Optimizer = catalogue.look_up("optimizer", program.optimizer)
    numbers = len(WATCHED) + program.dimensions * (1 + len(optimizer.state))
    return one if expression.is_arithmetic and numbers > FEW else 2 * one


def recipe_of(program: Program, width: int | None = None) -> Recipe:
    """The recipe of a program's kernel; `width` lanes, or as many as suit this machine."""
    settings = settings_of(program)
    varying = {name for name, value in settings.items() if isinstance(value, Cycle)}
    if isinstance(program.seed, Cycle):
        varying.add("seed")
    if any(isinstance(v, Cycle) for v in program.schedule_settings.values()):
        varying.add("schedule")
    network, expression = program.network, program.expression
    if program.calls_objective:
        expression = any_of(program.dimensions)
    return Recipe(
        expression=None if expression is None else expression.form,
        calls=program.calls_objective,
        optimizer=program.optimizer,
        dtype=program.dtype,
        width=width or _width(program),
        varying=frozenset(varying),
        flags=tuple((n, v) for n, v in program.settings.items() if isinstance(v, bool)),
        record=program.record,
        noisy=not _is_off(program.noise, 0.0),
        modifiers=tuple(program.applied),
        tolerant=program.tolerance > 0 and not program.looks,
        scheduled=program.schedule != "constant" or _warms_up(program),
        sizes=() if network is None else network.sizes,
        bias=network is not None and network.bias,
        step=program.step,
        stop=program.stop,
        classes=0 if network is None else network.classes,
        seen_slots=program.seen_slots,
    )
