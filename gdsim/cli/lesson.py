"""`gdsim lesson [NAME]`: show lessons, ask their questions, measure their claims."""

from __future__ import annotations

import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gdsim.base.errors import SettingError
from gdsim.base.words import counted
from gdsim.cli import lesson_reader
from gdsim.cli.completion import lessons
from gdsim.cli.screen import print_json, show, table, width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gdsim.learn.lessons.claims import Claim, Finding
    from gdsim.learn.lessons.lesson import Lesson, Measured
    from gdsim.learn.lessons.questions import Answer

_WIDEST = 100  # columns of running text
HELD, NOT_HELD = "✓", "✗"


def lesson(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A lesson's name, or a file; without one, list all.", autocompletion=lessons
        ),
    ] = None,
    run: Annotated[bool, typer.Option("--run", help="Measure its claims.")] = False,
    every: Annotated[
        bool, typer.Option("--all", help="Measure the claims of every lesson.")
    ] = False,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask its questions first; then measure its claims.")
    ] = False,
    attempt: Annotated[
        list[str] | None,
        typer.Option("--try", metavar="NAME=VALUE", help="Try a setting for its task."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="File: .ipynb, .html, or its picture .png, .svg, .pdf."),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show its explanations, with numbers.")
    ] = False,
    threads: Annotated[
        int | None, typer.Option(help="Threads to use; by default one per processor.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> int:
    """List the lessons, show one, or measure their claims.

    The exit status is 1 if a claim does not hold or fail as its lesson says.
    """
    from gdsim.learn.lessons.lessons import lesson as called
    from gdsim.learn.lessons.lessons import lessons

    if every and name is not None:
        raise SettingError("--all measures every lesson; leave out either the name or --all")
    wanted = {"--explain": explain, "--ask": ask, "--try": attempt, "-o": out, "--run": run}
    options = [option for option, value in wanted.items() if value]
    if options and name is None and not (every and options == ["--run"]):
        raise SettingError(f"{options[0]} needs a lesson's name; --all measures every lesson")
    alone = [option for option in options if option in ("--ask", "--try", "-o")]
    if alone and len(options) + as_json > 1:
        raise SettingError(f"{alone[0]} is a way of its own; leave out the other options")
    if name is not None:
        chosen = called(name)
        if out is not None:
            return lesson_reader.write(chosen, out, threads)
        if attempt:
            return lesson_reader.attempt(chosen, attempt, _columns(), threads)
        return _asked(chosen, threads) if ask else _one(chosen, run, explain, threads, as_json)
    if not every:
        _list(lessons(), as_json)
        return 0
    return _all(list(lessons().values()), threads, as_json)


def _list(by_name: dict[str, Lesson], as_json: bool) -> None:
    if as_json:
        print_json([_described(each) for each in by_name.values()])
        return
    printed = table("lesson", "what it shows", "claims", numbers=("claims",))
    printed.padding = (0, 1, 0, 0)
    for name, each in by_name.items():
        printed.add_row(name, each.title, str(len(each.claims)))
    show(printed)
    print("gdsim lesson NAME shows one; --run measures its claims.")


def _one(chosen: Lesson, run: bool, explain: bool, threads: int | None, as_json: bool) -> int:
    measured = chosen.run(threads) if run else None
    worked = chosen.explanations() if explain else ()
    if as_json:
        described = _described(chosen, measured)
        if explain:
            described["explanations"] = [each.to_json() for each in worked]
        print_json(described)
    else:
        _show(chosen, measured)
        for each in worked:
            print(f"\n{each.text(_columns())}")
    return 0 if measured is None or measured.as_expected else 1


def _asked(chosen: Lesson, threads: int | None) -> int:
    """Ask the lesson's questions, then measure its claims."""
    _show_text(chosen)
    answers = lesson_reader.ask(chosen, _columns())
    measured = chosen.run(threads)
    _show_claims(chosen, measured, answers)
    return 0 if measured.as_expected else 1


def _show(chosen: Lesson, measured: Measured | None) -> None:
    _show_text(chosen)
    _show_claims(chosen, measured, {})
    if measured is None:
        more = "; --explain shows its explanations" if chosen.has_explanations else ""
        asks = any(claim.ask for claim in chosen.claims)
        first = ", --ask asks you first" if asks else ""
        _say(f"gdsim lesson {chosen.name} --run measures them{first}{more}.")


def _show_text(chosen: Lesson) -> None:
    columns = _columns()
    print(textwrap.fill(chosen.title, columns))
    print("─" * min(len(chosen.title), columns))
    for paragraph in chosen.paragraphs:
        _say(paragraph)


def _show_claims(chosen: Lesson, measured: Measured | None, answers: Mapping[int, Answer]) -> None:
    print("\nClaims:" if measured is None else "\nClaims, measured:")
    for index, claim in enumerate(chosen.claims):
        finding = None if measured is None else measured.findings[index]
        said = ""
        if finding is not None and claim.ask is not None and index in answers:
            said = finding.verdict(answers[index])
        print("\n".join(_claim(claim, finding, _columns(), said)))
    if chosen.task is not None:
        _say(f"Task: {chosen.task.text} (gdsim lesson {chosen.name} {chosen.task.tries})")
    if chosen.source:
        _say(f"Source: {chosen.source}")


def _say(words: str) -> None:
    """Print a paragraph after an empty line."""
    print(f"\n{textwrap.fill(words, _columns(), break_on_hyphens=False)}")


def _columns() -> int:
    return min(width(), _WIDEST)


def _claim(claim: Claim, finding: Finding | None, columns: int, said: str = "") -> list[str]:
    """The lines of a claim: its sentence, the measured numbers, and what is true instead.

    said: what comes of a reader's answer.
    """
    mark = "·" if finding is None else HELD if finding.held else NOT_HELD
    lines = textwrap.wrap(claim.sentence, columns, initial_indent=f"{mark} ", **_HANG)
    notes = [] if finding is None else [finding.numbers]
    if not claim.expected:
        notes.append(f"Often said, but not true: {claim.otherwise}")
    if finding is not None and not finding.as_expected:
        notes.append("This is not what the lesson says.")
    notes += [said] if said else []
    for note in notes:
        lines += textwrap.wrap(note, columns, initial_indent="    ", **_FURTHER)
    return lines


_HANG: dict[str, Any] = {"subsequent_indent": "  ", "break_on_hyphens": False}
_FURTHER: dict[str, Any] = {"subsequent_indent": "    ", "break_on_hyphens": False}


def _all(every: list[Lesson], threads: int | None, as_json: bool) -> int:
    began = time.perf_counter()
    columns = _columns()
    done: list[Measured] = []
    for each in every:
        measured = each.run(threads)
        done.append(measured)
        if not as_json:
            heading = textwrap.fill(f"{each.title} ({each.name})", columns)
            print(f"\n{heading}" if done[1:] else heading)
            for finding in measured.findings:
                print("\n".join(_claim(finding.claim, finding, columns)))
            sys.stdout.flush()
    if as_json:
        print_json([_described(each.lesson, each) for each in done])
    else:
        _summary(done, time.perf_counter() - began)
    return 0 if all(each.as_expected for each in done) else 1


def _summary(done: list[Measured], seconds: float) -> None:
    findings = [finding for each in done for finding in each.findings]
    held = sum(finding.held for finding in findings)
    failed = sum(not each.held and each.as_expected for each in findings)
    print(
        f"\n{counted(len(done), 'lesson')}, {counted(len(findings), 'claim')} in {seconds:.0f} s: "
        f"{held} hold, {failed} fail as their lessons say."
    )
    for each in done:
        for finding in each.findings:
            if not finding.as_expected:
                print(f"{each.lesson.name}: not as the lesson says: {finding.claim.sentence}")


def _described(chosen: Lesson, measured: Measured | None = None) -> dict[str, Any]:
    claims: list[dict[str, Any]]
    if measured is None:
        claims = [
            {"sentence": c.sentence, "expected": c.expected, "otherwise": c.otherwise}
            for c in chosen.claims
        ]
    else:
        claims = [finding.to_json() for finding in measured.findings]
    return {
        "name": chosen.name,
        "title": chosen.title,
        "paragraphs": list(chosen.paragraphs),
        "source": chosen.source,
        "file": str(chosen.path),
        "claims": claims,
    }
