"""The files of the window: experiments, results, data, a script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from gdsim.app.model import share
from gdsim.app.model.data_file import DataFile
from gdsim.app.model.document import Document
from gdsim.app.model.kinds import (
    DATA,
    EXPERIMENT,
    RESULT,
    folder_of,
    kind_of,
    refusal,
)
from gdsim.app.model.network_edits import first_function, with_data
from gdsim.app.model.offered import network_of, offer_of
from gdsim.app.model.recent import Recent
from gdsim.app.model.script import as_python
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.unsaved import Unsaved
from gdsim.app.worker.background import Background

if TYPE_CHECKING:  # it is imported when it is made
    from gdsim.app.data_dialog import DataDialog

_Answer = QMessageBox.StandardButton
_DATA = "*.csv *.tsv *.csv.gz *.arff *.svm *.libsvm *.npz *.npy"
DATA_FILES, ALL_FILES = QT_TR_NOOP("Data"), QT_TR_NOOP("All files")
# The kinds of files that a dialog offers, and the patterns of their names.
OPENED = {
    QT_TR_NOOP("All that can be opened"): f"*.toml *.nc zarr.json {_DATA}",
    QT_TR_NOOP("Experiments"): "*.toml",
    QT_TR_NOOP("Results and sweeps"): "*.nc zarr.json",
    DATA_FILES: _DATA,
    ALL_FILES: "*",
}
EXPERIMENTS = {QT_TR_NOOP("Experiments"): "*.toml", ALL_FILES: "*"}


class Files:
    """Opens and saves; `say` is called with what went wrong, or with ""."""

    def __init__(
        self,
        window: QWidget,
        workbench: Workbench,
        say: Callable[[str], None],
        note: Callable[[str], None],
        recent: Recent,
        background: Background,
    ) -> None:
        self.ask: Callable[[], QMessageBox.StandardButton] = lambda: ask_to_save(window, workbench)
        self.is_kept = False  # whether unsaved edits are kept in files of their own
        self.unsaved = Unsaved(workbench, say)
        self._window, self._workbench = window, workbench
        self._say, self._note = say, note
        self.recent, self._background = recent, background
        self.show_result: Callable[[Path], None] = lambda path: None
        self.show_lesson: Callable[[Path], None] = lambda path: None
        self.data_dialog: DataDialog | None = None  # while it is open

    @property
    def name(self) -> str:
        """The name of the experiment's file; without a file, its title."""
        workbench = self._workbench
        if workbench.path is not None:
            return workbench.path.name
        return workbench.experiment.title or tr("Untitled")

    def may_leave(self) -> bool:
        """Whether the experiment may be given up, asking about unsaved edits."""
        workbench = self._workbench
        if self.is_kept or not workbench.unsaved:
            return True
        answer = self.ask()
        if answer is not _Answer.Save:
            return answer is _Answer.Discard
        for kind in workbench.unsaved:
            self.save(kind)
            if kind in workbench.unsaved:  # no file was chosen, or it could not be written
                break
        return not workbench.unsaved

    def keep_unsaved(self, output: TextIO) -> None:
        """Write unsaved edits to files of their own without asking, and print their paths."""
        self.is_kept = True
        try:
            for path in self.unsaved.write():
                print(f"gdsim: the unsaved edits are kept in {path}", file=output)
        except (OSError, ValueError) as error:
            print(f"gdsim: the unsaved edits could not be kept: {error}", file=output)

    def close(self) -> None:
        """Forget edits that were given up; keep those that nobody was asked about."""
        self.unsaved.stop(self.is_kept)

    def open_kept(self, path: Path) -> bool:
        """Open edits that were kept of another process, and keep them as those of this one.

        They stand beside those on another kind of objective, which stay.
        """
        workbench = self._workbench
        try:
            document = Document.load(path)
            kind = document.experiment.objective.kind
            if kind != workbench.kind and kind not in workbench.unsaved:
                workbench.take_in(document)
            elif self.may_leave():
                workbench.start_over(document, is_saved=False)
            else:
                return False
            self.unsaved.write()
        except (ValueError, TypeError, OSError) as error:
            self._say(str(error))
            return False
        return True

    def open(self, path: Path | None = None) -> None:
        """Open an experiment, a stored sweep or result, or data for a network."""
        if path is None:
            chosen, _ = QFileDialog.getOpenFileName(self._window, tr("Open"), "", _shown(OPENED))
            if not chosen:
                return
            path = folder_of(Path(chosen))
        opens = {
            EXPERIMENT: self._open_experiment,
            RESULT: self._open_result,
            DATA: self._open_data,
        }
        kind = kind_of(path)
        if kind in opens:
            opens[kind](path)
        else:
            self._say(refusal(path))

    def open_data(self) -> None:
        """Ask for data for the network."""
        kinds = _shown({kind: OPENED[kind] for kind in (DATA_FILES, ALL_FILES)})
        chosen, _ = QFileDialog.getOpenFileName(self._window, tr("Open"), "", kinds)
        if chosen:
            self._open_data(Path(chosen))

    def open_folder(self) -> None:
        """Open a stored sweep, which is a folder."""
        chosen = QFileDialog.getExistingDirectory(self._window, tr("Open a stored sweep"))
        if chosen:
            self.open(Path(chosen))

    def _open_experiment(self, path: Path) -> None:
        if self.may_leave():
            sentence = self._workbench.open(path)
            self._say(sentence or "")
            if sentence is None:
                self.recent.add(path)
                self.show_lesson(path)

    def _open_result(self, path: Path) -> None:
        self.show_result(path)

    def _open_data(self, path: Path) -> None:
        """Show what a file of samples holds, and give those that are chosen to the network."""
        from gdsim.app.data_dialog import DataDialog

        def read() -> DataFile | str:
            try:
                return DataFile.of(path)
            except (ValueError, TypeError, OSError, MemoryError) as error:
                return str(error)

        def show(got: DataFile | str) -> None:
            if isinstance(got, str):
                self._say(got)
                return
            self._say("")
            dialog = self.data_dialog = DataDialog(self._window, got, self._background)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.accepted.connect(lambda: self._take_data(dialog))
            dialog.finished.connect(lambda _: setattr(self, "data_dialog", None))
            dialog.open()

        self._background.ask("data", read, show)

    def _take_data(self, dialog: DataDialog) -> None:
        """Train the network on the samples of a file that were chosen."""
        workbench, data, path = self._workbench, dialog.data, dialog.file.path
        assert data is not None  # or it could not have been accepted
        sentence = workbench.switch_to("network") or workbench.set_objective(
            lambda: with_data(network_of(workbench.experiment.objective), data)
        )
        self._say(sentence or "")
        if sentence is None:
            self.recent.add(path)
            count = len(data.inputs) + len(data.test_inputs)
            self._note(
                tr("{name}: {count} sample", "{name}: {count} samples", count, name=path.name)
            )

    def new(self) -> None:
        """Start over with a first experiment on the present kind of objective."""
        if self.may_leave():
            first = offer_of(self._workbench.experiment.objective).first
            self._workbench.start_over((first or first_function)())

    def open_example(self, path: Path) -> None:
        """Open an experiment that gdsim ships, whose file stays as it is."""
        if self.may_leave():
            try:
                self._workbench.start_over(Document.load(path))
            except (ValueError, OSError) as error:
                self._say(str(error))
            else:
                self.show_lesson(path)

    def save(self, kind: str = "") -> None:
        """Save to the file the experiment came from, or ask for one.

        kind: of the objective, if not the present one.
        """
        kind = kind or self._workbench.kind
        path = self._workbench.path_of(kind)
        if path is None:
            self.save_as(kind=kind)
        else:
            self._save(path, kind)

    def save_as(self, path: Path | None = None, kind: str = "") -> None:
        """Ask for a file and save to it."""
        workbench, title = self._workbench, tr("Save the experiment")
        if kind not in ("", workbench.kind):  # another one than that which is seen
            objective = workbench.unsaved[kind].experiment.objective
            title = f"{title}: {offer_of(objective).heading(objective)[0]}"
        path = target_file(path, self._window, title, "experiment.toml", _shown(EXPERIMENTS))
        if path is not None:
            self._save(path, kind)

    def copy_python(self) -> None:
        """Put a script that runs the experiment on the clipboard."""
        workbench = self._workbench
        try:
            script = as_python(workbench.experiment, None if workbench.modified else workbench.path)
        except ValueError as error:
            self._say(str(error))
            return
        QApplication.clipboard().setText(script)
        self._note(tr("Copied as Python"))

    def copy_toml(self) -> None:
        """Put the text of the experiment's file on the clipboard."""
        QApplication.clipboard().setText(self._workbench.document.text)
        self._note(tr("Copied as TOML"))

    def copy_share(self) -> None:
        """Put the experiment's share string on the clipboard."""
        try:
            string = share.packed(self._workbench.document)
        except ValueError as error:
            self._say(str(error))
            return
        QApplication.clipboard().setText(string)
        self._note(tr("Copied as a share string"))

    def paste_share(self) -> None:
        """Open the share string on the clipboard."""
        try:
            document = share.unpacked(QApplication.clipboard().text())
        except (ValueError, TypeError, MemoryError) as error:
            self._say(str(error))
            return
        if self.may_leave():
            self._workbench.start_over(document, is_saved=False)

    def _save(self, path: Path, kind: str) -> None:
        sentence = self._workbench.save(path, kind)
        self._say(sentence or "")
        if sentence is None:
            self.recent.add(path)
            self._note(tr("Saved {name}", name=path.name))


