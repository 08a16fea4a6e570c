"""The table of verdicts, of scenes that a script makes."""

import threading
from dataclasses import replace

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.look.style_sheet import apply
from gdsim.app.look.theme import DARK, load_fonts
from gdsim.app.model.document import Document
from gdsim.app.views import verdicts
from gdsim.app.views.verdicts import MANY, VerdictTable, lines, short
from gdsim.app.worker.frame import State
from gdsim.engine.verdict import Verdict
from tests.app.views.scenes import scene_of

PAUSED = State.PAUSED


def test_the_table_says_step_loss_gradient_and_verdict(two):
    loss = np.array([[[1.0, 10, 1e4, np.nan]], [[1.0, 0.98765, 0.5, 0.123456]]])
    scene = scene_of(two, loss, [[Verdict.DIVERGED], [Verdict.CONVERGED]])
    first, second = lines(scene, PAUSED, Document(two, (0, 1)))
    assert first.texts == ("SGD", "2", "1e4", "2e4", "diverged")
    assert first.tips[4] == "diverged at step 2"
    assert second.texts == ("Adam", "3", "0.123", "0.247", "converged")
    assert second.tips[2] == "loss 0.123456"


def test_of_a_cloud_the_table_says_the_median_and_the_share(two):
    loss = np.arange(1.0, 6)[None, :, None].repeat(2, axis=0).repeat(3, axis=2)
    verdict = np.full((2, 5), int(Verdict.CONVERGED))
    verdict[1, :2] = Verdict.DIVERGED
    first, second = lines(scene_of(two, loss, verdict), PAUSED, Document(two, (0, 1)))
    assert (first.texts[2], first.texts[4]) == ("3", "converged")
    assert second.texts[4] == "60% converged"
    assert second.tips[4] == "3 converged, 2 diverged"


def test_of_a_sample_the_table_says_of_how_many_runs_it_is(two):
    many = two.replace(start=gd.uniform(n=50))
    loss = np.arange(1.0, 6)[None, :, None].repeat(2, axis=0).repeat(3, axis=2)
    verdict = np.full((2, 5), int(Verdict.CONVERGED))
    verdict[1, :2] = Verdict.DIVERGED
    scene = replace(scene_of(many, loss, verdict), numbers=np.arange(0, 50, 10))
    first, second = lines(scene, State.PLAYING, Document(many, (0, 1)))
    assert (first.texts[4], second.texts[4]) == ("~100% converged", "~60% converged")
    assert second.tips[4] == "5 of 50 runs: 60% converged, 40% diverged"
    assert second.tips[2] == "5 of 50 runs: loss 3.0"


def test_a_cloud_is_counted_beside_the_interface_thread_unless_it_is_gone_by_then(
    qtbot, two, background
):
    table = VerdictTable(background)
    qtbot.addWidget(table)
    scene = scene_of(two, np.ones((2, MANY, 3)))
    table.draw(scene, PAUSED, Document(two, (0, 1)))
    table.clear_runs()
    background.ask("then", lambda: None, lambda _: table.setObjectName("counted"))
    qtbot.waitUntil(lambda: table.objectName() == "counted")
    assert table.rows.rowCount() == 0
    table.draw(scene, PAUSED, Document(two, (0, 1)))
    qtbot.waitUntil(lambda: table.rows.rowCount() == 2)


def test_runs_that_have_only_moved_are_not_counted_again(qtbot, monkeypatch, two, background):
    counted = []
    monkeypatch.setattr(verdicts, "lines", lambda *wanted: counted.append(wanted[0]) or [])
    table, document = VerdictTable(background), Document(two, (0, 1))
    qtbot.addWidget(table)
    first = replace(scene_of(two, np.ones((2, 5, 3))), numbers=np.arange(5))
    later = replace(first, step=first.step + 1)
    other = replace(later, path_loss=later.path_loss.copy())
    for scene, state in ((first, State.PLAYING), (later, State.PLAYING), (later, PAUSED)):
        table.draw(scene, state, document)
    assert counted == [first, later]  # at rest they are
    for scene in (later, other):
        table.draw(scene, PAUSED, document)
    table.clear_runs()
    table.draw(other, PAUSED, document)
    assert counted == [first, later, other, other]


