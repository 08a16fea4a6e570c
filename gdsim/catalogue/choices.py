"""Methods with the settings that a person chose: `Adam(beta2=0.99)`, `Cosine(warmup=50)`.

Optimizers, schedules, modifiers and the initializers of networks (`inits.normal(std=0.1)`) are
chosen by calling them. An optimizer may have a schedule of its own, `Adam(schedule=Cosine())`, with
which it runs instead of with the experiment's. Activations and losses are chosen by name, or, with
settings, by a mapping such as `{"name": "huber", "delta": 0.5}`; initializers may be chosen so too.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gdsim import catalogue
from gdsim.base import elsewhere
from gdsim.base.axes import Axis
from gdsim.base.elsewhere import folded
from gdsim.base.errors import SettingError, SettingTypeError, placed, shown, suggestion, unknown
from gdsim.base.settings import Setting, of_method, words_of
from gdsim.base.words import with_article
from gdsim.catalogue.additions import remembered
from gdsim.catalogue.schedules import WARMUP

Kind = Literal["optimizer", "schedule", "modifier", "initializer", "activation", "loss"]
CALLED: tuple[Kind, ...] = ("optimizer", "schedule", "modifier")  # by a public name: `gdsim.Adam`
BIAS = catalogue.Hyper(0.0, summary="what biases begin at")  # a setting of every initializer


@dataclass(frozen=True, repr=False)
class Choice:
    """A method and the settings given to it; settings not given keep their defaults.

    Made by calling the method: `gdsim.Adam(beta2=0.99)`. Its `repr` is that call. `schedule` is
    an optimizer's own; without one it has the experiment's.
    """

    kind: Kind
    name: str
    given: tuple[tuple[str, Setting], ...] = ()
    schedule: Choice | None = None

    @property
    def method(self) -> Method:
        """The chosen method, with its definition."""
        return methods(self.kind)[self.name]

    @property
    def settings(self) -> dict[str, Setting]:
        """The given settings by name, in the definition's order."""
        return dict(self.given)

    @property
    def arguments(self) -> dict[str, Setting | Choice]:
        """What the method is called with: the given settings, and the schedule of its own."""
        own = {} if self.schedule is None else {"schedule": self.schedule}
        return {**self.settings, **own}

    @property
    def axes(self) -> dict[str, Axis]:
        """The settings that were given as several values, by name."""
        return {name: value for name, value in self.given if isinstance(value, Axis)}

    def replace(self, **settings: Any) -> Choice:
        """The same method with some arguments changed; None restores a setting's default."""
        merged = {**self.arguments, **settings}
        return self.method(**{name: value for name, value in merged.items() if value is not None})

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        if self.kind in CALLED:
            return f"{self.method.title}({arguments})"
        if self.kind == "initializer" and self.given:
            return f"inits.{self.name}({arguments})"
        return repr({"name": self.name, **self.settings} if self.given else self.name)


@dataclass(frozen=True)
class Method:
    """A method of the catalogue; call it with settings to choose it."""

    kind: Kind
    name: str

    @property
    def definition(self) -> Any:
        """The method's definition in the catalogue."""
        return catalogue.discover(self.kind)[self.name]

    @property
    def title(self) -> str:
        """The method's public name, such as "AdamW"."""
        return str(self.definition.name)

    @property
    def hyper(self) -> dict[str, catalogue.Hyper | catalogue.Flag]:
        """The method's settings by name.

        Every schedule also has `warmup`, and every initializer `bias`.
        """
        definition = self.definition
        if self.kind in ("activation", "loss"):
            return dict(definition.parameters)
        if self.kind == "initializer":
            return {**definition.hyper, "bias": BIAS}
        if self.kind == "schedule":
            return {**definition.hyper, "warmup": WARMUP}
        return dict(definition.hyper)

    @property
    def defaults(self) -> dict[str, Any]:
        """The default of every argument by name: settings, and an optimizer's own schedule."""
        own = {"schedule": None} if self.kind == "optimizer" else {}
        return {**{name: hyper.default for name, hyper in self.hyper.items()}, **own}

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        paragraphs = textwrap.wrap(self.definition.summary, 88)
        if self.hyper:
            paragraphs += ["", "Settings; each number may be several (an axis):"]
            paragraphs += [line for each in self.hyper.items() for line in _setting_lines(*each)]
        if self.kind == "optimizer":
            paragraphs += ["    schedule: of its own, such as Cosine(); default the experiment's"]
        return "\n".join([*paragraphs, "", f"Source: {self.definition.source}"])

    @property
    def __signature__(self) -> inspect.Signature:
        keyword = inspect.Parameter.KEYWORD_ONLY
        return inspect.Signature(
            [
                inspect.Parameter(name, keyword, default=value)
                for name, value in self.defaults.items()
            ]
        )

    def __call__(self, *unnamed: Any, **settings: Any) -> Choice:
        """Choose the method with these settings; a setting is a number or several (an axis).

        An optimizer also takes a `schedule` of its own.
        """
        hyper = self.hyper
        if unnamed:
            example = (
                f", as in {self.title}({next(iter(hyper))}={shown(unnamed[0])})" if hyper else ""
            )
            raise SettingTypeError(f"{self.title} takes its settings by name{example}")
        known = self.defaults
        for name in settings:
            if name not in known:
                hint = elsewhere.setting(name, known) or suggestion(name, known)
                raise SettingError(f"{self.title} has no setting {shown(name)}; {hint}", name)
        given = tuple(
            (name, of_method(settings[name], f"{self.title}: {name}", hyper[name], name))
            for name in hyper
            if name in settings
        )
        own = settings.get("schedule") if self.kind == "optimizer" else None
        schedule = None if own is None else chosen(own, "schedule", "schedule")
        return Choice(self.kind, self.name, given, schedule)


