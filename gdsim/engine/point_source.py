"""The source text of the compiled part that says where an optimizer takes the gradient."""

from __future__ import annotations

from gdsim.engine.recipe import Recipe
from gdsim.engine.source import access, bound_at, definition_lines, fill, setting_name, targets


class _PointWriter:
    """Writes an optimizer's `gradient_point`, on blocks of runs."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe, self.optimizer = recipe, recipe.definition

    def imports(self) -> list[str]:
        recipe = self.recipe
        uniform = map(str, range(len(recipe.uniform)))
        return [
            f'DTYPE, W, BLOCK = "{recipe.dtype}", {recipe.width}, {recipe.block}',
            *definition_lines("optimizer", recipe.optimizer, "optimizer"),
            "gradient_point = optimizer.DEFINITION.gradient_point",
            access("load", "uniform", "DTYPE, 1", uniform),
            access(
                "load", "varying", "DTYPE, W", (f"{i} * BLOCK" for i in range(len(recipe.rowed)))
            ),
        ]

    def uniform_settings(self) -> list[str]:
        names = targets(setting_name(n) for n in self.recipe.uniform)
        return [f"{names} = load_uniform(uniform, 0)"] if self.recipe.uniform else []

    def varying_settings(self) -> list[str]:
        names = targets(setting_name(n) for n in self.recipe.rowed)
        return [f"{names} = load_varying(varying, lane)"] if self.recipe.rowed else []

    def point(self) -> list[str]:
        places = {
            name: f"load(p, ({k} * count + i) * BLOCK + lane)"
            for k, name in enumerate(("p", *self.optimizer.state))
        }
        found = f"gradient_point({bound_at(self.optimizer, places)})"
        return [f"store(y, i * BLOCK + lane, {found})"]


def point_text(recipe: Recipe) -> str:
    """The text of the module that says where the gradient of a recipe's runs is taken."""
    return fill("point", _PointWriter(recipe))
