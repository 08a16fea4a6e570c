"""One step of an optimizer: every term of its definition, with its value and its meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gdsim.base.errors import SettingError, suggestion
from gdsim.base.settings import whole
from gdsim.base.words import counted
from gdsim.catalogue.choices import Choice, Method, chosen
from gdsim.catalogue.definitions import Optimizer
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.session import Session
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step
from gdsim.learn.steps.optimizer_terms import SHORT, length_of, one, terms
from gdsim.learn.steps.replay import Replay, Update
from gdsim.learn.steps.roles import ROLES
from gdsim.learn.steps.textbook import textbook
from gdsim.objectives.network import Network

# For a network, this many parameters with the largest gradients are shown.
SHOWN = 4


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
    a network; by default x^2, or a small network for methods of weight matrices. at: where the run
    starts; by default the objective's own start. step: which update, from 0; the earlier ones are
    made first. schedule: of the learning rate, over `steps` updates (1000 by default), unless the
    optimizer has its own. state:
    settings (`lr=0.1`), or the optimizer's memory before this update (`m=0.2`), a number or one per
    variable; with a memory, `at` is where the parameters are now, and no earlier update is made.
    compiled: check the result with the compiled kernel, which takes seconds.

    The numbers are those of the compiled kernels; `data` has the parameters, gradient and memory
    before and after, where the gradient was taken, and all terms with their roles. Errors:
    SettingError.
    """
    choice = chosen(optimizer, "optimizer", "optimizer")
    settings, memory = _sorted(choice, state)
    if settings:
        choice = choice.replace(**settings)
    number = whole(step, "step", 0, 2**24)
    total = max(number + 1, 1000) if steps is None else steps
    task = _default(choice) if objective is None else objective
    experiment = Experiment(
        task, [choice], start=at, schedule=schedule, steps=total, dtype="float64", tolerance=0.0
    )
    if number >= experiment.steps:
        raise SettingError(
            f"step must be from 0 to {experiment.steps - 1}, the last of the run, got {number}"
        )
    replay = Replay(experiment)
    replay.give(memory)
    replay.take(number, only_shared=bool(memory))
    update = replay.follow(shown(replay))
    check = _compiled(experiment, number, memory) if compiled else None
    made = explained(choice, replay, update, check)
    rule, *executed = made.steps
    return replace(made, steps=(rule, *textbook(replay, update), *executed))


def explained(
    choice: Choice, replay: Replay, update: Update, check: Sequence[float] | None = None
) -> Explanation:
    """An update that a replay has followed, term by term.

    check: the parameters after it as another way gives them; None: not checked.
    """
    definition, method = replay.definition, choice.method
    named = list(terms(replay, update))
    by_element = not (definition.hessian or definition.tensor)
    last = _last(replay, update, check) if not by_element or check is not None else None
    steps = [_rule(definition, named), *(step for _, step in named)]
    if last is not None:
        steps.append(last)
    return Explanation(
        "optimizer_step",
        f"One step of {method.title}: update {update.t}",
        f"{choice!r} on {replay.task.text}",
        tuple(steps),
        _conclusion(replay, update),
        _data(replay, update, named),
    )


def _rule(definition: Optimizer, terms: Sequence[tuple[str, Step]]) -> Step:
    """The whole update in one formula, with the definition's own description."""
    words = " ".join((definition.step.__doc__ or "").split("Source:")[0].split())
    last = next((s.formula for role, s in reversed(terms) if role == "new value"), "")
    return Step("update", last, definition.formula, words)


def _last(replay: Replay, update: Update, check: Sequence[float] | None) -> Step:
    """The new parameters, checked with those of the compiled kernel if it was run."""
    few = len(replay.p) <= SHORT
    value = one(replay.p) if few else length_of(replay.p)
    compared = None
    if check is not None:
        compiled = one(list(check)) if few else length_of(check)
        compared = {"by": "the compiled kernel", "value": compiled}
    values = {} if few else {"|p| before": length_of(update.p), "|g|": length_of(update.gradient)}
    name = "new p" if few else "|new p|"
    return Step(name, "", r"\theta", f"{ROLES['new value']}.", value, values, compared)


def _conclusion(replay: Replay, update: Update) -> str:
    if len(replay.p) > SHORT:
        moved = np.subtract(replay.p, update.p)
        return (
            f"Update {update.t} moves {counted(len(moved), 'parameter')} by {length_of(moved):.4g} "
            f"in total; the gradient is {length_of(update.gradient):.4g} long."
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
        "gradient_point": [float(x) for x in update.y],
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


def _sorted(choice: Choice, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The keyword arguments, split into settings and the optimizer's memory."""
    definition: Optimizer = choice.method.definition
    known = [*definition.hyper, *definition.state]
    for name in given:
        if name not in known:
            raise SettingError(
                f"{choice.method.title} has no setting and no memory called {name!r}; "
                f"{suggestion(name, known)}"
            )
    memory = {name: value for name, value in given.items() if name in definition.state}
    return {n: v for n, v in given.items() if n not in memory}, memory


def _default(choice: Choice | Method) -> Any:
    """The default objective."""
    method = choice.method if isinstance(choice, Choice) else choice
    return Network([2, 3, 1], data="xor") if method.definition.tensor else "x**2"


def shown(replay: Replay) -> list[int]:
    """The variables whose steps are written out: all of a function's, some of a network's."""
    if len(replay.p) <= SHORT:
        return list(range(len(replay.p)))
    _, gradient = replay.loss_and_gradient()
    return sorted(np.argsort(-np.abs(gradient), kind="stable")[:SHOWN].tolist())


def _compiled(experiment: Experiment, number: int, memory: Mapping[str, Any]) -> list[float]:
    """The parameters after the step, computed by the kernel."""
    if memory:
        raise SettingError(
            "a compiled run starts with an empty memory, so it cannot check a step that starts "
            f"with a given {', '.join(memory)}"
        )
    session = Session(experiment)
    session.advance(number + 1)
    params: list[float] = session.snapshot().params.ravel().tolist()
    return params
