"""Lessons beside the views, by clicks: predict, measure, solve; and lessons with faults."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from gdsim.app.look.style_sheet import restyling
from gdsim.app.model.recent import lessons
from gdsim.base import assets
from tests.app.by_hand import enter

SMALL = """gdsim = 1
title = "Small"
objective = { function = "x**2 + 3*y**2", start = [1.0, 0.5] }
lr = 0.1
steps = 12
tolerance = 0.0
record = ["params"]
optimizers = ["sgd"]

[lesson]
text = "One paragraph."

[lesson.variants.fast]
lr = 0.3

[[lesson.do]]
text = "Take three times the rate."
variant = "fast"

[[lesson.claims]]
sentence = "It falls."
rising = [{ of = "loss", name = "end" }, { of = "value", name = "start" }]
ask = { question = "Where does it end?", within = 0.2, place = [
  { of = "params", variable = "x" }, { of = "params", variable = "y" } ] }

[[lesson.claims]]
sentence = "The larger rate falls further."
rising = [{ of = "loss", variant = "fast", name = "fast" }, { of = "loss", name = "slow" }]
ask = { question = "Which ends lower?", choices = ["slow", "fast"], right = "fast" }

[lesson.picture]
caption = "The loss."
x = "step"
label = "x"
lines = [{ of = "params", variable = "x", name = "x" }]

[lesson.task]
text = "Jump to x = 0 in one step."
change = ["lr"]
begin = { lr = 0.6 }
equal = [{ of = "params", variable = "x", step = 1, name = "x after it" }, 0]
within = 1e-6
solution = { lr = 0.5 }
wrong = [
  { rising = [{ of = "params", variable = "x", step = 1 }, 0], reason = "It jumps too far." },
  { reason = "It does not jump far enough." },
]
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(SMALL, encoding="utf-8")
    return file


@pytest.fixture
def lesson(shared_window, path):
    """A window in which the small lesson is open."""
    shared_window.files.open(path)
    shared_window.turns.finish()
    shared_window.lessons.panel.finish()
    yield shared_window
    shared_window.lessons.close()
    shared_window.files.recent.forget()


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def claims_of(window):
    return [card for card in window.lessons.panel.cards if hasattr(card, "claim")]


def test_predictions_come_before_claims_and_are_compared_with_what_is_measured(qtbot, lesson, path):
    desk = lesson.lessons
    panel = desk.panel
    first, second = claims_of(lesson)
    assert panel.isVisible() and "0 of 2 claims" in panel.state.plain
    assert not first.sentence.isVisible() and first.question.isVisible()
    click(qtbot, first.question.point)
    before = lesson.workbench.experiment
    lesson.stage.map.clicked.emit((0.05, 0.1))  # as a click there
    assert lesson.workbench.experiment == before  # it is an answer, no start
    qtbot.waitUntil(lambda: desk.progress.measured is not None, timeout=60_000)
    assert first.sentence.isVisible() and first.mark_label.text() == "✓"
    assert "which is close" in first.verdict.plain
    assert not second.sentence.isVisible()  # its question has no answer yet
    drawn = desk.panel.picture.image
    qtbot.waitUntil(lambda: not drawn.whole.isNull(), timeout=20_000)
    assert panel.picture.isHidden()  # it shows what is still to be predicted
    click(qtbot, second.question.predict)
    assert "Choose one" in second.question.error.text()
    click(qtbot, second.question.choices[0])
    click(qtbot, second.question.predict)
    assert second.verdict.plain == "You said: slow; right is: fast."
    assert "2 of 2 claims measured · 1 of 2 answers right · task open" in panel.state.plain
    assert panel.picture.isVisible()
    lesson.stage.map.clicked.emit((0.3, 0.4))
    assert lesson.workbench.experiment != before  # a click is a start again
    desk.close()
    assert not panel.isVisible()
    desk.open(path)
    assert "2 of 2 claims" in panel.state.plain  # what was measured is kept


def test_what_a_lesson_sets_up_is_an_edit_that_can_be_undone(qtbot, lesson):
    before = lesson.workbench.experiment
    (card,) = (each for each in lesson.lessons.panel.cards if hasattr(each, "button"))
    click(qtbot, card.button)
    assert lesson.workbench.experiment.lr == 0.3 and lesson.playing.wanted
    assert not lesson.workbench.unsaved  # it is the lesson's, and given up without a question
    lesson.workbench.undo()
    assert lesson.workbench.experiment == before
    lesson.workbench.replace(steps=9)
    assert lesson.workbench.unsaved


