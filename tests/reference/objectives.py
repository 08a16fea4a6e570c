"""Four objectives with hand-written gradients and Hessians, on which optimizers are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, cosh, sin, sinh
from typing import Any


@dataclass(frozen=True)
class Objective:
    """A function as text (for gdsim's own derivation), its derivatives by hand, and a start."""

    text: str
    gradient: Callable[..., tuple[Any, ...]]
    hessian: Callable[..., tuple[tuple[Any, ...], ...]]
    start: tuple[float, ...]


def rosenbrock_gradient(x, y):
    bend = y - x * x
    return -2 * (1 - x) - 400 * x * bend, 200 * bend


def rosenbrock_hessian(x, y):
    return (2 - 400 * (y - 3 * x * x), -400 * x), (-400 * x, 200)


def ellipse_gradient(x, y):
    along = 0.6 * (x - 1) + 0.8 * (y + 0.5)
    across = 0.6 * (y + 0.5) - 0.8 * (x - 1)
    return 0.6 * along - 40 * across, 0.8 * along + 30 * across


def ellipse_hessian(x, y):
    return (32.36, -23.52), (-23.52, 18.64)


def well_gradient(x):
    return (x * (x * x - 1) + 0.1,)


def well_hessian(x):
    return ((3 * x * x - 1,),)


def saddle_gradient(x, y):
    return sinh(x) + y / 2, 2 * sin(2 * y) + x / 2


def saddle_hessian(x, y):
    return (cosh(x), 0.5), (0.5, 4 * cos(2 * y))


OBJECTIVES = {
    "rosenbrock": Objective(
        "(1 - x)^2 + 100*(y - x^2)^2", rosenbrock_gradient, rosenbrock_hessian, (-1.2, 0.9)
    ),
    # A quadratic of condition 50, turned by 53 degrees, with its minimum at (1, -1/2).
    "ellipse": Objective(
        "0.5*(0.6*(x - 1) + 0.8*(y + 0.5))^2 + 25*(0.6*(y + 0.5) - 0.8*(x - 1))^2",
        ellipse_gradient,
        ellipse_hessian,
        (-0.7, 1.3),
    ),
    # Two minima, the left one deeper.
    "well": Objective("(x^2 - 1)^2/4 + x/10", well_gradient, well_hessian, (1.9,)),
    # It starts where the curvature along y is negative.
    "saddle": Objective("cosh(x) - cos(2*y) + x*y/2", saddle_gradient, saddle_hessian, (1.2, 1.1)),
}
