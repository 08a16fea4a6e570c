"""The source text of the table of an optimizer's coefficients."""

from __future__ import annotations

from gdsim import catalogue
from gdsim.base.ranges import Flag
from gdsim.catalogue.definitions import Optimizer
from gdsim.engine.source.binding import prepare_arguments, prepare_call
from gdsim.engine.source.text import access, definition_lines, fill, setting_name, targets


class _PrepareWriter:
    """Writes the generated parts of the table of an optimizer's coefficients."""

    def __init__(self, optimizer: str, dtype: str) -> None:
        self.name, self.dtype = optimizer, dtype
        self.definition: Optimizer = catalogue.look_up("optimizer", optimizer)
        self.needs = [
            n
            for n, h in self.definition.hyper.items()
            if not isinstance(h, Flag) and n in prepare_arguments(self.definition)
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
    def _inputs(self) -> list[str]:
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
            f"def coefficients({', '.join(self._inputs)}):",
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
            f"{targets(self._results)} = coefficients({', '.join(self._inputs)})",
            f"store_prepared(prepared, k * {len(names)}, {values})",
        ]


def prepare_text(optimizer: str, dtype: str) -> str:
    """The text of the module with the `prepare` of an optimizer."""
    return fill("prepare", _PrepareWriter(optimizer, dtype))


def prepare_needs(optimizer: str, dtype: str) -> list[str]:
    """The settings that the compiled `prepare` reads, in order."""
    return _PrepareWriter(optimizer, dtype).needs
