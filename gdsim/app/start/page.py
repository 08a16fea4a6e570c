"""The start page: continue, open, begin anew; presets and lessons as cards; the tour."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QIcon, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls.buttons import WordButton
from gdsim.app.files import Files
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.type_size import fix, px
from gdsim.app.look.words import Sentence
from gdsim.app.model.network_edits import first_function
from gdsim.app.model.recent import examples, lessons
from gdsim.app.model.workbench import Workbench
from gdsim.app.playing import Playing
from gdsim.app.start.sketch import Sketch
from gdsim.app.start.thumbnails import Thumbnails, drawn
from gdsim.app.translation import tr
from gdsim.app.unsaved import Recovery
from gdsim.app.workspaces import Workspaces
from gdsim.experiment import Experiment
from gdsim.objectives import Function

COLUMN = 272  # px of what is beside the cards
CARD, PICTURE = QSize(196, 156), QSize(180, 104)
LESSONS, EXPERIMENTS = "lessons", "experiments"
STAYS = 500  # ms after which somebody who passes by has left
RECENT = 6  # files that are listed
PATH = Qt.ItemDataRole.UserRole
TITLE, KIND = Qt.ItemDataRole(PATH + 1), Qt.ItemDataRole(PATH + 2)


class Starting(Protocol):
    """The window, as far as its start page needs it."""

    workbench: Workbench
    files: Files
    playing: Playing
    workspaces: Workspaces
    recovery: Recovery

    def is_lesson_done(self, path: Path) -> bool: ...
    def take_tour(self) -> None: ...


class StartPage(QWidget):
    """What can be opened. Whatever is chosen is shown where its runs are drawn, and plays."""

    def __init__(self, window: Starting) -> None:
        super().__init__()
        self._window, self._theme = window, LIGHT
        self._sketches: dict[Path, Sketch] = {}
        self._awaited: Experiment | None = None  # the experiment when data was asked for
        self.thumbnails = Thumbnails(self)
        self.thumbnails.made.connect(self._take_sketch)
        self._stays = QTimer(self, singleShot=True, interval=STAYS)
        self._stays.timeout.connect(self._ask)
        self.search, self.cards = QLineEdit(), QListWidget()
        self.search.setPlaceholderText(tr("Search experiments and lessons"))
        self.search.setAccessibleName(tr("Search experiments and lessons"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._filter())
        self.search.returnPressed.connect(self._open_first)
        self.nothing = QLabel(tr("Nothing matches."))
        self.nothing.setProperty("role", "muted")
        self.view = self.search
        self._make_cards()
        self.cards.verticalScrollBar().valueChanged.connect(lambda _: self._wait())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 2 * GRID, 0)
        layout.setSpacing(4 * GRID)
        layout.addLayout(self._column())
        right = QVBoxLayout()
        right.setSpacing(GRID)
        line = QHBoxLayout()
        line.setSpacing(GRID // 2)
        line.addWidget(self.search, 1)
        for button in self._kinds():
            line.addWidget(button)
        right.addLayout(line)
        right.addWidget(self.nothing)
        right.addWidget(self.cards, 1)
        layout.addLayout(right, 1)
        self._limit()
        self._filter()

    def show_experiment(self) -> None:
        """Name the experiment that is gone on with, and the files that were opened last."""
        workbench = self._window.workbench
        experiment, old = workbench.experiment, self._awaited
        if old is not None and experiment is not old and experiment.objective.has_data:
            self._awaited = None
            QTimer.singleShot(0, self, self._window.workspaces.go_home)
        name = self._window.files.name
        self.resume.setText(tr("Continue: {name}", name=name))
        self.resume.setToolTip(name)
        recovery = self._window.recovery
        self.recovered.setHidden(recovery.isHidden())
        self.recovered.setText(tr("Open the unsaved edits"))
        self.recovered.setToolTip(recovery.words.text())
        for item in self._items:
            title = item.data(TITLE)
            item.setText(f"✓ {title}" if self._window.is_lesson_done(item.data(PATH)) else title)
        while (taken := self._recent.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.deleteLater()
        paths = self._window.files.recent.paths[:RECENT]
        self._recent_heading.setVisible(bool(paths))
        for each in paths:
            button = self._button(each.name, partial(self._open, each))
            button.setToolTip(str(each))
            self._recent.addWidget(button)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._limit()
        for item in self._items:
            self._draw(item)

    def close_down(self) -> None:
        """End what computes."""
        self.thumbnails.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Thumbnails are computed while they can be seen."""
        super().showEvent(event)
        self._awaited = None
        self._wait()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stays.stop()
        self.thumbnails.stop()

    def _wait(self) -> None:
        """What is seen from now on is computed once somebody stays."""
        if self.isVisible():
            self._stays.start()

    def _ask(self) -> None:
        """Have the sketches that are missing, those of the cards that are seen first."""
        missing = [each for each in self._items if each.data(PATH) not in self._sketches]
        missing.sort(key=lambda each: not self._is_seen(each))
        if missing:
            self.thumbnails.ask([each.data(PATH) for each in missing])

    def _is_seen(self, item: QListWidgetItem) -> bool:
        room = self.cards.viewport().rect()
        return not item.isHidden() and self.cards.visualItemRect(item).intersects(room)

    @property
    def paths(self) -> list[Path]:
        """The files of the cards, in their order."""
        return [item.data(PATH) for item in self._items]

    @property
    def _items(self) -> list[QListWidgetItem]:
        """The cards, in their order."""
        return [self.cards.item(row) for row in range(self.cards.count())]

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(GRID // 2)
        self.resume = self._button("", self._window.workspaces.go_home)
        self.resume.setProperty("primary", True)
        self.recovered = self._button("", self._open_recovered)
        self.tour = self._button(tr("A tour of two minutes"), self._window.take_tour)
        self.open = self._button(tr("Open a file…"), lambda: self._open(None))
        self.data = self._button(tr("A network on your data…"), self._open_data)
        self.formula, self.error = QLineEdit(), Sentence()
        self.formula.setPlaceholderText("x**2 + 10*y**2")
        self.formula.setAccessibleName(tr("Formula"))
        self.formula.setToolTip(tr("Type a function of x, y, …; Enter descends on it"))
        self.formula.returnPressed.connect(self._descend)
        fix(self.formula, COLUMN)
        fix(self.error, COLUMN)
        self._recent_heading, self._recent = _heading(tr("Recent files")), QVBoxLayout()
        self._recent.setSpacing(GRID // 2)
        for widget in (
            self.resume, self.recovered, self.tour,
            _heading(tr("New from a formula")), self.formula, self.error,
            _heading(tr("From a file")), self.open, self.data, self._recent_heading,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addLayout(self._recent)
        column.addStretch(1)
        return column

    def _button(self, text: str, do: Callable[[], object]) -> QPushButton:
        button = WordButton(text)
        fix(button, COLUMN)
        button.clicked.connect(lambda: do())
        return button

    def _kinds(self) -> list[QPushButton]:
        """Buttons of which one is down: all cards, or those of one kind."""
        texts = {"": tr("All"), LESSONS: tr("Lessons"), EXPERIMENTS: tr("Experiments")}
        self.kinds = {kind: QPushButton(text) for kind, text in texts.items()}
        group = QButtonGroup(self)
        for button in self.kinds.values():
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.clicked.connect(lambda _: self._filter())
            group.addButton(button)
        self.kinds[""].setChecked(True)
        return list(self.kinds.values())

    def _make_cards(self) -> None:
        cards = self.cards
        cards.setAccessibleName(tr("Experiments and lessons"))
        cards.viewport().installEventFilter(self)
        cards.setViewMode(QListView.ViewMode.IconMode)
        cards.setResizeMode(QListView.ResizeMode.Adjust)
        cards.setMovement(QListView.Movement.Static)
        cards.setUniformItemSizes(True)
        cards.setWordWrap(True)
        cards.setTextElideMode(Qt.TextElideMode.ElideRight)
        cards.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        cards.itemActivated.connect(self._open_card)
        cards.itemClicked.connect(self._open_card)
        for kind, files in ((LESSONS, lessons()), (EXPERIMENTS, examples())):
            for title, path in files.items():
                item = QListWidgetItem(title)
                item.setToolTip(title)
                for role, value in ((PATH, path), (TITLE, title), (KIND, kind)):
                    item.setData(role, value)
                item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
                cards.addItem(item)

    def _filter(self) -> None:
        """Show the cards of the chosen kind whose titles have all the words."""
        words = self.search.text().casefold().split()
        kind = next((kind for kind, each in self.kinds.items() if each.isChecked()), "")
        shown = 0
        for item in self._items:
            title = item.data(TITLE).casefold()
            fits = kind in ("", item.data(KIND)) and all(word in title for word in words)
            item.setHidden(not fits)
            shown += not item.isHidden()
        self.nothing.setVisible(not shown)
        self._wait()

    def _open_first(self) -> None:
        first = next((item for item in self._items if not item.isHidden()), None)
        if first is not None:
            self._open_card(first)

    def _open_card(self, item: QListWidgetItem) -> None:
        self._leave_after(lambda: self._window.files.open_example(item.data(PATH)))

    def _open(self, path: Path | None) -> None:
        self._leave_after(lambda: self._window.files.open(path))

    def _open_recovered(self) -> None:
        self._leave_after(self._window.recovery.open.click)
        self.show_experiment()

    def _open_data(self) -> None:
        """Once the network has the data, they are shown."""
        self._awaited = self._window.workbench.experiment
        self._window.files.open_data()

    def _descend(self) -> None:
        """Begin anew on the function that was typed."""
        try:
            function = Function(self.formula.text())
            experiment = first_function().replace(objective=function)
        except (ValueError, TypeError) as error:
            self.error.say(str(error))
            return
        self.error.say("")
        if self._window.files.may_leave():
            self._leave_after(lambda: self._window.workbench.start_over(experiment))

    def _leave_after(self, open_: Callable[[], object]) -> None:
        """Open something, and if it is open show its runs."""
        opened = self._window.workbench.opened
        open_()
        if self._window.workbench.opened != opened:
            self._window.workspaces.go_home()
            self._window.playing.play()

    def _take_sketch(self, path: Path, sketch: Sketch) -> None:
        self._sketches[path] = sketch
        for item in self._items:
            if item.data(PATH) == path:
                self._draw(item)

    def _draw(self, item: QListWidgetItem) -> None:
        size = QSize(px(PICTURE.width()), px(PICTURE.height()))
        made = self._sketches.get(item.data(PATH))
        item.setIcon(QIcon(drawn(made, self._theme, size, self.devicePixelRatioF())))

    def _limit(self) -> None:
        """Give cards their size; those of a line fill its width."""
        self.cards.setIconSize(QSize(px(PICTURE.width()), px(PICTURE.height())))
        room, least = self.cards.viewport().width() - 1, px(CARD.width())
        across = room // max(room // least, 1) if room >= least else least
        if self.cards.gridSize() != (size := QSize(across, px(CARD.height()))):
            self.cards.setGridSize(size)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The cards have more room, or less."""
        if event.type() == QEvent.Type.Resize:
            self._limit()
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._limit()


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    label.setContentsMargins(0, GRID, 0, 0)
    return label
