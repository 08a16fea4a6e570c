"""The window: the panel, the views, the transport bar, and who listens to whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdsim.app import icons, theme
from gdsim.app.background import Background
from gdsim.app.controls.objective import ObjectiveControl
from gdsim.app.controls.optimizers import OptimizersControl
from gdsim.app.controls.schedule import ScheduleControl
from gdsim.app.controls.section import Section, Sentence
from gdsim.app.controls.settings import SettingsControl
from gdsim.app.controls.start import StartControl
from gdsim.app.controls.transport import Transport
from gdsim.app.formula import Formulas
from gdsim.app.frame import Frame, State
from gdsim.app.script import as_python
from gdsim.app.theme import GRID, THEMES, Theme
from gdsim.app.views.curve import CurveView
from gdsim.app.views.loss import LossView
from gdsim.app.views.map import MapView
from gdsim.app.views.verdicts import VerdictTable
from gdsim.app.workbench import Workbench
from gdsim.app.worker import Worker

FRAME = 33  # ms between two looks for a new frame
PANEL, SIDE = 320, 392
EXPERIMENTS = "Experiments (*.toml);;All files (*)"
NO_MAP = (
    "There is no map of {count} variables.\n\n"
    "Maps are drawn for objectives of one or two.\nThe loss curves beside this show every run."
)


class Window(QMainWindow):
    """The main window of gdsim."""

    def __init__(self, workbench: Workbench, worker: Worker, settings: QSettings) -> None:
        super().__init__()
        self.workbench, self.worker, self._settings = workbench, worker, settings
        self.theme: Theme = theme.LIGHT
        self.frame: Frame | None = None
        self.lit: int | None = None
        self._scrub: int | None = None
        self._objective: Any = None
        self._shown: Any = None
        self.wants_to_play = False
        self.background = Background(self)
        self.formulas = Formulas(Background(self), self)
        self.setMinimumSize(960, 600)
        self.resize(1280, 800)
        self._dress(self._chosen_theme())  # before there are widgets: they take their font at birth
        self._build()
        self._build_menus()
        self._connect()
        self._set_theme(self.theme)
        self.timer = QTimer(self, interval=FRAME)
        self.timer.timeout.connect(self.look)
        self.timer.start()
        self._experiment_changed()

    # what there is

    def _build(self) -> None:
        workbench = self.workbench
        self.objective = ObjectiveControl(workbench, self.formulas)
        self.optimizers = OptimizersControl(workbench, self.formulas)
        self.start = StartControl(workbench)
        self.schedule = ScheduleControl(workbench, self.formulas)
        self.run = SettingsControl(workbench)
        self.controls: tuple[Section, ...] = (
            self.objective, self.optimizers, self.start, self.schedule, self.run,
        )  # fmt: skip
        self.map = MapView(self.background)
        self.curve = CurveView(self.background)
        self.no_map = QLabel()
        self.no_map.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.no_map.setProperty("role", "muted")
        self.centre = QStackedWidget()
        for view in (self.map, self.curve, self.no_map):
            self.centre.addWidget(view)
        self.loss = LossView()
        self.verdicts = VerdictTable()
        self.transport = Transport()
        self.message = QLabel(self.centre)
        self.message.setProperty("role", "chip")
        self.message.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.message.hide()
        self.trouble = Sentence()

        side = QSplitter(Qt.Orientation.Vertical)
        side.setObjectName("side")
        side.addWidget(_headed("Loss", self.loss))
        side.addWidget(_headed("Verdicts", self.verdicts, 12))
        side.setHandleWidth(1)
        side.setSizes([400, 320])
        side.setChildrenCollapsible(False)
        self.views = QSplitter(Qt.Orientation.Horizontal)
        self.views.setHandleWidth(1)
        self.views.addWidget(self._map_side())
        self.views.addWidget(side)
        self.views.setStretchFactor(0, 1)
        self.views.setChildrenCollapsible(False)
        self.views.setSizes([1280 - PANEL - SIDE, SIDE])
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.views, 1)
        right.addWidget(self.transport)
        whole = QWidget()
        layout = QHBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._panel())
        layout.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _panel(self) -> QWidget:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self.objective)
        layout.addSpacing(GRID)
        layout.addWidget(self.optimizers, 1)
        layout.addSpacing(GRID // 2)
        for section in (self.start, self.schedule, self.run):
            layout.addWidget(section)
            section.opened.connect(lambda opened=section: self._fold_others(opened))
        layout.addWidget(self.trouble)
        scroll = QScrollArea()
        scroll.setObjectName("panel")
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(PANEL)
        return scroll

    def _map_side(self) -> QWidget:
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.fit_button = QToolButton()
        self.fit_button.setToolTip("Show the whole domain (F)")
        self.fit_button.setIconSize(QSize(16, 16))
        self.fit_button.clicked.connect(self.fit)
        head = QHBoxLayout()
        head.setContentsMargins(2 * GRID, GRID, GRID, 0)
        head.setSpacing(GRID)
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        head.addWidget(self.fit_button)
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.centre, 1)
        return holder

    def _build_menus(self) -> None:
        bar = self.menuBar()
        bar.setNativeMenuBar(True)
        file, edit, run, view = (bar.addMenu(name) for name in ("&File", "&Edit", "&Run", "&View"))
        key = QKeySequence.StandardKey
        self._action(file, "&Open…", self.open, key.Open)
        self._action(file, "&Save", self.save, key.Save)
        self._action(file, "Save &As…", self.save_as, QKeySequence("Ctrl+Shift+S"))
        file.addSeparator()
        self._action(file, "&Export Picture…", self.export, QKeySequence("Ctrl+E"))
        file.addSeparator()
        self._action(file, "&Quit", self.close, key.Quit)
        self.undo = self._action(edit, "&Undo", self.workbench.undo, key.Undo)
        self.redo = self._action(edit, "&Redo", self.workbench.redo, QKeySequence("Ctrl+Shift+Z"))
        edit.addSeparator()
        self._action(edit, "Copy as &Python", self.copy_python, QKeySequence("Ctrl+Shift+C"))
        self._action(run, "&Play or Pause", self.transport.toggle, QKeySequence("Space"))
        self._action(run, "&Step", self.step, QKeySequence("."))
        self._action(run, "&Reset", self.reset, QKeySequence("R"))
        self._action(view, "&Fit", self.fit, QKeySequence("F"))
        view.addSeparator()
        self._action(view, "&Light", lambda: self._choose_theme("light"))
        self._action(view, "&Dark", lambda: self._choose_theme("dark"))
        self._action(view, "Like the S&ystem", lambda: self._choose_theme(""))
        self.theme_button = QToolButton()
        self.theme_button.setToolTip("Switch between light and dark")
        self.theme_button.setIconSize(QSize(16, 16))
        self.theme_button.clicked.connect(
            lambda: self._choose_theme("light" if self.theme is theme.DARK else "dark")
        )
        bar.setCornerWidget(self.theme_button)

    def _action(self, menu: Any, text: str, do: Any, keys: Any = None) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda: do())
        if keys is not None:
            action.setShortcut(keys)
        menu.addAction(action)
        return action

    def _connect(self) -> None:
        workbench, bar = self.workbench, self.transport
        workbench.experiment_changed.connect(self._experiment_changed)
        workbench.changed.connect(self._document_changed)
        self.map.clicked.connect(lambda x, y: self._start_at((x, y)))
        self.curve.clicked.connect(lambda x: self._start_at((x,)))
        bar.play.connect(self.play)
        bar.pause.connect(self.pause)
        bar.step.connect(self.step)
        bar.reset.connect(self.reset)
        bar.scrubbed.connect(self._scrubbed)
        bar.rewound.connect(self._rewound)
        bar.rate_changed.connect(self._set_rate)
        self.worker.rate = bar.rate
        for widget in (self.optimizers, self.verdicts):
            widget.hovered.connect(self._light)
        QGuiApplication.styleHints().colorSchemeChanged.connect(
            lambda _: self._set_theme(self._chosen_theme())
        )

    # what it does

    def play(self) -> None:
        """Advance until paused; also after the next edit."""
        self.wants_to_play = True
        self.worker.play()

    def pause(self) -> None:
        """Stop advancing."""
        self.wants_to_play = False
        self.worker.pause()

    def step(self) -> None:
        """One step."""
        self.wants_to_play = False
        self.worker.step()

    def reset(self) -> None:
        """Back to step 0."""
        self.worker.reset()

    def fit(self) -> None:
        """Show the whole domain."""
        view = self.centre.currentWidget()
        if view in (self.map, self.curve):
            view.fit()

    def look(self) -> None:
        """Draw the newest frame, if there is one."""
        frame = self.worker.take()
        if frame is not None:
            self.frame = frame
            self.transport.show_frame(frame)
            self._tell(frame)
            self.draw()

    def draw(self) -> None:
        """Draw the frame there is, at the scrubbed step if the handle is held."""
        frame = self.frame
        if frame is None or not frame.drawable:
            return
        if self._scrub is not None:
            frame = frame.until(self._scrub)
        variables = frame.heads.shape[2]
        document = self.workbench.document
        current = self.centre.currentWidget()
        for view, count in ((self.map, 2), (self.curve, 1)):
            if current is view and variables == count:
                view.draw(frame, document, self.lit)
        self.loss.draw(frame, document, self.lit)
        self.verdicts.draw(frame, document)

    def open(self, path: Path | None = None) -> None:
        """Open an experiment file."""
        if path is None:
            chosen, _ = QFileDialog.getOpenFileName(self, "Open an experiment", "", EXPERIMENTS)
            if not chosen:
                return
            path = Path(chosen)
        self.trouble.say(self.workbench.open(path) or "")

    def save(self) -> None:
        """Save to the file the experiment came from, or ask for one."""
        if self.workbench.path is None:
            self.save_as()
        else:
            self.trouble.say(self.workbench.save(self.workbench.path) or "")
            self._document_changed()

    def save_as(self) -> None:
        """Ask for a file and save to it."""
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Save the experiment", "experiment.toml", EXPERIMENTS
        )
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_suffix(".toml")
            self.trouble.say(self.workbench.save(path) or "")
            self._document_changed()

    def export(self, path: Path | None = None) -> None:
        """Save a picture of the views, at twice the resolution of the screen."""
        if path is None:
            chosen, _ = QFileDialog.getSaveFileName(
                self, "Export a picture", "gdsim.png", "Pictures (*.png)"
            )
            if not chosen:
                return
            path = Path(chosen)
        from gdsim.app.picture import grab

        path = path if path.suffix else path.with_suffix(".png")
        good = grab(self.views, 2.0).save(str(path))
        self.trouble.say("" if good else f"The picture could not be written to {path}.")

    def copy_python(self) -> None:
        """Put a script that runs the experiment on the clipboard."""
        QApplication.clipboard().setText(as_python(self.workbench.experiment))
        self._chip("Copied as Python")
        QTimer.singleShot(1600, lambda: self._tell(self.frame) if self.frame else None)

    def closeEvent(self, event: Any) -> None:
        """End the worker, then close."""
        self.timer.stop()
        self._settings.setValue("geometry", self.saveGeometry())
        self.worker.close()
        self.background.close()
        self.formulas.close()
        super().closeEvent(event)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._place_message()

    # what happens when something changes

    def _experiment_changed(self) -> None:
        document = self.workbench.document
        objective = document.experiment.objective
        self._scrub = None
        self.trouble.say("")
        self.worker.show(document.experiment, document.colours)
        if self.wants_to_play:
            self.worker.play()
        if objective != self._shown:
            self._shown = objective
            self._show_objective(objective)
        self._document_changed()

    def _show_objective(self, objective: Any) -> None:
        count = len(objective.variables)
        view = {1: self.curve, 2: self.map}.get(count, self.no_map)
        self.centre.setCurrentWidget(view)
        self.fit_button.setVisible(view is not self.no_map)
        self.no_map.setText(NO_MAP.format(count=count))
        if view is not self.no_map:
            view.show_objective(objective)

    def _document_changed(self) -> None:
        workbench = self.workbench
        experiment = workbench.experiment
        self.undo.setEnabled(workbench.can_undo)
        self.redo.setEnabled(workbench.can_redo)
        name = workbench.path.name if workbench.path else (experiment.title or "Untitled")
        self.setWindowTitle(f"{name}[*] – gdsim")
        self.setWindowModified(workbench.modified)
        objective = experiment.objective
        self.title.setText(objective.title if objective.definition else "Typed function")
        about = objective.definition.summary if objective.definition else ""
        self.about.setText(about)
        self.about.setToolTip(about)
        self.draw()

    def _start_at(self, point: tuple[float, ...]) -> None:
        sentence = self.workbench.replace(start=point)
        self.trouble.say(sentence or "")

    def _scrubbed(self, step: int) -> None:
        self._scrub = step
        if self.wants_to_play:
            self.worker.pause()
        self.draw()

    def _rewound(self, step: int) -> None:
        self._scrub = None
        self.worker.rewind(step)
        if self.wants_to_play:
            self.worker.play()

    def _set_rate(self, rate: float) -> None:
        self.worker.rate = rate

    def _light(self, colour: int | None) -> None:
        if colour != self.lit:
            self.lit = colour
            self.draw()

    def _fold_others(self, opened: Section) -> None:
        for section in (self.start, self.schedule, self.run):
            if section is not opened:
                section.unfold(False)

    def _tell(self, frame: Frame) -> None:
        """Say what the worker is busy with, or what went wrong."""
        self._chip(frame.message + "…" if frame.state is State.COMPILING else "")
        self.trouble.say(frame.message if frame.state is State.FAILED else "")

    def _chip(self, text: str) -> None:
        self.message.setVisible(bool(text))
        self.message.setText(text)
        self._place_message()

    def _place_message(self) -> None:
        self.message.adjustSize()
        self.message.move((self.centre.width() - self.message.width()) // 2, 2 * GRID)
        self.message.raise_()

    # how it looks

    def _chosen_theme(self) -> Theme:
        name = str(self._settings.value("theme", ""))
        return THEMES.get(name) or theme.system_theme()

    def _choose_theme(self, name: str) -> None:
        self._settings.setValue("theme", name)
        self._set_theme(self._chosen_theme())

    def _dress(self, wanted: Theme) -> None:
        self.theme = wanted
        theme.apply(QApplication.instance(), wanted, theme.load_fonts())

    def _set_theme(self, wanted: Theme) -> None:
        if wanted is not self.theme:
            self._dress(wanted)
        for part in (
            *self.controls,
            self.map,
            self.curve,
            self.loss,
            self.verdicts,
            self.transport,
        ):
            part.recolour(wanted)
        self.theme_button.setIcon(icons.icon("theme", wanted.muted, 16))
        self.fit_button.setIcon(icons.icon("fit", wanted.muted, 16))
        self.draw()


def _headed(title: str, view: QWidget, left: int = 0) -> QWidget:
    holder = QWidget()
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    heading.setContentsMargins(2 * GRID, GRID + 3, GRID, 2)
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(heading)
    inside = QHBoxLayout()
    inside.setContentsMargins(left, 0, 0, 0)
    inside.addWidget(view)
    layout.addLayout(inside, 1)
    return holder
