"""Backpropagation layer by layer: for large networks, and for the mean over several samples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from gdsim.base.figures import number as written
from gdsim.learn.explanations.names import upright
from gdsim.learn.explanations.step import Place, Step
from gdsim.learn.networks.backpropagation_steps import (
    KERNEL,
    Array,
    Telling,
    length_of,
    renamed,
)

# How many units of a layer are shown.
FIRST = 8


class LayerByLayer(Telling):
    """The explanation of a larger network, or of several samples: one step per layer's quantity.

    Places: ("z" | "a" | "error" | "weight_gradient" | "bias_gradient", layer), ("loss",), and
    ("update",) for all parameters together.
    """

    def _forward(self, layer: int) -> Iterator[Step]:
        at = self.passes.layers[layer - 1]
        before = "x" if layer == 1 else f"a{layer - 1}"
        scale = "" if at.multiplier == 1 else f"{written(at.multiplier)} * "
        bias = "" if at.biases is None else f" + b{layer}"
        units = at.z.shape[1]
        formula = f"{scale}W{layer} {before}{bias}"
        sentence = f"The weighted inputs of {units} units."
        yield self._whole(f"z{layer}", formula, at.z, sentence, ("z", layer))
        name = "y" if layer == self.last else f"a{layer}"
        if at.activation is None:
            formula = f"softmax(z{layer})"
        else:
            formula, _ = renamed(at.activation, {"z": f"z{layer}"})
        sentence = "The outputs." if layer == self.last else "The activations of the units."
        if layer < self.last and at.slope is not None:
            dead = float(np.mean(np.all(at.slope == 0, axis=0)))
            slope = f" The slope da/dz is {written(float(np.mean(at.slope)))} on average."
            sentence += slope + (
                f" {dead:.0%} of the units have slope 0 on every sample." if dead else ""
            )
        yield self._whole(name, formula, at.a, sentence, ("a", layer))

    def _cost(self) -> Iterator[Step]:
        names = {"z": f"z{self.last}", "t": "t"}
        formula, latex = self.rule_text(names)
        several = self.passes.losses.size > 1
        if several:
            formula, latex = f"mean of {formula}", r"\mathrm{mean}\;" + latex
        check = {"by": KERNEL, "value": self.kernel[0]}
        values = {} if self.passes.rule is None else dict(self.passes.rule.parameters)
        formula += self.penalties
        yield Step("L", formula, latex, self.loss.summary, self.passes.loss, values, check,
                   ("loss",))  # fmt: skip

    def _first_error(self) -> Iterator[Step]:
        at = self.passes.layers[-1]
        sentence = (
            "The backward pass begins: the slope of the loss by each output's weighted input."
        )
        name, place = f"dL/dz{self.last}", ("error", self.last)
        yield self._whole(name, self._first_formula(), at.error, sentence, place)

    def _first_formula(self) -> str:
        formula, _ = self.rule_text({"z": f"z{self.last}", "t": "t"}, slope=True)
        count = self.passes.losses.size
        slope = formula if count == 1 else f"({formula})/{count}"
        if self.passes.slopes is None or self.network.output == "identity":
            return slope
        return f"{slope} * dy/dz{self.last}"

    def _error(self, layer: int) -> Iterator[Step]:
        at, above = self.passes.layers[layer - 1], self.passes.layers[layer]
        scale = "" if above.multiplier == 1 else f"{written(above.multiplier)} * "
        formula = f"{scale}W{layer + 1}^T dL/dz{layer + 1} * da{layer}/dz{layer}"
        ratio = length_of(at.error) / max(length_of(above.error), np.finfo(float).tiny)
        sentence = (
            f"The error signals of layer {layer}: those of the next layer, back through the "
            f"weights and the slopes; they are {written(ratio)} times as long."
        )
        yield self._whole(f"dL/dz{layer}", formula, at.error, sentence, ("error", layer))

    def _gradients(self, layer: int) -> Iterator[Step]:
        at = self.passes.layers[layer - 1]
        before = "x" if layer == 1 else f"a{layer - 1}"
        scale = "" if at.multiplier == 1 else f"{written(at.multiplier)} * "
        penalties = {"l1": f"l1*sign(W{layer})", "l2": f"l2*W{layer}"}
        formula = f"{scale}dL/dz{layer} {before}^T" + "".join(
            f" + {penalties[n]}" for n in ("l1", "l2") if self.here.penalties.get(n)
        )
        over = "" if len(self.samples) == 1 else ", summed over the samples"
        sentence = f"Each weight's slope: the error signal of its unit times its input{over}."
        yield self._matrix(f"dL/dW{layer}", formula, at.weight_gradient, False, layer, sentence)
        if at.bias_gradient is not None:
            sentence = f"A bias's slope is the error signal itself{over}."
            name = f"dL/db{layer}"
            yield self._matrix(name, f"dL/dz{layer}", at.bias_gradient, True, layer, sentence)

    def _updated(self) -> Iterator[Step]:
        moved = self.new_params - self.here.params
        formula = "-lr * dL/dp" if self.is_own_update else ""
        values = {"lr": self.here.lr} if self.is_own_update else {}
        sentence = "How far the parameters move; before it their length was "
        sentence += f"{written(length_of(self.here.params))}."
        yield Step("|new p - p|", f"|{formula}|" if formula else "", "", sentence,
                   length_of(moved), values, place=("update",))  # fmt: skip

    def _whole(self, name: str, formula: str, values: Array, sentence: str, place: Place) -> Step:
        numbers = {
            "mean": float(values.mean()),
            "smallest": float(values.min()),
            "largest": float(values.max()),
            "length": length_of(values),
        }
        shown: Any = None
        if len(self.samples) == 1:
            shown = tuple(float(x) for x in values[0, :FIRST])
            left = values.shape[1] - FIRST
            sentence += f" The first {FIRST} of {left + FIRST} are shown." if left > 0 else ""
        return Step(name, formula, upright(formula), sentence, shown, numbers, place=place)

    def _matrix(
        self, name: str, formula: str, gradient: Array, is_bias: bool, layer: int, sentence: str
    ) -> Step:
        (tensor,) = (
            t
            for t in self.network.perceptron().tensors
            if t.layer == layer - 1 and t.is_bias == is_bias
        )
        part = self.kernel[1][tensor.first : tensor.first + tensor.size]
        check = {"by": KERNEL, "value": length_of(part)}
        numbers = {"largest": float(np.abs(gradient).max())}
        length = length_of(gradient)
        place = ("bias_gradient" if is_bias else "weight_gradient", layer)
        return Step(f"|{name}|", formula, upright(formula), sentence, length, numbers, check, place)
