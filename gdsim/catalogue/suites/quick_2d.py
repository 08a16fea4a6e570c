"""Eight functions of two variables, for a first look."""

from collections.abc import Mapping

from gdsim.catalogue import Function, Suite

NAMES = (
    "ackley", "beale", "booth", "himmelblau", "quadratic", "rastrigin", "rosenbrock", "zakharov",
)  # fmt: skip


def choose(functions: Mapping[str, Function]) -> list[str]:
    """The names of the functions."""
    return [name for name in NAMES if name in functions]


DEFINITION = Suite(
    choose,
    summary="Eight functions of two variables for a first look: two bowls, four valleys and plains "
    "of several kinds, two with many minima.",
)
