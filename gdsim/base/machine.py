"""How much memory this machine, or the container that this process is in, has to give."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SYSTEM = Path("/")


def available(root: Path = SYSTEM) -> int | None:
    """Bytes that can be had without swapping; None where the system does not say.

    The limits of control groups, of either version, count where they are lower: those of the
    process's own group and of the groups round it. `root` is where /proc and /sys are.
    """
    found = [each for each in (_free_on_host(root), *_free_in_groups(root)) if each is not None]
    return min(found, default=None)


def _free_on_host(root: Path) -> int | None:
    if sys.platform == "win32":
        return _free_on_windows()
    known = _numbers(root / "proc/meminfo")
    if "MemAvailable:" in known:
        return known["MemAvailable:"] * 1024
    try:  # macOS does not say what is available, only what there is
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None


class _Version(NamedTuple):
    """Where a version of control groups keeps its numbers."""

    hierarchy: str
    limits: tuple[str, ...]
    used: str
    idle: str  # files that were read and are not in use: they are dropped when memory is wanted


_FIRST = _Version(
    "sys/fs/cgroup/memory",
    ("memory.limit_in_bytes",),
    "memory.usage_in_bytes",
    "total_inactive_file",
)
_SECOND = _Version(
    "sys/fs/cgroup", ("memory.max", "memory.high"), "memory.current", "inactive_file"
)


def _free_in_groups(root: Path) -> Iterator[int]:
    """What each control group round this process leaves it."""
    for line in _lines(root / "proc/self/cgroup"):  # 4:memory:/some/group, or 0::/some/group
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if number != "0" and "memory" not in controllers.split(","):
            continue
        version = _SECOND if number == "0" else _FIRST
        group = Path(path.strip("/"))
        # Within a container a group's path may be that on the host: then only the root is there.
        for name in (group, *group.parents):
            folder = root / version.hierarchy / name
            used = _number(folder / version.used)
            limits = [_number(folder / each) for each in version.limits]
            if used is not None:
                used -= _numbers(folder / "memory.stat").get(version.idle, 0)
                yield from (max(limit - used, 0) for limit in limits if limit is not None)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


def _number(path: Path) -> int | None:
    """The number that is all of a file; None where there is none, or "max"."""
    lines = _lines(path)
    return int(lines[0]) if lines and lines[0].isdecimal() else None


def _numbers(path: Path) -> dict[str, int]:
    """The numbers of a file that has a name and a number on each line."""
    words = [line.split() for line in _lines(path)]
    return {each[0]: int(each[1]) for each in words if len(each) > 1 and each[1].isdecimal()}


def _free_on_windows() -> int | None:
    # MEMORYSTATUSEX: two 32-bit words (length, load), then seven 64-bit ones (total, free, ...).
    status = (ctypes.c_uint64 * 8)()
    ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - not there on other systems
    return int(status[2]) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None
