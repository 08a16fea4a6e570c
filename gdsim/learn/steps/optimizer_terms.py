"""The terms of an update, one by one: their names, formulas, values and purposes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gdsim.base.ranges import Flag
from gdsim.calculus import formula as printed
from gdsim.calculus import printing
from gdsim.catalogue.definitions import Optimizer
from gdsim.learn.explanations.step import Step
from gdsim.learn.steps.replay import Replay, Update
from gdsim.learn.steps.roles import ROLES, roles_of
from gdsim.learn.steps.statements import Part, Statement
from gdsim.objectives.function import Function
from gdsim.objectives.objective import only

# Columns of at most this many numbers are shown in full, longer ones by their lengths.
SHORT = 9


def terms(replay: Replay, update: Update) -> Iterator[tuple[str, Step]]:
    """The steps of an update, each with its role, in the order of computation."""
    yield from _gradient_point(replay, update)
    yield "gradient", _gradient(replay, update)
    yield from _scheduled(replay, update)
    definition = replay.definition
    if update.prepare is not None:
        for number, statement in enumerate(update.prepare.statements):
            values = _numbers(statement.inputs)
            is_kept = set(statement.names) & set(definition.shared)
            meaning = "Kept for the next update." if is_kept else "Used for every parameter."
            if number == 0:  # said once, of all of them
                meaning = _sentence(definition.prepare)
            yield "bias correction", _step(statement, statement.value, values, meaning)
    if definition.hessian or definition.tensor:
        for place, followed in update.of:
            for statement in (each for each in followed.statements if each.names):
                yield _whole_role(statement), _of_columns(statement, place, definition)
    else:
        yield from _of_elements(replay, update)


def _gradient_point(replay: Replay, update: Update) -> Iterator[tuple[str, Step]]:
    """The point at which the gradient is taken, if that is not the parameters."""
    if not update.points:
        return
    names = [name for name, _ in update.points]
    for statements in zip(*(followed.statements for _, followed in update.points), strict=True):
        first, role = statements[0], "gradient point"
        sentence = _meaning(role, first.formula, replay.definition, replay.hyper)
        values = _values_in(names, statements)
        yield role, _step(first, one([each.value for each in statements]), values, sentence)


def _gradient(replay: Replay, update: Update) -> Step:
    where = "at that point" if update.points else "here"
    return _GRADIENTS.get(replay.task.kind, _of_slopes)(replay, update, where)


def _of_network(replay: Replay, update: Update, where: str) -> Step:
    samples = "all samples" if replay.task.samples_per_step is None else "the step's mini-batch"
    sentence = f"The slopes of the loss over {samples} {where}, by backpropagation"
    return _slopes(replay, update, sentence)


def _of_slopes(replay: Replay, update: Update, where: str) -> Step:
    return _slopes(replay, update, f"The slopes of the loss {where}")


def _slopes(replay: Replay, update: Update, sentence: str) -> Step:
    """The slopes along the variables that are followed; without any, the gradient's length."""
    shown = [replay.variables.index(name) for name, _ in update.of if name in replay.variables]
    latex = r"\nabla L(\theta)"
    if not shown:
        length = length_of(update.gradient)
        return Step("|g|", "length of the gradient", rf"|{latex}|", f"{sentence}.", length)
    slopes = ", ".join(f"dL/d{replay.variables[i]}" for i in shown)
    value = one([update.gradient[i] for i in shown])
    words = sentence if len(shown) == len(replay.variables) else f"{sentence}: the largest of them"
    return Step("g", f"({slopes})", latex, f"{words}.", value)


def _of_function(replay: Replay, update: Update, where: str) -> Step:
    error = AssertionError("a formula is of functions alone")
    expression = only(Function, replay.task, error).expression_at(update.t - 1)
    nodes, names = expression.gradient, replay.variables
    formula = ", ".join(printing.text(node) for node in nodes)
    values = {name: float(x) for name, x in zip(names, update.y, strict=True)}
    return Step(
        "g",
        formula if len(nodes) == 1 else f"({formula})",
        r",\; ".join(printed.latex(node) for node in nodes),
        f"The slope of the loss {where}: {', '.join(f'dL/d{name}' for name in names)}.",
        one(update.gradient),
        values,
    )


# By the kind of objective; of any other kind the slopes alone are shown.
_GRADIENTS: dict[str, Callable[[Replay, Update, str], Step]] = {
    "function": _of_function,
    "network": _of_network,
}


def _scheduled(replay: Replay, update: Update) -> Iterator[tuple[str, Step]]:
    ((_, schedule),) = replay.experiment.pairs
    if schedule.name == "constant" and update.factor == 1.0:
        return
    t = update.t - 1
    if update.schedule is None:
        warmup = schedule.settings["warmup"]
        formula, latex, values = "(t + 1)/warmup", r"(t + 1) / \mathrm{warmup}", {"t": float(t)}
        values["warmup"] = float(warmup)  # type: ignore[arg-type]
        meaning = "the rate rises evenly during warmup"
    else:
        *before, last = update.schedule.statements
        for statement in before:
            values = _numbers(statement.inputs)
            yield "schedule", _step(statement, statement.value, values, ROLES["schedule"])
        formula, latex, values = last.formula, last.latex, _numbers(last.inputs)
        meaning = schedule.method.definition.summary
    sentence = f"{ROLES['schedule']}. {meaning}"
    yield "schedule", Step("factor", formula, latex, sentence, update.factor, values)
    if "lr" in replay.hyper:
        base = float(replay.hyper["lr"])
        yield (
            "schedule",
            Step(
                "lr",
                "lr * factor",
                r"\eta \cdot \mathrm{factor}",
                "The learning rate of this step.",
                update.lr,
                {"lr": base, "factor": update.factor},
            ),
        )


