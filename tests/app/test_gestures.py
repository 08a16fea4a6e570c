"""The hand at the whole window: a gesture is a step of undo, and keys go where they should.

Mouse and keys arrive at the window of the system, as those of a user do.
"""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import gdsim as gd
from gdsim.app.controls.fields import NumberField
from gdsim.app.gestures import Gestures
from gdsim.app.rail import keys_of

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def hand(shared_window, qtbot):
    """A hand at the shared window, which is the active one."""
    shared_window.activateWindow()
    qtbot.waitUntil(shared_window.isActiveWindow)
    return Hand(shared_window)


class Hand:
    """Presses, drags, turns and types in a window."""

    def __init__(self, window):
        self.window = window

    def drag(self, widget, *places):
        """Press at the first place of a widget, move over the others, let go."""
        handle = self.window.windowHandle()
        first, *others = (widget.mapTo(self.window, place) for place in places)
        QTest.mousePress(handle, LEFT, NONE, first)
        for place in others:
            QTest.mouseMove(handle, place)
            QTest.qWait(20)
        QTest.mouseRelease(handle, LEFT, NONE, others[-1] if others else first)

    def click(self, widget, twice=False):
        """Click in the middle of a widget."""
        act = QTest.mouseDClick if twice else QTest.mouseClick
        place = widget.mapTo(self.window, widget.rect().center())
        act(self.window.windowHandle(), LEFT, NONE, place)

    def turn(self, widget, notches):
        """Turn the wheel over a widget."""
        place = widget.mapTo(self.window, widget.rect().center())
        for _ in range(notches):
            QTest.wheelEvent(self.window.windowHandle(), place, QPoint(0, 120))

    def press(self, *keys, modifier=NONE):
        """Press keys, or type a text."""
        for key in keys:
            QTest.keyClick(self.window.windowHandle(), key, modifier)

    def undo(self):
        """Press Ctrl+Z."""
        self.press(Qt.Key.Key_Z, modifier=CONTROL)


