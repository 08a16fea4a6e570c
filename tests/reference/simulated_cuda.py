"""Every definition per thread under Numba's CUDA simulator, against the plain Python driver.

    NUMBA_ENABLE_CUDASIM=1 python -m tests.reference.simulated_cuda

The kernels are written as a CUDA backend would write them: straight-line text with the arguments
bound by name, one run (or one step of a schedule, or one point) a thread. Prints how many
definitions of each kind gave the same bits, or stops at the first that did not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numba import config, cuda

from gdsim.calculus import Code, Expression, emit, parse
from gdsim.catalogue import functions, optimizers, schedules
from gdsim.catalogue.definitions import Optimizer, Schedule
from gdsim.catalogue.discovery import arguments
from gdsim.lanes import math
from tests.reference.driver import complete, trajectory
from tests.reference.objectives import OBJECTIVES

THREADS, STEPS = 4, 25
OBJECTIVE = OBJECTIVES["rosenbrock"]
PAIRS = {"atan2", "hypot", "modulo", "power"}  # functions of two numbers
RATES = np.array([3e-4, 5e-4, 9e-4, 1.1e-3])  # a learning rate a thread


def compiled(name: str, lines: Sequence[str], known: dict[str, Any]) -> Callable[..., None]:
    """A kernel from generated lines; `known` is what they may call."""
    text = "\n".join([f"def {name}(out):", "    i = cuda.grid(1)", *(f"    {x}" for x in lines)])
    scope = {"cuda": cuda, **known}
    exec(text, scope)
    return cuda.jit(scope[name])


def device(function: Callable[..., Any]) -> Any:
    """A function that kernels may call."""
    return cuda.jit(device=True)(function)


def call(function: Callable[..., Any], name: str, known: dict[str, str]) -> str:
    """The text of a call with arguments bound by name."""
    return f"{name}({', '.join(known.get(a, a) for a in arguments(function))})"


def optimizer_kernel(definition: Optimizer, number: type) -> Callable[..., None]:
    """Thread i runs all steps with its own learning rate and leaves its parameters in out[i]."""
    variables = range(len(OBJECTIVE.start))
    hyper = complete(definition, {}, number)
    lines = [f"{slot} = number({v})" for slot, v in definition.shared.items()]
    lines += ["lr = rates[i]"]
    lines += [f"p{k} = number({OBJECTIVE.start[k]})" for k in variables]
    for slot, value in definition.state.items():
        first = "lr" if value == "lr" else f"number({hyper.get(value, value)})"
        lines += [f"{slot}{k} = {f'p{k}' if value == 'p' else first}" for k in variables]
    if definition.tensor:
        held = ", ".join("number(0)" for _ in variables)
        lines += [f"{name} = [{held}]" for name in (*definition.state, *definition.scratch)]
    lines += [f"for t in range(1, {STEPS + 1}):", "    t = number(t)"]
    at, inner = "p0, p1", []
    if definition.gradient_point:
        at = "y0, y1"
        for k in variables:
            names = {n: f"{n}{k}" for n in ("p", *definition.state)}
            inner.append(f"y{k} = {call(definition.gradient_point, 'gradient_point', names)}")
    inner.append(f"{', '.join(f'g{k}' for k in variables)} = gradient({at})")
    if definition.prepare:
        results = [*definition.coefficients, *definition.shared]
        inner.append(f"{', '.join(results)}, = {call(definition.prepare, 'prepare', {})}")
    if definition.hessian:
        inner += [f"h = numbers(hessian({at}))", "p, g = [p0, p1], [g0, g1]"]
        inner += [call(definition.step, "step", {"n": str(len(variables))}), "p0, p1 = p"]
    elif definition.tensor:
        shape = {"rows": str(len(variables)), "columns": "1", "vector": "False"}
        inner += ["p, g = [p0, p1], [g0, g1]", call(definition.step, "step", shape), "p0, p1 = p"]
    else:
        for k in variables:
            names = {n: f"{n}{k}" for n in ("p", "g", "y", *definition.state)}
            inner.append(f"{', '.join(names[n] for n in names if n not in 'gy')} = "
                         f"{call(definition.step, 'step', names)}")  # fmt: skip
    lines += [f"    {line}" for line in inner]
    lines += [f"out[i, {k}] = p{k}" for k in variables]
    known = {n: v for n, v in hyper.items() if n != "lr"}
    known |= {
        "number": number,
        "numbers": lambda rows: [number(x) for row in rows for x in row],
        "rates": RATES.astype(number),
        "gradient": device(OBJECTIVE.gradient),
        "hessian": device(OBJECTIVE.hessian),
        "step": device(definition.step),
    }
    for name in ("prepare", "gradient_point"):
        if getattr(definition, name):
            known[name] = device(getattr(definition, name))
    return compiled(definition.name, lines, known)


def check_optimizer(definition: Optimizer, number: type) -> None:
    """Same bits as the driver, for one run a thread."""
    found = np.zeros((THREADS, len(OBJECTIVE.start)), number)
    optimizer_kernel(definition, number)[1, THREADS](found)
    for rate, row in zip(RATES, found, strict=True):
        passed = trajectory(
            definition, {"lr": rate}, OBJECTIVE.gradient, OBJECTIVE.start, STEPS,
            hessian=OBJECTIVE.hessian, number=number,
        )  # fmt: skip
        same_bits(row, passed[-1], definition.name)


def check_schedule(definition: Schedule) -> None:
    """Same bits as `factor_at`, for one step a thread."""
    steps, warmup = 40, 6
    chosen = complete(definition, {}, np.float64)
    lines = [
        "now, all_steps, warmup = number(i), number(40), number(6)",
        "t, steps = after_warmup(now, warmup), remaining_steps(all_steps, warmup)",
        f"out[i] = warmed(now, warmup, {call(definition.factor, 'factor', {})})",
    ]
    names = "after_warmup", "remaining_steps", "warmed"
    known = {n: device(getattr(schedules, n)) for n in names}
    known |= {**chosen, "factor": device(definition.factor), "number": np.float64}
    found = np.zeros(steps)
    compiled(definition.name, lines, known)[1, steps](found)
    for t, factor in enumerate(found):
        same_bits(factor, schedules.factor_at(definition, t, steps, warmup, chosen), t)


def check_function(text: str, parameters: dict[str, float], start: Sequence[float]) -> None:
    """Same bits of value and gradient as the same lines run outside, a point a thread."""
    expression: Expression = parse(text, parameters=parameters)
    code: Code = emit(expression, order=1)
    results = code.value, *code.gradient
    points = np.array(start) * np.linspace(0.5, 1.5, THREADS)[:, None]
    reads = [f"{v} = points[i, {k}]" for k, v in enumerate(expression.variables)]
    writes = [f"out[i, {k}] = {atom}" for k, atom in enumerate(results)]
    called = {n: getattr(math, n) for n in code.functions}
    known = {"points": points, **{n: device(f) for n, f in called.items()}}
    found = np.zeros((THREADS, len(results)))
    compiled("objective", [*reads, *code.lines, *writes], known)[1, THREADS](found)
    for point, row in zip(points, found, strict=True):
        scope = {**called, **dict(zip(expression.variables, point, strict=True))}
        exec("\n".join(code.lines), scope)
        same_bits(row, [eval(atom, scope) for atom in results], text)


def check_maths(name: str, number: type) -> None:
    """Same bits of a function of one number or two, a point a thread."""
    count = 2 if name in PAIRS else 1
    points = np.array([0.03, 0.2, 0.55, 0.97], number)[:, None] * np.arange(1, count + 1)
    points = points.astype(number)
    found = np.zeros(THREADS, number)
    known = {"function": device(getattr(math, name)), "points": points}
    numbers = ", ".join(f"points[i, {k}]" for k in range(count))
    compiled("apply", [f"out[i] = function({numbers})"], known)[1, THREADS](found)
    for point, value in zip(points, found, strict=True):
        same_bits(value, getattr(math, name)(*point), name)


def check_order(name: str, number: type) -> None:
    """What a function of two numbers makes of a NaN in either of them, or in both."""
    points = np.array([[2.5, -1.0], [np.nan, 2.0], [2.0, np.nan], [np.nan, np.nan]], number)
    found = np.zeros(THREADS, number)
    known = {"function": device(getattr(math, name)), "points": points}
    lines = ["out[i] = function(points[i, 0], points[i, 1])"]
    compiled("apply", lines, known)[1, THREADS](found)
    first = {"larger": 2.5, "maximum": 2.5, "smaller": -1.0, "minimum": -1.0}[name]
    second = 2.0 if name in ("larger", "smaller") else np.nan
    np.testing.assert_array_equal(found, np.array([first, second, np.nan, np.nan], number), name)


def same_bits(found: Any, expected: Any, what: object) -> None:
    """Stop unless both are the same numbers to the last bit, signs of zero included."""
    found = np.asarray(found)
    expected = np.asarray(expected, found.dtype)
    assert np.isfinite(expected).all(), f"{what}: {expected}"
    assert found.tobytes() == expected.tobytes(), f"{what}: {found} in a thread, {expected} outside"


def main() -> None:
    """Check everything."""
    assert config.ENABLE_CUDASIM, "set NUMBA_ENABLE_CUDASIM=1"
    for definition in optimizers.catalogue().values():
        for number in (np.float32, np.float64):
            check_optimizer(definition, number)
    for schedule in schedules.catalogue().values():
        check_schedule(schedule)
    for function in functions.catalogue().values():
        parameters = {n: h.default for n, h in function.parameters.items()}
        check_function(function.text, parameters, function.start)
    orders = {"larger", "maximum", "minimum", "smaller"}
    several = {"fma", "integer_power", "logical_not", "select", *orders}
    for number in (np.float32, np.float64):
        for name in sorted(set(math.__all__) - several):
            check_maths(name, number)
        for name in sorted(orders):
            check_order(name, number)
    counts = [len(x.catalogue()) for x in (optimizers, schedules, functions)]
    print("optimizers {}, schedules {}, functions {}".format(*counts))


if __name__ == "__main__":
    main()
