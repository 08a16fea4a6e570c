"""The source text of the changes of a function's gradient before the optimizer uses it.

Noise comes first, then each modifier in order. A modifier that needs the gradient's length has its
own functions, because there is a second one for lanes whose squares overflow.
"""

from __future__ import annotations

from gdsim.engine.overflow import DOWN
from gdsim.engine.recipe import Recipe
from gdsim.engine.source.modifier import Modifying, of_gradient
from gdsim.engine.source.text import function_lines, targets


class GradientText:
    """Writes the lines between the gradient and the optimizer in a recipe's stride."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.p = [f"p{i}" for i in range(recipe.dimensions)]
        self.g = [f"g{i}" for i in range(recipe.dimensions)]
        # Modifiers that act by component are joined; the last of them become part of the update.
        self.before: list[list[Modifying] | Modifying] = []
        self.last: list[Modifying] = []
        for each in of_gradient(recipe):
            if each.definition.prepare is None:
                self.last.append(each)
            else:
                self.before += [self.last, each]
                self.last = []

    @property
    def update_inputs(self) -> list[str]:
        """The inputs of `in_update` besides the parameters, their gradient and t."""
        return self._inputs(self.last, first=not self.before)

    def in_update(self) -> list[str]:
        """The first lines of an update."""
        return self._each_component(self.last, first=not self.before)

    def functions(self) -> list[list[str]]:
        """The functions that are called before an update."""
        if not self.before:
            return []
        beyond = ["beyond"]
        functions = [function_lines("far", self.g, [f"beyond = {self._square} == inf"], beyond)]
        for k, stage in enumerate(self.before):
            if isinstance(stage, Modifying):
                near = [f"square = {self._square}", *stage.prepare(square="square", unit="1.0")]
                functions.append(self._function(f"near_{k}", stage, [*near, *self._changed(stage)]))
                far = [*self._far(), *stage.prepare(square="square", unit="unit")]
                functions.append(self._function(f"far_{k}", stage, [*far, *self._changed(stage)]))
            elif self._changes(stage, k):
                lines = self._each_component(stage, first=k == 0)
                functions.append(self._function(f"temper_{k}", stage, lines, first=k == 0))
        compiled = [
            f"compile_in_lanes({lines[0].split()[1].partition('(')[0]})" for lines in functions
        ]
        return [
            part
            for lines, call in zip(functions, compiled, strict=True)
            for part in (lines, [call])
        ]

    def before_update(self) -> list[str]:
        """The lines that call them."""
        lines, g = [], targets(self.g)
        for k, stage in enumerate(self.before):
            arguments = ", ".join(self._arguments(stage, first=k == 0))
            if isinstance(stage, Modifying):
                lines += [
                    f"if any_lane(far({', '.join(self.g)})):",
                    f"    {g} = far_{k}({arguments})",
                    "else:",
                    f"    {g} = near_{k}({arguments})",
                ]
            elif self._changes(stage, k):
                lines.append(f"{g} = temper_{k}({arguments})")
        return lines

    def _changes(self, stage: list[Modifying], k: int) -> bool:
        return bool(stage) or (k == 0 and self.recipe.noisy)

    def _function(
        self, name: str, stage: list[Modifying] | Modifying, lines: list[str], first: bool = False
    ) -> list[str]:
        return function_lines(name, self._arguments(stage, first), lines, [targets(self.g)])

    def _arguments(self, stage: list[Modifying] | Modifying, first: bool) -> list[str]:
        return [*self.p, *self.g, "t", *self._inputs(stage, first)]

    def _inputs(self, stage: list[Modifying] | Modifying, first: bool) -> list[str]:
        noise = ["h_noise", "run_low", "run_high", "now", "key"]
        several = [stage] if isinstance(stage, Modifying) else stage
        settings = [setting for each in several for setting in each.settings]
        return noise * (first and self.recipe.noisy) + settings

    def _each_component(self, stage: list[Modifying], first: bool) -> list[str]:
        lines = self._noise() if first and self.recipe.noisy else []
        return lines + [line for each in stage for line in self._changed(each)]

    def _changed(self, modifier: Modifying) -> list[str]:
        return [
            f"{g} = {modifier.gradient({'g': g, 'p': p, 't': 't'})}"
            for p, g in zip(self.p, self.g, strict=True)
        ]

    def _noise(self) -> list[str]:
        lines, n = [], len(self.g)
        for pair in range(0, n, 2):
            lines += [
                f"w0, w1, w2, w3 = philox(run_low, run_high, now, {pair}, key, 0)",
                "n0, n1 = normal_pair(w0, w1, w2, w3, p0)",
            ]
            lines += [
                f"g{i} = fma(h_noise, n{i - pair}, g{i})" for i in range(pair, min(pair + 2, n))
            ]
        return lines

    @property
    def _square(self) -> str:
        return " + ".join(f"{g} * {g}" for g in self.g)

    def _far(self) -> list[str]:
        """The same bits in lanes whose squares do not overflow; see `gdsim.engine.overflow`."""
        return [
            f"beyond = {self._square} == inf",
            f"unit = select(beyond, {DOWN[self.recipe.dtype]!r}, 1.0)",
            *(f"{g} = {g} * unit" for g in self.g),
            f"square = {self._square}",
        ]
