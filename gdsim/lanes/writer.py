"""Instructions on lanes at addresses: the loads, loops and sums that products consist of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import signature

from gdsim.lanes.numba_types import LLVM_SCALARS, LanesType, define
from gdsim.lanes.vectors import splat

WHOLE = ir.IntType(64)


def defined(name: str, count: int, write: Callable[..., None]) -> Any:
    """A function of so many whole numbers, for compiled code.

    `write(context, builder, *arguments)` writes its instructions.
    """

    def function(*arguments: int) -> None: ...

    def typing(*args: Any) -> Any:
        return signature(types.void, *([types.int64] * count)) if len(args) == count else None

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        write(context, builder, *args)
        return context.get_dummy_value()

    # Numba identifies a function by its name in its module.
    function.__name__ = name
    globals()[name] = function
    define(function, typing, codegen)
    return function


class Writer:
    """Writes instructions on lanes at addresses."""

    def __init__(self, builder: Any, lanes: LanesType) -> None:
        self.builder, self.lanes = builder, lanes
        self.zero = ir.Constant(lanes.llvm, [0.0] * lanes.width)

    @staticmethod
    def whole(value: int) -> ir.Constant:
        """A constant whole number."""
        return ir.Constant(WHOLE, value)

    def at(self, address: Any, offset: int) -> Any:
        """An address a constant number of bytes after another."""
        return self.builder.add(address, self.whole(offset)) if offset else address

    def moved(self, address: Any, count: Any, bytes_each: int) -> Any:
        """The address of the element number `count` after another."""
        return self.builder.add(address, self.builder.mul(count, self.whole(bytes_each)))

    def apart(self, address: Any, stride: Any, bytes_each: int, count: int) -> list[Any]:
        """The addresses of `count` elements, from one at an address, with a stride in elements."""
        step = self.builder.mul(stride, self.whole(bytes_each))
        return [self.moved(address, step, i) for i in range(count)]

    def opaque(self, value: Any) -> Any:
        """A whole number of which LLVM does not know what it was computed from."""
        return self.builder.asm(ir.FunctionType(WHOLE, [WHOLE]), "", "=r,0", [value], False)

    def pointer(self, address: Any) -> Any:
        """Lanes at an address."""
        return self.builder.inttoptr(address, self.lanes.llvm.as_pointer())

    def load(self, address: Any, shared: bool = False) -> Any:
        """The lanes at an address, or the number there in every lane."""
        if not shared:
            return self.builder.load(self.pointer(address), align=self.lanes.bytes_each)
        pointer = self.builder.inttoptr(address, LLVM_SCALARS[self.lanes.dtype].as_pointer())
        number = self.builder.load(pointer, align=self.lanes.bytes_each)
        return splat(self.builder, number, self.lanes.llvm)

    def store(self, value: Any, address: Any) -> None:
        """Write lanes to an address."""
        self.builder.store(value, self.pointer(address), align=self.lanes.bytes_each)

    @contextmanager
    def loop(self, count: Any, step: int) -> Iterator[Any]:
        """Instructions for 0, step, 2 step, ... below a count, which is not 0."""
        builder = self.builder
        before, body = builder.block, builder.append_basic_block("each")
        builder.branch(body)
        builder.position_at_end(body)
        index = builder.phi(WHOLE)
        index.add_incoming(self.whole(0), before)
        yield index
        following = self.at(index, step)
        index.add_incoming(following, builder.block)
        self._again(following, count, body)

    def _again(self, index: Any, count: Any, body: Any) -> None:
        """Go back to the body while an index is below a count."""
        builder, after = self.builder, self.builder.append_basic_block("after")
        builder.cbranch(builder.icmp_signed("<", index, count), body, after)
        builder.position_at_end(after)

    def of_parts(self, sizes: Sequence[int]) -> Iterator[tuple[int, Any]]:
        """The size and the beginning of each part, for the same instructions: equal ones in a loop.

        Sizes do not increase.
        """
        first = 0
        for size in sorted({*sizes}, reverse=True):
            several = sizes.count(size)
            if several == 1:
                yield size, self.whole(first)
            else:
                with self.loop(self.whole(several * size), size) as index:
                    yield size, self.at(index, first)
            first += several * size

    def starts(self, go_on: Any, load: Callable[[], list[Any]]) -> list[Any]:
        """What sums start with: 0, or what `load` writes the loading of where `go_on` is not 0."""
        builder, before = self.builder, self.builder.block
        loading, after = map(builder.append_basic_block, ("loading", "start"))
        builder.cbranch(builder.icmp_signed("!=", go_on, self.whole(0)), loading, after)
        builder.position_at_end(loading)
        present, loaded = load(), builder.block
        builder.branch(after)
        builder.position_at_end(after)
        found = []
        for value in present:
            found.append(builder.phi(self.lanes.llvm))
            found[-1].add_incoming(self.zero, before)
            found[-1].add_incoming(value, loaded)
        return found

    def sums(self, starts: Sequence[Any], terms: Any, add: Callable[..., list[Any]]) -> list[Any]:
        """Sums of at least one term each: `add(k, sums)` writes the addition of term k."""
        builder = self.builder
        before, body = builder.block, builder.append_basic_block("sum")
        builder.branch(body)
        builder.position_at_end(body)
        index, left = builder.phi(WHOLE), builder.phi(WHOLE)
        sums = [builder.phi(self.lanes.llvm) for _ in starts]
        new, following, fewer = add(index, sums), self.at(index, 1), self.at(left, -1)
        for phi, start, now in (
            (index, self.whole(0), following),
            (left, terms, fewer),
            *zip(sums, starts, new, strict=True),
        ):
            phi.add_incoming(start, before)
            phi.add_incoming(now, body)
        # LLVM would unroll a loop that counts up, which doubles the code of products.
        self._again(self.whole(0), fewer, body)
        return new
