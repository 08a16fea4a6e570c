"""The source text of an output function and a loss."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from gdsim import catalogue
from gdsim.calculus import Code, Expression, emit, parse
from gdsim.catalogue.definitions import Activation, Loss
from gdsim.engine.networks.source.formula import formula_lines
from gdsim.engine.networks.source.kinds import for_some, kind_line
from gdsim.engine.source.text import definition_lines, fill


class _HeadWriter:
    """Writes an output function and a loss."""

    def __init__(
        self, output: str, loss: str, settings: Mapping[str, float], dtype: str, width: int
    ) -> None:
        self.dtype, self.width = dtype, width
        self.output: Activation = catalogue.look_up("activation", output, "output")
        self.loss: Loss = catalogue.look_up("loss", loss)
        self.names = output, loss
        given = {name: hyper.default for name, hyper in self.loss.parameters.items()}
        self.settings = {**given, **settings}

    @property
    def _by_output(self) -> bool:
        """Whether the loss is one of the outputs, not of what goes into them."""
        return self.loss.contains is None and self.loss.whole is None

    @cached_property
    def _loss_expression(self) -> Expression:
        """The loss of one output, as a formula of p0, what goes in, and t."""
        text = self.loss.text
        if self._by_output and self.output.whole is None:
            output = re.sub(r"\bz\b", "p0", self.output.text)
            text = re.sub(r"\by\b", f"({output})", text)
        else:
            text = re.sub(r"\b[yz]\b", "p0", text)
        return parse(text, variables=["p0", "t"], parameters=self.settings)

    def imports(self) -> list[str]:
        output, loss = self.names
        maths = {f for order in (1, 2) for f in self._code(order).functions}
        if self.output.whole is None:
            maths |= set(self._output_code.functions)
        return [
            kind_line(self.dtype, self.width),
            *([f"from gdsim.lanes.math import {', '.join(sorted(maths))}"] if maths else []),
            *self._whole_of("activation", output, "output"),
            *self._whole_of("loss", loss, "loss"),
        ]

    def _whole_of(self, kind: str, name: str, alias: str) -> list[str]:
        """The lines that import what takes all outputs together, if this does."""
        if getattr(self, alias).whole is None:
            return []
        return definition_lines(kind, name, alias)

    def _code(self, order: int) -> Code:
        if self.loss.whole is not None:
            return Code((), "p0", (), (), ())
        return emit(self._loss_expression, order=order, prefix="u")

    @cached_property
    def _output_code(self) -> Code:
        expression = parse(re.sub(r"\bz\b", "p0", self.output.text), variables=["p0"])
        return emit(expression, order=0, prefix="u")

    def functions(self) -> list[str]:
        lines: list[str] = []
        if self.output.whole is None:
            lines += formula_lines("out_of", ["p0"], self._output_code, [self._output_code.value])
            lines += ["", "", "compile_in_lanes(out_of)", "", ""]
        else:
            lines.append("_output = output.DEFINITION.whole")
            names = ("forward", "backward", "tangent", "backward_tangent")
            lines += [f"{name} = _output.{name}" for name in names]
        if self.loss.whole is not None:
            lines.append("_loss = loss.DEFINITION.whole")
            lines += [f"{n}_of_all = _loss.{n}" for n in ("value", "gradient", "curvature")]
            return lines
        first, second = self._code(1), self._code(2)
        lines += formula_lines("loss_of", ["p0", "t"], first, [first.value, first.gradient[0]])
        lines += ["", ""]
        slopes = [second.gradient[0], second.hessian[0][0]]
        lines += formula_lines("slopes_of", ["p0", "t"], second, slopes)
        return [*lines, "", "", "compile_in_lanes(loss_of)", "compile_in_lanes(slopes_of)"]

    def cost(self) -> list[str]:
        if self.loss.whole is not None:
            return _for_each(
                [
                    "of_z, of_t, of_d = column(z, row), column(t, row), column(d, row)",
                    "losses = losses + value_of_all(units, of_z, of_t)",
                    "gradient_of_all(units, of_z, of_t, of_d)",
                ]
            )
        if self._by_output and self.output.whole is not None:
            return _for_each(
                [
                    "of_z, of_y, of_d = column(z, row), column(work, 0), column(d, row)",
                    "forward(units, of_z, of_y)",
                    "for u in range(units):",
                    "    value, slope = loss_of(load(work, u * W), load(t, row + u * W))",
                    "    losses = losses + value",
                    "    store(d, row + u * W, slope)",
                    "backward(units, of_y, of_d, of_d)",
                ]
            )
        return [
            "for k in range(samples * units):",
            "    value, slope = loss_of(load(z, k * W), load(t, k * W))",
            "    losses = losses + value",
            "    store(d, k * W, slope)",
        ]

    def bend(self) -> list[str]:
        if self.loss.whole is not None:
            return [
                "of_z, of_t = column(z, row), column(t, row)",
                "curvature_of_all(units, of_z, of_t, column(v, row), column(d, row))",
            ]
        if self._by_output and self.output.whole is not None:
            return [
                "of_y, of_w = column(work, 0), column(work, units * W)",
                "of_g, of_u = column(work, 2 * units * W), column(work, 3 * units * W)",
                "forward(units, column(z, row), of_y)",
                "tangent(units, of_y, column(v, row), of_w)",
                "for u in range(units):",
                "    slope, bend = slopes_of(load(work, u * W), load(t, row + u * W))",
                "    store(work, (2 * units + u) * W, slope)",
                "    store(work, (3 * units + u) * W, bend * load(work, (units + u) * W))",
                "backward_tangent(units, of_y, of_w, of_g, of_u, column(d, row))",
            ]
        return [
            "for u in range(units):",
            "    i = row + u * W",
            "    slope, bend = slopes_of(load(z, i), load(t, i))",
            "    store(d, i, bend * load(v, i))",
        ]

    def put_out(self) -> list[str]:
        if self.output.whole is not None:
            return ["forward(units, column(z, row), column(y, row))"]
        return [
            "for u in range(units):",
            "    value, = out_of(load(z, row + u * W))",
            "    store(y, row + u * W, value)",
        ]


class _HeadOfOneWriter(_HeadWriter):
    """Writes the same for kernels of width 1, where vectors hold numbers of one run."""

    def cost(self) -> list[str]:
        if self.loss.whole is not None:
            return self._in_lanes(
                [
                    "of_z, of_t = column_of_lanes(at_z, 0), column_of_lanes(at_t, 0)",
                    "store_lanes(at_v, 0, value_of_all(units, of_z, of_t))",
                    "gradient_of_all(units, of_z, of_t, column_of_lanes(at_d, 0))",
                ],
                values="1",
            )
        if self._by_output and self.output.whole is not None:
            return self._in_lanes(
                [
                    "of_y, of_d = column_of_lanes(at_y, 0), column_of_lanes(at_d, 0)",
                    "forward(units, column_of_lanes(at_z, 0), of_y)",
                    "for i in range(0, units * ALONG, ALONG):",
                    "    value, slope = loss_of(load_lanes(at_y, i), load_lanes(at_t, i))",
                    "    store_lanes(at_v, i, value)",
                    "    store_lanes(at_d, i, slope)",
                    "backward(units, of_y, of_d, of_d)",
                ],
                values="units",
            )
        return [
            *_for_outputs(
                "value, slope = loss_of(load_some(z, i, left), load_some(t, i, left))",
                "store_some(work, i, value, left)",
                "store_some(d, i, slope, left)",
            ),
            "for i in range(size):",
            "    losses = losses + load(work, i)",
        ]

    def _in_lanes(self, lines: list[str], values: str) -> list[str]:
        """The losses of samples in lanes, in the work's memory; they are added one by one."""
        return [
            "size = units * ALONG * SIZE",
            "at_z, at_t, at_d, at_v = work, work + size, work + 2 * size, work + 3 * size",
            "at_y = work + 4 * size",
            "for s in range(0, samples, ALONG):",
            "    count, place = min(samples - s, ALONG), s * units * SIZE",
            "    to_lanes(z + place, at_z, count, units)",
            "    to_lanes(t + place, at_t, count, units)",
            *(f"    {line}" for line in lines),
            "    from_lanes(at_d, d + place, count, units)",
            "    for lane in range(count):",
            f"        for u in range({values}):",
            "            losses = losses + load(at_v, u * ALONG + lane)",
        ]

    def bend(self) -> list[str]:
        if self._is_whole:
            return _for_each(super().bend())
        return _for_outputs(
            "slope, bend = slopes_of(load_some(z, i, left), load_some(t, i, left))",
            "store_some(d, i, bend * load_some(v, i, left), left)",
        )

    def put_out(self) -> list[str]:
        if self.output.whole is not None:
            return _for_each(super().put_out())
        return _for_outputs(
            "value, = out_of(load_some(z, i, left))", "store_some(y, i, value, left)"
        )

    @property
    def _is_whole(self) -> bool:
        """Whether slopes take all outputs of a sample together."""
        return self.loss.whole is not None or (self._by_output and self.output.whole is not None)


def _for_outputs(*lines: str) -> list[str]:
    """A loop over the outputs of all samples, as many at once as a vector holds."""
    return ["size = samples * units", *for_some(lines)]


def _for_each(lines: list[str]) -> list[str]:
    """A loop over samples, whose rows of lanes begin at `row`."""
    inner = (f"    {line}" for line in lines)
    return ["for s in range(samples):", "    row = s * units * W", *inner]


def head_text(output: str, loss: str, settings: Mapping[str, float], dtype: str, width: int) -> str:
    """The text of the module with an output function and a loss."""
    if width == 1:
        return fill("head_of_one", _HeadOfOneWriter(output, loss, settings, dtype, width))
    return fill("head", _HeadWriter(output, loss, settings, dtype, width))
