"""Lessons: experiment files with a text, and with claims that are measured when they run.

A lesson is an ordinary experiment file, which opens and runs like any other, with an extra table:

    [lesson]
    order = 6                            # its place among the lessons
    text = "..."                         # paragraphs, with empty lines between them
    base = "constant"                    # the name of the file's own experiment among variants

    [lesson.variants.warmup.schedule]    # the same experiment with some of its keys replaced
    name = "constant"
    warmup = 50

    [[lesson.claims]]                    # see gdsim.learn.lessons.claims

    [[lesson.explain]]                   # worked through by gdsim.learn.explain
    subject = "(2*x + 3)**2"             # or optimizer = "adam"; else the file's own experiment
    at = { x = 1.0 }
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdsim.base import assets
from gdsim.base.cards import Card
from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.files import read_text
from gdsim.catalogue.choices import find
from gdsim.experiment import Experiment
from gdsim.experiment.toml import file as experiment_file
from gdsim.experiment.toml.lines import line_of
from gdsim.learn.lessons.claims import Claim, Finding, measured, read_claim
from gdsim.learn.lessons.measurements import Run
from gdsim.learn.subjects import explain
from gdsim.objectives.objective import KINDS

if TYPE_CHECKING:
    from gdsim.learn.explanations.explanation import Explanation

_KEYS = ("order", "text", "base", "variants", "claims", "explain")


@dataclass(frozen=True, repr=False)
class Lesson(Card):
    """A lesson as written: title, paragraphs, claims, and the names of its experiments.

    The first experiment is the file's own; the others are its variants.
    """

    name: str
    title: str
    paragraphs: tuple[str, ...]
    order: float
    claims: tuple[Claim, ...]
    variants: tuple[str, ...]
    path: Path
    document: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"<Lesson {self.name!r}: {self.title}>"

    def card(self) -> tuple[str, dict[str, str]]:
        """What `print` and a notebook show of it: its text and its claims."""
        paragraphs = {f"{n}.": words for n, words in enumerate(self.paragraphs, 1)}
        claims = {f"claim {n}": claim.sentence for n, claim in enumerate(self.claims, 1)}
        return self.title, {**paragraphs, **claims}

    @cached_property
    def experiments(self) -> dict[str, Experiment]:
        """The experiments by name; SettingError if one of them is invalid."""
        experiments = {}
        own = {key: v for key, v in self.document.items() if key not in ("lesson", "window")}
        changes = self.document["lesson"].get("variants", {})
        for name in self.variants:
            merged = _merged(own, changes.get(name, {}))
            try:
                experiments[name] = experiment_file.from_document(
                    merged, Experiment, self.path.parent
                )
            except SettingError as error:
                raise SettingError(f"{self.path}, variant {name}: {error}", error.key) from error
        return experiments

    @property
    def has_explanations(self) -> bool:
        """Whether the lesson has explanations."""
        return bool(self.document["lesson"].get("explain"))

    def explanations(self) -> tuple[Explanation, ...]:
        """The lesson's explanations, worked with its numbers; SettingError if one is invalid."""
        explanations = []
        for index, table in enumerate(self.document["lesson"].get("explain", ())):
            options = dict(table)
            method, subject = options.pop("optimizer", None), options.pop("subject", None)
            if method is not None:
                subject = find("optimizer", method)()
            if subject is None:
                subject = self.experiments[self.variants[0]]
            try:
                explanations.append(explain(subject, **options))
            except (SettingError, TypeError) as error:
                key = f"lesson.explain[{index}]"
                raise SettingError(f"{self.path} ({key}): {error}", key) from error
        return tuple(explanations)

    def run(
        self, threads: int | None = None, cancelled: Callable[[], bool] | None = None
    ) -> Measured:
        """Run the experiments and measure every claim.

        A cancelled lesson has no findings.
        """
        runs = {}
        for name, experiment in self.experiments.items():
            result = experiment.run(threads=threads, cancelled=cancelled)
            if cancelled is not None and cancelled():
                return Measured(self, ())
            runs[name] = Run(experiment, result)
        findings = []
        for index, claim in enumerate(self.claims):
            try:
                findings.append(measured(claim, runs, f"lesson.claims[{index}]"))
            except SettingError as error:
                where = f"claim {index + 1} ({claim.sentence})"
                raise SettingError(f"{self.path}, {where}: {error}", error.key) from error
        return Measured(self, tuple(findings))