def places(slider, *values):
    """Where values of a slider are."""
    return [QPoint(round(slider.place_of(value)), slider.height() // 2) for value in values]


def rate(window):
    return window.workbench.experiment.optimizers[1].settings["lr"]


def test_two_drags_are_two_steps_of_undo_and_a_slow_one_is_one(hand, monkeypatch):
    slider = hand.window.panel.optimizers.rows[1].rate.slider
    hand.drag(slider, *places(slider, 0.05, 0.1, 0.4))
    first = rate(hand.window)
    clock = iter(range(0, 1000, 60))  # a minute from one edit to the next
    monkeypatch.setattr("gdsim.app.model.workbench.time.monotonic", lambda: next(clock))
    hand.drag(slider, *places(slider, first, 0.1, 0.01, 0.002))
    assert rate(hand.window) < 0.01 < first
    hand.undo()
    assert rate(hand.window) == first
    hand.undo()
    assert rate(hand.window) == 0.05 and not hand.window.workbench.can_undo
    hand.press(Qt.Key.Key_Z, modifier=CONTROL | SHIFT)
    assert rate(hand.window) == first


def test_keys_that_are_pressed_or_held_during_a_drag_do_not_split_it(hand):
    slider = hand.window.panel.optimizers.rows[1].rate.slider
    handle = hand.window.windowHandle()
    way = [slider.mapTo(hand.window, place) for place in places(slider, 0.05, 0.1, 0.2, 0.3, 0.4)]
    QTest.mousePress(handle, LEFT, NONE, way[0])
    for place, key in zip(way[1:], (Qt.Key.Key_Shift, Qt.Key.Key_Q, Qt.Key.Key_F10), strict=False):
        QTest.mouseMove(handle, place)
        QTest.qWait(20)
        hand.press(key)
    QTest.mouseMove(handle, way[-1])
    QTest.qWait(20)
    QTest.mouseRelease(handle, LEFT, NONE, way[-1])
    assert rate(hand.window) > 0.3
    hand.undo()
    assert rate(hand.window) == 0.05 and not hand.window.workbench.can_undo


def test_modifiers_and_keys_that_repeat_begin_no_gesture(hand, monkeypatch):
    ended = []
    gestures = hand.window.findChild(Gestures)
    monkeypatch.setattr(gestures, "_begins", lambda: ended.append(1))
    handle = hand.window.windowHandle()
    for key, is_repeated, count in (
        (Qt.Key.Key_Control, False, 0),
        (Qt.Key.Key_Q, True, 0),
        (Qt.Key.Key_Q, False, 1),
    ):
        QApplication.sendEvent(handle, QKeyEvent(QEvent.Type.KeyPress, key, NONE, "", is_repeated))
        assert len(ended) == count


def test_numbers_that_are_typed_are_edits_of_their_own_and_turns_of_the_wheel_are_one(hand):
    field = hand.window.panel.optimizers.rows[1].rate
    for number in "37":
        hand.click(field)
        field.selectAll()
        hand.press(number, Qt.Key.Key_Return)
    assert rate(hand.window) == 7
    hand.undo()
    assert rate(hand.window) == 3
    hand.click(field)
    hand.turn(field, 3)
    assert rate(hand.window) == 20
    hand.undo()
    assert rate(hand.window) == 3
    hand.undo()
    assert rate(hand.window) == 0.05


def test_a_box_that_is_ticked_twice_at_once_is_ticked_again_by_undo(hand, qtbot):
    window = hand.window
    window.workbench.exchange_optimizer(0, gd.RMSprop())
    window.panel.optimizers.rows[0].unfold(True)
    box = window.panel.optimizers.rows[0].fields["centered"]
    qtbot.waitUntil(lambda: not box.visibleRegion().isEmpty())
    tick = QPoint(8, box.height() // 2)
    hand.drag(box, tick)
    assert box.isChecked()
    hand.drag(box, tick)
    assert not box.isChecked()
    hand.undo()
    assert box.isChecked()


def test_a_double_click_beside_the_handle_is_one_step_of_undo(hand):
    slider = hand.window.panel.optimizers.rows[1].rate.slider
    hand.click(slider, twice=True)
    assert rate(hand.window) == 1e-3
    hand.undo()
    assert rate(hand.window) == 0.05 and not hand.window.workbench.can_undo


def test_undo_is_the_windows_in_a_field_in_which_nothing_was_typed(hand, qtbot):
    window = hand.window
    row, text = window.panel.optimizers.rows[1], window.panel.objective.text
    window.workbench.set_setting(1, "lr", 0.3)
    for field in (row.rate, text):
        hand.click(field)
        qtbot.waitUntil(field.hasFocus)
        hand.undo()
        assert rate(window) == 0.05 and field.hasFocus()
        hand.press(Qt.Key.Key_Z, modifier=CONTROL | SHIFT)
        assert rate(window) == 0.3
    row.rename()
    hand.undo()
    assert rate(window) == 0.05


def test_undo_takes_back_what_is_being_typed_and_then_edits(hand, qtbot):
    window = hand.window
    field, text = window.panel.optimizers.rows[1].rate, window.panel.objective.text
    window.workbench.set_setting(1, "lr", 0.3)
    hand.click(field)
    field.selectAll()
    hand.press(*"0.25")
    hand.undo()
    assert field.text() != "0.25" and rate(window) == 0.3
    hand.press(*"7", Qt.Key.Key_Return)
    hand.click(field)
    before = rate(window)
    hand.undo()
    assert rate(window) == 0.3 != before and field.text() == "0.3"
    hand.click(text)
    text.selectAll()
    hand.press(*"x*x+y*y", Qt.Key.Key_Return)
    assert window.workbench.experiment.objective.text == "x*x+y*y"
    hand.click(text)
    hand.undo()
    assert window.workbench.experiment.objective.name == "rosenbrock"
    assert text.toPlainText() == window.workbench.experiment.objective.text


def go_to(hand, workspace):
    """Show a workspace by its keys."""
    hand.press(keys_of(workspace).toString()[-1], modifier=CONTROL)


def test_a_workspace_has_the_keys_at_once_and_after_a_field(hand, qtbot):
    window = hand.window
    field = window.panel.optimizers.rows[1].rate
    for name, view in (("map", window.map_page.view), ("descent", window.stage.map)):
        hand.click(field)
        qtbot.waitUntil(field.hasFocus)
        go_to(hand, name)
        assert view.hasFocus()
        hand.click(field)
        hand.click(window.rail.buttons[name])
        assert view.hasFocus()
        hand.click(field)
        hand.press(Qt.Key.Key_Return)
        assert view.hasFocus() and rate(window) == 0.05
    go_to(hand, "map")
    home = window.map_page.view.box.viewRange()
    qtbot.waitUntil(lambda: window.map_page.view.layer.picture is not None, timeout=60_000)
    hand.press("E")
    assert window.map_page.view.box.viewRange() != home and field.text() == "0.05"
    go_to(hand, "descent")
    window.show_side("surface")
    go_to(hand, "descent")
    assert window.stage.landscape.surface.hasFocus()
    window.show_side("map")


def test_why_a_number_is_refused_is_seen_wherever_its_field_is(hand, qtbot):
    window, settings = hand.window, hand.window.panel.settings
    settings.unfold(True)
    window.panel.start.unfold(True)
    field = next(f for f in settings.findChildren(NumberField) if f.accessibleName() == "steps")
    window.panel.ensureWidgetVisible(field)
    qtbot.waitUntil(lambda: field.visibleRegion().contains(field.rect().center()))
    hand.drag(field, QPoint(12, 8))
    field.selectAll()
    hand.press(*"-5", Qt.Key.Key_Return)
    assert settings.error.text().startswith("steps must be") and field.hasFocus()
    qtbot.waitUntil(lambda: settings.error.visibleRegion().contains(settings.error.rect()))
    hand.press(Qt.Key.Key_Escape)
    assert field.text() == "500" and settings.error.isHidden()
    settings.unfold(False)
    window.panel.start.unfold(False)
    window.panel.verticalScrollBar().setValue(0)


def test_a_click_on_a_name_on_which_the_mouse_is_explains_its_run(hand, qtbot):
    window = hand.window
    row, table = window.panel.optimizers.rows[1], window.verdicts

    def point_at(widget, place):
        for spot in (window.rail.geometry().center(), widget.mapTo(window, place)):
            QTest.mouseMove(window.windowHandle(), spot)
        return window.drawing.lit == 1

    def name():
        return row, row.mapFromGlobal(row.name.mapToGlobal(row.name.rect().center()))

    def line():
        return table.viewport(), table.visualRect(table.model().index(1, 0)).center()

    for there in (name, line):
        for is_shown in (True, False):  # a second click leaves it again
            qtbot.waitUntil(lambda there=there: point_at(*there()))
            hand.drag(*there())
            assert window.inspector.isVisible() == is_shown
            if is_shown:  # and none of its parts is a window, which would take the keys
                qtbot.waitUntil(lambda: bool(window.inspector.terms.values))
                assert window.isActiveWindow()
