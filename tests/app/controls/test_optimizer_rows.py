"""The rows of optimizers: named, coloured, moved and chosen with mouse and keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

import gdsim as gd
from gdsim.app.controls.optimizers import OptimizersControl
from gdsim.app.look.theme import DARK, LIGHT, SERIES, series_colour

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier


def make_row_of(control, workbench, index):
    """What a new row says of an optimizer."""
    row = control._new_row(index, workbench.document.colours[index])
    row.show_model()
    said = row.name.whole, row.rate.text(), row.rate.toolTip()
    row.deleteLater()
    return said


def names(workbench):
    return [choice.name for choice in workbench.experiment.optimizers]


class TestList:
    @pytest.fixture
    def control(self, make, workbench, formulas, qtbot):
        control = make(OptimizersControl, workbench, formulas)
        control.resize(300, 300)
        qtbot.waitExposed(control)
        control.activateWindow()
        QTest.qWait(20)
        return control

    def test_a_row_is_dragged_to_another_place_and_back_by_undo(self, control, workbench):
        first, last = control.rows[0], control.rows[2]
        down = last.mapTo(first, last.rect().bottomLeft()) + QPoint(60, -2)
        QTest.mousePress(first, LEFT, pos=first.name.geometry().center())
        for place in (QPoint(60, 30), down):
            QTest.mouseMove(first, place)
            QTest.qWait(20)
        assert control._mark.isVisible() and names(workbench)[0] == "sgd"
        QTest.mouseRelease(first, LEFT, pos=down)
        assert names(workbench) == ["adam", "lion", "sgd"] and not control._mark.isVisible()
        assert workbench.document.colours == (1, 2, 0) and control.rows[2] is first
        workbench.undo()
        assert names(workbench) == ["sgd", "adam", "lion"] and control.rows[0] is first

    def test_alt_and_arrows_move_the_row_that_keeps_the_focus(self, control, workbench, qtbot):
        rate = control.rows[0].rate
        rate.setFocus()
        qtbot.keyClick(rate, Qt.Key.Key_Down, ALT)
        assert names(workbench) == ["adam", "sgd", "lion"] and rate.hasFocus()
        qtbot.keyClick(rate, Qt.Key.Key_Up, ALT)
        qtbot.keyClick(rate, Qt.Key.Key_Up, ALT)  # there is nothing above the first
        assert names(workbench) == ["sgd", "adam", "lion"]
        rate.setText("0.5")
        rate.commit()
        assert workbench.experiment.optimizers[0].settings["lr"] == 0.5

    def test_it_is_renamed_by_a_double_click_and_named_as_usual_again(
        self, control, workbench, qtbot
    ):
        row = control.rows[1]
        QTest.mouseDClick(row, LEFT, pos=row.name.geometry().center())
        qtbot.keyClicks(row.naming, "My  Adam")
        qtbot.keyClick(row.naming, Qt.Key.Key_Return)
        assert row.name.whole == "My Adam" and workbench.document.labels[1] == "My Adam"
        assert row.rate.accessibleName() == "Learning rate of My Adam"
        row.rename()
        row.naming.clear()
        qtbot.keyClick(row.naming, Qt.Key.Key_Escape)
        assert row.name.whole == "My Adam"
        row.rename()
        row.naming.clear()
        qtbot.keyClick(row.naming, Qt.Key.Key_Return)
        assert row.name.whole == "Adam" and workbench.document.names == ()
        workbench.undo()
        assert row.name.whole == "My Adam"
        control.remove(1)
        control.choose("yogi")  # has the freed number, not the name
        assert "My Adam" not in workbench.document.labels.values()

    def test_what_is_typed_in_a_row_that_goes_is_of_no_optimizer(self, control, workbench, qtbot):
        def name(row):
            row.rename()
            return row.naming

        for begin in (name, lambda row: row.rate):
            for index in (0, len(control.rows)):  # before others, and the last
                workbench.add_optimizers([gd.RMSprop()])
                workbench.move_optimizer(len(control.rows) - 1, index)
                before = workbench.experiment.optimizers
                field = begin(control.rows[index])
                field.setFocus()
                qtbot.waitUntil(field.hasFocus)
                field.selectAll()
                qtbot.keyClicks(field, "7")
                workbench.remove_optimizers([index])
                left = before[:index] + before[index + 1 :]
                assert workbench.experiment.optimizers == left and workbench.document.names == ()

    def test_a_row_that_nobody_needs_shows_another_optimizer(self, control, workbench, qtbot):
        old = control.rows[1:]
        old[0].rate.setText("not applied")
        control.single_out(old[0].colour)
        control.recolour(DARK)
        workbench.start_over(workbench.experiment.replace(optimizers=[gd.Lion(lr=0.25)]))
        (row,) = control.rows
        new = make_row_of(control, workbench, 0)
        assert (row.name.whole, row.rate.text(), row.rate.toolTip()) == ("Lion", "0.25", new[2])
        assert row.property("chosen") in (False, None) and row.isVisibleTo(control)
        control.recolour(LIGHT)
        workbench.add_optimizers([gd.Nesterov(), gd.Adam(lr=0.5)])
        assert {*control.rows} >= {*old}  # no others are made
        for index, shown in enumerate(control.rows):
            said = shown.name.whole, shown.rate.text(), shown.rate.toolTip()
            assert said == make_row_of(control, workbench, index)
            assert shown.colour == workbench.document.colours[index] and shown.theme is LIGHT
            assert shown.swatch._swatch.number == shown.rate.setting.colour == shown.colour
            assert shown.isVisibleTo(control) and not shown.rate.property("wrong")
        last = control.rows[2]
        last.rate.setText("0.125")
        last.rate.commit()
        assert workbench.experiment.optimizers[2].settings["lr"] == 0.125
        assert workbench.experiment.optimizers[0].settings["lr"] == 0.25
        last.unfold(True)
        workbench.remove_optimizers([2])
        assert last not in control._spare  # its settings are another optimizer's
        held, menu = control.rows[1], QMenu(control)
        QTest.mousePress(held, LEFT, pos=held.name.geometry().center())
        workbench.remove_optimizers([1])
        assert held not in control._spare  # or a drag of one optimizer would move another
        workbench.add_optimizers([gd.Adam()])
        menu.addAction("Rename")
        shown = control.rows[1]
        menu.popup(QPoint(0, 0))
        workbench.remove_optimizers([1])
        assert shown not in control._spare  # or the menu would rename another optimizer
        menu.close()

    def test_a_colour_is_chosen_mixed_and_given_back(self, control, workbench, monkeypatch, qtbot):
        row = control.rows[0]
        QTest.mouseClick(row.swatch, LEFT)
        QTest.mouseClick(row.swatches.buttons[4], LEFT)
        assert workbench.document.own == ((0, 4),)
        QTest.mouseClick(row.swatch, LEFT)
        monkeypatch.setattr(
            "gdsim.app.controls.swatches.other_colour", lambda now, parent: QColor("#123456")
        )
        mixed, usual = row.swatches.actions()[1:]
        mixed.trigger()
        assert workbench.document.own == ((0, "#123456"),)
        usual.trigger()
        assert workbench.document.own == ()
        workbench.undo()
        assert workbench.document.own == ((0, "#123456"),)

    def test_the_menu_of_a_row_has_all_that_can_be_done_with_it(self, control, workbench):
        row = control.rows[0]
        QTest.mouseClick(row.menu, LEFT)
        (menu,) = control.findChildren(QMenu)
        words = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
        assert words[:7] == [
            "Rename…", "Colour…", "Replace…", "Duplicate", "Remove", "Move Up", "Move Down",
        ]  # fmt: skip
        enabled = {action.text().split("\t")[0]: action.isEnabled() for action in menu.actions()}
        assert not enabled["Move Up"] and enabled["Move Down"]
        next(a for a in menu.actions() if a.text().startswith("Move Down")).trigger()
        assert names(workbench) == ["adam", "sgd", "lion"]
        menu.close()

    def test_adding_all_says_how_many_below_the_list(self, control, workbench):
        QTest.mouseClick(control.add, LEFT)
        missing = len(control._missing())
        assert control.add_all.isVisible() and f"all {missing} " in control.add_all.text()
        QTest.mouseClick(control.add_all, LEFT)
        assert not control.picker.isVisible() and len(names(workbench)) == 3 + missing


def test_own_colours_are_of_both_themes_and_leave_the_others():
    own = LIGHT.__class__(**{**LIGHT.__dict__, "own": ((0, 4), (1, "#123456"))})
    assert series_colour(0, own).name().upper() == SERIES["light"][4]
    assert series_colour(1, own).name() == "#123456"
    assert series_colour(2, own) == series_colour(2, LIGHT)
    assert series_colour(0, DARK).name().upper() == SERIES["dark"][0]


def test_the_window_draws_names_and_colours_and_fades_all_but_the_chosen(qtbot, window, workbench):
    row = window.panel.optimizers.rows[1]
    workbench.colour_optimizer(1, "#123456")
    workbench.rename_optimizer(1, "Mine")
    table = window.verdicts.rows
    qtbot.waitUntil(lambda: table.lines and table.lines[1].texts[0] == "Mine")
    curves = window.stage.map.trails._curves
    assert curves[1].pen().color().name() == "#123456"
    assert curves[0].pen().color().name() != "#123456"
    QTest.mouseClick(row, LEFT, pos=row.name.geometry().center())
    row.left.emit(1)  # the mouse leaves, and it stays chosen
    assert window.drawing.lit == 1 and row.property("chosen")
    assert curves[0].pen().color().alphaF() < 0.5 < curves[1].pen().color().alphaF()
    QTest.mouseClick(row, LEFT, pos=row.name.geometry().center())
    row.left.emit(1)
    assert window.drawing.lit is None and not row.property("chosen")

    QTest.mouseClick(row, LEFT, pos=row.name.geometry().center())
    workbench.start_over(workbench.experiment.replace(steps=300))  # another file, of the same runs
    assert window.panel.optimizers.chosen is None and not row.property("chosen")
    assert window.drawing.lit is None and window.inspector.isHidden()
