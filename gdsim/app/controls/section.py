"""A part of the panel with a heading; it may fold away to a line that still says what is set."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gdsim.app.look import icons
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.words import Elided, Sentence


class Section(QWidget):
    """A heading, a one-line summary, a body, and a sentence for what was refused in it."""

    opened = Signal()

    def __init__(self, title: str, folds: bool = False) -> None:
        super().__init__()
        self._folds = folds
        self._theme = LIGHT
        self.head = QToolButton() if folds else QLabel()
        self.head.setText(title)
        if folds:
            self.head.setProperty("section", True)
            self.head.setIconSize(QSize(12, 12))
            self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self.head.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        else:
            self.head.setProperty("role", "heading")
            self.head.setMinimumHeight(28)
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
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addLayout(top)
        layout.addWidget(self.body, 1)
        layout.addWidget(self.error)
        if folds:
            self.head.clicked.connect(lambda: self.unfold(self.body.isHidden()))
            self.unfold(False)

    def unfold(self, open_: bool) -> None:
        """Show or hide the body."""
        self.body.setVisible(open_)
        self.recolour(self._theme)
        if open_:
            self.opened.emit()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        if self._folds:
            name = "right" if self.body.isHidden() else "down"
            self.head.setIcon(icons.icon(name, theme.muted, 12))


def form() -> tuple[QWidget, QGridLayout]:
    """A widget whose grid has labels left and fields right, on the window's spacing."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GRID)
    grid.setVerticalSpacing(GRID // 2)
    grid.setColumnStretch(0, 1)
    grid.setColumnMinimumWidth(1, 136)
    return holder, grid


def label(text: str, tip: str = "") -> QLabel:
    """A muted label of a field."""
    widget = QLabel(text)
    widget.setProperty("role", "muted")
    widget.setToolTip(tip)
    return widget


_GREEK = dict(
    zip(["alpha", "beta", "gamma", "eta", "eps", "nu", "rho", "mu"], "αβγηενρμ", strict=True)
)


def setting_label(name: str, tip: str) -> QLabel:
    """The label of a method's setting: Greek where the field writes Greek, else words."""
    stem = name.rstrip("0123456789")
    lowered = name[len(stem) :].translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    text = _GREEK[stem] + lowered if stem in _GREEK else name.replace("_", " ")
    return label(text, f"{name}: {tip}" if tip else name)
