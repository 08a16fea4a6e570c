"""Where the parts of the window stand."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.look.theme import GRID
from gdsim.app.look.type_size import px
from gdsim.app.panel import WIDTH as PANEL
from gdsim.app.rail import WIDTH as RAIL
from gdsim.app.sizes import Sizes

SIDE = 416  # px of the losses and verdicts; at least LEAST, and WIDE of maps:
LEAST, WIDE = 344, 398
TOGETHER = 760  # px that a stage and a side beside it need,
BELOW = 0.36  # or the share of the height of the side below it
LESSON = 336, 0.28  # px of a lesson; of larger type at most this share of the width


class Body(QWidget):
    """The rail and the panel; beside them the stage and one of the sides, above the transport.

    The lines between them are dragged, and `sizes` keeps where to.
    `side`: the first widget beside the stage; others are added.
    """

    rearranged = Signal()  # something else can be seen

    def __init__(
        self,
        rail: QWidget,
        panel: QWidget,
        stage: QWidget,
        side: QWidget,
        above: QWidget,
        below: QWidget,
        sizes: Sizes,
    ) -> None:
        super().__init__()
        self._panel, self._stage, self._kept = panel, stage, sizes
        self._first, self._rail = side, rail
        self._lesson: QWidget | None = None
        self._is_presented = False
        self._beside: list[list[int]] = []  # sizes of the views without a lesson
        self._sides = QStackedWidget()
        self._sides.setMinimumWidth(LEAST)
        self._sides.addWidget(side)
        self.views = splitter(Qt.Orientation.Horizontal)
        self.views.addWidget(stage)
        self.views.addWidget(self._sides)
        self.views.setStretchFactor(0, 2)
        self.views.setStretchFactor(1, 1)
        self.views.setSizes([1280 - RAIL - PANEL - SIDE, SIDE])
        self._kept.follow(self.views, "views")
        beside = QWidget()
        right = QVBoxLayout(beside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(above)
        right.addWidget(self.views, 1)
        right.addWidget(below)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(rail)
        self._row = layout
        self.halves = splitter(Qt.Orientation.Horizontal)
        for half in (panel, beside):
            self.halves.addWidget(half)
        self.halves.setStretchFactor(1, 1)
        self.halves.setSizes([PANEL, 1280 - RAIL - PANEL])
        self._kept.follow(self.halves, "panel")
        panel.setHidden(self._kept.is_panel_folded)
        self._rooms = QStackedWidget()
        self._rooms.addWidget(self.halves)
        layout.addWidget(self._rooms, 1)

    def add_page(self, page: QWidget) -> None:
        """Add a widget that stands in the place of panel and views while it is shown."""
        self._rooms.addWidget(page)

    def show_page(self, page: QWidget | None) -> None:
        """Show a page in the place of panel and views; None: these again."""
        if self._rooms.currentWidget() is not (page or self.halves):
            self._rooms.setCurrentWidget(page or self.halves)
            self.rearranged.emit()

    @property
    def has_page(self) -> bool:
        """Whether a page is shown in the place of panel and views."""
        return self._rooms.currentWidget() is not self.halves

    def add_side(self, side: QWidget) -> None:
        """Add a widget to those of which one stands beside the stage."""
        self._sides.addWidget(side)

    def add_lesson(self, lesson: QWidget) -> None:
        """Give a lesson its place beside the rail."""
        self._lesson = lesson
        self._row.insertWidget(1, lesson)
        self._fit_lesson()

    def show_lesson(self, is_shown: bool) -> None:
        """Show the lesson, or hide it."""
        assert self._lesson is not None  # it has been added
        if is_shown and self._lesson.isHidden():
            self._beside = [part.sizes() for part in self._parts]
        self._lesson.setVisible(is_shown)
        self._row.activate()  # sizes are those beside it
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_lesson()
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Larger type needs more room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_lesson()

    def _fit_lesson(self) -> None:
        """Give the lesson its width, but leave room for what it is about."""
        if self._lesson is not None:
            most = max(round(LESSON[1] * self.width()), LESSON[0])
            self._lesson.setFixedWidth(min(px(LESSON[0]), most))

    @property
    def _parts(self) -> list[QSplitter]:
        """The splitters that turn when a side goes below the stage."""
        return [self.views, *([self._first] if isinstance(self._first, QSplitter) else [])]

    def _arrange(self) -> None:
        """Beside a lesson, the first side goes below the stage where both have too little room."""
        lesson = self._lesson
        is_below = False
        if lesson is not None and not lesson.isHidden() and self.side is self._first:
            others = self._rail, lesson, self._panel
            taken = sum(each.width() for each in others if not each.isHidden())
            is_below = self.width() - taken < px(TOGETHER)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        if (self.views.orientation() == down) == is_below:
            return
        parts = self._parts
        sides = (down, across) if is_below else (across, down)
        for part, side in zip(parts, sides, strict=False):
            part.setOrientation(side)
        # Before sizes are given: the least ones are others now.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        if is_below:
            whole = self.height()
            self.views.setSizes([round(whole * (1 - BELOW)), round(whole * BELOW)])
        else:
            for part, sizes in zip(parts, self._beside, strict=False):
                part.setSizes(sizes)
        self._kept.follow(self.views, "views below each other" if is_below else "views")
        self.rearranged.emit()

    def present(self, is_on: bool) -> None:
        """Leave all room to the stage and a lesson, or show all parts again."""
        self._rail.setHidden(is_on)
        self._panel.setHidden(is_on or self._kept.is_panel_folded)
        self._is_presented = is_on
        self._show_one()
        self._arrange()
        self.rearranged.emit()

    def _show_one(self) -> None:
        """Of the stage and the side, a presentation has room for one: a map, or else the stage."""
        is_map = self.side is not self._first
        self._stage.setHidden(self._is_presented and is_map)
        self._sides.setHidden(self._is_presented and not is_map)

    def fold_panel(self) -> bool:
        """Hide the panel, or show it again; whether it is hidden."""
        self._kept.is_panel_folded = not self._panel.isHidden()
        self._panel.setHidden(self._kept.is_panel_folded)
        self._arrange()
        return self._kept.is_panel_folded

    @property
    def side(self) -> QWidget:
        """The side that is shown."""
        shown = self._sides.currentWidget()
        assert shown is not None  # there are sides
        return shown

    def give_room(self, to_side: bool) -> None:
        """Leave all room to the side that is shown, or show the stage beside it again."""
        if self._stage.isHidden() != to_side:
            self._stage.setHidden(to_side)
            self.rearranged.emit()

    def show_side(self, side: QWidget, is_wide: bool) -> None:
        """Show one of the sides; a wide one takes half of the room, others what they need."""
        if side is self.side:
            return
        self._sides.setCurrentWidget(side)
        self._arrange()
        self._sides.setMinimumWidth(WIDE if is_wide else LEAST)
        if self.views.orientation() == Qt.Orientation.Horizontal:
            whole = sum(self.views.sizes())
            width = whole // 2 if is_wide else min(SIDE, whole // 2)
            self.views.setSizes([whole - width, width])
            self._kept.follow(self.views, "wide views" if is_wide else "views")
        if self._is_presented:
            self._show_one()
        self.rearranged.emit()


def stacked(*views: tuple[QWidget, int]) -> QSplitter:
    """Views one below the other, each with its height at first, which the user can change."""
    side = splitter(Qt.Orientation.Vertical)
    side.setObjectName("side")
    for view, _ in views:
        side.addWidget(view)
    side.setSizes([height for _, height in views])
    return side


def splitter(side: Qt.Orientation) -> QSplitter:
    """Views beside each other, with a thin line between them that can be dragged."""
    made = QSplitter(side)
    made.setHandleWidth(1)
    made.setChildrenCollapsible(False)
    return made


def headed(
    title: str,
    view: QWidget,
    left: int = 0,
    about: QLabel | None = None,
    choice: QWidget | None = None,
) -> QWidget:
    """A view below its title, what there is to say about it, and a choice."""
    holder = QWidget()
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    heading.setContentsMargins(2 * GRID, GRID, 0, GRID // 2)
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    top = QHBoxLayout()
    top.setSpacing(GRID)
    top.addWidget(heading)
    if about is not None:
        about.setContentsMargins(0, GRID, 0, GRID // 2)
        top.addWidget(about, 1)
    if choice is not None:
        choice.setContentsMargins(0, 0, GRID, 0)
        top.addWidget(choice)
    layout.addLayout(top)
    inside = QHBoxLayout()
    inside.setContentsMargins(left, 0, 0, 0)
    inside.addWidget(view)
    layout.addLayout(inside, 1)
    return holder