def target_file(
    path: Path | None, parent: QWidget, title: str, name: str, kinds: str
) -> Path | None:
    """The file to write to, asked for unless it is given; None if none is chosen.

    One without a suffix gets that of `name`, which is proposed.
    """
    if path is None:
        chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
        if not chosen:
            return None
        path = Path(chosen)
    return path if path.suffix else path.with_suffix(Path(name).suffix)


def _shown(kinds: dict[str, str]) -> str:
    """Kinds of files as a dialog takes them."""
    return ";;".join(f"{tr(kind)} ({patterns})" for kind, patterns in kinds.items())


def ask_to_save(window: QWidget, workbench: Workbench) -> QMessageBox.StandardButton:
    """Ask whether to save unsaved edits."""
    paths = map(workbench.path_of, workbench.unsaved)
    names = [path.name if path else tr("the experiment") for path in paths]
    name = names[-1]
    if names[1:]:
        name = tr("{first} and {second}", first=", ".join(names[:-1]), second=name)
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle("gdsim")
    box.setText(tr("Save the edits to {name}?", name=name))
    box.setInformativeText(tr("They are lost if they are not saved."))
    box.setStandardButtons(_Answer.Save | _Answer.Discard | _Answer.Cancel)
    box.setDefaultButton(_Answer.Save)
    return _Answer(box.exec())
