"""What a reader does with a lesson in a terminal: answer questions, try a task, write a file."""

from __future__ import annotations

import textwrap
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdsim.base.errors import SettingError
from gdsim.base.files import check_writable, file_name, written_whole
from gdsim.cli.pairs import once, pair

if TYPE_CHECKING:
    from gdsim.learn.lessons.lesson import Lesson
    from gdsim.learn.lessons.questions import Answer, Question

SUFFIXES = (".html", ".ipynb", ".png", ".svg", ".pdf")


def ask(lesson: Lesson, columns: int) -> dict[int, Answer]:
    """Ask the questions of a lesson's claims; the answers, by the indices of the claims."""
    asked = {n: claim.ask for n, claim in enumerate(lesson.claims) if claim.ask is not None}
    if not asked:
        raise SettingError(f"the lesson {lesson.name} asks nothing; --run measures its claims")
    answers: dict[int, Answer] = {}
    for index, question in asked.items():
        print("\n".join(_question(question, columns)))
        answer = _answer(question)
        if answer is not None:
            answers[index] = answer
    return answers


def _question(question: Question, columns: int) -> list[str]:
    lines = ["", *textwrap.wrap(question.words, columns, break_on_hyphens=False)]
    for number, choice in enumerate(question.choices, 1):
        hang = " " * 5
        lines += textwrap.wrap(
            f"{number}. {choice}", columns, initial_indent="  ", subsequent_indent=hang
        )
    return lines


def _answer(question: Question) -> Answer | None:
    """A reader's answer; None for an empty line, or where the input ends."""
    while True:
        try:
            text = input("> ")
        except EOFError:
            print()
            return None
        if not text.strip():
            return None
        try:
            return question.read(text)
        except SettingError as error:
            print(error)


def attempt(lesson: Lesson, settings: list[str], columns: int, threads: int | None) -> int:
    """Try settings for the task and print what came of it; status 1 if it is not reached."""
    finding = lesson.attempt(once(map(_setting, settings), "--try"), threads)
    said = [finding.claim.sentence, finding.numbers, "Reached." if finding.held else "Not reached."]
    for sentence in filter(None, [*said, finding.reason]):
        print("\n".join(textwrap.wrap(sentence, columns, break_on_hyphens=False)))
    return 0 if finding.held else 1


def _setting(text: str) -> tuple[str, Any]:
    name, value = pair(text, "--try")
    try:
        return name, tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return name, value


def write(lesson: Lesson, path: Path, threads: int | None) -> int:
    """Write a lesson as a notebook or a page, or its picture."""
    suffix = file_name(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise SettingError(f"{path}: a lesson's file must end in {', '.join(SUFFIXES)}")
    check_writable(path)
    if suffix == ".ipynb":
        from gdsim.learn.lessons.notebook import notebook

        _write_text(path, notebook(lesson))
    elif suffix == ".html":
        from gdsim.learn.lessons.page import page

        _write_text(path, page(lesson.run(threads)))
    else:
        from gdsim.results.plots.sheet import write as write_sheet

        write_sheet(lesson.run(threads).figure(), path)
    print(f"wrote {path}")
    return 0


def _write_text(path: Path, text: str) -> None:
    with written_whole(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
