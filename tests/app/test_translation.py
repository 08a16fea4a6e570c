"""Everything that the window says can be translated, as a language that nobody speaks shows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping

import pytest
from PySide6.QtCore import QAbstractListModel, Qt, QTranslator
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

import gdsim as gd
from gdsim.app.carrying import PACKAGES
from gdsim.app.look.words import Elided
from gdsim.app.model import network_edits
from gdsim.app.model.recent import examples, lessons
from gdsim.app.translation import languages
from gdsim.app.views.legend import Bar, Legend
from gdsim.app.views.plot import Plot
from gdsim.base.ranges import Range
from gdsim.catalogue import additions
from gdsim.catalogue.choices import BIAS
from gdsim.catalogue.discovery import KINDS, discover
from gdsim.catalogue.schedules import WARMUP
from tests.app.pseudo import outside, write_pseudo
from tests.app.test_accessible import tour

# What is neither the window's nor the catalogue's, which `of_others` adds.
FOREIGN = {
    *("Cancel", "Close", "Export...", "Export"),  # of Qt, which translates itself, and of pyqtgraph
    *("lr", "init seed", "optimizer"),  # dimensions of results
    *("gdsim", "float32", "float64", "x**2 + 10*y**2", *PACKAGES.values()),
}
# Ranges in the library's words, keys, files, and numbers with a power or a unit.
PHRASES = re.compile(
    r"\b[Aa] (whole )?number (in [\[(][^\])]*[\])]|(at least|above) \S+)|[Aa]ny finite number|"
    r"\bparameter [ab] of the objective|\b(Ctrl|Shift|Alt)\+\S+|\bSpace\b|\bDel\b|\bF\d\b|/\S+/\S+|"
    r"\b\w+\.nc\b|"
    r"[\d.]+e[−-]?\d+|[\d.]+ ?[kMGT]\b"
)
LETTER = re.compile(r"[^\W\d_]")
SYMBOLS = re.compile(r"\b[a-zA-Z]\b|x[₀-₉²\d]+|[α-ω][₀-₉]?")  # names of variables, and keys


@pytest.fixture(scope="module")
def pseudo(qapp, tmp_path_factory):
    """The language that nobody speaks, while tests of this file last; what lists its windows."""
    translator = QTranslator(qapp)
    assert translator.load(str(write_pseudo(tmp_path_factory.mktemp("pseudo"))))
    qapp.installTranslator(translator)
    additions.set_additions(additions.additions())  # lists of the catalogue are made anew
    before = QApplication.topLevelWidgets()  # of other tests, in English
    yield lambda: [each for each in QApplication.topLevelWidgets() if each not in before]
    qapp.removeTranslator(translator)
    additions.set_additions(additions.additions())


@pytest.fixture
def painted(monkeypatch) -> set[str]:
    """The texts that are painted from now on."""
    texts: set[str] = set()
    paint = QPainter.drawText

    def draw(painter: QPainter, *arguments):
        texts.update(each for each in arguments if isinstance(each, str))
        return paint(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", draw)
    return texts


# --- What is said ---------------------------------------------------------------------------------


def said(widget: QWidget) -> Iterator[str]:
    """What a widget shows, and what it tells on asking and to screen readers."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    yield from (widget.statusTip(), widget.whatsThis(), widget.windowTitle())
    match widget:
        case Elided():
            yield widget.whole
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield from (widget.text(), widget.placeholderText())
        case QPlainTextEdit():
            yield widget.placeholderText()
        case QMenu():
            yield widget.title()
        case QComboBox():
            yield from in_view(widget.view())
        case Legend():
            yield from (mark.text for mark in widget.marks)
        case Bar():
            yield from widget.words
        case Plot():
            yield from widget.names.values()
        case QAbstractItemView():
            yield from in_view(widget)


def in_view(view: QAbstractItemView) -> Iterator[str]:
    """The texts and tips of a list or a table, and of its head."""
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        for column in range(columns):
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
            for row in range(model.rowCount()):
                yield str(model.data(model.index(row, column), role) or "")


def everything(*windows: QWidget) -> Iterator[tuple[str, str]]:
    """All texts of windows, dialogs and menus, each with where it stands."""
    for top in windows:
        for widget in [top, *top.findChildren(QWidget)]:
            place = f"{type(widget).__name__} in {type(widget.parent()).__name__}"
            yield from ((place, text) for text in said(widget))
        for action in top.findChildren(QAction):
            yield "an action", action.text().split("\t")[0]
            yield "the tip of an action", action.toolTip()


# --- What need not be translated ------------------------------------------------------------------


def words_of(value: object) -> Iterator[str]:
    """The texts of a definition, also inside its settings."""
    match value:
        case str():
            yield value
        case Range():
            yield str(value)
            yield str(value).replace("number", "whole number")
        case Mapping():
            for name, inner in value.items():
                yield from (str(name), str(name).replace("_", " "))
                yield from words_of(inner)
        case list() | tuple():
            for inner in value:
                yield from words_of(inner)
    if dataclasses.is_dataclass(value) and not isinstance(value, Range):
        for field in dataclasses.fields(value):
            yield from words_of(getattr(value, field.name))


