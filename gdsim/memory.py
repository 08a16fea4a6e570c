"""How much memory an experiment's results take, and how much this machine has to give."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path


def available() -> int | None:
    """Bytes that can be had without swapping; None where the system does not say.

    A container's own limit counts where it is the lower one.
    """
    found = [each for each in (_free_on_host(), _free_in_container()) if each is not None]
    return min(found, default=None)


def in_words(size: float) -> str:
    """A size as a person reads it: "1.4 GB"."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:,.4g} TB"


def _free_on_host() -> int | None:
    if sys.platform == "win32":
        return _free_on_windows()
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:  # macOS does not say what is available, only what there is
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None


def _free_in_container() -> int | None:
    folder = Path("/sys/fs/cgroup")
    try:
        limit = int((folder / "memory.max").read_text())
        return max(limit - int((folder / "memory.current").read_text()), 0)
    except (OSError, ValueError):  # no such file, or "max"
        return None


def _free_on_windows() -> int | None:
    # MEMORYSTATUSEX: two 32-bit words (length, load), then seven 64-bit ones (total, free, ...).
    status = (ctypes.c_uint64 * 8)()
    ctypes.cast(status, ctypes.POINTER(ctypes.c_uint32))[0] = ctypes.sizeof(status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - not there on other systems
    return int(status[2]) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None
