"""A file of samples is dropped on the window: what is understood, chosen, and refused."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

import gdsim as gd
from tests.app import by_hand
from tests.app.by_hand import enter
from tests.app.test_file_menu import drop

LEFT = Qt.MouseButton.LeftButton
ROWS = "\n".join(
    f"2024-01-{i + 1:02},n{i},{i}.5,{i % 3},{'up' if i % 2 else 'down'}" for i in range(24)
)
TABLE = f"day,name,size,kind,way\n{ROWS}\n"


@pytest.fixture
def window(shared_window):
    return shared_window


@pytest.fixture
def dropped(qtbot, window, tmp_path):
    """Drops a text as a file on the window, and waits for what the dialog says."""

    def made(text, name="mine.csv"):
        (tmp_path / name).write_text(text)
        drop(window, tmp_path / name)
        qtbot.waitUntil(lambda: window.files.data_dialog is not None)
        settled(qtbot, window.files.data_dialog)
        return window.files.data_dialog

    return made


def settled(qtbot, dialog):
    """Wait until the dialog says what comes of the choices."""
    qtbot.waitUntil(lambda: not dialog.is_reading)


def choose(qtbot, dialog, field, words):
    """Choose with the keys."""
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Home)
    while field.currentText() != words:
        qtbot.keyClick(field, Qt.Key.Key_Down)
    settled(qtbot, dialog)


def tick(qtbot, dialog, box):
    by_hand.tick(qtbot, box)
    settled(qtbot, dialog)


def cells(dialog):
    table = dialog.table
    return [
        [table.item(row, column).text() for column in range(1, 5)]
        for row in range(table.rowCount())
    ]


def test_what_was_understood_is_seen_and_taken(qtbot, window, dropped):
    dialog = dropped(TABLE)
    assert dialog.summary.text() == "CSV file with 24 rows and 5 columns"
    assert cells(dialog) == [
        ["date", "–", "2024-01-01", "2024-01-02"],
        ["text", "–", "n0", "n1"],
        ["number", "–", "0.5", "1.5"],
        ["number", "–", "0", "1"],
        ["category", "–", "down", "up"],
    ]
    ticked = [name for name, tick in dialog.ticks.items() if tick.isChecked()]
    assert ticked == ["size", "kind"] and not dialog.ticks["way"].isEnabled()
    assert (dialog.target.currentText(), dialog.goal.currentText()) == ("way", "classes")
    words = "mine.csv: 24 samples, 5 of them to test, 2 inputs (size, kind), 2 classes (down, up)"
    assert dialog.about.text() == words
    before = window.workbench.experiment
    path = dialog.file.path
    qtbot.mouseClick(dialog.go, LEFT)
    data = window.workbench.experiment.objective.data
    assert data == gd.datasets.from_file(
        path, target="way", features=["size", "kind"], test=0.2, standardize=True
    )
    assert window.stage.chip.text() == "mine.csv: 24 samples" and window.files.data_dialog is None
    saved = path.with_suffix(".toml")
    window.workbench.save(saved)
    assert 'file = "mine.csv"' in saved.read_text()
    assert gd.Experiment.load(saved) == window.workbench.experiment
    window.workbench.undo()
    assert window.workbench.experiment.objective.data != data
    window.workbench.undo()  # there was a function before
    assert window.workbench.experiment == before


def test_the_choices_are_made_with_clicks_and_keys(qtbot, window, dropped):
    dialog = dropped(TABLE)
    choose(qtbot, dialog, dialog.target, "size")
    assert dialog.about.text().endswith("1 input (kind), values to predict")
    choose(qtbot, dialog, dialog.target, "kind")
    assert dialog.about.text().endswith("1 input (size), 3 classes (0, 1, 2)")
    choose(qtbot, dialog, dialog.goal, "values")
    assert dialog.about.text().endswith("values to predict")
    enter(qtbot, dialog.test, "0.5")
    settled(qtbot, dialog)
    tick(qtbot, dialog, dialog.standardize)
    data = dialog.data
    assert len(data.test_inputs) == 12 and not data.preparation.means
    enter(qtbot, dialog.test, "1")
    assert dialog.file.test == 0.5 and dialog.test.property("wrong")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not window.workbench.can_undo and window.files.data_dialog is None


def test_the_reason_is_said_for_what_cannot_be_read(qtbot, dropped):
    dialog = dropped(TABLE)
    for name in ("day", "name"):
        assert not dialog.ticks[name].isEnabled()
        assert dialog.ticks[name].toolTip().startswith("Inputs are numbers: write a column of text")
    tick(qtbot, dialog, dialog.ticks["size"])
    tick(qtbot, dialog, dialog.ticks["kind"])
    assert dialog.error.text() == "Tick at least one column as an input of the network."
    assert not dialog.go.isEnabled() and dialog.about.isHidden()
    tick(qtbot, dialog, dialog.ticks["kind"])
    assert dialog.error.isHidden() and dialog.go.isEnabled()


def test_text_among_numbers_is_pointed_at(dropped):
    dialog = dropped("a,b\n1,2\n3,4\noops,5\n6,7\n")
    assert cells(dialog)[0][0] == "number, text"
    assert dialog.error.text() == "mine.csv, line 4: column 'a' must be a number, got 'oops'"


def test_rows_with_missing_values_are_left_out_or_refused(qtbot, dropped):
    dialog = dropped("a,b\n1,2\n,4\n5,6\n")
    assert cells(dialog)[0][1] == "1" and dialog.gaps.currentText() == "their rows are left out"
    assert dialog.about.text().endswith("values to predict, 1 row is left out")
    choose(qtbot, dialog, dialog.gaps, "are refused")
    assert "line 3: column 'a' has no value" in dialog.error.text()


def test_one_class_is_refused(dropped):
    dialog = dropped("a,kind\n1,x\n2,x\n3,x\n")
    assert "all 3 training samples are of the class 'x'" in dialog.error.text()
    assert not dialog.go.isEnabled()


def test_the_first_line_may_be_a_sample(qtbot, dropped):
    dialog = dropped("1,2\n3,4\n5,6\n")
    assert dialog.first_line.currentText() == "is a sample"
    assert dialog.summary.text() == "CSV file with 3 rows and 2 columns"
    choose(qtbot, dialog, dialog.first_line, "names the columns")
    assert dialog.summary.text() == "CSV file with 2 rows and 2 columns"
    assert list(dialog.ticks) == ["1", "2"] and dialog.about.text().startswith("mine.csv: 2 sam")


def test_arrays_with_tests_of_their_own(qtbot, window, tmp_path):
    part = {
        "X": np.eye(30),
        "y": np.arange(30) % 2,
        "X_test": np.eye(30)[:4],
        "y_test": [0, 1, 0, 1],
    }
    np.savez(tmp_path / "mine.npz", **part)
    drop(window, tmp_path / "mine.npz")
    qtbot.waitUntil(lambda: window.files.data_dialog is not None)
    dialog = window.files.data_dialog
    settled(qtbot, dialog)
    assert dialog.about.text() == (
        "mine.npz: 34 samples, 4 of them to test, 30 inputs (x1, x2, x3, x4, …), 2 classes (0, 1)"
    )
    assert not dialog.target.isEnabled() and not dialog.first_line.isEnabled()


@pytest.mark.parametrize(
    ("text", "words"), [("", "mine.csv is empty"), ("a,b\n1,2\n3\n", "line 3 has 1 cell")]
)
def test_a_file_without_samples_opens_no_dialog(qtbot, window, tmp_path, text, words):
    (tmp_path / "mine.csv").write_text(text)
    drop(window, tmp_path / "mine.csv")
    qtbot.waitUntil(lambda: words in window.panel.trouble.text())
    assert window.files.data_dialog is None
