"""The source text of a kernel: the template with one objective and one optimizer written into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from gdsim import catalogue
from gdsim.calculus import Code, Expression, emit
from gdsim.catalogue import Flag, Optimizer, arguments

# What every run has besides its parameters, optimizer state and shared values: first what changes at
# every step (the smallest loss and the sum of losses of a window), then what is noted at times.
WATCHED = {"low": "inf", "total": "0.0"}
NOTED = {"best": "inf", "loss": "nan", "slope": "nan", "stopped": "0.0", "status": "0.0"}
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
        return (*hypers, *objective, *GENERAL)

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
    def moving(self) -> tuple[str, ...]:
        """The rows of a block that every step changes."""
        state = [f"{slot}_{i}" for slot in self.definition.state for i in self.dimensions]
        shared = list(self.definition.shared) if self.prepares_in_lanes else []
        return (*(f"p{i}" for i in self.dimensions), *state, *shared, *WATCHED)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of a block: what one run keeps between two calls."""
        return (*self.moving, *NOTED)

    @cached_property
    def traced(self) -> tuple[str, ...]:
        """The rows of one recorded step."""
        rows = {"params": [f"p{i}" for i in self.dimensions]}
        return tuple(row for name in self.record for row in rows.get(name, [name]))


# Settings that are the kernel's own business, not the optimizer's.
GENERAL = ("noise", "clip_value", "clip_norm", "target", "tolerance", "limit")


def _name(setting: str) -> str:
    return "h_" + setting.replace("objective.", "of_")


