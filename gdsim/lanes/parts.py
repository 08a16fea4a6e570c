"""Parts of kernels: functions of whole numbers, compiled module by module to machine code.

A part takes whole numbers, mostly addresses, and returns one, so that other code can call it by its
address. An `inner` function is compiled with the parts that call it. All functions of a module
become one piece of machine code that knows neither Numba nor Python: whoever loads it needs LLVM
alone (`gdsim.engine.machine_code`). Numba would compile and link each by itself, with wrappers for
Python, and would search each for what kernels have not: closures, contexts, array expressions.
"""

from __future__ import annotations

import gc
import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cache
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any, ClassVar

import llvmlite.ir as ir
from numba import types
from numba.core import errors
from numba.core.codegen import CPUCodeLibrary
from numba.core.compiler import Flags, compile_extra
from numba.core.compiler_lock import global_compiler_lock
from numba.core.errors import TypingError
from numba.core.registry import cpu_target
from numba.core.typing.templates import signature

from gdsim.lanes.numba_types import define
from gdsim.lanes.passes import Pipeline
from gdsim.lanes.simd import OWN

# What kernels call again and again with the same types.
COMMON = frozenset(
    {bool, range, min, max, len, *(each for each in vars(operator).values() if callable(each))}
)
FUNCTIONS = FunctionType, BuiltinFunctionType
# What code refers to that needs Numba or Python when it runs: it cannot be kept for later.
OF_PYTHON = ("numba_", "NRT_", "Py", "_Py")
ENVIRONMENT = "_ZN08NumbaEnv"  # begins the name of a function's memory of Python's objects


@dataclass(frozen=True)
class Part:
    """A function that others call by its address; it takes `count` whole numbers."""

    function: Callable[..., Any]
    count: int


def part(count: int) -> Callable[[Callable[..., Any]], Part]:
    """Mark a function of `count` whole numbers that returns one as a part."""
    return lambda function: Part(function, count)


def inner(function: Callable[..., Any]) -> Callable[..., Any]:
    """Have a function of a module compiled with the parts that call it."""

    def typing(*args: Any) -> Any:
        return signature(Parts.compiling[-1].described(function, args).restype, *args)

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        described = Parts.compiling[-1].described(function, sig.args)
        return context.call_internal(builder, described, sig, args)

    function.__globals__[function.__name__] = function  # where Numba looks it up
    define(function, typing, codegen)
    return function


def parts_of(module: ModuleType) -> dict[str, Part]:
    """The parts of a module by name."""
    return {name: each for name, each in vars(module).items() if isinstance(each, Part)}


@dataclass(frozen=True)
class Compiled:
    """A compiled module: its object code, and each part's symbol in it and count of numbers.

    lasts: whether other processes may use it.
    """

    code: bytes
    parts: dict[str, tuple[str, int]]
    lasts: bool


@contextmanager
def compiling(library: Parts) -> Iterator[None]:
    """Have functions compiled into a library, with nothing done that kernels do not need."""
    Parts.compiling.append(library)
    OWN.append(library)
    # It would look through all objects again and again: a sixth of the time.
    collects = gc.isenabled()
    gc.disable()
    # Numba colours the errors of all its attempts, which nobody sees: a fourteenth of the time, in
    # which sys.stdout and sys.stderr are replaced again and again.
    colours: Any = errors.termcolor()
    colours._markup = lambda message, *_: message
    try:
        yield
    finally:
        del colours._markup
        OWN.pop()
        Parts.compiling.pop()
        if collects:
            gc.enable()


@global_compiler_lock
def compiled(module: ModuleType) -> Compiled:
    """Compile the parts of a module.

    Errors: Numba's NumbaError where it does not understand one.
    """
    library, parts = _Module(cpu_target.target_context.codegen(), module.__name__), parts_of(module)
    with compiling(library):
        for name, each in parts.items():
            library.add(name, each)
    symbols = {name: (library.symbol(name), each.count) for name, each in parts.items()}
    return Compiled(library.code(), symbols, library.lasts)


class _Common(types.Function):
    """The type of an operator or builtin, which remembers what it gives: Numba tries many rules."""

    def __init__(self, templates: Any) -> None:
        super().__init__(templates)
        self._given: dict[Any, Any] = {}

    def get_call_type(self, context: Any, args: Any, kws: Any) -> Any:
        """The signature for some types; TypingError if there is none."""
        if kws:
            return super().get_call_type(context, args, kws)
        if args not in self._given:
            try:
                self._given[args] = super().get_call_type(context, args, kws)
            except TypingError as error:
                self._given[args] = error
        given = self._given[args]
        if isinstance(given, TypingError):
            raise given.with_traceback(None)  # otherwise it would keep a frame of each time
        return given


