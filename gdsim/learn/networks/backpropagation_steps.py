"""The order of the steps in which backpropagation is explained, unit by unit or layer by layer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gdsim.calculus import Expression, formula, printing
from gdsim.catalogue.definitions import Loss, Optimizer
from gdsim.catalogue.discovery import look_up
from gdsim.learn.explanations.names import latex_name, upright
from gdsim.learn.explanations.step import Step
from gdsim.learn.networks.moment import Moment
from gdsim.learn.networks.passes import Passes

Array = NDArray[np.float64]
KERNEL = "the compiled network"


class Telling:
    """What the explanations unit by unit and layer by layer share."""

    def __init__(
        self, here: Moment, passes: Passes, samples: Sequence[int], kernel: tuple[float, Array]
    ) -> None:
        self.here, self.passes, self.samples, self.kernel = here, passes, samples, kernel
        self.network = here.network
        self.loss: Loss = look_up("loss", self.network.loss.name)
        self.last = len(passes.layers)
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
            "the quantity that uses it, times the local slope between the two.",
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
        """The whole product of local slopes, which only chains of single units have."""
        yield from ()

    def update(self) -> Iterator[Step]:
        """The update that the step makes from the gradient."""
        if self.here.after is None and self.here.where:
            yield heading("Update", "The run has taken all its steps: no update follows.")
            return
        if self.is_own_update:
            yield heading(
                "Update", "Each parameter moves against its slope, by lr times the slope."
            )
        else:
            sentence = f"The run's update is that of {self.here.optimizer}, from the mean gradient "
            sentence += f"of its batch of {len(self.here.batch)}"
            sentence += ", taken elsewhere than at the parameters." if self.here.is_apart else "."
            yield heading("Update", sentence)
        yield from self._updated()

    def _updated(self) -> Iterator[Step]:
        """The new parameters."""
        raise NotImplementedError

    @property
    def is_own_update(self) -> bool:
        """Whether the update is plain descent with exactly the gradient that was explained."""
        if not self.here.where:
            return True
        return self.here.is_plain and sorted(self.samples) == sorted(self.here.batch)

    @property
    def new_params(self) -> Array:
        """The parameters after the update."""
        if self.here.after is not None:
            return self.here.after
        return stepped(self.here, self.passes.gradient)

    @property
    def penalties(self) -> str:
        """The penalties added to the loss, as text."""
        terms = {"l1": "l1*sum(|w|)", "l2": "l2/2*sum(w**2)"}
        return "".join(f" + {terms[n]}" for n in ("l1", "l2") if self.here.penalties.get(n))

    def rule_text(self, names: Mapping[str, str], slope: bool = False) -> tuple[str, str]:
        """The loss of one output, or its slope, with other names; text and LaTeX."""
        rule = self.passes.rule
        if rule is None:
            assert self.loss.whole is not None
            function = self.loss.whole.gradient if slope else self.loss.whole.value
            # The docstring of a loss that takes all outputs together begins with its formula.
            first = (function.__doc__ or "").split("\n")[0].split(";")[0].split(", for")[0]
            words = first.removeprefix("d = ").rstrip(".")
            return words, upright(words)
        return renamed(rule, names, slope)


def stepped(here: Moment, gradient: Array) -> Array:
    """The parameters (P,) after one step of plain descent, by the definition of SGD."""
    definition: Optimizer = look_up("optimizer", "sgd")
    pairs = zip(here.params.tolist(), gradient.tolist(), strict=True)
    return np.array([definition.step(p, g, here.lr, 0.0) for p, g in pairs])


def renamed(
    expression: Expression, names: Mapping[str, str], slope: bool = False
) -> tuple[str, str]:
    """A formula, or its derivative by its first variable, with other names; text and LaTeX."""
    node = expression.gradient[0] if slope else expression.root
    text, latex = printing.text(node), formula.latex(node)
    for old, new in names.items():
        if old != new:
            text = re.sub(rf"\b{old}\b", new, text)
            alone = rf"(?<![A-Za-z\\]){old}(?![A-Za-z])"
            latex = re.sub(alone, latex_name(new).replace("\\", r"\\"), latex)
    return text, latex


def heading(name: str, sentence: str) -> Step:
    """A step that is a heading for those that follow."""
    return Step(name, "", "", sentence)


def length_of(values: Array) -> float:
    """The root of the sum of squares."""
    return float(np.linalg.norm(values))
