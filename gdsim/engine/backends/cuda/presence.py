"""What the CUDA backend needs, and what of it is missing on this machine."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

from gdsim.base.errors import CudaError
from gdsim.base.version import version_of
from gdsim.base.words import listed

# The packages of the extra `cuda`.
COMPILER = "nvidia-nvvm"
PACKAGES = ("numba-cuda", "cuda-bindings", COMPILER)
INSTALL = 'pip install "gdsim[cuda]"'
# The oldest release of CUDA whose drivers load what the pinned compiler writes.
OLDEST = 13, 0
NO_DRIVER = "no NVIDIA driver was found; install the driver of your card"
_NO_CARD = 100  # CUDA_ERROR_NO_DEVICE


def versions() -> dict[str, str | None]:
    """The versions of the packages that the backend needs; None for a missing one."""
    return {name: version_of(name) for name in PACKAGES}


def missing() -> str | None:
    """What is missing to compute on a GPU, as a sentence with what to do; None if nothing is."""
    if sys.platform == "darwin":
        return "there is no driver for NVIDIA's cards on macOS"
    return missing_packages() or _missing_driver()


def missing_packages() -> str | None:
    """The same of the packages alone, which suffice to compile."""
    found = versions()
    absent = [name for name in PACKAGES if found[name] is None]
    if absent == [COMPILER] and _is_compiler_elsewhere():
        return None
    if not absent:
        return None
    verb = "is" if len(absent) == 1 else "are"
    if getattr(sys, "frozen", False):
        how = "for an NVIDIA GPU install gdsim for Python, with its extra 'cuda'"
        return f"{listed(absent)} {verb} not part of this program; {how}"
    return f"{listed(absent)} {verb} not installed; for an NVIDIA GPU type: {INSTALL}"


def _is_compiler_elsewhere() -> bool:
    """Whether NVIDIA's compiler is there without its package: in a toolkit, or from conda."""
    try:
        import_module("cuda.bindings.nvvm").version()
    except Exception:  # the package raises errors of its own where the library is missing
        return False
    return True


def _missing_driver() -> str | None:
    """What is missing of the driver and of the card."""
    calls = driver()
    try:
        status, version = calls.cuDriverGetVersion()
        status, *_ = calls.cuInit(0) if int(status) == 0 else (status,)
    except Exception:  # the package raises errors of its own where the library is missing
        return NO_DRIVER
    release = version // 1000, version % 1000 // 10
    if int(status) == 0 and release < OLDEST:
        return (
            f"the NVIDIA driver is for CUDA {release[0]}.{release[1]}; install one for CUDA "
            f"{OLDEST[0]}.{OLDEST[1]} or newer (version 580 or above)"
        )
    if int(status) not in (0, _NO_CARD):
        reason = getattr(status, "name", str(int(status)))
        return (
            f"the NVIDIA driver does not start ({reason}); restart the machine, which a new driver "
            "needs, and see what nvidia-smi says"
        )
    if int(status) == 0 and calls.cuDeviceGetCount()[1]:
        return None
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES")
    because = "" if hidden is None else f"; CUDA_VISIBLE_DEVICES={hidden} may hide it: unset that"
    return f"the NVIDIA driver finds no card that it can use{because}"


def driver() -> Any:
    """The calls of NVIDIA's driver, as Python functions: those of `cuda.bindings.driver`.

    Each returns its status, and then its results.
    """
    return import_module("cuda.bindings.driver")


def check() -> None:
    """CudaError if a GPU cannot be used."""
    reason = missing()
    if reason is not None:
        raise CudaError(f'backend="cuda" cannot compute here: {reason}')
