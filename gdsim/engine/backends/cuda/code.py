"""From the text of a module to code for a GPU: Numba writes LLVM's instructions, NVVM compiles.

The code has the bits of the CPU's because nothing is left to the compiler: `-fma=0` keeps a product
and a sum apart, and without any fast-math option division and root are rounded correctly and
subnormal numbers are kept. Numba's own way to a GPU is not used: its linker joins products and sums
whatever NVVM was told. Nothing here needs a card or a driver.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from gdsim.base.errors import CudaError
from gdsim.engine.backends.cuda.presence import missing_packages, versions
from gdsim.engine.cache import Source, folder, write
from gdsim.engine.compiler import load_compiler

ENTRY = "advance"
OPTIONS = {"opt": 3, "fma": False}
# Newer cards run the code of this one; NVVM takes other instructions for them.
NEWEST = 9, 0


def compiled(source: Source, capability: tuple[int, int]) -> bytes:
    """The PTX of a module's `advance` for cards of a compute capability, kept in the cache folder.

    Errors: CudaError where packages are missing.
    """
    capability = min(capability, NEWEST)
    options = repr((versions(), OPTIONS, capability))
    digest = hashlib.sha256(options.encode()).hexdigest()[:12]
    path = folder() / f"{source.name}_{digest}.ptx"
    with suppress(OSError):
        return path.read_bytes()
    reason = missing_packages()
    if reason is not None:
        raise CudaError(f"nothing can be compiled for a GPU: {reason}")
    code = assembled(instructions(source, capability), capability).encode()
    with suppress(OSError):  # a full disk: it is compiled again
        write(path, code)
    return code


def assembled(texts: list[str], capability: tuple[int, int]) -> str:
    """The PTX of LLVM's instructions, in one or several modules."""
    from numba.cuda.cudadrv import nvvm

    major, minor = capability
    unit = nvvm.CompilationUnit({"arch": f"compute_{major}{minor}", **OPTIONS})
    for text in texts:
        unit.add_module(nvvm.llvm_replace(text).encode())
    unit.verify()
    return str(unit.compile().decode()).strip("\x00 \n") + "\n"


def instructions(source: Source, capability: tuple[int, int]) -> list[str]:
    """What NVVM compiles: LLVM's instructions of a module's `advance`, which is called ENTRY.

    They are in one module, and in others what it calls: definitions that cannot be traced.
    """
    load_compiler()
    from numba import types
    from numba.core.compiler_lock import global_compiler_lock
    from numba.cuda import compiler

    # Definitions are traced, one at a time: see `gdsim.lanes.tracing`.
    with global_compiler_lock, _without_card(capability):
        module = source.module()
        function = module.advance
        arguments = tuple(getattr(types, name) for name in module.TYPES)
        result = compiler.compile_cuda(
            function, types.void, arguments, cc=capability, nvvm_options=OPTIONS
        )
        name = result.fndesc.llvm_func_name
        compiler.kernel_fixup(result.library.get_function(name), False)
        several = result.library.llvm_strs
    return [text.replace(f'"{name}"', f'"{ENTRY}"') for text in several]


@contextmanager
def _without_card(capability: tuple[int, int]) -> Iterator[None]:
    """Numba asks for the present card where a function calls another: it is told of one."""
    from numba.cuda import dispatcher

    device: Any = SimpleNamespace(compute_capability=capability)
    kept, dispatcher.get_current_device = dispatcher.get_current_device, lambda: device
    try:
        yield
    finally:
        dispatcher.get_current_device = kept
