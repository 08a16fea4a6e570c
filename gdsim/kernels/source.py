"""The source text of a kernel: the template with one objective and one optimizer written into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from gdsim import catalogue
from gdsim.calculus import Code, Expression, emit
from gdsim.catalogue import Flag, Optimizer, arguments

# Rows that every run has behind its parameters, optimizer state and shared values.
OBSERVED = ("loss", "slope", "best", "mark", "rises", "stopped", "status")
FRESH = {
    "loss": "nan",
    "slope": "nan",
    "best": "inf",
    "mark": "inf",
    "rises": "0.0",
    "stopped": "0.0",
    "status": "0.0",
}
RECORDABLE = ("loss", "params", "grad_norm", "lr")


@dataclass(frozen=True)
class Recipe:
    """All that a kernel's text depends on.

    `varying` names the settings that differ from run to run (the rest are the same for all runs of
    a call and cost nothing per run); `flags` are the optimizer's yes-or-no settings.
    """

    expression: Expression
    optimizer: str
    dtype: str
    width: int
    varying: frozenset[str] = frozenset()
    flags: tuple[tuple[str, bool], ...] = ()
    record: tuple[str, ...] = ()
    noisy: bool = False
    clips_value: bool = False
    clips_norm: bool = False

    @cached_property
    def definition(self) -> Optimizer:
        """The optimizer's entry in the catalogue."""
        found: Optimizer = catalogue.look_up("gdsim.optimizers", self.optimizer, "optimizer")
        return found

    @property
    def dimensions(self) -> range:
        """The numbers of the parameters."""
        return range(len(self.expression.variables))

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """The numeric settings in the order of their rows, the objective's parameters included."""
        hypers = [n for n, h in self.definition.hyper.items() if not isinstance(h, Flag)]
        objective = [f"objective.{name}" for name in self.expression.parameters]
        return (*hypers, *objective, *NOTED)

    @property
    def uniform(self) -> tuple[str, ...]:
        """The settings that all runs share, in the order of the kernel's `uniform` argument."""
        return tuple(n for n in self.settings if n not in self.varying)

    @property
    def rowed(self) -> tuple[str, ...]:
        """The settings that have a row a run, in the order of the kernel's `varying` argument."""
        return tuple(n for n in self.settings if n in self.varying)

    @property
    def integers(self) -> tuple[str, ...]:
        """The whole-number settings that have a row a run."""
        return tuple(n for n in ("seed", "schedule") if n in self.varying)

    @cached_property
    def prepares_in_lanes(self) -> bool:
        """Whether `prepare` needs something that differs from run to run."""
        prepare = self.definition.prepare
        needs = set(arguments(prepare)) if prepare else set()
        if "schedule" in self.varying and "lr" in needs:
            return True
        return bool(needs & self.varying)

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The rows of a block: what one run keeps between two calls."""
        state = [f"{slot}_{i}" for slot in self.definition.state for i in self.dimensions]
        shared = list(self.definition.shared) if self.prepares_in_lanes else []
        return (*(f"p{i}" for i in self.dimensions), *state, *shared, *OBSERVED)

    @cached_property
    def traced(self) -> tuple[str, ...]:
        """The rows of one recorded step."""
        rows = {"params": [f"p{i}" for i in self.dimensions]}
        return tuple(row for name in self.record for row in rows.get(name, [name]))


# Settings that are the kernel's own business, not the optimizer's.
NOTED = ("noise", "clip_value", "clip_norm", "target", "tolerance", "limit")


def _name(setting: str) -> str:
    return "h_" + setting.replace("objective.", "of_")


class _Writer:
    """Writes the generated parts of one kernel, a method a part."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.optimizer = recipe.definition
        names = {v: f"p{i}" for i, v in enumerate(recipe.expression.variables)}
        names |= {a: _name(f"objective.{a}") for a in recipe.expression.parameters}
        self.code: Code = emit(
            recipe.expression, names=names, order=2 if self.optimizer.hessian else 1, prefix="u"
        )

    def imports(self) -> list[str]:
        module = f"gdsim.optimizers.{self.recipe.optimizer}"
        functions = "step, prepare" if self.optimizer.prepare else "step"
        lines = [
            f'DTYPE, W, ROWS = "{self.recipe.dtype}", {self.recipe.width}, {len(self.recipe.rows)}',
            f"import {module} as optimizer",
            "from gdsim.lanes.simd import compile_definition",
            "inf, nan = float('inf'), float('nan')",
            "compile_definition(optimizer)",
        ]
        lines += [f"{name} = optimizer.DEFINITION.{name}" for name in functions.split(", ")]
        maths = ", ".join(sorted(self.code.functions))
        return [*lines, *([f"from gdsim.lanes.math import {maths}"] if maths else [])]

    def uniform_settings(self) -> list[str]:
        return [f"{_name(n)} = read_one(uniform, {i})" for i, n in enumerate(self.recipe.uniform)] + [
            f"{n} = {_name(n)}" for n in ("target", "tolerance", "limit")
        ]

    def _rate(self, in_lanes: bool) -> str:
        if "schedule" in self.recipe.varying and in_lanes:
            return "rate = h_lr * gather(factors, schedule + splat_words(s))"
        return "rate = h_lr * read_one(factors, s)"

    def _bound(self, function: str, slots: Mapping[str, str]) -> str:
        """The call of `step` or `prepare` with its arguments bound by name."""
        known = {"t": "t", "lr": "rate", **{n: n for n in self.optimizer.shared}}
        known |= {n: f"k_{n}" for n in self.optimizer.coefficients}
        known |= {n: str(v) for n, v in self.recipe.flags}
        known |= slots
        definition = getattr(self.optimizer, function)
        return ", ".join(known.get(a) or _name(a) for a in arguments(definition))

    def _prepare(self) -> str:
        results = [f"k_{n}" for n in self.optimizer.coefficients] + list(self.optimizer.shared)
        return f"{', '.join(results)}{',' * (len(results) == 1)} = prepare({self._bound('prepare', {})})"

    @property
    def _prepares_once(self) -> bool:
        return self.optimizer.prepare is not None and not self.recipe.prepares_in_lanes

    def coefficients_of_all_steps(self) -> list[str]:
        """What `prepare` gives is the same for all runs: compute it once a call."""
        if not self._prepares_once:
            return []
        names = self.optimizer.coefficients
        needs_rate = "lr" in arguments(self.optimizer.prepare) if self.optimizer.prepare else False
        return [
            *(f"{n} = read_one(shared, {i})" for i, n in enumerate(self.optimizer.shared)),
            f"prepared = np.empty(max(n_steps, 1) * {max(len(names), 1)}, factors.dtype)",
            "for k in range(n_steps):",
            "    s = first_step + k",
            "    t = splat_one(s + 1)",
            *([f"    {self._rate(False)}"] if needs_rate else []),
            f"    {self._prepare()}",
            *(f"    store_one(prepared, k * {len(names)} + {i}, k_{n})" for i, n in enumerate(names)),
        ]

    def scratch(self) -> list[str]:
        if not self.optimizer.hessian:
            return []
        n = len(self.recipe.dimensions)
        return [
            f"memory = np.empty({n * n + 2 * n} * W, factors.dtype)",
            "column_p, column_g, column_h = "
            f"column(memory, 0), column(memory, {n} * W), column(memory, {2 * n} * W)",
        ]

    def load_state(self) -> list[str]:
        return [f"{n} = load(rows, row + {i} * BLOCK)" for i, n in enumerate(self.recipe.rows)]

    def fresh_state(self) -> list[str]:
        lines = [f"{n} = splat({v})" for n, v in FRESH.items()]
        if self.recipe.prepares_in_lanes:
            lines += [f"{n} = splat({v!r})" for n, v in self.optimizer.shared.items()]
        return lines

    def varying_settings(self) -> list[str]:
        count, whole = len(self.recipe.rowed), len(self.recipe.integers)
        settings = [
            f"{_name(n)} = load(varying, (block * {count} + {i}) * BLOCK + lane)"
            for i, n in enumerate(self.recipe.rowed)
        ]
        integers = [
            f"{n} = load_words(integers, (block * {whole} + {i}) * BLOCK + lane)"
            for i, n in enumerate(self.recipe.integers)
        ]
        initial = []
        for slot, value in self.optimizer.state.items():
            for i in self.recipe.dimensions:
                source = f"p{i}" if value == "p" else _name(value) if isinstance(value, str) else value
                initial.append(f"    {slot}_{i} = widen({source})")
        return [*settings, *integers, *(["if fresh:", *initial] if initial else [])]

    def run_number(self) -> list[str]:
        if not self.recipe.noisy:
            return []
        seed = "seed" if "seed" in self.recipe.varying else "splat_words(integers[0])"
        return [
            "first = first_run + block * BLOCK + lane",
            "low = splat_words(first & 0xFFFFFFFF) + iota()",
            "high = splat_words(first >> 32) + select("
            "low < splat_words(first & 0xFFFFFFFF), splat_words(1), splat_words(0))",
            f"key = {seed}",
        ]

    def objective(self) -> list[str]:
        squares = [f"g{i} * g{i}" for i in self.recipe.dimensions]
        return [
            *self.code.lines,
            f"value = widen({self.code.value})",
            *(f"g{i} = widen({g})" for i, g in enumerate(self.code.gradient)),
            f"square = {' + '.join(squares)}",
        ]

    def record(self) -> list[str]:
        if not self.recipe.record:
            return []
        rows = self.recipe.traced
        source = {"loss": "value", "grad_norm": "sqrt(square)", "lr": "rate_at"}
        lines = [
            f"place = ((block * slots + s // every) * {len(rows)}) * BLOCK + lane",
            *(
                f"store(trace, place + {i} * BLOCK, "
                f"select(live, {source.get(n, n)}, load(trace, place + {i} * BLOCK)))"
                for i, n in enumerate(rows)
            ),
        ]
        if "lr" in self.recipe.record:
            # The rate of the update after step s; behind the last step there is none: repeat it.
            rate = self._rate(True).replace("rate =", "rate_at =")
            at = "min(s, steps - 1)"
            lines.insert(0, rate.replace("splat_words(s)", f"splat_words({at})").replace(", s)", f", {at})"))
        return ["if s % every == 0:", *(f"    {line}" for line in lines)]

    def noise(self) -> list[str]:
        if not self.recipe.noisy:
            return []
        lines = []
        dimensions = self.recipe.dimensions
        for pair in range(0, len(dimensions), 2):
            lines += [
                f"w0, w1, w2, w3 = philox(low, high, splat_words(s), splat_words({pair}), key, "
                "splat_words(0))",
                "n0, n1 = normal_pair(w0, w1, w2, w3, p0)",
            ]
            lines += [f"g{i} = fma(h_noise, n{i - pair}, g{i})" for i in dimensions[pair : pair + 2]]
        return lines

    def clipping(self) -> list[str]:
        lines = []
        if self.recipe.clips_value:
            lines += [
                f"g{i} = minimum(maximum(g{i}, -h_clip_value), h_clip_value)"
                for i in self.recipe.dimensions
            ]
        if self.recipe.clips_norm:
            squares = " + ".join(f"g{i} * g{i}" for i in self.recipe.dimensions)
            lines.append(f"scale = h_clip_norm / (sqrt({squares}) + 1e-6)")
            lines.append("scale = select(scale < 1.0, scale, 1.0)")
            lines += [f"g{i} = g{i} * scale" for i in self.recipe.dimensions]
        return lines

    def update(self) -> list[str]:
        names = self.optimizer.coefficients
        lines = ["t = splat_one(s + 1)", self._rate(True)]
        if self._prepares_once:
            lines += [f"k_{n} = read_one(prepared, k * {len(names)} + {i})" for i, n in enumerate(names)]
        elif self.optimizer.prepare:
            old = ", ".join(self.optimizer.shared)
            lines += [f"old_{n} = {n}" for n in self.optimizer.shared] if old else []
            lines.append(self._prepare())
            lines += [f"{n} = widen(select(live, {n}, old_{n}))" for n in self.optimizer.shared]
        return lines + (self._newton() if self.optimizer.hessian else self._steps())

    def _steps(self) -> list[str]:
        lines = []
        for i in self.recipe.dimensions:
            slots = {slot: f"{slot}_{i}" for slot in self.optimizer.state}
            results = ["new_p", *(f"new_{slot}" for slot in slots)]
            call = f"step({self._bound('step', {'p': f'p{i}', 'g': f'g{i}', **slots})})"
            lines.append(f"{', '.join(results)} = {call}")
            lines.append(f"p{i} = select(live, new_p, p{i})")
            lines += [f"{name} = select(live, new_{slot}, {name})" for slot, name in slots.items()]
        return lines

    def _newton(self) -> list[str]:
        n = len(self.recipe.dimensions)
        columns = {"n": str(n), "p": "column_p", "g": "column_g", "h": "column_h"}
        lines = [f"store_column(column_p, {i}, p{i})" for i in range(n)]
        lines += [f"store_column(column_g, {i}, g{i})" for i in range(n)]
        for i in range(n):
            for j in range(n):
                lines.append(f"store_column(column_h, {i * n + j}, widen({self.code.hessian[i][j]}))")
        lines.append(f"step({self._bound('step', columns)})")
        lines += [f"p{i} = select(live, load_column(column_p, {i}), p{i})" for i in range(n)]
        return lines

    def store_state(self) -> list[str]:
        return [f"store(rows, row + {i} * BLOCK, {n})" for i, n in enumerate(self.recipe.rows)]

    def store_shared(self) -> list[str]:
        if not self._prepares_once:
            return []
        return [f"store_one(shared, {i}, {n})" for i, n in enumerate(self.optimizer.shared)]


def write(recipe: Recipe) -> str:
    """The text of the kernel's module."""
    return fill("template", _Writer(recipe))


def fill(template: str, writer: object) -> str:
    """A template with each `#: part` line replaced by the lines that the writer has for the part."""
    text = resources.files("gdsim.kernels").joinpath(f"{template}.py").read_text(encoding="utf-8")
    lines = []
    for line in text.splitlines():
        depth = line[: len(line) - len(line.lstrip())]
        if line.strip().startswith("#: "):
            part = getattr(writer, line.strip()[3:].replace(" ", "_"))
            lines += [depth + generated for generated in part()]
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