class _Typing(type(cpu_target.typing_context)):  # type: ignore[misc]
    """Numba's typing with operators and builtins that remember."""

    def resolve_value_type(self, value: Any) -> Any:
        """The type of a constant, a function or an operator."""
        value = Parts.compiling[-1].instead(value)
        # Numba looks for all other meanings of a function before, and writes a message on each.
        found = self._get_global_type(value) if isinstance(value, FUNCTIONS) else None
        found = found or super().resolve_value_type(value)
        if isinstance(found, types.Function) and found.typing_key in COMMON:
            return _common(found.templates)
        return found


@cache
def _common(templates: Any) -> _Common:
    return _Common(templates)


@cache
def _contexts() -> tuple[Any, Any]:
    """Numba's contexts of typing and of lowering, with its memory: what is registered is there."""
    typing, target = copy(cpu_target.typing_context), copy(cpu_target.target_context)
    typing.__class__ = _Typing
    target.typing_context = typing
    return typing, target


class Parts(CPUCodeLibrary):
    """The functions of a module while they are compiled."""

    compiling: ClassVar[list[Parts]] = []

    def __init__(self, codegen: Any, name: str) -> None:
        super().__init__(codegen, name)
        self._described: dict[Any, Any] = {}
        self._exported: set[str] = set()

    def symbol(self, name: str) -> str:
        """The name of a part among the functions."""
        return f"{self.name}.{name}"

    def described(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Numba's descriptor of a function for some types, which is compiled the first time."""
        key = function, args
        if key not in self._described:
            self._described[key] = self._compile(function, args, None)
        return self._described[key]

    def _compile(self, function: Any, args: tuple[Any, ...], result: Any) -> Any:
        flags = Flags()
        flags.error_model = "numpy"
        flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
        contexts = _contexts()
        return compile_extra(*contexts, function, args, result, flags, {}, self, Pipeline).fndesc

    def add(self, name: str, given: Part) -> None:
        """Compile a part, and a function of C's conventions that calls it."""
        (_, context), whole = _contexts(), ir.IntType(64)
        args = (types.int64,) * given.count
        described = self._compile(given.function, args, types.int64)
        module = self.create_ir_module(f"{self.name}.{name}")
        outside = ir.Function(
            module, ir.FunctionType(whole, [whole] * given.count), self.symbol(name)
        )
        self.attach(outside)
        builder = ir.IRBuilder(outside.append_basic_block("entry"))
        called = context.declare_function(module, described)
        # Kernels raise nothing: there is no status to look at.
        _, result = context.call_conv.call_function(
            builder, called, types.int64, args, outside.args
        )
        builder.ret(result)
        self.add_ir_module(module)
        self._exported.add(outside.name)

    def attach(self, outside: Any) -> None:
        """Give a part's function the attributes that it needs; none."""

    def instead(self, value: Any) -> Any:
        """What stands for a constant or a function in the module: it itself."""
        return value


class _Module(Parts):
    """The functions of a module that become machine code."""

    def attach(self, outside: Any) -> None:
        """Have the stack aligned."""
        # Vectors that do not fit into the registers then cross no cache lines on the stack.
        # llvmlite writes this attribute only beside another; kernels raise nothing.
        outside.attributes.add("nounwind")
        outside.attributes.alignstack = 64

    def code(self) -> bytes:
        """The object code of all parts."""
        self.finalize()
        code: bytes = self._codegen._tm.emit_object(self._final_module)
        return code

    @property
    def lasts(self) -> bool:
        """Whether the code refers to nothing that only this process has."""
        outside = (f.name for f in self._final_module.functions if f.is_declaration)
        return not self._dynamic_globals and not any(n.startswith(OF_PYTHON) for n in outside)

    def _optimize_functions(self, ll_module: Any) -> None:
        """Leave functions as they are: Numba would optimize each before, and all again together."""
        ll_module.data_layout = self._codegen._data_layout

    def _optimize_final_module(self) -> None:
        """Optimize with nothing but the parts visible from outside: the rest can be inlined."""
        for function in self._final_module.functions:
            if not function.is_declaration and function.name not in self._exported:
                function.linkage = "internal"
        # Numba's environments, which kernels do not use, are named after addresses of functions.
        for variable in self._final_module.global_variables:
            if variable.name.startswith(ENVIRONMENT):
                variable.linkage = "internal"
        manager, builder = self._codegen._module_pass_manager()
        manager.run(self._final_module, builder)

    def _finalize_final_module(self) -> None:
        """Mark the module as ready; Numba would load it into this process."""
        self._finalize_dynamic_globals()
        self._finalized = True
