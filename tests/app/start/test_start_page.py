"""The start page, the tour and the presentation, by clicks and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

import gdsim as gd
from gdsim.app.start import thumbnails, tour
from gdsim.app.start.page import PATH
from gdsim.app.start.sketch import Sketch, sketch
from gdsim.base import assets
from tests.app.by_hand import enter


@pytest.fixture
def opened(shared_window, monkeypatch):
    """A window that shows its start page; thumbnails are not asked for."""
    monkeypatch.setattr(thumbnails.Thumbnails, "ask", lambda self, paths: None)
    shared_window.go_to("start")
    yield shared_window, shared_window.pages["start"]
    shared_window.pages["start"].search.clear()
    shared_window.go_to("descent")


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def card(page, stem):
    row = [path.stem for path in page.paths].index(stem)
    return page.cards.item(row)


def click_card(qtbot, page, stem):
    item = card(page, stem)
    page.cards.scrollToItem(item)
    at = page.cards.visualItemRect(item).center()
    qtbot.mouseClick(page.cards.viewport(), Qt.MouseButton.LeftButton, pos=at)
    page.window().turns.finish()


def answer(qtbot, window, choose):
    """Answer the first question of the lesson that is open, and wait for the measurement."""
    desk = window.lessons
    desk.panel.finish()
    part = next(c.question for c in desk.panel.cards if getattr(c, "question", None))
    choose(part)
    click(qtbot, part.predict)
    qtbot.waitUntil(lambda: desk.progress.measured is not None, timeout=120_000)


def test_a_learner_goes_through_three_lessons_from_the_start_page(qtbot, opened):
    window, page = opened
    window.files.ask = lambda: QMessageBox.StandardButton.Discard
    desk = window.lessons

    click_card(qtbot, page, "derivative_as_slope")
    assert window.pages.shown == "" and window.playing.wanted
    assert desk.panel.isVisible() and desk.progress.lesson.name == "derivative_as_slope"
    answer(qtbot, window, lambda part: qtbot.keyClicks(part.number, "0.5"))
    assert desk.progress.right == 0

    click(qtbot, desk.panel.later)
    window.turns.finish()
    assert desk.progress.lesson.name == "gradient_is_steepest_ascent"
    ask = next(claim.ask for claim in desk.progress.lesson.claims if claim.ask)
    right = ask.choices.index(ask.right)
    answer(qtbot, window, lambda part: click(qtbot, part.choices[right]))
    assert desk.progress.right == 1

    window.go_to("start")
    click_card(qtbot, page, "one_step_of_descent")
    desk.panel.finish()
    task = desk.panel.task
    click(qtbot, task.begin)
    for rate, mark in (("0.3", "✗"), ("0.5", "✓")):
        field = window.panel.optimizers.rows[0].rate
        enter(qtbot, field, rate)
        old = desk.progress.attempt
        click(qtbot, task.check)
        qtbot.waitUntil(lambda old=old: desk.progress.attempt is not old, timeout=60_000)
        assert task.result.plain.startswith(mark)
    assert desk.progress.solved and not desk.progress.is_done  # its claims are not measured
    desk.close()


def test_cards_are_found_by_their_words_and_opened_with_enter(qtbot, opened):
    window, page = opened
    qtbot.keyClicks(page.search, "ravine momentum")
    shown = [path.stem for path in page.paths if not card(page, path.stem).isHidden()]
    assert shown == ["momentum_in_a_ravine"]
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    window.turns.finish()
    assert window.lessons.progress.lesson.name == "momentum_in_a_ravine"
    window.lessons.close()
    window.go_to("start")
    page.search.setText("nothing of this name")
    assert page.nothing.isVisible()
    page.search.clear()
    click(qtbot, page.kinds["experiments"])
    assert card(page, "saddle_points").isHidden() and not card(page, "iris").isHidden()
    click(qtbot, page.kinds[""])


def test_a_formula_begins_a_new_experiment_and_a_wrong_one_says_why(qtbot, opened):
    window, page = opened
    page.formula.setText("x**2 + (")
    qtbot.keyClick(page.formula, Qt.Key.Key_Return)
    assert page.error.isVisible() and window.pages.shown == "start"
    page.formula.setText("x**2 + 7*y**2")
    qtbot.keyClick(page.formula, Qt.Key.Key_Return)
    assert page.error.isHidden() and window.pages.shown == ""
    assert window.workbench.experiment.objective == gd.Function("x**2 + 7*y**2")
    page.formula.clear()


def test_recent_files_and_the_experiment_are_gone_on_with(qtbot, opened, tmp_path):
    window, page = opened
    gd.Experiment("booth", "sgd", title="Mine").save(tmp_path / "mine.toml")
    window.files.recent.add(tmp_path / "mine.toml")
    page.show_experiment()
    button = page._recent.itemAt(0).widget()
    assert button.text() == "mine.toml"
    click(qtbot, button)
    assert window.workbench.experiment.title == "Mine" and window.pages.shown == ""
    window.go_to("start")
    assert "mine.toml" in page.resume.text()
    click(qtbot, page.resume)
    assert window.pages.shown == ""
    window.files.recent.forget()
    page.show_experiment()


def test_sketches_of_the_cards_that_are_seen_come_first(qtbot, opened, monkeypatch):
    _, page = opened
    asked = []
    monkeypatch.setattr(thumbnails.Thumbnails, "ask", lambda self, paths: asked.append(paths))
    monkeypatch.setattr(page, "_sketches", {})
    page._stays.setInterval(1)
    click(qtbot, page.kinds["lessons"])
    qtbot.waitUntil(lambda: bool(asked))
    assert asked[-1][0].stem == "derivative_as_slope" and set(asked[-1]) == set(page.paths)
    last = card(page, "rates_over_width")
    page.cards.scrollToItem(last)
    qtbot.waitUntil(lambda: asked[-1][0].stem != "derivative_as_slope")
    seen = page.cards.itemAt(page.cards.visualItemRect(last).center()).data(PATH)
    assert asked[-1].index(seen) < 24  # about as many as have room, of more than 50
    click(qtbot, page.kinds[""])
    page.cards.scrollToTop()


def test_a_sketch_is_computed_once_and_drawn_in_both_themes(tmp_path, monkeypatch, qapp):
    from PySide6.QtCore import QSize

    from gdsim.app.look.theme import DARK, LIGHT

    monkeypatch.setenv("GDSIM_CACHE", str(tmp_path))
    path = tmp_path / "mine.toml"
    path.write_bytes(assets.path("lessons/one_step_of_descent.toml").read_bytes())
    assert Sketch.load(path) is None
    made = sketch(gd.Experiment.load(path))
    made.save(path)
    kept = Sketch.load(path)
    assert kept.heights.shape == (64, 64) and (kept.lines[0] == made.lines[0]).all()
    pictures = [
        thumbnails.drawn(each, theme, QSize(60, 40), 1.0).toImage()
        for each, theme in ((kept, LIGHT), (kept, DARK), (None, LIGHT))
    ]
    assert pictures[0] != pictures[1] != pictures[2]
    grey = pictures[2].pixelColor(30, 20).name().upper()
    assert grey == LIGHT.hover


def test_the_tour_points_at_controls_and_goes_on_once_they_were_used(qtbot, opened, monkeypatch):
    window, page = opened
    click(qtbot, page.tour)
    guide = window.tour
    guide._done.setInterval(1)
    assert window.pages.shown == "" and guide.card.isVisible() and guide.at == 0
    assert guide.frame.geometry().contains(window.stage.mapTo(window, window.stage.rect().center()))
    window.stage.map.clicked.emit((0.5, 0.5))
    qtbot.waitUntil(lambda: guide.at == 1)
    click(qtbot, guide.next)
    assert guide.at == 2
    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert guide.at == 3
    for _ in range(len(tour.MARKS) - 3):
        around = guide.card.geometry()
        assert window.rect().contains(around)
        guide.go_on()
    assert not guide.is_shown and guide.card.isHidden()
    window.take_tour()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not guide.is_shown and guide.frame.isHidden()


def test_a_lecturer_has_one_view_large_type_and_keys_for_a_lesson(qtbot, opened):
    window, _ = opened
    window.files.open_example(assets.path("lessons/chain_rule.toml"))
    window.turns.finish()
    window.go_to("descent")
    panel = window.lessons.panel
    before = window.size()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert window.presentation.is_on and window.isFullScreen()
    assert window.appearance.is_presented
    assert window.rail.isHidden() and window.panel.isHidden() and not window.side.isVisible()
    assert panel.isVisible() and window.stage.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_PageDown)
    qtbot.keyClick(window, Qt.Key.Key_PageDown)
    assert panel.at == 2 and panel.cards[2].property("current")
    qtbot.keyClick(window, Qt.Key.Key_PageUp)
    assert panel.at == 1
    theme = window.appearance.theme
    qtbot.keyClick(window, Qt.Key.Key_T)
    assert window.appearance.theme is not theme
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert not window.isFullScreen() and not window.appearance.is_presented
    assert window.rail.isVisible() and window.panel.isVisible() and window.side.isVisible()
    window.resize(before)
    window.lessons.close()