@dataclass(frozen=True, repr=False)
class Measured(Card):
    """A lesson that was run, and the findings of its claims, in their order."""

    lesson: Lesson
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        kept = sum(finding.as_expected for finding in self.findings)
        return f"<{self.lesson.name!r} measured: {kept} of {len(self.findings)} as expected>"

    def card(self) -> tuple[str, dict[str, str]]:
        """What `print` and a notebook show of it: each claim with what was measured."""
        rows = {
            f"claim {n}": f"{finding.claim.sentence} {finding.numbers}: "
            f"{'as expected' if finding.as_expected else 'NOT as expected'}"
            for n, finding in enumerate(self.findings, 1)
        }
        return self.lesson.title, rows

    @property
    def as_expected(self) -> bool:
        """Whether every claim held or failed as the lesson says."""
        return all(finding.as_expected for finding in self.findings)


def lessons() -> dict[str, Lesson]:
    """The lessons that gdsim ships, by name, in their order."""
    loaded = [load(path) for path in assets.path("lessons").glob("*.toml")]
    return {each.name: each for each in sorted(loaded, key=lambda each: (each.order, each.name))}


def lesson(name: str) -> Lesson:
    """A lesson by its name, or from the file at a path; SettingError if it does not exist."""
    if name.endswith(".toml") or os.sep in name:
        return load(Path(name))
    folder = assets.path("lessons")
    names = sorted(path.stem for path in folder.glob("*.toml"))
    wanted = name.replace("-", "_")
    if wanted not in names:
        raise SettingError(f"there is no lesson {name!r}; {suggestion(name, names)}")
    return load(folder / f"{wanted}.toml")


def load(path: Path) -> Lesson:
    """Read a lesson's file; SettingError names the file and the line."""
    text = read_text(path)
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        words = str(error) if isinstance(error, ValueError) else "nested too deeply"
        raise SettingError(f"{path}: not valid TOML: {words}") from None
    try:
        return _read(path, document)
    except SettingError as error:
        line = line_of(text, error.key)
        where = f", line {line}" if line else ""
        kind = SettingTypeError if isinstance(error, TypeError) else SettingError
        raise kind(f"{path}{where} ({error.key}): {error}", error.key) from error


def _read(path: Path, document: dict[str, Any]) -> Lesson:
    table = document.get("lesson")
    if not isinstance(table, dict):
        raise SettingError("not a lesson: the file has no table [lesson]", "lesson")
    for name in table:
        if name not in _KEYS:
            raise SettingError(f"unknown key {name!r}; {suggestion(name, _KEYS)}", f"lesson.{name}")
    text, title = table.get("text"), document.get("title")
    for key, value in (("lesson.text", text), ("title", title)):
        if not isinstance(value, str) or not value.strip():
            raise SettingError("a lesson needs a title and a text", key)
    variants = table.get("variants", {})
    if not isinstance(variants, dict) or not all(isinstance(v, dict) for v in variants.values()):
        raise SettingTypeError("variants must be tables, [lesson.variants.NAME]", "lesson.variants")
    base = str(table.get("base", "base"))
    if base in variants:
        raise SettingError(f"the base and a variant are both called {base!r}", "lesson.base")
    names = (base, *variants)
    claims = table.get("claims")
    if not isinstance(claims, list) or not claims:
        raise SettingError("a lesson needs claims, [[lesson.claims]]", "lesson.claims")
    order = table.get("order", 1000)
    if not isinstance(order, int | float) or isinstance(order, bool):
        raise SettingTypeError(f"order must be a number, got {shown(order)}", "lesson.order")
    return Lesson(
        name=path.stem,
        title=str(title),
        paragraphs=tuple(" ".join(each.split()) for each in str(text).strip().split("\n\n")),
        order=float(order),
        claims=tuple(
            read_claim(each, f"lesson.claims[{index}]", names) for index, each in enumerate(claims)
        ),
        variants=names,
        path=path,
        document=document,
    )


def _merged(table: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A table with some keys replaced.

    Inner tables are merged, unless the new one names another function, data set or schedule.
    """
    merged = dict(table)
    for name, value in changes.items():
        old = merged.get(name)
        if isinstance(old, dict) and isinstance(value, dict) and not _is_another(old, value):
            value = _merged(old, value)
        merged[name] = value
    return merged


def _is_another(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a table names another thing, to which the old table's keys do not apply."""
    is_of_another_kind = any(kind in new and kind not in old for kind in KINDS)
    return is_of_another_kind or "name" in new or "function" in new
