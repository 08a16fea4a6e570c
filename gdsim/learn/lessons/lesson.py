"""A lesson as it is written, and as it was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdsim.base.cards import Card
from gdsim.base.errors import SettingError, placed
from gdsim.catalogue.choices import find
from gdsim.experiment import Experiment
from gdsim.experiment.toml import file as experiment_file
from gdsim.learn.lessons.actions import Action
from gdsim.learn.lessons.changes import changed, other_changes
from gdsim.learn.lessons.claims import Claim, Finding, measured
from gdsim.learn.lessons.drawing import draw, svg
from gdsim.learn.lessons.measurements import Run
from gdsim.learn.lessons.pictures import Picture
from gdsim.learn.lessons.tasks import Task
from gdsim.learn.subjects import explain
from gdsim.objectives.objective import KINDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gdsim.learn.explanations.explanation import Explanation

UNNAMED = "base"  # among variants, a file's own experiment that has no name there


@dataclass(frozen=True, repr=False)
class Lesson(Card):
    """A lesson as written: text, claims, picture, task, and the names of its experiments.

    The first experiment is the file's own; the others are its variants.
    """

    name: str
    title: str
    source: str
    paragraphs: tuple[str, ...]
    order: float
    claims: tuple[Claim, ...]
    picture: Picture | None
    task: Task | None
    variants: tuple[str, ...]
    path: Path
    document: Mapping[str, Any]
    actions: tuple[Action, ...] = ()

    def __repr__(self) -> str:
        return f"<Lesson {self.name!r}: {self.title}>"

    def card(self) -> tuple[str, dict[str, str]]:
        """What `print` and a notebook show of it: its text and its claims."""
        paragraphs = {f"{n}.": words for n, words in enumerate(self.paragraphs, 1)}
        claims = {f"claim {n}": claim.sentence for n, claim in enumerate(self.claims, 1)}
        source = {"source": self.source} if self.source else {}
        return self.title, {**paragraphs, **claims, **source}

    @cached_property
    def experiments(self) -> dict[str, Experiment]:
        """The experiments by name; SettingError if one of them is invalid."""
        return {name: self._read(name, self._document_of(name)) for name in self.variants}

    def _document_of(self, variant: str) -> dict[str, Any]:
        """The keys of a variant's experiment file."""
        own = {key: v for key, v in self.document.items() if key not in ("lesson", "window")}
        return _merged(own, self.document["lesson"].get("variants", {}).get(variant, {}))

    def _read(self, variant: str, document: dict[str, Any]) -> Experiment:
        try:
            return self._from(document)
        except SettingError as error:
            raise SettingError(f"{self.path}, variant {variant}: {error}", error.key) from error

    def prove(self) -> None:
        """Make all that the lesson can set up; SettingError, with its key, for what is invalid."""
        makes = {f"lesson.variants.{each}": partial(self._made, each) for each in self.variants[1:]}
        for index, action in enumerate(self.actions):
            makes[f"lesson.do[{index}].set"] = partial(self._made, action.variant, action.changes)
        if self.task is not None:
            for name in ("begin", "solution"):
                makes[f"lesson.task.{name}"] = partial(self.task_set_up, getattr(self.task, name))
        for key, make in makes.items():
            with placed(key):
                make()

    def _made(self, variant: str, changes: Mapping[str, Any] | None = None) -> Experiment:
        return self._from(changed(self._document_of(variant), changes or {}))

    def _from(self, document: dict[str, Any]) -> Experiment:
        return experiment_file.from_document(document, Experiment, self.path.parent)

    def set_up(self, action: Action) -> Experiment:
        """The experiment of an action; SettingError if it is invalid."""
        document = changed(self._document_of(action.variant), action.changes)
        return self._read(action.variant, document)

    def task_set_up(self, changes: Mapping[str, Any] | None = None) -> Experiment:
        """The experiment that the task begins with, or has after changes, by their names.

        Errors: SettingError for a lesson without a task, and for settings that may not be changed.
        """
        task = self._needed_task
        return self._from(task.applied(self._document_of(task.variant), changes or {}))

    def attempt(self, changes: Mapping[str, Any], threads: int | None = None) -> Finding:
        """Try settings of the lesson's task, by their names, and measure whether they reach it.

        The finding has the reason that the lesson gives for settings that do not. Errors:
        SettingError for a lesson without a task, and for settings that may not be changed.
        """
        return self._tried(self.task_set_up(changes), threads)

    def check(
        self,
        experiment: Experiment,
        threads: int | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Finding:
        """Measure whether an experiment reaches the lesson's task.

        Errors: SettingError for a lesson without a task, and for an experiment that differs from
        it in more than the task lets be changed.
        """
        other = other_changes(self.task_set_up(), experiment, self._needed_task.change)
        if other:
            may = ", ".join(self._needed_task.change)
            differs = "differs" if len(other) == 1 else "differ"
            raise SettingError(
                f"the task changes {may} and nothing else; {', '.join(other)} {differs} from it",
                other[0],
            )
        return self._tried(experiment, threads, cancelled)

    def _tried(
        self,
        experiment: Experiment,
        threads: int | None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Finding:
        task = self._needed_task
        result = experiment.run(threads=threads, cancelled=cancelled)
        runs = {task.variant: Run(experiment, result)}
        finding = measured(task.claim, runs, "lesson.task")
        if finding.held:
            return finding
        with placed("lesson.task.wrong"):
            return replace(finding, reason=task.reason(runs))

    @property
    def _needed_task(self) -> Task:
        if self.task is None:
            raise SettingError(f"the lesson {self.name} has no task")
        return self.task

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
                return Measured(self, (), {})
            runs[name] = Run(experiment, result)
        findings = []
        for index, claim in enumerate(self.claims):
            try:
                findings.append(measured(claim, runs, f"lesson.claims[{index}]"))
            except SettingError as error:
                where = f"claim {index + 1} ({claim.sentence})"
                raise SettingError(f"{self.path}, {where}: {error}", error.key) from error
        return Measured(self, tuple(findings), runs)


@dataclass(frozen=True, repr=False)
class Measured(Card):
    """A lesson that was run, and the findings of its claims, in their order."""

    lesson: Lesson
    findings: tuple[Finding, ...]
    runs: Mapping[str, Run] = field(default_factory=dict, compare=False)

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

    def _repr_html_(self) -> str:
        if self.lesson.picture is None or not self.findings:
            return super()._repr_html_()
        caption = escape(self.lesson.picture.caption)
        look = "background: #FFFFFF; color: #1C2128; padding: 8px; max-width: 40em"
        drawn = f'<div style="{look}">{svg(self.figure())}<p>{caption}</p></div>'
        return super()._repr_html_() + drawn

    def figure(self, dark: bool = False) -> Figure:
        """The lesson's picture as a matplotlib Figure; SettingError for a lesson without one."""
        if self.lesson.picture is None:
            raise SettingError(f"the lesson {self.lesson.name} has no picture")
        with placed("lesson.picture"):
            return draw(self.lesson.picture, self.runs, dark)

    @property
    def as_expected(self) -> bool:
        """Whether every claim held or failed as the lesson says."""
        return all(finding.as_expected for finding in self.findings)


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
