"""The source text of what a thread of a GPU does: all steps of one run between two launches."""

from __future__ import annotations

import re

import numpy as np

from gdsim.engine.recipe import Recipe
from gdsim.engine.rows import ENDS
from gdsim.engine.source.advance import advance_text
from gdsim.engine.source.stride import StrideWriter
from gdsim.engine.source.text import fill, setting_name
from gdsim.lanes.host import BLOCK

WHOLES = 17  # the arguments of a kernel that are addresses, counts and steps


class _RunWriter(StrideWriter):
    """Writes the parts of a stride for a single run, in memory of the same layout."""

    lane, row, place, status = "0", "BLOCK", "slot", "status"
    is_recorded = "at == due"

    def imports(self) -> list[str]:
        recipe, size = self.recipe, np.dtype(self.recipe.dtype).itemsize
        return [
            f'DTYPE, W, BLOCK, SIZE = "{recipe.dtype}", 1, {BLOCK}, {size}',
            f"ROWS, TRACED, SCRATCH = {recipe.rows}, {recipe.traced_rows}, {recipe.scratch}",
            f"VARYING, INTEGERS = {len(recipe.rowed)}, {len(recipe.integers)}",
            f'TYPES = ("int64",) * {WHOLES} + (DTYPE,) * {len(self._shared)}',
            *self._definitions(),
            *self._access(),
        ]

    @property
    def _shared(self) -> list[str]:
        return [*ENDS, *map(setting_name, self.recipe.uniform)]

    def shared(self) -> list[str]:
        """The arguments that all runs share: where they cost no register."""
        return [f"{name}," for name in self._shared]

    def uniform_settings(self) -> list[str]:
        """The same as lanes."""
        return [f"{name} = splat({name})" for name in self._shared]

    def scratch(self) -> list[str]:
        """Memory of the thread's own, for an optimizer that works on columns."""
        if not self.recipe.scratch:
            return []
        return ["columns = cuda.local.array(SCRATCH, number)", "scratch = address_of(columns, 0)"]


def gpu_text(recipe: Recipe) -> str:
    """The text of the module with the `advance` of a function's recipe for a GPU."""
    return fill("gpu", _RunWriter(recipe))


class _SpreadWriter:
    """Writes how numbers of a size are copied."""

    def __init__(self, size: int) -> None:
        self.size = size

    def imports(self) -> list[str]:
        if self.size == 8:
            words = ["load, store, word = whole_at, put_whole, int"]
        else:
            words = [
                'words = unit("uint32", 1)',
                "load, store, word = words.load, words.store, words.splat",
            ]
        return [f"BLOCK = {BLOCK}", *words]


def gpu_spread_text(size: int) -> str:
    """The text of the module that fills rows with numbers of so many bytes."""
    return fill("gpu_spread", _SpreadWriter(size))


def for_threads(text: str) -> str:
    """The text of a network's module for the threads of a GPU, each with a single lane of a row.

    Memory keeps its rows; only values have fewer lanes. What ends in ACROSS is the line of
    `gdsim.engine.networks.source.kinds.kind_line`, and others like it.
    """
    found, count = re.subn(r"^(DTYPE, .*ACROSS = .*), \d+$", r"\1, 1", text, flags=re.MULTILINE)
    assert count == 1, text[:200]
    return found


def advance_text_of_threads(dtype: str, row: int) -> str:
    """The text of `gdsim.engine.templates.advance` for a thread of a GPU, in rows of so many."""
    return for_threads(advance_text(dtype, row, row))


def gpu_network_text(dtype: str, row: int) -> str:
    """The text of the module with a network's kernel for a GPU."""
    return for_threads(fill("gpu_network", _RowWriter(dtype, row)))


class _RowWriter:
    """Writes the precision, the runs of a row and the bytes of a number."""

    def __init__(self, dtype: str, row: int) -> None:
        self.line = f'DTYPE, W, SIZE, ACROSS = "{dtype}", {row}, {np.dtype(dtype).itemsize}, {row}'

    def imports(self) -> list[str]:
        return [self.line]
