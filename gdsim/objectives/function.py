"""Functions to minimise: from the catalogue, or typed as text."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim import catalogue
from gdsim.base.axes import Axis, Part, first_value
from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion, unknown
from gdsim.base.ranges import Hyper
from gdsim.base.settings import setting
from gdsim.base.words import counted
from gdsim.calculus import Expression, parse
from gdsim.calculus.notation import FUNCTIONS as WRITTEN_ELSEWHERE
from gdsim.engine.evaluate import evaluate
from gdsim.objectives.objective import Objective
from gdsim.objectives.objective_starts import Starts
from gdsim.objectives.starts import Domain, Point, box, started

if TYPE_CHECKING:
    from gdsim.engine.program import Value


TYPED_DOMAIN = (-5.0, 5.0)


# Candidates for the start of a typed function, as shares of each side of the domain; the first with
# a finite value is used. None is a middle or an end, where functions often have kinks and minima.
_FRACTIONS = (0.2, 0.7), (0.7, 0.85), (0.6, 0.9), (0.95, 0.65)


@dataclass(frozen=True, init=False, repr=False)
class Function(Objective):
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
        if not isinstance(name_or_text, str):
            raise SettingTypeError(
                f"a function must be a name or text, got {shown(name_or_text)}", "objective"
            )
        _refuse_unknown_name(name_or_text)
        object.__setattr__(self, "given", name_or_text)
        object.__setattr__(self, "step", self._step(step))
        parameters = _with_data(parameters)
        checked = {name: self._parameter(name, value) for name, value in parameters.items()}
        object.__setattr__(self, "_parameters", tuple(checked.items()))
        object.__setattr__(self, "_parameters", self._in_order())
        object.__setattr__(self, "_domain", self._boxed(domain))
        object.__setattr__(self, "_start", self._pointed(start))

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
        if self.definition is None or not self._has_stated_minima:
            return ()
        return tuple(tuple(map(float, point)) for point in self.definition.minima)

    @property
    def minimum(self) -> float | None:
        """The least value, or None if it is not known."""
        if self.definition is None or not self._has_stated_minima:
            return None
        return self.definition.minimum

    def evaluate(self, points: ArrayLike) -> NDArray[np.float64]:
        """The value at `points`, shape (n, variables), as shape (n,) in float64."""
        return self._kernel(points, 0)["value"]

    def gradient(self, points: ArrayLike) -> NDArray[np.float64]:
        """The gradient at `points`, shape (n, variables), as shape (n, variables) in float64."""
        return self._kernel(points, 1)["gradient"]

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

    def expression_at(self, step: int) -> Expression:
        """The expression at a step."""
        if self.step is None or step == 0:  # 0 is what the step is in the expression
            return self.expression
        numbers = {**self.expression.parameters, self.step: float(step)}
        return parse(self.expression.text, numbers, self.expression.variables)

    def value(self, point: ArrayLike, step: int = 0) -> float:
        """The value at one point, (variables,), at a step, in plain Python."""
        return float(self.expression_at(step).value(np.asarray(point).tolist()))

    def slope(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64]:
        """The gradient at one point, (variables,), at a step, in plain Python."""
        return np.array(self.expression_at(step).gradient_at(np.asarray(point).tolist()))

    def hessian(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64]:
        """The Hessian at one point, (variables, variables), at a step, in plain Python."""
        return np.array(self.expression_at(step).hessian_at(np.asarray(point).tolist()))

    def start_losses(self, starts: Starts | None) -> NDArray[np.float64]:
        """The loss of each start, in plain Python, so that nothing is compiled."""
        with np.errstate(all="ignore"):
            return np.array(
                [float(self.expression.value(point)) for point in self._points(starts).tolist()]
            )

    def is_finite(self, point: Sequence[float]) -> bool:
        """Whether the function has a finite value at a point."""
        with np.errstate(all="ignore"):
            try:
                return math.isfinite(self.expression.value(list(point)))
            except (ArithmeticError, ValueError):
                return False

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
    def _has_stated_minima(self) -> bool:
        """Whether the catalogue's minima, which are for the defaults, hold for these parameters.

        They do if their value is the same and no point near them is lower, as with the steepness of
        Rosenbrock's walls; of an axis both ends are tried.
        """
        if self.definition is None or self.definition.minimum is None:
            return False
        defaults = self.definition.parameters
        changed = {k: v for k, v in self._parameters if v != defaults[k].default}
        ends = [v.bounds if isinstance(v, Axis) else (v,) for v in changed.values()]
        for corner in itertools.product(*ends) if changed else ():
            numbers = {**{k: hyper.default for k, hyper in defaults.items()}}
            numbers |= dict(zip(changed, corner, strict=True))
            value = parse(self.text, parameters=numbers).value
            if not all(self._is_lowest(value, point) for point in self.definition.minima):
                return False
        return True

    def _is_lowest(self, value: Callable[[Sequence[float]], float], point: Sequence[float]) -> bool:
        stated = self.definition.minimum if self.definition is not None else None
        if stated is None or abs(value(point) - stated) > 1e-6 * max(1.0, abs(stated)):
            return False
        sides = [(high - low) / 256 for low, high in self.domain]
        return all(
            value([x + turn * side for x, turn, side in zip(point, turns, sides, strict=True)])
            >= stated - 1e-6 * max(1.0, abs(stated))
            for turns in itertools.product((-1, 0, 1), repeat=len(point))
        )

    def _step(self, name: Any) -> str | None:
        key = "objective.step"
        if name is None:
            return None
        if not isinstance(name, str):
            raise SettingTypeError(
                f"step must be the name in the text of the step's number, got {shown(name)}",
                key,
            )
        if self.definition is not None:
            raise SettingError(
                f"{self.given} cannot have a step; only a function given as text can",
                key,
            )
        return name

    def _parameter(self, name: str, value: Any) -> float | Axis:
        key = f"objective.parameters.{name}"
        if name == self.step:
            raise SettingError(f"{name} is the step, so it cannot be given a value", key)
        known = {} if self.definition is None else self.definition.parameters
        if self.definition is not None and name not in known:
            hint = suggestion(name, known)
            raise SettingError(f"{self.given} has no parameter {shown(name)}; {hint}", key)
        allowed = known[name].range if name in known else catalogue.finite
        return setting(value, name, allowed, key=key)

    def _in_order(self) -> tuple[tuple[str, float | Axis], ...]:
        """The given parameters in the text's order; ExpressionError for one it does not have."""
        given, names = dict(self._parameters), self.expression.parameters
        return tuple((name, given[name]) for name in names if name in given)

    def _boxed(self, domain: Any) -> Domain | None:
        checked = box(domain, "domain", "objective.domain")
        if checked is not None and len(checked) != len(self.variables):
            raise SettingError(
                f"domain has {counted(len(checked), 'pair')} but the function has "
                f"{counted(len(self.variables), 'variable')} ({', '.join(self.variables)})",
                "objective.domain",
            )
        return checked

    def _pointed(self, start: Any) -> tuple[float, ...] | None:
        if start is None:
            return None
        point = started(start, self.variables, "objective.start")
        if not isinstance(point, Point) or any(not isinstance(x, float) for x in point.coordinates):
            raise SettingError(
                f"a function's start must be one point, got {shown(start)}; "
                "give several to the experiment",
                "objective.start",
            )
        return tuple(x for x in point.coordinates if isinstance(x, float))

    def _kernel(self, points: ArrayLike, order: int) -> dict[str, NDArray[np.float64]]:
        count = len(self.variables)
        try:
            with np.errstate(over="ignore"):  # of a longer type
                array = np.asarray(points, dtype=np.float64)
        except Exception:  # a value of any type, whose conversion may raise anything
            raise SettingTypeError(f"points must be numbers, got {shown(points)}") from None
        if array.ndim == 1 and count == 1:
            array = array[:, np.newaxis]
        if array.ndim != 2 or array.shape[1] != count:
            raise SettingError(
                f"points must have shape (n, {count}), one column per variable, got {array.shape}"
            )
        numbers: dict[str, float] = {}
        for name, value in self.parameters.items():
            if isinstance(value, Axis):
                raise SettingError(
                    f"{name} has several values, {shown(value)}; take one of them with "
                    f"replace({name}=...) to evaluate the function"
                )
            numbers[name] = value
        values: dict[str, NDArray[np.float64]] = evaluate(
            self.expression, np.ascontiguousarray(array), numbers, order
        )
        return values


