"""The roles of an optimizer's terms: momentum, curvature, bias correction, decay, and others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gdsim.base.ranges import Flag
from gdsim.catalogue.additions import remembered
from gdsim.catalogue.definitions import Optimizer
from gdsim.catalogue.discovery import arguments, look_up
from gdsim.learn.steps.statements import Followed, Statement, follow

ROLES: Mapping[str, str] = {
    "gradient point": "Where the gradient is taken, instead of at the parameter",
    "gradient": "Gradient part: depends only on this step's gradient",
    "momentum": "Momentum part: past gradients with their signs; where they agree they add up, "
    "where they disagree they cancel",
    "curvature": "Curvature part: depends on the sizes of gradients, not on their signs; it scales "
    "this parameter's step",
    "step size": "Step size part: how long this parameter's steps are, however long its gradient",
    "bias correction": "The same for all parameters of a step",
    "decay": "Decay part: it pulls the parameter towards 0",
    "kept": "The part of the old parameter that is kept",
    "average": "Another point that the method keeps besides the parameter",
    "schedule": "Schedule factor: the learning rate is multiplied by it at this step",
    "move": "How far the parameter moves at this step",
    "new value": "The parameter after this step",
}


def _probed(
    definition: Optimizer, flags: tuple[tuple[str, bool], ...], sign: float, scale: float
) -> Followed:
    """The third update of a run with given gradients, all times `sign` and `scale`."""
    number = np.float64
    hyper: dict[str, Any] = {
        n: h.default if isinstance(h, Flag) else number(h.default)
        for n, h in definition.hyper.items()
    }
    hyper |= dict(flags)
    if "weight_decay" in hyper:
        hyper["weight_decay"] = number(0.01)
    p = number(1.3 * sign)
    slots = {
        n: p if v == "p" else hyper[v] if isinstance(v, str) else number(v)
        for n, v in definition.state.items()
    }
    shared = {n: number(v) for n, v in definition.shared.items()}
    update = Followed()
    for t, g in enumerate((0.9, 0.7, 1.1), 1):
        known = {**hyper, **shared, "t": number(t)}
        if definition.prepare:
            names = (*definition.coefficients, *definition.shared)
            given = {n: known[n] for n in arguments(definition.prepare)}
            known |= dict(zip(names, definition.prepare(**given), strict=True))
            shared = {n: known[n] for n in shared}
        known |= {**slots, "p": p, "g": number(g * sign * scale)}
        if definition.gradient_point:
            given = {n: known[n] for n in arguments(definition.gradient_point)}
            known["y"] = definition.gradient_point(**given)
        given = {n: known[n] for n in arguments(definition.step)}
        update = follow(definition.step, given, ("p", *definition.state))
        p, *rest = update.result if definition.state else (update.result,)
        slots = dict(zip(slots, rest, strict=True))
    return update


@remembered
def roles_of(name: str, flags: tuple[tuple[str, bool], ...] = ()) -> dict[tuple[int, int], str]:
    """The role of each statement (k, -1) of an optimizer's step, and of its parts (k, i).

    Roles are inferred by running the definition: a value that changes its sign with the gradients
    remembers direction, one that keeps it measures size, and one that never changes is a
    correction.
    """
    definition: Optimizer = look_up("optimizer", name)
    plain = _probed(definition, flags, 1.0, 1.0).statements
    turned = _probed(definition, flags, -1.0, 1.0).statements
    longer = _probed(definition, flags, 1.0, 3.0).statements
    odd = {
        name
        for statement, opposite in zip(plain, turned, strict=True)
        for name in statement.names
        if name in definition.state and _is_odd(statement.value, opposite.value)
    }
    places = {name for name, value in definition.state.items() if value == "p"}
    roles = {}
    for k, three in enumerate(zip(plain, turned, longer, strict=True)):
        first = three[0]
        names = set(first.names)
        remembers = bool((first.sources | names) & odd - places)
        values = [statement.value for statement in three]
        decays = "weight_decay" in first.inputs and not names & set(definition.state)
        own = bool((first.sources | names) & {"g", *definition.state})
        role = "average" if names & places else _role(values, decays, remembers, own)
        roles[k, -1] = role
        for i, parts in enumerate(zip(*(statement.parts for statement in three), strict=True)):
            part = parts[0]
            own = bool(part.names - set(definition.hyper) - set(definition.coefficients))
            remembers = any(
                name in odd - places or _reads(name, plain[:k], odd - places) for name in part.names
            )
            decays = {"weight_decay", "p"} <= part.names <= {"weight_decay", "p", "lr"}
            values = [each.value for each in parts]
            role = _role(values, decays, remembers, own)
            settled = {*definition.hyper, *definition.coefficients}
            if part.names - settled == {"p"} and not decays:
                role = "kept"
            if part.kind == "subtrahend" and first.names == ("p",):
                role = "move"
            roles[k, i] = "average" if part.names & places else role
    return roles


def _role(values: Sequence[Any], decays: bool, remembers: bool, own: bool) -> str:
    """The role of a value, `own` to a parameter or shared, from its three trial values."""
    plain, turned, longer = values
    if decays:
        return "decay"
    if math.isclose(plain, turned, rel_tol=1e-3) and math.isclose(plain, longer, rel_tol=1e-9):
        return "step size" if own else "bias correction"
    if not _is_odd(plain, turned):
        return "curvature"
    return "momentum" if remembers else "gradient"


def _reads(name: str, before: Sequence[Statement], odd: set[str]) -> bool:
    """Whether a name was last computed from any of the `odd` ones."""
    for statement in reversed(before):
        if name in statement.names:
            return bool(statement.sources & odd)
    return False


def _is_odd(plain: float, turned: float) -> bool:
    return math.isclose(plain, -turned, rel_tol=1e-3, abs_tol=1e-12)