def test_a_count_that_takes_long_is_seen_while_runs_play_on(qtbot, monkeypatch, two, background):
    monkeypatch.setattr(verdicts, "READABLE", 10)
    until = threading.Event()
    monkeypatch.setattr(verdicts, "lines", lambda *wanted: until.wait(5) and lines(*wanted))
    table = VerdictTable(background)
    qtbot.addWidget(table)
    seen = []
    for changed in (table.rows.modelReset, table.rows.dataChanged):
        changed.connect(lambda *_: seen.append(table.rows.lines[0].texts[1]))
    for slots in (3, 5):  # the second ones come while the first are counted
        scene = scene_of(two, np.ones((2, MANY, slots)))
        with qtbot.waitSignal(table._resting.timeout):
            table.draw(scene, State.PLAYING, Document(two, (0, 1)))
    until.set()
    qtbot.waitUntil(lambda: seen == ["2", "4"])


def test_hidden_optimizers_are_not_in_the_table(qtbot, two, background):
    table = VerdictTable(background)
    qtbot.addWidget(table)
    scene = scene_of(two, np.ones((2, 1, 3)))
    table.draw(scene, PAUSED, Document(two, (0, 1), frozenset({0})))
    assert table.rows.rowCount() == 1
    assert table.rows.data(table.rows.index(0, 0)) == "Adam"


def test_a_run_still_getting_better_at_the_end_is_called_improving(two):
    scene = scene_of(two, np.ones((2, 1, 3)))
    document = Document(two, (0, 1))
    assert lines(scene, PAUSED, document)[0].texts[4] == "running"
    assert lines(scene, State.FINISHED, document)[0].texts[4] == "improving"


def test_what_is_still_compiled_is_said_in_its_row(two):
    scene = scene_of(two.replace(optimizers=two.optimizers[:1]), np.ones((1, 1, 3)))
    document = Document(two, (0, 1), names=((1, "mine"),))
    first, second = lines(scene, State.COMPILING, document)
    assert first.texts[0] == "SGD" and second.texts == ("mine", "", "", "", "compiling")
    assert len(lines(scene, PAUSED, document)) == 1


@pytest.mark.parametrize("runs", [1, 50])
@pytest.mark.parametrize("verdict", list(Verdict))
def test_no_number_and_no_verdict_is_cut_off(qtbot, qapp, experiment, runs, verdict, background):
    apply(qapp, DARK, load_fonts())  # the style's margins count
    one = experiment.replace(optimizers=[gd.SGD()], steps=100_000)
    table = VerdictTable(background)
    qtbot.addWidget(table)
    table.show()
    for width in (440, 330, 900):  # before there are runs
        table.resize(width, 300)
        for column, head in enumerate(table.rows.heads):
            needed = table.horizontalHeader().fontMetrics().horizontalAdvance(head) + 16
            assert table.isColumnHidden(column) or needed <= table.columnWidth(column), width
    loss = np.full((1, runs, 2), 1.234e-10)
    verdicts = np.full((1, runs), int(verdict))
    verdicts[0, : runs // 50] = (int(verdict) + 1) % len(Verdict)  # 98 % of many
    scene = replace(scene_of(one, loss, verdicts), steps_taken=np.full((1, runs), 88_888))
    table.draw(scene, PAUSED, Document(one, (0,)))
    for width in (440, 330, 900):
        table.resize(width, 300)
        for column in range(1, 5):
            hint = table.sizeHintForIndex(table.rows.index(0, column)).width()
            assert table.isColumnHidden(column) or hint <= table.columnWidth(column), width
        assert table.columnWidth(0) >= table.fontMetrics().horizontalAdvance("SGD") + 40
    assert table.columnWidth(0) < 300  # numbers stand near their names in a wide table, too


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0285312, "0.0285"), (-0.353712, "−0.354"), (9.5351e-6, "9.54e−6"), (3.45678, "3.457"),
     (0.0, "0"), (np.inf, "∞"), (2.5312e12, "2.53e12")],
)  # fmt: skip
def test_a_number_fits_its_column(value, text):
    assert short(value) == text
