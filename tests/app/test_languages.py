"""The languages of the window: which one is spoken, and what it says."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QLocale, QTranslator

import gdsim as gd
from gdsim.app.controls.number_text import count, counted
from gdsim.app.look.figures import written
from gdsim.app.translation import grouped, language, speak, tr
from gdsim.app.views.axis import Axis
from gdsim.app.views.loss import LossView


@pytest.fixture
def german(qapp):
    """German, until the test ends."""
    usual = QLocale()
    others = set(qapp.findChildren(QTranslator))
    speak(qapp, "de")
    yield
    for translator in set(qapp.findChildren(QTranslator)) - others:
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(usual)


def test_a_chosen_language_is_that_of_all_texts_of_numbers_in_them_and_of_dates(german):
    assert tr("learning rate") == "Lernrate"
    assert tr("{count} run", "{count} runs", 1) == "1 Lauf"
    assert tr("{count} run", "{count} runs", 12_000) == "12\u202f000 Läufe"
    assert tr("{count} run", "{count} runs", 8_100_000_001) == "8\u202f100\u202f000\u202f001 Läufe"
    assert tr("share of {name}", name="setosa") == "Anteil von setosa"
    assert QLocale().monthName(3) == "März"
    assert tr("a text that has no translation") == "a text that has no translation"


def test_whole_numbers_are_grouped_as_in_the_language_and_typed_ones_as_they_are_typed(german):
    axis = Axis("bottom")
    axis.counts = True
    assert axis.tickStrings([0.0, 20_000.0], 1.0, 10_000.0) == ["0", "20\u202f000"]
    assert written((1234, 0.5)) == "(1\u202f234, 0.5)"
    assert counted(12_000) == "12,000"
    assert count("12\u202f000") == count("12,000") == count("12000") == 12_000
    QLocale.setDefault(QLocale("en"))
    assert grouped(1_234_567) == "1,234,567"
    QLocale.setDefault(QLocale("de_CH"))
    assert grouped(1_234_567) == "1'234'567"


def test_the_axis_of_curves_is_translated_before_there_are_any(qtbot, german, background):
    curves = LossView(background)
    qtbot.addWidget(curves)
    curves.show_objective(gd.Function("sphere"))
    assert curves.names["left"] == tr("loss") != "loss"


def test_without_a_translation_a_text_is_english():
    assert tr("{count} run", "{count} runs", 1) == "1 run"
    assert tr("{count} run", "{count} runs", 0) == "0 runs"


@pytest.mark.parametrize(
    ("of_system", "spoken"),
    [
        (["de-Latn-AT", "de-AT", "de-Latn", "de"], "de"), (["en-US", "en", "de-DE", "de"], "en"),
        (["tlh", "de-DE", "de"], "de"), (["C"], "en"), ([], "en"),
    ],
)  # fmt: skip
def test_the_first_known_language_of_the_system_is_spoken(monkeypatch, of_system, spoken):
    system = SimpleNamespace(uiLanguages=lambda: of_system)
    monkeypatch.setattr(QLocale, "system", lambda: system)
    assert language("") == language("klingon") == spoken
    assert language("de") == "de" and language("en") == "en"


def test_the_tabs_of_a_network_stand_in_one_line(german, open_window, training):
    window = open_window(training)
    assert window.size().toTuple() == (1280, 800)
    tabs = window.stage.network.views.tabs
    heights = {button.y() for button in tabs.buttons.values()}
    assert len(tabs.buttons) > 6 and heights == {tabs.buttons["outputs"].y()}
    for button in tabs.buttons.values():
        assert button.width() >= button.sizeHint().width()
