"""The source text of the loop that every run goes through."""

from __future__ import annotations

from gdsim.engine.source.text import fill
from gdsim.lanes.host import BLOCK, vector_unit


class _AdvanceWriter:
    """Writes the precision, the width and the size of a block."""

    def __init__(self, dtype: str, width: int, block: int) -> None:
        size = 8 if dtype == "float64" else 4
        # The numbers of one run that are copied at once, where they are next to each other.
        along = vector_unit().narrow_width(dtype) if block == 1 else 1
        names = "DTYPE, SIZE, W, BLOCK, ALONG, ACROSS"
        self.kind = f'{names} = "{dtype}", {size}, {width}, {block}, {along}, {width}'

    def imports(self) -> list[str]:
        return [self.kind]


def dtype_text(template: str, dtype: str) -> str:
    """The text of a template that depends only on a precision."""
    return fill(template, _AdvanceWriter(dtype, 1, BLOCK))


def advance_text(dtype: str, width: int, block: int) -> str:
    """The text of the module with the `advance` of a precision, width and size of blocks."""
    return fill("advance", _AdvanceWriter(dtype, width, block))
