"""The source texts of compiled modules: templates with an objective and an optimizer written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import resources

from gdsim import catalogue
from gdsim.base.ranges import Flag
from gdsim.calculus import Code, emit
from gdsim.catalogue.additions import addition
from gdsim.catalogue.definitions import Optimizer
from gdsim.catalogue.discovery import KINDS, arguments
from gdsim.engine.clipping import DOWN
from gdsim.engine.recipe import Recipe
from gdsim.engine.rows import JUDGED


def setting_name(setting: str) -> str:
    """What code calls a setting."""
    return "h_" + setting.replace("objective.", "of_")


def whole(atom: str) -> str:
    """An atom of an objective's code as a lanes value, even if it is a literal or a setting's."""
    if atom.isidentifier():
        return f"widen({atom})"
    return f"select(p0 == p0, {atom}, {atom})"  # p0 gives the precision and the width


def targets(names: Iterable[str]) -> str:
    """Names on the left of an assignment from a tuple, which may have one member only."""
    return "".join(f"{n}, " for n in names).rstrip()


def definition_lines(kind: str, name: str, alias: str) -> list[str]:
    """The lines that import a definition as `alias` and let compiled code call it.

    A hash of its sources stands in them if it is a user's own: kernels are kept by their text.
    """
    own = addition(kind, name)
    modules = [f"{KINDS[kind].package}.{name}"] if own is None else [*own.beside, own.module]
    mark = "" if own is None else f"  # {own.digest}"
    aliases = [f"{alias}_{i}" for i in range(len(modules) - 1)] + [alias]
    return [
        line
        for module, known_as in zip(modules, aliases, strict=True)
        for line in (f"import {module} as {known_as}{mark}", f"compile_definition({known_as})")
    ]


def _function(
    name: str, taken: Iterable[str], lines: Iterable[str], found: Iterable[str]
) -> list[str]:
    """A plain straight-line function."""
    returned = ", ".join(found)
    return [
        f"def {name}({', '.join(taken)}):",
        *(f"    {line}" for line in lines),
        f"    return {returned}",
    ]


class _Writer:
    """Writes the generated parts of one kernel, a method a part."""

    def __init__(self, recipe: Recipe) -> None:
        assert recipe.expression is not None  # networks have templates of their own
        self.recipe, self.expression = recipe, recipe.expression
        self.optimizer = recipe.definition
        self.dimensions = range(recipe.dimensions)
        names = {v: f"p{i}" for i, v in enumerate(self.expression.variables)}
        names |= {a: setting_name(f"objective.{a}") for a in self.expression.parameters}
        self.code: Code = emit(
            self.expression, names=names, order=2 if self.optimizer.hessian else 1, prefix="u"
        )

    def imports(self) -> list[str]:
        recipe, blocked = self.recipe, "DTYPE, W"
        functions = ["step", "prepare"] if recipe.prepares_in_lanes else ["step"]
        functions += ["gradient_point"] * self.apart
        maths = ", ".join(sorted(self.code.functions))
        out = _rows(len(JUDGED) + len(recipe.moving))
        once = len(self.optimizer.coefficients) if recipe.prepares_once else 0
        return [
            f'DTYPE, W = "{recipe.dtype}", {recipe.width}',
            *definition_lines("optimizer", recipe.optimizer, "optimizer"),
            *([f"from gdsim.lanes.math import {maths}"] if maths else []),
            *(f"{name} = optimizer.DEFINITION.{name}" for name in functions),
            access("load", "moving", blocked, out[len(JUDGED) :]),
            access("load", "status", blocked, [f"{recipe.places['status'].start} * BLOCK"]),
            access("load", "varying", blocked, _blocks(len(recipe.rowed))),
            access("load", "integers", '"uint32", W', _blocks(len(recipe.integers))),
            access("load", "uniform", "DTYPE, 1", map(str, range(len(recipe.uniform)))),
            access("load", "prepared", "DTYPE, 1", map(str, range(once))),
            access("store", "traced", blocked, _rows(recipe.traced_rows)),
            access("store", "out", blocked, out),
        ]

    def functions(self) -> list[str]:
        """What happens at one step, as plain straight-line functions."""
        update = [
            *self._update(),
            "low, total = smaller(value, low), total + value",
            *(["least = smaller(square, least)"] if self.recipe.tolerant else []),
        ]
        moved = (*self.recipe.moving, "least")
        written = _function("objective", self._arguments("p"), self._objective(), self._found)
        if self.apart:
            written += ["", "", *self._gradient_points()]
        if not self.recipe.clips_norm:
            lines = [*self._noise(), *self._clipping(), *update]
            return [*written, "", "", *_function("update", self._known, lines, moved)]
        g, result = self._slopes, [targets(self._slopes)]
        parts = [
            ("far", g, [f"beyond = {self._squares} == inf"], ["beyond"]),
            ("shorten", [*g, "h_clip_norm"], self._shortening(), result),
            ("shorten_from_far", [*g, "h_clip_norm"], self._shortening_from_far(), result),
        ]
        if self._tempers:
            parts.append(("temper", self._tempering, self._noise() + self._clipping(), result))
        for name, taken, lines, found in parts:
            written += ["", "", *_function(name, taken, lines, found)]
            written += ["", "", f"compile_in_lanes({name})"]
        return [*written, "", "", *_function("update", self._known, update, moved)]

    @property
    def apart(self) -> bool:
        """Whether the gradient is taken elsewhere than at the parameters."""
        return self.optimizer.gradient_point is not None

    def _arguments(self, point: str) -> list[str]:
        """What the objective is a function of: a point, "p" or "y", and its own settings."""
        own = [setting_name(f"objective.{a}") for a in self.expression.parameters]
        return [*self._vector(point), *own]

    def _vector(self, name: str) -> list[str]:
        """The names of a vector's numbers."""
        return [f"{name}{i}" for i in self.dimensions]

    def _gradient_points(self) -> list[str]:
        """The function that says where the gradient is taken."""
        found = []
        for i in self.dimensions:
            slots = {"p": f"p{i}", **{slot: f"{slot}_{i}" for slot in self.optimizer.state}}
            found.append(f"gradient_point({bound_at(self.optimizer, slots)})")
        lines = _function("gradient_points", self._places, [], [targets(found)])
        return [*lines, "", "", "compile_in_lanes(gradient_points)"]

    @property
    def _places(self) -> list[str]:
        """What where the gradient is taken is a function of."""
        slots = [f"{slot}_{i}" for slot in self.optimizer.state for i in self.dimensions]
        return [*self._vector("p"), *slots, *map(setting_name, point_settings(self.optimizer))]

    @property
    def _found(self) -> list[str]:
        """What the objective gives: loss, squared gradient norm, gradient, Hessian if asked for."""
        n = self.dimensions
        second = [f"h{i}{j}" for i in n for j in n] if self.optimizer.hessian else []
        return ["value", "square", *(f"g{i}" for i in n), *second]

    @property
    def _known(self) -> list[str]:
        """What an update is a function of."""
        hypers = [
            setting_name(n) for n, h in self.optimizer.hyper.items() if not isinstance(h, Flag)
        ]
        names = ["t", "rate", *self.recipe.moving, "least", *self._found]
        names += self._vector("y") if self.apart else []
        names += [n for n in hypers if n != "h_lr"]
        if self.recipe.prepares_once:
            names += [f"k_{n}" for n in self.optimizer.coefficients]
        if not self.recipe.clips_norm:  # or they are done with before the update
            names += self._tempers
        names += ["column_p", "column_g", "column_h"] * self.optimizer.hessian
        return names

    @property
    def _slopes(self) -> list[str]:
        return [f"g{i}" for i in self.dimensions]

    @property
    def _squares(self) -> str:
        return " + ".join(f"{g} * {g}" for g in self._slopes)

    @property
    def _tempers(self) -> list[str]:
        """What noise and clipping by value are functions of, besides the gradient."""
        noise = ["h_noise", "run_low", "run_high", "now", "key"] * self.recipe.noisy
        return noise + ["h_clip_value"] * self.recipe.clips_value

    @property
    def _tempering(self) -> list[str]:
        return ["p0", *self._slopes, *self._tempers]

    def uniform_settings(self) -> list[str]:
        names = targets(setting_name(n) for n in self.recipe.uniform)
        return [f"{names} = load_uniform(uniform, 0)"] if self.recipe.uniform else []

    def varying_settings(self) -> list[str]:
        recipe, lines = self.recipe, []
        if recipe.rowed:
            lines.append(
                f"{targets(setting_name(n) for n in recipe.rowed)} = load_varying(varying, 0)"
            )
        if recipe.integers:
            lines.append(f"{targets(recipe.integers)} = load_integers(integers, 0)")
        if self.recipe.record:
            lines.append("status, = load_status(rows, 0)")
        if self.optimizer.hessian:
            n = recipe.dimensions
            for name, place in (("p", 0), ("g", n), ("h", 2 * n)):
                lines.append(f"column_{name} = column(scratch, {place} * W)")
        return lines

    def load_moving(self) -> list[str]:
        return [f"{targets(self.recipe.moving)} = load_moving(state, 0)"]

    def run_number(self) -> list[str]:
        if not self.recipe.noisy:
            return []
        return ["run_low, run_high, key = run, run_high, seed"]

    def _objective(self) -> list[str]:
        n = self.dimensions
        second = [
            f"h{i}{j} = {whole(atom)}"
            for i, row in enumerate(self.code.hessian)
            for j, atom in enumerate(row)
        ]
        return [
            *self.code.lines,
            f"value = {whole(self.code.value)}",
            *(f"g{i} = {whole(g)}" for i, g in enumerate(self.code.gradient)),
            *second,
            f"square = {' + '.join(f'g{i} * g{i}' for i in n)}",
        ]

    def evaluation(self) -> list[str]:
        step = self.recipe.step
        clock = [f"{setting_name(f'objective.{step}')} = splat_one(at)"] if step else []
        lines = [*clock, f"{', '.join(self._found)} = objective({', '.join(self._arguments('p'))})"]
        if self.apart:
            lines.append(
                f"{targets(self._vector('y'))} = gradient_points({', '.join(self._places)})"
            )
            found = ["_", "_", *self._found[2:]]
            lines.append(f"{', '.join(found)} = objective({', '.join(self._arguments('y'))})")
        return lines

    def _rate(self) -> str:
        if not self.recipe.scheduled:
            return "rate = h_lr"
        if "schedule" in self.recipe.varying:
            return "rate = h_lr * gather(factors, schedule + splat_words(at))"
        return "rate = h_lr * read_one(factors, at)"

    def first_record(self) -> list[str]:
        return ["slot, due = 0, whole_at(recorded, 0)"] if self.recipe.record else []

    def record(self) -> list[str]:
        if not self.recipe.record:
            return []
        source = {"loss": "value", "grad_norm": "square", "lr": "rate"}
        vectors = {"params": "p", "gradient_point": "y" if self.apart else "p"}
        names = [
            f"{vectors[name]}{i}" if name in vectors else source.get(name, name)
            for name, rows in self.recipe.traced.items()
            for i in range(len(rows))
        ]
        values = [f"select(status < CONVERGED, {n}, nan)" for n in names]
        place = f"slot * {len(values)} * W"
        return [
            "if at == due:",
            *([f"    {self._rate()}"] if "lr" in self.recipe.record else []),
            f"    store_traced(trace, {place}, {', '.join(values)})",
            "    slot = slot + 1",
            "    due = whole_at(recorded, slot)",
        ]

    def step(self) -> list[str]:
        """One update of a lane group."""
        lines = ["t = splat_one(at - born + 1)", self._rate()]
        if self.recipe.prepares_once:
            names = self.optimizer.coefficients
            known = targets(f"k_{n}" for n in names)
            lines.append(f"{known} = load_prepared(prepared, (at - born) * {len(names)})")
        if self.recipe.noisy:
            lines.append("now = splat_words(at)")
        if self.recipe.clips_norm:
            g = targets(self._slopes)
            if self._tempers:
                lines.append(f"{g} = temper({', '.join(self._tempering)})")
            arguments = ", ".join(self._slopes)
            lines += [
                f"if any_lane(far({arguments})):",
                f"    {g} = shorten_from_far({arguments}, h_clip_norm)",
                "else:",
                f"    {g} = shorten({arguments}, h_clip_norm)",
            ]
        results = ", ".join((*self.recipe.moving, "least"))
        return [*lines, f"{results} = update({', '.join(self._known)})"]

    def _noise(self) -> list[str]:
        if not self.recipe.noisy:
            return []
        lines = []
        dimensions = self.dimensions
        for pair in range(0, len(dimensions), 2):
            lines += [
                f"w0, w1, w2, w3 = philox(run_low, run_high, now, {pair}, key, 0)",
                "n0, n1 = normal_pair(w0, w1, w2, w3, p0)",
            ]
            lines += [
                f"g{i} = fma(h_noise, n{i - pair}, g{i})" for i in dimensions[pair : pair + 2]
            ]
        return lines

    def _clipping(self) -> list[str]:
        if not self.recipe.clips_value:
            return []
        return [f"{g} = smaller(h_clip_value, larger(-h_clip_value, {g}))" for g in self._slopes]

    def _shortening(self) -> list[str]:
        return [
            f"scale = h_clip_norm / (sqrt({self._squares}) + 1e-6)",
            "scale = select(scale < 1.0, scale, 1.0)",
            *(f"{g} = {g} * scale" for g in self._slopes),
        ]

    def _shortening_from_far(self) -> list[str]:
        """The same bits in lanes whose squares do not overflow; see `gdsim.engine.clipping`."""
        down = DOWN[self.recipe.dtype]
        return [
            f"beyond = {self._squares} == inf",
            f"down = select(beyond, {down!r}, 1.0)",
            f"most = select(beyond, {1 / down!r}, 1.0)",
            *(f"{g} = {g} * down" for g in self._slopes),
            f"scale = h_clip_norm / (sqrt({self._squares}) + 1e-6 * down)",
            "scale = select(scale < most, scale, most)",
            *(f"{g} = {g} * scale" for g in self._slopes),
        ]

    def _update(self) -> list[str]:
        prepare = [prepare_call(self.optimizer)] if self.recipe.prepares_in_lanes else []
        return prepare + (self._newton() if self.optimizer.hessian else self._steps())

    def _bound(self, slots: Mapping[str, str]) -> str:
        """The arguments of the optimizer's `step`, bound by name."""
        known = {"t": "t", "lr": "rate", **{n: n for n in self.optimizer.shared}}
        known |= {n: f"k_{n}" for n in self.optimizer.coefficients}
        known |= {n: str(v) for n, v in self.recipe.flags}
        known |= slots
        return ", ".join(known.get(a) or setting_name(a) for a in arguments(self.optimizer.step))

    def _steps(self) -> list[str]:
        lines = []
        for i in self.dimensions:
            slots = {slot: f"{slot}_{i}" for slot in self.optimizer.state}
            results = ", ".join([f"p{i}", *slots.values()])
            own = {"p": f"p{i}", "g": f"g{i}", **({"y": f"y{i}"} if self.apart else {}), **slots}
            lines.append(f"{results} = step({self._bound(own)})")
        return lines

    def _newton(self) -> list[str]:
        n = self.recipe.dimensions
        columns = {"n": str(n), "p": "column_p", "g": "column_g", "h": "column_h"}
        lines = [f"store_column(column_p, {i}, p{i})" for i in range(n)]
        lines += [f"store_column(column_g, {i}, g{i})" for i in range(n)]
        for i in range(n):
            for j in range(n):
                lines.append(f"store_column(column_h, {i * n + j}, h{i}{j})")
        lines.append(f"step({self._bound(columns)})")
        lines += [f"p{i} = load_column(column_p, {i})" for i in range(n)]
        return lines

    def store_out(self) -> list[str]:
        names = (*JUDGED, *self.recipe.moving)
        return [f"store_out(out, 0, {', '.join(names)})"]


