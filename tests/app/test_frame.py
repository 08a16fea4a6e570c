"""The frame around the views: the transport bar, the sections of the panel, keys."""

import itertools
import time
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

import gdsim as gd
from gdsim.app.controls.transport import paced
from gdsim.app.worker import pace
from gdsim.app.worker.frame import State

LEFT = Qt.MouseButton.LeftButton


def at_rest(window, step):
    """Whether the session rests at a step."""
    frame = window.frame
    return frame.state in (State.PAUSED, State.FINISHED) and frame.step == step


def test_a_step_back_by_key_and_by_button(qtbot, window):
    window.worker.step(5)
    qtbot.waitUntil(lambda: at_rest(window, 5))
    heads = window.frame.scene.heads
    qtbot.keyClick(window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: at_rest(window, 6))
    qtbot.keyClick(window, Qt.Key.Key_Comma)
    qtbot.waitUntil(lambda: at_rest(window, 5))
    assert (window.frame.scene.heads == heads).all()
    qtbot.mouseClick(window.transport.back_button, LEFT)
    qtbot.waitUntil(lambda: at_rest(window, 4))
    qtbot.mouseClick(window.transport.reset_button, LEFT)
    qtbot.waitUntil(lambda: at_rest(window, 0))
    assert not window.transport.back_button.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Comma)
    qtbot.keyClick(window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: at_rest(window, 1))


def test_what_is_not_seen_is_drawn_when_it_is_seen_again(qtbot, window, monkeypatch):
    drawn = []
    for part in (window.stage, window.loss, window.verdicts):
        draw = part.draw
        monkeypatch.setattr(
            part, "draw", lambda *given, draw=draw, part=part: drawn.append(part) or draw(*given)
        )
    window.go_to("map")
    drawn.clear()
    window.worker.step(5)
    qtbot.waitUntil(lambda: at_rest(window, 5))
    assert window.stage in drawn and window.loss not in drawn and window.verdicts not in drawn
    window.map_page.compare.click()  # two maps have all the room
    drawn.clear()
    window.worker.step(2)
    qtbot.waitUntil(lambda: at_rest(window, 7))
    assert not drawn
    window.map_page.compare.click()
    assert drawn == [window.stage]
    window.go_to("descent")
    assert {window.loss, window.verdicts} <= set(drawn)
    assert window.verdicts.rows.lines[0].texts[1] == "7"


def test_space_twice_between_two_frames_plays_and_pauses(qtbot, window, monkeypatch):
    asked = []
    for name in ("play", "pause"):
        monkeypatch.setattr(window.worker, name, partial(asked.append, name))
    window.drawing.timer.stop()  # no frame tells of the first press before the second one
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_Space)
    assert asked == ["play", "pause", "play"] and window.playing.wanted
    qtbot.mouseClick(window.transport.play_button, LEFT)
    assert asked[3:] == ["pause"] and not window.playing.wanted


def test_a_step_back_pauses(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.state is State.PLAYING and window.frame.step > 3)
    qtbot.keyClick(window, Qt.Key.Key_Comma)
    qtbot.waitUntil(lambda: window.frame.state is State.PAUSED)
    assert not window.playing.wanted


def test_a_step_lays_out_nothing_of_the_bar_and_paints_no_button_anew(qtbot, window):
    bar, asked = window.transport, []

    class Watch(QObject):
        def eventFilter(self, watched, event):  # noqa: N802
            if event.type() is QEvent.Type.LayoutRequest and watched is bar:
                asked.append("layout")
            if event.type() is QEvent.Type.Paint and watched is bar.play_button:
                asked.append("button")
            return False

    def steps(count):
        for _ in range(count):
            step = window.frame.step
            qtbot.keyClick(window, Qt.Key.Key_Period)
            qtbot.waitUntil(lambda step=step: bar.count.text().startswith(f"{step + 1} of"))
        QApplication.processEvents()

    steps(1)  # the button back is enabled
    watch = Watch()
    for widget in (bar, bar.play_button):
        widget.installEventFilter(watch)
    steps(2)
    assert asked == []
    assert bar.count.fontMetrics().horizontalAdvance(bar.count.text()) <= bar.count.width()
    qtbot.keyClick(window, Qt.Key.Key_Space)  # the icon is another
    qtbot.waitUntil(lambda: "button" in asked)


