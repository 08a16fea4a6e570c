"""Every English text in the window's sources is inside `tr` or `QT_TR_NOOP`, which tools find."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QTranslator

import gdsim.app
from gdsim.base import assets
from tests.app.pseudo import sources

FOLDER = Path(gdsim.app.__file__).parent
MARKS = {"tr", "QT_TR_NOOP"}
# What shows a text of one word, which says by itself not that it is shown.
SHOWS = {
    *("setText", "setToolTip", "setAccessibleName", "setAccessibleDescription", "setTitle"),
    *("setPlaceholderText", "setWindowTitle", "setInformativeText", "addAction", "addMenu"),
    *("addButton", "addItem", "QLabel", "QPushButton", "QCheckBox", "QMenu", "Check", "Mark"),
    *("label", "line", "tool_button", "headed", "saying", "say", "note", "name_axes"),
}
# Two words, or one with a capital letter.
ENGLISH = re.compile(r"[A-Za-z]{2,}[^A-Za-z]* [^A-Za-z]*[A-Za-z]|^[A-Z][a-z]+")
KEYS = re.compile(r"\t?((Ctrl|Alt|Shift)\+)+\S*|Space|Return|Backspace|[MGTk]")
CODE = {
    "help/style.py",
    "look/icons.py",
    "look/style_sheet.py",
    "model/script.py",
}  # of SVG, Qt and Python
OTHERS = {
    # The library's names, of which the window makes words.
    *("mean squared error", "mean absolute error", "ReLU", "SiLU", "He", "LeCun", "Xavier"),
    *("Huber", "Gaussian", "Gaussians", "whole number"),
    # Names of kinds of scales, of a font, and in a file, which nobody sees.
    *("to one", "Inter", "Software"),
    # Patterns of files, types, and what only programmers are told.
    *("*.toml *.nc zarr.json ", "*.csv *.tsv *.csv.gz *.arff *.svm *.libsvm *.npz *.npy"),
    *("*.nc zarr.json", "Experiment", "Result", "Later", " is a "),
    *(
        "ComparePage",
        "CalculusPage",
        "StartPage",
    ),  # classes that are named where they are not imported
    "MP4 videos",  # in a message of the library
    # What Qt itself says, and the names of its modules.
    *("Could not load the Qt platform plugin", "PySide6", "PySide6.QtOpenGL"),
    "PySide6.QtOpenGLWidgets",
    # The same in all languages.
    *("PyTorch", "Keras"),  # names of packages
    *("English", "x**2 + 10*y**2", "[*] – gdsim", "gdsim", "f =", "f = ", "f' = "),
}
# What takes a name that nobody sees: of an edit, which is undone with others of that name, or of
# what is kept in the settings, or of a class.
NAMES = {"Entry", "edit", "_edit", "_put", "_set_optimizers", "_change_look", "follow"}
BEFORE_QT = {"unfit"}  # the function that says that there is no Qt to translate anything


@cache
def trees() -> dict[str, ast.Module]:
    """The window's sources by their places."""
    files = sorted(FOLDER.rglob("*.py"))
    return {f.relative_to(FOLDER).as_posix(): ast.parse(f.read_text("utf-8")) for f in files}


def called(node: ast.AST) -> str:
    """The last part of the name of what is called."""
    name = getattr(node, "func", None)
    return getattr(name, "attr", None) or getattr(name, "id", "")


def texts(node: ast.AST, around: tuple[ast.AST, ...] = ()) -> Iterator[tuple[ast.Constant, tuple]]:
    """The texts below a node, without docstrings and types, each with the nodes around it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if not isinstance(around[-1], ast.Expr):
            yield node, around
        return
    for name, field in ast.iter_fields(node):
        for child in field if isinstance(field, list) else [field]:
            if isinstance(child, ast.AST) and name not in ("annotation", "returns"):
                yield from texts(child, (*around, node))


def is_of_the_window(around: tuple[ast.AST, ...]) -> bool:
    """Whether a text there is neither marked, nor for the log, the terminal or programmers."""
    calls = [each for each in around if isinstance(each, ast.Call)]
    closest = next(e for e in reversed(around) if not isinstance(e, ast.JoinedStr | ast.IfExp))
    functions = {each.name for each in around if isinstance(each, ast.FunctionDef)}
    silent = any(
        called(each) in {*MARKS, "print", "getLogger", "Formatter"}
        or ast.unparse(each.func).startswith("log.")
        for each in calls
    )
    return not silent and not functions & BEFORE_QT and called(closest) not in NAMES


def test_every_english_text_is_marked():
    bare = [
        f"{place}:{text.lineno}: {text.value!r}"
        for place, tree in trees().items()
        if place not in CODE
        for text, around in texts(tree)
        if ENGLISH.search(text.value) and is_of_the_window(around)
        if text.value not in OTHERS and not KEYS.fullmatch(text.value)
    ]
    assert "\n".join(bare) == ""


def test_what_is_shown_is_no_bare_text():
    bare = [
        f"{place}:{text.lineno}: {called(call)}({text.value!r})"
        for place, tree in trees().items()
        for call in ast.walk(tree)
        if called(call) in SHOWS and call.args
        for text, around in texts(call.args[0], (call,))
        if re.search("[A-Za-z]", text.value) and is_of_the_window(around)
        if text.value not in OTHERS and not KEYS.fullmatch(text.value)
        if not isinstance(around[-1], ast.Subscript)  # the name of a value
    ]
    assert "\n".join(bare) == ""


def test_translators_find_every_marked_text(tmp_path):
    """A text in an f-string, or chosen by an `if` inside `tr`, would not be found."""
    marked = set()
    for tree in trees().values():
        for call in ast.walk(tree):
            if called(call) in MARKS:
                chosen = call.args[0]
                parts = [chosen.body, chosen.orelse] if isinstance(chosen, ast.IfExp) else [chosen]
                marked |= {part.value for part in parts if isinstance(part, ast.Constant)}
    found = {each.text for each in sources(tmp_path / "found.ts").iter("source")}
    assert found == marked


def files() -> list[Path]:
    """The translations."""
    return sorted(assets.path("translations").glob("*.ts"))


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_a_translation_has_every_text(file, tmp_path):
    found = {each.text for each in sources(tmp_path / "found.ts").iter("source")}
    messages = list(ElementTree.parse(file).iter("message"))
    assert {message.findtext("source") for message in messages} == found
    kinds = {message.find("translation").get("type") for message in messages}
    assert kinds == {None}  # none is unfinished, or of a text that is no more


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_a_translation_keeps_the_places_of_values_and_is_what_the_window_loads(file):
    loaded = QTranslator()
    assert loaded.load(str(file.with_suffix(".qm")))
    for message in ElementTree.parse(file).iter("message"):
        source, several = message.findtext("source", ""), message.findtext("comment", "")
        translation = message.find("translation")
        forms = [each.text for each in translation.iter() if each.text and each.text.strip()]
        if translation.get("type") is None:
            assert {places(form) for form in forms} == {places(source)}, source
            count = 5 if several else -1
            assert loaded.translate("", source, several, count) == forms[-1]


def places(text: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(re.findall(r"\{(\w+)\}", text))
