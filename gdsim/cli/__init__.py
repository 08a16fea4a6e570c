"""The command line: `gdsim run`, `list`, `explain`, `doctor`, `app`; a file a command.

Bad input is one sentence on the error stream and exit status 2; another failure is status 1, and
Ctrl-C is 130. Typer, rich and all that computes are loaded when a command needs them.
"""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130  # the exit status of what Ctrl-C ended, as shells have it


def main() -> None:
    """Run the command that the process's arguments name, and exit with its status."""
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Run one command; its exit status."""
    if arguments == ["--version"]:  # without loading what the commands need
        import gdsim

        print(f"gdsim {gdsim.__version__}")
        return 0
    import typer

    from gdsim.cli.commands import build
    from gdsim.errors import SettingError

    usage_error: type[Exception] = typer.BadParameter.__bases__[0]  # of Typer's own parser
    try:
        status = build()(arguments, prog_name="gdsim", standalone_mode=False)
        sys.stdout.flush()
        if status == INTERRUPTED:  # what Typer makes of an interrupt
            return _fail("interrupted", status)
        return status if isinstance(status, int) else 0
    except usage_error as error:
        return _fail(f"{_sentence(error)} (gdsim --help lists the commands)", 2)
    except typer.Exit as error:
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort) as error:
        return _fail(_sentence(error) or "interrupted", INTERRUPTED)
    except SettingError as error:
        return _fail(_sentence(error), 2)
    except BrokenPipeError:  # `gdsim list functions | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("GDSIM_TRACEBACK"):
            raise
        words = f"{type(error).__name__}: {_sentence(error)}"
        return _fail(f"failed with {words} (set GDSIM_TRACEBACK=1 to see where)", 1)


def _sentence(error: BaseException) -> str:
    written = getattr(error, "format_message", lambda: str(error))()
    return " ".join(written.split())


def _fail(sentence: str, status: int) -> int:
    print(f"gdsim: {sentence}", file=sys.stderr)
    return status