def _prepare_arguments(optimizer: Optimizer) -> tuple[str, ...]:
    return arguments(optimizer.prepare) if optimizer.prepare else ()


def prepare_call(optimizer: Optimizer) -> str:
    """The line that calls an optimizer's `prepare`, its arguments bound by name."""
    known = {"t": "t", "lr": "rate", **{n: n for n in optimizer.shared}}
    bound = (known.get(a, setting_name(a)) for a in _prepare_arguments(optimizer))
    results = [f"k_{n}" for n in optimizer.coefficients] + list(optimizer.shared)
    return f"{targets(results)} = prepare({', '.join(bound)})"


def point_settings(optimizer: Optimizer) -> list[str]:
    """The settings that where an optimizer's gradient is taken depends on."""
    own = {"p", *optimizer.state}
    return [n for n in arguments(optimizer.gradient_point) if n not in own]  # type: ignore[arg-type]


def bound_at(optimizer: Optimizer, places: Mapping[str, str]) -> str:
    """The arguments of an optimizer's `gradient_point`, bound by name."""
    names = arguments(optimizer.gradient_point)  # type: ignore[arg-type]
    return ", ".join(places.get(name) or setting_name(name) for name in names)


class _PrepareWriter:
    """Writes the generated parts of the table of an optimizer's coefficients."""

    def __init__(self, optimizer: str, dtype: str) -> None:
        self.name, self.dtype = optimizer, dtype
        self.definition: Optimizer = catalogue.look_up("optimizer", optimizer)
        self.needs = [
            n
            for n, h in self.definition.hyper.items()
            if not isinstance(h, Flag) and n in _prepare_arguments(self.definition)
        ]

    def imports(self) -> list[str]:
        return [
            f'DTYPE = "{self.dtype}"',
            *definition_lines("optimizer", self.name, "optimizer"),
            "prepare_step = optimizer.DEFINITION.prepare",
            access("load", "uniform", "DTYPE, 1", map(str, range(len(self.needs)))),
            access("load", "shared", "DTYPE, 1", map(str, range(len(self.definition.shared)))),
            access(
                "store", "prepared", "DTYPE, 1", map(str, range(len(self.definition.coefficients)))
            ),
        ]

    @property
    def _known(self) -> list[str]:
        return [
            "t",
            "rate",
            *(setting_name(n) for n in self.needs if n != "lr"),
            *self.definition.shared,
        ]

    @property
    def _results(self) -> list[str]:
        return [*(f"k_{n}" for n in self.definition.coefficients), *self.definition.shared]

    def functions(self) -> list[str]:
        call = prepare_call(self.definition).replace("= prepare(", "= prepare_step(")
        return [
            f"def coefficients({', '.join(self._known)}):",
            f"    {call}",
            f"    return {', '.join(self._results)},",
        ]

    def uniform_settings(self) -> list[str]:
        names = targets(setting_name(n) for n in self.needs)
        return [f"{names} = load_uniform(uniform, 0)"] if self.needs else []

    def load_shared(self) -> list[str]:
        shared = self.definition.shared
        return [f"{targets(shared)} = load_shared(shared, 0)"] if shared else []

    def coefficients(self) -> list[str]:
        names = self.definition.coefficients
        rate = "h_lr * read_one(factors, first + k)" if "lr" in self.needs else "t"
        values = ", ".join(f"k_{n}" for n in names)
        return [
            "t = splat_one(k + 1)",
            f"rate = {rate}",
            f"{targets(self._results)} = coefficients({', '.join(self._known)})",
            f"store_prepared(prepared, k * {len(names)}, {values})",
        ]


