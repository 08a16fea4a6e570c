"""`gdsim doctor`: what this machine has, and how gdsim uses it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gdsim.base.errors import SettingError
from gdsim.cli.facts import examine, in_rows
from gdsim.cli.report import give
from gdsim.cli.screen import print_json, show, table


def doctor(
    file: Annotated[
        Path | None,
        typer.Argument(help="File that --report writes; by default the report is printed."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the same as JSON.")] = False,
    report: Annotated[
        bool,
        typer.Option(
            "--report",
            help="Print or write what a fault's report needs, without names of people, machines "
            "and folders of yours.",
        ),
    ] = False,
) -> int:
    """Show what this machine has, and warn about known problems, each with its remedy.

    It shows the vector unit, lanes, threads, the GPU or what it lacks, the kernel cache and
    versions.
    """
    if report:
        return give(examine(), file)
    if file is not None:
        raise SettingError(
            f"{file}: only a report is written to a file: gdsim doctor --report {file}"
        )
    facts = examine()
    if as_json:
        print_json(facts)
        return 0
    printed = table("", "")
    printed.show_header = False
    for name, value in in_rows(facts).items():
        printed.add_row(name, value)
    show(printed)
    for warning in facts["warnings"]:
        print(f"warning: {warning}")
    if not facts["warnings"]:
        print("no warnings")
    return 0
