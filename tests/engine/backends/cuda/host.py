"""A driver without a card: memory is the host's, and LLVM's instructions are compiled for the host.

These are the very instructions that NVVM would get, so the host does the operations that a card
would do, in the same order. Threads of a launch run one after another.
"""

from __future__ import annotations

import ctypes
import re
import threading
from functools import cache
from types import SimpleNamespace
from typing import Any

import llvmlite.binding as llvm
import numpy as np

OK, OUT_OF_MEMORY, LAUNCH_FAILED = 0, 2, 719
CAPABILITY = 9, 0
TELLING, FILLING = 1, 7  # the arguments of launches that do not advance runs

# What the instructions take from a card: the place of a thread, and functions of a number.
_REGISTERS = {"tid": "lane", "ctaid": "group", "ntid": "size"}
_FUNCTIONS = {"fabs": "fabs", "round": "rint"}

_GRID = """
define void @"grid.{name}"(i32 %groups, i32 %size, {arguments}) {{
  store i32 %size, i32* @size
  br label %outer
outer:
  %group = phi i32 [0, %0], [%group1, %next]
  store i32 %group, i32* @group
  br label %inner
inner:
  %lane = phi i32 [0, %outer], [%lane1, %inner]
  store i32 %lane, i32* @lane
  call void @"{name}"({arguments})
  %lane1 = add i32 %lane, 1
  %more = icmp slt i32 %lane1, %size
  br i1 %more, label %inner, label %next
next:
  %group1 = add i32 %group, 1
  %again = icmp slt i32 %group1, %groups
  br i1 %again, label %outer, label %end
end:
  ret void
}}
"""
_REGISTER = """
@{name} = internal global i32 0
define internal i32 @"nvidia.read.ptx.sreg.{register}.x"() {{
  %x = load i32, i32* @{name}
  ret i32 %x
}}
"""
_FUNCTION = """
declare {kind} @llvm.{there}.{word}({kind})
define internal {kind} @"nvidia.{name}.{letter}"({kind} %x) {{
  %y = call {kind} @llvm.{there}.{word}({kind} %x)
  ret {kind} %y
}}
"""


SEPARATOR = "\n;; another module\n"


def for_host(text: str) -> str:
    """The instructions of a module with what they take from a card, and a loop over a grid."""
    left_out = r'target |@"llvm.used"|!nvvm|!\d+ = !\{ void|declare \w+ @"llvm.nvvm'
    kept = [line for line in text.splitlines() if not re.match(left_out, line)]
    added = [_REGISTER.format(name=n, register=r) for r, n in _REGISTERS.items()]
    added += [
        _FUNCTION.format(name=name, there=there, kind=kind, letter=kind[0], word=word)
        for name, there in _FUNCTIONS.items()
        for kind, word in (("float", "f32"), ("double", "f64"))
    ]
    for kernel in kept:
        if match := re.match(r'define void @"(\w+)"', kernel):
            kinds = re.findall(r"(\w+) %", kernel)
            arguments = ", ".join(f"{kind} %a{i}" for i, kind in enumerate(kinds))
            added.append(_GRID.format(arguments=arguments, name=match[1]))
    # LLVM lets nobody define functions of its own names.
    own = "\n".join(kept).replace("llvm.nvvm.", "nvidia.")
    return f'target triple = "{llvm.get_process_triple()}"\n{own}{"".join(added)}'


