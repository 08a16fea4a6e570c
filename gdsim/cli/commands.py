"""The command line with all its commands, and what `gdsim` does without one."""

from __future__ import annotations

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


def build() -> typer.Typer:
    """The command line with all its commands."""
    commands = typer.Typer(
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    commands.callback(invoke_without_command=True)(without_command)
    commands.command("run")(run.run)
    commands.command("list")(listing.list_methods)
    commands.command("plot")(plot.plot)
    commands.command("export")(export.export)
    commands.command("page")(page.page)
    commands.command("gather")(gather.gather)
    commands.command("status")(status.status)
    commands.command("verify")(verify.verify)
    # A formula may begin with a minus sign; it is then text, not an unknown option.
    minus = {"ignore_unknown_options": True}
    commands.command("explain", context_settings=minus)(explain.explain)
    commands.command("diagnose")(diagnose.diagnose)
    commands.command("code")(code.code)
    commands.command("lesson")(lesson.lesson)
    commands.command("compare")(compare.compare)
    commands.command("schema")(schema.schema)
    commands.command("doctor")(doctor.doctor)
    commands.command("app")(app.app)
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
