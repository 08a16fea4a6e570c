"""How a file of samples is read for a network: what was understood of it, and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gdsim.app.translation import grouped, tr
from gdsim.base.errors import SettingError
from gdsim.objectives import datasets
from gdsim.objectives.datasets import Column, Data, Description

TEST = 0.2  # share of the samples put aside for testing, of so many at least
ENOUGH = 20
NAMED = 4  # names that a sentence lists at most
VALUES, CLASSES = "values", "classes"
READ_AS_NUMBERS = ("number", "mixed")  # kinds of columns that can be inputs


@dataclass(frozen=True)
class DataFile:
    """A file of samples and the choices with which it is read.

    target: the name of the column that is predicted. inputs: the names of the columns that the
    network gets. goal: `VALUES` or `CLASSES`. drops: whether rows with missing values are left out.
    """

    path: Path
    description: Description
    target: str
    inputs: tuple[str, ...]
    goal: str
    drops: bool
    test: float
    standardize: bool = True

    @classmethod
    def of(cls, path: Path, header: bool | None = None) -> DataFile:
        """A file with what suits it. Errors: SettingError for one that cannot be read."""
        path = path.absolute()
        description = datasets.describe(path, header=header)
        columns = description.columns
        may_split = description.rows >= ENOUGH and not description.tests
        share = TEST if may_split else 0.0
        made = cls(path, description, columns[-1].name, (), VALUES, False, share)
        return made.with_target(columns[-1].name)

    @property
    def is_table(self) -> bool:
        """Whether its columns can be chosen; arrays, and LIBSVM's format, are read whole."""
        return self.description.target is not None

    @property
    def gaps(self) -> int:
        """How many values are missing in the columns that are used."""
        return sum(column.missing for column in self._used)

    def column(self, name: str) -> Column:
        """The description of a column."""
        return next(each for each in self.description.columns if each.name == name)

    def may_be_input(self, name: str) -> bool:
        """Whether the network can be given a column: of numbers, at least mostly."""
        return self.column(name).kind in READ_AS_NUMBERS

    def with_target(self, name: str) -> DataFile:
        """With another target, and every column of numbers besides it as an input."""
        others = [each for each in self.description.columns if each.name != name]
        inputs = [c.name for c in others if not self.is_table or self.may_be_input(c.name)]
        goal = CLASSES if self.column(name).are_labels else VALUES
        if self.column(name).kind in ("text", "date"):
            goal = CLASSES
        chosen = replace(self, target=name, inputs=tuple(inputs), goal=goal)
        return replace(chosen, drops=chosen.gaps > 0)

    def read(self) -> Data:
        """The samples. Errors: SettingError, SettingTypeError; OSError."""
        table: dict[str, Any] = {}
        if self.is_table:
            if not self.inputs:
                raise SettingError(tr("Tick at least one column as an input of the network."))
            table = {"target": self.target, "header": self.description.header}
            others = [c.name for c in self.description.columns if c.name != self.target]
            if list(self.inputs) != others:
                table["features"] = list(self.inputs)
        is_number = self.may_be_input(self.target)
        named = True if is_number else None  # text has classes, those that a file states
        return datasets.from_file(
            self.path,
            classes=named if self.goal == CLASSES else False,
            missing="drop" if self.drops else "refuse",
            test=self.test,
            standardize=self.standardize,
            **table,
        )

    def in_words(self, data: Data) -> str:
        """A sentence on the samples that were read."""
        inputs, names = len(data.names), _listed(data.names)
        tests = len(data.test_inputs)
        count = len(data.inputs) + tests
        words = [tr("{count} sample", "{count} samples", count)]
        if tests:
            words.append(tr("{number} of them to test", number=grouped(tests)))
        words.append(tr("{count} input ({names})", "{count} inputs ({names})", inputs, names=names))
        goal = tr("values to predict")
        if data.classes:
            classes, names = len(data.classes), _listed(data.classes)
            goal = tr("{count} class ({names})", "{count} classes ({names})", classes, names=names)
        words.append(goal)
        if lost := self.description.rows + self.description.tests - count:
            words.append(tr("{count} row is left out", "{count} rows are left out", lost))
        return f"{self.path.name}: {', '.join(words)}"

    @property
    def _used(self) -> list[Column]:
        names = {self.target, *self.inputs}
        return [each for each in self.description.columns if each.name in names]


def _listed(names: tuple[str, ...]) -> str:
    words = ", ".join(map(str, names[:NAMED]))
    return words if len(names) <= NAMED else f"{words}, …"
