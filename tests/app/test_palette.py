"""Everything by keys: the command palette, and the window that lists the keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.controls import catalogue_items
from gdsim.app.model.recent import examples, lessons
from gdsim.app.rail import keys_of
from gdsim.learn.lessons.lessons import lessons as in_order

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def pick(qtbot, window):
    """Finds an entry of the palette by words, and picks the first one."""

    def picked(words):
        qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
        picker = window.commands.picker
        assert picker.isVisible()
        qtbot.keyClicks(picker.search, words)
        qtbot.keyClick(picker.search, Qt.Key.Key_Return)
        return picker

    return picked


def test_the_palette_has_all_there_is(window):
    names = [command.item.name for command in window.commands.commands()]
    assert len(names) == len(set(names))
    count = len(window.menus.actions) + len(catalogue_items.functions())
    count += len(catalogue_items.optimizers())
    assert len(names) == count + len(lessons()) + len(examples()) and len(lessons()) > 30
    notes = {c.item.title: c.item.note for c in window.commands.commands()}
    assert notes["Step Back"] == "," and notes["Open"] == "Ctrl+O"


def test_actions_functions_optimizers_and_examples_are_picked(pick, window, workbench):
    pick("dark")
    assert window.appearance.theme.name == "dark"
    pick("himmelblau function")
    assert workbench.experiment.objective.name == "himmelblau"
    pick("yogi")
    assert workbench.experiment.optimizers[-1].name == "yogi"
    pick("twenty optimizers example")
    assert workbench.experiment == gd.Experiment.load(examples()["Twenty optimizers, one valley"])


def test_lessons_are_opened_from_the_palette_and_from_the_menu(qtbot, pick, window, workbench):
    assert [*lessons()] == [each.title for each in in_order().values()]
    for title, path in lessons().items():
        assert gd.Experiment.load(path).title == title
    pick("ravine lesson")
    assert workbench.experiment == gd.Experiment.load(
        lessons()["Momentum damps oscillation in a ravine"]
    )
    window.menus.examples.aboutToShow.emit()
    entries = window.menus.lessons.actions()
    assert [entry.text() for entry in entries] == [*lessons()]
    entries[0].trigger()
    assert workbench.experiment.title == next(iter(lessons()))


def test_the_menu_ticks_the_workspace_that_is_shown(qtbot, window):
    ticked = lambda: [n for n, a in window.menus.workspaces.items() if a.isChecked()]  # noqa: E731
    assert ticked() == ["descent"]
    QTest.keySequence(window, keys_of("map"))
    assert ticked() == ["map"]
    qtbot.mouseClick(window.rail.buttons["network"], Qt.MouseButton.LeftButton)
    assert ticked() == ["network"]
    QTest.keySequence(window, keys_of("descent"))
    assert ticked() == ["descent"] and window.rail.buttons["descent"].isChecked()
    qtbot.keyClick(window, Qt.Key.Key_B, CONTROL)
    assert window.menus.fold.isChecked() and window.panel.isHidden()
    qtbot.mouseClick(window.rail.fold, Qt.MouseButton.LeftButton)
    assert not window.menus.fold.isChecked() and window.panel.isVisible()


def test_a_function_is_picked_while_a_network_is_trained(pick, window, workbench):
    workbench.switch_to("network")
    pick("beale function")
    assert workbench.experiment.objective.name == "beale"


def test_what_cannot_be_done_is_greyed_with_a_sentence(pick, window, workbench):
    picker = pick("undo")
    assert picker.isVisible()
    index = picker.matching.index(0, 0)
    assert "nothing for it to do" in index.data(Qt.ItemDataRole.ToolTipRole)
    picker.hide()
    picker = pick("muon")
    assert [c.name for c in workbench.experiment.optimizers] == ["sgd", "adam", "lion"]
    picker.hide()


def test_escape_closes_the_palette(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    qtbot.keyClick(window.commands.picker.search, Qt.Key.Key_Escape)
    assert not window.commands.picker.isVisible()


def test_the_keys_are_listed_and_closed_by_escape(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_Question)
    assert window.keys.isVisible()
    listed = {words: keys for group in window.keys.groups.values() for keys, words in group.items()}
    assert listed["Play or Pause"] == "Space" and listed["Keys"] == "?"
    for _, action in window.menus.actions:
        assert action.shortcut().isEmpty() or action.text().replace("&", "").rstrip("…") in listed
    qtbot.keyClick(window.keys, Qt.Key.Key_Escape)
    assert not window.keys.isVisible()


def test_a_question_mark_is_typed_into_a_field(qtbot, window):
    text = window.panel.objective.text
    text.setFocus()
    text.selectAll()
    qtbot.keyClicks(text, "?")
    assert text.toPlainText() == "?" and not window.keys.isVisible()


def test_no_two_actions_have_the_same_key(window):
    keys = [key.toString() for _, action in window.menus.actions for key in action.shortcuts()]
    assert len(keys) == len(set(keys)) > 15
