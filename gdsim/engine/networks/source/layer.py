"""The source text of a layer that is compiled for its sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gdsim.calculus import Code, Expression, emit
from gdsim.engine.networks.source.formula import formula_lines
from gdsim.engine.source.text import fill
from gdsim.lanes.shapes import tile

# The samples of a step from which on their number hardly matters; all tiles divide it.
MANY = 48


@dataclass(frozen=True)
class Layer:
    """What a layer is compiled for.

    registers: of the vector unit. samples: those of a step, for which tiles are chosen; they are
    right for any number. shared: whether all runs share its inputs. scaled: whether its multiplier
    is not 1. activation: its own, None after the last layer. below: that of the layer before.
    """

    dtype: str
    width: int
    registers: int
    samples: int
    inputs: int
    units: int
    shared: bool
    biased: bool
    scaled: bool
    activation: Expression | None
    below: Expression | None


def _code(activation: Expression) -> Code:
    """An activation of p0 and its derivative."""
    return emit(activation, names=dict.fromkeys(activation.variables, "p0"), order=1, prefix="u")


def slope_lines(activation: Expression) -> list[str] | None:
    """The lines that compute an activation's derivative from its value; None if there are none.

    They are among those that compute it from what goes in, so the bits are the same.
    """
    code = _code(activation)
    (slope,) = code.gradient or ("0.0",)
    if not code.value.isidentifier():
        return None
    formulas = dict(line.split(" = ", 1) for line in code.lines)
    cut = re.fullmatch(r"relu\((\w+)\)", formulas.get(code.value, ""))
    needed: set[str] = {slope}
    lines: list[str] = []
    for target, given in reversed(formulas.items()):
        # relu(x) is above 0 where x is; a NaN is not, and stays one.
        formula = f"{code.value} > 0.0" if cut and given == f"{cut[1]} > 0.0" else given
        if target in needed and target != code.value:
            needed |= set(re.findall(r"[a-z_]\w*", formula))
            lines.insert(0, f"{target} = {formula}")
    return None if "p0" in needed and code.value != "p0" else lines


class _LayerWriter:
    """Writes a layer, and the activation of the layer before in its backward pass."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    def imports(self) -> list[str]:
        used = (each for each in (self.layer.activation, self.layer.below) if each is not None)
        maths = sorted({function for each in used for function in _code(each).functions})
        return [f"from gdsim.lanes.math import {', '.join(maths)}"] if maths else []

    def functions(self) -> list[str]:
        layer = self.layer
        u, i, registers = layer.units, layer.inputs, layer.registers
        samples = min(layer.samples, MANY)
        on = tile(u, samples, i, registers, divided=False)
        of = tile(u, i, MANY, registers, divided=True, besides=layer.biased)
        shared, biased = f"shared={layer.shared}", f"biased={layer.biased}"
        lines = [
            *self._result(),
            "",
            "",
            f'LANES = LanesType("{layer.dtype}", {layer.width})',
            f"pass_on = layers.product(LANES, {on}, {u}, {i}, result, {shared})",
            f"add_gradient = layers.gradient(LANES, {of}, {u}, {i}, {shared}, {biased})",
        ]
        if layer.below is not None:
            back = tile(i, samples, u, registers, divided=False)
            options = "by_terms=True, each=True"
            lines += ["", "", *self._slope(layer.below), "", ""]
            lines.append(f"pass_back = layers.product(LANES, {back}, {i}, {u}, slope, {options})")
        return lines

    def _result(self) -> list[str]:
        """What becomes of a sum z."""
        layer = self.layer
        lines = ["def result(z, multiplier, bias):"]
        if layer.activation is None:
            return [*lines, "    return z,"]
        code = _code(layer.activation)
        m = "multiplier" if layer.scaled else "1.0"
        bias = "bias" if layer.biased else "0.0"
        kept = ["slope"] * (slope_lines(layer.activation) is None)
        results = [code.value, *(code.gradient or ("0.0",))]
        return [
            *formula_lines("activated", ["p0"], code, results),
            "",
            "",
            *lines,
            f"    value, slope = activated(fma(z, {m}, {bias}))",
            f"    return {', '.join(['value', *kept])},",
        ]

    def _slope(self, below: Expression) -> list[str]:
        """The slope of a sum of the layer before."""
        m = " * multiplier" if self.layer.scaled else ""
        code, lines = _code(below), slope_lines(below)
        if lines is None:
            return ["def slope(total, multiplier, known):", f"    return total{m} * known,"]
        (bend,) = code.gradient or ("0.0",)
        return [
            f"def slope(total, multiplier, {code.value}):",
            *(f"    {line}" for line in lines),
            f"    return total{m} * {bend},",
        ]

    def back(self) -> list[str]:
        if self.layer.below is None:
            return ["return 0"]
        known = "bends" if slope_lines(self.layer.below) is None else "x"
        call = f"pass_back(w, slopes, {known}, multiplier, {known}, {known}, count)"
        return [call, f"return {known}"]


def layer_text(layer: Layer) -> str:
    """The text of the module with a layer."""
    return fill("layer", _LayerWriter(layer))
