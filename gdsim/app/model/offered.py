"""Kinds of objective as the window offers them: how it names, compares and edits each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gdsim.app.model import network_edits
from gdsim.app.translation import tr
from gdsim.experiment import Experiment
from gdsim.objectives import Function, Network, Objective
from gdsim.objectives.objective import only


@dataclass(frozen=True)
class Offer:
    """What the window has for a kind of objective, beyond what every `Objective` says of itself.

    heading: its name on screen, and a line about it. essence: equal for objectives whose old runs
    are worth showing while those of an edit are being compiled. controls: the parts of the panel
    that edit it. parts: the arguments in which two differ, each of which is an edit of its own.
    has_call: whether its `repr` is a call of gdsim's that makes it. first: the experiment shown
    when a user first asks for the kind; None: it is not offered.
    """

    heading: Callable[[Objective], tuple[str, str]] = lambda given: (given.title, given.text)
    essence: Callable[[Objective], object] = lambda given: given.text
    controls: frozenset[str] = frozenset({"start"})
    parts: Callable[[Objective, Objective], list[str]] = lambda old, new: []
    has_call: Callable[[Objective], bool] = lambda given: False
    first: Callable[[], Experiment] | None = None


def function_of(objective: Objective) -> Function:
    """The objective as a function, for the controls of functions; TypeError for other kinds."""
    return only(Function, objective, TypeError(f"{objective.name} is a {objective.kind}"))


def function_at_start(experiment: Experiment) -> tuple[Function, dict[str, float]]:
    """The function that an experiment minimises, and its first start."""
    function = function_of(experiment.objective)
    start: list[float] = function.first_start(experiment.starts).tolist()
    return function, dict(zip(function.variables, start, strict=True))


def network_of(objective: Objective) -> Network:
    """The objective as a network, for what only networks have; TypeError for other kinds."""
    return only(Network, objective, TypeError(f"{objective.name} is a {objective.kind}"))


def _heading_of_function(objective: Objective) -> tuple[str, str]:
    if objective.definition is None:
        return tr("Typed function"), ""
    return objective.title, objective.definition.summary


def _heading_of_network(objective: Objective) -> tuple[str, str]:
    network = network_of(objective)
    return network_edits.data_title(network.data), network_edits.in_words(network)


def _essence_of_network(objective: Objective) -> object:
    network = network_of(objective)
    return network.layers, network.data


def _parts_of_networks(old: Objective, new: Objective) -> list[str]:
    return network_edits.differing(network_of(old), network_of(new))


def _network_has_call(objective: Objective) -> bool:
    return network_of(objective).data.recipe is not None  # data from arrays have no recipe


# A kind that is not here is shown and run, and edited in its file.
OFFERS = {
    "function": Offer(
        heading=_heading_of_function,
        controls=frozenset({"function", "start"}),
        has_call=lambda given: True,
        first=network_edits.first_function,
    ),
    "network": Offer(
        heading=_heading_of_network,
        essence=_essence_of_network,
        controls=frozenset({"network", "data", "weights"}),
        parts=_parts_of_networks,
        has_call=_network_has_call,
        first=network_edits.first_experiment,
    ),
}
_OTHERS = Offer()


def offer_of(objective: Objective) -> Offer:
    """What the window has for an objective."""
    return OFFERS.get(objective.kind, _OTHERS)


def is_edited_by(objective: Objective, control: str) -> bool:
    """Whether a part of the panel, by its name, edits an objective."""
    if control == "start" and not objective.has_domain:
        return False
    return control in offer_of(objective).controls


def same_subject(old: Objective, new: Objective) -> bool:
    """Whether runs of the old objective are worth showing while the new one is being compiled."""
    if old.kind != new.kind:
        return False
    offer = offer_of(old)
    return bool(offer.essence(old) == offer.essence(new))


def edited_parts(old: Objective, new: Objective) -> list[str]:
    """The arguments in which two objectives of a kind differ, as far as edits are told apart."""
    return offer_of(old).parts(old, new) if old.kind == new.kind else []
