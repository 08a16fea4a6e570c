"""What a script says of the samples in it: their columns, how they were scaled, their classes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from textwrap import fill

from gdsim.objectives import Network
from gdsim.objectives.datasets.data import Preparation
from gdsim.objectives.objective import Objective

WIDTH = 94


def notes(objective: Objective) -> list[str]:
    """What is needed to give the network other samples; nothing where they say it by themselves.

    That is of samples from a file, and where inputs are standardised.
    """
    if not isinstance(objective, Network):
        return []
    data = objective.data
    made = data.preparation
    if not made.means and "file" not in (data.recipe or {}):
        return []
    told = [f"Inputs: {_listed(data.names)}."]
    if made.means:
        means, deviations = _numbers(made)
        told.append(
            "Each is standardised, (x - mean) / deviation, or 0 where the deviation is 0. "
            f"Means: {_listed(means)}. Deviations: {_listed(deviations)}."
        )
    if data.classes:
        told.append(f"Classes, by their numbers from 0: {_listed(data.classes)}.")
    return [fill(each, WIDTH, subsequent_indent="  ", break_long_words=False) for each in told]


def plain(text: str) -> str:
    """A text that can stand in a docstring."""
    return " ".join(text.replace("\\", "\\\\").replace('"', "'").split())


def _numbers(made: Preparation) -> tuple[list[str], list[str]]:
    """The means and deviations in full."""
    powers = made.exponents or (0,) * len(made.means)
    means, deviations = (
        [repr(math.ldexp(value, power)) for value, power in zip(values, powers, strict=True)]
        for values in (made.means, made.deviations)
    )
    return means, deviations


def _listed(words: Iterable[str]) -> str:
    return ", ".join(plain(each) for each in words)
