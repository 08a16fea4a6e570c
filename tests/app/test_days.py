"""Days of those who use the window, by hand: a practitioner's, and a teacher's."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gdsim.app.look.figures import figures
from tests.app.by_hand import enter, tick
from tests.app.test_file_menu import drop
from tests.project.test_recipes import RECIPES
from tests.reference.carried import SAMPLES, key, practised, stored

LEFT = Qt.MouseButton.LeftButton


def entry(window, menu, text):
    """An entry of a menu."""
    (action,) = [each for name, each in window.menus.actions if (name, each.text()) == (menu, text)]
    return action


def test_from_a_csv_to_a_safe_rate_and_torch_code_that_trains_the_same(qtbot, window, tmp_path):
    (tmp_path / "cells.csv").write_text(SAMPLES)
    drop(window, tmp_path / "cells.csv")
    qtbot.waitUntil(lambda: window.files.data_dialog is not None)
    dialog = window.files.data_dialog
    qtbot.waitUntil(lambda: not dialog.is_reading)
    assert "2 inputs (size, kind), 2 classes (bad, good)" in dialog.about.text()
    qtbot.mouseClick(dialog.go, LEFT)
    enter(qtbot, window.panel.objective.network.batch, "all")
    settings = window.panel.settings
    settings.unfold(True)
    enter(qtbot, settings.form.fields["steps"], "40")
    settings.form.precision.setFocus()
    qtbot.keyClick(settings.form.precision, Qt.Key.Key_End)

    # Compare says which rates of Adam work, from several weights
    qtbot.mouseClick(window.rail.buttons["compare"], LEFT)
    page = window.pages["compare"]
    qtbot.mouseClick(page.setup.optimizers.all, LEFT)
    (adam,) = [each for each in page.setup.optimizers.entries if each.choice.name == "adam"]
    tick(qtbot, adam.check)
    for field, text in (
        (page.setup.low, "1e-3"), (page.setup.high, "10"), (page.setup.rates, "9"),
        (page.setup.repeats, "3"), (page.setup.fresh, "4"), (page.setup.steps, "40"),
    ):  # fmt: skip
        enter(qtbot, field, text)
    qtbot.mouseClick(page.setup.button, LEFT)
    qtbot.waitUntil(lambda: page.answers.is_complete, timeout=60_000)
    assert page.trouble.text() == ""
    qtbot.mouseClick(page.tabs["bands"], LEFT)
    (band,) = page.views.bands.rows[0].marks
    assert band.low < band.middle < band.high < 1.0
    said = f"Adam: learning rate {band.low:.3g} to {band.high:.3g} works"
    assert page.headline.text().startswith(said)

    # it is set, and trains; the others leave
    qtbot.mouseClick(window.rail.buttons["network"], LEFT)
    for _ in range(2):
        rate = window.panel.optimizers.rows[0].rate
        window.activateWindow()
        rate.setFocus()
        qtbot.waitUntil(rate.hasFocus)
        entry(window, "Edit", "Re&move Optimizer").trigger()
    (row,) = window.panel.optimizers.rows
    enter(qtbot, row.rate, figures(band.middle))
    experiment = window.workbench.experiment
    assert experiment == practised(tmp_path / "cells.csv")
    losses = experiment.replace(record="loss").run()["trace_loss"].values.ravel()
    assert losses[-1] < 0.6 * losses[0]
    QApplication.clipboard().clear()
    entry(window, "Copy as Training Code", "PyTorch").trigger()
    qtbot.waitUntil(lambda: bool(QApplication.clipboard().text()))
    script = QApplication.clipboard().text()
    np.testing.assert_allclose(stored()[key("torch", script)], losses, rtol=1e-6, atol=0)


def test_a_lesson_written_from_the_documentation_is_opened_and_measured(
    qtbot, shared_window, tmp_path
):
    window, lesson = shared_window, tmp_path / "my_lesson.toml"
    (text,) = [text for name, text in RECIPES.items() if name.startswith("assets/lessons/")]
    lesson.write_text(text)
    drop(window, lesson)
    qtbot.waitUntil(lambda: "lessons" in vars(window) and window.lessons.panel.isVisible())
    desk, panel = window.lessons, window.lessons.panel
    panel.finish()
    assert panel.place.text() == "A lesson of your own" and window.panel.trouble.text() == ""
    (claim,) = [card for card in panel.cards if hasattr(card, "claim")]
    qtbot.mouseClick(claim.question.choices[0], LEFT)  # a wrong answer
    qtbot.mouseClick(claim.question.predict, LEFT)
    qtbot.waitUntil(lambda: desk.progress.measured is not None, timeout=60_000)
    assert claim.mark_label.text() == "✓" and "1 of 1 claims measured" in panel.state.plain
    assert "0 of 1 answers right" in panel.state.plain
    assert claim.verdict.plain == "You said: SGD; right is: Rprop."
    qtbot.waitUntil(panel.picture.isVisible, timeout=20_000)
    qtbot.mouseClick(panel.task.begin, LEFT)
    for row in window.panel.optimizers.rows:
        enter(qtbot, row.rate, "0.15")
    qtbot.mouseClick(panel.task.check, LEFT)
    qtbot.waitUntil(lambda: panel.task.result.plain.startswith("✓"), timeout=60_000)
    desk.close()
    window.files.recent.forget()