def test_a_task_is_solved_with_the_controls_of_the_window(qtbot, lesson):
    desk, task = lesson.lessons, lesson.lessons.panel.task
    click(qtbot, task.begin)
    assert lesson.workbench.experiment.lr == 0.6

    def check():
        old = desk.progress.attempt
        click(qtbot, task.check)
        qtbot.waitUntil(lambda: desk.progress.attempt is not old, timeout=60_000)

    check()
    assert task.result.plain.startswith("✗") and task.reason.plain == "It jumps too far."
    row = lesson.panel.optimizers.rows[0]
    enter(qtbot, row.rate, "0.2")
    check()
    assert task.reason.plain == "It does not jump far enough."
    enter(qtbot, row.rate, "0.5")
    check()
    assert task.result.plain.startswith("✓") and "task solved" in desk.panel.state.plain
    assert not task.solution.isVisible()
    assert not lesson.workbench.unsaved  # nobody is asked whether to keep an answer
    lesson.workbench.replace(steps=9)
    assert lesson.workbench.unsaved
    click(qtbot, task.check)
    qtbot.waitUntil(task.error.isVisible, timeout=20_000)
    assert lesson.workbench.unsaved
    assert "the task changes lr and nothing else; steps differs" in task.error.text()


def test_a_task_says_what_may_be_changed_in_the_words_of_the_window(lesson):
    said = [label.text() for label in lesson.lessons.panel.task.findChildren(QLabel)]
    assert "Change only: learning rate" in said


def test_the_next_lesson_is_offered_and_what_was_tried_is_given_up_unasked(qtbot, shared_window):
    desk, workbench = shared_window.lessons, shared_window.workbench
    first, second = list(lessons().values())[:2]
    shared_window.files.open_example(first)
    shared_window.turns.finish()
    workbench.replace(lr=0.45)
    assert workbench.unsaved
    desk.panel.finish()
    buttons = desk.panel.findChildren(QPushButton)
    (button,) = (each for each in buttons if each.text().startswith("Next lesson"))
    click(qtbot, button)  # a question would wait for an answer here
    shared_window.turns.finish()
    assert desk.progress.lesson.path == second and not workbench.unsaved
    shared_window.files.open_example(list(lessons().values())[-1])
    shared_window.turns.finish()
    desk.panel.finish()
    buttons = desk.panel.findChildren(QPushButton)
    assert not any(each.text().startswith("Next lesson") for each in buttons)
    desk.close()


def test_a_lesson_whose_file_was_edited_is_read_again(shared_window, path):
    shared_window.files.open(path)
    shared_window.turns.finish()
    desk = shared_window.lessons
    first = desk.progress
    shared_window.files.open(path)
    shared_window.turns.finish()
    assert desk.progress is first
    path.write_text(SMALL.replace("One paragraph.", "Another one."), encoding="utf-8")
    shared_window.files.open(path)
    shared_window.turns.finish()
    assert desk.progress is not first and desk.progress.lesson.paragraphs == ("Another one.",)
    desk.close()
    shared_window.files.recent.forget()


def test_a_broken_lesson_is_seen_to_be_broken_on_any_page(shared_window, path):
    path.write_text(SMALL.replace("lr = 0.6", "lr = -0.6"), encoding="utf-8")
    shared_window.go_to("start")
    shared_window.files.open(path)
    shared_window.turns.finish()
    line = SMALL.splitlines().index("begin = { lr = 0.6 }") + 1
    said = shared_window.notice.text()
    assert f"small.toml, line {line}" in said and "lr must be a number at least 0" in said
    assert shared_window.notice.isVisible()
    assert shared_window.rect().contains(shared_window.notice.geometry())
    shared_window.files.open_example(lessons()["A derivative is a slope"])
    shared_window.turns.finish()
    assert shared_window.notice.isHidden()
    shared_window.lessons.close()
    shared_window.go_to("descent")
    shared_window.files.recent.forget()


def test_an_example_says_that_it_is_one_and_what_has_no_lesson_closes_the_panel(shared_window):
    files, desk = shared_window.files, shared_window.lessons
    files.open_example(assets.path("experiments/dead_units.toml"))
    shared_window.turns.finish()
    assert desk.panel.isVisible() and desk.panel.place.text() == "An example"
    files.open_example(assets.path("experiments/welcome.toml"))
    shared_window.turns.finish()
    assert desk.progress is None and not desk.panel.isVisible()


def test_without_actions_its_experiments_are_shown_each_by_its_name(shared_window, path):
    do = '[[lesson.do]]\ntext = "Take three times the rate."\nvariant = "fast"\n'
    assert do in SMALL
    path.write_text(SMALL.replace(do, ""))
    shared_window.files.open(path)
    shared_window.turns.finish()
    shared_window.lessons.panel.finish()
    buttons = shared_window.lessons.panel.findChildren(QPushButton)
    named = [b.accessibleName() for b in buttons if b.accessibleName().startswith("Do this: ")]
    assert named == ["Do this: The experiment as it is written", "Do this: fast"]
    shared_window.lessons.close()
    shared_window.files.recent.forget()