def _refuse_unknown_name(given: str) -> None:
    """SettingError for a word that is neither in the catalogue nor a function of one variable."""
    known = catalogue.discover("function")
    could_be_name = re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]+", given)
    could_be_variable = re.fullmatch(r"[A-Za-z]_?\d*", given)
    if given not in known and could_be_name and not could_be_variable:
        if instead := WRITTEN_ELSEWHERE.get(given):
            raise SettingError(f"unknown function {shown(given)}; write {instead}", "objective")
        raise SettingError(unknown("function", given, known), "objective")


def _with_data(parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters, with what `data={"x": 2}` holds fixed."""
    data = parameters.get("data")
    if not isinstance(data, Mapping):
        return parameters
    given = {name: value for name, value in parameters.items() if name != "data"}
    twice = given.keys() & data.keys()
    if twice:
        raise SettingError(f"{min(twice)} is given in data and on its own; give it once", "data")
    odd = [name for name in data if not isinstance(name, str)]
    if odd:
        raise SettingError(f"the names in data must be texts, got {shown(odd[0])}", "data")
    return {**given, **data}


def _inside(domain: Domain, fractions: tuple[float, float]) -> tuple[float, ...]:
    return tuple(
        low + (high - low) * fractions[index % 2] for index, (low, high) in enumerate(domain)
    )


def _rebuilt(given: str, domain: Any, start: Any, step: Any, parameters: Any) -> Function:
    return Function(given, domain, start, step, **dict(parameters))
