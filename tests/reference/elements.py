"""torch's activations and losses, one number at a time; see make_torch_elements."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gdsim.calculus import Expression, parse
from gdsim.catalogue.definitions import Activation, Loss

with np.load(Path(__file__).with_name("torch_elements.npz")) as _file:
    STORED = dict(_file)
POINTS = STORED["points"]


def cases(kind: str) -> list[str]:
    """The keys of a kind ("activation", "loss", "softmax"), without its name."""
    return [key.removeprefix(f"{kind} ") for key in STORED if key.startswith(f"{kind} ")]


def named(case: str) -> tuple[str, dict[str, float]]:
    """A case's method and the numbers that it states: "huber delta=2.5 t=1"."""
    name, *settings = case.split()
    return name, {key: float(value) for key, value in (each.split("=") for each in settings)}


def expression(definition: Activation | Loss, settings: dict[str, float]) -> Expression:
    """The method's text with these settings; its defaults for the others."""
    defaults = {name: hyper.default for name, hyper in definition.parameters.items()}
    return parse(definition.text, {**defaults, **settings})


def with_derivatives(found: Expression, point: tuple[float, ...], at: int) -> tuple[float, ...]:
    """Value, first and second derivative by variable number `at`."""
    slope, bend = found.gradient_at(point)[at], found.hessian_at(point)[at][at]
    return found.value(point), slope, bend
