"""Backpropagation unit by unit: one step per number, for small networks and one sample."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence

from gdsim.learn.explanations.names import latex_name, upright
from gdsim.learn.explanations.step import Place, Step
from gdsim.learn.networks.backpropagation_steps import KERNEL, Telling, heading, renamed
from gdsim.learn.networks.passes import Layer


class UnitByUnit(Telling):
    """The explanation of a small network and one sample: one step per unit and parameter.

    Places: ("z" | "a" | "slope" | "by_a" | "error", layer, unit), the last two dL/da and dL/dz;
    ("weight" | "weight_gradient" | "new_weight", layer, unit, input); ("bias" | "bias_gradient" |
    "new_bias", layer, unit); ("loss", unit) of one output, and ("loss",) of all.
    """

    def z_name(self, layer: int, unit: int) -> str:
        """The name of a unit's weighted input; the output's where no activation follows."""
        if layer == self.last and self.network.output == "identity":
            return self.y_name(unit)
        return f"z{layer}_{unit}"

    def a_name(self, layer: int, unit: int) -> str:
        """The name of a unit's activation; that of an input in layer 0."""
        if layer == 0:
            return self.names[unit]
        return self.y_name(unit) if layer == self.last else f"a{layer}_{unit}"

    def y_name(self, unit: int) -> str:
        """The name of an output."""
        return "y" if self.network.layers[-1] == 1 else f"y_{unit}"

    def t_name(self, unit: int) -> str:
        """The name of a target."""
        return "t" if self.network.layers[-1] == 1 else f"t_{unit}"

    def at(self, layer: int) -> Layer:
        """A layer of weights, counted from 1."""
        return self.passes.layers[layer - 1]

    def _forward(self, layer: int) -> Iterator[Step]:
        at = self.at(layer)
        softmax = at.activation is None
        for unit in range(at.z.shape[1]):
            yield self._weighted(at, layer, unit)
            if not softmax and self.z_name(layer, unit) != self.a_name(layer, unit):
                yield from self._activated(at, layer, unit)
        if softmax:
            values = {self.z_name(layer, u): float(z) for u, z in enumerate(at.z[0])}
            for unit in range(at.z.shape[1]):
                z = self.z_name(layer, unit)
                formula = f"exp({z})/({' + '.join(f'exp({name})' for name in values)})"
                y = float(at.a[0, unit])
                sentence = "A share of 1: the probability of this class."
                place = ("a", layer, unit)
                yield self._step(self.a_name(layer, unit), formula, y, values, sentence, place)

    def _weighted(self, at: Layer, layer: int, unit: int) -> Step:
        terms: list[str] = []
        summands: list[Step] = []
        values: dict[str, float] = {}
        for source in range(at.weights.shape[1]):
            weight, a = f"w{layer}_{unit}_{source}", self.a_name(layer - 1, source)
            terms.append(f"{weight}*{a}")
            pair = {weight: float(at.weights[unit, source]), a: float(at.inputs[0, source])}
            place: Place = ("weight", layer, unit, source)
            summands.append(self._term(layer, terms[-1], pair, at.multiplier, place))
            values |= pair
        formula = " + ".join(terms)
        if at.multiplier != 1:
            formula = f"m{layer}*({formula})"
            values[f"m{layer}"] = at.multiplier
        if at.biases is not None:
            formula += f" + b{layer}_{unit}"
            b = {f"b{layer}_{unit}": float(at.biases[unit])}
            summands.append(self._term(layer, f"b{layer}_{unit}", b, 1.0, ("bias", layer, unit)))
            values[f"b{layer}_{unit}"] = float(at.biases[unit])
        role = "output" if layer == self.last else "hidden layer"
        where = "the output layer" if role == "output" else f"hidden layer {layer}"
        extra = " and its bias" if at.biases is not None else ""
        sentence = f"Unit {unit} of {where}: its weighted inputs{extra}."
        z, name = float(at.z[0, unit]), self.z_name(layer, unit)
        is_output = name == self.a_name(layer, unit)
        place = ("a" if is_output else "z", layer, unit)
        return self._step(name, formula, z, values, sentence, place, summands)

    def _term(
        self, layer: int, formula: str, values: dict[str, float], multiplier: float, place: Place
    ) -> Step:
        """A summand: the product of a weight and what it multiplies, or a bias."""
        value = multiplier * math.prod(values.values())
        if multiplier != 1:
            formula, values = f"m{layer}*{formula}", {f"m{layer}": multiplier, **values}
        return Step(formula, formula, self._latex(formula), "", value, values, place=place)

    def _activated(self, at: Layer, layer: int, unit: int) -> Iterator[Step]:
        assert at.activation is not None and at.slope is not None
        z, a = self.z_name(layer, unit), self.a_name(layer, unit)
        values = {z: float(at.z[0, unit]), **at.activation.parameters}
        what = "The output" if layer == self.last else "Its activation"
        formula, latex = renamed(at.activation, {"z": z})
        place: Place = ("a", layer, unit)
        yield Step(a, formula, latex, f"{what}.", float(at.a[0, unit]), values, place=place)
        if layer == self.last and self.passes.slopes is None:
            return  # the loss's own slope is by z
        formula, latex = renamed(at.activation, {"z": z}, slope=True)
        sentence = f"How {a} changes with {z}: the slope of the activation there."
        slope, place = float(at.slope[0, unit]), ("slope", layer, unit)
        yield Step(f"d{a}/d{z}", formula, latex, sentence, slope, values, place=place)

    def _cost(self) -> Iterator[Step]:
        outputs = self.passes.targets.shape[1]
        check = {"by": KERNEL, "value": self.kernel[0]}
        meaning = self.loss.summary
        values: dict[str, float] = {}
        single = self.passes.rule is None or outputs == 1
        formulas = []
        for unit in range(1 if self.passes.rule is None else outputs):
            names, numbers = self._loss_values(unit)
            formula, latex = self.rule_text(names)
            if not single:
                loss = float(self.passes.losses[0, unit])
                yield Step(f"l_{unit}", formula, latex, "The loss of one output.", loss, numbers,
                           place=("loss", unit))  # fmt: skip
                values[f"l_{unit}"] = loss
            formulas.append((formula, latex))
            values |= numbers if single else {}
        formula, latex = formulas[0]
        if not single:
            formula = f"({' + '.join(f'l_{unit}' for unit in range(outputs))})/{outputs}"
            latex, meaning = self._latex(formula), f"Their mean. {meaning}"
        if self.penalties:
            formula += self.penalties
            latex += upright(self.penalties)
            values |= {n: x for n, x in self.here.penalties.items() if x}
        yield Step("L", formula, latex, meaning, self.passes.loss, values, check, ("loss",))

    def _loss_values(self, unit: int) -> tuple[dict[str, str], dict[str, float]]:
        """The names and numbers in the loss of one output (or of all together)."""
        at, targets = self.at(self.last), self.passes.targets[0]
        if self.passes.rule is None:
            units = range(len(targets))
            numbers = {self.z_name(self.last, u): float(at.z[0, u]) for u in units}
            return {}, numbers | {self.t_name(u): float(targets[u]) for u in units}
        of = "z" if self.loss.contains else "y"
        name = self.z_name(self.last, unit) if of == "z" else self.y_name(unit)
        value = float((at.z if of == "z" else at.a)[0, unit])
        t = self.t_name(unit)
        numbers = {name: value, t: float(targets[unit]), **self.passes.rule.parameters}
        return {of: name, "t": t}, numbers

    def _first_error(self) -> Iterator[Step]:
        at, outputs = self.at(self.last), self.passes.targets.shape[1]
        for unit in range(outputs):
            names, numbers = self._loss_values(unit)
            z, y = self.z_name(self.last, unit), self.y_name(unit)
            if self.passes.rule is None:
                formula = f"{y} - {self.t_name(unit)}"
                numbers = {y: float(at.a[0, unit]), self.t_name(unit): self.passes.targets[0, unit]}
                latex = self._latex(formula)
            else:
                formula, latex = self.rule_text(names, slope=True)
                if outputs > 1:
                    formula, latex = f"({formula})/{outputs}", rf"\left({latex}\right) / {outputs}"
            by_z = self.passes.slopes is None
            name = f"dL/d{z}" if by_z else f"dL/d{y}"
            value = float(at.error[0, unit] if by_z else self.passes.slopes[0, unit])  # type: ignore[index]
            sentence = f"How the loss changes with {z if by_z else y}: the backward pass begins."
            place = ("error" if by_z or z == y else "by_a", self.last, unit)
            yield Step(name, formula, latex, sentence, value, numbers, place=place)
            if not by_z and z != y and at.slope is not None:
                yield self._through_activation(self.last, unit, value)
        if at.slope is None and self.passes.slopes is not None:
            yield from self._through_softmax(at)

    def _through_softmax(self, at: Layer) -> Iterator[Step]:
        assert self.passes.slopes is not None
        units = range(at.z.shape[1])
        shares = {self.y_name(u): float(at.a[0, u]) for u in units}
        slopes = {f"dL/d{self.y_name(u)}": float(self.passes.slopes[0, u]) for u in units}
        mean = " + ".join(f"{y}*dL/d{y}" for y in shares)
        for unit in units:
            y, z = self.y_name(unit), self.z_name(self.last, unit)
            formula = f"{y}*(dL/d{y} - ({mean}))"
            sentence = "Each z changes all shares, so the slopes by all outputs contribute."
            value = float(at.error[0, unit])
            place = ("error", self.last, unit)
            yield self._step(f"dL/d{z}", formula, value, {**shares, **slopes}, sentence, place)

    def _through_activation(self, layer: int, unit: int, slope: float) -> Step:
        at, a, z = self.at(layer), self.a_name(layer, unit), self.z_name(layer, unit)
        assert at.slope is not None
        values = {f"dL/d{a}": slope, f"d{a}/d{z}": float(at.slope[0, unit])}
        sentence = f"The error signal of unit {unit} of layer {layer}."
        value = float(at.error[0, unit])
        place = ("error", layer, unit)
        return self._step(f"dL/d{z}", f"dL/d{a} * d{a}/d{z}", value, values, sentence, place)

    def _error(self, layer: int) -> Iterator[Step]:
        above = self.at(layer + 1)
        for unit in range(self.at(layer).z.shape[1]):
            a, terms = self.a_name(layer, unit), []
            summands: list[Step] = []
            values: dict[str, float] = {}
            for target in range(above.z.shape[1]):
                z, weight = self.z_name(layer + 1, target), f"w{layer + 1}_{target}_{unit}"
                terms.append(f"dL/d{z} * {weight}")
                pair = {
                    f"dL/d{z}": float(above.error[0, target]),
                    weight: float(above.weights[target, unit]),
                }
                place: Place = ("weight", layer + 1, target, unit)
                summands.append(self._term(layer + 1, terms[-1], pair, above.multiplier, place))
                values |= pair
            formula = " + ".join(terms)
            if above.multiplier != 1:
                formula = f"m{layer + 1} * ({formula})"
                values[f"m{layer + 1}"] = above.multiplier
            value = float(above.multiplier * (above.error[0] @ above.weights[:, unit]))
            paths = "one path" if len(terms) == 1 else f"{len(terms)} paths, which are added"
            sentence = f"{a} acts on the loss along {paths}: through each unit, by its weight."
            place = ("by_a", layer, unit)
            yield self._step(f"dL/d{a}", formula, value, values, sentence, place, summands)
            yield self._through_activation(layer, unit, value)

    def _gradients(self, layer: int) -> Iterator[Step]:
        at = self.at(layer)
        for unit in range(at.z.shape[1]):
            z = self.z_name(layer, unit)
            error = float(at.error[0, unit])
            for source in range(at.weights.shape[1]):
                a, name = self.a_name(layer - 1, source), f"w{layer}_{unit}_{source}"
                local = at.multiplier * float(at.inputs[0, source])
                sentence = f"d{z}/d{name} is what the weight multiplies, {a}"
                sentence += f", times m{layer}." if at.multiplier != 1 else "."
                value = float(at.weight_gradient[unit, source])
                place: Place = ("weight_gradient", layer, unit, source)
                yield self._slope(name, z, error, local, value, sentence, place)
            if at.bias_gradient is not None:
                sentence = "A bias is simply added, so its local slope is 1."
                value = float(at.bias_gradient[unit])
                place = ("bias_gradient", layer, unit)
                yield self._slope(f"b{layer}_{unit}", z, error, 1.0, value, sentence, place)

    def _slope(
        self, name: str, z: str, error: float, local: float, value: float, sentence: str,
        place: Place,
    ) -> Step:  # fmt: skip
        formula = f"dL/d{z} * d{z}/d{name}"
        values = {f"dL/d{z}": error, f"d{z}/d{name}": local}
        index = self.network.variables.index(name)
        if name.startswith("w") and self.penalties:
            for penalty, term in (("l1", f"sign({name})"), ("l2", name)):
                if self.here.penalties.get(penalty):
                    formula += f" + {penalty} * {term}"
                    values |= {penalty: self.here.penalties[penalty]}
            values[name] = float(self.here.params[index])
            sentence += " The penalty pulls the weight towards 0."
        check = {"by": KERNEL, "value": float(self.kernel[1][index])}
        latex = self._latex(formula)
        return Step(f"dL/d{name}", formula, latex, sentence, value, values, check, place)

    def _closing(self) -> Iterator[Step]:
        if set(self.network.layers) != {1} or self.last < 2 or self.penalties:
            return
        yield heading(
            "The chain", "With one unit per layer, each slope is one product of local slopes."
        )
        for layer in range(1, self.last + 1):
            factors: dict[str, float] = {}
            for above in range(self.last, layer - 1, -1):
                factors |= self._local_slopes(above, f"w{layer}_0_0" if above == layer else "")
            index = self.network.variables.index(f"w{layer}_0_0")
            value = float(self.passes.gradient[index])
            yield self._step(f"dL/dw{layer}_0_0", " * ".join(factors), value, factors, "")

    def _local_slopes(self, layer: int, weight: str) -> dict[str, float]:
        """The local slopes from a unit's activation down to its weight, or to its input."""
        at, a, z = self.at(layer), self.a_name(layer, 0), self.z_name(layer, 0)
        slopes_by_name: dict[str, float] = {}
        if layer == self.last:
            by_z = self.passes.slopes is None
            slopes = at.error if self.passes.slopes is None else self.passes.slopes
            slopes_by_name[f"dL/d{z if by_z else a}"] = float(slopes[0, 0])
        if a != z and at.slope is not None and not (layer == self.last and by_z):
            slopes_by_name[f"d{a}/d{z}"] = float(at.slope[0, 0])
        if weight:
            slopes_by_name[f"d{z}/d{weight}"] = at.multiplier * float(at.inputs[0, 0])
        else:
            slopes_by_name[f"d{z}/d{self.a_name(layer - 1, 0)}"] = at.multiplier * float(
                at.weights[0, 0]
            )
        return slopes_by_name

    def _updated(self) -> Iterator[Step]:
        quads = zip(
            self.network.variables, self.here.params, self.passes.gradient, self.new_params,
            self._places(), strict=True,
        )  # fmt: skip
        for name, old, slope, new, place in quads:
            if self.is_own_update:
                values = {name: float(old), "lr": self.here.lr, f"dL/d{name}": float(slope)}
                formula = f"{name} - lr * dL/d{name}"
                yield self._step(f"new {name}", formula, float(new), values, "", place)
            else:
                yield Step(f"new {name}", "", "", "", float(new), {name: float(old)}, place=place)

    def _places(self) -> Iterator[Place]:
        """The place of each new parameter."""
        for tensor in self.network.tensors:
            layer = tensor.layer + 1
            for unit in range(tensor.rows):
                if tensor.is_bias:
                    yield "new_bias", layer, unit
                else:
                    yield from (("new_weight", layer, unit, s) for s in range(tensor.columns))

    def _step(
        self, name: str, formula: str, value: float, values: Mapping[str, float], sentence: str,
        place: Place = (), terms: Sequence[Step] = (),
    ) -> Step:  # fmt: skip
        latex = self._latex(formula)
        return Step(name, formula, latex, sentence, value, values, None, place, tuple(terms))

    def _latex(self, formula: str) -> str:
        """Sums and products of names and slopes as LaTeX."""
        pieces = re.findall(r"d\w+/d\w+|[A-Za-z]\w*|[0-9.]+|\S", formula)
        signs = {"*": r" \, ", "(": r"\left(", ")": r"\right)", "+": " + ", "-": " - "}
        return "".join(
            signs.get(each) or (latex_name(each) if each[0].isalpha() else each) for each in pieces
        )
