"""A preconditioner is what the executed step divides the gradient by, with its scaling frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from gdsim import catalogue
from gdsim.base.ranges import Flag
from gdsim.catalogue.discovery import arguments


def of_adan(
    lr: float, beta1: float, beta2: float, weight_decay: float, correction1: float,
    difference_share: float, has_previous: float, **_: float,
) -> float:  # fmt: skip
    """Adan's share: of the mean, and of the mean change; its decay shrinks the whole step."""
    change = has_previous * difference_share * (1 - beta2)
    return (correction1 * (1 - beta1) + change) / (1 + lr * weight_decay)


# The slots that scale steps, and the newest gradient's share of the direction: the derivative of
# the direction by the gradient, from the published rules.
SCALED: dict[str, tuple[tuple[str, ...], Callable[[Mapping[str, Any]], float]]] = {
    "adam": (("v",), lambda k: 1 - k["beta1"]),
    "adamw": (("v",), lambda k: 1 - k["beta1"]),
    "amsgrad": (("v_max",), lambda k: 1 - k["beta1"]),
    "yogi": (("v",), lambda k: 1 - k["beta1"]),
    "adabelief": (("s",), lambda k: 1 - k["beta1"]),
    "adamax": (("largest",), lambda k: 1 - k["beta1"]),
    "radam": (("v",), lambda k: 1 - k["beta1"]),
    "nadam": (("v",), lambda k: k["gradient_share"] + k["momentum_share"] * (1 - k["beta1"])),
    "qhadam": (("v",), lambda k: (1 - k["nu1"]) + k["mean_share"] * (1 - k["beta1"])),
    "adan": (("v",), lambda k: of_adan(**k)),
    "rmsprop": (("square_mean",), lambda k: 1.0),
    "adagrad": (("square_sum",), lambda k: 1.0),
    "adadelta": (("square_mean",), lambda k: 1.0),
    "schedule_free_adamw": (("v",), lambda k: k["newest_share"]),
}
UPDATES = 9  # more than RAdam needs until it scales
NUDGE = 1e-6


def known_after(definition: Any, updates: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings and coefficients of one update."""
    known: dict[str, Any] = {name: hyper.default for name, hyper in definition.hyper.items()}
    known |= {"lr": 0.03, "eps": 0.02, "weight_decay": 0.3, **given}
    known = {name: known[name] for name in definition.hyper}
    shared = dict(definition.shared)
    for t in range(1, updates + 1):
        known["t"] = float(t)
        if definition.prepare is not None:
            every = {**known, **shared}
            results = definition.prepare(**{n: every[n] for n in arguments(definition.prepare)})
            names = (*definition.coefficients, *definition.shared)
            known |= {n: float(x) for n, x in zip(names, results, strict=True)}
            shared = {name: known[name] for name in shared}
    return known


def stepped(definition: Any, known: Mapping[str, Any], values: Mapping[str, float]) -> np.ndarray:
    """What a step returns: the parameter and the slots."""
    every = {**known, "y": values["p"], **values}
    return np.array(definition.step(**{n: every[n] for n in arguments(definition.step)}))


def frozen_derivative(
    definition: Any, known: Mapping[str, Any], values: dict[str, float], frozen: tuple[str, ...]
) -> float:
    """The derivative of the new parameter by the gradient, less what goes by the frozen slots.

    What a new slot does to the new parameter is seen by changing the slot's old value.
    """

    def by(name: str) -> np.ndarray:
        ends = [
            stepped(definition, known, {**values, name: values[name] + sign * NUDGE})
            for sign in (1, -1)
        ]
        return (ends[0] - ends[1]) / (2 * NUDGE)

    slots = ["p", *definition.state]
    through = by("g")
    derivative = through[0]
    for name in frozen:
        place, moved = slots.index(name), by(name)
        derivative -= moved[0] / moved[place] * through[place]
    return float(derivative)


@pytest.mark.parametrize("name", SCALED)
def test_a_frozen_step_divides_the_gradient_by_the_preconditioner(name: str) -> None:
    definition = catalogue.look_up("optimizer", name)
    frozen, share = SCALED[name]
    draw = np.random.default_rng(3)
    flags = [n for n, hyper in definition.hyper.items() if isinstance(hyper, Flag)]
    given = {"beta2": 0.8, "nu2": 1.0, "rho": 0.7, "lr_decay": 0.05, **dict.fromkeys(flags, False)}
    for updates in (1, 2, UPDATES):
        known = known_after(definition, updates, given)
        for _ in range(3):
            values = {n: float(draw.uniform(0.2, 1.0)) for n in ("p", "g", *definition.state)}
            if name in ("adamax", "amsgrad"):  # the old maximum stays
                values[frozen[0]] = 5.0
            if name == "adabelief":
                values["m"] = values["g"] + 0.4
            after = dict(zip(definition.state, stepped(definition, known, values)[1:], strict=True))
            every = {**known, **values, **after}
            wanted = arguments(definition.preconditioner)
            divisor = definition.preconditioner(**{n: every[n] for n in wanted})
            derivative = frozen_derivative(definition, known, values, frozen)
            expected = -known["lr"] * share(known) / divisor
            assert derivative == pytest.approx(expected, rel=1e-6), (name, updates)


def test_a_centered_rmsprop_divides_by_the_spread() -> None:
    definition = catalogue.look_up("optimizer", "rmsprop")
    found = definition.preconditioner(square_mean=5.0, mean=2.0, eps=0.5, centered=True)
    assert found == 1.5


def test_every_optimizer_says_whether_it_scales_gradients() -> None:
    every = catalogue.discover("optimizer")
    kinds = {name: each.preconditioner for name, each in every.items()}
    assert {name for name, kind in kinds.items() if callable(kind)} == set(SCALED)
    identity = {"sgd", "momentum", "nesterov", "qhm", "schedule_free_sgd"}
    assert {name for name, kind in kinds.items() if kind == 1} == identity
    # Steps along signs, of whole matrices, or by the whole Hessian.
    without = {"lion", "sign_sgd", "rprop", "muon", "lamb", "adafactor", "newton"}
    assert {name for name, kind in kinds.items() if kind is None} == without
