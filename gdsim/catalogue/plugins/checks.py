"""Checks of users' definitions when their catalogue is loaded; an error is one sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

from gdsim.base import public
from gdsim.base.errors import SettingError, suggestion
from gdsim.base.ranges import Flag, Hyper
from gdsim.base.words import counted
from gdsim.calculus import ExpressionError, parse
from gdsim.catalogue.definitions import (
    Activation,
    DataSet,
    Function,
    Initializer,
    Loss,
    Measure,
    Modifier,
    Optimizer,
    Schedule,
)
from gdsim.catalogue.discovery import arguments, discover, folded, kind_of
from gdsim.catalogue.plugins.trial import tried, tried_modifier

_DISTRIBUTIONS = ("constant", "normal", "uniform", "orthogonal")
_TARGETS = ("values", "bits", "signs", "classes")
_CALLED = ("optimizer", "schedule", "modifier")  # with a public name in gdsim: `gdsim.Adam`
_VARIABLE = re.compile(r"[A-Za-z]_?\d*")


class _Checks:
    """The checks of one definition; each raises SettingError, which starts with the file's path."""

    def __init__(self, name: str, definition: Any, file: Path) -> None:
        self.name, self.definition, self.file = name, definition, file

    def refuse(self, sentence: str) -> None:
        raise SettingError(f"{self.file}: {sentence}")

    def run(self) -> None:
        check = _CHECKS.get(type(self.definition))
        if check is None:
            kinds = ", ".join(kind.__name__ for kind in _CHECKS)
            self.refuse(
                f"DEFINITION must be one of gdsim.catalogue's {kinds}, got {self.definition!r}"
            )
            return
        if not self.name.isidentifier() or iskeyword(self.name):
            self.refuse(
                f"the file's name is the method's name and must be a valid Python name, such as "
                f"my_method, got {self.name!r}"
            )
        self._texts()
        self._settings()
        check(self)

    def _texts(self) -> None:
        for field in ("summary", "source", "formula", "name", "title", "text"):
            value = getattr(self.definition, field, "")
            if not isinstance(value, str):
                self.refuse(f"{field} must be text, got {value!r}")
        if kind_of(self.definition) in _CALLED:
            name = self.definition.name
            if not (name.isidentifier() and name[0].isupper()):
                self.refuse(
                    f"name is the method's name in Python, as in gdsim.{name.title() or 'MyMethod'}"
                    f", and must start with a capital letter, got {name!r}"
                )
            if name in {**public.PUBLIC, **public.MODULES}:
                self.refuse(f"name {name!r} is already used: gdsim.{name} is not a method")

    def _settings(self) -> None:
        field = "hyper" if hasattr(self.definition, "hyper") else "parameters"
        settings = getattr(self.definition, field, {})
        if not isinstance(settings, Mapping):
            self.refuse(f"{field} must be a mapping of names to settings, got {settings!r}")
        flags = isinstance(self.definition, Optimizer | Schedule)
        for name, hyper in settings.items():
            if not isinstance(hyper, Hyper | Flag if flags else Hyper):
                self.refuse(f"{field}: {name} must be a Hyper{' or Flag' * flags}, got {hyper!r}")
            if not (isinstance(name, str) and name.isidentifier() and not iskeyword(name)):
                self.refuse(f"{field}: {name!r} is not a valid name for a setting")
            if isinstance(hyper, Hyper) and hyper.default not in hyper.range:
                self.refuse(
                    f"{field}: {name} must be {hyper.range}, but its default is {hyper.default}"
                )

    def arguments(self, function: Any, what: str, known: Iterable[str]) -> None:
        """Refuse a function with an argument that gdsim does not pass."""
        if not callable(function):
            self.refuse(f"{what} must be a function, got {function!r}")
        names = list(known)
        for name in arguments(function):
            if name not in names:
                self.refuse(
                    f"{what} takes {name!r}, which is neither a setting nor a value that it is "
                    f"passed; {suggestion(name, names)}"
                )

    def distinct(self, groups: Mapping[str, Iterable[str]]) -> None:
        """Refuse a name that is in two groups."""
        group_of: dict[str, str] = {}
        for group, names in groups.items():
            for name in names:
                if name in group_of:
                    self.refuse(f"{name!r} is in {group} and also in {group_of[name]}")
                group_of[name] = group

    def expression(self, variables: tuple[str, ...] | None, what: str = "its text") -> Any:
        """The definition's text as an expression, its parameters at their defaults."""
        numbers = {name: hyper.default for name, hyper in self.definition.parameters.items()}
        try:
            return parse(self.definition.text, parameters=numbers, variables=variables)
        except ExpressionError as error:
            raise SettingError(f"{self.file}: {what}, {error}") from error


