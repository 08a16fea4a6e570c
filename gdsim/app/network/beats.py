"""Backpropagation in beats: the steps of an explanation, sums term by term; without Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gdsim.app.network.seeing import Unit
from gdsim.app.translation import QT_TR_NOOP
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.show import is_heading
from gdsim.learn.explanations.step import Place, Step
from gdsim.objectives import Network

Numbers = dict[Place, float]
# Of a unit, and of a weight or bias: what is known of it, in the order in which it comes.
FORWARD, BACKWARD = ("z", "a"), ("by_a", "error")
UNIT = {
    "z": "z", "a": "a", "slope": "da/dz", "by_a": "dL/da", "error": "dL/dz",
    "bias_gradient": "dL/db", "new_bias": QT_TR_NOOP("new bias"),
}  # fmt: skip
WEIGHT = {"weight_gradient": "dL/dw", "new_weight": QT_TR_NOOP("new weight")}


@dataclass(frozen=True)
class Beat:
    """One beat: the step whose formula is shown, what is lit, and what is known from then on.

    phase: the heading above it. is_term: whether the step is a summand of the next ones. known: the
    numbers that it adds, by their places.
    """

    step: Step
    phase: Step
    is_term: bool = False
    units: frozenset[Unit] = frozenset()
    weights: frozenset[int] = frozenset()
    known: Mapping[Place, float] = field(default_factory=dict)


def beats_of(explanation: Explanation, network: Network) -> list[Beat]:
    """The beats of a backpropagation."""
    reader = _Reader(explanation, network)
    phase = Step("", "", "", "")
    beats = []
    for step in explanation.steps:
        if is_heading(step):
            phase = step
            beats.append(Beat(step, phase))
            continue
        for term in step.terms if len(step.terms) > 1 else ():
            beats.append(reader.beat(term, phase, is_term=True))
        beats.append(reader.beat(step, phase))
    return beats


def known_at(beats: list[Beat], number: int, explanation: Explanation) -> Numbers:
    """What is known after a beat: inputs and weights from the start, then what each beat added."""
    inputs = explanation.data["layers"][0]["inputs"][0]
    known: Numbers = {("a", 0, unit): value for unit, value in enumerate(inputs)}
    for beat in beats[: number + 1]:
        known |= beat.known
    return known


class _Reader:
    """Finds the units and weights of a network that steps belong to."""

    def __init__(self, explanation: Explanation, network: Network) -> None:
        self._data, self._network = explanation.data, network
        self._sizes = network.layers
        self._firsts = {t.layer + 1: t.first for t in network.tensors if not t.is_bias}

    def beat(self, step: Step, phase: Step, is_term: bool = False) -> Beat:
        units, weights = self._lit(step.place)
        for term in step.terms:
            weights = weights | self._lit(term.place)[1]
        known = {} if is_term else dict(self._known(step))
        return Beat(step, phase, is_term, units, weights, known)

    def _lit(self, place: Place) -> tuple[frozenset[Unit], frozenset[int]]:
        """The units and the weights of a place."""
        kind, where = (str(place[0]), [int(each) for each in place[1:]]) if place else ("", [])
        last = len(self._sizes) - 1
        if kind == "loss":
            units = where or range(self._sizes[last])
            return frozenset((last, unit) for unit in units), frozenset()
        match where:
            case [layer, unit, source]:
                index = self._firsts[layer] + unit * self._sizes[layer - 1] + source
                return frozenset({(layer, unit), (layer - 1, source)}), frozenset({index})
            case [layer, unit]:
                return frozenset({(layer, unit)}), frozenset()
            case [layer]:
                return frozenset((layer, unit) for unit in range(self._sizes[layer])), frozenset()
        return frozenset(), frozenset()

    def _known(self, step: Step) -> Iterator[tuple[Place, float]]:
        """The numbers of a step; those of a whole layer are in the explanation's data."""
        match step.place:
            case (str(kind), int(layer)) if kind in ("z", "a", "error"):
                row: list[Any] = self._data["layers"][layer - 1][kind][0]
                yield from (((kind, layer, unit), value) for unit, value in enumerate(row))
            case ("weight_gradient", int(layer)):
                rows = self._data["layers"][layer - 1]["weight_gradient"]
                for unit, row in enumerate(rows):
                    for source, value in enumerate(row):
                        yield ("weight_gradient", layer, unit, source), value
            case ("bias_gradient", int(layer)):
                row = self._data["layers"][layer - 1]["bias_gradient"]
                yield from ((("bias_gradient", layer, unit), x) for unit, x in enumerate(row))
            case (_, *_) if isinstance(step.value, int | float):
                yield step.place, float(step.value)
