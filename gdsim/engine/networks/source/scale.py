"""The source text of the module that computes an optimizer's preconditioner."""

from __future__ import annotations

from gdsim.engine.networks.source.kinds import kind_line
from gdsim.engine.recipe import Recipe
from gdsim.engine.source.binding import Binding, bound_at
from gdsim.engine.source.text import definition_lines, fill, targets


class _ScaleWriter:
    """Writes the preconditioner of a step, which is tried but not taken."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe, self.optimizer, self.binding = recipe, recipe.definition, Binding(recipe)

    def imports(self) -> list[str]:
        recipe = self.recipe
        apart = ["gradient_point"] * (self.optimizer.gradient_point is not None)
        return [
            kind_line(recipe.dtype, recipe.width),
            *definition_lines("optimizer", recipe.optimizer, "optimizer"),
            *(f"{n} = optimizer.DEFINITION.{n}" for n in ("step", "preconditioner", *apart)),
            *self.binding.access(),
        ]

    def uniform_settings(self) -> list[str]:
        return self.binding.uniform_settings()

    def varying_settings(self) -> list[str]:
        return self.binding.varying_settings()

    def known(self) -> list[str]:
        return self.binding.known()

    def scale(self) -> list[str]:
        optimizer, state = self.optimizer, list(self.optimizer.state)
        slots = {
            name: f"load_some(p, ({k} * count + i) * W, left)"
            for k, name in enumerate(("p", *state))
        }
        slots["g"] = "load_some(g, i * W, left)"
        if optimizer.gradient_point is not None:
            slots["y"] = f"gradient_point({bound_at(optimizer, slots)})"
        after = {name: f"new_{name}" for name in state}
        results = targets(["_", *after.values()]) if state else "_"
        return [
            f"{results} = {self.binding.step(slots)}",
            f"divisor = {self.binding.preconditioner({**slots, **after})}",
            "store_some(scales, i * W, 1.0 / sqrt(splat(0.0) + divisor), left)",
        ]


def scale_text(recipe: Recipe) -> str:
    """The text of the module that computes the preconditioner of a recipe's optimizer."""
    return fill("scale", _ScaleWriter(recipe))
