"""The workbench: one immutable experiment, the look of its runs, and the history of edits."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from gdsim.app.model.document import Document
from gdsim.app.model.offered import OFFERS, edited_parts, offer_of
from gdsim.app.model.schedules import with_schedule, with_schedule_settings
from gdsim.app.model.turnable import put_in_optimizer
from gdsim.app.translation import tr
from gdsim.base import presets
from gdsim.catalogue.choices import Choice
from gdsim.experiment import Experiment
from gdsim.experiment.toml.window import View
from gdsim.objectives import Objective
from gdsim.objectives.starts import Grid, Start, Uniform
from gdsim.objectives.weights import Vectors

MERGE = 1.0  # s; edits of the same field closer than this are one step of undo
MOST_UNDO = 200
_NO_EDIT = None, 0.0


class Workbench(QObject):
    """Holds the document and its history. Controls edit it; everything else listens to it.

    An edit returns None, or a sentence that says why it was refused; then nothing has changed.

    Each kind of objective has a file of its own: a network that was switched to from a function in
    a file is in none yet, so that saving it asks where; undo, and switching back, bring the file of
    the function back.
    """

    changed = Signal()  # of the document
    experiment_changed = Signal()  # of its experiment

    def __init__(self, given: Experiment | Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = [_document(given)]
        self._at = 0
        self._edit: tuple[str | None, float] = _NO_EDIT  # the last one: its key, and when it was
        self.opened = 0  # how often it has started over
        # By kind of objective: the file, what it holds, and the last document.
        self._paths: dict[str, Path] = {}
        self._saved: dict[str, Document] = {self.kind: self.document}
        self._parked: dict[str, Document] = {}
        self._offered: list[Document] = []  # those that others have made, not the user

    @property
    def document(self) -> Document:
        """The current document."""
        return self._history[self._at]

    @property
    def experiment(self) -> Experiment:
        """The current experiment."""
        return self.document.experiment

    @property
    def kind(self) -> str:
        """The kind of the objective."""
        return self.experiment.objective.kind

    @property
    def path(self) -> Path | None:
        """The file that the document was saved to, or came from, unless gdsim ships it."""
        return self.path_of(self.kind)

    @path.setter
    def path(self, path: Path | None) -> None:
        self._paths.pop(self.kind, None)
        if path is not None and not presets.is_shipped(path):
            self._paths[self.kind] = path

    def path_of(self, kind: str) -> Path | None:
        """The file of the last document on a kind of objective."""
        return self._paths.get(kind)

    @property
    def can_undo(self) -> bool:
        """Whether an edit can be taken back."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether an edit was taken back."""
        return self._at + 1 < len(self._history)

    @property
    def modified(self) -> bool:
        """Whether the experiment, or what its file says of its look, differs from the file."""
        return self.kind in self.unsaved

    @property
    def unsaved(self) -> dict[str, Document]:
        """The documents with edits that are in no file, by kind of objective; the present first."""
        now = {self.kind: self.document}
        last = now | self._parked | now
        known = {kind: (self._saved.get(kind), *self._offered) for kind in last}
        return {
            kind: each
            for kind, each in last.items()
            if not any(_same(saved, each) for saved in known[kind])
        }

    def undo(self) -> None:
        """Take the last edit back."""
        if self.can_undo:
            self._go(self._at - 1)

    def redo(self) -> None:
        """Repeat the last edit that was taken back."""
        if self.can_redo:
            self._go(self._at + 1)

    def open(self, path: Path) -> str | None:
        """Start over with the experiment in a file."""
        try:
            document = Document.load(path)
        except (ValueError, TypeError, OSError) as error:
            return str(error)
        self.start_over(document)
        self.path = path
        return None

    def start_over(self, given: Experiment | Document, is_saved: bool = True) -> None:
        """Forget the history and work on this experiment or document.

        is_saved: whether it can be given up without asking, as one from a file can.
        """
        before = self.document
        for kind in (self.kind, *self.unsaved):  # they are given up
            for known in (self._paths, self._saved, self._parked):
                known.pop(kind, None)
        self._history, self._at, self._edit = [_document(given)], 0, _NO_EDIT
        self._offered.clear()
        self._paths.pop(self.kind, None)
        self._saved.pop(self.kind, None)
        if is_saved:
            self._saved[self.kind] = self.document
        self.opened += 1
        self._announce(before)

    def save(self, path: Path, kind: str = "") -> str | None:
        """Write the experiment to a file, or the last one on another kind of objective."""
        kind = kind or self.kind
        document = self.document if kind == self.kind else self._parked[kind]
        try:
            document.save(path)
        except (ValueError, TypeError, OSError) as error:
            return tr("The experiment was not saved: {error}", error=error)
        self._paths[kind], self._saved[kind] = path, document
        self.changed.emit()
        return None

    def take_in(self, document: Document) -> str | None:
        """Work on an unsaved document, beside those on other kinds of objective; that is an edit.

        What there was on its kind is given up.
        """
        kind = document.experiment.objective.kind
        for known in (self._paths, self._saved):
            known.pop(kind, None)
        self._parked[kind] = document
        return self.switch_to(kind)

    def set_up(self, document: Document, key: str) -> str | None:
        """Work on another experiment in its own look, as one edit; it can be given up unasked."""
        before, kind = self.document, self.kind
        self.offer(document)
        experiment = document.experiment
        sentence = self._try(lambda: experiment, key, merge=False, look=document)
        if sentence is None and self.kind != kind:
            self._parked[kind] = before
        return sentence

    def offer(self, document: Document) -> None:
        """Let a document be given up without asking, as one that was set up."""
        if document not in self._offered:
            self._offered.append(document)

    def edit(self, make: Callable[[Experiment], Experiment], key: str) -> str | None:
        """Change the experiment by a function; edits of one key merge into one step of undo."""
        return self._try(lambda: make(self.experiment), key)

    def replace(self, **changes: Any) -> str | None:
        """Change fields of the experiment."""
        key = "+".join(changes)
        return self._try(lambda: self.experiment.replace(**changes), key)

    def set_objective(self, make: Callable[[], Objective]) -> str | None:
        """Minimise another objective; a start that does not fit it is replaced by its own."""

        def changed() -> Experiment:
            objective = make()
            old = self.experiment.objective
            if objective == old:
                return self.experiment
            changes: dict[str, Any] = {"objective": objective}
            if objective.text != old.text:
                # A loss, or a place, that means nothing for another function.
                changes |= {"target": None, "stop": None}
            if _space(objective) != _space(old):
                changes["start"] = _start_after(self.experiment.start, objective)
            if self._is_named_by_others and _heading(objective) != _heading(old):
                changes["title"] = ""  # it says what the old one is
            return self.experiment.replace(**changes)

        return self._try(changed, "objective")

    @property
    def _is_named_by_others(self) -> bool:
        """Whether the user has neither given the experiment its title nor opened its file."""
        given = (*self._offered, *self._saved.values())
        titles = {each.experiment.title for each in given}
        return self.path is None and self.experiment.title in titles

    def switch_to(self, kind: str) -> str | None:
        """Work on the last experiment on a kind of objective, or on the kind's first one."""
        before = self.document
        old_kind = self.kind
        if kind == old_kind:
            return None
        target, first = self._parked.get(kind), OFFERS[kind].first
        if target is None:
            assert first is not None  # the window only switches to kinds that it offers
            target = Document.of(first())
            self._saved[kind] = target  # it can be given up without asking
        experiment = target.experiment
        sentence = self._try(lambda: experiment, "kind", merge=False, look=target)
        if sentence is None:
            self._parked[old_kind] = before
        return sentence

    def set_setting(self, index: int, name: str, value: Any) -> str | None:
        """Change one setting of one optimizer."""
        return self.edit(
            lambda experiment: put_in_optimizer(name, experiment, value, index),
            f"optimizers[{index}].{name}",
        )

    def set_schedule(self, name: str, optimizer: int | None = None) -> str | None:
        """Use another schedule with its defaults; the warmup stays.

        optimizer: whose own it is, by its index; None: the experiment's. name: "" for no own one.
        """
        return self.edit(
            lambda experiment: with_schedule(experiment, name, optimizer),
            f"{_schedule(optimizer)} = {name}",
        )

    def set_schedule_settings(
        self, changes: Mapping[str, Any], optimizer: int | None = None, key: str = ""
    ) -> str | None:
        """Change settings of the schedule, or of an optimizer's own.

        key: what the edit is of, where its settings are not always the same.
        """
        return self.edit(
            lambda experiment: with_schedule_settings(experiment, changes, optimizer),
            f"{_schedule(optimizer)}.{key or '+'.join(changes)}",
        )

    def add_optimizers(self, choices: Sequence[Choice]) -> str | None:
        """Add optimizers at the end, each in a colour not in use."""
        document = self.document
        colours = list(document.colours)
        for _ in choices:
            colours.append(next(n for n in range(len(colours) + 1) if n not in colours))
        return self._set_optimizers(
            [*document.experiment.optimizers, *choices], tuple(colours), "add"
        )

    def exchange_optimizer(self, index: int, choice: Choice) -> str | None:
        """Replace an optimizer by another one, which gets its colour."""
        choices = list(self.experiment.optimizers)
        choices[index] = choice
        return self._set_optimizers(choices, self.document.colours, "exchange")

    def remove_optimizers(self, indices: Sequence[int]) -> str | None:
        """Remove optimizers; the last one has to stay."""
        document = self.document
        kept = [i for i in range(len(document.colours)) if i not in set(indices)]
        if not kept:
            return tr(
                "An experiment needs at least one optimizer; add another before removing this."
            )
        return self._set_optimizers(
            [document.experiment.optimizers[i] for i in kept],
            tuple(document.colours[i] for i in kept),
            "remove",
        )

    def move_optimizer(self, index: int, to: int) -> str | None:
        """Put an optimizer at another place of the list."""
        order = list(range(len(self.document.colours)))
        order.insert(to, order.pop(index))
        return self._set_optimizers(
            [self.experiment.optimizers[i] for i in order],
            tuple(self.document.colours[i] for i in order),
            "move",
        )

    def work_on_run(self, run: Experiment, colour: int) -> str | None:
        """Work on one run of the experiment, drawn in a colour, as an edit that can be undone."""
        return self._try(lambda: run, "run", (colour,), merge=False)

    def rename_optimizer(self, index: int, name: str) -> None:
        """Give an optimizer a name of its own; without one it has the experiment's."""
        number, words = self.document.colours[index], " ".join(name.split())
        names = dict(self.document.names) | {number: words}
        if words in ("", self.experiment.labels[index]):
            del names[number]
        self._change_look(f"name {number}", names=tuple(names.items()))

    def colour_optimizer(self, index: int, colour: int | str | None) -> None:
        """Give an optimizer a colour, #RRGGBB or one of the twelve; None: its usual one."""
        number = self.document.colours[index]
        own = dict(self.document.own)
        own.pop(number, None)
        if colour is not None:
            own[number] = colour
        self._change_look(f"colour {number}", own=tuple(own.items()))

    def keep_view(self, view: View) -> None:
        """Keep a view of the map, in the place of one with its name."""
        others = tuple(each for each in self.document.views if each.name != view.name)
        self._change_look("views", views=(*others, view))

    def remove_view(self, name: str) -> None:
        """Keep a view of the map no longer."""
        kept = tuple(each for each in self.document.views if each.name != name)
        self._change_look("views", views=kept)

    def set_hidden(self, hidden: frozenset[int]) -> None:
        """Hide the optimizers with these colours, and show the others."""
        self._change_look("hidden", hidden=hidden)

    def _set_optimizers(
        self, choices: list[Choice], colours: tuple[int, ...], key: str
    ) -> str | None:
        return self._try(
            lambda: self.experiment.replace(optimizers=choices), key, colours, merge=False
        )

    def _try(
        self,
        make: Callable[[], Experiment],
        key: str,
        colours: tuple[int, ...] | None = None,
        merge: bool = True,
        look: Document | None = None,
    ) -> str | None:
        """Edit the experiment; `look`: the document whose look it has, if not the present one."""
        try:
            experiment = make()
        except (ValueError, TypeError, MemoryError) as error:
            return str(error)
        before = self.experiment
        if experiment == before:
            return None
        if key == "objective":  # edits of different parts are edits of their own
            key = "+".join([key, *edited_parts(before.objective, experiment.objective)])
        self._append((look or self.document).edited(experiment, colours), key, merge)
        return None

    def _change_look(self, key: str, **changes: Any) -> None:
        """Change how the experiment is shown, as a step of the history."""
        after = replace(self.document, **changes)
        if after != self.document:
            self._append(after, key, merge=False)

    def end_edit(self) -> None:
        """The next edit is a step of undo of its own, whatever it is of and however soon it comes.

        A window says so where another gesture of the hand begins (`app.gestures`).
        """
        self._edit = _NO_EDIT

    def _append(self, after: Document, key: str, merge: bool) -> None:
        """Make a document the newest of the history."""
        before, now = self.document, time.monotonic()
        old_key, at = self._edit
        same = merge and key == old_key and (now - at < MERGE or _is_dragged())
        kept = self._history[: self._at if same and self._at else self._at + 1]
        is_back = bool(kept) and kept[-1] == after  # it was dragged there and back
        if is_back:
            kept.pop()
        self._history = [*kept, after][-MOST_UNDO:]
        self._at = len(self._history) - 1
        self._edit = (key, now) if merge and not is_back else _NO_EDIT  # else it has no step
        self._announce(before)

    def _go(self, at: int) -> None:
        before = self.document
        self._at, self._edit = at, _NO_EDIT
        self._announce(before)

    def _announce(self, before: Document) -> None:
        self.changed.emit()
        if before.experiment is not self.experiment:
            self.experiment_changed.emit()


def _schedule(optimizer: int | None) -> str:
    """The key of a schedule."""
    return "schedule" if optimizer is None else f"optimizers[{optimizer}].schedule"


def _is_dragged() -> bool:
    """Whether a button of the mouse is held: edits are one step of undo, however slow they are."""
    return QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton


def _document(given: Experiment | Document) -> Document:
    return given if isinstance(given, Document) else Document.of(given)


def _same(saved: Document | None, now: Document) -> bool:
    """Whether a file that holds one document would hold the other."""
    return saved is not None and (saved.experiment, saved.table) == (now.experiment, now.table)


def _space(objective: Objective) -> object:
    """Equal for objectives with the same possible starts."""
    return tuple(objective.domain) if objective.has_domain else objective.size


def _start_after(start: Start | Vectors | None, objective: Objective) -> Grid | Uniform | None:
    """The start on another domain: clouds and grids stay, a point means nothing there."""
    if isinstance(start, Uniform) or (
        isinstance(start, Grid) and len(start.counts) == objective.size
    ):
        return replace(start, domain=None)
    return None


def _heading(objective: Objective) -> str:
    return offer_of(objective).heading(objective)[0]
