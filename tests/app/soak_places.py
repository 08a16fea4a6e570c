"""Where a soak goes: workspaces and their views, lessons, and files that are opened."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from gdsim.app.lesson.cards import Card
from gdsim.app.model.recent import lessons
from gdsim.app.network.pages import VIEWS
from gdsim.app.rail import WORKSPACES
from gdsim.app.window import Window
from gdsim.experiment import Experiment
from gdsim.learn.lessons.lessons import load
from tests.app.by_hand import fill

LEFT = Qt.MouseButton.LeftButton
LESSON = """gdsim = 1
title = "Small"
objective = "rosenbrock"
optimizers = ["sgd", "adam"]
lr = 2e-3
steps = 200

[lesson]
text = "One paragraph."

[[lesson.do]]
text = "Take a larger rate."
set = { lr = 4e-3 }

[[lesson.claims]]
sentence = "Adam ends lower."
rising = [
  { of = "loss", optimizer = "Adam", name = "Adam" },
  { of = "loss", optimizer = "SGD", name = "SGD" },
]
ask = { question = "Which ends lower?", choices = ["SGD", "Adam"], right = "Adam" }

[lesson.task]
text = "Have SGD end below 1."
change = ["lr"]
begin = { lr = 1e-4 }
rising = [{ of = "loss", optimizer = "SGD", name = "SGD" }, 1]
solution = { lr = 2e-3 }
wrong = [{ reason = "It has not come far." }]
"""
FORMULAS = ("x^2 + 3*y^2", "sin(x) + y^2/(1 + x^2)", "exp(-x)*y", "x^4 - x", "1/x", "x^", "")


class Places:
    """Goes to a random place of a window; files that it opens are written to a folder."""

    def __init__(self, window: Window, folder: Path, pick: random.Random) -> None:
        self._window, self._pick = window, pick
        self.lesson = folder / "lesson.toml"
        self.lesson.write_text(LESSON, encoding="utf-8")
        data = folder / "data.csv"
        rows = [f"{i % 7},{i * i % 5},{'ab'[i % 2]}" for i in range(24)]
        data.write_text("\n".join(["one,two,class", *rows]), encoding="utf-8")
        self.files = [self.lesson, self.lesson, data]
        self._places: list[tuple[int, Callable[[], object]]] = [
            (4, self._go), (3, self._view_network), (3, self._calculate), (2, self._compare),
            (4, self._learn), (1, self._open_file), (1, self._open_lesson),
        ]  # fmt: skip

    def visit(self) -> None:
        """Go to one of them."""
        weights, places = zip(*self._places, strict=True)
        self._pick.choices(places, weights)[0]()

    def experiments(self) -> list[Experiment]:
        """What is run at these places, whose kernels are to be compiled before."""
        return list(load(self.lesson).experiments.values())

    def _go(self) -> None:
        self._window.go_to(self._pick.choice(list(WORKSPACES)))

    def _view_network(self) -> None:
        self._window.go_to("network")
        if self._window.stage.network.isVisible():
            self._window.stage.network.views.tabs.choose(self._pick.choice(list(VIEWS)))

    def _calculate(self) -> None:
        """A view of a formula, which may be typed, or one of the examples."""
        self._window.go_to("calculus")
        head = self._page.head
        self._click(self._pick.choice(list(head.views.values())))
        if self._pick.random() < 0.5:
            fill(QTest, head.text, self._pick.choice(FORMULAS))
            QTest.keyClick(head.text, Qt.Key.Key_Return)

    def _compare(self) -> None:
        """A small comparison, or one of the views of it."""
        self._window.go_to("compare")
        page = self._page
        self._click(self._pick.choice(list(page.tabs.values())))
        small = {"rates": "3", "repeats": "2", "fresh": "8", "steps": "20"}
        for name, text in small.items():
            fill(QTest, getattr(page.setup, name), text)
            QTest.keyClick(getattr(page.setup, name), Qt.Key.Key_Return)
        self._click(page.setup.button)

    def _open_lesson(self) -> None:
        """One that gdsim ships: its experiment may be refused, its panel stays."""
        self._window.files.open_example(self._pick.choice(list(lessons().values())))

    def _open_file(self) -> None:
        self._window.files.open(self._pick.choice(self.files))

    def _learn(self) -> None:
        """Click a button of a lesson."""
        desk = self._window.lessons
        if desk.progress is None:
            self._window.files.open(self.lesson)
        buttons = [b for card in desk.panel.cards for b in _buttons(card)]
        if buttons:
            self._click(self._pick.choice(buttons))

    @property
    def _page(self) -> Any:
        page = self._window.pages.page
        assert page is not None
        return page

    def _click(self, button: QWidget) -> None:
        if button.isEnabled():
            QTest.mouseClick(button, LEFT)


def _buttons(card: Card) -> list[QAbstractButton]:
    return [each for each in card.findChildren(QAbstractButton) if each.isVisible()]