def _targets(names: Iterable[str]) -> str:
    """Names on the left of an assignment from a tuple, which may have one member only."""
    return "".join(f"{n}, " for n in names).rstrip()


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
        maths = ", ".join(sorted(self.code.functions))
        return [
            f'DTYPE, W, ROWS = "{self.recipe.dtype}", {self.recipe.width}, {len(self.recipe.rows)}',
            *self._accesses(),
            f"import {module} as optimizer",
            *([f"from gdsim.lanes.math import {maths}"] if maths else []),
            *(f"{name} = optimizer.DEFINITION.{name}" for name in functions.split(", ")),
            "compile_definition(optimizer)",
        ]

    def _accesses(self) -> list[str]:
        """Functions that load or store several rows at once."""
        recipe, blocked = self.recipe, "DTYPE, W"
        groups = {
            "state": (blocked, [*recipe.moving, "best", "status"], recipe.rows),
            "moving": (blocked, recipe.moving, recipe.rows),
            "all": (blocked, recipe.rows, recipe.rows),
            "noted": (blocked, ["loss", "slope", "stopped"], recipe.rows),
            "judged": (blocked, ["status", "best"], recipe.rows),
            "varying": (blocked, recipe.rowed, recipe.rowed),
            "integers": ('"uint32", W', recipe.integers, recipe.integers),
            "traced": (blocked, recipe.traced, recipe.traced),
        }
        lines = []
        for name, (kind, some, rows) in groups.items():
            offsets = ", ".join(f"{rows.index(n)} * BLOCK" for n in some)
            lines.append(f"{name} = row_access({kind}, ({offsets}{',' * bool(some)}))")
        lines += [f"load_{n} = {n}.load" for n in ("state", "moving", "varying", "integers")]
        lines += [f"store_{n} = {n}.store" for n in ("all", "judged", "traced")]
        lines += [f"keep_{n} = {n}.keep" for n in ("moving", "noted")]
        for name, count in (
            ("uniform", len(recipe.uniform)),
            ("shared", len(self.optimizer.shared)),
            ("prepared", len(self.optimizer.coefficients)),
        ):
            lines.append(f"{name} = row_access(DTYPE, 1, tuple(range({count})))")
            lines.append(f"load_{name}, store_{name} = {name}.load, {name}.store")
        return lines

    def functions(self) -> list[str]:
        """What happens at one step, as plain straight-line functions."""
        return [
            f"def objective({', '.join(self._point)}):",
            *(f"    {line}" for line in self._objective()),
            f"    return {', '.join(self._found)}",
            "",
            "",
            f"def update({', '.join(self._known)}):",
            *(f"    {line}" for line in (*self._noise(), *self._clipping(), *self._update())),
            "    low, total = minimum(value, low), total + value",
            "    least = minimum(square, least)",
            f"    return {', '.join((*self.recipe.moving, 'least'))}",
        ]

    @property
    def _point(self) -> list[str]:
        """What the objective is a function of: the parameters and its own settings."""
        own = [_name(f"objective.{a}") for a in self.recipe.expression.parameters]
        return [*(f"p{i}" for i in self.recipe.dimensions), *own]

    @property
    def _found(self) -> list[str]:
        """What the objective gives: loss, squared gradient norm, gradient, Hessian if asked for."""
        n = self.recipe.dimensions
        second = [f"h{i}{j}" for i in n for j in n] if self.optimizer.hessian else []
        return ["value", "square", *(f"g{i}" for i in n), *second]

    @property
    def _known(self) -> list[str]:
        """What an update is a function of."""
        hypers = [_name(n) for n, h in self.optimizer.hyper.items() if not isinstance(h, Flag)]
        names = ["t", "rate", *self.recipe.moving, "least", *self._found]
        names += [n for n in hypers if n != "h_lr"]
        if self._prepares_once:
            names += [f"k_{n}" for n in self.optimizer.coefficients]
        if self.recipe.noisy:
            names += ["h_noise", "run_low", "run_high", "now", "key"]
        names += ["h_clip_value"] * self.recipe.clips_value
        names += ["h_clip_norm"] * self.recipe.clips_norm
        names += ["column_p", "column_g", "column_h"] * self.optimizer.hessian
        return names

    def uniform_settings(self) -> list[str]:
        names = _targets(_name(n) for n in self.recipe.uniform)
        return [f"{names} = load_uniform(uniform, 0)"]

    def _rate(self, in_lanes: bool) -> str:
        if "schedule" in self.recipe.varying and in_lanes:
            return "rate = h_lr * gather(factors, schedule + splat_words(at))"
        return "rate = h_lr * read_one(factors, at)"

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
        return f"{_targets(results)} = prepare({self._bound('prepare', {})})"

    @property
    def _prepares_once(self) -> bool:
        return self.optimizer.prepare is not None and not self.recipe.prepares_in_lanes

    def coefficients_of_all_steps(self) -> list[str]:
        """What `prepare` gives is the same for all runs: compute it once a call."""
        if not self._prepares_once:
            return []
        names = self.optimizer.coefficients
        needs_rate = "lr" in arguments(self.optimizer.prepare) if self.optimizer.prepare else False
        count, keeps = len(names), bool(self.optimizer.shared)
        return [
            *([f"{_targets(self.optimizer.shared)} = load_shared(shared, 0)"] if keeps else []),
            f"prepared = np.zeros((n_steps + 1) * {count}, factors.dtype)",
            "for k in range(n_steps):",
            "    at = first_step + k",
            "    t = splat_one(at + 1)",
            *([f"    {self._rate(False)}"] if needs_rate else []),
            f"    {self._prepare()}",
            f"    store_prepared(prepared, k * {count}, {', '.join(f'k_{n}' for n in names)})",
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
        return [f"{_targets([*self.recipe.moving, 'best', 'status'])} = load_state(rows, row)"]

    def load_moving(self) -> list[str]:
        return [f"{_targets(self.recipe.moving)} = load_moving(rows, row)"]

    def fresh_state(self) -> list[str]:
        lines = [f"{n} = splat({v})" for n, v in {**WATCHED, **NOTED}.items()]
        if self.recipe.prepares_in_lanes:
            lines += [f"{n} = splat({v!r})" for n, v in self.optimizer.shared.items()]
        return lines

    def first_state(self) -> list[str]:
        lines = []
        for slot, value in self.optimizer.state.items():
            for i in self.recipe.dimensions:
                source = f"p{i}" if value == "p" else _name(value) if isinstance(value, str) else value
                lines.append(f"{slot}_{i} = widen({source})")
        return lines

    def store_state(self) -> list[str]:
        return [f"store_all(rows, row, {', '.join(self.recipe.rows)})"]

    def keep_moving(self) -> list[str]:
        names = self.recipe.moving
        return [f"{_targets(names)} = keep_moving(rows, row, live, {', '.join(names)})"]

    def varying_settings(self) -> list[str]:
        recipe, lines = self.recipe, []
        if recipe.rowed:
            names = _targets(_name(n) for n in recipe.rowed)
            place = f"block * {len(recipe.rowed)} * BLOCK + lane"
            lines.append(f"{names} = load_varying(varying, {place})")
        if recipe.integers:
            place = f"block * {len(recipe.integers)} * BLOCK + lane"
            lines.append(f"{_targets(recipe.integers)} = load_integers(integers, {place})")
        return lines

    def run_number(self) -> list[str]:
        if not self.recipe.noisy:
            return []
        seed = "seed" if "seed" in self.recipe.varying else "splat_words(integers[0])"
        return [
            "first = first_run + block * BLOCK + lane",
            "run_low = splat_words(first & 0xFFFFFFFF) + iota()",
            "run_high = splat_words(first >> 32) + select("
            "run_low < splat_words(first & 0xFFFFFFFF), splat_words(1), splat_words(0))",
            f"key = {seed}",
        ]

    def _objective(self) -> list[str]:
        n = self.recipe.dimensions
        second = [
            f"h{i}{j} = widen({atom})"
            for i, row in enumerate(self.code.hessian)
            for j, atom in enumerate(row)
        ]
        return [
            *self.code.lines,
            f"value = widen({self.code.value})",
            *(f"g{i} = widen({g})" for i, g in enumerate(self.code.gradient)),
            *second,
            f"square = {' + '.join(f'g{i} * g{i}' for i in n)}",
        ]

    def evaluation(self) -> list[str]:
        return [f"{', '.join(self._found)} = objective({', '.join(self._point)})"]

    def record(self) -> list[str]:
        if not self.recipe.record:
            return []
        rows = self.recipe.traced
        source = {"loss": "value", "grad_norm": "square", "lr": "rate"}
        lines = [self._rate(True)] if "lr" in self.recipe.record else []
        lines += self._write([f"select(live, {source.get(n, n)}, nan)" for n in rows])
        return ["if at % every == 0:", *(f"    {line}" for line in lines)]

    def forget(self) -> list[str]:
        """Unwrite what a stride recorded that is taken again: runs may end within it."""
        if not self.recipe.record:
            return []
        lines = self._write(["nan"] * len(self.recipe.traced))
        lines = ["if at % every == 0:", *(f"    {line}" for line in lines)]
        return ["for at in range(s, s + n):", *(f"    {line}" for line in lines)]

    def _write(self, values: list[str]) -> list[str]:
        place = f"(block * slots + at // every) * {len(values)} * BLOCK + lane"
        return [f"place = {place}", f"store_traced(trace, place, {', '.join(values)})"]

    def _noise(self) -> list[str]:
        if not self.recipe.noisy:
            return []
        lines = []
        dimensions = self.recipe.dimensions
        for pair in range(0, len(dimensions), 2):
            lines += [
                f"w0, w1, w2, w3 = philox(run_low, run_high, now, {pair}, key, 0)",
                "n0, n1 = normal_pair(w0, w1, w2, w3, p0)",
            ]
            lines += [f"g{i} = fma(h_noise, n{i - pair}, g{i})" for i in dimensions[pair : pair + 2]]
        return lines

    def _clipping(self) -> list[str]:
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

    def step(self) -> list[str]:
        """One update of a lane group."""
        lines = ["t = splat_one(at + 1)", self._rate(True)]
        if self._prepares_once:
            names = self.optimizer.coefficients
            known = _targets(f"k_{n}" for n in names)
            lines.append(f"{known} = load_prepared(prepared, (at - first_step) * {len(names)})")
        if self.recipe.noisy:
            lines.append("now = splat_words(at)")
        results = ", ".join((*self.recipe.moving, "least"))
        return [*lines, f"{results} = update({', '.join(self._known)})"]

    def _update(self) -> list[str]:
        prepares = self.optimizer.prepare and not self._prepares_once
        lines = [self._prepare()] if prepares else []
        return lines + (self._newton() if self.optimizer.hessian else self._steps())

    def _steps(self) -> list[str]:
        lines = []
        for i in self.recipe.dimensions:
            slots = {slot: f"{slot}_{i}" for slot in self.optimizer.state}
            results = ", ".join([f"p{i}", *slots.values()])
            bound = self._bound("step", {"p": f"p{i}", "g": f"g{i}", **slots})
            lines.append(f"{results} = step({bound})")
        return lines

    def _newton(self) -> list[str]:
        n = len(self.recipe.dimensions)
        columns = {"n": str(n), "p": "column_p", "g": "column_g", "h": "column_h"}
        lines = [f"store_column(column_p, {i}, p{i})" for i in range(n)]
        lines += [f"store_column(column_g, {i}, g{i})" for i in range(n)]
        for i in range(n):
            for j in range(n):
                lines.append(f"store_column(column_h, {i * n + j}, h{i}{j})")
        lines.append(f"step({self._bound('step', columns)})")
        lines += [f"p{i} = load_column(column_p, {i})" for i in range(n)]
        return lines

    def store_shared(self) -> list[str]:
        if not (self._prepares_once and self.optimizer.shared):
            return []
        return [f"store_shared(shared, 0, {', '.join(self.optimizer.shared)})"]


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