def test_a_lesson_plays_through_by_itself(qtbot, lesson, monkeypatch):
    from gdsim.app.lesson import player

    for name in ("READING", "LEAST", "WATCHED"):
        monkeypatch.setattr(player, name, 1)
    desk = lesson.lessons
    click(qtbot, desk.panel.play)
    assert desk.panel.play.isChecked()
    qtbot.waitUntil(lambda: not desk.player.is_playing, timeout=60_000)
    assert desk.progress.shown == 2 and desk.progress.right == 0
    assert lesson.workbench.experiment.lr == 0.6  # where the task begins
    assert not desk.panel.play.isChecked()


def test_a_lesson_with_a_fault_says_it_in_one_sentence_with_its_line(shared_window, path):
    text = SMALL.replace('right = "fast"', 'right = "quick"')
    path.write_text(text, encoding="utf-8")
    shared_window.files.open(path)
    shared_window.turns.finish()
    line = text.splitlines().index(next(n for n in text.splitlines() if "quick" in n)) + 1
    said = shared_window.panel.trouble.text()
    assert f"small.toml, line {line}" in said and "right must be one of the choices" in said
    assert "\n" not in said
    assert shared_window.lessons.panel.isHidden()
    assert shared_window.workbench.experiment.title == "Small"  # its experiment is open
    shared_window.files.recent.forget()


def test_a_claim_that_cannot_be_measured_says_so_in_one_sentence(qtbot, shared_window, path):
    text = SMALL.replace('{ of = "loss", name = "end" }', '{ of = "sharpness", name = "end" }')
    path.write_text(text, encoding="utf-8")
    shared_window.files.open(path)
    shared_window.turns.finish()
    panel = shared_window.lessons.panel
    shared_window.lessons.measure()
    qtbot.waitUntil(panel.trouble.isVisible, timeout=60_000)
    assert "claim 1 (It falls.): sharpness must be in the experiment's record" in (
        panel.trouble.text()
    )
    assert "0 of 2 claims measured" in panel.state.plain
    shared_window.lessons.close()
    shared_window.files.recent.forget()


def test_the_views_make_room_for_a_lesson_and_go_back(qtbot, shared_window, path):
    body, settings = shared_window.body, shared_window.panel
    sizes = body.views.sizes(), shared_window.side.sizes()
    shared_window.files.open(path)
    shared_window.turns.finish()
    assert body.views.orientation() is Qt.Orientation.Vertical
    assert settings.isVisible() and shared_window.stage.width() > 500
    below = body.views.sizes()
    assert below[0] > 1.5 * below[1]
    shared_window.go_to("map")
    assert body.views.orientation() is Qt.Orientation.Horizontal
    shared_window.go_to("descent")
    assert body.views.sizes() == below
    shared_window.lessons.close()
    assert body.views.orientation() is Qt.Orientation.Horizontal
    assert (body.views.sizes(), shared_window.side.sizes()) == sizes
    shared_window.resize(1920, 1080)
    shared_window.lessons.open(path)
    assert body.views.orientation() is Qt.Orientation.Horizontal  # there is room for all
    shared_window.lessons.close()
    shared_window.files.recent.forget()


def test_in_large_type_a_lesson_leaves_room_for_what_it_is_about(qtbot, shared_window, path):
    window, app = shared_window, QApplication.instance()
    window.appearance.draw_at(1.5)
    window.files.open(path)
    window.turns.finish()
    qtbot.waitUntil(lambda: restyling(app).is_done)
    qtbot.waitUntil(lambda: window.lessons.panel.width() == 358)  # of 1280
    parts = window.rail, window.lessons.panel, window.panel, window.stage
    across = [(part.mapTo(window, QPoint()).x(), part.width()) for part in parts]
    ends = [left + width for left, width in across]
    assert all(end <= left for end, (left, _) in zip(ends, across[1:], strict=False))
    assert ends[-1] <= window.width() == 1280
    window.lessons.close()
    window.files.recent.forget()


def test_a_lesson_ends_with_its_last_part(qtbot, shared_window):
    shared_window.files.open_example(assets.path("lessons/derivative_as_slope.toml"))
    shared_window.turns.finish()
    panel = shared_window.lessons.panel
    panel.finish()
    inside = panel.view.widget()
    (last,) = (each for each in buttons_of(panel) if each.text().startswith("Next lesson"))
    bar = panel.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and last.geometry().bottom() > 100)
    assert 0 < inside.height() - last.geometry().bottom() < 30
    shared_window.lessons.close()


def test_every_shipped_lesson_shows_its_parts(qtbot, shared_window):
    names = [path.stem for path in assets.path("lessons").glob("*.toml")]
    desk = shared_window.lessons
    for name in names:
        desk.open(assets.path(f"lessons/{name}.toml"))
        desk.panel.finish()
        assert shared_window.panel.trouble.text() == ""
        assert all(each.accessibleName() or each.text() for each in buttons_of(desk.panel))
    desk.close()


def buttons_of(panel):
    return panel.findChildren(QPushButton)
