"""The Compare workspace, used as a person uses it: with clicks and keys."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

import gdsim as gd
from gdsim.app.compare import answers, plan
from gdsim.app.compare import page as compare_page
from gdsim.app.compare.plan import rateless, sweep_of
from gdsim.app.worker import compiling
from gdsim.engine.verdict import Verdict
from tests.app.by_hand import place

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(window, qtbot):
    """The page with a small comparison chosen: 7 rates, 3 starts, 8 fresh ones, 60 steps."""
    qtbot.mouseClick(window.rail.buttons["compare"], LEFT)
    page = window.pages["compare"]
    assert page.isVisible()
    for field, text in (
        (page.setup.low, "1e-3"), (page.setup.high, "1"), (page.setup.rates, "7"),
        (page.setup.repeats, "3"), (page.setup.fresh, "8"), (page.setup.steps, "60"),
    ):  # fmt: skip
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    return page


def compare(qtbot, page):
    qtbot.mouseClick(page.setup.button, LEFT)
    qtbot.waitUntil(lambda: page.answers.is_complete, timeout=60_000)
    assert page.trouble.text() == ""


def show(qtbot, page, view):
    qtbot.mouseClick(page.tabs[view], LEFT)
    shown = page.views.named[view]
    assert page.views.currentWidget() is shown
    qtbot.waitUntil(lambda: getattr(shown, "cost", 1.0) > 0)  # it has been painted


def click(plot, x, y):
    QApplication.processEvents()  # its axes take the room that they need
    here = place(plot, x, y)
    QTest.mouseMove(plot.viewport(), here)
    QTest.mouseClick(plot.viewport(), LEFT, pos=here)


def opened(qtbot, window, before):
    """The experiment of the run that is opened."""
    now = lambda: window.workbench.experiment  # noqa: E731
    qtbot.waitUntil(lambda: now() is not before and window.stage.isVisible(), timeout=30_000)
    assert now().runs == 1 and window.rail.buttons["descent"].isChecked()
    return now()


def test_one_click_answers_and_every_number_is_the_library_s(window, page, qtbot):
    experiment = window.workbench.experiment
    qtbot.waitUntil(lambda: "runs of 60 steps" in page.setup.words.text())
    assert "7 learning rates from 0.001 to 1" in page.views.empty.text()
    compare(qtbot, page)
    wanted = page.setup.wanted
    swept = sweep_of(experiment, wanted)
    assert window.workbench.experiment is experiment and swept.starts == gd.uniform(3, seed=1)
    result = swept.run()
    expected = gd.analysis.sensitivity(result)
    contest = gd.compare(
        experiment.replace(start=None), rateless(experiment.optimizers), 7, 8, 60,
        lr=gd.logspace(1e-3, 1, 7), trials=3,
    )  # fmt: skip
    assert page.headline.text().split("\n")[0] == contest.attrs["sentences"][0]
    for sentence in (*contest.attrs["sentences"], *expected.attrs["words"].split("\n")):
        assert sentence in page.findings.toPlainText()

    lines = page.views.sensitivity.lines
    assert [line.label for line in lines] == list(expected["optimizer"].values)
    for row, line in enumerate(lines):
        np.testing.assert_array_equal(line.x, expected["lr"].values)
        np.testing.assert_array_equal(line.y, expected["best_loss"].values[row, :, 1])
        np.testing.assert_array_equal(line.low, expected["best_loss"].values[row, :, 0])
    show(qtbot, page, "bands")
    for row, band in enumerate(page.views.bands.rows):
        (mark,) = band.marks
        numbers = [float(expected[name].values[row]) for name in ("low", "high", "best_at")]
        assert [mark.low, mark.high, mark.middle] == pytest.approx(numbers, rel=0, nan_ok=True)
    curve, profile = gd.analysis.ecdf(contest), gd.analysis.profiles(contest)
    show(qtbot, page, "ecdf")
    show(qtbot, page, "profiles")
    for row in range(3):
        held = page.views.ecdf.lines[row]
        np.testing.assert_array_equal(held.y, curve["share"].values[row, 1:])
        np.testing.assert_array_equal(page.views.profiles.lines[row].y, profile["rho"].values[row])
    show(qtbot, page, "comparison")
    first = page.views.comparison.rows[0].marks[0]
    assert [first.low, first.middle, first.high] == [
        float(contest[name].values[0, 0]) for name in ("low", "factor", "high")
    ]
    show(qtbot, page, "table")
    standings, table = gd.analysis.standings(contest), page.views.table
    ranked = [table.item(row, 0).text() for row in range(3)]
    assert ranked == list(standings["optimizer"].values)
    assert table.item(0, 1).text() == f"{standings['score'].values[0]:.2f}"

    # a point of a curve says what it is, and opens the median run there; undo brings all back
    show(qtbot, page, "sensitivity")
    line, plot = lines[1], page.views.sensitivity
    place = int(np.flatnonzero(np.isfinite(line.y))[2])
    x, y = (float(each[place]) for each in plot.places(line))
    click(plot, x, y)
    run = opened(qtbot, window, experiment)
    losses = result["best_loss"].values[1, place].astype(float)
    losses[result["verdict"].values[1, place] == Verdict.DIVERGED] = np.inf
    assert run.optimizers[0].name == "adam" and run.run()["best_loss"].item() in losses
    assert run.run()["best_loss"].item() == np.sort(losses)[1]
    assert window.workbench.document.colours == (page.views.colours[1],)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.workbench.experiment is experiment

    # and so does the curve of what a comparison ran
    window.go_to("compare")
    show(qtbot, page, "ecdf")
    held = page.views.ecdf.lines[2]
    at = len(held.x) // 2
    click(page.views.ecdf, float(np.log10(held.x[at])), float(held.y[at]))
    run = opened(qtbot, window, experiment)
    fresh = contest["loss"].values[0, 2]
    assert run.run()["loss"].item() in fresh and run.optimizers[0].settings["lr"] == pytest.approx(
        float(contest["best_lr"].values[0, 2]), rel=0
    )
    window.workbench.undo()
    window.go_to("compare")
    show(qtbot, page, "table")
    page.views.table.setCurrentCell(0, 0)
    qtbot.keyClick(page.views.table, Qt.Key.Key_Return)
    run = opened(qtbot, window, experiment)
    best = [*contest["optimizer"].values].index(ranked[0])
    assert run.run()["loss"].item() in contest["loss"].values[0, best]


def test_a_comparison_is_cancelled_and_leaves_no_thread(window, page, qtbot):
    before = {each.name for each in threading.enumerate()}
    page.setup.steps.selectAll()
    qtbot.keyClicks(page.setup.steps, "2,000,000")
    qtbot.keyClick(page.setup.steps, Qt.Key.Key_Return)
    qtbot.mouseClick(page.setup.button, LEFT)
    qtbot.waitUntil(lambda: "trying rates" in page.setup.words.text(), timeout=30_000)
    assert page.setup.stop.isVisible() and not page.setup.button.isVisible()
    qtbot.mouseClick(page.setup.stop, LEFT)
    assert page.setup.button.isVisible() and not page.comparing.is_running
    alike = lambda: {t.name for t in threading.enumerate() if "helper" in t.name} <= before  # noqa: E731
    idle = lambda: not any(t.name.startswith("gdsim_") for t in threading.enumerate())  # noqa: E731
    qtbot.waitUntil(lambda: alike() and idle(), timeout=10_000)
    assert not page.answers.data and page.trouble.text() == ""


def tick(qtbot, entry):
    qtbot.mouseClick(entry.check, LEFT, pos=QPoint(8, entry.check.height() // 2))


def test_what_is_compiled_is_given_up_and_no_helper_is_left(monkeypatch):
    monkeypatch.setattr(compiling, "HELPED", 1)
    new = gd.Experiment("x**4/7 + cos(x)*x**2/9 + 3.25*x", ["sgd", "adam"], start=(1.0,), steps=9)
    asked = iter([True, False])
    report = []
    assert not compiling.compiled(new.programs(), lambda: next(asked, False), report.append)
    assert report == [0.0]
    assert not [each for each in threading.enumerate() if each.name == "gdsim-helper"]


def test_optimizers_are_left_out_and_added_and_what_is_chosen_folds_away(window, page, qtbot):
    entries = page.setup.optimizers.entries
    qtbot.mouseClick(page.setup.optimizers.all, LEFT)
    qtbot.mouseClick(page.setup.button, LEFT)
    assert "at least one" in page.trouble.text()
    page.setup.words.say("")
    page.setup.changed.emit()  # nothing is shown that could be of before an edit
    qtbot.waitUntil(lambda: page.setup.words.text().startswith("0 runs of"))
    assert "before the last edit" not in page.setup.words.text()
    tick(qtbot, entries[1])
    page.setup.optimizers.add_optimizer("sgd")
    assert [each.name for each in page.setup.wanted.optimizers] == ["sgd", "adam"]
    page.setup.optimizers.add_optimizer("momentum")
    assert [each.name for each in page.setup.wanted.optimizers] == ["sgd", "adam", "momentum"]
    assert len(set(page.setup.colours)) == 3 and len(window.workbench.experiment.optimizers) == 3
    tick(qtbot, page.setup.optimizers.entries[0])
    assert [each.name for each in page.setup.wanted.optimizers] == ["adam", "momentum"]

    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not page.setup.isVisible() and page.views.isVisible()
    qtbot.mouseClick(window.rail.fold, LEFT)
    assert page.setup.isVisible()
    window.go_to("descent")
    assert window.panel.isVisible()


def test_what_is_wrong_with_a_number_is_said_until_it_is_right(page, qtbot):
    def fill(name, text):
        field = page.setup._fields[name]
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)

    fill("fresh", "3")
    said = page.setup.trouble.text()
    assert said.startswith("This must be") and page.setup.wanted.fresh != 3
    fill("steps", "70")
    assert page.setup.trouble.text() == said and page.setup.wanted.steps == 70
    fill("fresh", "9")
    assert page.setup.trouble.isHidden() and page.setup.wanted.fresh == 9


def test_what_an_opened_result_lacks_is_said_and_added(window, page, qtbot, tmp_path, monkeypatch):
    rosenbrock = window.workbench.experiment.objective
    stored = gd.Experiment(rosenbrock, ["sgd", "adam"], lr=gd.logspace(1e-3, 0.1, 5), steps=40)
    result = stored.run()
    gd.save(result, tmp_path / "rates.nc")
    chosen = (str(tmp_path / "rates.nc"), "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: chosen)
    qtbot.mouseClick(page.setup.open_button, LEFT)
    qtbot.waitUntil(lambda: page.subject == "result" and bool(page.answers.data))
    line = page.views.sensitivity.lines[0]
    np.testing.assert_array_equal(
        line.y, gd.analysis.sensitivity(result)["best_loss"].values[0, :, 1]
    )
    assert line.low is None and "rates.nc" in page.setup.on.currentText()
    show(qtbot, page, "sensitivity")
    x, y = (float(each[2]) for each in page.views.sensitivity.places(line))
    click(page.views.sensitivity, x, y)
    run = opened(qtbot, window, window.workbench.experiment)
    assert run.run()["best_loss"].item() == result["best_loss"].values[0, 2]
    assert not window.workbench.can_undo
    window.go_to("compare")
    qtbot.mouseClick(page.tabs["comparison"], LEFT)
    assert "gdsim.compare or a suite has run" in page.views.empty.text()
    assert page.views.help.text() == "Try 7 rates from 0.001 to 1, from 3 drawn starts"
    qtbot.mouseClick(page.views.help, LEFT)
    qtbot.waitUntil(lambda: page.answers.contest is not None, timeout=60_000)
    assert page.views.currentWidget() is page.views.comparison
    page.show_result(tmp_path / "none.nc")
    qtbot.waitUntil(lambda: "none.nc" in page.trouble.text())


def test_a_result_opened_as_a_map_is_offered_beside_a_comparison(window, page, qtbot, tmp_path):
    compare(qtbot, page)
    shown = page.answers
    grid = gd.Experiment("x**2 + y**2", ["sgd"], lr=[0.1, 0.2, 0.3], start=gd.uniform(2), steps=5)
    gd.save(grid.run(), tmp_path / "grid.nc")
    window.files.open(tmp_path / "grid.nc")
    qtbot.waitUntil(lambda: window.sweep_page.stored is not None)
    window.go_to("compare")
    on = page.setup.on
    assert page.answers is shown and page.subject == "experiment"
    row = [on.itemText(row) for row in range(on.count())].index("grid.nc")
    on.setCurrentIndex(row)
    on.activated.emit(row)
    qtbot.waitUntil(lambda: page.subject == "result" and bool(page.answers.data))
    assert page.answers.labels == ["SGD"] and on.currentText() == "grid.nc"


def test_a_comparison_is_exported(window, page, qtbot, tmp_path, monkeypatch):
    compare(qtbot, page)
    for view, action, name in (
        ("sensitivity", page.export.csv, "rates.csv"),
        ("comparison", page.export.csv, "pairs.csv"),
        ("table", page.export.page, "page.svg"),
        ("table", page.export.page, "page.txt"),
    ):
        show(qtbot, page, view)
        chosen = (str(tmp_path / name), "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, chosen=chosen: chosen)
        with qtbot.waitSignal(page.export.ended, timeout=60_000) as written:
            action.trigger()
        assert bool(written.args[1]) == name.endswith("txt")
    rows = (tmp_path / "rates.csv").read_text().splitlines()
    assert "best_loss" in rows[0] and len(rows) == 1 + 3 * 7 * 3
    assert len((tmp_path / "pairs.csv").read_text().splitlines()) == 1 + 3 * 2
    assert "Standings" in (tmp_path / "page.svg").read_text()
    assert page.trouble.text() == "The name of the file must end in .pdf, .png, .svg."

    show(qtbot, page, "sensitivity")
    page.export.picture.trigger()
    dialog = window.exports.dialog
    assert dialog.what.currentText() == "View"
    dialog.place.setText(str(tmp_path / "rates.svg"))
    qtbot.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil((tmp_path / "rates.svg").is_file)
    svg = (tmp_path / "rates.svg").read_text()
    assert "learning rate" in svg and svg.count("<path") + svg.count("<polyline") > 3


def test_one_start_has_no_interval_and_drawn_ones_are_offered(window, page, qtbot):
    page.setup.starts.setFocus()
    qtbot.keyClick(page.setup.starts, Qt.Key.Key_Down)
    assert not page.setup.is_drawn and not page.setup.repeats.isEnabled()
    qtbot.waitUntil(lambda: page.setup.words.text().startswith("21 runs of 60 steps"))
    compare(qtbot, page)
    assert page.answers.sweep["loss"].sizes == {"optimizer": 3, "lr": 7}
    assert page.views.sensitivity.lines[0].low is None
    qtbot.mouseClick(page.tabs["comparison"], LEFT)
    assert "its starts are given one by one" in page.views.empty.text()
    qtbot.mouseClick(page.views.help, LEFT)
    qtbot.waitUntil(lambda: page.answers.contest is not None, timeout=60_000)
    assert page.setup.is_drawn and page.views.currentWidget() is page.views.comparison

    # nothing that could be drawn makes up for a minimum that nobody knows
    window.workbench.replace(objective=gd.Function("x**2 + y**2 + 0.1*sin(3*x)"))
    compare(qtbot, page)
    assert "minimum" in page.views.empty.text() and not page.views.help.isVisible()
    show(qtbot, page, "sensitivity")


def test_a_suite_is_compared_problem_by_problem(window, page, qtbot, monkeypatch):
    functions = [gd.Function("rosenbrock", b=b) for b in (20, 15)]
    suite = gd.suite(functions, dtype="float32")
    monkeypatch.setattr(compare_page, "known", lambda: {"two": suite})
    monkeypatch.setattr(plan, "suite", lambda name: suite)
    monkeypatch.setattr(answers, "OFTEN", 0.0)
    monkeypatch.setattr(answers, "SHARE", 0.0)
    page.show_experiment()
    page.setup.on.setCurrentIndex(page.setup.on.findText("Suite two"))
    page.setup.on.activated.emit(page.setup.on.currentIndex())
    *others, _ = page.setup.optimizers.entries
    for each in others:
        each.check.click()
    page.setup.button.click()
    assert page.trouble.text() == "Tick at least two optimizers to compare on a suite."
    for each in others:
        each.check.click()
    known = []
    page.comparing.answered.connect(known.append)
    compare(qtbot, page)
    assert [each.contest.sizes["problem"] for each in known] == [1, 2]
    expected = gd.compare(
        suite, rateless(window.workbench.experiment.optimizers), 7, 8, 60,
        lr=gd.logspace(1e-3, 1, 7), trials=3,
    )  # fmt: skip
    assert page.headline.text() == expected.attrs["sentences"][0]
    np.testing.assert_array_equal(page.answers.contest["hit"].values, expected["hit"].values)
    np.testing.assert_array_equal(known[0].contest["hit"].values[0], expected["hit"].values[0])

    # what is of one problem is asked of it, and its runs are opened
    qtbot.mouseClick(page.tabs["sensitivity"], LEFT)
    assert page.views.empty.text() == "This view is of one problem of the suite."
    page.views.problem.setCurrentIndex(1)
    qtbot.mouseClick(page.views.help, LEFT)
    qtbot.waitUntil(lambda: page.answers.sweep is not None, timeout=30_000)
    swept = sweep_of(page.answers.experiment_of(1), page.setup.wanted)
    assert swept.objective.parameters["b"] == 15
    data = gd.analysis.sensitivity(swept.replace(target=None, tolerance=None).run())
    for row, line in enumerate(page.views.sensitivity.lines):
        np.testing.assert_array_equal(line.y, data["best_loss"].values[row, :, 1])
    show(qtbot, page, "ecdf")
    held = page.views.ecdf.lines[0]
    at = int(np.argmax(held.y > held.y.max() / 2))
    click(page.views.ecdf, float(np.log10(held.x[at])), float(held.y[at]))
    run = opened(qtbot, window, window.workbench.experiment)
    assert run.run()["loss"].item() in expected["loss"].values[:, 0]
