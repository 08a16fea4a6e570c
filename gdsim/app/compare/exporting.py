"""What is taken home of a comparison: a view as a picture, its data, and all of it as a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from gdsim.app.compare.answers import Answers
from gdsim.app.translation import tr
from gdsim.app.worker.background import Background
from gdsim.base.files import written_whole
from gdsim.results.plots.comparison_page import write_page

if TYPE_CHECKING:
    import xarray

    from gdsim.app.compare.views import Views

Write = Callable[[Path], None]


class Page(Protocol):
    """The page, as far as exports need it."""

    answers: Answers
    views: Views


class ExportMenu(QPushButton):
    """A button with the exports; they are written in a thread of their own."""

    picture_wanted = Signal()
    ended = Signal(str, str)  # the name of a file, and why it was not written; "" if it was

    def __init__(self, page: Page) -> None:
        super().__init__(tr("Export"))
        self._page = page
        self._background = Background(self)
        self.setAccessibleName(tr("Export the comparison"))
        menu = QMenu(self)
        self.picture = menu.addAction(tr("&Picture of This View…"), self.picture_wanted.emit)
        self.csv = menu.addAction(tr("&Data of This View as CSV…"), self._ask_csv)
        self.page = menu.addAction(tr("&Whole Comparison as a Page…"), self._ask_page)
        menu.aboutToShow.connect(self._look)
        self.setMenu(menu)
        self.setEnabled(False)

    def write_csv(self, path: Path) -> None:
        """Write the library's data behind the shown view."""
        data = self._page.views.data
        assert data is not None  # else the entry cannot be chosen
        self._write(path, partial(_as_csv, drawn(self._page.views.shown, data)))

    def write_page(self, path: Path) -> None:
        """Write the page of `gdsim compare -o`."""
        contest = self._page.answers.contest
        assert contest is not None  # else the entry cannot be chosen
        self._write(path, partial(write_page, contest))

    def close_down(self) -> None:
        """Wait for what is being written."""
        self._background.close()

    def _look(self) -> None:
        has_data = self._page.views.data is not None
        self.picture.setEnabled(has_data)
        self.csv.setEnabled(has_data)
        self.page.setEnabled(self._page.answers.contest is not None)

    def _ask_csv(self) -> None:
        self._ask(f"{self._page.views.shown}.csv", ("csv",), self.write_csv)

    def _ask_page(self) -> None:
        self._ask("comparison.pdf", ("pdf", "png", "svg"), self.write_page)

    def _ask(self, name: str, kinds: tuple[str, ...], write: Write) -> None:
        patterns = ";;".join(f"{kind.upper()} (*.{kind})" for kind in kinds)
        proposed = str(Path.home() / name)
        chosen, _ = QFileDialog.getSaveFileName(self.window(), tr("Export"), proposed, patterns)
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower().lstrip(".") in kinds:
            write(path)
        else:
            names = ", ".join(f".{kind}" for kind in kinds)
            self.ended.emit(path.name, tr("The name of the file must end in {names}.", names=names))

    def _write(self, path: Path, work: Callable[[Path], object]) -> None:
        def attempt() -> str:
            try:
                work(path)
            except (ValueError, TypeError, OSError, MemoryError) as error:
                return str(error) or tr("There is not enough memory for the export.")
            return ""

        def failed(error: Exception) -> None:
            self.ended.emit(path.name, str(error))

        self._background.ask("export", attempt, partial(self.ended.emit, path.name), failed)


def drawn(view: str, data: xarray.Dataset) -> xarray.Dataset:
    """What a view draws of data: of those of a whole comparison, what is of the pairs."""
    if view == "comparison":
        return data[["factor", "low", "high", "real"]]
    if view == "bands":
        axis = data.attrs["axis"]
        return data[[name for name in data if axis not in data[name].dims]]
    return data


def _as_csv(data: xarray.Dataset, path: Path) -> None:
    with written_whole(path) as part:
        data.to_dataframe().to_csv(part, lineterminator="\n")
