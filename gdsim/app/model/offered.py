"""Kinds of objective as the window offers them: what it says, shows and edits of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gdsim.app.model import network_edits
from gdsim.objectives.objective import Objective

if TYPE_CHECKING:
    from gdsim.experiment.experiment import Experiment


@dataclass(frozen=True)
class Offer:
    """What the window has for a kind of objective, beyond what every `Objective` says of itself.

    heading: what to call one, and a line about it. essence: what has to stay as it is for runs to
    be worth looking at while those of an edit are compiled. controls: the parts of the panel that
    edit it. parts: the arguments in which two differ, each of which is an edit of its own. first:
    what a person sees who asks for the kind for the first time; None: it is not offered.
    """

    heading: Callable[[Any], tuple[str, str]] = lambda objective: (objective.title, objective.text)
    essence: Callable[[Any], object] = lambda objective: objective.text
    controls: frozenset[str] = frozenset({"start"})
    parts: Callable[[Any, Any], list[str]] = lambda one, other: []
    first: Callable[[], Experiment] | None = None


def _heading_of_function(function: Any) -> tuple[str, str]:
    if function.definition is None:
        return "Typed function", ""
    return function.title, function.definition.summary


# A kind that is not here is shown and run, and edited in its file.
OFFERS = {
    "function": Offer(
        heading=_heading_of_function,
        controls=frozenset({"function", "start"}),
        first=network_edits.first_function,
    ),
    "network": Offer(
        heading=lambda network: (
            network_edits.data_title(network.data), network_edits.in_words(network)
        ),
        essence=lambda network: (network.layers, network.data),
        controls=frozenset({"network", "data", "weights"}),
        parts=network_edits.differing,
        first=network_edits.first_experiment,
    ),
}  # fmt: skip
_OTHERS = Offer()


def offer_of(objective: Objective) -> Offer:
    """What the window has for an objective."""
    return OFFERS.get(objective.kind, _OTHERS)


def is_edited_by(objective: Objective, control: str) -> bool:
    """Whether a part of the panel, by its name, edits an objective."""
    if control == "start" and not objective.has_domain:
        return False
    return control in offer_of(objective).controls


def same_subject(one: Objective, other: Objective) -> bool:
    """Whether runs of one objective are still worth looking at while the other's are compiled."""
    if one.kind != other.kind:
        return False
    offer = offer_of(one)
    return bool(offer.essence(one) == offer.essence(other))


def edited_parts(one: Objective, other: Objective) -> list[str]:
    """The arguments in which two objectives of a kind differ, as far as edits are told apart."""
    return offer_of(one).parts(one, other) if one.kind == other.kind else []
