"""The source texts of the compiled parts of networks: templates with the particulars written in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from gdsim import catalogue
from gdsim.calculus import Code, Expression, emit, parse
from gdsim.catalogue.definitions import Activation, Loss
from gdsim.catalogue.discovery import arguments
from gdsim.engine.recipe import Recipe
from gdsim.engine.source import (
    access,
    bound_at,
    definition_lines,
    fill,
    prepare_call,
    setting_name,
    targets,
    whole,
)
from gdsim.lanes.host import REGISTERS
from gdsim.lanes.tiles import SHAPES


def _kind(dtype: str, width: int) -> str:
    return f'DTYPE, W, SIZE = "{dtype}", {width}, {8 if dtype == "float64" else 4}'


class _ProductWriter:
    """Writes the choice of tiles for a vector unit with so many registers."""

    def __init__(self, dtype: str, width: int, registers: int) -> None:
        self.dtype, self.width, self.shapes = dtype, width, SHAPES[registers]

    def imports(self) -> list[str]:
        return [
            _kind(self.dtype, self.width),
            *(
                f"{kind}_{m}x{n} = tile(DTYPE, W, {m}, {n}, {kind == 'shared'}).multiply"
                for kind in ("shared", "lanes")
                for m, columns in self.shapes.items()
                for n in columns
            ),
        ]

    def shared_tiles(self) -> list[str]:
        return self._tiles("shared", "NUMBER")

    def lanes_tiles(self) -> list[str]:
        return self._tiles("lanes", "VECTOR")

    def _tiles(self, kind: str, size_of_b: str) -> list[str]:
        # 5 rows are 3 and 2 rather than 4 and 1, as few rows leave too few sums at work.
        most = max(self.shapes)
        lines = []
        for m in sorted(self.shapes, reverse=True):
            test = f"down >= {m}" + (f" and down != {m + 1}" if m == most else "")
            lines += [f"{'if' if m == most else 'elif'} {test}:", "    while j < columns:"]
            lines.append("        across = columns - j")
            for n in self.shapes[m]:
                first = n == self.shapes[m][0]
                alone = f" and across != {n + 1}" if first and m > 2 else ""
                lines += [
                    f"        {'if' if first else 'elif'} across >= {n}{alone}:",
                    f"            {kind}_{m}x{n}(a + i * ai * VECTOR, b + j * bj * {size_of_b},"
                    " c + (i * ci + j * cj) * VECTOR, ai, ak, bj, bk, ci, cj, terms, go_on)",
                    f"            j += {n}",
                ]
            lines.append(f"    i += {m}")
        return lines


class _ActivationWriter:
    """Writes an activation and its derivatives."""

    def __init__(self, expression: Expression, dtype: str, width: int) -> None:
        self.dtype, self.width = dtype, width
        names = {variable: "p0" for variable in expression.variables}
        self.codes = [emit(expression, names=names, order=order, prefix="u") for order in (1, 2)]

    def imports(self) -> list[str]:
        maths = sorted(set(self.codes[0].functions) | set(self.codes[1].functions))
        return [
            _kind(self.dtype, self.width),
            f"TOGETHER = {REGISTERS}",
            *([f"from gdsim.lanes.math import {', '.join(maths)}"] if maths else []),
        ]

    def functions(self) -> list[str]:
        first, second = self.codes
        bend = second.hessian[0][0] if second.hessian else "0.0"
        return [
            *_function("first_order", ["p0"], first, [first.value, *_or_zero(first.gradient)]),
            "",
            "",
            *_function(
                "second_order", ["p0"], second, [second.value, *_or_zero(second.gradient), bend]
            ),
        ]


def _or_zero(atoms: Sequence[str]) -> Sequence[str]:
    return atoms or ("0.0",)


def _function(name: str, inputs: Sequence[str], code: Code, results: Sequence[str]) -> list[str]:
    found = (atom if atom.isidentifier() else whole(atom) for atom in results)
    return [
        f"def {name}({', '.join(inputs)}):",
        *(f"    {line}" for line in code.lines),
        f"    return {', '.join(found)},",
    ]


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
            _kind(self.dtype, self.width),
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
            lines += _function("out_of", ["p0"], self._output_code, [self._output_code.value])
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
        lines += _function("loss_of", ["p0", "t"], first, [first.value, first.gradient[0]])
        lines += ["", ""]
        slopes = [second.gradient[0], second.hessian[0][0]]
        lines += _function("slopes_of", ["p0", "t"], second, slopes)
        return [*lines, "", "", "compile_in_lanes(loss_of)", "compile_in_lanes(slopes_of)"]

    def cost(self) -> list[str]:
        if self.loss.whole is not None:
            return [
                "of_z, of_t, of_d = column(z, row), column(t, row), column(d, row)",
                "found = found + value_of_all(units, of_z, of_t)",
                "gradient_of_all(units, of_z, of_t, of_d)",
            ]
        if self._by_output and self.output.whole is not None:
            return [
                "of_z, of_y, of_d = column(z, row), column(work, 0), column(d, row)",
                "forward(units, of_z, of_y)",
                "for u in range(units):",
                "    value, slope = loss_of(load(work, u * W), load(t, row + u * W))",
                "    found = found + value",
                "    store(d, row + u * W, slope)",
                "backward(units, of_y, of_d, of_d)",
            ]
        return [
            "for u in range(units):",
            "    i = row + u * W",
            "    value, slope = loss_of(load(z, i), load(t, i))",
            "    found = found + value",
            "    store(d, i, slope)",
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


class _UpdateWriter:
    """Writes what an optimizer does to a network's parameters."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe, self.optimizer = recipe, recipe.definition

    def imports(self) -> list[str]:
        recipe, optimizer = self.recipe, self.optimizer
        functions = ["step"] + ["prepare"] * (optimizer.prepare is not None)
        functions += ["gradient_point"] * (optimizer.gradient_point is not None)
        once = len(optimizer.coefficients) if recipe.prepares_once else 0
        shared = len(optimizer.shared) if recipe.prepares_in_lanes else 0
        blocked = "DTYPE, W"
        return [
            _kind(recipe.dtype, recipe.width),
            *definition_lines("optimizer", recipe.optimizer, "optimizer"),
            *(f"{name} = optimizer.DEFINITION.{name}" for name in functions),
            access("load", "uniform", "DTYPE, 1", map(str, range(len(recipe.uniform)))),
            access("load", "varying", blocked, _rows(len(recipe.rowed))),
            access("load", "prepared", "DTYPE, 1", map(str, range(once))),
            access("load", "shared", blocked, _rows(shared)),
            access("store", "shared", blocked, _rows(shared)),
        ]

    def uniform_settings(self) -> list[str]:
        names = targets(setting_name(n) for n in self.recipe.uniform)
        return [f"{names} = load_uniform(uniform, 0)"] if self.recipe.uniform else []

    def varying_settings(self) -> list[str]:
        names = targets(setting_name(n) for n in self.recipe.rowed)
        return [f"{names} = load_varying(varying, 0)"] if self.recipe.rowed else []

    def begin(self) -> list[str]:
        recipe, names = self.recipe, self.optimizer.coefficients
        if not recipe.scheduled:
            lines = ["rate = h_lr"]
        elif "schedule" in recipe.varying:
            lines = [
                "schedule = words.load(integers, 0)",
                "rate = h_lr * gather(factors, schedule + splat_words(at))",
            ]
        else:
            lines = ["rate = h_lr * read_one(factors, at)"]
        known = targets(f"k_{n}" for n in names)
        if recipe.prepares_once:
            lines.append(f"{known} = load_prepared(prepared, (at - born) * {len(names)})")
        elif recipe.prepares_in_lanes:
            shared = list(self.optimizer.shared)
            if shared:
                lines.append(f"{targets(shared)} = load_shared(shared, 0)")
            lines.append(prepare_call(self.optimizer))
            if shared:
                lines.append(f"store_shared(shared, 0, {', '.join(shared)})")
        lines.append("store(known, 0, rate)")
        return lines + [f"store(known, {i + 1} * W, k_{n})" for i, n in enumerate(names)]

    def known(self) -> list[str]:
        lines = [
            f"k_{n} = load(known, {i + 1} * W)" for i, n in enumerate(self.optimizer.coefficients)
        ]
        return [
            *lines,
            "rate = load(known, 0)",
            "if factor != 0:",
            "    rate = rate * load(factor, 0)",
        ]

    def update(self) -> list[str]:
        optimizer, state = self.optimizer, list(self.optimizer.state)
        if optimizer.tensor:
            slots = {"p": "column(p, 0)", "g": "column(g, 0)"}
            slots |= {s: f"column(slots, {k} * apart * W)" for k, s in enumerate(state)}
            slots |= {
                s: f"column(scratch, {k} * rows * columns * W)"
                for k, s in enumerate(optimizer.scratch)
            }
            slots |= {n: n for n in ("rows", "columns", "vector")}
            return [f"step({self._bound(slots)})"]
        loads = [f"load(slots, (i + {k} * apart) * W)" for k in range(len(state))]
        slots = {
            "p": "load(p, i * W)",
            "g": "load(g, i * W)",
            **dict(zip(state, loads, strict=True)),
        }
        if optimizer.gradient_point is not None:
            slots["y"] = f"gradient_point({bound_at(optimizer, slots)})"
        results = [f"new_{name}" for name in ("p", *state)]
        lines = [f"{targets(results)} = step({self._bound(slots)})"]
        if len(results) == 1:
            lines = [f"new_p = step({self._bound(slots)})"]
        lines.append("store(p, i * W, new_p)")
        lines += [
            f"store(slots, (i + {k} * apart) * W, new_{name})" for k, name in enumerate(state)
        ]
        return ["for i in range(rows * columns):", *(f"    {line}" for line in lines)]

    def _bound(self, slots: Mapping[str, str]) -> str:
        known = {"t": "t", "lr": "rate"}
        known |= {n: f"k_{n}" for n in self.optimizer.coefficients}
        known |= {n: str(v) for n, v in self.recipe.flags}
        known |= slots
        return ", ".join(known.get(a) or setting_name(a) for a in arguments(self.optimizer.step))


