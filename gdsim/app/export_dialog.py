"""The small dialog of an export: what, how large, and where to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls.fields import mark_wrong
from gdsim.app.controls.number_text import count
from gdsim.app.controls.section import add_row, form, label
from gdsim.app.look.theme import GRID
from gdsim.app.look.type_size import px
from gdsim.app.look.words import Sentence
from gdsim.app.translation import grouped, tr
from gdsim.base.errors import SettingError
from gdsim.base.files import check_writable

WIDTH = 440  # px
LARGEST = 8192  # pixels of a side


class CountField(QLineEdit):
    """A whole number from `least` to `most`."""

    def __init__(self, name: str, number: int, least: int, most: int) -> None:
        super().__init__(str(number))
        self._least, self._most = least, most
        self.setAccessibleName(name)

    @property
    def number(self) -> int | None:
        """The number; None if what is typed is none, which is marked."""
        typed = count(self.text())
        number = typed if isinstance(typed, int) and self._least <= typed <= self._most else None
        mark_wrong(self, number is None)
        return number


class SizeField(CountField):
    """A number of pixels."""

    def __init__(self, name: str, pixels: int) -> None:
        super().__init__(name, pixels, 1, LARGEST)
        self.setToolTip(tr("{name} in pixels, from 1 to {most}", name=name, most=grouped(LARGEST)))


class ExportDialog(QDialog):
    """Asks for a file below the rows of a subclass, and says what is wrong with an answer.

    A subclass calls `changed` once its rows are there, and whenever they change.
    """

    def __init__(self, parent: QWidget, title: str, path: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(px(WIDTH))
        self._folder = path.parent
        self.holder, self.rows = form()
        self.place = QLineEdit(str(path))
        self.place.setAccessibleName(tr("File"))
        self.place.setToolTip(tr("The file that is written"))
        self.place.textChanged.connect(lambda _: self.changed())
        self.browse = QPushButton(tr("Choose…"))
        self.browse.setToolTip(tr("Choose a folder and a name"))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.about, self.error = Sentence("muted"), Sentence()
        kind = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kind.Cancel)
        self.go = self.buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        self.buttons.accepted.connect(self._finish)
        self.buttons.rejected.connect(self.reject)
        file = QHBoxLayout()
        file.setSpacing(GRID)
        file.addWidget(label(tr("File")))
        file.addWidget(self.place, 1)
        file.addWidget(self.browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.holder)
        layout.addLayout(file)
        layout.addWidget(self.about)
        layout.addWidget(self.error)
        layout.addWidget(self.buttons)

    @property
    def path(self) -> Path:
        """The file that was asked for; a name alone is in the folder that was proposed."""
        typed = Path(self.place.text().strip()).expanduser()
        return typed if typed.is_absolute() else self._folder / typed

    def add_row(self, words: str, *fields: QWidget) -> None:
        """A row above that of the file."""
        add_row(self.rows, label(words), *fields)

    def suggest(self, suffix: str) -> None:
        """Give the file another kind."""
        self.place.setText(str(self.path.with_suffix(suffix)))

    def changed(self) -> None:
        """Something else was chosen or typed: say what comes of it, or why nothing can."""
        self.error.say("")
        sentence = self.trouble() or self._trouble_of_file()
        self.about.say(sentence or self.words())
        self.go.setEnabled(not sentence)

    def trouble(self) -> str:
        """Why what is chosen cannot be exported, in a sentence; "" if it can."""
        raise NotImplementedError

    def words(self) -> str:
        """What will be written."""
        raise NotImplementedError

    @property
    def replacing(self) -> str:
        """What is said of a file that is there already."""
        return " " + tr("A file of this name is replaced.") if self.path.is_file() else ""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How the name of the file may end."""
        raise NotImplementedError

    def check_file(self, path: Path) -> None:
        """SettingError if the file cannot be written."""
        check_writable(path)

    def _trouble_of_file(self) -> str:
        if self.path.suffix.lower() not in self.suffixes:
            return tr("The file's name must end in {suffix}.", suffix=" / ".join(self.suffixes))
        return ""

    def _finish(self) -> None:
        """Close, unless the file cannot be written."""
        try:
            self.check_file(self.path)
        except SettingError as error:
            self.error.say(f"{error}.")
            return
        self.accept()

    def _browse(self) -> None:
        kinds = tr("Exports") + f" ({' '.join(f'*{suffix}' for suffix in self.suffixes)})"
        # The system would ask about a file that is there; what is said below asks once.
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.windowTitle(), str(self.path), kinds,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if chosen:
            path = Path(chosen)
            self.place.setText(str(path if path.suffix else path.with_suffix(self.suffixes[0])))
