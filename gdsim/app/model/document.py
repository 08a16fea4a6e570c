"""What the window edits: an experiment and how it is shown; read from files and written to them."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from gdsim.base.files import read_text
from gdsim.experiment import Experiment
from gdsim.experiment.toml import file as experiment_file
from gdsim.experiment.toml.window import View, WindowTable


@dataclass(frozen=True)
class Document:
    """An experiment, the look of its optimizers, and bookmarks of its map.

    colours: one number per optimizer, which it keeps for its life. hidden: the numbers of the
    hidden optimizers. names, own: what the user has named optimizers, and the colours given to
    them: #RRGGBB, or the number of another colour; by their numbers. views: the bookmarks, whose
    `optimizer` is its number.
    """

    experiment: Experiment
    colours: tuple[int, ...]
    hidden: frozenset[int] = frozenset()
    names: tuple[tuple[int, str], ...] = ()
    own: tuple[tuple[int, int | str], ...] = ()
    views: tuple[View, ...] = ()

    @property
    def labels(self) -> dict[int, str]:
        """The name of each optimizer by its number: the given one, or the experiment's."""
        return self.labels_in(self.experiment, self.colours)

    def labels_in(self, experiment: Experiment, colours: tuple[int, ...]) -> dict[int, str]:
        """The same of a scene's optimizers: an earlier experiment's, or some of this one's."""
        usual = dict(zip(colours, experiment.labels, strict=True))
        return usual | {number: name for number, name in self.names if number in usual}

    @property
    def table(self) -> WindowTable:
        """How it is shown, as its file says it; hidden optimizers are not hidden in the file."""
        names, own = dict(self.names), dict(self.own)
        views = (replace(v, optimizer=self.colours.index(v.optimizer)) for v in self.views)
        return WindowTable(
            tuple(names.get(number, "") for number in self.colours) if names else (),
            tuple(own.get(number, "") for number in self.colours) if own else (),
            tuple(views),
        )

    @classmethod
    def of(cls, experiment: Experiment, table: WindowTable | None = None) -> Document:
        """The document of an experiment from a file: every optimizer is visible."""
        numbers = tuple(range(len(experiment.optimizers)))
        if table is None:
            return cls(experiment, numbers)
        names, own = enumerate(table.names), enumerate(table.colours)
        return cls(
            experiment,
            numbers,
            names=tuple((number, name) for number, name in names if name),
            own=tuple((number, colour) for number, colour in own if colour != ""),
            views=table.views,
        )

    @classmethod
    def load(cls, path: Path) -> Document:
        """The document in a file. Errors: SettingError."""
        return cls.read(read_text(path), os.fspath(path), path.parent)

    @classmethod
    def read(cls, text: str, name: str = "experiment", folder: Path | None = None) -> Document:
        """The document of a file's text, see `gdsim.experiment.toml.file`."""
        return cls.of(*experiment_file.read_with_window(text, Experiment, name, folder))

    def save(self, path: Path) -> None:
        """Write it to a file. Errors: SettingError."""
        experiment_file.save(self.experiment, path, self.table)

    @property
    def text(self) -> str:
        """The text of its file."""
        return experiment_file.write(self.experiment, window=self.table)

    def edited(self, experiment: Experiment, colours: tuple[int, ...] | None = None) -> Document:
        """The document with another experiment; what belongs to an optimizer goes with it."""
        kept = self.colours if colours is None else colours
        return replace(
            self,
            experiment=experiment,
            colours=kept,
            hidden=self.hidden.intersection(kept),
            names=tuple(pair for pair in self.names if pair[0] in kept),
            own=tuple(pair for pair in self.own if pair[0] in kept),
            views=tuple(view for view in self.views if view.optimizer in kept),
        )
