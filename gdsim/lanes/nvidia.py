"""Parts of kernels as instructions for NVIDIA's compiler, which makes code for a GPU of them.

The same functions as in `gdsim.lanes.parts`, lowered by the same rules; but every function stays
one of the module, where a processor's would call code that Numba has compiled on its own. Neither a
card nor NVIDIA's packages are needed for this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target
from numba.core.typing.templates import signature

from gdsim.lanes.numba_types import define
from gdsim.lanes.parts import Parts, compiling, parts_of
from gdsim.lanes.symbols import ADDRESSES, ENTRY, symbol

TRIPLE = "nvptx64-nvidia-cuda"
LAYOUT = (
    "e-p:64:64:64-i1:8:8-i8:8:8-i16:16:16-i32:32:32-i64:64:64-i128:128:128-f32:32:32-f64:64:64-"
    "v16:16:16-v32:32:32-v64:64:64-v128:128:128-n16:32:64"
)
# The name of a function or of a global number.
_NAME = re.compile(r'@"([^"]+)"')
# Advice for the optimizer: it refers to lines that are left out, or is too new for it.
_ADVICE = re.compile(r", !\w+ !\d+|captures\(none\) ")


def _smaller(a: int, b: int) -> int: ...  # type: ignore[empty-body]


def _larger(a: int, b: int) -> int: ...  # type: ignore[empty-body]


def _type_choice(*args: Any) -> Any:
    return signature(types.int64, *args) if args == (types.int64,) * 2 else None


def _choice(symbol: str) -> Any:
    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(builder.icmp_signed(symbol, *args), *args)

    return codegen


define(_smaller, _type_choice, _choice("<"))
define(_larger, _type_choice, _choice(">"))
# Of Python's own functions that kernels call Numba compiles these two by themselves.
_INSTEAD = ((min, _smaller), (max, _larger))


class _Module(Parts):
    """The functions of a module as instructions, one piece of text for each."""

    def __init__(self, codegen: Any, name: str) -> None:
        super().__init__(codegen, name)
        self.texts: list[str] = []

    def create_ir_module(self, name: str) -> Any:
        """An empty module for one function."""
        module = ir.Module(name)
        module.triple, module.data_layout = TRIPLE, LAYOUT
        return module

    def add_ir_module(self, ir_module: Any) -> None:
        """Keep a function's instructions."""
        self.texts.append(str(ir_module))

    def instead(self, value: Any) -> Any:
        """What stands for a function of Python in the module."""
        return next((ours for theirs, ours in _INSTEAD if value is theirs), value)


@global_compiler_lock
def instructions(module: ModuleType) -> str:
    """The instructions of a module's parts, each a function of the name `symbol(module, part)`.

    All other names begin with the module's, so that modules can be joined.
    Errors: Numba's NumbaError where it does not understand one.
    """
    library = _Module(cpu_target.target_context.codegen(), module.__name__)
    parts = parts_of(module)
    with compiling(library):
        for name, each in parts.items():
            library.add(name, each)
    names = {library.symbol(name): symbol(module.__name__, name) for name in parts}

    def plain(match: re.Match[str]) -> str:
        """A name that NVIDIA's compiler takes; its own functions keep theirs."""
        name = match[1]
        if name.startswith("llvm."):
            return match[0]
        return f'@"{names.setdefault(name, f"{module.__name__}_{len(names)}")}"'

    text = _NAME.sub(plain, joined(library.texts))
    exported = tuple(f'@"{symbol(module.__name__, name)}"(' for name in parts)
    return "".join(
        line if not line.startswith("define ") or any(name in line for name in exported)
        else line.replace("define ", "define internal ", 1)
        for line in text.splitlines(keepends=True)
    )  # fmt: skip


def joined(texts: Iterable[str]) -> str:
    """The instructions of several modules as those of one, without what says for whom they are."""
    declared, rest = {}, []
    for text in texts:
        for line in text.splitlines():
            if line.startswith(("; ", "target ", "!")):
                continue
            line = _ADVICE.sub("", line)
            named = _NAME.search(line) if line.startswith(("declare ", "@")) else None
            if named is None:
                rest.append(line)
            else:
                declared[named[1]] = line
    body = "\n".join(rest)
    defined = {match[1] for match in re.finditer(r'^define [^@]*@"([^"]+)"', body, re.MULTILINE)}
    kept = [line for name, line in declared.items() if name not in defined]
    return "\n".join([*kept, body]) + "\n"


def linked(texts: Iterable[str], parts: Mapping[str, int], kernel: str) -> str:
    """Modules as a whole for NVIDIA's compiler: kernels and what they call.

    parts: the symbols of parts that are called by address, and the count of numbers of each. The
    kernel ADDRESSES writes their addresses, in this order, to the address that it is given;
    `kernel` is the symbol of the part that the kernel ENTRY calls with its arguments.
    """
    lines = [f'define void @"{ADDRESSES}"(i64 %out) {{']
    for i, (name, count) in enumerate(parts.items()):
        kind = f"i64 ({', '.join(['i64'] * count)})*"
        lines += [
            f"  %n{i} = add i64 %out, {8 * i}",
            f"  %p{i} = inttoptr i64 %n{i} to i64*",
            f'  store i64 ptrtoint ({kind} @"{name}" to i64), i64* %p{i}',
        ]
    lines += ["  ret void", "}"]
    count = parts[kernel]
    given = ", ".join(f"i64 %a{i}" for i in range(count))
    lines += [
        f'define void @"{ENTRY}"({given}) {{',
        f'  %x = call i64 @"{kernel}"({given})',
        "  ret void",
        "}",
        "!nvvmir.version = !{ !0 }",
        "!nvvm.annotations = !{ !1, !2 }",
        "!0 = !{ i32 2, i32 0, i32 3, i32 2 }",
        f'!1 = !{{ void (i64)* @"{ADDRESSES}", !"kernel", i32 1 }}',
        f'!2 = !{{ void ({", ".join(["i64"] * count)})* @"{ENTRY}", !"kernel", i32 1 }}',
    ]
    head = [f'target triple = "{TRIPLE}"', f'target datalayout = "{LAYOUT}"']
    return "\n".join([*head, joined(texts), *lines]) + "\n"
