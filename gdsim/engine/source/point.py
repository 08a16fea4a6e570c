"""The source text of the module that computes where an optimizer takes the gradient."""

from __future__ import annotations

from gdsim.engine.recipe import Recipe
from gdsim.engine.source.binding import Binding, bound_at
from gdsim.engine.source.text import access, blocks, definition_lines, fill


class _PointWriter:
    """Writes an optimizer's `gradient_point`, on blocks of runs."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe, self.optimizer, self.binding = recipe, recipe.definition, Binding(recipe)

    def imports(self) -> list[str]:
        recipe = self.recipe
        uniform = map(str, range(len(recipe.uniform)))
        sizes = recipe.width, recipe.block, recipe.width
        return [
            f'DTYPE, W, BLOCK, ACROSS = "{recipe.dtype}", {", ".join(map(str, sizes))}',
            *definition_lines("optimizer", recipe.optimizer, "optimizer"),
            "gradient_point = optimizer.DEFINITION.gradient_point",
            access("load", "uniform", "DTYPE, 1", uniform),
            access("load", "varying", "DTYPE, ACROSS", blocks(len(recipe.rowed))),
        ]

    def uniform_settings(self) -> list[str]:
        return self.binding.uniform_settings()

    def varying_settings(self) -> list[str]:
        return self.binding.varying_settings("lane")

    def point(self) -> list[str]:
        places = {
            name: f"load(p, ({k} * count + i) * BLOCK + lane)"
            for k, name in enumerate(("p", *self.optimizer.state))
        }
        value = f"gradient_point({bound_at(self.optimizer, places)})"
        return [f"store(y, i * BLOCK + lane, {value})"]


def point_text(recipe: Recipe) -> str:
    """The text of the module that computes where the gradient of a recipe's runs is taken."""
    return fill("point", _PointWriter(recipe))
