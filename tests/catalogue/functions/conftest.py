"""A second reading of every function's text, by SymPy, to check the catalogue against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import mpmath
import numpy as np
import pytest
import sympy

from gdsim.catalogue.definitions import Function
from gdsim.catalogue.functions import catalogue

VARIABLES = sympy.symbols("x y", real=True)
# Written so that no intermediate result overflows; equal to the usual forms.
NAMES = {
    "x": VARIABLES[0],
    "y": VARIABLES[1],
    "e": sympy.E,
    "pi": sympy.pi,
    "abs": sympy.Abs,
    "sigmoid": lambda z: (1 + sympy.tanh(sympy.sympify(z) / 2)) / 2,
    "softplus": lambda z: sympy.Max(z, 0) + sympy.log(1 + sympy.exp(-sympy.Abs(z))),
    "relu": lambda z: sympy.Max(z, 0),
}


@dataclass(frozen=True)
class Reading:
    """One function, as SymPy reads its text."""

    definition: Function

    @cached_property
    def symbols(self) -> tuple[sympy.Symbol, ...]:
        return VARIABLES[: len(self.definition.domain)]

    @cached_property
    def parameters(self) -> dict[str, sympy.Symbol]:
        return {name: sympy.Symbol(name, real=True) for name in self.definition.parameters}

    @cached_property
    def expression(self) -> sympy.Expr:
        return sympy.parse_expr(self.definition.text, local_dict={**NAMES, **self.parameters})

    @cached_property
    def _values(self) -> Callable[..., np.ndarray]:
        arguments = [*self.symbols, *self.parameters.values()]
        # With constants as plain numbers: NumPy's sqrt(2) would turn float32 into float64.
        parts = self.expression.atoms(sympy.Pow, sympy.Function)
        constants = {part: part.evalf(20) for part in parts if part.is_number}
        return sympy.lambdify(arguments, self.expression.xreplace(constants), "numpy")

    @cached_property
    def _gradient(self) -> Callable[..., list[mpmath.mpf]]:
        rows = [sympy.diff(self.expression, symbol) for symbol in self.symbols]
        return sympy.lambdify([*self.symbols, *self.parameters.values()], rows, "mpmath")

    def settings(self, changes: Mapping[str, float] | None = None) -> list[float]:
        defaults = {name: hyper.default for name, hyper in self.definition.parameters.items()}
        return list({**defaults, **(changes or {})}.values())

    def values(self, *coordinates: np.ndarray, **parameters: float) -> np.ndarray:
        """The function at arrays of coordinates, in their own precision."""
        number = np.asarray(coordinates[0]).dtype.type
        settings = [number(setting) for setting in self.settings(parameters)]
        with np.errstate(all="ignore"):
            values = self._values(*coordinates, *settings)
        return np.broadcast_to(values, np.shape(coordinates[0]))

    def value(self, point: tuple[float, ...], **parameters: float) -> float:
        return float(self.values(*(np.float64(number) for number in point), **parameters))

    def gradient(self, point: tuple[float, ...]) -> list[mpmath.mpf]:
        """The gradient at a point with 30 digits."""
        with mpmath.workdps(30):
            numbers = [mpmath.mpf(number) for number in [*point, *self.settings()]]
            return self._gradient(*numbers)

    def grid(self, n: int, dtype: type[np.floating] = np.float64) -> list[np.ndarray]:
        """Coordinate arrays of n points per side over the whole domain, its edges included."""
        axes = [np.linspace(low, high, n, dtype=dtype) for low, high in self.definition.domain]
        return list(np.meshgrid(*axes, indexing="ij"))


READINGS = {name: Reading(definition) for name, definition in catalogue().items()}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test with a `reading` for every function of the catalogue."""
    if "reading" in metafunc.fixturenames:
        metafunc.parametrize("reading", READINGS.values(), ids=READINGS.keys())


@pytest.fixture(scope="session")
def readings() -> Mapping[str, Reading]:
    return READINGS
