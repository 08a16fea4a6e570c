"""What kind of objective an experiment has: the window shows functions and networks differently."""

from __future__ import annotations

from typing import Any


def is_network(objective: Any) -> bool:
    """True for a network, False for a function."""
    return hasattr(objective, "layers")


def inputs_of(objective: Any) -> int:
    """The raw numbers that a network is given of a sample."""
    return len(objective.data.raw_names)


def same_subject(one: Any, other: Any) -> bool:
    """Whether runs of one objective are still worth looking at while the other's are compiled."""
    if is_network(one) and is_network(other):
        return bool(one.layers == other.layers and one.data == other.data)
    return bool(one.text == other.text)


def why_not(definition: Any, objective: Any) -> str:
    """Why an optimizer of the catalogue cannot minimise an objective; "" if it can."""
    if is_network(objective):
        return "For functions only: it needs the whole Hessian." if definition.hessian else ""
    return "For networks only: it takes weight matrices as a whole." if definition.tensor else ""
