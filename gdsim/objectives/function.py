"""Functions to minimise: from the catalogue, or typed as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gdsim import catalogue
from gdsim.base.axes import Axis, Part, first_value
from gdsim.base.ranges import Hyper
from gdsim.calculus import Expression, parse
from gdsim.objectives import function_fields as fields
from gdsim.objectives.function_minima import stated_minima_hold
from gdsim.objectives.function_values import FunctionValues
from gdsim.objectives.objective_starts import Starts
from gdsim.objectives.starts import Domain

if TYPE_CHECKING:
    from gdsim.engine.program import Value


TYPED_DOMAIN = (-5.0, 5.0)


# Candidates for the start of a typed function, as shares of each side of the domain; the first with
# a finite value is used. None is a middle or an end, where functions often have kinks and minima.
_FRACTIONS = (0.2, 0.7), (0.7, 0.85), (0.6, 0.9), (0.95, 0.65)


@dataclass(frozen=True, init=False, repr=False)
class Function(FunctionValues):
    """A function to minimise: `Function("rosenbrock", b=50)` or `Function("x**2 + a*y**2", a=3)`.

    `given` is the catalogue name or the text. `parameters` are numbers or several values (an axis).
    Text with data holds them fixed, so that only its weights are variables:
    `Function("(x*w + b - y)**2", data={"x": 2, "y": 3})`, which is `Function(..., x=2, y=3)`.
    `domain` has one (low, high) pair per variable, in the order of `variables`; by default (-5, 5)
    for typed text. `step` is the name of the step's number in typed text, so that the function
    changes while it is minimised: `Function("(x - sin(0.05*t))**2", step="t")`; outside a run the
    step is 0.

    Text is written as in Python, ^ being ** too: + - * / %, pi, e; sqrt, cbrt, hypot, exp, expm1,
    log, log1p, log2, log10, sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, erf, sigmoid,
    softplus, relu, abs, sign, step (Heaviside's, 1/2 at 0), floor, ceil, mod, min, max, clip, pow;
    where(x < 1, a, b), with < <= > >= == !=; sum and prod over variables x_i.

    Errors: SettingError; calculus.ExpressionError, with the column, for text.
    """

    kind = "function"

    given: str
    _parameters: tuple[tuple[str, float | Axis], ...]
    _domain: Domain | None
    _start: tuple[float, ...] | None
    step: str | None

    def __init__(
        self,
        name_or_text: str,
        domain: Any = None,
        start: Any = None,
        step: str | None = None,
        **parameters: Any,
    ) -> None:
        keep = object.__setattr__
        keep(self, "given", fields.name_or_text(name_or_text))
        keep(self, "step", fields.step(step, self.given, self.definition))
        checked = {
            name: fields.parameter(value, name, self.given, self.definition, self.step)
            for name, value in fields.with_data(parameters).items()
        }
        keep(self, "_parameters", tuple(checked.items()))
        keep(self, "_parameters", self._in_order())
        keep(self, "_domain", fields.domain(domain, self.variables))
        keep(self, "_start", fields.start(start, self.variables))

    @cached_property
    def expression(self) -> Expression:
        """The expression; a parameter with several values has the first of them."""
        numbers = {name: first_value(value) for name, value in self._settings().items()}
        clock = {} if self.step is None else {self.step: 0.0}
        return parse(self.text, parameters={**numbers, **clock})

    @cached_property
    def definition(self) -> catalogue.Function | None:
        """The catalogue's definition; None for typed text."""
        return catalogue.discover("function").get(self.given)

    @property
    def name(self) -> str:
        """The catalogue name, or the text."""
        return self.given

    @property
    def title(self) -> str:
        """The name on screen."""
        if self.definition is None:
            return self.given
        return self.definition.title or self.given.replace("_", " ").capitalize()

    @property
    def text(self) -> str:
        """The function as text."""
        return self.given if self.definition is None else self.definition.text

    @property
    def latex(self) -> str:
        """The function as LaTeX."""
        return str(self.expression.latex)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the variables, in the order of points and of the domain."""
        return tuple(self.expression.variables)

    @property
    def parameters(self) -> dict[str, float | Axis]:
        """The value of each parameter, or its axis, without the step."""
        stated = {name: float(value) for name, value in self.expression.parameters.items()}
        return {n: v for n, v in {**stated, **self._settings()}.items() if n != self.step}

    @property
    def given_parameters(self) -> dict[str, float | Axis]:
        """The parameters that were set, without defaults."""
        return dict(self._parameters)

    @property
    def given_domain(self) -> Domain | None:
        """The domain, if it was set."""
        return self._domain

    @property
    def given_start(self) -> tuple[float, ...] | None:
        """The start, if it was set."""
        return self._start

    @property
    def domain(self) -> Domain:
        """One (low, high) pair per variable: the region of random starts and of maps."""
        if self._domain is not None:
            return self._domain
        if self.definition is not None:
            return tuple((float(low), float(high)) for low, high in self.definition.domain)
        return (TYPED_DOMAIN,) * len(self.variables)

    @cached_property
    def start(self) -> tuple[float, ...]:
        """The point where runs start by default."""
        if self._start is not None:
            return self._start
        if self.definition is not None and self._domain is None:
            return tuple(map(float, self.definition.start))
        candidates = [_inside(self.domain, fractions) for fractions in _FRACTIONS]
        finite = (point for point in candidates if self.is_finite(point))
        return next(finite, candidates[0])

    @property
    def minima(self) -> tuple[tuple[float, ...], ...]:
        """The known minima; empty for typed text and for parameters that move them."""
        if self.definition is None or not self._minima_hold:
            return ()
        return tuple(tuple(map(float, point)) for point in self.definition.minima)

    @property
    def minimum(self) -> float | None:
        """The least value, or None if it is not known."""
        if self.definition is None or not self._minima_hold:
            return None
        return self.definition.minimum

    @property
    def methods(self) -> frozenset[tuple[str, str]]:
        """The function's kind and name, if it is from the catalogue."""
        return frozenset() if self.definition is None else frozenset({("function", self.given)})

    def program_fields(
        self,
        parameters: Mapping[str, Value],
        starts: Starts | None,
        strides: Mapping[str, int],
        part: Part,
    ) -> dict[str, Any]:
        """The objective's fields of a program: its expression, and the start of each variable."""
        start = self.start_values(starts, strides, part)
        known = {"expression": self.expression, "parameters": parameters}
        return {**known, "start": start, "step": self.step}

    def replace(self, **changes: Any) -> Function:
        """The same function with another domain, start, step or parameters."""
        own = {"domain": self._domain, "start": self._start, "step": self.step}
        return Function(self.given, **{**own, **self.given_parameters, **changes})

    def described(self, parameter: str) -> tuple[str, str]:
        """A parameter's place in an experiment file, and its description."""
        return f"objective.parameters.{parameter}", f"parameter {parameter} of the objective"

    def declared(self, parameter: str) -> Hyper:
        """A parameter's declaration in the catalogue; of a typed function any number will do."""
        declared = {} if self.definition is None else self.definition.parameters
        return declared.get(parameter) or super().declared(parameter)

    def file_fields(self) -> dict[str, Any]:
        """The arguments that were given."""
        own = {"domain": self._domain, "start": self._start, "step": self.step}
        given = {name: value for name, value in own.items() if value is not None}
        return {"function": self.given, "parameters": self.given_parameters, **given}

    def __repr__(self) -> str:
        parts = [repr(self.given)]
        if self._domain is not None:
            parts.append(f"domain={self._domain!r}")
        if self._start is not None:
            parts.append(f"start={self._start!r}")
        if self.step is not None:
            parts.append(f"step={self.step!r}")
        parts += [f"{name}={value!r}" for name, value in self._parameters]
        return f"Function({', '.join(parts)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.given, self._domain, self._start, self.step, self._parameters)

    def _settings(self) -> dict[str, float | Axis]:
        defaults = {} if self.definition is None else self.definition.parameters
        return {
            **{name: hyper.default for name, hyper in defaults.items()},
            **dict(self._parameters),
        }

    @cached_property
    def _minima_hold(self) -> bool:
        known = self.definition
        return known is not None and stated_minima_hold(known, dict(self._parameters), self.domain)

    def _in_order(self) -> tuple[tuple[str, float | Axis], ...]:
        """The given parameters in the text's order; ExpressionError for one it does not have."""
        given, names = dict(self._parameters), self.expression.parameters
        return tuple((name, given[name]) for name in names if name in given)


def _inside(domain: Domain, fractions: tuple[float, float]) -> tuple[float, ...]:
    return tuple(
        low + (high - low) * fractions[index % 2] for index, (low, high) in enumerate(domain)
    )


def _rebuilt(given: str, domain: Any, start: Any, step: Any, parameters: Any) -> Function:
    return Function(given, domain, start, step, **dict(parameters))
