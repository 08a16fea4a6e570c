"""The Calculus workspace: derivative, gradient and chain rule of any function, with its numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Protocol, TypeVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gdsim.app.calculus.chain_view import ChainView
from gdsim.app.calculus.derivative_view import DerivativeView
from gdsim.app.calculus.gradient_view import GradientView
from gdsim.app.calculus.head import VIEWS, Head
from gdsim.app.calculus.key_view import KeyView
from gdsim.app.calculus.subject import EXAMPLES, Example, Point, Subject, subject_of
from gdsim.app.controls.calculus_wanted import Made
from gdsim.app.look.formula import Formulas
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import LIGHT, Theme
from gdsim.app.made import made
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import tr
from gdsim.app.worker.background import Background
from gdsim.objectives import Function

Later = TypeVar("Later", DerivativeView, GradientView, ChainView, KeyView)
View = DerivativeView | GradientView | ChainView | KeyView


class Window(Protocol):
    """The window, as far as this page needs it."""

    workbench: Workbench
    formulas: Formulas

    def go_to(self, workspace: str) -> None: ...


class CalculusPage(QWidget):
    """Shows one of four views of a function at a point; each is made when it is first wanted.

    It begins with the function that the experiment minimises, and follows it until another one is
    typed, chosen, or opened by a click on a formula.
    """

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window, self._theme = window, LIGHT
        # Two, as contours may have to be compiled: the numbers of a point that is dragged go on.
        self._background, self._pictures = Background(self), Background(self)
        self.subject: Subject | None = None
        self._follows = True  # the experiment's function
        self.head, self._pages = Head(), QStackedWidget()
        self.shown = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._pages, 1)
        self.head.chosen.connect(self.choose)
        self.head.typed.connect(self._read)
        self.head.moved.connect(self.move_to)
        self.head.picked.connect(self._pick)
        self.head.own_wanted.connect(self._look_at_own)
        self.head.descent_wanted.connect(self.descend)

    @cached_property
    def derivative(self) -> DerivativeView:
        """The derivative of a function of one variable."""
        return self._taken_in(DerivativeView(self._window.formulas, self._background))

    @cached_property
    def gradient(self) -> GradientView:
        """The gradient in the plane of two variables."""
        return self._taken_in(GradientView(self._window.formulas, self._background, self._pictures))

    @cached_property
    def chain(self) -> ChainView:
        """The chain rule as a graph."""
        return self._taken_in(ChainView(self._window.formulas, self._background))

    @cached_property
    def keys(self) -> KeyView:
        """The table of key derivatives."""
        view = KeyView(self._window.formulas, self._background)
        view.opened.connect(self._open_key)
        return self._taken_in(view)

    @property
    def view(self) -> QWidget:
        """What has the keys."""
        return self._shown_view.view

    def choose(self, name: str) -> None:
        """Show a view: "derivative", "gradient", "chain" or "keys"."""
        self.shown = name
        self.head.show_view(name)
        is_wrong = self.head.text.property("wrong")
        self.head.refuse("")
        if is_wrong:
            self.head.commit()  # it still is
        view = self._shown_view
        self._pages.setCurrentWidget(view)
        if self.subject is not None:
            view.show_subject(self.subject)
        view.view.setFocus()

    def look_at(self, make: Made, view: str = "") -> None:
        """Look at a function that was clicked somewhere, in a view, or in the one that suits it."""
        self._read_by(lambda: Subject.of(*make()), lambda read: self._turn_to(read, view))

    def _turn_to(self, subject: Subject, view: str) -> None:
        """Show a function in a view, or in the one that suits it if the present one does not."""
        self.subject = subject
        self.head.show_subject(subject)
        several = len(subject.point) > 1
        fits = self.shown == "chain" or (self.shown == "gradient") == several
        self.choose(view or (self.shown if fits and self.shown != "keys" else _suited(subject)))

    def move_to(self, point: Point) -> None:
        """Look at another point of the function."""
        if self.subject is not None and point != self.subject.point:
            self._show(self.subject.at(point))

    def descend(self) -> None:
        """Make the function the experiment's, started at the point, and watch its runs."""
        subject, workbench = self.subject, self._window.workbench
        if subject is None:
            return
        sentence = workbench.switch_to("function")
        sentence = sentence or workbench.set_objective(lambda: subject.function)
        sentence = sentence or workbench.replace(start=subject.point)
        if sentence:
            self.head.refuse(sentence)
        else:
            self._follows = True
            self._window.go_to("descent")

    def show_experiment(self) -> None:
        """Look at the function that the experiment minimises, unless another one was chosen."""
        own = subject_of(self._window.workbench.experiment)
        self.head.own.setEnabled(own is not None)
        if self.subject is None or (self._follows and own is not None):
            self._follows = own is not None
            wanted = own or EXAMPLES[0].subject
            if self.subject is None or self.subject.function != wanted.function:
                self._show(wanted)
        if not self.shown:
            assert self.subject is not None  # it is shown by now
            self.choose(_suited(self.subject))

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        recolour(theme, self.head, *made(self, *VIEWS))

    def close_down(self) -> None:
        """Give up what is being computed."""
        self._background.close()
        self._pictures.close()

    @property
    def _shown_view(self) -> View:
        view: View = getattr(self, self.shown)
        return view

    def _taken_in(self, view: Later) -> Later:
        """A view that was made just now, among the others and in the colours of the theme."""
        view.recolour(self._theme)
        view.moved.connect(self.move_to)
        view.refused.connect(lambda sentence: self._refuse(view, sentence))
        self._pages.addWidget(view)
        return view

    def _show(self, subject: Subject) -> None:
        self.subject = subject
        self.head.show_subject(subject)
        if self.shown:
            self._shown_view.show_subject(subject)

    def _refuse(self, view: View, sentence: str) -> None:
        """Say why a view cannot show the function, if it is the one that is seen."""
        if view is self._shown_view:
            self.head.refuse(sentence)

    def _read(self, text: str) -> None:
        """Look at a text that was typed, if it can be read."""
        old = self.subject
        if old is not None:
            self._read_by(lambda: old.retyped(text), self._show)

    def _read_by(self, read: Callable[[], Subject], show: Callable[[Subject], None]) -> None:
        """Show what is read off the interface thread, or say why it cannot be read."""

        def work() -> Subject | ValueError | TypeError:
            try:
                return read()
            except (ValueError, TypeError) as error:
                return error

        def deliver(got: Subject | ValueError | TypeError) -> None:
            if isinstance(got, Subject):
                own = subject_of(self._window.workbench.experiment)
                self._follows = own is not None and own.function == got.function
                self.head.refuse("")
                show(got)
            else:
                self.head.refuse(str(got), getattr(got, "columns", (0,)))

        self._background.ask("read", work, deliver)

    def _pick(self, example: Example) -> None:
        self._follows = False
        self._turn_to(example.subject, example.view)

    def _open_key(self, function: Function, x: float) -> None:
        self._follows = False
        subject = Subject.of(function, dict.fromkeys(function.variables, x))
        self._turn_to(subject, "derivative")

    def _look_at_own(self) -> None:
        own = subject_of(self._window.workbench.experiment)
        if own is None:
            self.head.refuse(tr("The experiment minimises a network, which has no formula."))
            return
        self._follows = True
        self.head.refuse("")
        self._show(own)


def _suited(subject: Subject) -> str:
    """The view that shows most of a function."""
    return "gradient" if len(subject.point) > 1 else "derivative"
