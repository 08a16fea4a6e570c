"""Help > About says what gdsim is made of, with the text of every licence."""

from __future__ import annotations

from PySide6.QtCore import Qt

from gdsim.app.help import about
from gdsim.app.help.about import About
from gdsim.base import components
from gdsim.base.components import Component


def chosen(window: About, name: str) -> str:
    [item] = window.list.findItems(f"{name} ", Qt.MatchFlag.MatchStartsWith)
    window.list.setCurrentItem(item)
    return window.text.toPlainText()


def test_every_package_has_the_text_of_its_licence_or_a_sentence(qtbot) -> None:
    window = About(None)
    qtbot.addWidget(window)
    assert "Permission is hereby granted" in window.text.toPlainText()  # gdsim's own, at first
    assert "Redistribution and use" in chosen(window, "numpy")
    assert chosen(window, "PySide6_Essentials").startswith("PySide6_Essentials comes without")
    assert "is a Python package here" in window.sentence.text()


def test_a_frozen_program_shows_the_licences_that_it_brings_along(
    qtbot, monkeypatch, tmp_path
) -> None:
    folder = tmp_path / "licences"
    for name, words in {"gdsim": "ours", "libx11-6": "theirs, ü"}.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "copyright").write_text(words, "utf-8")
    (folder / components.LIST).write_text(
        "What it is\n\n- libx11-6 2:1.8.4-2+deb12u2: see its folder\n"
    )
    monkeypatch.setattr(components.sys, "_MEIPASS", str(tmp_path / "_internal"), raising=False)
    window = about.About(None)
    qtbot.addWidget(window)
    assert chosen(window, "gdsim").endswith("ours")
    assert chosen(window, "libx11-6") == "libx11-6: see its folder\n\ntheirs, ü"
    assert "brings along" in window.sentence.text()


def test_what_gdsim_requires_is_found_with_what_that_requires_and_nothing_else() -> None:
    found = components.required()
    assert found["gdsim"] == "" and found["llvmlite"] == "numba"
    assert found["pyside6-essentials"] == "gdsim" and "pytest" not in found
    first, *others = components.components()
    assert isinstance(first, Component) and first.name == "gdsim"
    assert [each.name.casefold() for each in others] == sorted(
        each.name.casefold() for each in others
    )