def check(name: str, definition: Any, file: Path) -> None:
    """Refuse a definition that gdsim cannot use: SettingError, with the file's name."""
    _Checks(name, definition, file).run()


def check_names(name: str, definition: Any, file: Path) -> None:
    """Refuse a name that a method of gdsim or of another catalogue has: SettingError."""
    own_kind = kind_of(definition)
    names = {folded(name), folded(getattr(definition, "name", name))}
    for existing, method in discover(own_kind).items():
        if names & {folded(existing), folded(getattr(method, "name", existing))}:
            raise SettingError(
                f"{file}: there is already {_article(own_kind)} {own_kind} {existing!r}"
            )
    if own_kind in _CALLED:
        for kind in _CALLED:
            if definition.name in {method.name for method in discover(kind).values()}:
                raise SettingError(
                    f"{file}: name {definition.name!r} is already that of {_article(kind)} {kind}"
                )


def _article(word: str) -> str:
    return "an" if word[0] in "aio" else "a"


def _optimizer(checks: _Checks) -> None:
    definition: Optimizer = checks.definition
    own = {
        "hyper": definition.hyper,
        "state": definition.state,
        "shared": definition.shared,
        "coefficients": definition.coefficients,
        "scratch": definition.scratch,
    }
    given = ["n", "p", "g", "h"] if definition.hessian else ["p", "g"]
    given += ["rows", "columns", "vector"] * definition.tensor
    whole = definition.hessian or definition.tensor
    given += ["y"] * (definition.gradient_point is not None and not whole)
    taken = {"the values that step is passed": [*given, "t"]}
    checks.distinct({**taken, "what every optimizer takes": ["schedule"], **own})
    passed = ["t", *given, *(name for names in own.values() for name in names)]
    checks.arguments(definition.step, "step", passed)
    numbers = [name for name, hyper in definition.hyper.items() if not isinstance(hyper, Flag)]
    if definition.gradient_point is not None:
        # Only values that a run still has after its last step: not the rate, not the step's number.
        passed = ["p", *definition.state, *(name for name in numbers if name != "lr")]
        checks.arguments(definition.gradient_point, "gradient_point", passed)
    if callable(definition.preconditioner) and not whole:
        passed = ["t", "p", "g", *definition.state, *definition.hyper, *definition.coefficients]
        checks.arguments(definition.preconditioner, "preconditioner", passed)
    elif definition.preconditioner not in (None, 1) or (whole and definition.preconditioner):
        checks.refuse(
            "preconditioner must be a function of one parameter, 1 or None, and None for steps of "
            f"whole columns, got {definition.preconditioner!r}"
        )
    if not isinstance(definition.revision, int) or definition.revision < 1:
        checks.refuse(f"revision must be a whole number from 1, got {definition.revision!r}")
    initial = ["p", *numbers]
    for name, value in definition.state.items():
        if value not in initial if isinstance(value, str) else not isinstance(value, int | float):
            checks.refuse(
                f"state: {name} must start at a number, the name of a setting or 'p', got {value!r}"
            )
    if definition.prepare is not None:
        before = ["t", *definition.hyper, *definition.shared]
        checks.arguments(definition.prepare, "prepare", before)
    elif definition.coefficients or definition.shared:
        checks.refuse("coefficients and shared values need a function prepare, which is missing")
    tried(definition, checks.file)


def _modifier(checks: _Checks) -> None:
    definition: Modifier = checks.definition
    if (definition.gradient is None) == (definition.update is None):
        checks.refuse("a modifier has gradient or update, one of the two")
    if definition.gradient is not None and (definition.sums or definition.state):
        checks.refuse("sums and state are of a modifier with update; this one has gradient")
    given = ["g", "p"] if definition.gradient is not None else ["p", "new", "g", "lr"]
    known = {
        "hyper": definition.hyper,
        "state": definition.state,
        "sums": definition.sums,
        "coefficients": definition.coefficients,
    }
    reserved = {"what its functions are given": [*given, "t", "n", "square", "unit"]}
    checks.distinct({**reserved, **known})
    of_one = ["t", *given, *definition.hyper, *definition.state]
    for name, term in definition.sums.items():
        checks.arguments(term, f"sums: {name}", of_one)
    whole = ["square", "unit"] if definition.gradient is not None else ["n", "lr"]
    if definition.prepare is not None:
        known_whole = ["t", *whole, *definition.hyper, *definition.sums]
        checks.arguments(definition.prepare, "prepare", known_whole)
    elif definition.coefficients or definition.sums:
        checks.refuse("coefficients are made of sums by prepare, which there is not")
    of_one += definition.coefficients
    if definition.gradient is not None:
        checks.arguments(definition.gradient, "gradient", of_one)
    else:
        checks.arguments(definition.update, "update", of_one)
    for name, value in definition.state.items():
        if value != "p" and (isinstance(value, str) or not isinstance(value, int | float)):
            checks.refuse(f"state: {name} begins at a number or 'p', got {value!r}")
    tried_modifier(definition, checks.file)


