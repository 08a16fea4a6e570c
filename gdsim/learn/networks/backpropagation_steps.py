"""The order in which backpropagation is told, whatever the size of what each step tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gdsim.calculus import Expression, printing
from gdsim.catalogue.definitions import Loss, Optimizer
from gdsim.catalogue.discovery import look_up
from gdsim.learn.explanations.names import latex_name, upright
from gdsim.learn.explanations.step import Step
from gdsim.learn.networks.moment import Moment
from gdsim.learn.networks.passes import Passes

Array = NDArray[np.float64]
KERNEL = "the compiled network"


class Telling:
    """What both ways of telling share."""

    def __init__(
        self, here: Moment, found: Passes, samples: Sequence[int], kernel: tuple[float, Array]
    ) -> None:
        self.here, self.found, self.samples, self.kernel = here, found, samples, kernel
        self.network = here.network
        self.loss: Loss = look_up("loss", self.network.loss.name)
        self.last = len(found.layers)
        self.names = self.network.data.names

    def steps(self) -> Iterator[Step]:
        """The whole explanation."""
        yield heading("Forward pass", "From the inputs to the loss, layer by layer.")
        for layer in range(1, self.last + 1):
            yield from self._forward(layer)
        yield from self._cost()
        yield heading(
            "Backward pass",
            "From the loss to the inputs: the slope of the loss by each quantity is the slope by "
            "what it goes into, times the local slope on the way.",
        )
        yield from self._first_error()
        for layer in range(self.last, 0, -1):
            if layer < self.last:
                yield from self._error(layer)
            yield from self._gradients(layer)
        yield from self._closing()
        yield from self.update()

    def _forward(self, layer: int) -> Iterator[Step]:
        """What a layer computes."""
        raise NotImplementedError

    def _cost(self) -> Iterator[Step]:
        """The loss."""
        raise NotImplementedError

    def _first_error(self) -> Iterator[Step]:
        """The slope of the loss by the last z."""
        raise NotImplementedError

    def _error(self, layer: int) -> Iterator[Step]:
        """The slope of the loss by a hidden layer's z."""
        raise NotImplementedError

    def _gradients(self, layer: int) -> Iterator[Step]:
        """The slopes of the loss by a layer's weights and biases."""
        raise NotImplementedError

    def _closing(self) -> Iterator[Step]:
        """What only short chains have: the whole product."""
        yield from ()

    def update(self) -> Iterator[Step]:
        """What the step makes of the gradient."""
        if self.here.after is None and self.here.where:
            yield heading("Update", "The run has made all its steps: no update follows.")
            return
        if self.is_own_update:
            yield heading("Update", "Each parameter goes against its slope, by lr times as much.")
        else:
            own = f"The run's own update is {self.here.optimizer}'s, from the mean gradient of "
            own += f"its batch of {len(self.here.batch)}"
            own += ", taken elsewhere than at the parameters." if self.here.is_apart else "."
            yield heading("Update", own)
        yield from self._updated()

    def _updated(self) -> Iterator[Step]:
        """The new parameters."""
        raise NotImplementedError

    @property
    def is_own_update(self) -> bool:
        """Whether the update is plain descent along the very gradient that was explained."""
        if not self.here.where:
            return True
        return self.here.is_plain and sorted(self.samples) == sorted(self.here.batch)

    @property
    def new_params(self) -> Array:
        """The parameters after the update."""
        if self.here.after is not None:
            return self.here.after
        return stepped(self.here, self.found.gradient)

    @property
    def penalties(self) -> str:
        """What penalties add to the loss, as text."""
        terms = {"l1": "l1*sum(|w|)", "l2": "l2/2*sum(w**2)"}
        return "".join(f" + {terms[n]}" for n in ("l1", "l2") if self.here.penalties.get(n))

    def rule_text(self, names: Mapping[str, str], slope: bool = False) -> tuple[str, str]:
        """The loss of one output, or its slope, with other names; text and LaTeX."""
        rule = self.found.rule
        if rule is None:
            assert self.loss.whole is not None
            function = self.loss.whole.gradient if slope else self.loss.whole.value
            # A definition of all outputs together says in its docstring what it computes.
            told = (function.__doc__ or "").split("\n")[0].split(";")[0].split(", for")[0]
            words = told.removeprefix("d = ").rstrip(".")
            return words, upright(words)
        return renamed(rule, names, slope)


def stepped(here: Moment, gradient: Array) -> Array:
    """The parameters after one step of plain descent, as its definition makes it."""
    definition: Optimizer = look_up("optimizer", "sgd")
    pairs = zip(here.params.tolist(), gradient.tolist(), strict=True)
    return np.array([definition.step(p, g, here.lr, 0.0) for p, g in pairs])


def renamed(
    expression: Expression, names: Mapping[str, str], slope: bool = False
) -> tuple[str, str]:
    """A formula, or its derivative by its first variable, with other names; text and LaTeX."""
    from gdsim.calculus import formula

    node = expression.gradient[0] if slope else expression.root
    text, latex = printing.text(node), formula.latex(node)
    for old, new in names.items():
        if old != new:
            text = re.sub(rf"\b{old}\b", new, text)
            alone = rf"(?<![A-Za-z\\]){old}(?![A-Za-z])"
            latex = re.sub(alone, latex_name(new).replace("\\", r"\\"), latex)
    return text, latex


def heading(name: str, sentence: str) -> Step:
    """A step that begins those behind it."""
    return Step(name, "", "", sentence)


def length_of(values: Array) -> float:
    """The root of the sum of squares."""
    return float(np.linalg.norm(values))
