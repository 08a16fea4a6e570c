"""The numbers that are known by a beat of backpropagation, in words at units and weights."""

from __future__ import annotations

import numpy as np

from gdsim.app.look.figures import figures
from gdsim.app.network.beats import BACKWARD, FORWARD, UNIT, WEIGHT, Numbers
from gdsim.app.network.naming import bias_of, names_of
from gdsim.app.network.seeing import Unit
from gdsim.app.network.sketch import Edge, Node
from gdsim.app.translation import tr
from gdsim.learn.explanations.explanation import Explanation
from gdsim.objectives import Network

WIDEST = "z −0.0000"  # words beside a name
FEW = 5  # units of the largest layer that has room for two numbers at a unit


def numbers_of(
    under: Node | Edge, network: Network, told: Explanation, known: Numbers
) -> list[str]:
    """What is known of a unit or a weight, each with its name."""
    at, index, kinds = _place_of(under, network)
    if not at:
        return []
    word = tr("weight") if isinstance(under, Edge) else tr("bias")
    numbers = [] if index is None else [(word, float(told.data["params"][index]))]
    numbers += [(tr(n), known[kind, *at]) for kind, n in kinds.items() if (kind, *at) in known]
    return [f"{words} {figures(value)}" for words, value in numbers]


def _place_of(
    under: Node | Edge, network: Network
) -> tuple[tuple[int, ...], int | None, dict[str, str]]:
    """Where a unit or a weight is, the place of its parameter, and what can be known of it."""
    if isinstance(under, Edge):
        return under.place or (), under.index, WEIGHT
    at = () if under.unit is None else (under.layer, under.unit)
    return at, bias_of(network, under), UNIT


def widest_texts(network: Network) -> dict[Unit, str]:
    """The longest words that may stand beside inputs and outputs."""
    texts = {at: f"{name} {WIDEST}" for at, name in names_of(network).items()}
    last = len(network.layers) - 1
    return texts | {(last, -1): tr("slope {number}", number="−0.0000")}


def unit_texts(network: Network, known: Numbers) -> tuple[dict[Unit, str], dict[Unit, str]]:
    """The numbers at units: below them of the forward pass, above them of the backward pass.

    Where there is room for one only, it is the newest.
    """
    below: dict[Unit, str] = {}
    above: dict[Unit, str] = {}
    names = names_of(network)
    has_room = max(network.layers[1:]) <= FEW
    for layer, size in enumerate(network.layers):
        for unit in range(size):
            forward = [(k, known[k, layer, unit]) for k in FORWARD if (k, layer, unit) in known]
            backward = [known[k, layer, unit] for k in BACKWARD if (k, layer, unit) in known]
            words = [names.get((layer, unit), "")]
            if forward:
                letter, value = forward[-1]
                words += ["" if words[0] and letter == "a" else letter, figures(value, 3)]
            below[layer, unit] = " ".join(word for word in words if word)
            if backward:
                slope = tr("slope {number}", number=figures(backward[-1], 3))
                (above if has_room else below)[layer, unit] = slope
    return {place: text for place, text in below.items() if text}, above


def target_of(network: Network, sample: int) -> str:
    """What a sample is to be: its class, or its values."""
    data = network.data
    target = data.targets[sample]
    if data.classes:
        return tr("target {target}", target=str(data.classes[int(target)]))
    numbers = ", ".join(figures(float(each), 3) for each in np.atleast_1d(target))
    return tr("target {target}", target=numbers)
