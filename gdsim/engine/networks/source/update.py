"""The source text of an optimizer's update of a network's parameters."""

from __future__ import annotations

from gdsim.engine.networks.source.kinds import for_some, kind_line
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
        blocked = "DTYPE, ACROSS"
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
        lines = ["schedule = load_words(integers, 0)"] * several + [self.binding.rate()]
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
        loads = [f"load_some(slots, (i + {k} * apart) * W, left)" for k in range(len(state))]
        slots = {
            "p": "load_some(p, i * W, left)",
            "g": "load_some(g, i * W, left)",
            **dict(zip(state, loads, strict=True)),
        }
        if optimizer.gradient_point is not None:
            slots["y"] = f"gradient_point({bound_at(optimizer, slots)})"
        results = [f"new_{name}" for name in ("p", *state)]
        lines = [f"{targets(results)} = {self.binding.step(slots)}"]
        if len(results) == 1:
            lines = [f"new_p = {self.binding.step(slots)}"]
        lines.append("store_some(p, i * W, new_p, left)")
        lines += [
            f"store_some(slots, (i + {k} * apart) * W, new_{name}, left)"
            for k, name in enumerate(state)
        ]
        return ["size = rows * columns", *for_some(lines)]

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
            *for_some(
                [
                    f"store_some(scratch, {self._place(0)}, load_some(p, i * W, left), left)",
                    f"store_some(scratch, {self._place(1)}, load_some(g, i * W, left), left)",
                ]
            ),
        ]

    def _modified(self) -> list[str]:
        """The changes of the step by modifiers."""
        lines, first = [], len(self.optimizer.state)
        for each in self.modifiers:
            places = [f"(i + {first + k} * apart) * W" for k in range(len(each.slots))]
            single, several = (
                (self._known(form), [form.format("slots", place) for place in places])
                for form in ("load({}, {})", "load_some({}, {}, left)")
            )
            for name in each.definition.sums:  # in order
                total = each.sum_name(name)
                lines += [
                    f"{total} = splat(0.0)",
                    "for i in range(size):",
                    f"    {total} = {total} + {each.term(name, *single)}",
                ]
            lines += each.prepare(n="splat_one(size)", lr="rate")
            results = ["modified", *(f"new_{slot}" for slot in each.slots)]
            lines += for_some(
                [
                    f"{', '.join(results)} = {each.update(*several)}",
                    "store_some(p, i * W, modified, left)",
                    *(
                        f"store_some(slots, {place}, {name}, left)"
                        for place, name in zip(places, results[1:], strict=True)
                    ),
                ]
            )
            first += len(each.slots)
        return lines

    def _known(self, form: str) -> dict[str, str]:
        """What a modifier of the step reads, by name, loaded in a form."""
        before, g = (form.format("scratch", self._place(k)) for k in (0, 1))
        return {"p": before, "new": form.format("p", "i * W"), "g": g, "lr": "rate", "t": "t"}


def update_text(recipe: Recipe) -> str:
    """The text of the module with an optimizer's update of a network."""
    return fill("update", _UpdateWriter(recipe))
