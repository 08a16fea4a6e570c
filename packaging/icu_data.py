"""ICU's data without what Qt never asks for: 32 MB become 8.

Qt takes conversions of text, the order of words and the rules of time zones from ICU; languages,
regions, units, currencies, numbers in words, scripts, the ends of words, the names of time zones
and the formats of dates it has in tables of its own, or does not have.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

NEVER_ASKED = re.compile(
    r"(unit|curr|lang|region|rbnf|translit|brkitr|zone)/"
    r"|[a-z]{2,3}(_\w+)?\.res$"  # a locale's dates and numbers, as de_AT.res
)
PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"  # where Debian has icupkg


def shrink(library: Path) -> None:
    """Write ICU's library of data anew, with what is asked for. Errors: CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        symbol = _output("nm", "--dynamic", "--defined-only", library).split()[2]
        package = f"{symbol.removesuffix('_dat')}l.dat"
        _run(
            "objcopy", "-O", "binary", "--only-section=.rodata", library.resolve(), package, folder
        )
        names = _output("icupkg", "--list", Path(folder, package)).split()
        gone = Path(folder, "gone.lst")
        gone.write_text("\n".join(filter(NEVER_ASKED.match, names)))
        Path(folder, "less").mkdir()
        _run("icupkg", "--remove", gone, package, f"less/{package}", folder)
        _run("ld", "-r", "-b", "binary", "-o", "data.o", package, f"{folder}/less")
        read_only = ".data=.rodata,alloc,load,readonly,data,contents"
        made = f"_binary_{package.replace('.', '_')}_"
        _run(
            *("objcopy", "--set-section-alignment", ".data=16", "--rename-section", read_only),
            *("--redefine-sym", f"{made}start={symbol}"),
            *("--strip-symbol", f"{made}end", "--strip-symbol", f"{made}size"),
            *("data.o", f"{folder}/less"),
        )
        linked = ("-shared", "-soname", library.name, "-z", "noexecstack", "-s")
        _run("ld", *linked, "-o", library.resolve(), "data.o", f"{folder}/less")


def _run(*words: object) -> None:
    """Run a command in the folder that is the last word."""
    *command, folder = map(str, words)
    subprocess.run(command, cwd=folder, env={**os.environ, "PATH": PATH}, check=True)


def _output(*words: object) -> str:
    return subprocess.run(
        [*map(str, words)],
        env={**os.environ, "PATH": PATH},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
