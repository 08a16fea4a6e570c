"""The processors and the memory available on this machine, or in the container of this process."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SYSTEM = Path("/")


def processors() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def available(root: Path = SYSTEM) -> int | None:
    """The bytes available without swapping; None if the system does not report them.

    The limits of control groups (version 1 or 2) apply where they are lower: those of the process's
    own group and of its parent groups. `root` is the folder of /proc and /sys.
    """
    sizes = [size for size in (_free_on_host(root), *_free_in_groups(root)) if size is not None]
    return min(sizes, default=None)


def _free_on_host(root: Path) -> int | None:
    if sys.platform == "win32":
        return _free_on_windows()
    memory = _numbers(root / "proc/meminfo")
    if "MemAvailable:" in memory:
        return memory["MemAvailable:"] * 1024
    try:  # macOS does not report the available memory, only the total
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None


class _Version(NamedTuple):
    """The files in which a version of control groups keeps its numbers."""

    hierarchy: str
    limits: tuple[str, ...]
    used: str
    idle: str  # cached files that are not in use: they are dropped when memory is needed


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
    """The bytes that each control group of this process has left."""
    for line in _lines(root / "proc/self/cgroup"):  # 4:memory:/some/group, or 0::/some/group
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if number != "0" and "memory" not in controllers.split(","):
            continue
        version = _SECOND if number == "0" else _FIRST
        group = Path(path.strip("/"))
        # In a container the path may be the host's: then only the root exists.
        for name in (group, *group.parents):
            folder = root / version.hierarchy / name
            used = _number(folder / version.used)
            limits = [_number(folder / file) for file in version.limits]
            if used is not None:
                used -= _numbers(folder / "memory.stat").get(version.idle, 0)
                yield from (max(limit - used, 0) for limit in limits if limit is not None)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


def _number(path: Path) -> int | None:
    """The number in a file; None if the file is missing or says "max"."""
    lines = _lines(path)
    return int(lines[0]) if lines and lines[0].isdecimal() else None


def _numbers(path: Path) -> dict[str, int]:
    """Name -> number of a file that has one of each per line."""
    rows = [line.split() for line in _lines(path)]
    return {row[0]: int(row[1]) for row in rows if len(row) > 1 and row[1].isdecimal()}


def _free_on_windows() -> int | None:
    # MEMORYSTATUSEX: two 32-bit words (length, load), then seven 64-bit ones (total, free, ...).
    status = (ctypes.c_uint64 * 8)()
    ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - not there on other systems
    return int(status[2]) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None