def _schedule(checks: _Checks) -> None:
    definition: Schedule = checks.definition
    passed = ["t", "steps", "warmup"]
    checks.distinct({"the values that factor is passed": passed, "hyper": definition.hyper})
    checks.arguments(definition.factor, "factor", ["t", "steps", *definition.hyper])
    tried(definition, checks.file)


def _function(checks: _Checks) -> None:
    definition: Function = checks.definition
    if _VARIABLE.fullmatch(checks.name):
        checks.refuse(f"{checks.name!r} is the name of a variable, so a function cannot have it")
    expression = checks.expression(None)
    count = len(expression.variables)
    unknown = [name for name in definition.parameters if name not in expression.parameters]
    if unknown:
        checks.refuse(f"parameters: its text has no {unknown[0]!r}")
    if not _is_box(definition.domain, count):
        checks.refuse(
            f"domain must have a (low, high) pair for each of {', '.join(expression.variables)}, "
            f"got {definition.domain!r}"
        )
    for what, point in [("start", definition.start), *(("minima", p) for p in definition.minima)]:
        if not _is_point(point, count):
            checks.refuse(f"{what}: a point has {counted(count, 'number')}, got {point!r}")
    try:
        at_start = expression.value(list(definition.start))
    except ArithmeticError:
        at_start = math.nan
    if not math.isfinite(at_start):
        checks.refuse(f"start: its value at {definition.start!r} is not finite")
    for point in definition.minima if definition.minimum is not None else ():
        value, least = expression.value(list(point)), float(definition.minimum or 0.0)
        if not abs(value - least) <= 1e-4 * max(1.0, abs(least)):
            checks.refuse(f"minimum is {least:g}, but the value at {point!r} is {value:g}")


def _is_box(domain: Any, count: int) -> bool:
    return (
        isinstance(domain, tuple | list)
        and len(domain) == count
        and all(_is_point(pair, 2) and pair[0] < pair[1] for pair in domain)
    )


def _is_point(point: Any, count: int) -> bool:
    if not isinstance(point, tuple | list) or len(point) != count:
        return False
    return all(isinstance(x, int | float) and math.isfinite(x) for x in point)


def _activation(checks: _Checks) -> None:
    if checks.definition.whole is None:
        checks.expression(("z",))


def _loss(checks: _Checks) -> None:
    definition: Loss = checks.definition
    outputs = {*discover("activation"), *definition.outputs}
    if definition.targets not in _TARGETS:
        checks.refuse(f"targets must be one of {', '.join(_TARGETS)}, got {definition.targets!r}")
    if not definition.outputs or isinstance(definition.outputs, str):
        checks.refuse(f"outputs must name the output functions, got {definition.outputs!r}")
    if definition.contains is not None and definition.contains not in outputs:
        checks.refuse(f"contains must be the name of an activation, got {definition.contains!r}")
    if definition.whole is None:
        checks.expression(("y" if definition.contains is None else "z", "t"))


def _initializer(checks: _Checks) -> None:
    definition: Initializer = checks.definition
    if definition.distribution not in _DISTRIBUTIONS:
        checks.refuse(
            f"distribution must be one of {', '.join(_DISTRIBUTIONS)}, "
            f"got {definition.distribution!r}"
        )
    checks.arguments(definition.scale, "scale", ["fan_in", "fan_out", *definition.hyper])


def _data_set(checks: _Checks) -> None:
    definition: DataSet = checks.definition
    checks.arguments(definition.make, "make", definition.hyper)
    if isinstance(definition.classes, str) and definition.classes not in definition.hyper:
        checks.refuse(
            "classes must be names, or the setting that is their number, "
            f"got {definition.classes!r}"
        )


def _measure(checks: _Checks) -> None:
    if not callable(checks.definition.function):
        checks.refuse(f"function must be a function, got {checks.definition.function!r}")


_CHECKS: Mapping[type, Callable[[_Checks], None]] = {
    Function: _function,
    Optimizer: _optimizer,
    Schedule: _schedule,
    Activation: _activation,
    Loss: _loss,
    Initializer: _initializer,
    DataSet: _data_set,
    Measure: _measure,
    Modifier: _modifier,
}
