"""A language that nobody speaks: every text that is marked for translation, in brackets.

It is made of the sources by the tools with which translators work, so that a text which they would
not find is not in brackets.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import PySide6

import gdsim.app

LONGER = 0.3  # by which share of its length other languages are said to be longer than English
PADDING = " ipsum dolor amet" * 20
_TOOLS = Path(PySide6.__file__).parent
_ENDING = ".exe" if sys.platform == "win32" else ""


def sources(file: Path, *more: str) -> ElementTree.ElementTree:
    """The texts of the window as `pyside6-lupdate` finds them, in a file for translators."""
    folder = Path(gdsim.app.__file__).parent
    _run("lupdate", "-silent", *more, "-extensions", "py", str(folder), "-ts", str(file))
    return ElementTree.parse(file)


def bracketed(source: str) -> str:
    """A text in the language that nobody speaks."""
    return f"⟦{source}{PADDING[: round(LONGER * len(source))]}⟧"


def write_pseudo(folder: Path) -> Path:
    """Write the pseudo-translation, and return the file that Qt loads."""
    file = folder / "pseudo.ts"
    tree = sources(file, "-target-language", "en")
    for message in tree.iter("message"):
        translation = message.find("translation")
        assert translation is not None
        del translation.attrib["type"]  # unfinished
        text = bracketed(message.findtext("source", ""))
        several = message.findtext("comment", "")
        forms = translation.findall("numerusform")
        if forms:
            one, other = forms
            one.text, other.text = text, bracketed(several)
        else:
            translation.text = text
    tree.write(file, "utf-8")
    _run("lrelease", "-silent", str(file))
    return file.with_suffix(".qm")


def outside(text: str) -> str:
    """What of a text is not in brackets; one that was cut has no closing ones."""
    text = re.sub(r"<[^<>]+>", "", text)
    before = ""
    while text != before:
        before, text = text, re.sub(r"⟦[^⟦⟧]*(⟧|$)", "", text)
    return text


def _run(tool: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(_TOOLS / f"{tool}{_ENDING}"), *arguments], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
