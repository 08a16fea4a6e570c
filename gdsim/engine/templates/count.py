# mypy: ignore-errors
"""Count places in the cells of a grid, and colour the cells, without Python's lock.

It is compiled and cached like every kernel; see `gdsim.engine.places`.
"""

from gdsim.lanes.addresses import scalars
from gdsim.lanes.parts import part

single = scalars("float32")
load, store, load_double = single.load, single.store, scalars("float64").load
store_bytes = scalars("uint32").store


@part(8)
def count(places, n, apart, beside, grid, cells, rows, columns):
    """Add 1 to the cell of each place that is in the grid; cells: (rows, columns).

    places: x and y of place i are numbers i * apart and i * apart + beside; grid: left and bottom
    of the grid, and its cells per unit across and up.
    """
    left, bottom = load_double(grid, 0), load_double(grid, 1)
    across, up = load_double(grid, 2), load_double(grid, 3)
    for i in range(n):
        x = (load(places, i * apart) - left) * across
        y = (load(places, i * apart + beside) - bottom) * up
        if 0 <= x < columns and 0 <= y < rows:
            cell = int(y) * columns + int(x)
            store(cells, cell, load(cells, cell) + 1)
    return 0


@part(4)
def soften(cells, rows, columns, soft):
    """Write 1 plus each count, blurred over its neighbours; soft: (rows, columns).

    cells: (rows + 2, columns + 2), with a margin.
    """
    wide = columns + 2
    for row in range(rows):
        for column in range(columns):
            at = (row + 1) * wide + column + 1
            corners = load(cells, at - wide - 1) + load(cells, at - wide + 1)
            corners += load(cells, at + wide - 1) + load(cells, at + wide + 1)
            sides = load(cells, at - wide) + load(cells, at + wide)
            sides += load(cells, at - 1) + load(cells, at + 1)
            value = (4 * load(cells, at) + 2 * sides + corners) / 16
            store(soft, row * columns + column, 1 + value)
    return 0


@part(6)
def shade(logs, groups, cells, tones, look, picture):
    """Colour cells by their logarithms, (groups, cells): picture has four bytes for each.

    tones: of each group the opacity per unit of the logarithm, and red, green and blue; look: the
    opacity at 0, and the logarithm up to which a cell is empty.
    """
    faintest, empty = load_double(look, 0), load_double(look, 1)
    for cell in range(cells):
        red = green = blue = whole = 0.0
        left = 1.0
        for group in range(groups):
            value = load(logs, group * cells + cell)
            if value > empty:
                opacity = faintest + load_double(tones, 4 * group) * value
                red += load_double(tones, 4 * group + 1) * opacity  # none covers another
                green += load_double(tones, 4 * group + 2) * opacity
                blue += load_double(tones, 4 * group + 3) * opacity
                whole += opacity
                left *= 1 - opacity
        if whole > 0:
            hue = int(red / whole + 0.5) + 256 * int(green / whole + 0.5)
            strength = int(255 * (1 - left) + 0.5)
            store_bytes(picture, cell, hue + 65536 * int(blue / whole + 0.5) + 16777216 * strength)
    return 0
