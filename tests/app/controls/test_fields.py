"""Number fields: text to a setting and back, and the ladder."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QStyle,
    QStyleOptionFrame,
    QToolTip,
    QWidget,
)

from gdsim.app.controls.fields import ARROW, Choices, NumberField, nudged
from gdsim.app.controls.number_text import count, counted, parsed, shown
from gdsim.app.controls.section import add_row, form, label
from gdsim.app.look.type_size import px
from gdsim.base.axes import linspace, logspace, several
from gdsim.base.ranges import Hyper, Range, finite, nonnegative, positive, unit
from tests.app.by_hand import colours_of


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_reads_back_as_itself(value):
    assert parsed(shown(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e12, "1e12"), (-2e6, "-2e6"), (2**24, "16777216"), (100_000, "100000"), (1e-5, "1e-5")],
)
def test_large_round_numbers_are_short(value, text):
    assert shown(value) == text


@pytest.mark.parametrize(
    ("values", "text"), [([9, 18], "9, 18"), ([1e6, 2**24, -3], "1e6, 16777216, -3")]
)
def test_several_whole_numbers_are_written_as_each_of_them_alone(values, text):
    assert shown(several(values)) == text
    assert parsed(text) == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        (" 0.25 ", 0.25),
        ("−3", -3.0),
        ("0.1, 0.2", [0.1, 0.2]),
        ("logspace(1e-4, 1, 5)", logspace(1e-4, 1, 5)),
        ("linspace(-1, 1, 3)", linspace(-1, 1, 3)),
    ],
)
def test_a_text_is_the_setting_that_it_says(text, value):
    assert parsed(text) == value


@pytest.mark.parametrize("text", ["", "abc", "1..2", "logspace(1, 2)", "1 2 x", ","])
def test_other_text_is_no_setting(text):
    assert parsed(text) is None


@pytest.mark.parametrize(
    ("value", "hyper", "up", "down"),
    [
        (0.001, Hyper(0, positive, log=True), 0.002, 0.0005),
        (0.003, Hyper(0, positive, log=True), 0.005, 0.002),
        (0.9, Hyper(0.9, unit), 0.95, 0.8),
        (0.99, Hyper(0.9, unit), 0.995, 0.98),
        (0.3, Hyper(0.9, unit), 0.4, 0.2),
        (7, Hyper(0, Range(0, 100), whole=True), 8, 6),
        (1000, Hyper(0, Range(1, 2**24), True, whole=True), 2000, 500),
        (0, Hyper(0, nonnegative), 1e-4, 0),
        (1.2, Hyper(0, finite), 1.3, 1.1),
        (-0.5, Hyper(0, finite), -0.49, -0.51),
    ],
)
def test_the_ladder_suits_the_setting(value, hyper, up, down):
    assert nudged(value, True, hyper) == pytest.approx(up, rel=1e-12)
    assert nudged(value, False, hyper) == pytest.approx(down, rel=1e-12, abs=1e-15)


def make(qtbot, answer=None, **options):
    asked = []
    field = NumberField(lambda value: asked.append(value) or answer, **options)
    qtbot.addWidget(field)
    field.set_value(0.5)
    return field, asked


def test_a_typed_number_is_handed_over_once(qtbot):
    field, asked = make(qtbot)
    field.clear()
    qtbot.keyClicks(field, "0.75")
    assert asked == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.set_value(0.75)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == [0.75]


def test_showing_a_value_hands_nothing_over(qtbot):
    field, asked = make(qtbot)
    field.set_value(1e-8)
    assert (field.text(), asked) == ("1e-8", [])


def test_text_that_is_no_number_is_marked_and_said(qtbot):
    said = []
    field, asked = make(qtbot, complain=said.append)
    field.setText("fast")
    field.commit()
    assert field.property("wrong") and asked == []
    assert said[-1] == "'fast' is not a number."
    field.set_value(0.5)  # something else was edited
    assert field.property("wrong") and field.text() == "fast"
    field.set_value(0.25)
    assert not field.property("wrong") and field.text() == "0.25"


def test_a_refusal_is_shown_where_it_happened(qtbot):
    field, _ = make(qtbot, answer="beta1 must be a number in [0, 1), got 2")
    field.setText("2")
    field.commit()
    assert field.property("wrong") and "beta1 must be" in field.toolTip()


def test_escape_takes_an_edit_back(qtbot):
    field, asked = make(qtbot)
    field.setText("9")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), asked) == ("0.5", [])


def test_the_ladder_stops_at_the_range(qtbot):
    field, asked = make(qtbot, hyper=Hyper(0, Range(0, 1), log=True))
    field.set_value(1)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert asked == [0.5]


def test_an_empty_field_stands_for_off(qtbot):
    field, asked = make(qtbot, empty="off")
    field.clear()
    field.commit()
    assert asked == [None]
    field.set_value(None)
    assert field.text() == ""


def test_a_long_array_is_named_and_stays_until_something_else_is_typed(qtbot):
    applied = []
    field = NumberField(lambda value: applied.append(value))
    qtbot.addWidget(field)
    array = several(np.linspace(0.25, 4, 2**20))
    field.set_value(array)
    assert field.text() == "array of 1,048,576 numbers from 0.25 to 4"
    field.commit()
    assert not field.property("wrong") and not applied and field.value is array
    field.setText("0.5")
    field.commit()
    assert applied == [0.5]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,000,000", 1_000_000), ("1e6", 1_000_000), ("12", 12), ("1,5", [1.0, 5.0]), ("2.5", 2.5)],
)
def test_a_count_is_read_with_commas_and_without(text, value):
    assert count(text) == value and type(count(text)) is type(value)
    assert count(counted(value)) == value


def test_a_text_that_does_not_fit_is_whole_in_the_tip_and_with_the_focus(qtbot):
    holder, grid = form()
    field, after = NumberField(lambda value: None), NumberField(lambda value: None)
    add_row(grid, label("learning rate"), field)
    add_row(grid, label("another"), after)
    qtbot.addWidget(holder)
    holder.resize(260, 80)
    holder.show()
    qtbot.waitExposed(holder)
    field.set_value(logspace(0.001, 1, 20))
    text, narrow = field.text(), field.geometry()
    assert field.fontMetrics().horizontalAdvance(text) > narrow.width()

    def tip():
        middle = field.rect().center()
        asked = QHelpEvent(QEvent.Type.ToolTip, middle, field.mapToGlobal(middle))
        QApplication.sendEvent(field, asked)
        return QToolTip.text()

    assert tip().startswith(text + "\n") and "Up and Down" in tip()
    field.setFocus()
    qtbot.waitUntil(lambda: field.width() > narrow.width())
    assert field.geometry().right() == narrow.right() and field.geometry().left() >= 0
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
    assert room.width() >= field.fontMetrics().horizontalAdvance(text)
    field.end(False)
    qtbot.keyClicks(field, "0000")  # it grows as one types
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    room = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
    assert room.width() >= field.fontMetrics().horizontalAdvance(field.text())
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    after.setFocus()
    qtbot.waitUntil(lambda: field.geometry() == narrow)
    field.set_value(0.5)
    assert text not in tip()
    field.setFocus()
    assert field.geometry() == narrow  # a short text needs no more room


def test_infinity_is_shown_as_python_reads_it():
    assert parsed(shown(math.inf)) == math.inf


def test_a_list_that_fits_its_names_keeps_the_width_that_its_layout_gave_it(qtbot, make):
    holder = make(QWidget)
    choices, layout = Choices(print), QHBoxLayout(holder)
    choices.fit_names()
    layout.addWidget(choices)
    holder.resize(120, 40)
    holder.show()
    widths = []
    choices.resizeEvent = lambda event: widths.append(event.size().width())
    choices.show_names({"a": "rate", "b": "a name that is much too long for it"}, "a", {})
    qtbot.wait(60)  # Qt's own policy resizes it 20 ms after its names have changed
    assert choices.sizeHint().width() > 120 and max(widths, default=0) <= 120


def test_a_list_that_fits_its_names_cuts_none(qtbot, make):
    choices = make(Choices, print)
    choices.fit_names()
    for number in range(40):  # of widths that Qt rounds up and down
        name = "Momentum of " + "il"[number % 2] * number
        choices.show_names({name: name}, name, {})
        room = choices.sizeHint().width() - px(ARROW)
        assert choices.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room) == name


def test_words_of_a_list_end_with_dots_before_its_arrow(qtbot, make):
    choices = make(Choices, print)
    choices.show_names({"a": "a name that is much too long for it", "b": "a name t…"}, "a", {})
    choices.resize(110, 26)
    long = colours_of(choices)
    room = choices.width() - px(ARROW)
    words = choices.fontMetrics().elidedText(choices.itemText(0), Qt.TextElideMode.ElideRight, room)
    choices.show_names({"a": words}, "a", {})
    assert words.endswith("…")
    np.testing.assert_array_equal(long, colours_of(choices))
    choices.show_names({"a": " "}, "a", {})
    end = slice(8 + room, choices.width() - 8 - px(12))  # between words and arrow
    np.testing.assert_array_equal(long[:, end], colours_of(choices)[:, end])
