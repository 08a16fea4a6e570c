"""The source text of the loop that every run goes through."""

from __future__ import annotations

from gdsim.engine.source.text import fill


class _AdvanceWriter:
    """Writes the precision, the width and the size of a block."""

    def __init__(self, dtype: str, width: int, block: int) -> None:
        size = 8 if dtype == "float64" else 4
        self.kind = f'DTYPE, SIZE, W, BLOCK = "{dtype}", {size}, {width}, {block}'

    def imports(self) -> list[str]:
        return [self.kind]


def advance_text(dtype: str, width: int, block: int) -> str:
    """The text of the module with the `advance` of a precision, width and size of blocks."""
    return fill("advance", _AdvanceWriter(dtype, width, block))
