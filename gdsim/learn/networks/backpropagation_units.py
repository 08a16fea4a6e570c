"""Backpropagation unit by unit: a step for each number, for small networks and one sample."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from gdsim.learn.explanations.names import latex_name, upright
from gdsim.learn.explanations.step import Step
from gdsim.learn.networks.backpropagation_steps import KERNEL, Telling, heading, renamed
from gdsim.learn.networks.passes import Layer


class UnitByUnit(Telling):
    """A small network and one sample: a step for every unit and every parameter."""

    def z_name(self, layer: int, unit: int) -> str:
        """What to call weighted inputs; they are the output where nothing follows."""
        if layer == self.last and self.network.output == "identity":
            return self.y_name(unit)
        return f"z{layer}_{unit}"

    def a_name(self, layer: int, unit: int) -> str:
        """What to call what a unit hands on; an input in layer 0."""
        if layer == 0:
            return self.names[unit]
        return self.y_name(unit) if layer == self.last else f"a{layer}_{unit}"

    def y_name(self, unit: int) -> str:
        """What to call an output."""
        return "y" if self.network.layers[-1] == 1 else f"y_{unit}"

    def t_name(self, unit: int) -> str:
        """What to call a target."""
        return "t" if self.network.layers[-1] == 1 else f"t_{unit}"

    def at(self, layer: int) -> Layer:
        """A layer of weights, counted from 1."""
        return self.found.layers[layer - 1]

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
                yield self._step(self.a_name(layer, unit), formula, y, values, sentence)

    def _weighted(self, at: Layer, layer: int, unit: int) -> Step:
        terms: list[str] = []
        values: dict[str, float] = {}
        for source in range(at.weights.shape[1]):
            weight, a = f"w{layer}_{unit}_{source}", self.a_name(layer - 1, source)
            terms.append(f"{weight}*{a}")
            values |= {weight: float(at.weights[unit, source]), a: float(at.inputs[0, source])}
        formula = " + ".join(terms)
        if at.multiplier != 1:
            formula = f"m{layer}*({formula})"
            values[f"m{layer}"] = at.multiplier
        if at.biases is not None:
            formula += f" + b{layer}_{unit}"
            values[f"b{layer}_{unit}"] = float(at.biases[unit])
        role = "output" if layer == self.last else "hidden layer"
        where = "the output layer" if role == "output" else f"hidden layer {layer}"
        extra = " and its bias" if at.biases is not None else ""
        sentence = f"Unit {unit} of {where}: what comes in, weighted{extra}."
        z = float(at.z[0, unit])
        return self._step(self.z_name(layer, unit), formula, z, values, sentence)

    def _activated(self, at: Layer, layer: int, unit: int) -> Iterator[Step]:
        assert at.activation is not None and at.slope is not None
        z, a = self.z_name(layer, unit), self.a_name(layer, unit)
        values = {z: float(at.z[0, unit]), **at.activation.parameters}
        what = "The output" if layer == self.last else "What it hands on"
        formula, latex = renamed(at.activation, {"z": z})
        yield Step(a, formula, latex, f"{what}.", float(at.a[0, unit]), values)
        if layer == self.last and self.found.slopes is None:
            return  # the loss's own slope is by z
        formula, latex = renamed(at.activation, {"z": z}, slope=True)
        sentence = f"How {a} follows {z}: the slope of the activation there."
        slope = float(at.slope[0, unit])
        yield Step(f"d{a}/d{z}", formula, latex, sentence, slope, values)

    def _cost(self) -> Iterator[Step]:
        outputs = self.found.targets.shape[1]
        check = {"by": KERNEL, "value": self.kernel[0]}
        meaning = self.loss.summary
        values: dict[str, float] = {}
        single = self.found.rule is None or outputs == 1
        formulas = []
        for unit in range(1 if self.found.rule is None else outputs):
            names, numbers = self._loss_values(unit)
            formula, latex = self.rule_text(names)
            if not single:
                loss = float(self.found.losses[0, unit])
                yield Step(f"l_{unit}", formula, latex, "The loss of one output.", loss, numbers)
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
        yield Step("L", formula, latex, meaning, self.found.loss, values, check)

    def _loss_values(self, unit: int) -> tuple[dict[str, str], dict[str, float]]:
        """The names and numbers in the loss of one output (or of all)."""
        at, targets = self.at(self.last), self.found.targets[0]
        if self.found.rule is None:
            units = range(len(targets))
            numbers = {self.z_name(self.last, u): float(at.z[0, u]) for u in units}
            return {}, numbers | {self.t_name(u): float(targets[u]) for u in units}
        of = "z" if self.loss.contains else "y"
        name = self.z_name(self.last, unit) if of == "z" else self.y_name(unit)
        value = float((at.z if of == "z" else at.a)[0, unit])
        t = self.t_name(unit)
        numbers = {name: value, t: float(targets[unit]), **self.found.rule.parameters}
        return {of: name, "t": t}, numbers

    def _first_error(self) -> Iterator[Step]:
        at, outputs = self.at(self.last), self.found.targets.shape[1]
        for unit in range(outputs):
            names, numbers = self._loss_values(unit)
            z, y = self.z_name(self.last, unit), self.y_name(unit)
            if self.found.rule is None:
                formula = f"{y} - {self.t_name(unit)}"
                numbers = {y: float(at.a[0, unit]), self.t_name(unit): self.found.targets[0, unit]}
                latex = self._latex(formula)
            else:
                formula, latex = self.rule_text(names, slope=True)
                if outputs > 1:
                    formula, latex = f"({formula})/{outputs}", rf"\left({latex}\right) / {outputs}"
            by_z = self.found.slopes is None
            name = f"dL/d{z}" if by_z else f"dL/d{y}"
            value = float(at.error[0, unit] if by_z else self.found.slopes[0, unit])  # type: ignore[index]
            sentence = f"How the loss follows {z if by_z else y}: where the way back begins."
            yield Step(name, formula, latex, sentence, value, numbers)
            if not by_z and z != y and at.slope is not None:
                yield self._through_activation(self.last, unit, value)
        if at.slope is None and self.found.slopes is not None:
            yield from self._through_softmax(at)

    def _through_softmax(self, at: Layer) -> Iterator[Step]:
        assert self.found.slopes is not None
        units = range(at.z.shape[1])
        shares = {self.y_name(u): float(at.a[0, u]) for u in units}
        slopes = {f"dL/d{self.y_name(u)}": float(self.found.slopes[0, u]) for u in units}
        mean = " + ".join(f"{y}*dL/d{y}" for y in shares)
        for unit in units:
            y, z = self.y_name(unit), self.z_name(self.last, unit)
            formula = f"{y}*(dL/d{y} - ({mean}))"
            sentence = "One z moves all shares, so the slopes by all outputs count."
            value = float(at.error[0, unit])
            yield self._step(f"dL/d{z}", formula, value, {**shares, **slopes}, sentence)

    def _through_activation(self, layer: int, unit: int, slope: float) -> Step:
        at, a, z = self.at(layer), self.a_name(layer, unit), self.z_name(layer, unit)
        assert at.slope is not None
        values = {f"dL/d{a}": slope, f"d{a}/d{z}": float(at.slope[0, unit])}
        sentence = f"The error signal of unit {unit} of layer {layer}."
        value = float(at.error[0, unit])
        return self._step(f"dL/d{z}", f"dL/d{a} * d{a}/d{z}", value, values, sentence)

    def _error(self, layer: int) -> Iterator[Step]:
        above = self.at(layer + 1)
        for unit in range(self.at(layer).z.shape[1]):
            a, terms = self.a_name(layer, unit), []
            values: dict[str, float] = {}
            for target in range(above.z.shape[1]):
                z, weight = self.z_name(layer + 1, target), f"w{layer + 1}_{target}_{unit}"
                terms.append(f"dL/d{z} * {weight}")
                values |= {
                    f"dL/d{z}": float(above.error[0, target]),
                    weight: float(above.weights[target, unit]),
                }
            formula = " + ".join(terms)
            if above.multiplier != 1:
                formula = f"m{layer + 1} * ({formula})"
                values[f"m{layer + 1}"] = above.multiplier
            value = float(above.multiplier * (above.error[0] @ above.weights[:, unit]))
            ways = "one way" if len(terms) == 1 else f"{len(terms)} ways, added up"
            sentence = f"{a} reaches the loss in {ways}: through each unit, by its weight."
            yield self._step(f"dL/d{a}", formula, value, values, sentence)
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
                yield self._slope(name, z, error, local, value, sentence)
            if at.bias_gradient is not None:
                sentence = "A bias is added as it is: its local slope is 1."
                value = float(at.bias_gradient[unit])
                yield self._slope(f"b{layer}_{unit}", z, error, 1.0, value, sentence)

    def _slope(
        self, name: str, z: str, error: float, local: float, value: float, sentence: str
    ) -> Step:
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
        return Step(f"dL/d{name}", formula, latex, sentence, value, values, check)

    def _closing(self) -> Iterator[Step]:
        if set(self.network.layers) != {1} or self.last < 2 or self.penalties:
            return
        yield heading("The chain", "With one unit a layer, each slope is one product of locals.")
        for layer in range(1, self.last + 1):
            factors: dict[str, float] = {}
            for above in range(self.last, layer - 1, -1):
                factors |= self._local_slopes(above, f"w{layer}_0_0" if above == layer else "")
            index = self.network.variables.index(f"w{layer}_0_0")
            value = float(self.found.gradient[index])
            yield self._step(f"dL/dw{layer}_0_0", " * ".join(factors), value, factors, "")

    def _local_slopes(self, layer: int, weight: str) -> dict[str, float]:
        """The local slopes from what a unit hands on to its weight, or to what comes in."""
        at, a, z = self.at(layer), self.a_name(layer, 0), self.z_name(layer, 0)
        found: dict[str, float] = {}
        if layer == self.last:
            by_z = self.found.slopes is None
            slopes = at.error if self.found.slopes is None else self.found.slopes
            found[f"dL/d{z if by_z else a}"] = float(slopes[0, 0])
        if a != z and at.slope is not None and not (layer == self.last and by_z):
            found[f"d{a}/d{z}"] = float(at.slope[0, 0])
        if weight:
            found[f"d{z}/d{weight}"] = at.multiplier * float(at.inputs[0, 0])
        else:
            found[f"d{z}/d{self.a_name(layer - 1, 0)}"] = at.multiplier * float(at.weights[0, 0])
        return found

    def _updated(self) -> Iterator[Step]:
        triples = zip(
            self.network.variables, self.here.params, self.found.gradient, self.new_params,
            strict=True,
        )  # fmt: skip
        for name, old, slope, new in triples:
            if self.is_own_update:
                values = {name: float(old), "lr": self.here.lr, f"dL/d{name}": float(slope)}
                formula = f"{name} - lr * dL/d{name}"
                yield self._step(f"new {name}", formula, float(new), values, "")
            else:
                yield Step(f"new {name}", "", "", "", float(new), {name: float(old)})

    def _step(
        self, name: str, formula: str, value: float, values: Mapping[str, float], sentence: str
    ) -> Step:
        return Step(name, formula, self._latex(formula), sentence, value, values)

    def _latex(self, formula: str) -> str:
        """Sums and products of names and slopes as LaTeX."""
        pieces = re.findall(r"d\w+/d\w+|[A-Za-z]\w*|[0-9.]+|\S", formula)
        told = {"*": r" \, ", "(": r"\left(", ")": r"\right)", "+": " + ", "-": " - "}
        return "".join(
            told.get(each) or (latex_name(each) if each[0].isalpha() else each) for each in pieces
        )
