"""Exports: maps and pictures of the views, at any size, in the background."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from gdsim.app.controls.transport import last_step
from gdsim.app.export_dialog import ExportDialog
from gdsim.app.export_line import ExportLine
from gdsim.app.filming import AT_REST, Filmed, Filming
from gdsim.app.look.picture import image_of
from gdsim.app.made import made
from gdsim.app.map_dialog import MapDialog
from gdsim.app.map_page import MapPage
from gdsim.app.model.grid import Grid
from gdsim.app.model.offered import offer_of
from gdsim.app.model.recent import Recent
from gdsim.app.model.workbench import Workbench
from gdsim.app.movie_dialog import MovieDialog
from gdsim.app.page_dialog import PageDialog
from gdsim.app.pages import Pages as Shown
from gdsim.app.picture_dialog import PictureDialog
from gdsim.app.rail import words_of_keys
from gdsim.app.stage import Stage
from gdsim.app.sweep_page import SweepPage
from gdsim.app.translation import tr
from gdsim.app.turns import Turns
from gdsim.app.views.map_sheet import MapSheet
from gdsim.app.views.picture_sheet import PictureSheet
from gdsim.app.views.plane_layer import area_of
from gdsim.app.views.plane_pane import COMPUTING, PlanePane
from gdsim.app.worker.background import Background
from gdsim.app.worker.frame import State
from gdsim.app.worker.image_file import write_image, write_svg
from gdsim.app.worker.map_export import Margins, write_picture, write_sweep
from gdsim.app.worker.page_file import write_page
from gdsim.app.worker.strokes import Pixels
from gdsim.base.errors import SettingError
from gdsim.experiment.toml.window import WindowTable

COPIED = 2.0  # times the screen's resolution, of a picture on the clipboard


class Pages(Filmed, Protocol):
    """The window, as far as exports need it."""

    pages: Shown
    turns: Turns

    @property
    def map_page(self) -> MapPage: ...
    @property
    def sweep_page(self) -> SweepPage: ...


class Exports(QObject):
    """Asks what to export, and has it written. `say` is called with what went wrong."""

    def __init__(
        self,
        window: QWidget,
        workbench: Workbench,
        pages: Pages,
        stage: Stage,
        curves: QWidget,
        recent: Recent,
        say: Callable[[str], None],
        note: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._window, self._workbench, self._pages = window, workbench, pages
        self._stage, self._curves = stage, curves
        self._recent, self._say, self._note = recent, say, note
        self._folder: Path | None = None  # of the last export
        self._path = Path()  # of the one that runs
        self.dialog: ExportDialog | None = None  # while it is open
        self._copies = Background(self)
        self.line = ExportLine()
        self.line.ended.connect(self._ended)
        self.film = Filming(pages, self, self.line, note)
        self.line.stopped.connect(lambda name: self._note(tr("{name} was not exported", name=name)))

    def ask_map(self) -> None:
        """Ask for a size and a file, and export what is seen of the map."""
        if self._is_busy():
            return
        if self._is_seen("sweep_page"):
            self._note(tr("A stored result has its runs already; Ctrl+E exports a picture of it"))
        elif not self._is_seen("map_page"):
            self._note(
                tr("There is no map to export yet ({keys} shows it)", keys=words_of_keys("map"))
            )
        elif (layer := self._pane.view.layer).shown is None or not layer.shown.drawn.any():
            self._note(tr("The map is being computed: export it in a moment"))
        else:
            size = self._pane.view.box.size()
            dialog = MapDialog(
                self._window, self._proposed("map.png"), size.width() / size.height()
            )
            self._open(dialog, partial(self.export_map, dialog))

    def export_map(self, dialog: MapDialog) -> None:
        """Export what is seen of the map as the dialog says."""
        layer, path, shown = self._pane.view.layer, dialog.path, self._pane.view.layer.shown
        assert shown is not None and dialog.pixels is not None  # the dialog lets nothing change
        plane, (width, height) = shown.plane, dialog.pixels
        area = area_of(self._pane.view)
        try:
            grid = Grid.of(plane, area, width, height)
        except (SettingError, MemoryError) as error:
            self._say(str(error))
            return
        self._path = path
        if dialog.is_sweep:
            self.line.start(path.name, partial(write_sweep, path, grid))
            return
        look, scale = layer.look, layer.look.scale(shown)  # the colours that are seen
        margins: Callable[[], Margins] = partial(Margins.none, width, height)
        if dialog.framed.isChecked():
            pane = self._pane
            marks = tuple(mark for mark in pane.legend.marks if mark.text != tr(COMPUTING))
            sheet = MapSheet(plane, area, self._title(), look.theme)
            sheet.show_keys(pane.quantity.currentText(), scale, marks)
            margins = sheet.margins(width, height)
            sheet.deleteLater()
        self.line.start(
            path.name,
            partial(
                write_picture,
                path,
                grid,
                lambda picture: look.paint(picture, scale).colours,
                margins,
            ),
        )

    def ask_picture(self) -> None:
        """Ask which views, for a size and a file, and export a picture of what is seen."""
        if not self._is_busy():
            dialog = PictureDialog(self._window, self._proposed("picture.png"), self._sheets())
            self._open(dialog, partial(self.export_picture, dialog))

    def export_picture(self, dialog: PictureDialog) -> None:
        """Export the picture that the dialog says."""
        assert dialog.ratio is not None  # else it stays open
        # Nothing of the dialog, which is soon deleted, is asked for in the other thread.
        path, sheet, ratio = dialog.path, dialog.sheet, dialog.ratio
        self._path = path
        strokes = sheet.strokes()
        work = partial(write_image, path, strokes, sheet.pixels(ratio), ratio)
        if dialog.is_sharp:
            work = partial(write_svg, path, strokes, sheet.pixels(1.0))
        self.line.start(path.name, work)

    def ask_page(self) -> None:
        """Ask for a file, and export the experiment as a page."""
        if not self._is_busy():
            dialog = PageDialog(self._window, self._proposed("page.html"))
            self._open(dialog, partial(self.export_page, dialog))

    def export_page(self, dialog: PageDialog) -> None:
        """Export the page that the dialog says, in the colours that are seen."""
        document, self._path = self._workbench.document, dialog.path
        own = dict(document.own)
        look = WindowTable(
            names=tuple(document.labels[number] for number in document.colours),
            colours=tuple(own.get(number, number) for number in document.colours),
        )
        work = partial(write_page, dialog.path, document.experiment, look)
        self.line.start(dialog.path.name, work)

    def ask_movie(self) -> None:
        """Ask which views of the runs, for a size, a pace and a file; export an animation."""
        frame = self._pages.frame
        if self._is_busy():
            return
        if not self._runs_are_seen:
            self._note(tr("Descent, Network and Map show runs to export as an animation"))
        elif frame is None or frame.scene is None or frame.state not in (*AT_REST, State.PLAYING):
            self._note(tr("The runs are not there yet: export them in a moment"))
        else:
            self.line.make_room()  # which is taken from the views, whose size is asked
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            first, last = frame.scene.first_step, last_step(frame, frame.scene)
            proposed, sheets = self._proposed("run.gif"), self._sheets_of_runs()
            dialog = MovieDialog(self._window, proposed, sheets, first, last)
            self._open(dialog, partial(self.export_movie, dialog))
            dialog.rejected.connect(lambda: self.line.appear(False))

    def export_movie(self, dialog: MovieDialog) -> None:
        """Export the animation that the dialog says."""
        self._path, name = dialog.path, dialog.name

        def sheet() -> PictureSheet | None:
            return self._sheets_of_runs().get(name) if self._runs_are_seen else None

        self.film.start(dialog.path, sheet, dialog.steps, dialog.pixels, dialog.frames_per_second)

    def copy_picture(self) -> None:
        """Put a picture of the views on the clipboard, at twice the screen's resolution."""
        sheet = next(iter(self._sheets().values()))
        strokes, area = sheet.strokes(), QRect(0, 0, *sheet.pixels(COPIED))
        self._copies.ask("copy", lambda: strokes.part(area, (COPIED, COPIED)), self._copy)

    def close_down(self) -> None:
        """Give up what is being written or copied."""
        self.film.close_down()
        self.line.close_down()
        self._copies.close()

    def _copy(self, pixels: Pixels) -> None:
        QApplication.clipboard().setImage(image_of(pixels))
        self._note(tr("Copied as a picture"))

    def _is_busy(self) -> bool:
        if self.line.is_running:
            self._note(tr("An export is running; wait for it, or stop it"))
        return self.line.is_running

    def _sheets(self) -> dict[str, PictureSheet]:
        """What pictures can be made of, what is looked at most first."""
        self._pages.turns.finish()
        self._pages.drawing.catch_up()
        page = self._pages.pages.page
        if page is not None:
            sheet: PictureSheet | None = getattr(page, "sheet", None)
            whole = PictureSheet("", (page,), {}, self._stage.map.theme)
            named = {tr("View"): sheet} if sheet is not None else {}
            return {**named, tr("Page"): whole}
        views, theme = self._sheets_of_runs(), self._stage.map.theme
        for name in ("map_page", "sweep_page"):
            if self._is_seen(name):
                shown = getattr(self._pages, name)
                shown = getattr(shown, "panes", shown)
                views = {tr("Map"): PictureSheet(self._about(), (shown,), {}, theme), **views}
        return views

    def _sheets_of_runs(self) -> dict[str, PictureSheet]:
        """What pictures can be made of, of the views in which runs are drawn."""
        document, theme = self._workbench.document, self._stage.map.theme
        labels = document.labels.items()
        seen = {colour: label for colour, label in labels if colour not in document.hidden}
        about, runs, curves = self._about(), self._stage.landscape, self._curves
        views: dict[str, tuple[tuple[QWidget, ...], dict[int, str]]] = {
            tr("Runs and curves"): ((runs, curves), seen),
            tr("Runs"): ((runs,), seen),
            tr("Curves"): ((curves,), seen),
        }
        if not curves.isVisible():
            views = {tr("Runs"): ((runs,), seen)}
        return {name: PictureSheet(about, *of, theme) for name, of in views.items()}

    def _is_seen(self, name: str) -> bool:
        """Whether a page has been made, and is shown."""
        return any(page.isVisible() for page in made(self._pages, name))

    @property
    def _runs_are_seen(self) -> bool:
        return self._pages.pages.page is None and self._stage.isVisible()

    @property
    def _pane(self) -> PlanePane:
        """The map that is exported: of two the one whose pixel was chosen last."""
        return self._pages.map_page.panes.active

    def _title(self) -> str:
        pane = self._pane
        return tr(
            "{about}: {result} of {optimizer}",
            about=self._about(),
            result=pane.quantity.currentText(),
            optimizer=pane.optimizer.currentText(),
        )

    def _about(self) -> str:
        experiment = self._workbench.experiment
        return experiment.title or offer_of(experiment.objective).heading(experiment.objective)[0]

    def _proposed(self, name: str) -> Path:
        """The file that is proposed: beside the last one, or beside the experiment."""
        path = self._workbench.path
        folder = self._folder or (path.absolute().parent if path else Path.home())
        return folder / (f"{path.stem}-{name}" if path else name)

    def _open(self, dialog: ExportDialog, export: Callable[[], None]) -> None:
        self._say("")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(export)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None

    def _ended(self, name: str, trouble: str) -> None:
        self._say(trouble)
        if not trouble:
            self._folder = self._path.parent
            self._note(tr("Exported {name}", name=name))
            if self._path.suffix == ".zarr":
                self._recent.add(self._path)