def _rows(count: int) -> list[str]:
    return [f"{i} * W" for i in range(count)]


class _KindWriter:
    """Writes the precision, the width and the bytes of a number, all that some templates want."""

    def __init__(self, dtype: str, width: int) -> None:
        self.dtype, self.width = dtype, width

    def imports(self) -> list[str]:
        return [_kind(self.dtype, self.width)]

    kind = imports

    def common(self) -> list[str]:
        """The lines of the template that the other modules of networks begin with."""
        lines = fill("common", self).splitlines()
        return lines[lines.index("from math import inf, nan") :]


def product_text(dtype: str, width: int, registers: int) -> str:
    """The text of the module with the products of lanes."""
    return fill("product", _ProductWriter(dtype, width, registers))


def activation_text(expression: Expression, dtype: str, width: int) -> str:
    """The text of the module with an activation, an expression of one variable."""
    return fill("activation", _ActivationWriter(expression, dtype, width))


def head_text(output: str, loss: str, settings: Mapping[str, float], dtype: str, width: int) -> str:
    """The text of the module with an output function and a loss."""
    return fill("head", _HeadWriter(output, loss, settings, dtype, width))


def update_text(recipe: Recipe) -> str:
    """The text of the module with an optimizer's update of a network."""
    return fill("update", _UpdateWriter(recipe))


def kind_text(template: str, dtype: str, width: int) -> str:
    """The text of a template that knows only a precision and a width."""
    return fill(template, _KindWriter(dtype, width))
