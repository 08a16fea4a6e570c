"""The source text of the products of lanes, of which dense layers consist."""

from __future__ import annotations

from gdsim.engine.networks.source.kinds import kind_line
from gdsim.engine.source.text import fill
from gdsim.lanes.host import vector_unit

# The registers of a thread of a GPU, whose compilers take longer for each shape of a tile.
OF_A_THREAD = 255
# Registers of the vector unit -> rows of a tile -> its possible columns, the preferred first: as
# many sums as leave registers for one row of factors, and enough to hide a multiply-add's latency.
SHAPES: dict[int, dict[int, tuple[int, ...]]] = {
    16: {1: (8, 4, 2, 1), 2: (6, 3, 2, 1), 3: (4, 2, 1), 4: (3, 2, 1)},
    32: {1: (8, 4, 2, 1), 2: (8, 4, 2, 1), 3: (6, 3, 2, 1), 4: (6, 4, 3, 2, 1)},
    OF_A_THREAD: {1: (6, 3, 1), 2: (6, 3, 1), 4: (6, 3, 1)},
}
# At width 1: the vectors of a panel, and the possible rows of its tiles. Panels that are multiplied
# together have at most `ROOM` vectors, which stay in the second-level cache. A result that is
# computed by columns has at most `SHORT` numbers.
PANELS: dict[int, dict[int, tuple[int, ...]]] = {
    16: {1: (8, 4, 2, 1), 2: (6, 5, 4, 3, 2, 1), 3: (4, 3, 2, 1)},
    32: {1: (8, 4, 2, 1), 2: (8, 4, 2, 1), 3: (8, 4, 2, 1)},
}
ROOM, SHORT = 6144, 1024


def panel_size(dtype: str, widest: int | None = None, samples: int = 1) -> int:
    """The numbers that are copied of a factor and a result, and 64 to align them to as many bytes.

    widest: the units of the widest layer, or its inputs; None: whatever there is. samples: the most
    at a time.
    """
    along = vector_unit().narrow_width(dtype)
    panels = ROOM * along
    if widest is not None:
        panels = min(panels, (widest + along) * max(widest, samples))
    return SHORT + panels + 64


class _ProductWriter:
    """Writes the choice of tiles for a vector unit with `registers` registers."""

    def __init__(self, dtype: str, width: int, registers: int) -> None:
        self.dtype, self.width, self.shapes = dtype, width, SHAPES[registers]

    def imports(self) -> list[str]:
        return [
            kind_line(self.dtype, self.width),
            *(
                f"{kind}_{m}x{n} = tile(DTYPE, W, {m}, {n}, {kind == 'shared'}, ACROSS)"
                for kind in ("shared", "lanes")
                for m, columns in self.shapes.items()
                for n in columns
            ),
        ]

    def shared_tiles(self) -> list[str]:
        return self._tiles("shared", "NUMBER")

    def lanes_tiles(self) -> list[str]:
        return self._tiles("lanes", "VECTOR")

    def _tiles(self, kind: str, size_of_b: str) -> list[str]:
        # 5 rows are 3 and 2 rather than 4 and 1, as a single row has too few independent sums.
        most = max(self.shapes)
        lines = []
        for m in sorted(self.shapes, reverse=True):
            test = f"down >= {m}" + (f" and down != {m + 1}" if m == most else "")
            lines += [f"{'if' if m == most else 'elif'} {test}:", "    while j < columns:"]
            lines.append("        across = columns - j")
            for n in self.shapes[m]:
                first = n == self.shapes[m][0]
                alone = f" and across != {n + 1}" if first and m > 2 else ""
                lines += [
                    f"        {'if' if first else 'elif'} across >= {n}{alone}:",
                    f"            {kind}_{m}x{n}(a + i * ai * VECTOR, b + j * bj * {size_of_b},"
                    " c + (i * ci + j * cj) * VECTOR, ai, ak, bj, bk, ci, cj, terms, go_on)",
                    f"            j += {n}",
                ]
            lines.append(f"    i += {m}")
        return lines


class _ProductOfOneWriter:
    """Writes the same for kernels of width 1, where vectors hold numbers of one run."""

    def __init__(self, dtype: str, registers: int) -> None:
        self.dtype, self.shapes = dtype, PANELS[registers]

    def imports(self) -> list[str]:
        return [
            kind_line(self.dtype, 1),
            f"MOST, ROOM, SHORT = {max(self.shapes)}, {ROOM} * ALONG, {SHORT}",
            *(
                f"panel_{n}x{m} = panel(DTYPE, ALONG, {n}, {m})"
                for m, rows in self.shapes.items()
                for n in rows
            ),
        ]

    def tiles(self) -> list[str]:
        lines = []
        for m, rows in self.shapes.items():
            lines += [f"{'if' if m == 1 else 'elif'} vectors == {m}:", "    while j < end:"]
            lines += ["        down = end - j", *(f"        {line}" for line in _heights(rows))]
            for n in rows:
                lines += [
                    f"        {'if' if n == rows[0] else 'elif'} height == {n}:",
                    f"            panel_{n}x{m}(source, factor, place, step, bj, bk, cj, size,"
                    " going, left)",
                ]
            lines += [
                "        factor, place = factor + height * bj * SIZE, place + height * cj * SIZE",
                "        j += height",
            ]
        return lines


def _heights(rows: tuple[int, ...]) -> list[str]:
    """The choice of one of the heights of a tile: the last two tiles have about as many rows."""
    most = rows[0]
    if len(rows) == most:
        return [f"height = min(down, {most})", f"if {most} < down < {2 * most}:",
                "    height = (down + 1) >> 1"]  # fmt: skip
    return [f"{'if' if n == most else 'elif'} down >= {n}: height = {n}" for n in rows]


class _TeamWriter:
    """Writes what several threads need to know of products of width 1."""

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype

    def imports(self) -> list[str]:
        most = max(PANELS[vector_unit().registers])
        return [kind_line(self.dtype, 1), f"MOST_VECTORS = {most}"]


def team_text(dtype: str) -> str:
    """The text of the module by which threads share the computations of one run."""
    return fill("team", _TeamWriter(dtype))


def product_text(dtype: str, width: int, registers: int) -> str:
    """The text of the module with the products of lanes."""
    if width == 1:
        return fill("product_of_one", _ProductOfOneWriter(dtype, registers))
    return fill("product", _ProductWriter(dtype, width, registers))
