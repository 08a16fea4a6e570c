"""One step of an optimizer: every term of its own definition, with its value and its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gdsim.catalogue import Flag, Optimizer
from gdsim.errors import SettingError, suggestion
from gdsim.experiment import Experiment
from gdsim.learn.explanation import Explanation, Step
from gdsim.learn.replay import Replay, Update
from gdsim.learn.roles import ROLES, roles_of
from gdsim.learn.statements import Part, Statement
from gdsim.methods import Choice, Method, chosen
from gdsim.network import Network

# Of a network with more parameters than this, those with the largest gradients are shown.
SHOWN = 4
# Columns of at most so many numbers are shown as such, longer ones by their lengths.
SHORT = 9


def optimizer_step(
    optimizer: Any,
    objective: Any = None,
    at: Any = None,
    step: int = 0,
    schedule: Any = None,
    steps: int | None = None,
    compiled: bool = False,
    **state: Any,
) -> Explanation:
    """One update of an optimizer, term by term, as its definition computes it, in float64.

    optimizer: a choice, `Adam(beta2=0.99)`, or a name. objective: a function, its name or text, or
    a network; x^2, or a small network for methods of weight matrices, if not given. at: where the
    run begins; the objective's own start if not given. step: which update, from 0; the ones before
    it are made first. schedule: of the learning rate, over `steps` updates (1000 if not given).
    state: settings (`lr=0.1`), or the optimizer's memory before this update (`m=0.2`), a number or
    one for each variable; with any of these `at` is where the parameters are now, and no update is
    made before. compiled: check the result with the compiled kernel, which takes seconds.

    The numbers are those of the compiled kernels; `data` has the parameters, gradient and memory
    before and after, and all terms with their roles. Errors: SettingError.
    """
    choice = chosen(optimizer, "optimizer", "optimizer")
    settings, memory = _sorted(choice, state)
    if settings:
        choice = choice.replace(**settings)
    number = _whole(step)
    total = max(number + 1, 1000) if steps is None else steps
    task = _default(choice) if objective is None else objective
    experiment = Experiment(
        task, [choice], start=at, schedule=schedule, steps=total, dtype="float64", tolerance=0.0
    )
    if number >= experiment.steps:
        raise SettingError(
            f"there is no step {number} in a run of {experiment.steps}; the last one is "
            f"{experiment.steps - 1}"
        )
    replay = Replay(experiment)
    replay.give(memory)
    replay.take(number, only_shared=bool(memory))
    update = replay.follow(_shown(replay))
    check = _compiled(experiment, number, memory) if compiled else None
    return _explanation(choice, replay, update, check)


def _explanation(
    choice: Choice, replay: Replay, update: Update, check: Sequence[float] | None
) -> Explanation:
    definition, method = replay.definition, choice.method
    terms = list(_terms(replay, update))
    by_element = not (definition.hessian or definition.tensor)
    last = _last(replay, update, check) if not by_element or check is not None else None
    steps = [_rule(definition, terms), *(step for _, step in terms)]
    if last is not None:
        steps.append(last)
    return Explanation(
        "optimizer_step",
        f"One step of {method.title}: update {update.t}",
        f"{choice!r} on {replay.task.text}",
        tuple(steps),
        _conclusion(replay, update),
        _data(replay, update, terms),
    )


def _rule(definition: Optimizer, terms: Sequence[tuple[str, Step]]) -> Step:
    """The whole update in one formula, and what the definition says of itself."""
    words = " ".join((definition.step.__doc__ or "").split("Source:")[0].split())
    last = next((s.formula for role, s in reversed(terms) if role == "new value"), "")
    return Step("update", last, definition.formula, words)


def _terms(replay: Replay, update: Update) -> Iterator[tuple[str, Step]]:
    """The steps of an update with the role of each, in the order in which they are computed."""
    yield "gradient", _gradient(replay, update)
    yield from _scheduled(replay, update)
    definition = replay.definition
    if update.prepare is not None:
        meaning = _sentence(definition.prepare)
        for statement in update.prepare.statements:
            values = _numbers(statement.inputs)
            yield "bias correction", _step(statement, statement.value, values, meaning)
    if definition.hessian or definition.tensor:
        for place, followed in update.of:
            for statement in (each for each in followed.statements if each.names):
                yield _whole_role(statement), _of_columns(statement, place, definition)
    else:
        yield from _of_elements(replay, update)


def _gradient(replay: Replay, update: Update) -> Step:
    where = [replay.variables.index(name) for name, _ in update.of if name in replay.variables]
    if isinstance(replay.task, Network):
        seen = "all samples" if replay.task.batch_size is None else "the step's mini-batch"
        sentence = f"The slopes of the loss of {seen} here, by backpropagation"
        latex = r"\nabla L(\theta)"
        if not where:
            length = _length(update.gradient)
            return Step("|g|", "length of the gradient", rf"|{latex}|", f"{sentence}.", length)
        slopes = ", ".join(f"dL/d{replay.variables[i]}" for i in where)
        value = _one([update.gradient[i] for i in where])
        return Step("g", f"({slopes})", latex, f"{sentence}: the largest of them.", value)
    from gdsim.calculus import formula as printed
    from gdsim.calculus import printing

    nodes, names = replay.expression().gradient, replay.variables
    formula = ", ".join(printing.text(node) for node in nodes)
    values = {name: float(x) for name, x in zip(names, update.p, strict=True)}
    return Step(
        "g",
        formula if len(nodes) == 1 else f"({formula})",
        r",\; ".join(printed.latex(node) for node in nodes),
        f"The slope of the loss here: {', '.join(f'dL/d{name}' for name in names)}.",
        _one(update.gradient),
        values,
    )


def _scheduled(replay: Replay, update: Update) -> Iterator[tuple[str, Step]]:
    (schedule,) = replay.experiment.schedules
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
    """The statements of methods that take one parameter at a time, side by side."""
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
                same = [each.parts[k] for each in statements]
                off = roles[index, k] == "decay" and not any(each.value for each in same)
                if off or part.names <= set(definition.hyper):
                    continue
                yield roles[index, k], _of_part(same, names, statements, roles[index, k])
            role = "new value"
        sentence = _meaning(role, first.formula, definition, replay.hyper)
        values = _beside(names, statements)
        yield role, _step(first, _one([each.value for each in statements]), values, sentence)


def _of_part(
    parts: Sequence[Part], names: Sequence[str], statements: Sequence[Statement], role: str
) -> Step:
    part = parts[0]
    values = _beside(names, statements, part.names)
    name = {"subtrahend": "move"}.get(part.kind, part.kind)
    if role == "decay":
        name = "decay"
    sentence = f"{ROLES[role]}."
    return Step(name, part.formula, part.latex, sentence, _one([p.value for p in parts]), values)


def _of_columns(statement: Statement, place: str, definition: Optimizer) -> Step:
    """A statement about whole columns: numbers where they are few, lengths where they are many."""
    values: dict[str, float] = {}
    for name, value in statement.inputs.items():
        if name in definition.scratch:
            continue
        if isinstance(value, list | np.ndarray):
            values[f"|{name}|"] = _length(value)
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
    found = {name: _shown_column(statement.value[name]) for name in changed}
    what = ", ".join(changed)
    sentence = comment or f"Element by element, this changes {what}; |…| is a column's length."
    value = next(iter(found.values())) if len(found) == 1 else tuple(found.values())
    return Step(
        _named(place, what), statement.formula, statement.latex, sentence.strip(), value, values
    )


def _plain_meaning(name: str) -> str:
    return f"{name} is one number for the whole matrix or vector."


def _named(place: str, name: str) -> str:
    return f"{place}: {name}" if place else name


def _last(replay: Replay, update: Update, check: Sequence[float] | None) -> Step:
    """What came of it all, beside what the compiled kernel makes of it."""
    few = len(replay.p) <= SHORT
    value = _one(replay.p) if few else _length(replay.p)
    found = None
    if check is not None:
        other = _one(list(check)) if few else _length(check)
        found = {"by": "the compiled kernel", "value": other}
    values = {} if few else {"|p| before": _length(update.p), "|g|": _length(update.gradient)}
    name = "new p" if few else "|new p|"
    return Step(name, "", r"\theta", f"{ROLES['new value']}.", value, values, found)


def _conclusion(replay: Replay, update: Update) -> str:
    if len(replay.p) > SHORT:
        moved = np.subtract(replay.p, update.p)
        return (
            f"Update {update.t} moves {len(moved)} parameters by {_length(moved):.4g} in all, "
            f"where the gradient is {_length(update.gradient):.4g} long."
        )
    words = [
        f"{name} from {old:.6g} to {new:.6g}"
        for name, old, new in zip(replay.variables, update.p, replay.p, strict=True)
    ]
    return f"Update {update.t} moves {' and '.join(words)}."


def _data(replay: Replay, update: Update, terms: Sequence[tuple[str, Step]]) -> dict[str, Any]:
    return {
        "optimizer": replay.program.optimizer,
        "summary": replay.definition.summary,
        "settings": {
            name: value if isinstance(value, bool) else float(value)
            for name, value in replay.hyper.items()
        },
        "step": update.t - 1,
        "t": update.t,
        "factor": update.factor,
        "lr": update.lr,
        "variables": list(replay.variables),
        "before": [float(x) for x in update.p],
        "after": [float(x) for x in replay.p],
        "gradient": [float(x) for x in update.gradient],
        "state_before": {n: [float(x) for x in slot] for n, slot in update.slots.items()},
        "state_after": {n: [float(x) for x in slot] for n, slot in replay.slots.items()},
        "shared_before": {n: float(x) for n, x in update.shared.items()},
        "shared_after": {n: float(x) for n, x in replay.shared.items()},
        "terms": [
            {"role": role, "name": s.name, "formula": s.formula, "latex": s.latex, "value": s.value}
            for role, s in terms
        ],
    }


def _step(statement: Statement, value: Any, values: Mapping[str, float], sentence: str) -> Step:
    return Step(
        statement.names[0],
        statement.formula,
        statement.latex,
        sentence,
        float(value) if np.ndim(value) == 0 else value,
        values,
    )


def _beside(
    names: Sequence[str], statements: Sequence[Statement], only: frozenset[str] | None = None
) -> dict[str, float]:
    """The numbers in a statement: once where all variables share them, else one for each."""
    found: dict[str, float] = {}
    for name in statements[0].inputs:
        if only is not None and name not in only:
            continue
        numbers = [float(each.inputs[name]) for each in statements]
        if len(set(numbers)) == 1:
            found[name] = numbers[0]
        else:
            found |= {f"{name}[{v}]": x for v, x in zip(names, numbers, strict=True)}
    return found


def _numbers(inputs: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in inputs.items()}


def _meaning(role: str, formula: str, definition: Optimizer, hyper: Mapping[str, Any]) -> str:
    """What a statement means: its role, and what the settings in it are for."""
    words = set(formula.replace("(", " ").replace(")", " ").replace(",", " ").split())
    told = [
        f"{name} = {float(hyper[name]):.4g}: {_lowered(each.summary)}"
        for name, each in definition.hyper.items()
        if name in words and name != "lr" and not isinstance(each, Flag) and each.summary
    ]
    return ROLES[role] + (f" ({'; '.join(told)})" if told else "") + "."


def _lowered(summary: str) -> str:
    first = summary.split(" ")[0]
    lowered = summary if first.isupper() and len(first) > 1 else summary[0].lower() + summary[1:]
    return lowered.rstrip(".")


def _sentence(function: Any) -> str:
    return str(function.__doc__).split("\n\n")[0].replace("\n    ", " ").strip()


def _whole_role(statement: Statement) -> str:
    return "new value" if statement.names == ("p",) else "move"


def _sorted(choice: Choice, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is given by name, as settings and as the optimizer's memory."""
    definition: Optimizer = choice.method.definition
    known = [*definition.hyper, *definition.state]
    for name in given:
        if name not in known:
            raise SettingError(
                f"{choice.method.title} has neither a setting nor a memory {name!r}; "
                f"{suggestion(name, known)}"
            )
    memory = {name: value for name, value in given.items() if name in definition.state}
    return {n: v for n, v in given.items() if n not in memory}, memory


