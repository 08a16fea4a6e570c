"""What runs programs: the CPU, or an NVIDIA GPU; a module for each, with the same names."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from gdsim.base.errors import SettingError, shown

if TYPE_CHECKING:
    from gdsim.engine.program import Program

AUTO = "auto"
# Run-steps that the CPU has done before a GPU has been given them and has given them back.
FEW = 2**28
# Runs of a network that occupy a GPU, each with a thread of its own.
MANY = 2**14

thread_begins: Callable[[], None] | None = None  # called in each thread that advances runs


def begin_threads_with(call: Callable[[], None] | None) -> None:
    """Have this called where a thread that advances runs begins; None: nothing.

    A program with a window gives such threads a lower priority.
    """
    global thread_begins
    thread_begins = call


def are_few_networks(programs: Sequence[Program]) -> bool:
    """Whether a GPU would take longer for some of them, because few of its threads had work."""
    return any(program.network is not None and program.runs < MANY for program in programs)


def _cost(program: Program) -> float:
    """How many times longer a step takes, about, than on a function of two variables."""
    if program.network is None:
        return 1.0
    from gdsim.engine.networks.parts import cost

    return cost(program.network)


def backend(name: str, programs: Sequence[Program] = ()) -> Any:
    """The module of a backend, with `run_all` and `Batch`, which can be used here.

    name: "cpu", "cuda", or "auto": what suits these programs, of which outlines suffice.
    Errors: SettingError for any other name, or where a backend does not compute these programs,
    and CudaError where a GPU cannot be used.
    """
    check_name(name)
    if name == AUTO:
        name = "cuda" if why_not_cuda(programs) is None else "cpu"
    module = importlib.import_module(f"{__name__}.{name}")
    module.check(programs)
    return module


def check_name(name: str) -> None:
    """SettingError if it is no name of a backend."""
    known = [*(module.name for module in pkgutil.iter_modules(__path__)), AUTO]
    if not isinstance(name, str) or name not in known:
        raise SettingError(f"unknown backend {shown(name)}; known: {', '.join(known)}")


def cards(name: str) -> Sequence[Any]:
    """The GPUs that a backend has, each with `use()` for the calling thread; none of the CPU.

    Errors: CudaError where a GPU is asked for and none can be used.
    """
    if name != "cuda":
        return ()
    from gdsim.engine.backends.cuda.device import open_devices

    return open_devices()


def why_not_cuda(programs: Sequence[Program]) -> str | None:
    """Why programs are run on the CPU where "auto" is asked for; None if they are not."""
    if are_few_networks(programs):
        return "so few networks take less time on the CPU"
    if sum(program.runs * program.steps * _cost(program) for program in programs) < FEW:
        return "so few steps take less time on the CPU"
    from gdsim.engine.backends.cuda.device import unusable

    return unusable()
