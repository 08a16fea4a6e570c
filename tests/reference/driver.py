"""A run in plain Python, directly from the definitions: no kernel, lanes or compiler."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gdsim.catalogue.definitions import Optimizer
from gdsim.catalogue.discovery import arguments


def bind(function: Callable[..., Any], known: Mapping[str, Any]) -> Any:
    """Call a definition's function with its arguments taken by name."""
    return function(*(known[name] for name in arguments(function)))


def complete(definition: Any, settings: Mapping[str, Any], number: type = float) -> dict[str, Any]:
    """All settings of a definition: its defaults where none are given."""
    unknown = set(settings) - set(definition.hyper)
    assert not unknown, f"{definition.name} has no setting {unknown}"
    values = {n: settings.get(n, h.default) for n, h in definition.hyper.items()}
    return {n: v if isinstance(v, bool) else number(v) for n, v in values.items()}


def trajectory(
    definition: Optimizer,
    settings: Mapping[str, Any],
    gradient: Callable[..., Sequence[Any]],
    start: Sequence[float],
    steps: int,
    factors: Sequence[float] | None = None,
    hessian: Callable[..., Sequence[Sequence[Any]]] | None = None,
    number: type = float,
    points: bool = False,
) -> np.ndarray:
    """The parameters before the first and after every update: shape (steps + 1, variables).

    With `points`, where the gradients are taken instead.

    `factors` are the schedule's, one an update. Newton also needs the Hessian. To a method of whole
    weight matrices the parameters are a matrix of one column.
    """
    hyper = complete(definition, settings, number)
    p = [number(x) for x in start]
    slots = [
        [x if v == "p" else hyper[v] if isinstance(v, str) else number(v) for x in p]
        for v in definition.state.values()
    ]
    shared = {n: number(v) for n, v in definition.shared.items()}

    def mine(i: int) -> dict[str, Any]:
        return {n: s[i] for n, s in zip(definition.state, slots, strict=True)}

    def gradient_point() -> list[Any]:
        if definition.gradient_point is None:
            return list(p)
        known = [{**hyper, **mine(i), "p": x} for i, x in enumerate(p)]
        return [bind(definition.gradient_point, each) for each in known]

    passed = [gradient_point() if points else list(p)]
    for t in range(steps):
        known = {**hyper, **shared, "t": number(t + 1), "n": len(p)}
        if factors is not None:
            known["lr"] = hyper["lr"] * number(factors[t])
        if definition.prepare:
            values = iter(bind(definition.prepare, known))
            known.update({n: next(values) for n in definition.coefficients})
            shared = {n: next(values) for n in shared}
        y = gradient_point()
        g = [number(x) for x in gradient(*y)]
        if definition.hessian:
            h = [number(x) for row in hessian(*y) for x in row]
            bind(definition.step, {**known, "p": p, "g": g, "h": h})
        elif definition.tensor:
            kept = dict(zip(definition.state, slots, strict=True))
            kept |= {n: [number(0)] * len(p) for n in definition.scratch}
            shape = {"rows": len(p), "columns": 1, "vector": False}
            bind(definition.step, {**known, **kept, **shape, "p": p, "g": g})
        else:
            for i in range(len(p)):
                new = bind(definition.step, {**known, **mine(i), "p": p[i], "g": g[i], "y": y[i]})
                p[i], *kept = new if definition.state else (new,)
                for slot, value in zip(slots, kept, strict=True):
                    slot[i] = value
        passed.append(gradient_point() if points else list(p))
    return np.array(passed, None if number is float else number)
