"""Larger type and lines, by keys and for projectors."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from gdsim.app.appearance import Appearance
from gdsim.app.look import type_size
from gdsim.app.look.style_sheet import restyling

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def press(qapp, qtbot, window):
    """Presses a key with Ctrl; type is as usual again for the tests that follow."""

    def press(key):
        qtbot.keyClick(window, key, CONTROL)
        qtbot.waitUntil(lambda: restyling(qapp).is_done)  # what is out of sight, too

    yield press
    window.appearance.enlarge(0)


def letters(widget):
    """The height of a widget's type in pixels."""
    return widget.font().pixelSize()


def test_keys_make_all_type_larger_and_smaller_and_lines_with_it(qtbot, window, press, settings):
    table, rail, map_view = window.verdicts, window.rail, window.stage.map
    curve = next(iter(window.loss.lines.curves.values()))
    pen, width, height = curve.pen().widthF(), rail.width(), table.rowHeight(0)
    labels = [label for label in window.findChildren(QLabel) if label.text()]
    assert {letters(label) for label in labels} == {type_size.NORMAL}
    for _ in range(8):  # there are five larger sizes
        press(Qt.Key.Key_Plus)
    assert window.appearance.size == 2 and float(settings.value("size")) == 2
    assert {letters(label) for label in labels} == {2 * type_size.NORMAL}
    assert letters(table) == letters(window.transport.count) == 2 * type_size.NORMAL
    assert map_view.item.getAxis("bottom").style["tickFont"].pixelSize() == 22
    assert curve.pen().widthF() == pytest.approx(2 * pen)
    assert (rail.width(), table.rowHeight(0)) == (2 * width, 2 * height)
    press(Qt.Key.Key_Minus)
    assert window.appearance.size == 1.75
    press(Qt.Key.Key_0)
    assert {letters(label) for label in labels} == {type_size.NORMAL}
    assert curve.pen().widthF() == pytest.approx(pen) and rail.width() == width
    press(Qt.Key.Key_Minus)
    assert window.appearance.size == 1


def test_what_is_out_of_sight_has_the_last_of_several_sizes(qapp, qtbot, window, press):
    window.go_to("map")
    press(Qt.Key.Key_Plus)
    for _ in range(5):  # the next before the first is there
        qtbot.keyClick(window, Qt.Key.Key_Plus, CONTROL)
    qtbot.waitUntil(lambda: restyling(qapp).is_done)
    window.go_to("descent")
    hidden = [label for label in window.side.findChildren(QLabel) if label.text()]
    assert {letters(each) for each in (*hidden, window.verdicts)} == {2 * type_size.NORMAL}


def test_presentation_size_comes_at_once_and_is_remembered(qapp, qtbot, window, press, settings):
    entry = window.menus.presented
    assert not entry.isChecked()
    entry.trigger()
    qtbot.waitUntil(lambda: restyling(qapp).is_seen)
    assert entry.isChecked() and letters(window.panel.start.summary) == round(1.5 * 13)
    assert Appearance(settings).is_presented
    press(Qt.Key.Key_Equal)  # the same key as Plus, without Shift
    assert window.appearance.size == 1.75 and not entry.isChecked()
    press(Qt.Key.Key_Minus)
    assert entry.isChecked()
    entry.trigger()
    assert window.appearance.size == 1 and letters(QLabel()) == letters(QApplication) == 13


def test_fields_of_larger_type_do_not_overlap(qapp, qtbot, window, press):
    start = window.panel.start
    start.unfold(True)
    window.menus.presented.trigger()
    qtbot.waitUntil(lambda: restyling(qapp).is_seen)
    fields = [*start.points.coordinates, *start.domain]
    for field in fields:  # in the order of the layout
        qtbot.waitUntil(lambda field=field: field.height() >= field.sizeHint().height())

    def are_apart():
        tops = [field.mapTo(window, field.rect().topLeft()).y() for field in fields]
        ends = [top + field.height() for top, field in zip(tops, fields, strict=True)]
        return all(end <= top for end, top in zip(ends, tops[1:], strict=False))

    qtbot.waitUntil(are_apart)  # it is laid out
    table = window.verdicts
    name = table.fontMetrics().horizontalAdvance("SGD")
    assert table.columnWidth(0) >= name + type_size.px(24) and table.isColumnHidden(1)


def test_the_background_of_the_map_gets_more_room_with_larger_type(window, press):
    ground = window.stage.ground
    least, hint = ground.minimumSizeHint().width(), ground.sizeHint().width()
    press(Qt.Key.Key_Plus)
    press(Qt.Key.Key_Plus)
    assert ground.minimumSizeHint().width() >= 1.2 * least > 0
    assert 1.2 * hint <= ground.sizeHint().width() <= ground.maximumWidth()
