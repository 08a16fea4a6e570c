"""The command line: `gdsim run`, `list`, `explain`, `doctor`, `app`; one file per command.

`gdsim FILE` opens a file in the window, as `gdsim app FILE` does.

Bad input is reported in one sentence on standard error, with exit status 2; other failures have
status 1, and Ctrl-C has 130. Typer, rich and the engine are loaded when a command needs them.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
from pathlib import Path

from gdsim.base.errors import SettingError, printable
from gdsim.base.version import OLDEST_PYTHON, __version__

INTERRUPTED = 130  # the exit status after Ctrl-C, as in shells


def main() -> None:
    """Run the command that the process's arguments name, and exit with its status."""
    for name in ("stdout", "stderr"):  # None if the caller closed it, as `gdsim >&-` does
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        getattr(sys, name).reconfigure(errors="replace")  # characters that the terminal lacks
    if sys.version_info < OLDEST_PYTHON:
        needed, this = (".".join(map(str, each[:2])) for each in (OLDEST_PYTHON, sys.version_info))
        sys.exit(_fail(f"Python {this} is too old; gdsim needs {needed} or later", 1))
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Run one command; return its exit status."""
    if arguments == ["--version"]:  # without loading what the commands need
        print(f"gdsim {__version__}")
        return 0
    if arguments == ["--compile-modules"]:  # a helper process, without what commands need
        from gdsim.engine import helper

        helper.main()
    if "_GDSIM_COMPLETE" in os.environ:  # a shell asks what may follow, and gives no arguments
        return _typed(arguments)
    if arguments == ["--compile-examples"]:
        from gdsim.app.worker import examples

        examples.main()
    try:
        rest = _without_catalogues(arguments)
        if not rest:
            from gdsim.cli.welcome import welcome

            return welcome()
        if rest and "." in rest[0] and os.path.exists(rest[0]):  # a file alone: the window opens it
            rest = ["app", *rest]
        if rest[:1] == ["app"] and len(rest) <= 2 and not any(map(_is_option, rest)):
            from gdsim.cli.window import open_window

            return open_window(Path(rest[1]) if rest[1:] else None)
        return _typed(rest)
    except KeyboardInterrupt as error:
        return _fail(_sentence(error) or "interrupted", INTERRUPTED)
    except SettingError as error:
        return _fail(_sentence(error), 2)
    except BrokenPipeError:  # `gdsim list functions | head`
        _drop_output()
        return 0
    except SystemExit as error:
        if not isinstance(error.__context__, BrokenPipeError):  # Typer exits on a broken pipe
            raise
        _drop_output()
        return 0
    except OSError as error:  # such as a full disk in `gdsim list functions > FILE`
        if os.environ.get("GDSIM_TRACEBACK"):
            raise
        _drop_output()
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"failed: {where}{error.strerror or error}", 1)
    except Exception as error:
        if os.environ.get("GDSIM_TRACEBACK"):
            raise
        if isinstance(error, ModuleNotFoundError) and _can_be_installed(error.name):
            return _fail(_missing(error.name), 1)
        words = f"{type(error).__name__}: {_sentence(error)}"
        return _fail(f"failed with {words} (set GDSIM_TRACEBACK=1 to see where)", 1)


def _typed(arguments: list[str]) -> int:
    """Run a command by Typer; return its exit status."""
    import typer

    from gdsim.cli.commands import build

    usage_error: type[Exception] = typer.BadParameter.__bases__[0]  # of Typer's own parser
    try:
        status = build(*arguments[:1])(arguments, prog_name="gdsim", standalone_mode=False)
        sys.stdout.flush()
        if status == INTERRUPTED:  # Typer's status for an interrupt
            return _fail("interrupted", status)
        return status if isinstance(status, int) else 0
    except usage_error as error:
        command = getattr(getattr(error, "ctx", None), "command_path", "gdsim")
        return _fail(f"{_plain(_sentence(error))} (see {command} --help)", 2)
    except typer.Exit as error:
        return error.exit_code
    except typer.Abort as error:
        return _fail(_sentence(error) or "interrupted", INTERRUPTED)


def _is_option(argument: str) -> bool:
    return argument.startswith("-")


def _without_catalogues(arguments: list[str]) -> list[str]:
    """The arguments without --catalogue, before or after the command; its values are loaded."""
    rest, wanted, given = [], [], iter(arguments)
    for each in given:
        option, sign, value = each.partition("=")
        if each == "--":  # nothing after it is an option
            rest += [each, *given]
        elif option != "--catalogue":
            rest.append(each)
        else:
            wanted.append(value if sign else next(given, ""))
            if not wanted[-1] or wanted[-1].startswith("--"):
                raise SettingError("--catalogue needs a folder, a file or the name of a package")
    if wanted:
        from gdsim.catalogue.plugins.in_use import use_catalogue

        for source in wanted:
            use_catalogue(source)
    return rest


def _can_be_installed(module: str | None) -> bool:
    """Whether a missing module is another package's, and there is a pip to install it."""
    is_own = module is None or module.partition(".")[0] == "gdsim"
    return not is_own and not getattr(sys, "frozen", False)


def _missing(module: str | None) -> str:
    """What to type where a package that gdsim needs is not installed."""
    checkout = Path(__file__).resolve().parents[2]
    wanted = shlex.quote(str(checkout)) if (checkout / "pyproject.toml").is_file() else "gdsim"
    python = shlex.quote(sys.executable)
    return f"{module} is not installed for this Python; type: {python} -m pip install {wanted}"


def _sentence(error: BaseException) -> str:
    written = getattr(error, "format_message", lambda: str(error))()
    return " ".join(written.split())


def _plain(sentence: str) -> str:
    """Typer's message about bad usage, without the words of the library that checks its types."""
    sentence = sentence.replace("Value error, ", "").rstrip(".")
    return re.sub(r"Input should be a valid integer.*", "it must be a whole number", sentence)


def _drop_output() -> None:
    """Discard output that is still buffered, or Python would fail once more at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(sentence: str, status: int) -> int:
    print(printable(f"gdsim: {sentence}"), file=sys.stderr)
    return status
