"""Names and colours that are given to optimizers are kept in files, autosaves and share strings."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import gdsim as gd

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_name_and_a_colour_are_saved_with_the_experiment(
    qtbot, window, workbench, experiment, tmp_path
):
    window.files.save_as(tmp_path / "mine.toml")
    plain = (tmp_path / "mine.toml").read_text()
    assert "[window]" not in plain and not window.isWindowModified()
    row = window.panel.optimizers.rows[1]
    QTest.mouseDClick(row, LEFT, pos=row.name.geometry().center())
    row.naming.clear()
    qtbot.keyClicks(row.naming, "Quick one")
    qtbot.keyClick(row.naming, Qt.Key.Key_Return)
    workbench.colour_optimizer(1, "#0a7d4f")
    assert window.isWindowModified()
    window.files.unsaved.folder = tmp_path / "unsaved"
    (kept,) = window.files.unsaved.write()
    assert 'names = ["", "Quick one", ""]' in kept.read_text()
    window.files.copy_share()
    qtbot.keyClick(window, Qt.Key.Key_S, CONTROL)
    assert not window.isWindowModified() and not kept.exists()
    assert gd.Experiment.load(tmp_path / "mine.toml") == experiment

    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    assert window.panel.optimizers.rows[1].name.whole != "Quick one"
    window.files.open(tmp_path / "mine.toml")
    assert window.panel.optimizers.rows[1].name.whole == "Quick one"
    assert window.stage.map.theme.own == ((1, "#0a7d4f"),)
    drawn = lambda: "Quick one" in {label.text for label in window.stage.map.labels.labels}  # noqa: E731
    qtbot.waitUntil(drawn)
    qtbot.waitUntil(
        lambda: "Quick one" in {line.texts[0] for line in window.verdicts.model().lines}
    )
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    window.files.paste_share()
    assert window.panel.optimizers.rows[1].name.whole == "Quick one"
    window.files.copy_toml()
    assert 'colours = ["", "#0a7d4f", ""]' in QApplication.clipboard().text()


def test_a_file_whose_look_is_wrong_is_refused_with_its_line(window, workbench, tmp_path):
    before = workbench.document
    text = 'gdsim = 1\nobjective = "sphere"\noptimizers = "sgd"\n[window]\ncolours = ["red"]\n'
    (tmp_path / "bad.toml").write_text(text)
    window.files.open(tmp_path / "bad.toml")
    sentence = window.panel.trouble.text()
    assert "line 5 (window.colours)" in sentence and "got 'red'" in sentence
    assert workbench.document is before