class Others:
    """Texts that stay in English: sentences as they are, names of a word or two among others."""

    def __init__(self, words: set[str]) -> None:
        plain = {" ".join(word.split()) for word in words if word}
        plain |= {f"{word[:1].upper()}{word[1:]}" for word in plain}
        longest = sorted(plain, key=len, reverse=True)
        self._sentences = [word for word in longest if word.count(" ") > 2]
        names = "|".join(re.escape(word) for word in longest if word.count(" ") <= 2)
        self._names = re.compile(rf"(?<!\w)({names})(?!\w)") if names else None

    def taken_out(self, text: str) -> str:
        """What is left of a text without them; "" of the beginning of a sentence, which is cut."""
        if text.endswith("…") and any(s.startswith(text[:-1].strip()) for s in self._sentences):
            return ""
        for sentence in self._sentences:
            text = text.replace(sentence, "")
        return self._names.sub("", text) if self._names else text


@pytest.fixture(scope="module")
def of_others() -> Others:
    """The library's names, summaries, ranges and titles, which stay in English, and `FOREIGN`."""
    words = {*FOREIGN, *languages().values(), *lessons(), *examples()}
    words |= {path.name for files in (lessons(), examples()) for path in files.values()}
    words |= {*words_of(WARMUP), *words_of(BIAS), "warmup"}
    for kind in KINDS:
        for name, definition in discover(kind).items():
            words |= {network_edits.title(name), network_edits.spoken(name)}
            words |= set(words_of({name: definition}))
    refusals = [gd.Function("rosenbrock").why_not(each) for each in discover("optimizer").values()]
    return Others(words | {each for each in refusals if each})


def untranslated(texts: set[tuple[str, str]], *others: Others) -> str:
    """Where a text stands of which a part is neither translated nor of others, a line for each."""
    found = []
    for text in sorted({text for _, text in texts}):
        rest = PHRASES.sub("", " ".join(outside(text).split()))
        for known in others:
            rest = known.taken_out(rest) if LETTER.search(rest) else ""
        rest = SYMBOLS.sub("", rest)
        if LETTER.search(rest):
            places = sorted({place for place, other in texts if other == text})
            found.append(f"{', '.join(places)}: {text!r}, of which {rest.strip()!r}")
    return "\n".join(found)


def readouts(*plots: Plot) -> set[tuple[str, str]]:
    """What plots say of a place in their middle."""
    places = []
    for plot in plots:
        (left, right), (bottom, top) = plot.box.viewRange()
        places.append((plot, (left + right) / 2, (bottom + top) / 2))
    return {(f"readout of {type(plot).__name__}", plot.read(x, y)) for plot, x, y in places}


def test_with_a_function_all_texts_are_translated(pseudo, painted, of_others, window, qtbot):
    tour(window)
    menu = window.panel.optimizers.menu_of(window.panel.optimizers.rows[0])
    found = readouts(window.stage.map, window.loss)
    window.go_to("map")
    window.map_page.stability.click()
    window.map_page.compare.click()
    layer = window.map_page.view.layer
    qtbot.waitUntil(lambda: layer.picture is not None and layer.picture.drawn.any())
    found |= readouts(window.map_page.view)
    for ask in (window.exports.ask_map, window.exports.ask_picture):
        ask()
        found |= set(everything(window.exports.dialog))
        window.exports.dialog.close()
    window.search()
    window.show_keys()
    window.grab()
    found |= {("painted", text) for text in painted} | set(everything(*pseudo()))
    window.commands.picker.hide()
    window.keys.close()
    menu.deleteLater()
    assert untranslated(found, of_others) == ""
    assert len({text for _, text in found if "⟦" in text}) > 350


def test_with_a_network_all_texts_are_translated(
    pseudo, painted, of_others, open_window, training, tmp_path, qtbot
):
    window = open_window(training)
    for section in window.panel._folding:
        section.unfold(True)
    window.grab()
    found = readouts(window.stage.network.outputs, window.loss)
    window.stage.switch.second.click()
    window.grab()
    found |= readouts(window.stage.runs_map.plot)
    result = training.run()
    gd.save(result, tmp_path / "result.nc")
    window.files.open(tmp_path / "result.nc")
    page = window.sweep_page
    qtbot.waitUntil(lambda: page.isVisible() and page.view.picture is not None)
    window.grab()
    found |= (
        {("painted", text) for text in painted} | set(everything(*pseudo())) | readouts(page.view)
    )
    titles = {str(each.attrs.get("long_name", "")) for each in result.variables.values()}
    sentences = {title for title in {*titles, page.view.picture.title} if title.count(" ") > 2}
    found = {(place, text) for place, text in found if text not in titles}
    assert untranslated(found, Others(sentences), of_others) == ""
