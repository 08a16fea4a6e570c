"""`gdsim doctor --report`: what a fault's report needs, and nothing personal."""

from __future__ import annotations

import contextlib
import getpass
import locale
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gdsim.base.files import written_whole
from gdsim.base.version import needed_by, version_of
from gdsim.cli.facts import in_rows
from gdsim.engine.memory import in_words

# The variables whose values are shown, and those of which only is said that they are set: they have
# names of folders. Of all others not even that is.
SHOWN = (
    *("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES", "NUMBA_DISABLE_JIT", "NUMBA_NUM_THREADS"),
    *("OMP_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "DISPLAY", "WAYLAND_DISPLAY"),
    *("XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR"),
    *("QT_STYLE_OVERRIDE", "LANG", "LC_ALL"),
)
NAMED = (
    *("GDSIM_CACHE", "XDG_CACHE_HOME", "TMPDIR", "QT_PLUGIN_PATH", "PYTHONPATH", "PYTHONHOME"),
    *("LD_LIBRARY_PATH", "LD_PRELOAD"),
)
_END = (
    "The home folder is ~ here, and the names of the user and the machine are USER and HOST. Read "
    "it before you send it."
)


def give(facts: dict[str, Any], file: Path | None) -> int:
    """Print the report, or write it to a file; return the exit status."""
    text = report(facts)
    if file is None:
        print(text, end="")
        return 0
    with written_whole(file) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {file}; read it before you send it")
    return 0


def report(facts: dict[str, Any]) -> str:
    """The report: a section per subject, and in each a line per fact."""
    rows = in_rows({**facts, "versions": {}}) | _machine(Path(facts["cache_folder"]))
    named = _needed() or list(facts["versions"])  # a frozen program has no list of its own
    packages = {name: version_of(name) or "not installed" for name in named}
    variables = {name: os.environ[name] for name in SHOWN if name in os.environ}
    variables |= {name: "(set)" for name in NAMED if name in os.environ}
    parts = (
        ["Problems", *(facts["warnings"] or ["none is known"])],
        ["This machine", *_lines(rows)],
        ["Packages", *_lines(packages)],
        ["Variables", *_lines(variables)],
        [_END],
    )
    return impersonal("\n\n".join("\n".join(part) for part in parts) + "\n")


def impersonal(text: str) -> str:
    """A text with `~` for the home folder, and USER and HOST for the names of both."""
    for home in sorted(_homes(), key=len, reverse=True):
        text = re.sub(re.escape(home) + r"(?!\w)", "~", text, flags=re.IGNORECASE)
    for word, names in {"USER": _users(), "HOST": _hosts()}.items():
        for name in sorted(names, key=len, reverse=True):
            whole = rf"(?<![^\W_]){re.escape(name)}(?![^\W_])"  # not within a longer word
            text = re.sub(whole, word, text, flags=re.IGNORECASE)
    return text


def _lines(facts: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in facts.items()]


def _machine(cache: Path) -> dict[str, str]:
    """What the doctor itself does not show."""
    return {
        "distribution": _distribution(),
        "processor": _processor(),
        "environment": _environment(),
        "free disk of the cache": in_words(shutil.disk_usage(cache).free),
        "encodings": f"{sys.stdout.encoding}, {locale.getpreferredencoding(False)}, "
        f"{sys.getfilesystemencoding()}",
    }


def _environment() -> str:
    return "of its own" if sys.prefix != sys.base_prefix else "that of the system"


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "unknown")
    except OSError:  # not on Linux
        return f"{platform.system()} {platform.release()}"


def _processor() -> str:
    """The model, as LLVM names it."""
    from gdsim.lanes.host import processor

    return " ".join(processor().split()[:2])


def _needed() -> list[str]:
    """The names of the packages that gdsim asks for, also where they are optional."""
    lines = needed_by("gdsim")
    names = dict.fromkeys(re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in lines)
    return [name for name in names if version_of(name) or not _is_optional(name, lines)]


def _is_optional(name: str, lines: Iterable[str]) -> bool:
    return all("extra ==" in line for line in lines if line.startswith(name))


def _homes() -> set[str]:
    """The home folder, as it is named and as it is."""
    named = {os.environ.get("HOME", ""), os.environ.get("USERPROFILE", "")}
    with contextlib.suppress(RuntimeError):  # no home is known
        named.add(str(Path.home()))
    named.discard("")
    named |= {os.path.realpath(each) for each in named}
    return {each.rstrip("/\\") for each in named if len(each.rstrip("/\\")) > 1}


def _users() -> set[str]:
    """The names of the user: of the account, and of the home folder, whole and in words."""
    names = {os.environ.get(name, "") for name in ("LOGNAME", "USER", "USERNAME")}
    folders = {re.split(r"[/\\]", home)[-1] for home in _homes()}
    names |= folders | {word for each in folders for word in each.split()}
    with contextlib.suppress(KeyError, OSError, ImportError):  # an account without a name
        names.add(getpass.getuser())
    return {name for name in names if len(name) > 1}


def _hosts() -> set[str]:
    """The names of the machine, and of that whose display is used, also without their domains."""
    names = {platform.node(), os.environ.get("DISPLAY", "").rpartition(":")[0]}
    names |= {name.partition(".")[0] for name in names}
    return {name for name in names if len(name) > 1} - {"localhost"}
