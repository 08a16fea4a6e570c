"""Every function of two variables whose minimum is known."""

from collections.abc import Mapping

from gdsim.catalogue import Function, Suite


def choose(functions: Mapping[str, Function]) -> list[str]:
    """The names of the functions."""
    return [
        name
        for name, each in functions.items()
        if len(each.domain) == 2 and each.minimum is not None
    ]


DEFINITION = Suite(
    choose,
    summary="Every function of two variables whose minimum is known: bowls, valleys, many minima.",
)
