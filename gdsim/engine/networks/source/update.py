"""The source text of an optimizer's update of a network's parameters."""

from __future__ import annotations

from gdsim.engine.networks.source.kinds import kind_line
from gdsim.engine.recipe import Recipe
from gdsim.engine.source.binding import Binding, bound_at, prepare_call
from gdsim.engine.source.modifier import of_step
from gdsim.engine.source.text import access, definition_lines, fill, rows, targets


class _UpdateWriter:
    """Writes the update of a network's parameters by an optimizer."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe, self.optimizer, self.binding = recipe, recipe.definition, Binding(recipe)
        self.modifiers = of_step(recipe)

    def imports(self) -> list[str]:
        recipe, optimizer = self.recipe, self.optimizer
        functions = ["step"] + ["prepare"] * (optimizer.prepare is not None)
        functions += ["gradient_point"] * (optimizer.gradient_point is not None)
        once = len(optimizer.coefficients) if recipe.prepares_once else 0
        shared = len(optimizer.shared) if recipe.prepares_in_lanes else 0
        blocked = "DTYPE, W"
        return [
            kind_line(recipe.dtype, recipe.width),
            *definition_lines("optimizer", recipe.optimizer, "optimizer"),
            *(f"{name} = optimizer.DEFINITION.{name}" for name in functions),
            *(line for each in self.modifiers for line in each.imports()),
            *self.binding.access(),
            access("load", "prepared", "DTYPE, 1", map(str, range(once))),
            access("load", "shared", blocked, rows(shared)),
            access("store", "shared", blocked, rows(shared)),
        ]

    def uniform_settings(self) -> list[str]:
        return self.binding.uniform_settings()

    def varying_settings(self) -> list[str]:
        return self.binding.varying_settings()

    def begin(self) -> list[str]:
        recipe, names = self.recipe, self.optimizer.coefficients
        several = recipe.scheduled and "schedule" in recipe.varying
        lines = ["schedule = words.load(integers, 0)"] * several + [self.binding.rate()]
        if recipe.prepares_once:
            lines.append(self.binding.prepared())
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
        scaled = ["if factor != 0:", "    rate = rate * load(factor, 0)"]
        return [*self.binding.known(), *scaled]

    def update(self) -> list[str]:
        """Update one weight matrix or bias vector, which is at `p`, `g` and `slots`."""
        return [*self._kept(), *self._step(), *self._modified()]

    def _step(self) -> list[str]:
        optimizer, state = self.optimizer, list(self.optimizer.state)
        if optimizer.tensor:
            slots = {"p": "column(p, 0)", "g": "column(g, 0)"}
            slots |= {s: f"column(slots, {k} * apart * W)" for k, s in enumerate(state)}
            slots |= {
                s: f"column(scratch, {k} * rows * columns * W)"
                for k, s in enumerate(optimizer.scratch)
            }
            slots |= {n: n for n in ("rows", "columns", "vector")}
            return [self.binding.step(slots)]
        loads = [f"load(slots, (i + {k} * apart) * W)" for k in range(len(state))]
        slots = {
            "p": "load(p, i * W)",
            "g": "load(g, i * W)",
            **dict(zip(state, loads, strict=True)),
        }
        if optimizer.gradient_point is not None:
            slots["y"] = f"gradient_point({bound_at(optimizer, slots)})"
        results = [f"new_{name}" for name in ("p", *state)]
        lines = [f"{targets(results)} = {self.binding.step(slots)}"]
        if len(results) == 1:
            lines = [f"new_p = {self.binding.step(slots)}"]
        lines.append("store(p, i * W, new_p)")
        lines += [
            f"store(slots, (i + {k} * apart) * W, new_{name})" for k, name in enumerate(state)
        ]
        return ["for i in range(rows * columns):", *(f"    {line}" for line in lines)]

    # Modifiers read the parameters and the gradient before the step, which the step may overwrite.
    # They are kept in the scratch memory, after the optimizer's part of it.
    def _place(self, k: int) -> str:
        return f"({len(self.optimizer.scratch) + k} * size + i) * W"

    def _kept(self) -> list[str]:
        """Keep the parameters and the gradient before the step, if a modifier changes the step."""
        if not self.modifiers:
            return []
        return [
            "size = rows * columns",
            "for i in range(size):",
            f"    store(scratch, {self._place(0)}, load(p, i * W))",
            f"    store(scratch, {self._place(1)}, load(g, i * W))",
        ]

    def _modified(self) -> list[str]:
        """The changes of the step by modifiers."""
        lines, first = [], len(self.optimizer.state)
        before, g = (f"load(scratch, {self._place(k)})" for k in (0, 1))
        known = {"p": before, "new": "load(p, i * W)", "g": g, "lr": "rate", "t": "t"}
        for each in self.modifiers:
            places = [f"(i + {first + k} * apart) * W" for k in range(len(each.slots))]
            slots = [f"load(slots, {place})" for place in places]
            for name in each.definition.sums:
                total = each.sum_name(name)
                lines += [
                    f"{total} = splat(0.0)",
                    "for i in range(size):",
                    f"    {total} = {total} + {each.term(name, known, slots)}",
                ]
            lines += each.prepare(n="splat_one(size)", lr="rate")
            results = ["modified", *(f"new_{slot}" for slot in each.slots)]
            lines += [
                "for i in range(size):",
                f"    {', '.join(results)} = {each.update(known, slots)}",
                "    store(p, i * W, modified)",
            ]
            for place, name in zip(places, results[1:], strict=True):
                lines.append(f"    store(slots, {place}, {name})")
            first += len(each.slots)
        return lines


def update_text(recipe: Recipe) -> str:
    """The text of the module with an optimizer's update of a network."""
    return fill("update", _UpdateWriter(recipe))
