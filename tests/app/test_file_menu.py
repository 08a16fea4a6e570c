"""What brings experiments into the window: the File menu, drops, and the clipboard."""

import threading
import tomllib

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

import gdsim as gd
from gdsim.app.model import recent
from gdsim.app.model.recent import MOST, Recent, examples
from gdsim.app.rail import keys_of
from gdsim.base import assets

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def files(tmp_path):
    """Experiment files."""

    def made(count):
        paths = [tmp_path / f"e{i}.toml" for i in range(count)]
        for i, path in enumerate(paths):
            gd.Experiment("sphere", ["sgd"], steps=10 + i).save(path)
        return paths

    return made


def drop(window, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(window.rect().center(), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    at = QPointF(window.rect().center())
    QApplication.sendEvent(window, QDropEvent(at, Qt.DropAction.CopyAction, data, left, none))


def texts(menu):
    """The entries of a menu as it is shown."""
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_new_starts_over_on_the_same_kind_and_asks_about_edits(qtbot, window, workbench):
    asked, answer = [], QMessageBox.StandardButton.Cancel
    window.files.ask = lambda: asked.append(1) or answer
    workbench.replace(steps=64)
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert workbench.experiment.steps == 64 and asked == [1]
    answer = QMessageBox.StandardButton.Discard
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert workbench.experiment.objective.name == "rosenbrock" and workbench.path is None
    assert not workbench.modified and not workbench.can_undo
    workbench.switch_to("network")
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert workbench.experiment.objective.kind == "network" and not workbench.modified


def test_files_that_were_opened_and_saved_are_listed_and_opened_again(
    window, workbench, files, tmp_path
):
    first, second = files(2)
    window.files.open(first)
    window.files.open(second)
    window.files.save_as(tmp_path / "mine.toml")
    window.files.open(tmp_path / "missing.toml")
    assert texts(window.menus.recent) == ["mine.toml", "e1.toml", "e0.toml", "&Clear the List"]
    window.menus.recent.actions()[2].trigger()
    assert workbench.path == first and workbench.experiment.steps == 10
    assert texts(window.menus.recent)[0] == "e0.toml"
    second.unlink()
    assert texts(window.menus.recent) == ["e0.toml", "mine.toml", "&Clear the List"]
    window.menus.recent.actions()[-1].trigger()
    assert window.files.recent.paths == []


def test_at_most_ten_files_are_remembered_also_by_the_next_window(settings, files):
    paths = files(MOST + 3)
    for path in [*paths, paths[4]]:
        Recent(settings).add(path)
    settings.sync()
    kept = Recent(settings).paths
    assert len(kept) == MOST and kept[:2] == [paths[4], paths[-1]]


def test_examples_are_listed_by_title_and_their_files_stay(window, workbench):
    listed = examples()
    assert len(listed) == len(list(assets.path("experiments").glob("*.toml"))) > 10
    assert texts(window.menus.examples) == ["&Lessons", *listed]
    title = "Twenty optimizers, one valley"
    next(a for a in window.menus.examples.actions() if a.text() == title).trigger()
    assert workbench.experiment == gd.Experiment.load(listed[title])
    assert workbench.path is None and not workbench.modified  # "Save" asks for a file
    assert window.windowTitle().startswith(title)
    assert window.files.recent.paths == []


def test_an_experiment_that_is_dropped_is_opened_and_nothing_else_is(window, workbench, files):
    one, two = files(2)
    drop(window, two)
    assert workbench.path == two and workbench.experiment.steps == 11
    drop(window, one, two)
    assert "drop a single one" in window.panel.trouble.text()
    picture = one.with_suffix(".png")
    picture.write_bytes(b"")
    drop(window, picture)
    assert "e0.png is neither an experiment" in window.panel.trouble.text()
    one.write_text("steps = -")
    drop(window, one)
    assert "e0.toml" in window.panel.trouble.text() and workbench.path == two


def test_a_share_string_is_copied_and_opened_by_key(qtbot, window, workbench):
    copied = workbench.experiment
    window.files.copy_share()
    assert window.stage.chip.text() == "Copied as a share string"
    workbench.replace(steps=64)
    qtbot.keyClick(window, Qt.Key.Key_V, CONTROL)
    assert workbench.experiment == copied
    assert workbench.modified  # it is in no file yet
    QApplication.clipboard().setText("gdsim1:AAAA")
    qtbot.keyClick(window, Qt.Key.Key_V, CONTROL)
    assert "damaged" in window.panel.trouble.text() and workbench.experiment == copied


def test_text_is_pasted_into_the_field_that_is_edited(qtbot, window, workbench):
    QApplication.clipboard().setText("x**4 + y**2")
    text = window.panel.objective.text
    text.setFocus()
    text.selectAll()
    qtbot.keyClick(text, Qt.Key.Key_V, CONTROL)
    assert text.toPlainText() == "x**4 + y**2" and not window.panel.trouble.text()


def test_the_copied_toml_is_the_experiments_file(window, workbench, tmp_path):
    window.files.copy_toml()
    copied = QApplication.clipboard().text()
    assert tomllib.loads(copied)["steps"] == 500
    workbench.save(tmp_path / "mine.toml")
    assert (tmp_path / "mine.toml").read_text(encoding="utf-8") == copied


def test_the_theme_that_is_chosen_has_a_tick(window):
    ticked = lambda: [name for name, action in window.menus.themes.items() if action.isChecked()]  # noqa: E731
    assert ticked() == [""]
    window.menus.themes["dark"].trigger()
    assert ticked() == ["dark"] and window.appearance.theme.name == "dark"
    window.menus.theme_button.click()
    assert ticked() == ["light"]


def test_a_network_is_not_saved_over_the_function_that_it_was_switched_to_from(
    qtbot, window, workbench, files, tmp_path, monkeypatch
):
    (function,), asked = files(1), []
    chosen = [str(tmp_path / "network.toml"), ""]
    dialog = lambda *given: asked.append(given) or (chosen.pop(0), "")  # noqa: E731
    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    window.files.open(function)
    workbench.replace(steps=64)
    QTest.keySequence(window, keys_of("network"))
    assert "e0.toml" not in window.windowTitle()
    qtbot.keyClick(window, Qt.Key.Key_S, CONTROL)
    assert len(asked) == 1 and gd.Experiment.load(function).objective.kind == "function"
    assert gd.Experiment.load(workbench.path).objective.kind == "network"

    questions, answer = [], QMessageBox.StandardButton.Save
    window.files.ask = lambda: questions.append(1) or answer
    workbench.replace(steps=65)
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)  # both are saved, each to its own file
    assert (len(questions), len(asked)) == (1, 1)
    paths = function, tmp_path / "network.toml"
    assert [gd.Experiment.load(path).steps for path in paths] == [64, 65]
    assert workbench.kind == "network"  # on which it starts over
    workbench.replace(steps=66)
    QTest.keySequence(window, keys_of("descent"))
    workbench.replace(steps=67)
    window.files.save_as(function)
    workbench.replace(steps=68)
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)  # asked for a file of the network, none is chosen
    assert len(asked) == 2 and workbench.experiment.steps == 68 and workbench.kind == "function"
    assert list(workbench.unsaved) == ["network"]
    assert asked[-1][1] == "Save the experiment: Spiral"  # it is not the one that is seen
    workbench.undo()  # of the edits of steps, as the question has left none
    assert (workbench.kind, workbench.experiment.steps) == ("function", 64)
    answer = QMessageBox.StandardButton.Discard


def test_the_titles_of_lessons_and_examples_are_read_beside_the_window(
    open_window, qtbot, monkeypatch
):
    threads, shipped = set(), recent._shipped

    def read(folder):
        threads.add(threading.current_thread())
        return shipped(folder)

    monkeypatch.setattr(recent, "_shipped", read)
    monkeypatch.setattr("gdsim.app.window.TITLES", 0)
    listed = recent.lessons, recent.examples
    for files in listed:
        files.cache_clear()
    open_window(gd.Experiment("sphere", ["sgd"], steps=5))
    qtbot.waitUntil(lambda: all(files.cache_info().currsize for files in listed))
    assert len(threads) == 1 and threading.main_thread() not in threads
    assert len(recent.lessons()) > 30 and len(recent.examples()) > 10
