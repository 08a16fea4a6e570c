"""The command line with all its commands, and what `gdsim` does without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from gdsim.base.version import __version__
from gdsim.cli import (
    app,
    code,
    compare,
    diagnose,
    doctor,
    explain,
    export,
    gather,
    lesson,
    listing,
    page,
    plot,
    run,
    schema,
    status,
    verify,
    welcome,
)

COMMANDS: dict[str, Callable[..., int]] = {
    "run": run.run,
    "list": listing.list_methods,
    "plot": plot.plot,
    "export": export.export,
    "page": page.page,
    "gather": gather.gather,
    "status": status.status,
    "verify": verify.verify,
    "explain": explain.explain,
    "diagnose": diagnose.diagnose,
    "code": code.code,
    "lesson": lesson.lesson,
    "compare": compare.compare,
    "schema": schema.schema,
    "doctor": doctor.doctor,
    "app": app.app,
}
# A formula may begin with a minus sign; it is then text, not an unknown option.
CONTEXTS = {"explain": {"ignore_unknown_options": True}}


def build(name: str = "") -> typer.Typer:
    """The command line with the command of a name alone, or, if there is none, with all commands.

    Typer reads the options of every command that it is given, which takes 3 ms each.
    """
    commands = typer.Typer(
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    commands.callback(invoke_without_command=True)(without_command)
    for each in [name] if name in COMMANDS else COMMANDS:
        commands.command(each, context_settings=CONTEXTS.get(each))(COMMANDS[each])
    return commands


def without_command(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    catalogue: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH_OR_NAME",
            help="Load your own functions, optimizers, schedules, ... from a folder, a file or an "
            "installed package. It is code, and it is executed. May be given several times, and "
            "also after the command.",
        ),
    ] = None,
) -> int:
    """A laboratory for gradient descent.

    Without a command: open the window with a welcome experiment; without a display, run that
    experiment and write its result and picture to gdsim-output/.
    """
    del catalogue  # only for the help: `run_command` has already loaded it
    if version:
        print(f"gdsim {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(welcome.welcome())
    return 0