def test_run_steps_per_second_are_shown_while_it_plays(qtbot, window, monkeypatch):
    monkeypatch.setattr(pace, "WINDOW", 0.05)
    bar = window.transport
    assert not bar.pace.isVisible()
    bar.set_rate(200)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(bar.pace.isVisible)
    assert window.frame.pace > 0  # how much is a matter of the clock
    assert bar.pace.text().endswith("run-steps/s")
    assert bar.pace.fontMetrics().horizontalAdvance("999 M run-steps/s") <= bar.pace.width()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.state is State.PAUSED)
    assert not bar.pace.isVisible()


def test_a_pace_is_what_was_computed_over_the_time_it_took(monkeypatch):
    now = [10.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    measured = pace.Pace()
    for _ in range(10):
        now[0] += 0.1
        measured.add(300)
    assert measured.rate == pytest.approx(3000)


@pytest.mark.parametrize(
    ("rate", "words"),
    [(3, "3"), (840, "840"), (1000, "1.0 k"), (12_340_000, "12 M"), (999_900_000, "1.0 G")],
)
def test_a_pace_in_words(rate, words):
    assert paced(rate) == f"{words} run-steps/s"


def test_runs_are_running_while_the_handle_is_held(qtbot, window, workbench):
    workbench.replace(steps=40)
    window.transport.set_rate(float("inf"))
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.state is State.FINISHED and window.frame.step == 40)
    words = lambda: {line.texts[4] for line in window.verdicts.rows.lines}  # noqa: E731
    qtbot.waitUntil(lambda: words() == {"improving"})  # it is told a few times a second
    scrub = window.transport.scrub
    scrub.setSliderDown(True)
    scrub.setSliderPosition(12)
    qtbot.waitUntil(lambda: words() == {"running"})
    scrub.setSliderDown(False)


def test_the_handle_spans_only_what_ran_where_runs_stop_early(qtbot, open_window):
    early = gd.Experiment("sphere", ["sgd"], lr=0.1, target=1e-3, steps=50_000, start=(3.0, 2.0))
    window = open_window(early)
    last = int(early.run()["steps"].item())
    scrub = window.transport.scrub
    assert last < 100
    qtbot.waitUntil(lambda: scrub.maximum() == last)  # before it is played: the path is complete
    window.transport.set_rate(float("inf"))
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.state is State.FINISHED)
    assert last <= scrub.maximum() == scrub.value() <= 2 * last
    assert window.transport.count.text().endswith("of 50,000 steps")


def test_a_click_while_paused_says_how_runs_are_played_once(qtbot, window, workbench):
    view, said = window.stage.map, []
    window.playing.hinted.connect(said.append)

    def click(x, y):
        place = view.mapFromScene(view.box.mapViewToScene(QPointF(x, y)))
        qtbot.mouseClick(view.viewport(), LEFT, pos=place)
        assert workbench.experiment.starts.coordinates == pytest.approx((x, y), abs=0.05)

    click(-1.5, 2.0)
    assert "Press Space" in window.stage.chip.text() and window.stage.chip.isVisible()
    click(0.5, 1.0)
    assert len(said) == 1
    qtbot.keyClick(window, Qt.Key.Key_Space)
    click(-0.5, 1.5)
    assert len(said) == 1
    qtbot.waitUntil(lambda: window.frame.state is State.PLAYING)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    click(-1.5, 2.0)
    assert len(said) == 2


def names(workbench):
    return [choice.name for choice in workbench.experiment.optimizers]


def test_delete_removes_the_optimizer_under_the_mouse(qtbot, window, workbench):
    window.panel.optimizers.rows[1].entered.emit(1)
    qtbot.keyClick(window, Qt.Key.Key_Delete)
    assert names(workbench) == ["sgd", "lion"] and window.drawing.lit is None
    qtbot.keyClick(window, Qt.Key.Key_Delete)  # the mouse did not move to the next one
    assert names(workbench) == ["sgd", "lion"] and window.panel.optimizers.error.text()
    workbench.undo()
    assert names(workbench) == ["sgd", "adam", "lion"]


def test_delete_removes_the_row_with_the_focus_but_edits_in_a_field(qtbot, window, workbench):
    row = window.panel.optimizers.rows[2]
    row.rate.setFocus()
    row.rate.setText("15")
    row.rate.home(False)
    qtbot.keyClick(row.rate, Qt.Key.Key_Delete)
    assert names(workbench) == ["sgd", "adam", "lion"] and row.rate.text() == "5"
    row.more.setFocus()
    qtbot.keyClick(row.more, Qt.Key.Key_Delete)
    assert names(workbench) == ["sgd", "adam"]


