"""From the text of a module to code for a GPU: Numba writes LLVM's instructions, NVVM compiles.

The code has the bits of the CPU's because nothing is left to the compiler: `-fma=0` keeps a product
and a sum apart, and without any fast-math option division and root are rounded correctly and
subnormal numbers are kept. Numba's own way to a GPU is not used: its linker joins products and sums
whatever NVVM was told. Nothing here needs a card or a driver.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

from gdsim.base.errors import CudaError
from gdsim.engine.backends.cuda.presence import missing_packages, versions
from gdsim.engine.cache import Source, folder, write
from gdsim.engine.compiler import load_compiler
from gdsim.lanes.symbols import ENTRY, symbol

OPTIONS = {"opt": 3, "fma": False}
# Newer cards run the code of this one; NVVM takes other instructions for them.
NEWEST = 9, 0


def compiled(source: Source, capability: tuple[int, int]) -> bytes:
    """The PTX of a module's `advance` for cards of a compute capability, kept in the cache folder.

    Errors: CudaError where packages are missing.
    """
    return _kept(source.name, capability, lambda wanted: instructions(source, wanted))


def compiled_parts(sources: Sequence[Source], kernel: str, capability: tuple[int, int]) -> bytes:
    """The PTX of modules of parts, of which a kernel calls one by its symbol; kept likewise.

    Errors: CudaError where packages are missing.
    """
    digest = hashlib.sha256(" ".join([*(each.name for each in sources), kernel]).encode())
    name = f"gpu_parts_{digest.hexdigest()[:24]}"
    return _kept(name, capability, lambda _: [linked_parts(sources, kernel)])


def linked_parts(sources: Sequence[Source], kernel: str) -> str:
    """What NVVM compiles of modules of parts; see `gdsim.lanes.nvidia.linked`."""
    load_compiler()
    from gdsim.lanes.nvidia import linked

    texts = [instructions_of_parts(source) for source in sources]
    return linked(texts, symbols(sources), kernel)


def symbols(sources: Sequence[Source]) -> dict[str, int]:
    """The symbols of all parts of modules, in order, and the count of numbers of each."""
    return {
        symbol(source.name, name): int(count)
        for source in sources
        for count, name in re.findall(r"^@part\((\d+)\)\ndef (\w+)", source.text, re.MULTILINE)
    }


def instructions_of_parts(source: Source) -> str:
    """LLVM's instructions of a module of parts, which any card's code is made of; kept likewise."""
    path = folder() / f"{source.name}.parts"
    with suppress(OSError):
        return path.read_text("utf-8")
    load_compiler()
    from gdsim.lanes.nvidia import instructions

    text: str = instructions(source.module())
    with suppress(OSError):
        write(path, text.encode())
    return text


def _kept(
    name: str, capability: tuple[int, int], texts: Callable[[tuple[int, int]], list[str]]
) -> bytes:
    """The PTX of some instructions, under a name in the cache folder."""
    capability = min(capability, NEWEST)
    options = repr((versions(), OPTIONS, capability))
    digest = hashlib.sha256(options.encode()).hexdigest()[:12]
    path = folder() / f"{name}_{digest}.ptx"
    with suppress(OSError):
        return path.read_bytes()
    reason = missing_packages()
    if reason is not None:
        raise CudaError(f"nothing can be compiled for a GPU: {reason}")
    code = assembled(texts(capability), capability).encode()
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
