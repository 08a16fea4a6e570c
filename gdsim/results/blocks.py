"""Grids cut into blocks of consecutive runs of about equal size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


def chunk_shape(shape: Sequence[int], runs: int) -> tuple[int, ...]:
    """The shape of chunks of at most `runs` consecutive runs, of about equal size."""
    chunk: list[int] = []
    for size in reversed(shape):
        size = max(size, 1)  # a part of a result may be empty
        pieces = -(-size // max(runs, 1))
        chunk.append(-(-size // pieces))
        runs = runs // size if pieces == 1 else 1
    return tuple(reversed(chunk))


def pieces(shape: Sequence[int], chunk: Sequence[int]) -> Iterator[tuple[slice, ...]]:
    """A grid cut into chunks of a shape: the slices of every chunk, in order."""
    if not shape:
        yield ()
        return
    for begin in range(0, shape[0], chunk[0]):
        first = slice(begin, min(begin + chunk[0], shape[0]))
        for rest in pieces(shape[1:], chunk[1:]):
            yield (first, *rest)