def test_a_click_anywhere_on_its_row_unfolds_a_section_which_stays_in_place(qtbot, window):
    panel = window.panel
    for section in (panel.start, panel.schedule, panel.settings):
        qtbot.wait(20)
        place = section.head.mapToGlobal(QPoint(0, 0))
        QTest.mouseClick(section.summary, LEFT)
        qtbot.waitUntil(section.body.isVisible)
        qtbot.wait(20)
        assert section.head.mapToGlobal(QPoint(0, 0)) == place
        between = section.head.geometry().topRight() + QPoint(4, 12)
        QTest.mouseClick(section, LEFT, pos=between)
        assert not section.body.isVisible()
        QTest.mouseClick(section.head, LEFT)
        assert section.body.isVisible()
        QTest.mouseClick(section, LEFT, pos=section.body.geometry().bottomLeft())
        assert section.body.isVisible()  # a click on the body is not one on the heading
        QTest.mouseClick(section.head, LEFT)
        qtbot.waitUntil(lambda place=place, head=section.head: head.mapToGlobal(QPoint()) == place)


def test_the_handle_of_the_steps_has_room_in_the_smallest_window(qtbot, open_window, training):
    window = open_window(training.replace(steps=9000))
    window.resize(window.minimumSize())
    assert window.transport.count.text() == "0 of 9,000 steps\nepoch 0.0"
    qtbot.waitUntil(lambda: window.width() == window.minimumWidth())
    qtbot.waitUntil(lambda: window.transport.scrub.width() >= 64)


@pytest.mark.parametrize(
    ("size", "words", "is_said", "has_speed", "goes_back"),
    [
        (1.0, "0 of 9,000 steps", True, True, True), (1.5, "0 / 9,000", False, True, True),
        (2.0, "0 / 9,000", False, False, False),
    ],
)  # fmt: skip
def test_the_handle_of_the_steps_has_room_where_type_is_large(
    qtbot, open_window, experiment, size, words, is_said, has_speed, goes_back
):
    window = open_window(experiment.replace(steps=9000))
    window.resize(1280, 800)
    bar = window.transport
    try:
        window.appearance.draw_at(size)
        shown, wanted = (bar.rates, bar.speed, bar.back_button), [is_said, has_speed, goes_back]
        qtbot.waitUntil(lambda: [each.isVisible() for each in shown] == wanted)
        qtbot.waitUntil(lambda: bar.scrub.width() >= 90 * size and bar.count.text() == words)
        assert bar.play_button.isVisible() and bar.step_button.isVisible()

        def are_apart():
            inside = filter(QWidget.isVisible, (bar.play_button, bar.count, bar.scrub, *shown))
            places = sorted((each.x(), each.x() + each.width()) for each in inside)
            apart = all(end <= begin for (_, end), (begin, _) in itertools.pairwise(places))
            return apart and places[-1][1] <= bar.width()

        qtbot.waitUntil(are_apart)  # it is laid out
        assert bar.speed.toolTip().endswith("100 steps/s")
    finally:
        window.appearance.draw_at(1.0)


def test_a_section_at_the_lower_edge_is_scrolled_to_when_it_unfolds(qtbot, window):
    window.resize(window.minimumSize())
    window.panel.optimizers.add_all.click()
    qtbot.wait(50)
    panel = window.panel
    body = panel.settings.body
    QTest.mouseClick(panel.settings.summary, LEFT)
    top = lambda: body.mapTo(panel.viewport(), QPoint(0, 0)).y()  # noqa: E731
    qtbot.waitUntil(lambda: panel.viewport().height() - top() >= 96)


def test_the_list_is_as_tall_as_its_rows_up_to_a_share_of_the_panel(qtbot, window, workbench):
    area = window.panel.optimizers.scroll_area
    rows = window.panel.optimizers.rows
    qtbot.waitUntil(lambda: area.height() == area.widget().height())
    rows[1].more.click()
    qtbot.waitUntil(lambda: area.height() > 3 * rows[0].height())
    window.panel.optimizers.add_all.click()
    tall = int(0.4 * window.panel.height())
    qtbot.waitUntil(lambda: abs(area.height() - tall) <= 1)
