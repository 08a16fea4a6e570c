"""The products of a dense layer of constant sizes, on matrices whose elements are lanes of runs.

As in `gdsim.lanes.tiles`, a tile of sums stays in registers, and each sum adds the same terms in
the same order, so that no bit differs. Here sizes and strides are constants of the code, and what
is computed from a sum is computed before it leaves its register.

The samples of a product are rounded up to whole tiles: memory of lanes must have room for a
multiple of `PADDED` samples, whose values after the last sample have no meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count as count_up
from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import signature

from gdsim.lanes.shapes import parts
from gdsim.lanes.simd import LLVM_SCALARS, LanesType, define, widened
from gdsim.lanes.tracing import codegen_of, typing_of
from gdsim.lanes.vectors import fused

WHOLE = ir.IntType(64)
_serial = count_up()


@dataclass(frozen=True)
class Kind:
    """A precision and a number of lanes."""

    dtype: str
    width: int

    @property
    def size(self) -> int:
        """The bytes of a number."""
        return 8 if self.dtype == "float64" else 4

    @property
    def lanes(self) -> LanesType:
        """The type of lanes."""
        return LanesType(self.dtype, self.width)


class _Writer:
    """Writes instructions on lanes at addresses."""

    def __init__(self, builder: Any, kind: Kind) -> None:
        self.builder, self.kind = builder, kind
        self.vector = kind.lanes.llvm
        self.zero = ir.Constant(self.vector, [0.0] * kind.width)

    @staticmethod
    def whole(value: int) -> ir.Constant:
        """A constant whole number."""
        return ir.Constant(WHOLE, value)

    def at(self, address: Any, offset: int) -> Any:
        """An address a constant number of bytes after another."""
        return self.builder.add(address, self.whole(offset))

    def moved(self, address: Any, count: Any, bytes_each: int) -> Any:
        """The address of the element number `count` after another."""
        return self.builder.add(address, self.builder.mul(count, self.whole(bytes_each)))

    def load(self, address: Any, shared: bool = False) -> Any:
        """The lanes at an address, or the number there in every lane."""
        type_ = LLVM_SCALARS[self.kind.dtype] if shared else self.vector
        pointer = self.builder.inttoptr(address, type_.as_pointer())
        value = self.builder.load(pointer, align=self.kind.size)
        return widened(self.builder, None, value, self.vector) if shared else value

    def store(self, value: Any, address: Any) -> None:
        """Write lanes to an address."""
        pointer = self.builder.inttoptr(address, self.vector.as_pointer())
        self.builder.store(value, pointer, align=self.kind.size)

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

    def sums(self, starts: Sequence[Any], terms: Any, add: Callable[..., list[Any]]) -> list[Any]:
        """Sums of at least one term each: `add(k, sums)` writes the addition of term k."""
        builder = self.builder
        before, body = builder.block, builder.append_basic_block("sum")
        builder.branch(body)
        builder.position_at_end(body)
        index, sums = builder.phi(WHOLE), [builder.phi(self.vector) for _ in starts]
        new, following = add(index, sums), self.at(index, 1)
        for phi, start, now in zip(
            (index, *sums), (self.whole(0), *starts), (following, *new), strict=True
        ):
            phi.add_incoming(start, before)
            phi.add_incoming(now, body)
        self._again(following, terms, body)
        return new


def _defined(count: int, write: Callable[..., None]) -> Any:
    """A function of so many whole numbers, for compiled code, with what `write` writes."""

    def function(*arguments: int) -> None: ...

    def typing(*args: Any) -> Any:
        return signature(types.void, *([types.int64] * count)) if len(args) == count else None

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        write(context, builder, *args)
        return context.get_dummy_value()

    # Numba identifies a function by its name in its module.
    function.__name__ = f"layers_{next(_serial)}"
    globals()[function.__name__] = function
    define(function, typing, codegen)
    return function


def product(
    kind: Kind,
    shape: tuple[int, int],
    rows: int,
    terms: int,
    finish: Callable[..., Any],
    *,
    by_terms: bool = False,
    shared: bool = False,
    each: bool = False,
) -> Any:
    """All samples' products in tiles: `run(a, b, known, multiplier, out, second, count)`.

    For each of `count` samples s and each row i, out[s, i] is `finish(sum, multiplier, known)`, the
    sum being that of a[i, k] b[s, k] over k; if there are two results, second[s, i] is the other.
    `a` is the address of lanes (rows, terms), or (terms, rows) with `by_terms`; b that of lanes
    (samples, terms), or numbers with `shared`; known that of lanes (rows,), or (samples, rows) with
    `each`; multiplier that of a number. out may be known. `shape`: the rows and samples of a tile.
    A single term by `by_terms` is not added to 0, and so keeps its sign if it is 0.
    """
    of_rows, columns = shape
    vector, of_b = kind.size * kind.width, kind.size * (1 if shared else kind.width)
    of_row, of_term = (vector, rows * vector) if by_terms else (terms * vector, vector)
    typed = typing_of(finish)(kind.lanes, kind.lanes, kind.lanes)
    results = len(typed.return_type)

    def add(to: _Writer, size: int, a: Any, b: Sequence[Any], k: Any, sums: Sequence[Any]) -> Any:
        second = [to.load(to.moved(address, k, of_b), shared) for address in b]
        now, new = to.moved(a, k, of_term), []
        for i in range(size):
            first = to.load(to.at(now, i * of_row))
            for j, number in enumerate(second):
                if terms == 1 and by_terms:
                    new.append(to.builder.fmul(first, number))
                else:
                    new.append(fused(to.builder, first, number, sums[i * columns + j]))
        return new

    def samples_at(to: _Writer, b: Any, sample: Any, count: Any) -> list[Any]:
        builder = to.builder
        if not shared:
            start = to.moved(b, sample, terms * of_b)
            return [to.at(start, j * terms * of_b) for j in range(columns)]
        # What all runs share ends with the last sample, which stands for those after it.
        last = to.at(count, -1)
        numbers = [to.at(sample, j) for j in range(columns)]
        least = [builder.select(builder.icmp_signed("<", n, last), n, last) for n in numbers]
        return [to.moved(b, n, terms * of_b) for n in least]

    def write(context: Any, builder: Any, *arguments: Any) -> None:
        a, b, known, multiplier, out, second, count = arguments
        to = _Writer(builder, kind)
        m = to.load(multiplier, shared=True)
        for size, first in to.of_parts(parts(rows, of_rows)):
            with to.loop(count, columns) as sample:
                tile_a = to.moved(a, first, of_row)
                step = partial(add, to, size, tile_a, samples_at(to, b, sample, count))
                starts = [to.zero] * (size * columns)
                sums = (
                    step(to.whole(0), starts)
                    if terms == 1
                    else to.sums(starts, to.whole(terms), step)
                )
                place = builder.add(builder.mul(sample, to.whole(rows)), first)
                known_at = to.moved(known, place if each else first, vector)
                outs = [to.moved(start, place, vector) for start in (out, second)[:results]]
                for i in range(size):
                    for j in range(columns):
                        offset = (j * rows + i) * vector
                        value = to.load(to.at(known_at, offset if each else i * vector))
                        found = codegen_of(finish)(
                            context, builder, typed, (sums[i * columns + j], m, value)
                        )
                        for n, start in enumerate(outs):
                            to.store(builder.extract_value(found, n), to.at(start, offset))

    return _defined(7, write)


def gradient(
    kind: Kind, shape: tuple[int, int], units: int, inputs: int, *, shared: bool, biased: bool
) -> Any:
    """A layer's gradient in tiles: `run(slopes, below, weights, biases, count, go_on)`.

    weights[u, i] = the sum of slopes[s, u] below[s, i] over `count` samples s; if `biased`,
    biases[u] = the sum of slopes[s, u]. Sums start at 0, or at the present values if `go_on`. All
    are addresses of lanes; with `shared`, below of numbers. `shape`: the units and inputs of a
    tile.
    """
    rows, columns = shape
    vector, of_below = kind.size * kind.width, kind.size * (1 if shared else kind.width)

    def write(context: Any, builder: Any, *arguments: Any) -> None:
        slopes, below, weights, biases, count, go_on = arguments
        to = _Writer(builder, kind)
        goes_on = builder.icmp_signed("!=", go_on, to.whole(0))

        def starts_at(places: Sequence[Any]) -> list[Any]:
            """What the sums start with."""
            before = builder.block
            loading, after = map(builder.append_basic_block, ("loading", "start"))
            builder.cbranch(goes_on, loading, after)
            builder.position_at_end(loading)
            present = [to.load(place) for place in places]
            builder.branch(after)
            builder.position_at_end(after)
            found = []
            for value in present:
                found.append(builder.phi(to.vector))
                found[-1].add_incoming(to.zero, before)
                found[-1].add_incoming(value, loading)
            return found

        def write_tile(size: int, unit: Any, across: int, start: Any, last: bool) -> None:
            """The sums of a tile, and with the last one of its units those of their biases."""
            slopes_at, below_at = to.moved(slopes, unit, vector), to.moved(below, start, of_below)
            tile_at = to.moved(to.moved(weights, unit, inputs * vector), start, vector)
            places = [
                to.at(tile_at, (u * inputs + i) * vector)
                for u in range(size)
                for i in range(across)
            ]
            if last:
                biases_at = to.moved(biases, unit, vector)
                places += [to.at(biases_at, u * vector) for u in range(size)]

            def add(k: Any, sums: Sequence[Any]) -> list[Any]:
                row = to.moved(below_at, k, inputs * of_below)
                second = [to.load(to.at(row, i * of_below), shared) for i in range(across)]
                now, new, ones = to.moved(slopes_at, k, units * vector), [], []
                for u in range(size):
                    slope = to.load(to.at(now, u * vector))
                    for i, number in enumerate(second):
                        new.append(fused(builder, slope, number, sums[u * across + i]))
                    if last:
                        ones.append(builder.fadd(slope, sums[size * across + u]))
                return new + ones

            for value, place in zip(to.sums(starts_at(places), count, add), places, strict=True):
                to.store(value, place)

        several = parts(inputs, columns)
        for size, unit in to.of_parts(parts(units, rows)):
            for across, start in to.of_parts(several[: len(several) - biased]):
                write_tile(size, unit, across, start, last=False)
            if biased:
                write_tile(size, unit, several[-1], to.whole(inputs - several[-1]), last=True)

    return _defined(6, write)
