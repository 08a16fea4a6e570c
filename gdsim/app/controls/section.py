"""A part of the panel with a heading; some fold to one line that sums up their settings."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gdsim.app.controls.fields import Choices
from gdsim.app.look import icons
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.words import Elided, Sentence, wrapped
from gdsim.app.translation import tr

BAR = 10  # px of a scroll bar, which are free while there is none: nothing moves when it comes
SHARES = 3, 2  # of the width, for the labels and for the fields of numbers; beside lists:
LISTS = 1, 2


class Section(QWidget):
    """A heading, a one-line summary, a body, and a sentence for a refused edit.

    What is in the body of a section that folds may be made when it unfolds first, by `fill`.
    """

    opened = Signal()

    def __init__(self, title: str, folds: bool = False) -> None:
        super().__init__()
        self._theme, self._folds = LIGHT, folds
        self.head = self._arrow(title) if folds else _heading(title)
        self.summary = Elided()
        self.body = QWidget()
        self.error = Sentence()
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(GRID)
        top.addWidget(self.head)
        top.addWidget(self.summary, 1)
        self.top = top
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, BAR, 0)
        self.outer = layout
        layout.setSpacing(GRID // 2)
        layout.addLayout(top)
        layout.addWidget(self.body, 1)
        layout.addWidget(self.error)
        if folds:
            self.summary.setCursor(Qt.CursorShape.PointingHandCursor)
            self.head.setCursor(Qt.CursorShape.PointingHandCursor)
            self.unfold(False)

    def unfold(self, open_: bool) -> None:
        """Show or hide the body."""
        if open_:
            self.fill()
        self.body.setVisible(open_)
        self._colour_arrow()
        if open_:
            self.opened.emit()

    def fill(self) -> None:
        """Make what is in the body, unless it is there."""

    def put(self, inside: QWidget) -> None:
        """Fill the body with a widget."""
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.addWidget(inside)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The whole row of the heading folds and unfolds, not only its word."""
        in_heading = self.top.geometry().contains(event.position().toPoint())
        if self._folds and in_heading and event.button() == Qt.MouseButton.LeftButton:
            self.unfold(self.body.isHidden())

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self._colour_arrow()

    def _arrow(self, title: str) -> QToolButton:
        """A heading that folds and unfolds the body."""
        head = QToolButton()
        head.setText(title)
        head.setProperty("section", True)
        head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        head.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head.clicked.connect(lambda: self.unfold(self.body.isHidden()))
        return head

    def _colour_arrow(self) -> None:
        if isinstance(self.head, QToolButton):
            name = "right" if self.body.isHidden() else "down"
            icons.put(self.head, name, self._theme.muted, 12)


def _heading(title: str) -> QLabel:
    head = QLabel(title)
    head.setProperty("role", "heading")
    head.setMinimumSize(1, 28)  # it may be cut, before the panel gets wider
    return head


def form() -> tuple[QWidget, QGridLayout]:
    """A widget and its grid: labels left and fields right, in the same two columns everywhere."""
    holder = QWidget()
    return holder, form_of(holder)


def form_of(holder: QWidget) -> QGridLayout:
    """The grid of a form, in a widget."""
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GRID)
    grid.setVerticalSpacing(GRID // 2)
    for column, share in enumerate(SHARES):
        grid.setColumnStretch(column, share)
    return grid


def add_row(grid: QGridLayout, words: QLabel, *fields: QWidget) -> None:
    """A row of a form: numbers stand in the column of fields, lists have its width and more."""
    row = grid.rowCount()
    if any(isinstance(field, Choices) for field in fields):
        whole = QHBoxLayout()
        whole.setSpacing(GRID)
        whole.addWidget(words, LISTS[0])
        for field in fields:
            whole.addWidget(field, LISTS[1])
        grid.addLayout(whole, row, 0, 1, 2)
    else:
        inside = QHBoxLayout()
        inside.setSpacing(GRID // 2)
        for field in fields:
            inside.addWidget(field)
        grid.addWidget(words, row, 0)
        grid.addLayout(inside, row, 1)
    for field in fields:
        if not field.accessibleName():
            field.setAccessibleName(words.text())
        field.show()  # not before it has a parent: it would be a window of its own


def put_aside(holder: QWidget, named: Mapping[str, QWidget]) -> None:
    """Keep fields, by their names, for rows to come: without a holder they outlive the window."""
    for name, field in named.items():
        if not field.accessibleName():
            field.setAccessibleName(name)
        field.setParent(holder)
        field.hide()


def label(text: str, tip: str = "") -> QLabel:
    """A muted label of a field."""
    widget = QLabel(text)
    widget.setProperty("role", "muted")
    widget.setToolTip(wrapped(tip))
    return widget


def line(*parts: QWidget | str) -> QHBoxLayout:
    """Choices above a picture, and the words between them."""
    layout = QHBoxLayout()
    layout.setContentsMargins(2 * GRID, GRID // 2, GRID, GRID // 2)
    layout.setSpacing(GRID // 2)
    for part in parts:
        layout.addWidget(label(part) if isinstance(part, str) else part)
    layout.addStretch(1)
    return layout


_GREEK = dict(
    zip(["alpha", "beta", "gamma", "eta", "eps", "nu", "rho", "mu"], "αβγηενρμ", strict=True)
)


def setting_label(name: str, tip: str) -> QLabel:
    """The label of a method's setting: a Greek letter where the literature uses one, else words."""
    stem = name.rstrip("0123456789")
    lowered = name[len(stem) :].translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    text = _GREEK[stem] + lowered if stem in _GREEK else name.replace("_", " ")
    return label(text, f"{name}: {tr(tip)}" if tip else name)