def _whole(step: Any) -> int:
    from gdsim.catalogue import Range
    from gdsim.settings import number

    return int(number(step, "step", Range(0, 2**24), whole=True))


def _default(choice: Choice | Method) -> Any:
    """What is minimised if nothing is said of it."""
    method = choice.method if isinstance(choice, Choice) else choice
    return Network([2, 3, 1], data="xor") if method.definition.tensor else "x**2"


def _shown(replay: Replay) -> list[int]:
    """The variables whose steps are written out: all of a function's, some of a network's."""
    if len(replay.p) <= SHORT:
        return list(range(len(replay.p)))
    _, gradient = replay.loss_and_gradient()
    return sorted(np.argsort(-np.abs(gradient), kind="stable")[:SHOWN].tolist())


def _compiled(experiment: Experiment, number: int, memory: Mapping[str, Any]) -> list[float]:
    """The parameters behind the step as the kernel has them."""
    from gdsim.session import Session

    if memory:
        raise SettingError(
            "a compiled run begins with an empty memory, so it cannot check a step from "
            f"{', '.join(memory)}"
        )
    session = Session(experiment)
    session.advance(number + 1)
    found: list[float] = session.snapshot().params.ravel().tolist()
    return found


def _one(values: Sequence[Any]) -> Any:
    """One number, or several as a tuple."""
    numbers = tuple(float(value) for value in values)
    return numbers[0] if len(numbers) == 1 else numbers


def _shown_column(values: Any) -> Any:
    if np.ndim(values) == 0:
        return float(values)
    return tuple(float(x) for x in values) if len(values) <= SHORT else _length(values)


def _length(values: Any) -> float:
    return float(np.linalg.norm(np.asarray(values, np.float64)))
