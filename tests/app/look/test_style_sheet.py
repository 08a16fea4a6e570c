"""The style sheet takes its colours from the palette, so that a change of theme is quick."""

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from gdsim.app.controls.schedule_curve import ScheduleCurve
from gdsim.app.look import restyling, style_sheet, type_size
from gdsim.app.look.formula import FormulaLabel
from gdsim.app.look.theme import DARK, LIGHT, THEMES
from tests.app.by_hand import colours_of


def dark(window):
    window.appearance.choose("dark")


def light(window):
    window.appearance.choose("light")


def larger(window):
    window.appearance.present(True)


@pytest.mark.parametrize(("before", "after"), [(light, dark), (dark, light), (light, larger)])
def test_a_look_that_is_switched_to_is_like_one_that_was_there_from_the_start(
    qapp, qtbot, window, before, after
):
    def parts():
        return window.panel.widget(), window.menuBar(), window.transport, window.rail

    def lay_out():
        for _ in range(10):  # one inside the other
            qapp.processEvents()

    before(window)
    for section in window.panel._folding:
        section.unfold(True)
    window.panel.objective.pick.setEnabled(False)
    for formula in window.panel.findChildren(FormulaLabel):
        formula.hide()  # they come later
    window.panel.settings.form.fields["steps"].setText("many")
    window.panel.settings.form.fields["steps"].commit()  # wrong, so that it is framed
    curve = window.panel.findChild(ScheduleCurve)
    qtbot.waitUntil(lambda: curve.drawn is not None)  # it is computed meanwhile
    qapp.processEvents()  # all is in its place
    old = [colours_of(part) for part in parts()]
    after(window)
    qtbot.waitUntil(lambda: style_sheet.restyling(qapp).is_done)  # what is out of sight, too
    lay_out()
    switched = [colours_of(part) for part in parts()]
    style_sheet.strip(qapp)
    window.appearance.dress()
    lay_out()
    for was, quick, whole in zip(old, switched, map(colours_of, parts()), strict=True):
        assert was.shape != whole.shape or (was != whole).any()
        np.testing.assert_array_equal(quick, whole)
    surface = THEMES[window.appearance.theme.name].surface
    assert tuple(switched[3][0, 0]) == tuple(int(surface[i : i + 2], 16) for i in (1, 3, 5))


def test_what_is_in_sight_is_styled_before_it_is_painted_and_the_rest_after(
    qapp, qtbot, monkeypatch
):
    monkeypatch.setattr(restyling, "AT_ONCE", 0.0)  # one widget at a time
    style_sheet.apply(qapp, LIGHT)
    shown, hidden, gone = (QLineEdit() for _ in range(3))
    turns, take = [], restyling.Restyling._take

    def noted(self, widget):
        take(self, widget)
        if widget in (shown, hidden):
            turns.append((widget, shown.updatesEnabled()))

    monkeypatch.setattr(restyling.Restyling, "_take", noted)
    qtbot.addWidget(shown)
    qtbot.addWidget(hidden)
    shown.show()
    usual = hidden.minimumHeight()
    try:
        type_size.choose(2.0)
        style_sheet.apply(qapp, LIGHT)
        assert not shown.updatesEnabled() and hidden.minimumHeight() == usual
        gone.deleteLater()
        QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
        qtbot.waitUntil(lambda: style_sheet.restyling(qapp).is_done)
        assert turns == [(shown, False), (hidden, True)]
        assert hidden.minimumHeight() == shown.minimumHeight() > usual
        assert shown.sizeHint().height() > 1.5 * usual
    finally:
        type_size.choose(1.0)
        style_sheet.apply(qapp, LIGHT)


def test_a_widget_that_is_garbage_is_freed_once_all_are_restyled(qapp, qtbot):
    style_sheet.apply(qapp, LIGHT)
    garbage = _garbage()
    style_sheet.apply(qapp, DARK)
    gc.collect()
    assert garbage() is not None  # its turn has not come
    qtbot.waitUntil(lambda: style_sheet.restyling(qapp).is_done)
    gc.collect()
    assert garbage() is None  # nothing keeps it


def test_no_widget_is_freed_while_qt_restyles_all(qapp, monkeypatch):
    """Qt then goes through a list of them: one that was garbage would crash the process."""
    style_sheet.apply(qapp, LIGHT)
    garbage = _garbage()
    plain, alive = QApplication.setStyleSheet, []

    def collecting(app, sheet):
        gc.collect()  # as any handler of a widget may
        alive.append(garbage() is not None)
        plain(app, sheet)

    monkeypatch.setattr(QApplication, "setStyleSheet", collecting)
    style_sheet.strip(qapp)
    assert alive and all(alive)
    gc.collect()
    assert garbage() is None  # nothing keeps it


def _garbage():
    """A widget that is freed by the collector alone."""
    label = QLabel("seen by nobody")
    label.itself = label
    return weakref.ref(label)
