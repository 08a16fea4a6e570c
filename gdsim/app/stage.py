"""The middle of the window: the map, or the curve, or a word on why there is neither."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from gdsim.app import icons
from gdsim.app.background import Background
from gdsim.app.controls.section import Elided
from gdsim.app.frame import Frame
from gdsim.app.theme import GRID, Theme
from gdsim.app.views.curve import CurveView
from gdsim.app.views.map import MapView
from gdsim.app.workbench import Document

NO_MAP = (
    "There is no map of {count} variables.\n\n"
    "Maps are drawn for objectives of one or two.\nThe loss curves beside this show every run."
)
NOTED = 1800  # ms a note stays


class Stage(QWidget):
    """Shows the objective and the runs on it; a click asks for another start."""

    clicked = Signal(object)  # a point, as a tuple
    hovered = Signal(object)  # the colour number of the run under the mouse, or None

    def __init__(self, background: Background) -> None:
        super().__init__()
        self.map = MapView(background)
        self.curve = CurveView(background)
        self.no_map = QLabel()
        self.no_map.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.no_map.setProperty("role", "muted")
        self.pages = QStackedWidget()
        for view in (self.map, self.curve, self.no_map):
            self.pages.addWidget(view)
        self.map.clicked.connect(lambda x, y: self.clicked.emit((x, y)))
        self.curve.clicked.connect(lambda x: self.clicked.emit((x,)))
        for view in (self.map, self.curve):
            view.pointed.connect(self.hovered)
        self.title, self.about = QLabel(), Elided()
        self.title.setProperty("role", "heading")
        self.about.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.fit_button = QToolButton()
        self.fit_button.setToolTip("Show the whole domain (F)")
        self.fit_button.setAccessibleName("Show the whole domain")
        self.fit_button.setIconSize(QSize(16, 16))
        self.fit_button.clicked.connect(self.fit)
        place = self.fit_button.sizePolicy()
        place.setRetainSizeWhenHidden(True)  # or the heading would jump
        self.fit_button.setSizePolicy(place)
        self.chip = QLabel(self.pages)
        self.chip.setProperty("role", "chip")
        self.chip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.chip.hide()
        self._busy = ""
        self._noted = QTimer(self, singleShot=True, interval=NOTED)
        self._noted.timeout.connect(lambda: self._show_chip(self._busy))
        head = QHBoxLayout()
        head.setContentsMargins(2 * GRID, GRID // 2, GRID, 0)
        head.setSpacing(GRID)
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        head.addWidget(self.fit_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.pages, 1)

    def show_objective(self, objective: Any) -> None:
        """Draw another objective."""
        count = len(objective.variables)
        view = {1: self.curve, 2: self.map}.get(count, self.no_map)
        self.pages.setCurrentWidget(view)
        self.fit_button.setVisible(view is not self.no_map)
        self.no_map.setText(NO_MAP.format(count=count))
        self.title.setText(objective.title if objective.definition else "Typed function")
        self.about.say(objective.definition.summary if objective.definition else "")
        if view is not self.no_map:
            view.show_objective(objective)

    def draw(self, frame: Frame, document: Document, lit: int | None) -> None:
        """Draw a frame, if it is of the kind of objective that is shown."""
        view = {1: self.curve, 2: self.map}.get(frame.heads.shape[2])
        if view is not None and view is self.pages.currentWidget():
            view.draw(frame, document, lit)

    def clear_runs(self) -> None:
        """Draw no runs: those there are belong to another objective."""
        self.map.clear_runs()
        self.curve.clear_runs()

    @property
    def cost(self) -> float:
        """Seconds that the last painting took."""
        return getattr(self.pages.currentWidget(), "cost", 0.0)

    def fit(self) -> None:
        """Show the whole domain."""
        view = self.pages.currentWidget()
        if view is not self.no_map:
            view.fit()

    def busy(self, text: str) -> None:
        """Say what is being waited for, or nothing."""
        self._busy = text
        if not self._noted.isActive():
            self._show_chip(text)

    def note(self, text: str) -> None:
        """Say for a moment what was done."""
        self._show_chip(text)
        self._noted.start()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.map.recolour(theme)
        self.curve.recolour(theme)
        self.fit_button.setIcon(icons.icon("fit", theme.muted, 16))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._place_chip()

    def _show_chip(self, text: str) -> None:
        self.chip.setVisible(bool(text))
        self.chip.setText(text)
        self._place_chip()

    def _place_chip(self) -> None:
        self.chip.adjustSize()
        self.chip.move((self.pages.width() - self.chip.width()) // 2, 2 * GRID)
        self.chip.raise_()
