"""The head of the Calculus workspace: its views, the function, and the point."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.calculus.subject import EXAMPLES, Example, Subject
from gdsim.app.controls.buttons import WordButton, segment
from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.section import label
from gdsim.app.controls.text_field import TextField
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.type_size import fix
from gdsim.app.look.words import Sentence
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.base.ranges import Hyper, finite

VIEWS = {
    "derivative": (QT_TR_NOOP("Derivative"), QT_TR_NOOP("The slope of a curve at a point")),
    "gradient": (QT_TR_NOOP("Gradient"), QT_TR_NOOP("The slope in each direction of a plane")),
    "chain": (QT_TR_NOOP("Chain rule"), QT_TR_NOOP("A formula as a graph, forward and backward")),
    "keys": (
        QT_TR_NOOP("Key derivatives"),
        QT_TR_NOOP("The derivatives that machine learning is built on"),
    ),
}
REST = 300  # ms after the last key: the text is read
MOST = 4  # coordinates with a field; more are moved in the pictures alone


class Head(QWidget):
    """Chooses the view, the function and the point."""

    chosen = Signal(str)  # a view
    typed = Signal(str)
    moved = Signal(object)  # the point, a tuple
    picked = Signal(object)  # an `Example`
    own_wanted = Signal()
    descent_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._subject: Subject | None = None
        self.views: dict[str, QPushButton] = {}
        self._views = QButtonGroup(self)
        for name, (title, tip) in VIEWS.items():
            self._offer(name, tr(title), tr(tip))
        self.text = TextField()
        self.text.setAccessibleName(tr("Formula"))
        self.text.setToolTip(tr("Type a formula of x, y, …; values of letters follow a semicolon"))
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.error = Sentence()
        self.fields: dict[str, NumberField] = {}
        self.examples = WordButton(tr("Examples"))
        self.examples.setMenu(self._menu())
        self.own = WordButton(tr("The experiment's"))
        self.own.setToolTip(tr("Look at the function that the experiment minimises"))
        self.descend = WordButton(tr("Descend on it"))
        self.descend.setToolTip(tr("Make it the experiment's function, started at this point"))
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.commit)
        self.text.textChanged.connect(self._rest.start)
        self.text.committed.connect(self.commit)
        self.own.clicked.connect(self.own_wanted)
        self.descend.clicked.connect(self.descent_wanted)
        self._lay_out()

    def show_view(self, name: str) -> None:
        """Mark the view that is shown; the table of derivatives has functions of its own."""
        self.views[name].setChecked(True)
        for part in (self._function, self.examples, self.own, self.descend):
            part.setVisible(name != "keys")

    def show_subject(self, subject: Subject) -> None:
        """Show a function and a point; a text that was typed stays as it was typed."""
        old, self._subject = self._subject, subject
        if old is None or old.function != subject.function:
            self._show_fields(subject)
            self._show_text(subject)
        for name, x in subject.coordinates.items():
            if name in self.fields:
                self.fields[name].set_value(x)

    def refuse(self, sentence: str, columns: Sequence[int] | None = None) -> None:
        """Say below the field what is wrong, and mark where; "": nothing is."""
        self.text.mark(columns, self._theme.error)
        self.error.say(sentence)

    def commit(self) -> None:
        """Have the typed text read, if it is another one."""
        self._rest.stop()
        text = self._typed
        if self._subject is not None and text != self._subject.text:
            self.typed.emit(text)
        elif self.text.property("wrong"):
            self.refuse("")  # it is the text of the picture again

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme

    @property
    def _typed(self) -> str:
        return " ".join(self.text.toPlainText().split())

    def _show_text(self, subject: Subject) -> None:
        if self._typed != subject.function.text.strip() and self._typed != subject.text:
            self.text.blockSignals(True)
            self.text.setPlainText(subject.text)
            self.text.blockSignals(False)
            self.text.fit()
        self.text.document().setModified(False)

    def _show_fields(self, subject: Subject) -> None:
        names = list(subject.function.variables[:MOST])
        if names == list(self.fields):
            return
        while (item := self._point.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = {}
        for name in names:
            field = NumberField(
                partial(self._move, name), Hyper(0.0, finite), complain=self.error.say,
                slides=False,
            )  # fmt: skip
            field.setAccessibleName(tr("Coordinate {name}", name=name))
            fix(field, 76)
            self.fields[name] = field
            self._point.addWidget(label(f"{name} ="))
            self._point.addWidget(field)

    def _move(self, name: str, value: object) -> str | None:
        if self._subject is None or not isinstance(value, int | float):
            return tr("A coordinate is one number.")
        at = self._subject.coordinates | {name: float(value)}
        self.moved.emit(tuple(at.values()))
        return None

    def _offer(self, name: str, title: str, tip: str) -> None:
        """Add a button for a view."""
        button = self.views[name] = segment(title, tip, title)
        button.clicked.connect(lambda: self.chosen.emit(name))
        self._views.addButton(button)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for example in EXAMPLES:
            action = QAction(f"{tr(example.name)}: {example.text.partition(';')[0]}", menu)
            action.triggered.connect(partial(self._pick, example))
            menu.addAction(action)
        return menu

    def _pick(self, example: Example, _: bool = False) -> None:
        self.picked.emit(example)

    def _lay_out(self) -> None:
        tabs = QHBoxLayout()
        tabs.setSpacing(GRID // 2)
        for button in self.views.values():
            tabs.addWidget(button)
        tabs.addStretch(1)
        for button in (self.examples, self.own, self.descend):
            tabs.addWidget(button)
        self._function, self._point = QWidget(), QHBoxLayout()
        self._point.setSpacing(GRID // 2)
        row = QHBoxLayout(self._function)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(label("f ="))
        row.addWidget(self.text, 1)
        row.addLayout(self._point)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID // 2)
        layout.setSpacing(GRID // 2)
        layout.addLayout(tabs)
        layout.addWidget(self._function)
        layout.addWidget(self.error)
