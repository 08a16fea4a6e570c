"""The source text of the changes of a network's gradient by modifiers."""

from __future__ import annotations

from gdsim.engine.networks.source.kinds import KindWriter, for_some
from gdsim.engine.recipe import Recipe
from gdsim.engine.source.binding import Binding
from gdsim.engine.source.modifier import Modifying, of_gradient
from gdsim.engine.source.text import fill


class _TemperWriter(KindWriter):
    """Writes the modifiers of the gradient, one after another."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__(recipe.dtype, recipe.width)
        self.recipe, self.binding, self.modifiers = recipe, Binding(recipe), of_gradient(recipe)

    def modifiers_of_gradient(self) -> list[str]:
        return [
            *(line for each in self.modifiers for line in each.imports()),
            *self.binding.access(),
        ]

    def uniform_settings(self) -> list[str]:
        return self.binding.uniform_settings()

    def varying_settings(self) -> list[str]:
        return self.binding.varying_settings()

    def gradient(self) -> list[str]:
        return [line for each in self.modifiers for line in self._changed(each)]

    def _changed(self, modifier: Modifying) -> list[str]:
        known = {
            "g": "load_some(gradient, i * W, left)",
            "p": "load_some(p, i * W, left)",
            "t": "t",
        }
        prepare = modifier.prepare(square="square", unit="unit")
        return [
            *["square, unit = measured(gradient, count)"] * bool(prepare),
            *prepare,
            *for_some([f"store_some(gradient, i * W, {modifier.gradient(known)}, left)"], "count"),
        ]


def temper_text(recipe: Recipe) -> str:
    """The text of the module in which a recipe's modifiers change the gradient."""
    return fill("temper", _TemperWriter(recipe))
