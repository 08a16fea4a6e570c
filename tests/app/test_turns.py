"""What takes long is done in several turns of the event loop, and painted once all of it is."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from gdsim.app.made import made
from gdsim.app.model.recent import lessons
from gdsim.app.turns import Turns
from gdsim.base import assets


@pytest.fixture
def turns(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return Turns(widget)


def test_each_thing_has_a_turn_of_its_own_and_nothing_is_painted_in_between(qtbot, turns):
    done, beats = [], QTimer(interval=0)
    beats.timeout.connect(lambda: done.append(turns._painted.updatesEnabled()))
    beats.start()
    turns.then(lambda: done.append("first"))
    turns.then(lambda: done.append("second"))
    assert done == [] and not turns._painted.updatesEnabled()
    qtbot.waitUntil(lambda: turns.are_done and done[-1] is True)
    first, second = done.index("first"), done.index("second")
    assert False in done[first:second]  # others had a turn
    assert True not in done[: second + 1]


def test_what_is_left_is_done_at_once_where_it_is_wanted(turns):
    done = []
    turns.then(lambda: done.append("first"))
    turns.then(lambda: turns.then(lambda: done.append("third")) or done.append("second"))
    turns.finish()
    assert done == ["first", "second", "third"]
    assert turns.are_done and turns._painted.updatesEnabled()


def test_an_error_leaves_nothing_unpainted(qtbot, turns):
    def fail():
        raise RuntimeError

    done = []
    turns.then(fail)
    turns.then(lambda: done.append("next"))
    with qtbot.captureExceptions() as errors:
        qtbot.waitUntil(lambda: turns.are_done)
    assert len(errors) == 1 and done == ["next"] and turns._painted.updatesEnabled()


def test_an_example_is_open_at_once_and_its_lesson_and_picture_follow(qtbot, shared_window):
    window = shared_window
    window.files.open_example(assets.path("experiments/dead_units.toml"))
    assert window.workbench.experiment.title.startswith("Dead units")
    assert not window.turns.are_done and not window.body.updatesEnabled()
    qtbot.waitUntil(lambda: window.turns.are_done)
    assert window.lessons.panel.isVisible() and window.body.updatesEnabled()
    window.go_to("map")
    assert not window.body.updatesEnabled()
    window.exports.copy_picture()  # of what is seen, whatever the screen shows yet
    assert window.body.updatesEnabled()
    window.lessons.close()
    window.go_to("descent")


def test_of_examples_that_are_opened_at_once_the_last_is_shown_whole(window):
    files, plain = window.files, assets.path("experiments/welcome.toml")
    first, second = list(lessons().values())[:2]
    files.open_example(first)
    files.open_example(plain)
    window.turns.finish()
    assert not made(window, "lessons")
    files.open_example(first)
    files.open_example(plain)
    files.open_example(second)
    window.turns.finish()
    desk = window.lessons
    assert desk.progress.lesson.path == second and desk.panel.isVisible()
    desk.play()
    assert desk.player.is_playing
    files.open_example(first)
    assert not desk.player.is_playing  # or it would set up what is of the second
    files.open_example(plain)
    window.turns.finish()
    assert desk.progress is None and not desk.panel.isVisible()
    files.open_example(first)
    window.close()
    assert window.turns.are_done and desk.progress is None


def test_lessons_are_turned_by_two_where_the_next_is_wanted_twice(shared_window):
    window, paths = shared_window, list(lessons().values())
    window.files.open_example(paths[0])
    window.turns.finish()
    window.lessons.turn(1)
    window.lessons.turn(1)  # before what belongs to the first is there
    window.turns.finish()
    assert window.lessons.progress.lesson.path == paths[2]
    window.files.open_example(assets.path("experiments/dead_units.toml"))
    window.turns.finish()
    window.lessons.turn(1)  # an example has no next one
    window.turns.finish()
    assert window.workbench.experiment.title.startswith("Dead units")
    window.lessons.close()
