"""What a user's definition must be: checked when its catalogue is loaded, in one sentence."""

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
from gdsim.catalogue.definitions import (
    Activation,
    DataSet,
    Function,
    Initializer,
    Loss,
    Measure,
    Optimizer,
    Schedule,
)
from gdsim.catalogue.discovery import arguments, discover, folded, kind_of
from gdsim.catalogue.plugins.trial import tried

_DISTRIBUTIONS = ("constant", "normal", "uniform", "orthogonal")
_TARGETS = ("values", "bits", "signs", "classes")
_CALLED = ("optimizer", "schedule")  # with a public name in gdsim: `gdsim.Adam`
_VARIABLE = re.compile(r"[A-Za-z]_?\d*")


class _Checks:
    """Checks of one definition; each raises SettingError with the file in front."""

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
                f"the name of the file is the method's name, and {self.name!r} is not one that "
                "Python can have, such as my_method"
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
                    f"name is that in Python, as in gdsim.{name.title() or 'MyMethod'}, and must "
                    f"begin with a capital letter, got {name!r}"
                )
            if name in {**public.PUBLIC, **public.MODULES}:
                self.refuse(f"name {name!r} is taken: gdsim.{name} is something else")

    def _settings(self) -> None:
        field = "hyper" if hasattr(self.definition, "hyper") else "parameters"
        settings = getattr(self.definition, field, {})
        if not isinstance(settings, Mapping):
            self.refuse(f"{field} must be a mapping of names to settings, got {settings!r}")
        flags = kind_of(self.definition) in _CALLED
        for name, hyper in settings.items():
            if not isinstance(hyper, Hyper | Flag if flags else Hyper):
                self.refuse(f"{field}: {name} must be a Hyper{' or Flag' * flags}, got {hyper!r}")
            if not (isinstance(name, str) and name.isidentifier() and not iskeyword(name)):
                self.refuse(f"{field}: {name!r} is no name that a setting can have")
            if isinstance(hyper, Hyper) and hyper.default not in hyper.range:
                self.refuse(
                    f"{field}: {name} must be {hyper.range}, its default is {hyper.default}"
                )

    def arguments(self, function: Any, what: str, known: Iterable[str]) -> None:
        """Refuse a function with an argument that has no meaning."""
        if not callable(function):
            self.refuse(f"{what} must be a function, got {function!r}")
        names = list(known)
        for name in arguments(function):
            if name not in names:
                self.refuse(
                    f"{what} takes {name!r}, which is neither a setting nor anything that it is "
                    f"given; {suggestion(name, names)}"
                )

    def distinct(self, groups: Mapping[str, Iterable[str]]) -> None:
        """Refuse a name that is used for two things."""
        taken: dict[str, str] = {}
        for what, names in groups.items():
            for name in names:
                if name in taken:
                    self.refuse(f"{name!r} is in {what} and also in {taken[name]}")
                taken[name] = what

    def expression(self, variables: tuple[str, ...] | None, what: str = "its text") -> Any:
        """The definition's text as an expression of its parameters at their defaults."""
        from gdsim.calculus import ExpressionError, parse

        numbers = {name: hyper.default for name, hyper in self.definition.parameters.items()}
        try:
            return parse(self.definition.text, parameters=numbers, variables=variables)
        except ExpressionError as error:
            raise SettingError(f"{self.file}: {what}, {error}") from error


def check(name: str, definition: Any, file: Path) -> None:
    """SettingError, a sentence with the file's name, unless gdsim can use a definition."""
    _Checks(name, definition, file).run()


def check_names(name: str, definition: Any, file: Path) -> None:
    """SettingError if gdsim, or another catalogue, has a method of this name already."""
    word = kind_of(definition)
    wanted = {folded(name), folded(getattr(definition, "name", name))}
    for other, each in discover(word).items():
        if wanted & {folded(other), folded(getattr(each, "name", other))}:
            raise SettingError(f"{file}: there is {_article(word)} {word} {other!r} already")
    if word in _CALLED:
        for kind in _CALLED:
            if definition.name in {each.name for each in discover(kind).values()}:
                raise SettingError(
                    f"{file}: name {definition.name!r} is that of {_article(kind)} {kind} already"
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
    checks.distinct({"what step is given": [*given, "t"], **own})
    known = ["t", *given, *(name for names in own.values() for name in names)]
    checks.arguments(definition.step, "step", known)
    numbers = [name for name, hyper in definition.hyper.items() if not isinstance(hyper, Flag)]
    if definition.gradient_point is not None:
        # What is known of a run behind its last step, too: no rate and no number of a step.
        places = ["p", *definition.state, *(name for name in numbers if name != "lr")]
        checks.arguments(definition.gradient_point, "gradient_point", places)
    if not isinstance(definition.revision, int) or definition.revision < 1:
        checks.refuse(f"revision must be a whole number from 1, got {definition.revision!r}")
    initial = ["p", *numbers]
    for name, value in definition.state.items():
        if value not in initial if isinstance(value, str) else not isinstance(value, int | float):
            checks.refuse(
                f"state: {name} begins at a number, the name of a setting or 'p', got {value!r}"
            )
    if definition.prepare is not None:
        before = ["t", *definition.hyper, *definition.shared]
        checks.arguments(definition.prepare, "prepare", before)
    elif definition.coefficients or definition.shared:
        checks.refuse("coefficients and shared values come from prepare, which there is not")
    tried(definition, checks.file)


def _schedule(checks: _Checks) -> None:
    definition: Schedule = checks.definition
    checks.distinct({"what factor is given": ["t", "steps", "warmup"], "hyper": definition.hyper})
    checks.arguments(definition.factor, "factor", ["t", "steps", *definition.hyper])
    tried(definition, checks.file)


def _function(checks: _Checks) -> None:
    definition: Function = checks.definition
    if _VARIABLE.fullmatch(checks.name):
        checks.refuse(f"{checks.name!r} is the name of a variable, so no function can have it")
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
            checks.refuse(f"{what}: a point has {count} numbers, got {point!r}")
    try:
        at_start = expression.value(list(definition.start))
    except ArithmeticError:
        at_start = math.nan
    if not math.isfinite(at_start):
        checks.refuse(f"start: its value at {definition.start!r} is not finite")
    for point in definition.minima if definition.minimum is not None else ():
        value, least = expression.value(list(point)), float(definition.minimum or 0.0)
        if not abs(value - least) <= 1e-4 * max(1.0, abs(least)):
            checks.refuse(f"minimum is said to be {least:g}, but at {point!r} it is {value:g}")


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
        checks.refuse(f"contains names no activation: {definition.contains!r}")
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
    checks.arguments(checks.definition.make, "make", checks.definition.hyper)


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
}
