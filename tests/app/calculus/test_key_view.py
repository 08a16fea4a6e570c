"""The table of key derivatives: one point over all, and the numbers of the founding text."""

import math

import pytest
from PySide6.QtCore import QPoint, Qt

from gdsim.learn.derivatives.key_derivatives import USES, key_derivatives
from tests.app.calculus.conftest import shown_text


@pytest.fixture
def view(page, qtbot):
    page.choose("keys")
    qtbot.waitUntil(lambda: len(page.keys.cards) == len(USES))
    return page.keys


def cards(view):
    return {card.slice.place.text: card for card in view.cards}


def test_all_values_and_slopes_at_the_point_are_those_of_learn(view):
    rows = key_derivatives(1.0).data["rows"]
    for row, card in zip(rows, view.cards, strict=True):
        assert card.slice.place.text == row["function"]
        assert card.slice.slope(view.at) == row["value"]
        assert card.derivative.toolTip() == f"f' = {row['derivative']}"


def test_the_point_is_dragged_over_all_of_them(view, qtbot):
    plot = cards(view)["sigmoid(x)"].plot
    middle = plot.height() // 2
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=plot.place_of(0, 0).toPoint())
    assert view.at == pytest.approx(0, abs=0.05)
    view.move_to(0.0)
    shown = {text: (card.values.text(), card.slopes.text()) for text, card in cards(view).items()}
    assert shown["sigmoid(x)"] == ("f = 0.5", "f' = 0.25")  # s (1 - s)
    assert shown["exp(x)"] == ("f = 1", "f' = 1")
    assert shown["relu(x)"][1] == "f' = 0" and shown["log(x)"] == ("f = −∞", "f' = undefined")
    qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(plot.width() - 1, middle))
    assert view.at == pytest.approx(3, abs=0.05)
    view.move_to(2.0)
    shown = {text: card.slopes.text() for text, card in cards(view).items()}
    assert shown["x**2"] == "f' = 4" and shown["log(x)"] == "f' = 0.5"  # 2x, 1/x
    assert shown["relu(x)"] == "f' = 1" and shown["x**n"] == "f' = 12"
    assert shown["exp(x)"] == f"f' = {math.exp(2):.4g}"


def test_keys_move_the_point(view, qtbot):
    view.move_to(0.97)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.at == pytest.approx(1.1)
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.at == pytest.approx(0.1)


def test_one_of_them_is_opened_at_the_point(view, page, qtbot):
    view.move_to(0.5)
    qtbot.mouseClick(cards(view)["tanh(x)"].open, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.shown == "derivative" and shown_text(page) == "tanh(x)")
    assert page.subject.point == (0.5,)