def _of_elements(replay: Replay, update: Update) -> Iterator[tuple[str, Step]]:
    """The statements of methods that update one parameter at a time, variables side by side."""
    definition = replay.definition
    flags = tuple((name, on) for name, on in replay.hyper.items() if isinstance(on, bool))
    roles = roles_of(replay.program.optimizer, flags)
    names = [name for name, _ in update.of]
    columns = [followed.statements for _, followed in update.of]
    last = max((i for i, each in enumerate(columns[0]) if each.names == ("p",)), default=-1)
    for index, statements in enumerate(zip(*columns, strict=True)):
        first = statements[0]
        role = roles[index, -1]
        if index == last:
            for k, part in enumerate(first.parts):
                parts = [statement.parts[k] for statement in statements]
                is_off = roles[index, k] == "decay" and not any(part.value for part in parts)
                if is_off or part.names <= set(definition.hyper):
                    continue
                yield roles[index, k], _of_part(parts, names, statements, roles[index, k])
            role = "new value"
        sentence = _meaning(role, first.formula, definition, replay.hyper)
        values = _values_in(names, statements)
        yield role, _step(first, one([each.value for each in statements]), values, sentence)


def _of_part(
    parts: Sequence[Part], names: Sequence[str], statements: Sequence[Statement], role: str
) -> Step:
    part = parts[0]
    values = _values_in(names, statements, part.names)
    name = {"subtrahend": "move"}.get(part.kind, part.kind)
    if role == "decay":
        name = "decay"
    sentence = f"{ROLES[role]}."
    return Step(name, part.formula, part.latex, sentence, one([p.value for p in parts]), values)


def _of_columns(statement: Statement, place: str, definition: Optimizer) -> Step:
    """A statement about whole columns: short ones as numbers, long ones as their lengths."""
    values: dict[str, float] = {}
    for name, value in statement.inputs.items():
        if name in definition.scratch:
            continue
        if isinstance(value, list | np.ndarray):
            values[f"|{name}|"] = length_of(value)
        elif not isinstance(value, bool):
            values[name] = float(value)
    changed = [name for name in statement.names if name not in definition.scratch]
    comment = f"{statement.comment} " if statement.comment else ""
    if not statement.is_loop:
        return Step(
            _named(place, statement.names[0]),
            statement.formula,
            statement.latex,
            comment or _plain_meaning(statement.names[0]),
            float(statement.value),
            values,
        )
    columns = {name: _shown_column(statement.value[name]) for name in changed}
    what = ", ".join(changed)
    sentence = comment or f"Element by element, this changes {what}; |…| is a column's length."
    value = next(iter(columns.values())) if len(columns) == 1 else tuple(columns.values())
    return Step(
        _named(place, what), statement.formula, statement.latex, sentence.strip(), value, values
    )


def _plain_meaning(name: str) -> str:
    return f"{name} is one number for the whole matrix or vector."


def _named(place: str, name: str) -> str:
    return f"{place}: {name}" if place else name


def _step(statement: Statement, value: Any, values: Mapping[str, float], sentence: str) -> Step:
    return Step(
        statement.names[0],
        statement.formula,
        statement.latex,
        sentence,
        float(value) if np.ndim(value) == 0 else value,
        values,
    )


def _values_in(
    names: Sequence[str], statements: Sequence[Statement], only: frozenset[str] | None = None
) -> dict[str, float]:
    """The numbers in a statement: one per name, or one per variable where variables differ."""
    values: dict[str, float] = {}
    for name in statements[0].inputs:
        if only is not None and name not in only:
            continue
        numbers = [float(each.inputs[name]) for each in statements]
        if len(set(numbers)) == 1:
            values[name] = numbers[0]
        else:
            values |= {f"{name}[{v}]": x for v, x in zip(names, numbers, strict=True)}
    return values


def _numbers(inputs: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in inputs.items()}


def _meaning(role: str, formula: str, definition: Optimizer, hyper: Mapping[str, Any]) -> str:
    """The meaning of a statement: its role, and the purpose of the settings in it."""
    words = set(formula.replace("(", " ").replace(")", " ").replace(",", " ").split())
    purposes = [
        f"{name} = {float(hyper[name]):.4g}: {_lowered(each.summary)}"
        for name, each in definition.hyper.items()
        if name in words and name != "lr" and not isinstance(each, Flag) and each.summary
    ]
    return ROLES[role] + (f" ({'; '.join(purposes)})" if purposes else "") + "."


def _lowered(summary: str) -> str:
    first = summary.split(" ")[0]
    lowered = summary if first.isupper() and len(first) > 1 else summary[0].lower() + summary[1:]
    return lowered.rstrip(".")


def _sentence(function: Any) -> str:
    return str(function.__doc__).split("\n\n")[0].replace("\n    ", " ").strip()


def _whole_role(statement: Statement) -> str:
    return "new value" if statement.names == ("p",) else "move"


def one(values: Sequence[Any]) -> Any:
    """One number, or several as a tuple."""
    numbers = tuple(float(value) for value in values)
    return numbers[0] if len(numbers) == 1 else numbers


def _shown_column(values: Any) -> Any:
    if np.ndim(values) == 0:
        return float(values)
    return tuple(float(x) for x in values) if len(values) <= SHORT else length_of(values)


def length_of(values: Any) -> float:
    """The root of the sum of squares."""
    return float(np.linalg.norm(np.asarray(values, np.float64)))
