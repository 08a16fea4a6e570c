"""The source text of a function's stride: several complete steps of a block of runs."""

from __future__ import annotations

import numpy as np

from gdsim.base.ranges import Flag
from gdsim.calculus import emit
from gdsim.engine.recipe import Recipe
from gdsim.engine.rows import ENDS, NOTED
from gdsim.engine.source.binding import Binding, bound_at, point_settings, prepare_call
from gdsim.engine.source.condition import CONDITION, condition_lines
from gdsim.engine.source.gradient import GradientText
from gdsim.engine.source.modifier import imports, of_step
from gdsim.engine.source.objective import (
    access_of_call,
    code_of,
    names_of,
    objective_lines,
    results_of,
)
from gdsim.engine.source.text import (
    access,
    blocks,
    definition_lines,
    fill,
    function_lines,
    setting_name,
    targets,
)
from gdsim.lanes.host import vector_unit


class StrideWriter:
    """Writes the generated parts of one kernel, with one method per part."""

    # Where a lane group begins in its block; the numbers from one row of records to the next, and
    # from the records of the block to those of a slot; the status of the runs; and when a record
    # is made: not again where a group is evaluated again.
    lane, row, place = "lane", "W", "slot + lane // W * slots"
    status = "load(rows, STATUS * BLOCK + lane)"
    is_recorded = "at == due and lane != noted"

    def __init__(self, recipe: Recipe) -> None:
        assert recipe.expression is not None  # networks have templates of their own
        self.recipe, self.expression = recipe, recipe.expression
        self.optimizer, self.binding = recipe.definition, Binding(recipe)
        self.modifiers, self.gradients = of_step(recipe), GradientText(recipe)
        self.dimensions = range(recipe.dimensions)
        self.code = code_of(self.expression, self.optimizer.order)

    def imports(self) -> list[str]:
        recipe, size = self.recipe, np.dtype(self.recipe.dtype).itemsize
        register = vector_unit().narrow_width(recipe.dtype)
        return [
            f'DTYPE, W, REGISTER, SIZE = "{recipe.dtype}", {recipe.width}, {register}, {size}',
            *self._definitions(),
            *self._access(),
            *(self._access_of_call() if recipe.calls else []),
        ]

    def _definitions(self) -> list[str]:
        """Import the optimizer's functions, the modifiers' and those of formulas."""
        recipe = self.recipe
        functions = ["step", "prepare"] if recipe.prepares_in_lanes else ["step"]
        functions += ["gradient_point"] * self.apart
        functions_of = set() if recipe.calls else set(self.code.functions)
        if recipe.stop is not None:
            functions_of |= set(emit(recipe.stop, order=0).functions)
        maths = ", ".join(sorted(functions_of))
        return [
            *definition_lines("optimizer", recipe.optimizer, "optimizer"),
            *([f"from gdsim.lanes.math import {maths}"] if maths else []),
            *(f"{name} = optimizer.DEFINITION.{name}" for name in functions),
            *imports(recipe),
        ]

    def _access(self) -> list[str]:
        """Define what loads settings, loads and stores the state, and stores records."""
        recipe, blocked = self.recipe, "DTYPE, W"
        once = len(self.optimizer.coefficients) if recipe.prepares_once else 0
        traced = (f"{i} * {self.row}" for i in range(recipe.traced_rows))
        moving = dict(zip(recipe.moving, blocks(recipe.rows)[len(NOTED) :], strict=True))
        varying = dict(zip(recipe.rowed, blocks(len(recipe.rowed)), strict=True))
        early = [moving.pop(name) for name in self._early]
        return [
            access("store", "moving", blocked, blocks(recipe.rows)[len(NOTED) :]),
            access("load", "early", blocked, early),
            access("load", "late", blocked, moving.values(), "load_to_change"),
            access("load", "early_settings", blocked, map(varying.pop, self._early_settings)),
            access("load", "late_settings", blocked, varying.values()),
            access("load", "integers", '"uint32", W', blocks(len(recipe.integers))),
            access("load", "uniform", "DTYPE, 1", map(str, range(len(recipe.uniform)))),
            access("load", "prepared", "DTYPE, 1", map(str, range(once))),
            access("store", "traced", blocked, traced),
        ]

    def functions(self) -> list[str]:
        """The computations of one step, as plain straight-line functions."""
        watch = "low, total = smaller(value, low), total + value"
        results, arguments = self._results, self._arguments("p")
        written = []
        if not self.recipe.calls:
            lines = objective_lines(self.code)
            written = function_lines("objective", arguments, lines, results)
            written += ["", "", "compile_in_lanes(objective)"]
        if self.recipe.stop is not None:
            stop = condition_lines(self.recipe.stop, self._condition_names)
            written += ["", "", *function_lines("holds", self._condition_inputs, *stop)]
            written += ["", "", "compile_in_lanes(holds)"]
        if self.apart:
            written += ["", "", *self._gradient_points()]
        for lines in self.gradients.functions():
            written += ["", "", *lines]
        lines = [*self.gradients.in_update(), *self._update(), watch]
        return [
            *written,
            "",
            "",
            *self._over(),
            "",
            "",
            *function_lines("update", self._inputs, lines, self.recipe.moving),
        ]

    @property
    def _condition_names(self) -> dict[str, str]:
        """The names that a stop condition has in the code."""
        assert self.recipe.stop is not None
        names = CONDITION | names_of(self.expression)
        return {name: names[name] for name in self.recipe.stop.variables}

    @property
    def _condition_inputs(self) -> list[str]:
        return list(self._condition_names.values())

    def compared(self) -> list[str]:
        """What is compared with the tolerance at this step."""
        if self.recipe.stop is None:
            return ["compared = square"]
        return [
            "clock, norm = splat_one(at), sqrt(square)",
            f"compared = halted(holds({', '.join(self._condition_inputs)}), square)",
        ]

    def _over(self) -> list[str]:
        """The function that says which runs are at their end."""
        judged = "beyond(value, floor, limit)"
        if self.recipe.stop is not None or self.recipe.tolerant:
            judged = "ended(value, compared, floor, tolerance, limit)"
        return function_lines("over", ["value", "compared", *ENDS], [], [judged])

    @property
    def apart(self) -> bool:
        """Whether the gradient is not taken at the parameters."""
        return self.optimizer.gradient_point is not None

    def _arguments(self, point: str) -> list[str]:
        """The inputs of the objective: a point, "p" or "y", and its own settings."""
        own = [setting_name(f"objective.{a}") for a in self.expression.parameters]
        return [*self._vector(point), *own]

    def _vector(self, name: str) -> list[str]:
        """The names of a vector's components."""
        return [f"{name}{i}" for i in self.dimensions]

    def _gradient_points(self) -> list[str]:
        """The function that computes where the gradient is taken."""
        points = []
        for i in self.dimensions:
            slots = {"p": f"p{i}", **{slot: f"{slot}_{i}" for slot in self.optimizer.state}}
            points.append(f"gradient_point({bound_at(self.optimizer, slots)})")
        lines = function_lines("gradient_points", self._places, [], [targets(points)])
        return [*lines, "", "", "compile_in_lanes(gradient_points)"]

    @property
    def _places(self) -> list[str]:
        """The inputs of that function."""
        slots = [f"{slot}_{i}" for slot in self.optimizer.state for i in self.dimensions]
        return [*self._vector("p"), *slots, *map(setting_name, point_settings(self.optimizer))]

    @property
    def _results(self) -> list[str]:
        """The results of the objective."""
        return results_of(len(self.dimensions), self.optimizer.order)

    @property
    def _inputs(self) -> list[str]:
        """The inputs of an update."""
        hypers = [
            setting_name(n) for n, h in self.optimizer.hyper.items() if not isinstance(h, Flag)
        ]
        names = ["t", "rate", *self.recipe.moving, *self._results]
        names += self._vector("y") if self.apart else []
        names += [n for n in hypers if n != "h_lr"]
        if self.recipe.prepares_once:
            names += [f"k_{n}" for n in self.optimizer.coefficients]
        names += self.gradients.update_inputs
        names += [setting for each in self.modifiers for setting in each.settings]
        names += ["column_p", "column_g", "column_h"] * self.optimizer.hessian
        return names

    def uniform_settings(self) -> list[str]:
        bounds = "floor, tolerance, limit = load_ends(ends, 0)"
        return [bounds, *self.binding.uniform_settings()]

    def early_settings(self) -> list[str]:
        recipe, lines = self.recipe, self._settings("early", self._early_settings)
        if recipe.integers:
            lines.append(f"{targets(recipe.integers)} = load_integers(integers, {self.lane})")
        return lines

    def late_settings(self) -> list[str]:
        late = [name for name in self.recipe.rowed if name not in self._early_settings]
        lines = self._settings("late", late)
        if self.optimizer.hessian:
            n = self.recipe.dimensions
            for name, place in (("p", 0), ("g", n), ("h", 2 * n)):
                lines.append(f"column_{name} = column(scratch, {place} * W)")
        return lines

    def _settings(self, when: str, names: list[str]) -> list[str]:
        """The line that loads some of the settings that differ from run to run."""
        loaded = targets(map(setting_name, names))
        return [f"{loaded} = load_{when}_settings(varying, {self.lane})"] if names else []

    @property
    def _early_settings(self) -> list[str]:
        """Those that are needed before it is known whether a run ends; the update needs others."""
        recipe, known = self.recipe, {"lr"} if "lr" in self.recipe.record else set()
        known |= set(point_settings(self.optimizer)) if self.apart else set()
        return [name for name in recipe.rowed if name in known or name.startswith("objective.")]

    @property
    def _early(self) -> list[str]:
        """The moving quantities that are needed before it is known whether a run ends."""
        slots = [*self.optimizer.state] if self.apart else []
        slots += self.recipe.seen_slots if "state" in self.recipe.record else ()
        names = {f"{slot}_{i}" for slot in slots for i in self.dimensions} | {*self._vector("p")}
        return [name for name in self.recipe.moving if name in names]

    def load_early(self) -> list[str]:
        return [f"{targets(self._early)} = load_early(rows, {self.lane})"]

    def load_late(self) -> list[str]:
        late = (name for name in self.recipe.moving if name not in self._early)
        return [f"{targets(late)} = load_late(rows, {self.lane})"]

    def store_moving(self) -> list[str]:
        return [f"store_moving(rows, {self.lane}, {', '.join(self.recipe.moving)})"]

    def of_step(self) -> list[str]:
        """What all runs share at a step."""
        lines = [self.binding.prepared()] if self.recipe.prepares_once else []
        return [*lines, "now = splat_words(at)"] if self.recipe.noisy else lines

    def run_number(self) -> list[str]:
        if not self.recipe.noisy:
            return []
        return ["run_low, run_high, key = run, run_high, seed"]

    def evaluation(self) -> list[str]:
        step = self.recipe.step
        clock = [f"{setting_name(f'objective.{step}')} = splat_one(at)"] if step else []
        results = self._results
        lines = [*clock, *self._evaluated(results, self._arguments("p"))]
        if self.apart:
            lines.append(
                f"{targets(self._vector('y'))} = gradient_points({', '.join(self._places)})"
            )
            lines += self._evaluated(["_", "_", *results[2:]], self._arguments("y"))
        return lines

    def _evaluated(self, results: list[str], arguments: list[str]) -> list[str]:
        """The lines that evaluate the objective."""
        if not self.recipe.calls:
            return [f"{', '.join(results)} = objective({', '.join(arguments)})"]
        own = self.recipe.rows_of_hessian
        return [
            f"store_point(scratch, {own} * W, {', '.join(arguments)})",
            f"call_address(whole_at(plan, 0), scratch + {own} * W * SIZE)",
            f"{', '.join(results)} = load_results(scratch, {own} * W)",
        ]

    def _access_of_call(self) -> list[str]:
        """The lines by which an objective is called."""
        return access_of_call(len(self.dimensions), self.optimizer.order, "store", "load")

    def first_record(self) -> list[str]:
        return ["slot, due = 0, whole_at(recorded, 0)"] if self.recipe.record else []

    def record(self) -> list[str]:
        if not self.recipe.record:
            return []
        source = {"loss": "value", "grad_norm": "square", "lr": "rate"}
        vectors = {"params": "p", "gradient_point": "y" if self.apart else "p"}
        names: list[str] = []
        for name in self.recipe.record:
            if name == "state":
                names += self._seen_state()
            elif name in vectors:
                names += [f"{vectors[name]}{i}" for i in self.dimensions]
            else:
                names.append(source.get(name, name))
        values = [f"select(live, {n}, nan)" for n in names]
        return [
            f"if {self.is_recorded}:",
            *([f"    {self.binding.rate()}"] if "lr" in self.recipe.record else []),
            f"    live = {self.status} < CONVERGED",
            f"    place = ({self.place}) * {len(values)} * {self.row}",
            f"    store_traced(trace, place, {', '.join(values)})",
        ]

    def next_record(self) -> list[str]:
        if not self.recipe.record:
            return []
        return ["if at == due:", "    slot = slot + 1", "    due = whole_at(recorded, slot)"]

    def _seen_state(self) -> list[str]:
        """The recorded numbers of the state; NaN for slots that this optimizer lacks."""
        slots = self.recipe.slots
        return [
            f"{slot}_{i}" if slot in slots else "splat(nan)"
            for slot in self.recipe.seen_slots
            for i in self.dimensions
        ]

    def step(self) -> list[str]:
        """One update of a lane group."""
        update = f"{', '.join(self.recipe.moving)} = update({', '.join(self._inputs)})"
        return [self.binding.rate(), *self.gradients.before_update(), update]

    def _update(self) -> list[str]:
        prepare = [prepare_call(self.optimizer)] if self.recipe.prepares_in_lanes else []
        before = [f"before{i} = p{i}" for i in self.dimensions if self.modifiers]
        step = self._newton() if self.optimizer.hessian else self._steps()
        return [*prepare, *before, *step, *self._modified()]

    def _modified(self) -> list[str]:
        """The changes of the step by modifiers."""
        lines = []
        for each in self.modifiers:
            known = {
                i: {"p": f"before{i}", "new": f"p{i}", "g": f"g{i}", "lr": "rate", "t": "t"}
                for i in self.dimensions
            }
            slots = {i: [f"{slot}_{i}" for slot in each.slots] for i in self.dimensions}
            for name in each.definition.sums:
                terms = " + ".join(each.term(name, known[i], slots[i]) for i in self.dimensions)
                lines.append(f"{each.sum_name(name)} = {terms}")
            lines += each.prepare(n=f"{len(self.dimensions)}.0", lr="rate")
            for i in self.dimensions:
                results = ", ".join([f"p{i}", *slots[i]])
                lines.append(f"{results} = {each.update(known[i], slots[i])}")
        return lines

    def _steps(self) -> list[str]:
        lines = []
        for i in self.dimensions:
            slots = {slot: f"{slot}_{i}" for slot in self.optimizer.state}
            results = ", ".join([f"p{i}", *slots.values()])
            own = {"p": f"p{i}", "g": f"g{i}", **({"y": f"y{i}"} if self.apart else {}), **slots}
            lines.append(f"{results} = {self.binding.step(own)}")
        return lines

    def _newton(self) -> list[str]:
        n = self.recipe.dimensions
        columns = {"n": str(n), "p": "column_p", "g": "column_g", "h": "column_h"}
        lines = [f"store_column(column_p, {i}, p{i})" for i in range(n)]
        lines += [f"store_column(column_g, {i}, g{i})" for i in range(n)]
        for i in range(n):
            for j in range(n):
                lines.append(f"store_column(column_h, {i * n + j}, h{i}{j})")
        lines.append(self.binding.step(columns))
        lines += [f"p{i} = load_column(column_p, {i})" for i in range(n)]
        return lines


def stride_text(recipe: Recipe) -> str:
    """The text of the module with a recipe's `stride`."""
    return fill("stride", StrideWriter(recipe))
