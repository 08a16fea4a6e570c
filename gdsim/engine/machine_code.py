"""Machine code in files, and its loading by LLVM alone: what is compiled needs no compiler.

To import Numba takes longer than everything else that a run of a compiled kernel needs.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

Parts = dict[str, tuple[str, int]]

# The digest of the rest comes first, then a line that names the parts, then the object code.
DIGEST = 32


@dataclass(frozen=True)
class Function:
    """A compiled part: its address, and a function of ctypes, which releases Python's lock."""

    address: int
    ctypes: Any


def packed(code: bytes, parts: Parts) -> bytes:
    """The contents of a file with object code, and each part's symbol and count of numbers."""
    rest = json.dumps(parts).encode() + b"\n" + code
    return hashlib.sha256(rest).digest() + rest


def read(path: Path) -> tuple[bytes, Parts] | None:
    """Object code and parts of a file; None if it is missing, or damaged as by a power cut."""
    try:
        contents = path.read_bytes()
    except OSError:
        return None
    digest, rest = contents[:DIGEST], contents[DIGEST:]
    if hashlib.sha256(rest).digest() != digest:
        return None
    parts, _, code = rest.partition(b"\n")
    return code, json.loads(parts)


def loaded(code: bytes, parts: Parts) -> SimpleNamespace:
    """The parts of object code, by name; it stays in memory until the process ends."""
    import llvmlite.binding as llvm

    engine = _engine()
    if parts:
        engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        engine.finalize_object()
    functions = {}
    for name, (symbol, count) in parts.items():
        address = engine.get_function_address(symbol)
        functions[name] = Function(address, _prototype(count)(address))
    return SimpleNamespace(**functions)


@cache
def _prototype(count: int) -> Any:
    return ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_int64] * count)


@cache
def _engine() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    machine = target.create_target_machine(codemodel="jitdefault", jit=True)
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
