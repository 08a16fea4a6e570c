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
# At width 1: the most vectors of a row of a tile, and its possible rows. A panel has that many
# vectors for each of `TERMS` terms: it stays in the first-level cache while it is multiplied.
PANELS = {16: (2, (6, 3, 1)), 32: (3, (8, 4, 2, 1))}
TERMS = 128


def panel_size(dtype: str) -> int:
    """The numbers of the largest panel, and 64 to align it to as many bytes."""
    unit = vector_unit()
    most, _ = PANELS[unit.registers]
    return TERMS * most * unit.narrow_width(dtype) + 64


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
        self.dtype, (self.most, self.rows) = dtype, PANELS[registers]

    def imports(self) -> list[str]:
        return [
            kind_line(self.dtype, 1),
            f"MOST, TERMS = {self.most}, {TERMS}",
            *(
                f"panel_{n}x{m} = panel(DTYPE, ALONG, {n}, {m})"
                for m in range(1, self.most + 1)
                for n in self.rows
            ),
        ]

    def tiles(self) -> list[str]:
        lines = []
        for m in range(self.most, 0, -1):
            lines.append(f"{'if' if m == self.most else 'elif'} vectors == {m}:")
            for n in self.rows:
                lines += [
                    f"    {'if' if n == self.rows[0] else 'elif'} down >= {n}:",
                    f"        panel_{n}x{m}(source, factor, place, step, bj, bk, cj, size, going,"
                    " left)",
                    f"        j += {n}",
                ]
        return lines


class _TeamWriter:
    """Writes what several threads need to know of products of width 1."""

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype

    def imports(self) -> list[str]:
        most, _ = PANELS[vector_unit().registers]
        return [kind_line(self.dtype, 1), f"MOST_VECTORS = {most}"]


def team_text(dtype: str) -> str:
    """The text of the module by which threads share the computations of one run."""
    return fill("team", _TeamWriter(dtype))


def product_text(dtype: str, width: int, registers: int) -> str:
    """The text of the module with the products of lanes."""
    if width == 1:
        return fill("product_of_one", _ProductOfOneWriter(dtype, registers))
    return fill("product", _ProductWriter(dtype, width, registers))
