"""The style sheet takes its colours from the palette, so that a change of theme is quick."""

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QLabel

from gdsim.app.controls.schedule_curve import ScheduleCurve
from gdsim.app.look import style_sheet, type_size
from gdsim.app.look.formula import FormulaLabel
from gdsim.app.look.theme import LIGHT, THEMES
from tests.app.by_hand import colours_of


@pytest.mark.parametrize("name", ["dark", "light"])
def test_a_theme_that_is_switched_to_looks_like_one_that_was_there_from_the_start(
    qapp, qtbot, window, name
):
    before = "light" if name == "dark" else "dark"
    window.appearance.choose(before)
    for section in window.panel._folding:
        section.unfold(True)
    window.panel.objective.pick.setEnabled(False)
    for formula in window.panel.findChildren(FormulaLabel):
        formula.hide()  # they come later
    window.panel.settings.form.fields["steps"].setText("many")
    window.panel.settings.form.fields["steps"].commit()  # wrong, so that it is framed
    parts = window.panel.widget(), window.menuBar(), window.transport, window.rail
    curve = window.panel.findChild(ScheduleCurve)
    qtbot.waitUntil(lambda: curve.drawn is not None)  # it is computed meanwhile
    qapp.processEvents()  # all is in its place
    old = [colours_of(part) for part in parts]
    window.appearance.choose(name)
    switched = [colours_of(part) for part in parts]
    style_sheet.strip(qapp)
    window.appearance.dress()
    qapp.processEvents()
    for was, quick, whole in zip(old, switched, map(colours_of, parts), strict=True):
        assert (was != whole).any()
        np.testing.assert_array_equal(quick, whole)
    ground = tuple(int(THEMES[name].surface[i : i + 2], 16) for i in (1, 3, 5))
    assert tuple(switched[3][0, 0]) == ground


@pytest.mark.parametrize("change", ["larger", "stripped"])
def test_no_widget_is_freed_while_all_are_restyled(qapp, monkeypatch, change):
    """Qt then goes through a list of them: one that was garbage would crash the process."""
    style_sheet.apply(qapp, LIGHT)
    label = QLabel("seen by nobody")
    label.itself = label  # freed by the collector alone
    garbage = weakref.ref(label)
    del label
    plain, alive = QApplication.setStyleSheet, []

    def collecting(app, sheet):
        gc.collect()  # as any handler of a widget may
        alive.append(garbage() is not None)
        plain(app, sheet)

    monkeypatch.setattr(QApplication, "setStyleSheet", collecting)
    if change == "larger":
        type_size.choose(1.25)
        style_sheet.apply(qapp, LIGHT)
    else:
        style_sheet.strip(qapp)
    assert alive and all(alive)
    gc.collect()
    assert garbage() is None  # nothing keeps it