@cache
def engine_of(image: bytes) -> Any:
    """The compiled code of some modules."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    texts = image.rstrip(b"\0").decode().split(SEPARATOR)
    module, *others = (llvm.parse_assembly(for_host(text)) for text in texts)
    for other in others:
        module.link_in(other)
    module.verify()
    # At a higher level the code has the same bits and takes four times as long to make.
    machine = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=0
    )
    engine = llvm.create_mcjit_compiler(module, machine)
    engine.finalize_object()
    return engine


_compiling = threading.Lock()


class HostDriver:
    """The calls of the driver that the backend makes; each returns its status and its results."""

    CUdevice_attribute = SimpleNamespace(
        CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR=0,
        CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR=1,
    )

    CUlimit = SimpleNamespace(CU_LIMIT_STACK_SIZE=0)

    def __init__(self, memory: int = 2**30, version: int = 13000, cards: int = 1) -> None:
        self.whole, self.version, self.cards = memory, version, cards
        self.held: dict[int, np.ndarray] = {}
        self.launches: list[int] = []  # the threads of each that advances runs
        self.given = 0  # bytes that were copied to it
        self.stack = 1024
        self.fails_at: int | None = None  # the number of the launch that fails
        self.failing: set[int] = set()  # the numbers of the cards on which every launch fails
        self.busy: list[int] = []  # the number of the card of each launch that advances runs
        self._thread = threading.local()
        self._one_at_a_time = threading.Lock()

    def cuDriverGetVersion(self) -> tuple[int, int]:
        return OK, self.version

    def cuInit(self, flags: int) -> tuple[int]:
        return (OK,)

    def cuDeviceGetCount(self) -> tuple[int, int]:
        return OK, self.cards

    def cuDeviceGet(self, number: int) -> tuple[int, int]:
        return OK, number

    def cuDevicePrimaryCtxRetain(self, device: int) -> tuple[int, int]:
        return OK, device + 1

    def cuCtxSetCurrent(self, context: int) -> tuple[int]:
        self._thread.card = context - 1
        return (OK,)

    def cuDeviceGetAttribute(self, kind: int, device: int) -> tuple[int, int]:
        return OK, CAPABILITY[kind]

    def cuDeviceGetName(self, size: int, device: int) -> tuple[int, bytes]:
        return OK, b"the host".ljust(size, b"\0")

    def cuMemGetInfo(self) -> tuple[int, int, int]:
        held = list(self.held.values())  # at once: other threads allocate meanwhile
        return OK, self.whole - sum(each.nbytes for each in held), self.whole

    def cuMemAlloc(self, size: int) -> tuple[int, int]:
        if size > self.cuMemGetInfo()[1]:
            return OUT_OF_MEMORY, 0
        array = np.full(size, 0xA5, np.uint8)
        self.held[array.ctypes.data] = array
        return OK, array.ctypes.data

    def cuMemFree(self, address: int) -> tuple[int]:
        del self.held[address]
        return (OK,)

    def cuMemcpyHtoD(self, to: int, source: int, size: int) -> tuple[int]:
        assert size <= self.held[to].nbytes
        self.given += size
        ctypes.memmove(to, source, size)
        return (OK,)

    def cuMemcpyDtoH(self, to: int, source: int, size: int) -> tuple[int]:
        assert size <= self.held[source].nbytes
        ctypes.memmove(to, source, size)
        return (OK,)

    def cuMemsetD8(self, to: int, byte: int, size: int) -> tuple[int]:
        assert size <= self.held[to].nbytes
        ctypes.memset(to, byte, size)
        return (OK,)

    def cuCtxGetLimit(self, kind: int) -> tuple[int, int]:
        return OK, self.stack

    def cuCtxSetLimit(self, kind: int, size: int) -> tuple[int]:
        self.stack = size
        return (OK,)

    def cuModuleLoadData(self, image: bytes) -> tuple[int, Any]:
        with _compiling:  # or two threads make one each, and that of one is thrown away
            return OK, engine_of(bytes(image))

    def cuModuleGetFunction(self, module: Any, name: bytes) -> tuple[int, int]:
        return OK, module.get_function_address(f"grid.{name.decode()}")

    def cuLaunchKernel(
        self, function: int, x: int, y: int, z: int, size: int, *rest: Any
    ) -> tuple[int]:
        _, _, _, _, (values, kinds), _ = rest
        if len(values) not in (TELLING, FILLING):
            self.launches.append(x * size)
            self.busy.append(self._thread.card)
        if len(self.launches) - 1 == self.fails_at or self._thread.card in self.failing:
            return (LAUNCH_FAILED,)
        call = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_int, *kinds)(function)
        with self._one_at_a_time:  # as a card does it, and each launch has the same registers
            call(x, size, *values)
        return (OK,)

    def cuCtxSynchronize(self) -> tuple[int]:
        return (OK,)
