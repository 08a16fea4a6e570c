"""The manual page and the completions of shells, from the commands: manual.py SHARE.

SHARE is a folder such as /usr/share; the files go where Debian looks for them.
"""

from __future__ import annotations

import gzip
import os
import re
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NAME = "gdsim"
COMPLETIONS = {  # where, for each shell, and what is added
    "bash": ("bash-completion/completions/gdsim", ""),
    # The file is the body of a function that zsh calls the first time.
    "zsh": ("zsh/vendor-completions/_gdsim", '_gdsim_completion "$@"\n'),
    "fish": ("fish/vendor_completions.d/gdsim.fish", ""),
}


def manual(command: Any, version: str, day: datetime) -> str:
    """The manual page of a command and its subcommands, as troff."""
    context = command.context_class(command, info_name=NAME, **command.context_settings)
    summary = command.help.partition("\n")[0].rstrip(".")
    lines = [
        f'.TH GDSIM 1 "{day:%Y-%m-%d}" "gdsim {version}" "User Commands"',
        *(".SH NAME", rf"gdsim, gdsim\-app \- {text(summary[0].lower() + summary[1:])}"),
        *(".SH SYNOPSIS", r".B gdsim", r"[\fIFILE\fR | \fICOMMAND\fR ...]", ".br"),
        *(".B gdsim\\-app", r"[\fIFILE\fR]"),
        *(".SH DESCRIPTION", *prose(command.help.partition("\n")[2])),
        *prose("gdsim FILE, and gdsim-app FILE, open a file in the window."),
        *(".SH OPTIONS", *parameters(command, context), ".SH COMMANDS"),
    ]
    for name, each in command.commands.items():
        inner = each.context_class(each, info_name=name, parent=context)
        usage = " ".join(each.collect_usage_pieces(inner))
        lines += [f".SS gdsim {text(name)} {text(usage)}", *prose(each.help)]
        lines += parameters(each, inner)
    lines += [
        *(".SH EXIT STATUS", "0 if all went well, 2 for bad input, 130 after Ctrl-C, else 1."),
        *(".SH ENVIRONMENT", ".TP", r".B GDSIM_CACHE"),
        "The folder of compiled kernels.",
        *(".TP", r".B GDSIM_CATALOGUES"),
        "Folders, files or packages of your own methods, which are loaded at start.",
        *(".SH SEE ALSO", "The documentation is in the window: Help > Documentation (F1)."),
    ]
    return "\n".join(lines) + "\n"


def parameters(command: Any, context: Any) -> list[str]:
    """A paragraph for each argument and option of a command."""
    lines = []
    for each in command.get_params(context):
        row = each.get_help_record(context)
        if row is not None:
            lines += [".TP", rf".B {text(row[0])}", *(prose(row[1])[1:] or [r"\&"])]
    return lines


def prose(words: str) -> list[str]:
    """Paragraphs of plain text as troff; each begins with .PP."""
    lines = []
    for paragraph in re.split(r"\n\s*\n", textwrap.dedent(words).strip()):
        if paragraph:
            lines += [".PP", text(" ".join(paragraph.split()))]
    return lines


def text(words: str) -> str:
    """Plain text as troff: hyphens stay as they are typed, no line is a request."""
    escaped = words.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


def main() -> None:
    """Write all of it into the folder that is named."""
    import typer
    from typer.completion import get_completion_script

    from gdsim.base.version import __version__
    from gdsim.cli.commands import build

    os.environ["COLUMNS"] = "80"
    share = Path(sys.argv[1])
    command = typer.main.get_command(build())
    day = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    page = share / "man/man1/gdsim.1.gz"
    page.parent.mkdir(parents=True, exist_ok=True)
    words = manual(command, __version__, day).encode("utf-8")
    page.write_bytes(gzip.compress(words, mtime=0))
    (page.parent / "gdsim-app.1.gz").symlink_to(page.name)
    for shell, (place, more) in COMPLETIONS.items():
        script = get_completion_script(prog_name=NAME, complete_var="_GDSIM_COMPLETE", shell=shell)
        file = share / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{script}\n{more}", encoding="utf-8")


if __name__ == "__main__":
    main()
