"""The products of a dense layer of constant sizes, on matrices whose elements are lanes of runs.

As in `gdsim.lanes.tiles`, a tile of sums stays in registers, and each sum adds the same terms in
the same order, so that no bit differs. Here sizes and strides are constants of the code, and what
is computed from a sum is computed before it leaves its register.

The samples of a product are rounded up to whole tiles: memory of lanes must have room for a
multiple of `PADDED` samples, whose values after the last sample have no meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count as count_up
from typing import Any

from gdsim.lanes.numba_types import LanesType
from gdsim.lanes.shapes import parts
from gdsim.lanes.tracing import codegen_of, typing_of
from gdsim.lanes.vectors import fused
from gdsim.lanes.writer import Writer, defined

_serial = count_up()


def product(
    lanes: LanesType,
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
    vector = lanes.bytes_each * lanes.width
    of_b = lanes.bytes_each if shared else vector
    of_row, of_term = (vector, rows * vector) if by_terms else (terms * vector, vector)
    typed = typing_of(finish)(lanes, lanes, lanes)
    results = len(typed.return_type)

    def add(to: Writer, size: int, a: Any, b: Sequence[Any], k: Any, sums: Sequence[Any]) -> Any:
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

    def samples_at(to: Writer, b: Any, sample: Any, count: Any) -> list[Any]:
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
        to = Writer(builder, lanes)
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

    return defined(f"product_{next(_serial)}", 7, write)


def gradient(
    lanes: LanesType, shape: tuple[int, int], units: int, inputs: int, *, shared: bool, biased: bool
) -> Any:
    """A layer's gradient in tiles: `run(slopes, below, weights, biases, count, go_on)`.

    weights[u, i] = the sum of slopes[s, u] below[s, i] over `count` samples s; if `biased`,
    biases[u] = the sum of slopes[s, u]. Sums start at 0, or at the present values if `go_on`. All
    are addresses of lanes; with `shared`, below of numbers. `shape`: the units and inputs of a
    tile.
    """
    rows, columns = shape
    vector = lanes.bytes_each * lanes.width
    of_below = lanes.bytes_each if shared else vector

    def write(context: Any, builder: Any, *arguments: Any) -> None:
        slopes, below, weights, biases, count, go_on = arguments
        to = Writer(builder, lanes)

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

            starts = to.starts(go_on, lambda: [to.load(place) for place in places])
            for value, place in zip(to.sums(starts, count, add), places, strict=True):
                to.store(value, place)

        several = parts(inputs, columns)
        for size, unit in to.of_parts(parts(units, rows)):
            for across, start in to.of_parts(several[: len(several) - biased]):
                write_tile(size, unit, across, start, last=False)
            if biased:
                write_tile(size, unit, several[-1], to.whole(inputs - several[-1]), last=True)

    return defined(f"gradient_{next(_serial)}", 6, write)