def _setting_lines(name: str, hyper: catalogue.Hyper | catalogue.Flag) -> Iterator[str]:
    """A setting in a method's help: its default, what is allowed, and its summary."""
    allowed = "True or False"
    if isinstance(hyper, catalogue.Hyper):
        allowed = words_of(hyper.range, hyper.whole)
    default = f"{hyper.default:g}" if isinstance(hyper.default, float) else str(hyper.default)
    words = f"{name}: {allowed}; default {default}. {hyper.summary}"
    yield from textwrap.wrap(words, 88, initial_indent="    ", subsequent_indent="        ")


@remembered
def methods(kind: Kind) -> dict[str, Method]:
    """Every method of a kind by its name in the catalogue ("adam")."""
    return {name: Method(kind, name) for name in catalogue.discover(kind)}


@remembered
def by_title() -> dict[str, Method]:
    """Every optimizer, schedule and modifier by its public name ("Adam")."""
    return {method.title: method for kind in CALLED for method in methods(kind).values()}


def find(kind: Kind, name: str, key: str = "") -> Method:
    """The method called `name`, in the catalogue's spelling or the public one, in any case."""
    by_name = methods(kind)
    if name in by_name:
        return by_name[name]
    spelled = folded(name)
    for method in by_name.values():
        if spelled in (folded(method.name), folded(method.title)):
            return method
    raise SettingError(unknown(kind, name, by_name), key)


def chosen(value: Any, kind: Kind, key: str) -> Choice:
    """The choice that a value stands for: a choice, a method, or the name of a method.

    A method of a network may also be given as a mapping with its "name" and settings.
    """
    if isinstance(value, str):
        return find(kind, value, key)()
    if isinstance(value, Mapping) and kind not in CALLED:
        name = value.get("name")
        if not isinstance(name, str):
            raise SettingError(f"{key} needs a name, got {shown(dict(value))}", key)
        with placed(key):
            return find(kind, name, "name")(**{k: v for k, v in value.items() if k != "name"})
    if isinstance(value, Method):
        value = value()
    if not isinstance(value, Choice):
        raise SettingTypeError(
            f"{key} must be {with_article(kind)} or its name, got {shown(value)}", key
        )
    if value.kind != kind:
        raise SettingTypeError(
            f"{key} must be {with_article(kind)}, but {shown(value)} is {with_article(value.kind)}",
            key,
        )
    return value


def labels(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """A unique name per choice: "Adam", or where that repeats, "Adam (beta2=0.99)"."""
    titles = [choice.method.title for choice in choices]
    names = []
    for choice, title in zip(choices, titles, strict=True):
        settings = _settings_in_short(choice)
        repeated = titles.count(title) > 1 and settings
        names.append(f"{title} ({settings})" if repeated else title)
    return tuple(_numbered(names))


def _numbered(names: list[str]) -> Iterator[str]:
    used: set[str] = set()
    for name in names:
        label, count = name, 2
        while label in used:
            label, count = f"{name} #{count}", count + 1
        used.add(label)
        yield label


def _settings_in_short(choice: Choice) -> str:
    return ", ".join(f"{name}={_short(value)}" for name, value in choice.arguments.items())


def _short(value: Setting | Choice) -> str:
    if isinstance(value, Choice):
        settings = _settings_in_short(value)
        return f"{value.method.title}({settings})" if settings else value.method.title
    if isinstance(value, Axis):
        low, high = value.bounds
        return f"{low:g}..{high:g}"
    return f"{value:g}" if isinstance(value, float) else str(value)