class _AdvanceWriter:
    """Writes the precision, the width and the size of a block."""

    def __init__(self, dtype: str, width: int, block: int) -> None:
        self.kind = f'DTYPE, W, BLOCK = "{dtype}", {width}, {block}'

    def imports(self) -> list[str]:
        return [self.kind]


def _rows(count: int) -> list[str]:
    """Where rows that are lane groups begin."""
    return [f"{i} * W" for i in range(count)]


def _blocks(count: int) -> list[str]:
    """Where rows that are whole blocks begin."""
    return [f"{i} * BLOCK" for i in range(count)]


def access(action: str, name: str, kind: str, offsets: Iterable[str]) -> str:
    """A line that makes a function to load or store several rows at once."""
    places = "".join(f"{offset}, " for offset in offsets).strip()
    return f"{action}_{name} = row_access({kind}, ({places})).{action}"


def stride_text(recipe: Recipe) -> str:
    """The text of the module with a recipe's `stride`."""
    return fill("stride", _Writer(recipe))


def advance_text(dtype: str, width: int, block: int) -> str:
    """The text of the module with the `advance` of a precision, width and size of blocks."""
    return fill("advance", _AdvanceWriter(dtype, width, block))


def prepare_text(optimizer: str, dtype: str) -> str:
    """The text of the module with the `prepare` of an optimizer."""
    return fill("prepare", _PrepareWriter(optimizer, dtype))


def prepare_needs(optimizer: str, dtype: str) -> list[str]:
    """The settings that the compiled `prepare` wants, in order."""
    return _PrepareWriter(optimizer, dtype).needs


def fill(template: str, writer: object) -> str:
    """A template with each `#: part` line replaced by the lines that the writer has for it."""
    text = resources.files("gdsim.engine.templates").joinpath(f"{template}.py").read_text("utf-8")
    lines = []
    for line in text.splitlines():
        depth = line[: len(line) - len(line.lstrip())]
        if line.strip().startswith("#: "):
            part = getattr(writer, line.strip()[3:].replace(" ", "_"))
            lines += [depth + generated if generated else "" for generated in part()]
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
