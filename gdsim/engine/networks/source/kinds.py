"""The source texts that depend only on a precision and a width."""

from __future__ import annotations

from collections.abc import Iterable

from gdsim.engine.source.text import fill
from gdsim.lanes.host import vector_unit


def kind_line(dtype: str, width: int) -> str:
    """The line with the precision, the width, the bytes of a number, and the numbers of a vector.

    Those are the numbers of one run that a vector holds: 1 where its lanes are runs. `ACROSS` are
    the lanes of a value, of the `W` that a row of memory has; see `for_threads`.
    """
    size = 8 if dtype == "float64" else 4
    numbers = vector_unit().narrow_width(dtype) if width == 1 else 1
    return f'DTYPE, W, SIZE, ALONG, ACROSS = "{dtype}", {width}, {size}, {numbers}, {width}'


def for_some(lines: Iterable[str], count: str = "size") -> list[str]:
    """A loop over the numbers i of a run, as many at once as a vector holds; `left` are left."""
    return [
        f"for i in range(0, {count}, ALONG):",
        f"    left = {count} - i",
        *(f"    {line}" for line in lines),
    ]


class KindWriter:
    """Writes the precision, the width and the bytes of a number, all that some templates need."""

    def __init__(self, dtype: str, width: int) -> None:
        self.dtype, self.width = dtype, width

    def imports(self) -> list[str]:
        """The first line of a module of networks."""
        return [kind_line(self.dtype, self.width)]

    kind = imports

    def common(self) -> list[str]:
        """The lines of the template `common`, with which other modules of networks begin."""
        lines = fill("common", self).splitlines()
        return lines[lines.index("from math import inf, nan") :]


def kind_text(template: str, dtype: str, width: int) -> str:
    """The text of a template that depends only on a precision and a width."""
    return fill(template, KindWriter(dtype, width))
